//! What a tile must be: PNG, JPEG or WebP, by its declared type and by its first bytes alike.
//!
//! Refuses everything else, so that nothing a browser could run (HTML, SVG) ever comes out of our
//! address. PNG: ISO/IEC 15948 §5.2; JPEG: ITU-T T.81 B.1.1; WebP: RFC 9649.

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `image/png`.
    Png,
    /// `image/jpeg`.
    Jpeg,
    /// `image/webp`.
    Webp,
}

/// Why an answer is no tile of its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// No declared type, or one that is no picture.
    #[error("the answer is not declared a picture")]
    Declared,
    /// The bytes are not what the type says.
    #[error("the bytes are not the declared picture")]
    Bytes,
    /// A picture, but not of a format of this layer.
    #[error("not a format of this layer")]
    Format,
}

impl Format {
    /// The media type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
        }
    }

    /// As office tables name it: `png`, `jpeg`, `webp`.
    pub(super) fn named(name: &str) -> Option<Format> {
        match name {
            "png" => Some(Format::Png),
            "jpeg" => Some(Format::Jpeg),
            "webp" => Some(Format::Webp),
            _ => None,
        }
    }

    fn declared(content_type: &str) -> Option<Format> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "image/png" => Some(Format::Png),
            // Common on old map servers, though never registered.
            "image/jpeg" | "image/jpg" => Some(Format::Jpeg),
            "image/webp" => Some(Format::Webp),
            _ => None,
        }
    }

    fn sniffed(bytes: &[u8]) -> Option<Format> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => {
                Some(Format::Png)
            }
            [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
            _ => None,
        }
    }
}

/// The format of a tile whose layer has these formats.
pub(super) fn judge(declared: Option<&str>, bytes: &[u8], formats: &[Format]) -> Result<Format, PictureError> {
    let declared = declared.and_then(Format::declared).ok_or(PictureError::Declared)?;
    if Format::sniffed(bytes) != Some(declared) {
        return Err(PictureError::Bytes);
    }
    if formats.contains(&declared) { Ok(declared) } else { Err(PictureError::Format) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_a_picture_in_word_and_in_deed() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR....";
        let jpeg = b"\xff\xd8\xff\xe0....";
        let webp = b"RIFF\x10\0\0\0WEBPVP8 ";
        let both = [Format::Png, Format::Jpeg];
        for (declared, bytes, expected) in [
            (Some("image/png"), &png[..], Ok(Format::Png)),
            (Some("Image/PNG; q=1"), png, Ok(Format::Png)),
            (Some("image/jpg"), jpeg, Ok(Format::Jpeg)),
            (Some("image/png"), jpeg, Err(PictureError::Bytes)),
            (Some("image/png"), b"<svg onload='x'/>", Err(PictureError::Bytes)),
            (Some("image/png"), b"", Err(PictureError::Bytes)),
            (Some("image/png"), &png[..8], Err(PictureError::Bytes)),
            (Some("text/html"), png, Err(PictureError::Declared)),
            (Some("image/svg+xml"), b"<svg/>", Err(PictureError::Declared)),
            (None, png, Err(PictureError::Declared)),
            (Some("image/webp"), webp, Err(PictureError::Format)),
        ] {
            assert_eq!(judge(declared, bytes, &both), expected, "{declared:?}");
        }
        assert_eq!(judge(Some("image/webp"), webp, &[Format::Webp]), Ok(Format::Webp));
    }
}
