//! The press as a child process: asked over its standard input, answered over its standard output.
//!
//! A child that takes too long or breaks the protocol is killed and started anew; typesetting never
//! happens in this process, so it can neither hang nor bloat it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use papers::press_protocol::{self, Paper, PressFault, Reply, Request};
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

/// How the press is started and how long it may take for one paper.
#[derive(Clone, Debug)]
pub struct PressPlan {
    pub program: PathBuf,
    pub arguments: Vec<String>,
    pub children: usize,
    pub time_limit: Duration,
}

const TOO_LONG: &str = "it took too long";

/// Why there is no paper.
#[derive(Debug, Error)]
pub enum PressError {
    /// The press answered that it cannot: no retry helps.
    #[error(transparent)]
    Fault(#[from] PressFault),
    /// The child broke, hung or could not be started: a retry may help.
    #[error("the press is out of order: {0}")]
    OutOfOrder(String),
}

/// A few children, each drawing one paper at a time.
#[derive(Debug)]
pub struct Press {
    plan: PressPlan,
    seats: Vec<Mutex<Option<Seat>>>,
    next: std::sync::atomic::AtomicUsize,
}

#[derive(Debug)]
struct Seat {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Press {
    /// A press that starts its children when they are first needed.
    #[must_use]
    pub fn new(plan: PressPlan) -> Press {
        let seats = (0..plan.children.max(1)).map(|_| Mutex::new(None)).collect();
        Press { plan, seats, next: std::sync::atomic::AtomicUsize::new(0) }
    }

    /// Draws one paper.
    ///
    /// # Errors
    /// [`PressError::Fault`] is final, [`PressError::OutOfOrder`] may pass.
    pub async fn draw(&self, request: &Request) -> Result<Paper, PressError> {
        let frame = request.encode().map_err(out_of_order)?;
        let mut seat = self.free_seat().await;
        let was_running = seat.is_some();
        let mut answer = self.within_time(&mut seat, &frame).await;
        if was_running && answer.as_ref().is_err_and(|cause| cause != TOO_LONG) {
            // A child that has reached its memory limit ends between two papers: a fresh one draws this one.
            *seat = None;
            answer = self.within_time(&mut seat, &frame).await;
        }
        match answer {
            Ok(reply) if reply.id == request.id => Ok(reply.outcome?),
            Ok(_) => Err(dismiss(&mut seat, "it answered another request")),
            Err(cause) => Err(dismiss(&mut seat, &cause)),
        }
    }

    async fn within_time(&self, seat: &mut Option<Seat>, frame: &[u8]) -> Result<Reply, String> {
        let answer = tokio::time::timeout(self.plan.time_limit, self.exchange(seat, frame)).await;
        answer.unwrap_or_else(|_| Err(TOO_LONG.to_owned()))
    }

    /// A seat nobody uses, or the next in turn.
    async fn free_seat(&self) -> tokio::sync::MutexGuard<'_, Option<Seat>> {
        for seat in &self.seats {
            if let Ok(free) = seat.try_lock() {
                return free;
            }
        }
        let turn = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % self.seats.len();
        self.seats[turn].lock().await
    }

    async fn exchange(&self, seat: &mut Option<Seat>, frame: &[u8]) -> Result<Reply, String> {
        if seat.as_mut().is_none_or(|seat| !matches!(seat.child.try_wait(), Ok(None))) {
            *seat = Some(self.start()?);
        }
        let Some(seat) = seat.as_mut() else { return Err("no child".to_owned()) };
        seat.input.write_all(frame).await.map_err(text)?;
        seat.input.flush().await.map_err(text)?;
        let mut prefix = [0; press_protocol::PREFIX_BYTES];
        seat.output.read_exact(&mut prefix).await.map_err(text)?;
        let mut body = vec![0; press_protocol::body_length(prefix).map_err(text)?];
        seat.output.read_exact(&mut body).await.map_err(text)?;
        Reply::decode(&body).map_err(text)
    }

    fn start(&self) -> Result<Seat, String> {
        let mut child = Command::new(&self.plan.program)
            .args(&self.plan.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(text)?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the child has no pipes".to_owned());
        };
        Ok(Seat { child, input, output })
    }
}

/// Ends the child; the next paper starts a new one.
fn dismiss(seat: &mut Option<Seat>, cause: &str) -> PressError {
    *seat = None;
    PressError::OutOfOrder(cause.to_owned())
}

fn text(cause: impl std::fmt::Display) -> String {
    cause.to_string()
}

fn out_of_order(cause: impl std::fmt::Display) -> PressError {
    PressError::OutOfOrder(cause.to_string())
}
