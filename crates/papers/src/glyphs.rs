//! Which characters no font of a paper can draw.
//!
//! PDF/A and PDF/UA forbid a page with a missing glyph, so a name is tested
//! before a paper number is drawn; on a miss a clerk decides. The module looks
//! glyphs up in the character maps; it does not choose fonts and reads no file.

/// A face could not be read as TrueType, OpenType or a collection of them.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("font {index} of the chain cannot be parsed: {reason}")]
pub struct UnreadableFont {
    /// Position in the slice handed over.
    pub index: usize,
    /// What the parser said.
    pub reason: String,
}

/// The characters of `text` that none of `fonts` draws, each once, in order of
/// first appearance. Every face of a collection counts. Line feeds are layout
/// and never missing; variation selectors are characters like any other, so a
/// name written with one goes to a clerk instead of losing its form unseen.
pub fn missing(text: &str, fonts: &[&[u8]]) -> Result<Vec<char>, UnreadableFont> {
    let mut wanted: Vec<char> = Vec::new();
    for character in text.chars() {
        if character != '\n' && !wanted.contains(&character) {
            wanted.push(character);
        }
    }
    for (index, data) in fonts.iter().enumerate() {
        for face in 0..ttf_parser::fonts_in_collection(data).unwrap_or(1) {
            let face =
                ttf_parser::Face::parse(data, face).map_err(|e| UnreadableFont { index, reason: e.to_string() })?;
            wanted.retain(|character| !draws(&face, *character));
        }
    }
    Ok(wanted)
}

fn draws(face: &ttf_parser::Face<'_>, character: char) -> bool {
    face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TrueType file with a character map for U+0041..=U+0043 and no outlines.
    fn tiny_font() -> Vec<u8> {
        let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12];
        let format4: [u16; 16] = [4, 32, 0, 4, 4, 1, 0, 0x43, 0xFFFF, 0, 0x41, 0xFFFF, 0xFFC0, 1, 0, 0];
        cmap.extend(format4.iter().flat_map(|v| v.to_be_bytes()));
        let mut head = vec![0u8; 54];
        head[18..20].copy_from_slice(&1000u16.to_be_bytes());
        head[..4].copy_from_slice(&[0, 1, 0, 0]);
        let mut hhea = vec![0u8; 36];
        hhea[..4].copy_from_slice(&[0, 1, 0, 0]);
        hhea[35] = 1;
        let maxp = vec![0, 0, 0x50, 0, 0, 4];
        let tables: [(&[u8; 4], Vec<u8>); 4] = [(b"cmap", cmap), (b"head", head), (b"hhea", hhea), (b"maxp", maxp)];
        let mut file = vec![0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0];
        let mut offset = 12 + 16 * tables.len();
        let mut body = Vec::new();
        for (tag, data) in &tables {
            file.extend(*tag);
            file.extend([0; 4]);
            file.extend(u32::try_from(offset + body.len()).unwrap().to_be_bytes());
            file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
            body.extend(data);
            while body.len() % 4 != 0 {
                body.push(0);
            }
        }
        offset += body.len();
        file.extend(body);
        assert_eq!(file.len(), offset);
        file
    }

    #[test]
    fn a_character_outside_every_font_is_named_once() {
        let font = tiny_font();
        assert_eq!(missing("ABC\nCAB", &[&font]).unwrap(), []);
        assert_eq!(missing("A高B高雄", &[&font]).unwrap(), ['高', '雄']);
        assert_eq!(missing("A", &[]).unwrap(), ['A']);
    }

    #[test]
    fn a_file_that_is_no_font_is_refused_by_its_position() {
        let font = tiny_font();
        assert_eq!(missing("A", &[&font, b"no font"]).unwrap_err().index, 1);
    }
}
