//! Officers: who may log in, for which unit, in which roles. Names and addresses are sealed with the
//! desk's key; what a role may do is decided by `desk`.

use lexicon::ids::OfficerId;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::{Owner, put};
use crate::statement::sql;
use crate::store::Store;
use crate::value::row;

/// Whether an officer may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficerState {
    Active,
    /// Not now; another officer may unlock.
    Locked,
    /// No longer with the office.
    Left,
}

impl OfficerState {
    pub const ALL: [OfficerState; 3] = [OfficerState::Active, OfficerState::Locked, OfficerState::Left];

    /// The name used in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            OfficerState::Active => "active",
            OfficerState::Locked => "locked",
            OfficerState::Left => "left",
        }
    }
}

/// An officer of the bureau.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficerRow {
    pub id: OfficerId,
    /// The name to log in with; unique.
    pub login: String,
    pub unit: String,
    pub roles: Vec<String>,
    /// Password hash in PHC form; empty where there is none.
    pub secret: String,
    pub state: OfficerState,
    /// Name, title, mail address: sealed.
    pub profile: Json,
}

row! {
    struct Stored {
        id: Uuid, login: String, unit: String, roles: String, secret: String, state: String, profile: Vec<u8>,
    }
}

fn profile_cell(id: OfficerId) -> Cell {
    Cell::new("officer", id, "profile")
}

impl Filing {
    /// Adds an officer or replaces what the books say of one.
    pub fn officer_put(&mut self, officer: &OfficerRow) -> &mut Filing {
        let profile = self.sealed(Owner::Desk, profile_cell(officer.id), &officer.profile);
        let roles = String::from_utf8(self.json(&officer.roles)).unwrap_or_default();
        self.put(
            put!(
                "INSERT INTO officer (id, login, unit, roles, secret, state, profile)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (id) DO UPDATE SET login = excluded.login, unit = excluded.unit,
                     roles = excluded.roles, secret = excluded.secret, state = excluded.state,
                     profile = excluded.profile",
                officer.id.uuid(),
                officer.login.as_str(),
                officer.unit.as_str(),
                roles,
                officer.secret.as_str(),
                officer.state.name(),
                profile,
            )
            .one("officer")
            .once(officer.login.clone()),
        )
    }
}

impl Store {
    /// The officer of an id.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn officer(&self, id: OfficerId) -> Result<Option<OfficerRow>, StoreError> {
        let query = sql!("SELECT id, login, unit, roles, secret, state, profile FROM officer WHERE id = $1", id.uuid());
        self.db().optional(query).await?.map(|row| self.open_officer(row)).transpose()
    }

    /// The officer who logs in with that name.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn officer_by_login(&self, login: &str) -> Result<Option<OfficerRow>, StoreError> {
        let query = sql!("SELECT id, login, unit, roles, secret, state, profile FROM officer WHERE login = $1", login);
        self.db().optional(query).await?.map(|row| self.open_officer(row)).transpose()
    }

    /// All officers, by login.
    ///
    /// # Errors
    /// The database; a changed row.
    pub async fn officers(&self) -> Result<Vec<OfficerRow>, StoreError> {
        let query = sql!("SELECT id, login, unit, roles, secret, state, profile FROM officer ORDER BY login");
        self.db().all(query).await?.into_iter().map(|row| self.open_officer(row)).collect()
    }

    fn open_officer(&self, row: Stored) -> Result<OfficerRow, StoreError> {
        let id = OfficerId::from_uuid(row.id);
        let plain = self.desk_key().open(&profile_cell(id), &row.profile)?;
        let state = OfficerState::ALL.into_iter().find(|known| known.name() == row.state);
        Ok(OfficerRow {
            id,
            login: row.login,
            unit: row.unit,
            roles: serde_json::from_str(&row.roles).map_err(|cause| StoreError::form("roles", cause))?,
            secret: row.secret,
            state: state.ok_or_else(|| StoreError::form("officer", row.state))?,
            profile: serde_json::from_slice(&plain).map_err(|cause| StoreError::form("profile", cause))?,
        })
    }
}
