//! How a paper is asked of the press and how the press answers: frames on the
//! standard input and output of a long-lived child process.
//!
//! A frame is `TKP1`, the length of its body (u32, big endian), then the body:
//! length of a JSON header (u32), the header, and the blobs it lists, one after
//! another. One request at a time; each gets exactly one reply with its id.
//! Encoding and decoding only: starting the child, limits and time-outs belong
//! to whoever owns the process. Words for people are not in these types.

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Bytes before every body: mark and length.
pub const PREFIX_BYTES: usize = 8;

/// A larger body is refused before anything is allocated for it.
pub const MOST_BODY_BYTES: usize = 64 << 20;

const MARK: [u8; 4] = *b"TKP1";

/// A file the template may read, by its absolute name (`/qr.svg`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressFile {
    /// `/` and up to 32 characters of `a-z 0-9 - .`; a fixed name of the
    /// template, never one made from data.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// One paper to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Identifier of the paper; becomes the PDF's document identifier and is repeated in the reply.
    pub id: String,
    /// The day the template takes for today.
    pub issued_on: Date,
    /// Typst source of the template.
    pub template: String,
    /// JSON the template reads as `/data.json`.
    pub data: Vec<u8>,
    /// Images and other files the template reads.
    pub files: Vec<PressFile>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The request's identifier.
    pub id: String,
    /// The paper, or why there is none.
    pub outcome: Result<Paper, PressFault>,
}

/// A drawn paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// PDF/A-2u and PDF/UA-1, not yet sealed.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: u32,
}

/// Why the press gave no paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PressFault {
    /// No font draws these characters; a clerk has to decide.
    #[error("no font draws {characters:?}")]
    MissingGlyphs {
        /// Each character once.
        characters: Vec<char>,
    },
    /// The data holds characters that would print as boxes; see [`crate::spacing`].
    #[error("characters that print as boxes: {characters:?}")]
    InkForSpace {
        /// Each character once.
        characters: Vec<char>,
    },
    /// The template does not compile, or warns: a fault of ours.
    #[error("the template fails: {messages:?}")]
    Template {
        /// Messages of the compiler, developer English.
        messages: Vec<String>,
    },
    /// The pages exist but cannot be written as PDF/A-2u and PDF/UA-1.
    #[error("the export fails: {messages:?}")]
    Export {
        /// Messages of the exporter, developer English.
        messages: Vec<String>,
    },
    /// A file name is not of the allowed form, or too many different ones were used.
    #[error("the file name {name:?} is not accepted")]
    FileName {
        /// The refused name.
        name: String,
    },
    /// The data is not JSON.
    #[error("the data is not JSON")]
    Data,
    /// The compiler panicked; the child goes on.
    #[error("the typesetter panicked")]
    Panicked,
}

/// A frame that does not follow the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The first four bytes are not the protocol's mark.
    #[error("not a frame of the press protocol")]
    Mark,
    /// Longer than [`MOST_BODY_BYTES`].
    #[error("the frame is larger than {MOST_BODY_BYTES} bytes")]
    TooLarge,
    /// Header or blobs do not fit the body.
    #[error("the frame's body is malformed")]
    Malformed,
}

#[derive(Serialize, Deserialize)]
struct RequestHeader {
    id: String,
    issued_on: Date,
    /// Lengths of template, data and files, in this order.
    template_bytes: usize,
    data_bytes: usize,
    files: Vec<FileHeader>,
}

#[derive(Serialize, Deserialize)]
struct FileHeader {
    name: String,
    bytes: usize,
}

#[derive(Serialize, Deserialize)]
struct ReplyHeader {
    id: String,
    pages: u32,
    fault: Option<PressFault>,
}

/// Length of the body that follows these first [`PREFIX_BYTES`] bytes.
pub fn body_length(prefix: [u8; PREFIX_BYTES]) -> Result<usize, FrameError> {
    let [a, b, c, d, length @ ..] = prefix;
    if [a, b, c, d] != MARK {
        return Err(FrameError::Mark);
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| FrameError::TooLarge)?;
    if length > MOST_BODY_BYTES { Err(FrameError::TooLarge) } else { Ok(length) }
}

impl Request {
    /// The whole frame, prefix included.
    pub fn encode(&self) -> Result<Vec<u8>, FrameError> {
        let header = RequestHeader {
            id: self.id.clone(),
            issued_on: self.issued_on,
            template_bytes: self.template.len(),
            data_bytes: self.data.len(),
            files: self.files.iter().map(|f| FileHeader { name: f.name.clone(), bytes: f.bytes.len() }).collect(),
        };
        let mut blobs: Vec<&[u8]> = vec![self.template.as_bytes(), &self.data];
        blobs.extend(self.files.iter().map(|f| f.bytes.as_slice()));
        frame(&header, &blobs)
    }

