//! Soundness: whether the books are whole, asked of every row after a restore.
//!
//! Every journal chain is walked, every file a row names is read, opened and held against the digest of its
//! paper, every plan release and plan file against its hash, debits against credits. It mends nothing and names each fault.

use lexicon::ids::CaseId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fault::{CryptError, StoreError};
use crate::files::FileRef;
use crate::seal::Owner;
use crate::statement::sql;
use crate::store::Store;
use crate::value::row;

/// What was found whole, and a sentence for everything that was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Soundness {
    pub cases: u64,
    /// Journals whose chain holds.
    pub journals: u64,
    /// Papers whose file is on the disk and fits its digest.
    pub papers: u64,
    /// Other files that are on the disk and open.
    pub files: u64,
    /// Files whose key was destroyed: nobody can open them, and nobody should.
    pub erased: u64,
    pub releases: u64,
    pub faults: Vec<String>,
}

row! {
    struct Named { name: String, owner: Uuid, bytes: i64, number: Option<String>, digest: Option<String> }
}

impl Store {
    /// Looks at every case, file and release.
    ///
    /// # Errors
    /// The database. What is not whole is no error but a fault in the answer.
    pub async fn soundness(&self) -> Result<Soundness, StoreError> {
        let mut found = Soundness::default();
        self.journals_sound(&mut found).await?;
        self.files_sound(&mut found).await?;
        self.attachments_sound(&mut found).await?;
        for release in self.releases().await? {
            match self.map_release(&release.hash).await {
                Ok(_) => found.releases += 1,
                Err(fault) => found.faults.push(format!("plan release {}: {fault}", release.hash)),
            }
        }
        for name in self.plan_file_names().await? {
            if let Err(fault) = self.map_plan_file(&name).await {
                found.faults.push(format!("plan file {name}: {fault}"));
            }
        }
        if let Err(fault) = self.release_journal().await {
            found.faults.push(format!("journal of releases: {fault}"));
        }
        let balance = self.ledger_balance().await?;
        let debit: i64 = balance.iter().map(|account| account.debit_twd.dollars()).sum();
        let credit: i64 = balance.iter().map(|account| account.credit_twd.dollars()).sum();
        if debit != credit {
            found.faults.push(format!("ledger: debits of {debit} TWD, credits of {credit} TWD"));
        }
        Ok(found)
    }

    async fn journals_sound(&self, found: &mut Soundness) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let query = sql!(r#"SELECT id, number FROM "case" WHERE id > $1 ORDER BY id LIMIT 1000"#, after);
            let rows: Vec<(Uuid, String)> = self.db().all(query).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            for (id, number) in rows {
                found.cases += 1;
                match self.journal_verify(CaseId::from_uuid(id)).await {
                    Ok(_) => found.journals += 1,
                    Err(fault) => found.faults.push(format!("case {number}: {fault}")),
                }
            }
        }
    }

    async fn files_sound(&self, found: &mut Soundness) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let query = sql!(
                "SELECT f.name, f.owner, f.bytes, p.number, p.digest FROM file f LEFT JOIN paper p ON p.file = f.name
                 WHERE f.name > $1 ORDER BY f.name LIMIT 1000",
                &after,
            );
            let rows: Vec<Named> = self.db().all(query).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after.clone_from(&last.name);
            for row in rows {
                self.file_sound(row, found).await?;
            }
        }
    }

    async fn file_sound(&self, row: Named, found: &mut Soundness) -> Result<(), StoreError> {
        let what = row.number.map_or_else(|| format!("file {}", row.name), |number| format!("paper {number}"));
        let owner = Owner::of(row.owner);
        let bytes = u64::try_from(row.bytes).map_err(|cause| StoreError::form("file", cause))?;
        let file = FileRef { name: row.name, owner, bytes };
        let content = match self.get_file(&file).await {
            Ok(content) => content,
            Err(StoreError::Crypt(CryptError::Erased(_))) => {
                found.erased += 1;
                return Ok(());
            }
            Err(fault) => {
                found.faults.push(format!("{what}: {fault}"));
                return Ok(());
            }
        };
        let name = hex::encode(self.keys().keyed(&[b"file", owner.uuid().as_bytes(), &content]));
        match row.digest {
            _ if name != file.name => {
                found.faults.push(format!("{what}: not the content it was named for, or another index key"));
            }
            Some(digest) if digest != hex::encode(Sha256::digest(&content)) => {
                found.faults.push(format!("{what}: its SHA-256 is not the one in the books"));
            }
            Some(_) => found.papers += 1,
            None => found.files += 1,
        }
        Ok(())
    }
}
