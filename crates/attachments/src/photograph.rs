//! Photographs without their metadata, losslessly: the parts that hold Exif, XMP, comments and thumbnails are left
//! out, the picture itself is not touched. Of Exif only the orientation stays, or a photograph would lie on its side.
//!
//! Re-encoding would cost a hundred times as much and lose quality. The walk through the scans of a JPEG is our own:
//! `img-parts` keeps everything behind the first scan as it is, also what telephones hang on after the end.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

use crate::fault::Unfit;

/// Most points of a picture that is accepted: a decompression bomb declares more.
const MOST_POINTS: u64 = 120_000_000;

/// A JPEG without metadata.
///
/// # Errors
/// A damaged or cut file; too many points.
pub fn jpeg(content: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let mut jpeg = Jpeg::from_bytes(Bytes::from(content)).map_err(|_| Unfit::Damaged)?;
    let (width, height) = jpeg.dimensions().ok_or(Unfit::Damaged)?;
    bounded(u32::from(width), u32::from(height))?;
    let turned = jpeg.exif().and_then(|exif| orientation(&exif));
    let is_picture = |segment: &JpegSegment| match segment.marker() {
        // Colour: a profile, and how Adobe's programs transform it.
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        marker => !is_remark(marker),
    };
    jpeg.segments_mut().retain(is_picture);
    let last = jpeg.segments_mut().pop().filter(JpegSegment::has_entropy).ok_or(Unfit::CutOff)?;
    let (marker, contents, head) = (last.marker(), last.contents().clone(), last.len());
    let whole = last.encoder().bytes();
    let scans = Bytes::from(scans(whole.get(head..).ok_or(Unfit::Damaged)?)?);
    let last = JpegSegment::new_with_entropy(marker, contents, scans);
    jpeg.segments_mut().push(last);
    jpeg.set_exif(turned.map(only_turned));
    Ok(jpeg.encoder().bytes().to_vec())
}

/// Application data and comments.
fn is_remark(marker: u8) -> bool {
    matches!(marker, 0xe0..=0xef | 0xfe)
}

/// The scans of a picture up to and with its end (ITU-T T.81 B.1.1), without remarks between them.
fn scans(entropy: &[u8]) -> Result<Vec<u8>, Unfit> {
    let mut kept = Vec::with_capacity(entropy.len());
    let mut at = 0;
    loop {
        let next = entropy[at..].iter().position(|byte| *byte == 0xff).ok_or(Unfit::CutOff)?;
        kept.extend_from_slice(&entropy[at..at + next]);
        at += next;
        let marker = *entropy.get(at + 1).ok_or(Unfit::CutOff)?;
        match marker {
            // A stuffed byte, a restart, a fill byte: still the scan.
            0x00 | 0xd0..=0xd7 => {
                kept.extend_from_slice(&[0xff, marker]);
                at += 2;
            }
            0xff => at += 1,
            0xd9 => {
                kept.extend_from_slice(&[0xff, 0xd9]);
                return Ok(kept);
            }
            _ => {
                let length = entropy.get(at + 2..at + 4).ok_or(Unfit::CutOff)?;
                let end = at + 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
                let segment = entropy.get(at..end).ok_or(Unfit::CutOff)?;
                if !is_remark(marker) {
                    kept.extend_from_slice(segment);
                }
                at = end;
            }
        }
    }
}

/// A PNG with what draws it and nothing else.
///
/// # Errors
/// A damaged or cut file; too many points.
pub fn png(content: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let mut png = Png::from_bytes(Bytes::from(content)).map_err(|_| Unfit::CutOff)?;
    let (width, height) = png.dimensions().ok_or(Unfit::Damaged)?;
    bounded(width, height)?;
    let turned = png.exif().and_then(|exif| orientation(&exif));
    let draws = |kind: [u8; 4]| {
        kind[0].is_ascii_uppercase()
            || [*b"tRNS", *b"gAMA", *b"cHRM", *b"sRGB", *b"iCCP", *b"sBIT", *b"pHYs", *b"bKGD"].contains(&kind)
    };
    png.chunks_mut().retain(|chunk| draws(chunk.kind()));
    let ends = png.chunks().last().is_some_and(|chunk| chunk.kind() == *b"IEND");
    if !ends {
        return Err(Unfit::CutOff);
    }
    png.set_exif(turned.map(only_turned));
    Ok(png.encoder().bytes().to_vec())
}

