//! Map layers of others, through a caching proxy that is never an open relay.
//!
//! Whoever wants a tile names a layer of the office's table and a square of the grid; addresses are
//! made from the table alone ([`layers`]). Only https to public addresses, or a stand-in on this
//! machine; no redirect is followed; an answer is bounded in time and bytes and must be a picture
//! in word and in deed ([`picture`]). A tile is kept in memory, bounded by bytes; one request
//! fetches it while others wait. An old tile is shown while a new one cannot be had, and says its
//! age. Each layer has its breaker, so that a dead server costs nobody time.
//!
//! Refuses: addresses, hosts, headers or queries from outside; cookies; anything but pictures.

pub mod layers;
pub mod picture;
mod stand_in;
pub mod tile;

pub use stand_in::{Fault, StandIn, stand_in, table};

use crate::breaker::{self, Breaker, Probe, Standing};
use crate::error::{GatewayError, System};
use crate::outbound::{Limits, Outbound};
use axum::body::Bytes;
use jiff::SignedDuration;
use layers::{Layer, Layers, Place};
use lexicon::date::Date;
use lexicon::instant::At;
use moka::future::Cache;
use moka::ops::compute::Op;
use picture::Format;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use tile::TileAt;
use tokio::sync::Semaphore;

/// Bytes a kept tile takes beside its picture, roughly.
const OVERHEAD: u32 = 128;

/// How the proxy behaves. Configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Limits of each request.
    pub limits: Limits,
    /// When a layer is left alone because it fails.
    pub breaker: breaker::Settings,
    /// Memory for tiles, MiB.
    pub kept_mib: u32,
    /// How long an old tile may be shown while no new one can be had, hours.
    pub stale_h: u32,
    /// Most requests under way at the same time, all layers together, at least one.
    pub at_once: usize,
}

impl Default for Settings {
    /// Two seconds to connect, six for all, one MiB a tile; five failures in a row and half a
    /// minute of rest; 64 MiB of tiles, thirty days old at most; sixteen requests at once.
    fn default() -> Settings {
        Settings {
            limits: Limits { connect_ms: 2_000, whole_ms: 6_000, most_bytes: 1 << 20 },
            breaker: breaker::Settings { failures: 5, rest_s: 30 },
            kept_mib: 64,
            stale_h: 720,
            at_once: 16,
        }
    }
}

/// The proxy.
#[derive(Debug)]
pub struct MapLayers {
    layers: Vec<Served>,
    outside: Outbound,
    this_machine: Outbound,
    cache: Cache<Key, Kept>,
    stale_h: u32,
    lanes: Semaphore,
}

/// A tile for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The picture.
    pub bytes: Bytes,
    /// Its media type: `image/png`, `image/jpeg` or `image/webp`.
    pub content_type: &'static str,
    /// How long ago it was fetched, seconds.
    pub age_s: u32,
    /// How long it still counts as new, seconds; 0 for an old one that stands in for a new one.
    pub fresh_s: u32,
}

/// Why there is no tile.
#[derive(Debug, thiserror::Error)]
pub enum MapLayerFault {
    /// No layer of that name is offered today.
    #[error("no such layer")]
    NoLayer,
    /// The layer has no such zoom, or the grid no such square.
    #[error("outside the layer")]
    OutOfRange,
    /// The layer has nothing there.
    #[error("the layer is empty there")]
    Nothing,
    /// Its server did not give one, and none is kept.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

/// The tile was dropped from memory while it was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("dropped from memory while waited for")]
pub struct Dropped;

/// A layer on the health board. Counts are since the program started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerHealth {
    /// Its name.
    pub id: String,
    /// How its breaker stands; `worked` is the number of tiles fetched.
    pub breaker: Standing,
    /// Tiles answered from memory.
    pub from_memory: u64,
    /// Old tiles that stood in for new ones.
    pub stood_in: u64,
}

#[derive(Debug)]
struct Served {
    layer: Layer,
    breaker: Breaker,
    from_memory: AtomicU64,
    stood_in: AtomicU64,
}

/// Place of the layer in the table, and the square.
type Key = (usize, TileAt);

#[derive(Clone, Debug)]
struct Kept {
    picture: Option<(Format, Bytes)>,
    fetched_at: At,
}

impl MapLayers {
    /// A proxy for the layers of a table; nothing is sent yet.
    pub fn new(layers: Layers, settings: Settings) -> Result<MapLayers, GatewayError> {
        let served = |layer| Served {
            layer,
            breaker: Breaker::new(settings.breaker),
            from_memory: AtomicU64::new(0),
            stood_in: AtomicU64::new(0),
        };
        let cache = Cache::builder()
            .max_capacity(u64::from(settings.kept_mib) << 20)
            .weigher(|_: &Key, kept: &Kept| kept.bytes().saturating_add(OVERHEAD))
            .build();
        Ok(MapLayers {
            layers: layers.into_iter().map(served).collect(),
            outside: Outbound::new(System::MapLayer, Place::Outside.reach(), settings.limits)?,
            this_machine: Outbound::new(System::MapLayer, Place::ThisMachine.reach(), settings.limits)?,
            cache,
            stale_h: settings.stale_h,
            lanes: Semaphore::new(settings.at_once.max(1)),
        })
    }

    /// The layers offered on a day, in the order of the table.
    pub fn offered(&self, on: Date) -> impl Iterator<Item = &Layer> {
        self.layers.iter().map(|served| &served.layer).filter(move |layer| layer.is_offered(on))
    }

