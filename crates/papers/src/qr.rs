//! The square code that leads from paper to the page which verifies it.
//!
//! ISO/IEC 18004, error correction M, quiet zone of four modules, drawn as one
//! vector path. The module does not decide what the code says, and the words of
//! what it leads to are printed beside it by the template.

use fast_qr::ECL;
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;

/// Modules of white on every side that ISO/IEC 18004 asks for.
const QUIET_MODULES: usize = 4;

/// The text does not fit the largest symbol, or cannot be encoded.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no QR symbol holds this text of {length} bytes")]
pub struct QrTooLong {
    /// Length of the refused text in bytes.
    pub length: usize,
}

/// An SVG image (black on white, quiet zone included) that reads back as `text`.
pub fn svg(text: &str) -> Result<String, QrTooLong> {
    let too_long = QrTooLong { length: text.len() };
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| too_long)?;
    Ok(SvgBuilder::default().margin(QUIET_MODULES).to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_address_becomes_a_standalone_image() {
        let image = svg("https://example.gov.tw/verify/7F3K-9QXM-2D").unwrap();
        assert!(image.starts_with("<svg ") && image.contains("http://www.w3.org/2000/svg"));
        assert_eq!(image, svg("https://example.gov.tw/verify/7F3K-9QXM-2D").unwrap());
    }

    #[test]
    fn a_text_beyond_the_largest_symbol_is_refused() {
        assert_eq!(svg(&"x".repeat(5_000)).unwrap_err(), QrTooLong { length: 5_000 });
    }
}
