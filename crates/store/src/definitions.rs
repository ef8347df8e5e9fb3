//! Definitions: the compiled bytes of every service ever published, by digest. None is changed or removed
//! while an open case runs on it.

use lexicon::instant::At;

use crate::fault::StoreError;
use crate::filing::Filing;
use crate::seal::put;
use crate::statement::sql;
use crate::store::Store;
use crate::value::{Moment, row};

/// A service as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// SHA-256 of `bytes`, in hexadecimal.
    pub digest: String,
    pub service: String,
    pub bytes: Vec<u8>,
    pub published_at: At,
}

/// Whether new cases are to run on a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// New cases of the service run on it from now on.
    Live,
    /// Only kept: a later `publish` or a rebase may use it.
    Kept,
}

row! {
    struct Stored { digest: String, service: String, body: Vec<u8>, published_at: Moment }
}

impl From<Stored> for Definition {
    fn from(row: Stored) -> Definition {
        Definition { digest: row.digest, service: row.service, bytes: row.body, published_at: row.published_at.0 }
    }
}

impl Filing {
    /// Keeps a definition; one that is known by its digest is left as it is. May make it the live one.
    pub fn definition_publish(&mut self, definition: &Definition, going: Going) -> &mut Filing {
        self.put(
            put!(
                "INSERT INTO definition (digest, service, body, published_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (digest) DO NOTHING",
                definition.digest.as_str(),
                definition.service.as_str(),
                definition.bytes.clone(),
                definition.published_at,
            )
            .at_most_one("definition"),
        );
        match going {
            Going::Kept => self,
            Going::Live => self.put(
                put!(
                    "INSERT INTO live_definition (service, digest, since) VALUES ($1, $2, $3)
                     ON CONFLICT (service) DO UPDATE SET digest = excluded.digest, since = excluded.since",
                    definition.service.as_str(),
                    definition.digest.as_str(),
                    definition.published_at,
                )
                .one("live definition"),
            ),
        }
    }

    /// Stops new cases of a service; open ones go on.
    pub fn definition_retire(&mut self, service: &str) -> &mut Filing {
        self.put(put!("DELETE FROM live_definition WHERE service = $1", service).at_most_one("live definition"))
    }
}

impl Store {
    /// What new cases of the service run on.
    ///
    /// # Errors
    /// The database.
    pub async fn live_definition(&self, service: &str) -> Result<Option<Definition>, StoreError> {
        let query = sql!(
            "SELECT d.digest, d.service, d.body, d.published_at
             FROM live_definition l JOIN definition d ON d.digest = l.digest WHERE l.service = $1",
            service,
        );
        Ok(self.db().optional::<Stored>(query).await?.map(Definition::from))
    }

    /// Every live definition, by service.
    ///
    /// # Errors
    /// The database.
    pub async fn live_definitions(&self) -> Result<Vec<Definition>, StoreError> {
        let query = sql!(
            "SELECT d.digest, d.service, d.body, d.published_at
             FROM live_definition l JOIN definition d ON d.digest = l.digest ORDER BY l.service"
        );
        Ok(self.db().all::<Stored>(query).await?.into_iter().map(Definition::from).collect())
    }

    /// The definition of a digest.
    ///
    /// # Errors
    /// The database.
    pub async fn definition(&self, digest: &str) -> Result<Option<Definition>, StoreError> {
        let query = sql!("SELECT digest, service, body, published_at FROM definition WHERE digest = $1", digest);
        Ok(self.db().optional::<Stored>(query).await?.map(Definition::from))
    }

    /// Every definition an open case needs; a server that cannot read one refuses to serve.
    ///
    /// # Errors
    /// The database.
    pub async fn definitions_of_open_cases(&self) -> Result<Vec<Definition>, StoreError> {
        let query = sql!(
            r#"SELECT digest, service, body, published_at FROM definition
               WHERE digest IN (SELECT definition FROM "case" WHERE closed_at IS NULL) ORDER BY digest"#
        );
        Ok(self.db().all::<Stored>(query).await?.into_iter().map(Definition::from).collect())
    }
}
