//! One SMTP session of the stand-in (RFC 5321 §3–4): EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP,
//! QUIT. Lines and messages have a limit; anything else is refused by its code.

use super::{Fault, StandIn};
use crate::stand_in::faults::Due;
use std::io;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Longest line, bytes (RFC 5321 §4.5.3.1.6 asks for 1000 at least).
const LONGEST_LINE: u64 = 64 << 10;
/// Largest message, bytes.
const LARGEST: usize = 32 << 20;
/// Most recipients of one message.
const MOST_RECIPIENTS: usize = 100;

/// What a session does after an answer.
enum Then {
    Go,
    HangUp,
}

#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

struct Session {
    stream: BufReader<TcpStream>,
    who: StandIn,
    envelope: Envelope,
    due: Option<Due<Fault>>,
}

/// Holds a session to its end. A broken connection ends it too.
pub(super) async fn hold(stream: TcpStream, who: StandIn) {
    let mut session = Session { stream: BufReader::new(stream), who, envelope: Envelope::default(), due: None };
    if let Err(error) = session.run().await {
        tracing::debug!(%error, "a stand-in mail session broke off");
    }
}

impl Session {
    async fn run(&mut self) -> io::Result<()> {
        self.say("220 stand-in.invalid ESMTP Takau stand-in").await?;
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if let Then::HangUp = self.obey(&line).await? {
                break;
            }
        }
        self.stream.get_mut().shutdown().await
    }

    async fn obey(&mut self, line: &str) -> io::Result<Then> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.envelope = Envelope::default();
                self.say(&format!("250-stand-in.invalid\r\n250-8BITMIME\r\n250 SIZE {LARGEST}")).await?;
            }
            "HELO" | "RSET" => {
                self.envelope = Envelope::default();
                self.say("250 OK").await?;
            }
            "NOOP" => self.say("250 OK").await?,
            "MAIL" => return self.mail(rest).await,
            "RCPT" => self.recipient(rest).await?,
            "DATA" => return self.data().await,
            "QUIT" => {
                self.say("221 Bye").await?;
                return Ok(Then::HangUp);
            }
            _ => self.say("502 Command not implemented").await?,
        }
        Ok(Then::Go)
    }

    async fn mail(&mut self, rest: &str) -> io::Result<Then> {
        let Some(from) = path(rest, "FROM:") else {
            self.say("501 Syntax: MAIL FROM:<address>").await?;
            return Ok(Then::Go);
        };
        let due = self.who.faults.next();
        if due.mode == Fault::Down {
            self.say("421 Service not available").await?;
            return Ok(Then::HangUp);
        }
        self.due = Some(due);
        self.envelope = Envelope { from: Some(from), to: Vec::new() };
        self.say("250 OK").await?;
        Ok(Then::Go)
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        let answer = match (path(rest, "TO:"), self.due.map(|due| due.mode)) {
            _ if self.envelope.from.is_none() => "503 MAIL first",
            (None, _) => "501 Syntax: RCPT TO:<address>",
            (Some(_), Some(Fault::Greylist)) => "451 Greylisted, try again later",
            (Some(_), Some(Fault::Refuse)) => "550 No such mailbox",
            (Some(_), _) if self.envelope.to.len() >= MOST_RECIPIENTS => "452 Too many recipients",
            (Some(to), _) => {
                self.envelope.to.push(to);
                "250 OK"
            }
        };
        self.say(answer).await
    }

    async fn data(&mut self) -> io::Result<Then> {
        if self.envelope.to.is_empty() {
            self.say("503 RCPT first").await?;
            return Ok(Then::Go);
        }
        self.say("354 End with a dot").await?;
        let due = self.due.take();
        let mode = due.map_or(Fault::None, |due| due.mode);
        let Some(message) = self.message(mode).await? else { return Ok(Then::HangUp) };
        let Envelope { from, to } = std::mem::take(&mut self.envelope);
        self.who.mailbox.take_in(from.unwrap_or_default(), to, message);
        if mode == Fault::LostReply {
            return Ok(Then::HangUp);
        }
        if let Some(due) = due.filter(|due| due.mode == Fault::Slow) {
            tokio::time::sleep(due.delay).await;
        }
        self.say("250 OK").await?;
        Ok(Then::Go)
    }

    /// Everything up to the lone dot, doubled dots undone; `None` when the session shall end.
    async fn message(&mut self, mode: Fault) -> io::Result<Option<Vec<u8>>> {
        let mut message = Vec::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(None) };
            if mode == Fault::DropInData {
                return Ok(None);
            }
            match line.as_slice() {
                b".\r\n" | b".\n" => return Ok(Some(message)),
                [b'.', rest @ ..] => message.extend_from_slice(rest),
                line => message.extend_from_slice(line),
            }
            if message.len() > LARGEST {
                self.say("552 Message too large").await?;
                return Ok(None);
            }
        }
    }

    /// One line with its end; `None` at the end of the connection.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "a line too long or cut off")),
        }
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        let out = self.stream.get_mut();
        out.write_all(text.as_bytes()).await?;
        out.write_all(b"\r\n").await?;
        out.flush().await
    }
}

/// The address between `<` and `>` after `FROM:` or `TO:`; parameters behind it are ignored.
fn path(rest: &str, word: &str) -> Option<String> {
    let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let address = rest[head.len()..].trim_start().strip_prefix('<')?;
    address.split_once('>').map(|(address, _)| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_the_standard_writes_them() {
        for (rest, word, expected) in [
            ("FROM:<a@b.tw>", "FROM:", Some("a@b.tw")),
            ("from: <a@b.tw> SIZE=12 BODY=8BITMIME", "FROM:", Some("a@b.tw")),
            ("FROM:<>", "FROM:", Some("")),
            ("FROM:a@b.tw", "FROM:", None),
            ("TO:<a@b.tw", "TO:", None),
            ("高雄", "TO:", None),
        ] {
            assert_eq!(path(rest, word).as_deref(), expected, "{rest}");
        }
    }
}
