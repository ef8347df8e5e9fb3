//! A stand-in clamd: `zPING` and `zINSTREAM` of the real one on a real socket. It knows one virus, the harmless
//! test string of EICAR, which it reads out of nothing else than the bytes it is sent.

use std::io;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::stand_in::faults::{Due, Faults};
use crate::stand_in::{Running, hold_each};

/// The test string every scanner knows, in two parts, so that no file of ours holds it whole.
pub const EICAR: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
/// Longest command.
const MOST_COMMAND: usize = 64;

/// What a stand-in clamd can do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Hangs up before it is asked anything.
    Down,
    /// Hangs up in the middle of a file.
    Cut,
    /// Answers after the ordered delay.
    Slow,
    /// Never answers.
    Silent,
    /// Says that it could not look.
    Trouble,
    /// Answers something else.
    Nonsense,
}

/// What the stand-in is made of.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// Longest file it takes, as `StreamMaxLength`.
    pub most_bytes: usize,
    /// Its faults; keep a clone to order some.
    pub faults: Faults<Fault>,
}

/// Starts a stand-in clamd on `listener`.
///
/// # Errors
/// A listener without an address.
pub fn stand_in(listener: TcpListener, who: StandIn) -> io::Result<Running> {
    hold_each(listener, move |stream| {
        let who = who.clone();
        async move {
            if let Err(error) = answer(stream, &who).await {
                tracing::debug!(%error, "a visitor of the stand-in clamd left");
            }
        }
    })
}

async fn answer(mut stream: TcpStream, who: &StandIn) -> io::Result<()> {
    let command = command(&mut stream).await?;
    if command == b"zPING" {
        return stream.write_all(b"PONG\0").await;
    }
    if command != b"zINSTREAM" {
        return stream.write_all(b"UNKNOWN COMMAND\0").await;
    }
    let Due { mode, delay, .. } = who.faults.next();
    match mode {
        Fault::Down => return Ok(()),
        Fault::Cut => {
            stream.read_u32().await?;
            return Ok(());
        }
        _ => {}
    }
    let Some(file) = file(&mut stream, who.most_bytes).await? else {
        return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
    };
    match mode {
        Fault::Slow => tokio::time::sleep(delay).await,
        Fault::Silent => std::future::pending().await,
        Fault::Trouble => return stream.write_all(b"stream: Can't allocate memory ERROR\0").await,
        Fault::Nonsense => return stream.write_all(b"<html>OK</html>").await,
        _ => {}
    }
    let virus = EICAR.concat();
    let is_in = file.windows(virus.len()).any(|part| part == virus.as_bytes());
    stream.write_all(if is_in { b"stream: Eicar-Test-Signature FOUND\0".as_slice() } else { b"stream: OK\0" }).await
}

/// A command up to its NUL.
async fn command(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut command = Vec::new();
    while command.len() < MOST_COMMAND {
        match stream.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    Ok(command)
}

/// The chunks of a file; none when they are more than agreed.
async fn file(stream: &mut TcpStream, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut file = Vec::new();
    loop {
        let length = stream.read_u32().await? as usize;
        if length == 0 {
            return Ok(Some(file));
        }
        if file.len() + length > most {
            return Ok(None);
        }
        let from = file.len();
        file.resize(from + length, 0);
        stream.read_exact(&mut file[from..]).await?;
    }
}
