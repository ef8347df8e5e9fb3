//! Sealing: from a drawn paper to one that carries the office's signature and, if it can be had, a
//! time-stamp (ETSI EN 319 142: B-T; B-B where no authority answers, and the paper's record says so).

use gateways::seal::Seal;
use gateways::timestamp::Timestamp as Timestamps;
use jiff::Timestamp;
use lexicon::instant::At;
use papers::pades::{self, SealMeta, SealParts};
use thiserror::Error;

/// Room for the signature container with its certificates and a time-stamp token.
const RESERVE: usize = 12_288;

/// A sealed paper and whether it carries a time-stamp.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub pdf: Vec<u8>,
    pub is_timestamped: bool,
}

#[derive(Debug, Error)]
pub enum SealingError {
    #[error(transparent)]
    Pades(#[from] pades::PadesError),
    #[error(transparent)]
    Seal(#[from] gateways::seal::SealError),
    #[error("the seal has no certificate")]
    NoCertificate,
}

/// What seals.
pub struct SealDesk {
    pub seal: Seal,
    /// Absent where no authority is configured.
    pub timestamps: Option<Timestamps>,
    /// Name of the agency, as the signature says it.
    pub name: String,
}

impl SealDesk {
    /// Seals a drawn paper. No transaction is open meanwhile.
    ///
    /// # Errors
    /// A paper or a key that cannot be used. An authority that does not answer is no error.
    pub async fn seal(&self, pdf: &[u8], number: &str, now: At) -> Result<Sealed, SealingError> {
        let meta = SealMeta {
            field: "seal".to_owned(),
            reason: number.to_owned(),
            signed_at: Timestamp::from(now),
            name: self.name.clone(),
        };
        let prepared = pades::prepare(pdf, &meta, RESERVE)?;
        let leaf = self.seal.chain().first().ok_or(SealingError::NoCertificate)?;
        let attributes = pades::signed_attributes(&prepared.digest, leaf)?;
        let signature = self.seal.sign(&attributes)?;
        let token = self.token(&signature, now).await;
        let container = pades::assemble(SealParts {
            signed_attributes: &attributes,
            signature: &signature,
            algorithm: self.seal.algorithm(),
            chain: self.seal.chain(),
            timestamp: token.as_deref(),
        })?;
        Ok(Sealed { pdf: pades::embed(prepared, &container)?, is_timestamped: token.is_some() })
    }

    async fn token(&self, signature: &[u8], now: At) -> Option<Vec<u8>> {
        let client = self.timestamps.as_ref()?;
        match client.ask(&pades::timestamp_imprint(signature), now).await {
            Ok(stamped) => Some(stamped.token),
            Err(fault) => {
                tracing::warn!(%fault, "no time-stamp: the paper goes out at level B-B");
                None
            }
        }
    }
}
