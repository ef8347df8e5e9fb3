//! The live release made ready for tiles, and the tiles that were drawn of it.
//!
//! Tiles are kept by what they show ([`maps::sight::Sight`]), not by what was asked, and no more of them than
//! fit into the memory given. Drawing is done beside the requests that only fetch, by as many threads as there
//! are processors; who asks for a tile that is being drawn waits for that one. Tiles of an earlier release are
//! never asked for again and make room by themselves.

use std::collections::hash_map::RandomState;
use std::io::Write;
use std::sync::{Arc, PoisonError, RwLock};

use atlas::day::AsOf;
use atlas::release::Release;
use axum::body::Bytes;
use axum::http::StatusCode;
use flate2::Compression;
use flate2::write::GzEncoder;
use maps::sight::Sight;
use maps::tile::Tile;
use maps::tile_ground::TileGround;
use maps::tile_set::TileSet;
use moka::future::Cache;
use tokio::sync::{Mutex, Semaphore};
use web::door::Door;

use crate::fault::Fault;

/// Digits of a release's hash in addresses.
pub const MARK: usize = 16;
/// What a kept tile takes beside its bytes.
const OVERHEAD: usize = 160;

/// How a tile is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Packing {
    Plain,
    Gzip,
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub set: TileSet,
    pub tile: Tile,
    pub at: AsOf,
    pub packing: Packing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    release: u64,
    set: TileSet,
    tile: Tile,
    sight: Sight,
    packing: Packing,
}

/// The live release made ready.
pub struct Live {
    release: Arc<Release>,
    pub ground: TileGround,
    number: u64,
}

impl Live {
    /// What names the release in addresses.
    #[must_use]
    pub fn mark(&self) -> &str {
        mark(&self.release)
    }

    /// Whether an address names this release.
    #[must_use]
    pub fn is_named(&self, mark: &str) -> bool {
        mark.len() >= MARK && self.release.hash().starts_with(mark)
    }
}

/// What names a release in addresses.
#[must_use]
pub fn mark(release: &Release) -> &str {
    release.hash().get(..MARK).unwrap_or(release.hash())
}

/// The tiles of the house.
#[derive(Clone)]
pub struct TileShelf(Arc<Inner>);

struct Inner {
    live: RwLock<Option<Arc<Live>>>,
    making: Mutex<()>,
    kept: Cache<Key, Bytes, RandomState>,
    drawing: Semaphore,
}

impl TileShelf {
    /// A shelf that keeps so many bytes of tiles; 0 keeps none.
    #[must_use]
    pub fn new(bytes: u64) -> TileShelf {
        let weight = |_: &Key, tile: &Bytes| u32::try_from(tile.len() + OVERHEAD).unwrap_or(u32::MAX);
        let kept = Cache::builder().max_capacity(bytes).weigher(weight).build();
        let drawing = Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from));
        TileShelf(Arc::new(Inner { live: RwLock::default(), making: Mutex::default(), kept, drawing }))
    }

    /// The release that is live now, made ready when it was not yet.
    ///
    /// # Errors
    /// No release has been published, or its land is not where tiles can show it.
    pub async fn live(&self, door: &Door) -> Result<Arc<Live>, Fault> {
        let none = |_| Fault::of(StatusCode::SERVICE_UNAVAILABLE, "no-release");
        let release = door.desk.release().map_err(none)?;
        if let Some(live) = self.ready(&release) {
            return Ok(live);
        }
        let _one_at_a_time = self.0.making.lock().await;
        if let Some(live) = self.ready(&release) {
            return Ok(live);
        }
        let live = Arc::new(aside(move || make_ready(release)).await??);
        *self.0.live.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&live));
        Ok(live)
    }

    fn ready(&self, release: &Arc<Release>) -> Option<Arc<Live>> {
        let live = self.0.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().filter(|live| Arc::ptr_eq(&live.release, release)).map(Arc::clone)
    }

    /// A tile, from what is kept or drawn now.
    ///
    /// # Errors
    /// A fault of ours.
    pub async fn tile(&self, live: &Arc<Live>, wanted: &Wanted) -> Result<Bytes, Fault> {
        let Wanted { set, tile, packing, .. } = *wanted;
        let key = Key { release: live.number, set, tile, sight: live.ground.sight(wanted.at), packing };
        if let Some(kept) = self.0.kept.get(&key).await {
            return Ok(kept);
        }
        let made = self.0.kept.try_get_with(key, self.make(live, wanted)).await;
        made.map_err(|fault| Fault::clone(&fault))
    }

    async fn make(&self, live: &Arc<Live>, wanted: &Wanted) -> Result<Bytes, Fault> {
        let (live, wanted) = (Arc::clone(live), *wanted);
        let plain = match wanted.packing {
            Packing::Plain => None,
            // Kept too: programs ask for one, browsers for the other.
            Packing::Gzip => {
                let plain = Wanted { packing: Packing::Plain, ..wanted };
                Some(Box::pin(self.tile(&live, &plain)).await?)
            }
        };
        // Closed never; were it, drawing would only be less orderly.
        let _turn = self.0.drawing.acquire().await.ok();
        let made = move || match plain {
            None => maps::tiles::draw(&live.ground, wanted.set, (wanted.tile, wanted.at)),
            Some(plain) => packed(&plain),
        };
        Ok(Bytes::from(aside(made).await?))
    }
}

fn make_ready(release: Arc<Release>) -> Result<Live, Fault> {
    let ground = TileGround::new(&release).map_err(|fault| {
        tracing::error!(%fault, release = release.hash(), "no tiles can be drawn of the live release");
        Fault::of(StatusCode::SERVICE_UNAVAILABLE, "no-tiles")
    })?;
    let number = u64::from_str_radix(mark(&release), 16).unwrap_or(0);
    Ok(Live { release, ground, number })
}

/// Small and quick rather than smallest: done once a tile.
fn packed(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::new(5));
    // Writing into memory cannot fail.
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|cause| {
        tracing::error!(%cause, "a tile could not be drawn");
        Fault::of(StatusCode::INTERNAL_SERVER_ERROR, "broken")
    })
}
