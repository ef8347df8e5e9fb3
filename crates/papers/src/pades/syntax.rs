//! PDF objects as bytes (ISO 32000-1 §7.3). Strings are written so that any
//! byte survives; streams as they are, with their length set anew.

use lopdf::{Dictionary, Object, StringFormat};

/// Appends `object` to `out`.
pub(super) fn write(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(value) => out.extend(if *value { b"true".as_slice() } else { b"false" }),
        Object::Integer(value) => out.extend(value.to_string().bytes()),
        // Rust never writes an exponent here, which PDF does not know.
        Object::Real(value) => out.extend(value.to_string().bytes()),
        Object::Name(name) => write_name(out, name),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            out.extend(hex::encode(bytes).bytes());
            out.push(b'>');
        }
        Object::String(bytes, StringFormat::Literal) => write_literal(out, bytes),
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                write(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Stream(stream) => {
            let mut dictionary = stream.dict.clone();
            dictionary.set("Length", i64::try_from(stream.content.len()).unwrap_or(i64::MAX));
            write_dictionary(out, &dictionary);
            out.extend(b"\nstream\n");
            out.extend(&stream.content);
            // A last CR and our LF would read as one line end: see stream_ends.
            out.extend(if stream.content.last() == Some(&b'\r') {
                b"\r\nendstream".as_slice()
            } else {
                b"\nendstream"
            });
        }
        Object::Reference((number, generation)) => out.extend(format!("{number} {generation} R").bytes()),
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend(b"<<");
    for (key, value) in dictionary {
        out.push(b' ');
        write_name(out, key);
        out.push(b' ');
        write(out, value);
    }
    out.extend(b" >>");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"_-.+*:".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

fn write_literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
            b' '..=b'~' => out.push(*byte),
            other => out.extend(format!("\\{other:03o}").bytes()),
        }
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_object_is_spelt_as_the_standard_says() {
        let dictionary = lopdf::dictionary! { "A B" => Object::Real(0.5), "K" => (7, 0) };
        let cases = [
            (Object::Null, "null"),
            (Object::Boolean(true), "true"),
            (Object::Array(vec![Object::Integer(-1), Object::Name(b"S".to_vec())]), "[-1 /S]"),
            (Object::string_literal("a(b)\\\n"), "(a\\(b\\)\\\\\\012)"),
            (Object::String(vec![0xFE, 0xFF], StringFormat::Hexadecimal), "<feff>"),
            (Object::Dictionary(dictionary), "<< /A#20B 0.5 /K 7 0 R >>"),
            (lopdf::Stream::new(Dictionary::new(), b"xy".to_vec()).into(), "<< /Length 2 >>\nstream\nxy\nendstream"),
            (
                lopdf::Stream::new(Dictionary::new(), b"x\r".to_vec()).into(),
                "<< /Length 2 >>\nstream\nx\r\r\nendstream",
            ),
        ];
        for (object, wanted) in cases {
            let mut out = Vec::new();
            write(&mut out, &object);
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
    }
}
