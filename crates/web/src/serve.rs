//! Serving a router on a socket that is already bound.
//!
//! Each processor has a thread with a runtime of its own, and a connection stays with the thread it was given to:
//! a request that is answered from memory wakes nobody else. Handlers therefore leave long work to
//! `spawn_blocking`, and the house's own work is on the runtime that called.

use std::net::SocketAddr;
use std::time::Duration;
use std::{io, thread};

use axum::Router;
use axum::serve::{Listener, ListenerExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

/// How long requests that have begun may take after the end was called.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection that was accepted, and from where.
type Visitor = (std::net::TcpStream, SocketAddr);

/// Serves until it is dropped; requests that have begun by then are finished. A broken socket is logged.
pub async fn serve(mut listener: TcpListener, router: Router) {
    let (open, closing) = watch::channel(());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let started = listener.local_addr().and_then(|at| {
        let thread = |_| start(at, router.clone(), closing.clone());
        (0..threads).map(thread).collect::<io::Result<Vec<_>>>()
    });
    let threads = match started {
        Ok(threads) => threads,
        Err(fault) => return tracing::error!(%fault, "serving could not begin"),
    };
    for thread in threads.iter().cycle() {
        let (stream, from) = Listener::accept(&mut listener).await;
        let handed = stream.into_std().is_ok_and(|stream| thread.send((stream, from)).is_ok());
        if !handed {
            tracing::warn!(%from, "a connection was lost");
        }
    }
    drop(open);
}

/// Starts one thread; what is sent is served there.
fn start(at: SocketAddr, router: Router, closing: watch::Receiver<()>) -> io::Result<mpsc::UnboundedSender<Visitor>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (hand, visitors) = mpsc::unbounded_channel();
    let given = Given { at, visitors }.tap_io(|stream| {
        // Answers are small and wanted at once.
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!(%fault, "a connection gathers what it sends");
        }
    });
    let work = async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(given, service).with_graceful_shutdown(called(closing.clone()));
        tokio::select! {
            done = served => if let Err(fault) = done { tracing::error!(%fault, "serving ended") },
            () = async { called(closing).await; tokio::time::sleep(PATIENCE).await } => {}
        }
    };
    thread::Builder::new().name("serve".to_owned()).spawn(move || runtime.block_on(work))?;
    Ok(hand)
}

/// Waits until the end is called.
async fn called(mut closing: watch::Receiver<()>) {
    while closing.changed().await.is_ok() {}
}

/// The connections given to a thread.
struct Given {
    at: SocketAddr,
    visitors: mpsc::UnboundedReceiver<Visitor>,
}

impl Listener for Given {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let Some((stream, from)) = self.visitors.recv().await else {
                // The end was called; nobody comes any more.
                return std::future::pending().await;
            };
            match TcpStream::from_std(stream) {
                Ok(stream) => return (stream, from),
                Err(fault) => tracing::warn!(%fault, %from, "a connection was lost"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.at)
    }
}
