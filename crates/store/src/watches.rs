//! Watches: who wants to be told when the answer about a parcel changes. The address is sealed with the
//! desk's key and kept beside as a keyed hash, so that nobody is told twice; a link's secret opens its watch.

use lexicon::email::Email;
use lexicon::instant::At;
use lexicon::language::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Arg, Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// Whether the reader has said that the address is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchState {
    Asked,
    On,
}

/// One watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub id: Uuid,
    /// [`lexicon::parcel::ParcelId::key`]
    pub parcel: String,
    pub reader: Reader,
    pub state: WatchState,
    pub made_at: At,
}

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub email: Email,
    pub lang: Lang,
    /// Opens the watch; in every letter.
    pub secret: String,
}

row! {
    struct Stored { id: Uuid, parcel: String, body: Vec<u8>, state: String, made_at: Moment }
}

fn body_cell(id: Uuid) -> Cell {
    Cell::new("watch", id, "body")
}

/// An address is one mailbox whatever its letter case.
fn reader_parts(email: &Email) -> Vec<Vec<u8>> {
    vec![b"watch reader".to_vec(), email.as_str().to_ascii_lowercase().into_bytes()]
}

fn secret_parts(secret: &str) -> Vec<Vec<u8>> {
    vec![b"watch".to_vec(), secret.as_bytes().to_vec()]
}

impl WatchState {
    fn name(self) -> &'static str {
        match self {
            WatchState::Asked => "asked",
            WatchState::On => "on",
        }
    }
}

impl Filing {
    /// Keeps a watch; one of the same reader and parcel is a duplicate.
    pub fn watch(&mut self, watch: &Watch) -> &mut Filing {
        let body = self.sealed(Owner::Desk, body_cell(watch.id), &watch.reader);
        self.put(
            put!(
                "INSERT INTO watch (id, parcel, reader, secret, body, state, made_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                watch.id,
                watch.parcel.as_str(),
                Arg::Keyed(reader_parts(&watch.reader.email)),
                Arg::Keyed(secret_parts(&watch.reader.secret)),
                body,
                watch.state.name(),
                watch.made_at,
            )
            .one("watch")
            .once("watch".to_owned()),
        )
    }

    /// The reader confirmed the address; again is no fault.
    pub fn watch_on(&mut self, id: Uuid) -> &mut Filing {
        self.put(put!("UPDATE watch SET state = 'on' WHERE id = $1", id).one("watch"))
    }

    /// The reader wants no more letters: nothing of the watch is kept.
    pub fn watch_end(&mut self, id: Uuid) -> &mut Filing {
        self.put(put!("DELETE FROM watch WHERE id = $1", id).at_most_one("watch"))
    }

    /// Takes away what nobody confirmed in time.
    pub fn watches_expire(&mut self, asked_before: At) -> &mut Filing {
        self.put(put!("DELETE FROM watch WHERE state = 'asked' AND made_at <= $1", asked_before).any("watch"))
    }
}

impl Store {
    /// The watch a secret opens.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn watch(&self, secret: &str) -> Result<Option<Watch>, StoreError> {
        let query = sql!(
            "SELECT id, parcel, body, state, made_at FROM watch WHERE secret = $1",
            self.keyed(&secret_parts(secret)),
        );
        self.db().optional(query).await?.map(|row| self.open_watch(row)).transpose()
    }

    /// Every watch of an address, the oldest first.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn watches_of(&self, email: &Email) -> Result<Vec<Watch>, StoreError> {
        let query = sql!(
            "SELECT id, parcel, body, state, made_at FROM watch WHERE reader = $1 ORDER BY made_at, id",
            self.keyed(&reader_parts(email)),
        );
        self.db().all(query).await?.into_iter().map(|row| self.open_watch(row)).collect()
    }

    /// Confirmed watches after a parcel and an id, in that order, at most so many.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn watches_after(
        &self,
        (parcel, id): (&str, Option<Uuid>),
        limit: u32,
    ) -> Result<Vec<Watch>, StoreError> {
        let query = sql!(
            "SELECT id, parcel, body, state, made_at FROM watch
             WHERE state = 'on' AND (parcel > $1 OR (parcel = $1 AND id > $2)) ORDER BY parcel, id LIMIT $3",
            parcel,
            id.unwrap_or(Uuid::nil()),
            limit,
        );
        self.db().all(query).await?.into_iter().map(|row| self.open_watch(row)).collect()
    }

    fn keyed(&self, parts: &[Vec<u8>]) -> [u8; 32] {
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.keys().keyed(&parts)
    }

    fn open_watch(&self, row: Stored) -> Result<Watch, StoreError> {
        let plain = self.desk_key().open(&body_cell(row.id), &row.body)?;
        Ok(Watch {
            id: row.id,
            parcel: row.parcel,
            reader: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("watch", cause))?,
            state: if row.state == "on" { WatchState::On } else { WatchState::Asked },
            made_at: row.made_at.0,
        })
    }
}
