//! How often one may ask: per class of request and per client.
//!
//! A client is the address as many trusted proxies back as configured, never the first thing a
//! forwarding header claims; addresses of version 6 count by their /64. Limits are configuration, not
//! constants. Refuses to remember addresses beyond the time the limit needs.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Once in this many requests, forgotten clients are dropped.
const SWEEP_EVERY: u32 = 4_096;

/// The client's address (of version 6 its network), put into the extensions by [`limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(pub IpAddr);

/// The limit of one class of requests.
pub struct Limit {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU32,
    /// Which requests are of the class.
    counts: fn(&Method, &str) -> bool,
}

/// The limits of a door.
#[derive(Clone)]
pub struct Limits {
    classes: Arc<[Limit]>,
    /// Proxies between the client and us that we trust.
    hops: usize,
}

impl fmt::Debug for Limits {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Limits").field("hops", &self.hops).finish_non_exhaustive()
    }
}

impl Limits {
    /// These limits behind `hops` trusted proxies.
    #[must_use]
    pub fn new(hops: usize, classes: impl IntoIterator<Item = Limit>) -> Limits {
        Limits { classes: classes.into_iter().collect(), hops }
    }
}

/// So many a minute, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub per_minute: NonZeroU32,
    pub burst: NonZeroU32,
}

impl Allowance {
    /// One in `share` of it.
    #[must_use]
    pub fn of(self, share: u32) -> Allowance {
        let part = |whole: NonZeroU32| NonZeroU32::new(whole.get() / share.max(1)).unwrap_or(NonZeroU32::MIN);
        // At once as many as in a minute: people begin, stumble and begin again.
        Allowance { per_minute: part(self.per_minute), burst: part(self.per_minute) }
    }
}

impl Allowance {
    /// So many times as much.
    #[must_use]
    pub fn times(self, more: u32) -> Allowance {
        let all = |some: NonZeroU32| some.saturating_mul(NonZeroU32::new(more).unwrap_or(NonZeroU32::MIN));
        Allowance { per_minute: all(self.per_minute), burst: all(self.burst) }
    }
}

impl Limit {
    /// A limit for the requests (method and path) that `counts` says.
    #[must_use]
    pub fn new(allowance: Allowance, counts: fn(&Method, &str) -> bool) -> Limit {
        let quota = Quota::per_minute(allowance.per_minute).allow_burst(allowance.burst);
        Limit { limiter: RateLimiter::keyed(quota), asked: AtomicU32::default(), counts }
    }

    /// Seconds to wait, when this is one request too many.
    fn wait(&self, client: IpAddr) -> Option<u64> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let early = self.limiter.check_key(&client).err()?;
        Some(early.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// The layer: `axum::middleware::from_fn_with_state(limits, rate::limit)`. A request counts in every class it is of.
pub async fn limit(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client = block(client(request.headers(), peer, limits.hops));
    let (method, path) = (request.method(), request.uri().path());
    let mut counted = limits.classes.iter().filter(|class| (class.counts)(method, path));
    if let Some(seconds) = counted.find_map(|class| class.wait(client)) {
        return ([(header::RETRY_AFTER, HeaderValue::from(seconds))], StatusCode::TOO_MANY_REQUESTS).into_response();
    }
    request.extensions_mut().insert(Client(client));
    next.run(request).await
}

/// The address `hops` trusted proxies back; the peer's own when the header says less than that.
#[must_use]
pub fn client(headers: &HeaderMap, peer: Option<IpAddr>, hops: usize) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if hops == 0 {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let behind = said.len().checked_sub(hops).and_then(|at| said.get(at));
    behind.and_then(|text| text.parse().ok()).unwrap_or(peer)
}

/// One household or phone has a whole /64 of version 6.
fn block(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    fn door(hops: usize) -> Router {
        let two = NonZeroU32::new(2).unwrap();
        let limits =
            Limits::new(hops, [Limit::new(Allowance { per_minute: two, burst: two }, |_, path| path != "/free")]);
        let page = || get(|| async { "page" });
        Router::new().route("/", page()).route("/free", page()).layer(from_fn_with_state(limits, limit))
    }

    async fn ask(door: &Router, forwarded: &str, path: &str) -> Response {
        let mut request = Request::get(path).header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 9))));
        door.clone().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn one_request_too_many_is_told_when_to_come_back() {
        let door = door(1);
        for _ in 0..2 {
            assert_eq!(ask(&door, "203.0.113.7", "/").await.status(), StatusCode::OK);
        }
        let refused = ask(&door, "203.0.113.7", "/").await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((1..=61).contains(&wait));
        assert_eq!(ask(&door, "203.0.113.8", "/").await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_made_up_forwarding_header_does_not_make_a_new_client() {
        let door = door(1);
        let mut last = StatusCode::OK;
        for claim in ["1.1.1.1", "2.2.2.2", "3.3.3.3"] {
            last = ask(&door, &format!("{claim}, 203.0.113.7"), "/").await.status();
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }

    #[tokio::test]
    async fn only_requests_of_the_class_count() {
        let door = door(1);
        for path in ["/free", "/free", "/free", "/", "/"] {
            assert_eq!(ask(&door, "203.0.113.7", path).await.status(), StatusCode::OK);
        }
        assert_eq!(ask(&door, "203.0.113.7", "/").await.status(), StatusCode::TOO_MANY_REQUESTS);
    }

    #[test]
    fn without_trusted_proxies_only_the_peer_counts() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("1.1.1.1"));
        let peer: IpAddr = "198.51.100.4".parse().unwrap();
        assert_eq!(client(&headers, Some(peer), 0), peer);
        assert_eq!(client(&headers, Some(peer), 2), peer);
        assert_eq!(client(&headers, Some(peer), 1), "1.1.1.1".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn addresses_of_version_6_count_by_their_network() {
        let one = block("2001:db8:1:2:3::1".parse().unwrap());
        assert_eq!(one, block("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(one, block("2001:db8:1:3::1".parse().unwrap()));
        assert_eq!(block("::ffff:192.0.2.1".parse().unwrap()), block("192.0.2.1".parse().unwrap()));
    }
}