    /// A tile: from memory while it is new, else fetched, else the old one.
    pub async fn tile(&self, layer: &str, at: TileAt, now: At) -> Result<Tile, MapLayerFault> {
        let (index, served) = self.find(layer, now)?;
        if !at.exists() || !served.layer.zooms.contains(&at.z) {
            return Err(MapLayerFault::OutOfRange);
        }
        let key = (index, at);
        let max_age_h = served.layer.max_age_h;
        let kept = match self.cache.get(&key).await {
            Some(kept) if kept.is_within(max_age_h, now) => {
                served.from_memory.fetch_add(1, Ordering::Relaxed);
                kept
            }
            old => self.renew(key, old, now).await?,
        };
        let Some((format, bytes)) = kept.picture.clone() else { return Err(MapLayerFault::Nothing) };
        let age_s = kept.age_s(now);
        let fresh_s = max_age_h.saturating_mul(3_600).saturating_sub(age_s);
        Ok(Tile { bytes, content_type: format.content_type(), age_s, fresh_s })
    }

    /// How every layer of the table is.
    #[must_use]
    pub fn health(&self, now: At) -> Vec<LayerHealth> {
        let health = |served: &Served| LayerHealth {
            id: served.layer.id.clone(),
            breaker: served.breaker.standing(now),
            from_memory: served.from_memory.load(Ordering::Relaxed),
            stood_in: served.stood_in.load(Ordering::Relaxed),
        };
        self.layers.iter().map(health).collect()
    }

    /// Whether a layer that is offered gives the tile its row names, past memory and breaker.
    pub async fn probe(&self, layer: &str, now: At) -> Result<Probe, MapLayerFault> {
        let (_, served) = self.find(layer, now)?;
        let answer = self.fetch(&served.layer, served.layer.probe, now).await.map(|_| ());
        Ok(Probe { breaker: served.breaker.standing(now), answer })
    }

    fn find(&self, layer: &str, now: At) -> Result<(usize, &Served), MapLayerFault> {
        let today = now.taipei_date();
        let mut named = self.layers.iter().enumerate();
        named
            .find(|(_, served)| served.layer.id == layer && served.layer.is_offered(today))
            .ok_or(MapLayerFault::NoLayer)
    }

    /// A new tile, or `old` where none can be had. Who has an old one does not wait for others.
    async fn renew(&self, key: Key, old: Option<Kept>, now: At) -> Result<Kept, GatewayError> {
        let served = &self.layers[key.0];
        let fetch = |known: Option<moka::Entry<Key, Kept>>| async move {
            // Another request may have fetched it while this one waited.
            if known.is_some_and(|entry| entry.value().is_within(served.layer.max_age_h, now)) {
                return Ok(Op::Nop);
            }
            self.fetch_by_breaker(served, key.1, now).await.map(Op::Put)
        };
        let entry = self.cache.entry(key);
        let renewed = match &old {
            Some(_) => entry.and_try_compute_if_nobody_else(fetch).await,
            None => entry.and_try_compute_with(fetch).await,
        };
        let fault = match renewed {
            Ok(done) => match done.into_entry() {
                Some(entry) => return Ok(entry.into_value()),
                None => GatewayError::unavailable(System::MapLayer, Dropped),
            },
            Err(fault) => fault,
        };
        match old.filter(|old| old.is_within(self.stale_h, now)) {
            Some(old) => {
                tracing::info!(%fault, layer = %served.layer.id, "an old tile stands in");
                served.stood_in.fetch_add(1, Ordering::Relaxed);
                Ok(old)
            }
            None => Err(fault),
        }
    }

    /// A refusal counts as a failure here: a layer that says no to a plain question is no use.
    async fn fetch_by_breaker(&self, served: &Served, at: TileAt, now: At) -> Result<Kept, GatewayError> {
        let pass = served.breaker.admit(System::MapLayer, now)?;
        let fetched = self.fetch(&served.layer, at, now).await;
        match &fetched {
            Ok(_) => pass.worked(now),
            Err(_) => pass.failed(now),
        }
        fetched
    }

    async fn fetch(&self, layer: &Layer, at: TileAt, now: At) -> Result<Kept, GatewayError> {
        let nonsense = |error| GatewayError::nonsense(System::MapLayer, error);
        let outbound = match layer.place {
            Place::Outside => &self.outside,
            Place::ThisMachine => &self.this_machine,
        };
        let address = layer.address(at).ok_or_else(|| GatewayError::refused(System::MapLayer, tile::NoTile))?;
        // The semaphore is never closed; were it, there would be no lane to wait for.
        let _lane = self.lanes.acquire().await.ok();
        let reply = outbound.send(outbound.request(Method::GET, &address)?).await?;
        let picture = match reply.status {
            StatusCode::OK => {
                let format = picture::judge(reply.content_type.as_deref(), &reply.body, &layer.formats);
                Some((format.map_err(nonsense)?, Bytes::from(reply.body)))
            }
            StatusCode::NO_CONTENT | StatusCode::NOT_FOUND => None,
            other => return Err(outbound.status(other)),
        };
        Ok(Kept { picture, fetched_at: now })
    }
}

impl Kept {
    fn bytes(&self) -> u32 {
        let length = self.picture.as_ref().map_or(0, |(_, bytes)| bytes.len());
        u32::try_from(length).unwrap_or(u32::MAX)
    }

    /// Seconds since it was fetched.
    fn age_s(&self, now: At) -> u32 {
        u32::try_from(now.since(self.fetched_at).as_secs().max(0)).unwrap_or(u32::MAX)
    }

    fn is_within(&self, hours: u32, now: At) -> bool {
        now < self.fetched_at.plus(SignedDuration::from_hours(hours.into()))
    }
}

#[cfg(test)]
mod tests;
