//! How talking to an outside system can fail, said so that the caller knows what to do next.
//!
//! Three ways, no more: it is not there (try again later), it said no (trying again is useless),
//! it said something that cannot be understood (a person must look). The cause is kept.
//! Addresses, bodies and secrets never enter the text: they may hold personal data.

use std::error::Error;
use std::fmt;

/// The outside systems, for logs and health pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Parcel geometry of the land office.
    LandOffice,
    /// Time-stamping authority.
    Timestamp,
    /// Payment service.
    Payment,
    /// Mail server.
    Mail,
    /// Short-message provider.
    Sms,
    /// Programs of other agencies that want to hear from us.
    Webhook,
    /// Map layers of others.
    MapLayer,
    /// Address look-up.
    Address,
    /// Virus scanner.
    Clamd,
    /// Registers of other agencies.
    Register,
}

impl fmt::Display for System {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            System::LandOffice => "land-office",
            System::Timestamp => "timestamp",
            System::Payment => "payment",
            System::Mail => "mail",
            System::Sms => "sms",
            System::Webhook => "webhook",
            System::MapLayer => "map-layer",
            System::Address => "address",
            System::Clamd => "clamd",
            System::Register => "register",
        })
    }
}

/// What lies below a [`GatewayError`].
pub type Cause = Box<dyn Error + Send + Sync + 'static>;

/// Why an outside system did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Not reached, too slow, or in trouble itself: the same call may work later.
    #[error("{system} is unavailable: {cause}")]
    Unavailable {
        /// Which system.
        system: System,
        /// What happened.
        #[source]
        cause: Cause,
    },
    /// It understood and said no, or we refuse to send this: the same call will fail again.
    #[error("{system} refused: {cause}")]
    Refused {
        /// Which system.
        system: System,
        /// What it objected to.
        #[source]
        cause: Cause,
    },
    /// It answered something that breaks the protocol or contradicts the question.
    #[error("{system} answered nonsense: {cause}")]
    Nonsense {
        /// Which system.
        system: System,
        /// What is wrong with the answer.
        #[source]
        cause: Cause,
    },
}

impl GatewayError {
    /// An [`GatewayError::Unavailable`].
    pub fn unavailable(system: System, cause: impl Into<Cause>) -> GatewayError {
        GatewayError::Unavailable { system, cause: cause.into() }
    }

    /// A [`GatewayError::Refused`].
    pub fn refused(system: System, cause: impl Into<Cause>) -> GatewayError {
        GatewayError::Refused { system, cause: cause.into() }
    }

    /// A [`GatewayError::Nonsense`].
    pub fn nonsense(system: System, cause: impl Into<Cause>) -> GatewayError {
        GatewayError::Nonsense { system, cause: cause.into() }
    }

    /// Whether the same call may work later without anybody changing anything.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, GatewayError::Unavailable { .. })
    }

    /// Which system it was.
    #[must_use]
    pub fn system(&self) -> System {
        match self {
            GatewayError::Unavailable { system, .. }
            | GatewayError::Refused { system, .. }
            | GatewayError::Nonsense { system, .. } => *system,
        }
    }

    /// The cause, if it is a `T`.
    #[must_use]
    pub fn cause<T: Error + 'static>(&self) -> Option<&T> {
        self.source().and_then(|cause| cause.downcast_ref())
    }
}
