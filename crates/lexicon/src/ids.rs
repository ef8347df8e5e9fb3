//! Typed identifiers: a case is not a paper is not a payment.
//!
//! All are UUIDs (RFC 9562). A case gets version 7 from the arrival instant and
//! randomness handed in by the caller; everything a decision creates gets
//! version 8, derived from case, journal number and ordinal, so that deciding
//! twice yields the same ids. Nothing here draws randomness itself.

use crate::instant::At;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier (UUID expected)")]
pub struct IdError;

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes over an id made elsewhere, e.g. read from the database.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The plain UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// The id of the `ordinal`-th thing of this kind made by journal
            /// line `seq` of `case`; the same arguments always give the same id.
            pub fn derive(case: CaseId, seq: i64, ordinal: u32) -> Self {
                Self(derived(stringify!($name), case, seq, ordinal))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, to)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(to, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text.trim()).map(Self).map_err(|_| IdError)
            }
        }
    };
}

typed_id!(
    /// One case: somebody asked, and a folder was opened.
    CaseId
);
typed_id!(
    /// One paper that went out or came in.
    PaperId
);
typed_id!(
    /// One payment against a charge.
    PaymentId
);
typed_id!(
    /// One message to the outside.
    MessageId
);
typed_id!(
    /// A person in the platform's own books; never the national id.
    PersonRef
);
typed_id!(
    /// An officer of the bureau.
    OfficerId
);
typed_id!(
    /// One stored file.
    FileId
);
typed_id!(
    /// A request somebody has begun and not yet sent.
    DraftId
);
typed_id!(
    /// Plan data that somebody wants to be live.
    ProposalId
);
typed_id!(
    /// One clock that will ring.
    TimerId
);

impl CaseId {
    /// A new case id in the layout of UUID version 7: 48 bits of milliseconds
    /// of `at`, then bits of `random`, so that ids sort by arrival.
    pub fn from_parts(at: At, random: [u8; 10]) -> CaseId {
        let millis = u64::try_from(at.micros().div_euclid(1_000)).unwrap_or(0);
        CaseId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

fn derived(kind: &str, case: CaseId, seq: i64, ordinal: u32) -> Uuid {
    let digest = Sha256::new()
        .chain_update(kind)
        .chain_update([0])
        .chain_update(case.0.as_bytes())
        .chain_update(seq.to_be_bytes())
        .chain_update(ordinal.to_be_bytes())
        .finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> CaseId {
        CaseId::from_parts(At::parse("2026-01-05T01:00:00Z").unwrap(), [7; 10])
    }

    #[test]
    fn deciding_twice_yields_the_same_ids() {
        assert_eq!(PaperId::derive(case(), 3, 0), PaperId::derive(case(), 3, 0));
        assert_ne!(PaperId::derive(case(), 3, 0), PaperId::derive(case(), 3, 1));
        assert_ne!(PaperId::derive(case(), 3, 0), PaperId::derive(case(), 4, 0));
        assert_ne!(PaperId::derive(case(), 3, 0).uuid(), PaymentId::derive(case(), 3, 0).uuid());
        assert_eq!(PaperId::derive(case(), 3, 0).uuid().get_version_num(), 8);
    }

    #[test]
    fn the_derivation_is_frozen() {
        assert_eq!(
            TimerId::derive(CaseId::from_uuid(Uuid::nil()), 1, 2).to_string(),
            "273201c4-7aba-85e9-b82d-b89c67eb0bfa"
        );
    }

    #[test]
    fn case_ids_sort_by_arrival_to_the_millisecond() {
        let at = At::parse("2026-01-05T01:00:00.001Z").unwrap();
        let later = CaseId::from_parts(at, [0; 10]);
        assert!(later > case());
        assert_eq!(later.uuid().get_version_num(), 7);
        assert_eq!(CaseId::from_parts(At::MIN, [0; 10]).uuid().as_bytes()[..6], [0; 6]);
    }

    #[test]
    fn text_and_json_are_the_plain_uuid() {
        let text = case().to_string();
        assert_eq!(text.parse::<CaseId>(), Ok(case()));
        assert_eq!(serde_json::to_string(&case()).unwrap(), format!("\"{text}\""));
        assert_eq!("x".parse::<CaseId>(), Err(IdError));
    }
}
