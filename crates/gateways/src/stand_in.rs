//! What every stand-in server shares: a handle that stops it, a clock it is given, and faults
//! on request.
//!
//! A stand-in speaks the real protocol over a real socket (House, invariant 8). It is started on
//! a listener that is already bound, so that a test takes any free port and knows it. It reads
//! no clock: it is given one. Nothing here may serve the public.

pub mod faults;

use crate::secret::Secret;
use axum::Router;
use axum::http::{HeaderMap, header};
use lexicon::instant::At;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Where a stand-in reads the time.
pub type Clock = Arc<dyn Fn() -> At + Send + Sync>;

/// How long a stopping stand-in waits for answers under way.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether a request carries that Bearer token.
pub(crate) fn bears(headers: &HeaderMap, token: &Secret) -> bool {
    let wanted = format!("Bearer {}", token.reveal());
    let sent = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    sent.ct_eq(wanted.as_bytes()).into()
}

/// A running stand-in; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    at: SocketAddr,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// The web address of a path on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// Stops it; returns when its port is free again.
    pub async fn shutdown(mut self) {
        // Nobody listening any more means that it has ended already.
        let _ = self.stop.send(true);
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(PATIENCE, &mut task).await.is_err()
        {
            task.abort();
            // The task was cancelled on purpose.
            let _ = task.await;
        }
    }

    /// Runs `work` (which ends when the watch turns true) as a stand-in at `at`.
    pub(crate) fn start<F, W>(at: SocketAddr, work: F) -> Running
    where
        F: FnOnce(watch::Receiver<bool>) -> W,
        W: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(false);
        Running { at, stop, task: Some(tokio::spawn(work(stopped))) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// Holds a session with each who connects to `listener` until stopped; sessions under way end with it.
pub(crate) fn hold_each<F, W>(listener: TcpListener, hold: F) -> std::io::Result<Running>
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let at = listener.local_addr()?;
    Ok(Running::start(at, |mut stopped| async move {
        let mut sessions = JoinSet::new();
        loop {
            tokio::select! {
                // A dropped handle stops it too.
                _ = stopped.wait_for(|stop| *stop) => break,
                Some(_) = sessions.join_next(), if !sessions.is_empty() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => _ = sessions.spawn(hold(stream)),
                    Err(error) => tracing::warn!(%error, "a stand-in could not accept"),
                },
            }
        }
    }))
}

/// Serves `router` on `listener` until stopped.
pub(crate) fn serve(listener: TcpListener, router: Router) -> std::io::Result<Running> {
    let at = listener.local_addr()?;
    Ok(Running::start(at, |mut stopped| async move {
        let ended = async move {
            // A dropped sender stops it too.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ended).await {
            tracing::error!(%error, "a stand-in stopped serving");
        }
    }))
}
