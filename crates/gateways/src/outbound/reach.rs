//! Which machines a gateway may connect to.
//!
//! `Public` is for addresses that strangers typed (webhooks): everything that RFC 6890 lists as
//! special (this machine, private networks, link-local with its cloud metadata service, shared,
//! multicast, documentation, and IPv4 hidden in IPv6) is refused. `Anywhere` is for addresses
//! from the operator's own configuration, and for the demo. `ThisMachine` is for what may be
//! nothing but a stand-in.

use reqwest::dns::{Name, Resolve, Resolving};
use serde::Deserialize;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Which machines may be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Public addresses of the Internet only.
    Public,
    /// Any address.
    Anywhere,
    /// Loopback addresses only.
    ThisMachine,
}

/// The machine may not be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this address lies outside what may be connected to")]
pub struct Forbidden;

impl Reach {
    /// Whether `ip` may be connected to.
    pub fn allows(self, ip: IpAddr) -> Result<(), Forbidden> {
        let allowed = match (self, ip) {
            (Reach::Anywhere, _) => true,
            (Reach::ThisMachine, _) => ip.is_loopback(),
            (Reach::Public, IpAddr::V4(v4)) => is_public_v4(v4),
            (Reach::Public, IpAddr::V6(v6)) => is_public_v6(v6),
        };
        if allowed { Ok(()) } else { Err(Forbidden) }
    }
}

/// Not in a special-purpose block of RFC 6890 and its registry.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (192, 168, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Global unicast (2000::/3) without documentation, benchmarking, ORCHID and every form that
/// carries an IPv4 address (6to4, Teredo); NAT64 and mapped addresses lie outside 2000::/3.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let special = matches!((a, b), (0x2001, 0..0x0200 | 0x0db8) | (0x2002, _) | (0x3ff0..=0x3fff, _));
    global && !special
}

/// Resolves a name once; what it returns is what is connected to.
pub(super) struct Resolver(pub Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|at| reach.allows(at.ip()).is_ok()).collect();
            if allowed.is_empty() {
                return Err(Box::new(Forbidden) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Box<dyn Iterator<Item = SocketAddr> + Send>)
        })
    }
}

/// Whether the guard is what stopped a request.
pub(super) fn forbidden_below(error: &(dyn Error + 'static)) -> Option<Forbidden> {
    let mut cause = Some(error);
    while let Some(here) = cause {
        if let Some(forbidden) = here.downcast_ref::<Forbidden>() {
            return Some(*forbidden);
        }
        cause = here.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_refused_and_public_ones_are_not() {
        for special in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "::127.0.0.1",
        ] {
            let ip: IpAddr = special.parse().unwrap();
            assert_eq!(Reach::Public.allows(ip), Err(Forbidden), "{special}");
            assert_eq!(Reach::Anywhere.allows(ip), Ok(()), "{special}");
            assert_eq!(Reach::ThisMachine.allows(ip).is_ok(), ip.is_loopback(), "{special}");
        }
        for public in [
            "1.1.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "100.128.0.1",
            "203.69.1.1",
            "2606:4700::1111",
            "2001:b000::1",
            "::ffff:1.1.1.1",
        ] {
            assert_eq!(Reach::Public.allows(public.parse().unwrap()), Ok(()), "{public}");
        }
    }
}
