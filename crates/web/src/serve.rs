//! Serving a router on a socket that is already bound.

use axum::Router;
use tokio::net::TcpListener;

/// Serves until the process ends; a broken socket is logged.
pub async fn serve(listener: TcpListener, router: Router) {
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    if let Err(fault) = axum::serve(listener, service).await {
        tracing::error!(%fault, "serving ended");
    }
}