    /// Reads the body of a frame.
    pub fn decode(body: &[u8]) -> Result<Request, FrameError> {
        let (header, mut rest): (RequestHeader, &[u8]) = open(body)?;
        let template = take(&mut rest, header.template_bytes)?;
        let data = take(&mut rest, header.data_bytes)?.to_vec();
        let mut files = Vec::with_capacity(header.files.len());
        for file in header.files {
            files.push(PressFile { bytes: take(&mut rest, file.bytes)?.to_vec(), name: file.name });
        }
        if !rest.is_empty() {
            return Err(FrameError::Malformed);
        }
        let template = String::from_utf8(template.to_vec()).map_err(|_| FrameError::Malformed)?;
        Ok(Request { id: header.id, issued_on: header.issued_on, template, data, files })
    }
}

impl Reply {
    /// The whole frame, prefix included.
    pub fn encode(&self) -> Result<Vec<u8>, FrameError> {
        let (pages, fault, pdf): (u32, Option<PressFault>, &[u8]) = match &self.outcome {
            Ok(paper) => (paper.pages, None, &paper.pdf),
            Err(fault) => (0, Some(fault.clone()), &[]),
        };
        frame(&ReplyHeader { id: self.id.clone(), pages, fault }, &[pdf])
    }

    /// Reads the body of a frame.
    pub fn decode(body: &[u8]) -> Result<Reply, FrameError> {
        let (header, rest): (ReplyHeader, &[u8]) = open(body)?;
        let outcome = match header.fault {
            Some(_) if !rest.is_empty() => return Err(FrameError::Malformed),
            Some(fault) => Err(fault),
            None => Ok(Paper { pdf: rest.to_vec(), pages: header.pages }),
        };
        Ok(Reply { id: header.id, outcome })
    }
}

fn frame(header: &impl Serialize, blobs: &[&[u8]]) -> Result<Vec<u8>, FrameError> {
    let header = serde_json::to_vec(header).map_err(|_| FrameError::Malformed)?;
    let length = 4 + header.len() + blobs.iter().map(|b| b.len()).sum::<usize>();
    let size = |n: usize| u32::try_from(n).ok().filter(|_| n <= MOST_BODY_BYTES).ok_or(FrameError::TooLarge);
    let mut out = Vec::with_capacity(PREFIX_BYTES + length.min(MOST_BODY_BYTES));
    out.extend(MARK);
    out.extend(size(length)?.to_be_bytes());
    out.extend(size(header.len())?.to_be_bytes());
    out.extend(header);
    for blob in blobs {
        out.extend_from_slice(blob);
    }
    Ok(out)
}

fn open<H: DeserializeOwned>(body: &[u8]) -> Result<(H, &[u8]), FrameError> {
    let (length, rest) = body.split_first_chunk::<4>().ok_or(FrameError::Malformed)?;
    let mut rest = rest;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| FrameError::Malformed)?;
    let header = take(&mut rest, length)?;
    Ok((serde_json::from_slice(header).map_err(|_| FrameError::Malformed)?, rest))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], FrameError> {
    let (taken, left) = rest.split_at_checked(length).ok_or(FrameError::Malformed)?;
    *rest = left;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request() -> Request {
        Request {
            id: "115-001234".into(),
            issued_on: Date::constant(2026, 11, 23),
            template: "= 證明書".into(),
            data: b"{}".to_vec(),
            files: vec![PressFile { name: "/qr.svg".into(), bytes: b"<svg/>".to_vec() }],
        }
    }

    fn body(frame: &[u8]) -> &[u8] {
        let (prefix, body) = frame.split_first_chunk().unwrap();
        assert_eq!(body_length(*prefix).unwrap(), body.len());
        body
    }

    #[test]
    fn requests_and_replies_survive_the_wire() {
        let sent = request();
        assert_eq!(Request::decode(body(&sent.encode().unwrap())).unwrap(), sent);
        let outcomes = [
            Ok(Paper { pdf: b"%PDF-1.7".to_vec(), pages: 2 }),
            Err(PressFault::MissingGlyphs { characters: vec!['𰻞'] }),
            Err(PressFault::Panicked),
        ];
        for outcome in outcomes {
            let reply = Reply { id: "115-001234".into(), outcome };
            assert_eq!(Reply::decode(body(&reply.encode().unwrap())).unwrap(), reply);
        }
    }

    #[test]
    fn a_foreign_or_oversized_frame_is_refused_before_it_is_read() {
        assert_eq!(body_length(*b"HTTP/1.1"), Err(FrameError::Mark));
        assert_eq!(body_length(*b"TKP1\xFF\xFF\xFF\xFF"), Err(FrameError::TooLarge));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn cut_or_changed_bodies_never_panic(cut in 0usize..400, at in 0usize..400, bit in 0u8..8) {
            let frame = request().encode().unwrap();
            let mut bytes = body(&frame).to_vec();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            bytes.truncate(cut);
            let _ = Request::decode(&bytes);
            let _ = Reply::decode(&bytes);
        }
    }
}