/// A WebP without Exif and XMP.
///
/// # Errors
/// A damaged or cut file; too many points.
pub fn webp(content: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let mut webp = WebP::from_bytes(Bytes::from(content)).map_err(|_| Unfit::CutOff)?;
    let (width, height) = webp.dimensions().ok_or(Unfit::Damaged)?;
    bounded(width, height)?;
    let turned = webp.exif().and_then(|exif| orientation(&exif));
    webp.chunks_mut().retain(|chunk| {
        let known = [*b"VP8 ", *b"VP8L", *b"VP8X", *b"ALPH", *b"ICCP", *b"ANIM", *b"ANMF"];
        known.contains(&chunk.id())
    });
    webp.set_exif(turned.map(only_turned));
    Ok(webp.encoder().bytes().to_vec())
}

fn bounded(width: u32, height: u32) -> Result<(), Unfit> {
    let points = u64::from(width) * u64::from(height);
    if points == 0 {
        return Err(Unfit::Damaged);
    }
    if points > MOST_POINTS { Err(Unfit::TooManyPoints) } else { Ok(()) }
}

/// How the telephone was held (Exif 0x0112, 1 to 8); nothing for upright.
fn orientation(exif: &[u8]) -> Option<u8> {
    let (fields, _) = exif::parse_exif(exif).ok()?;
    let field =
        fields.iter().find(|field| field.tag == exif::Tag::Orientation && field.ifd_num == exif::In::PRIMARY)?;
    let turned = u8::try_from(field.value.get_uint(0)?).ok()?;
    (2..=8).contains(&turned).then_some(turned)
}

/// Exif that says the orientation alone: one directory with one entry (TIFF 6.0, little-endian).
fn only_turned(turned: u8) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&[turned, 0, 0, 0, 0, 0, 0, 0]);
    Bytes::from(exif)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest frame that a reader accepts: one scan, a restart and stuffed byte in it.
    fn photograph(exif: &[u8], after: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        let mut segment = |marker: u8, contents: &[u8]| {
            bytes.extend_from_slice(&[0xff, marker]);
            bytes.extend_from_slice(&u16::try_from(contents.len() + 2).unwrap().to_be_bytes());
            bytes.extend_from_slice(contents);
        };
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        segment(0xe1, &[b"Exif\0\0", exif].concat());
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>secret place</x>");
        segment(0xe2, b"MPF\0 second picture");
        segment(0xfe, b"secret remark");
        segment(0xc0, &[8, 0, 2, 0, 3, 1, 1, 0x11, 0]);
        segment(0xda, &[1, 1, 0, 0, 63, 0]);
        bytes.extend_from_slice(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4]);
        bytes.extend_from_slice(b"\xff\xe1\x00\x0esecret place");
        bytes.extend_from_slice(&[0xff, 0xd9]);
        bytes.extend_from_slice(after);
        bytes
    }

    /// Orientation 6 and a GPS directory.
    fn telephone() -> Vec<u8> {
        let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
        exif.extend_from_slice(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
        exif.extend_from_slice(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0secret place");
        exif
    }

    #[test]
    fn a_photograph_says_no_place_and_keeps_how_it_was_held() {
        let clean = jpeg(photograph(&telephone(), b"secret film of a living picture")).unwrap();
        let has = |what: &[u8]| clean.windows(what.len()).any(|part| part == what);
        assert!(!has(b"secret") && !has(b"MPF") && has(b"JFIF") && has(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4]));
        assert_eq!(&clean[clean.len() - 2..], [0xff, 0xd9]);
        let again = Jpeg::from_bytes(Bytes::from(clean.clone())).unwrap();
        assert_eq!(again.exif().and_then(|exif| orientation(&exif)), Some(6));
        assert_eq!(jpeg(clean.clone()).unwrap(), clean, "cleaning twice changes nothing");
    }

    #[test]
    fn a_photograph_cut_off_is_told_so() {
        let whole = photograph(&telephone(), b"");
        for cut in [whole.len() - 1, whole.len() - 2, whole.len() - 10] {
            assert_eq!(jpeg(whole[..cut].to_vec()), Err(Unfit::CutOff), "{cut}");
        }
        assert_eq!(jpeg(whole[..30].to_vec()), Err(Unfit::Damaged));
    }

    #[test]
    fn a_picture_of_too_many_points_is_refused_before_it_is_drawn() {
        assert_eq!(bounded(60_000, 60_000), Err(Unfit::TooManyPoints));
        assert_eq!(bounded(0, 3), Err(Unfit::Damaged));
        assert_eq!(bounded(12_000, 9_000), Ok(()));
    }
}
