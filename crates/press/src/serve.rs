//! The child process: reads requests, answers each, ends when its input ends.
//!
//! One request at a time, in order. A broken frame ends the process, since
//! nothing after it can be trusted; a failed paper does not. When its own
//! memory passes the limit it ends after the reply, and the parent starts a
//! fresh one. Time-outs are the parent's: Typst cannot be interrupted.

use std::io::{Read, Write};

use papers::press_protocol::{FrameError, PREFIX_BYTES, Reply, Request, body_length};

use crate::render::Typesetter;

/// How the child behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeConfig {
    /// Anonymous memory in bytes beyond which the child ends after a reply.
    pub memory_limit_bytes: u64,
}

/// Why the child stopped without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The parent closed the input between two requests.
    InputClosed,
    /// Memory passed the limit; start another.
    MemoryLimit,
}

/// Why the child had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The parent sent something else than frames.
    #[error("the parent sent a broken frame: {0}")]
    Frame(#[from] FrameError),
    /// The pipe broke.
    #[error("the pipe to the parent broke")]
    Pipe(#[from] std::io::Error),
}

/// Answers requests from `input` on `output` until the input ends.
pub fn serve(
    mut input: impl Read,
    mut output: impl Write,
    typesetter: &mut Typesetter,
    config: ServeConfig,
) -> Result<Ended, ServeError> {
    while let Some(prefix) = read_prefix(&mut input)? {
        let mut body = vec![0; body_length(prefix)?];
        input.read_exact(&mut body)?;
        let request = Request::decode(&body)?;
        drop(body);
        let outcome = typesetter.render(&request);
        let reply = Reply { id: request.id, outcome };
        output.write_all(&reply.encode()?)?;
        output.flush()?;
        if anonymous_bytes().is_some_and(|used| used > config.memory_limit_bytes) {
            return Ok(Ended::MemoryLimit);
        }
    }
    Ok(Ended::InputClosed)
}

/// The first bytes of a frame, or `None` if the input ended before it.
fn read_prefix(input: &mut impl Read) -> Result<Option<[u8; PREFIX_BYTES]>, ServeError> {
    let mut prefix = [0; PREFIX_BYTES];
    let mut filled = 0;
    while filled < PREFIX_BYTES {
        match input.read(&mut prefix[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(FrameError::Malformed.into()),
            Ok(count) => filled += count,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(Some(prefix))
}

/// Anonymous resident memory of this process, where the system tells it.
pub fn anonymous_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("RssAnon:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
