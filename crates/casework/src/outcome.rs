//! What follows from a command: the case as it now stands, lines for its journal, questions to pure
//! abilities, and consequences as data that the desk files in the same transaction.

use catalogue::facts::Facts;
use catalogue::service::Moment;
use lexicon::ids::{PaperId, PaymentId, TimerId};
use lexicon::instant::At;
use lexicon::money::Twd;
use outbox::Message;

use crate::case::Case;
use crate::event::{Entry, RefundGround};

/// A question the engine cannot answer itself. The desk runs the pure function of that name and version
/// and brings the answer back as `Deed::Find`.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The ability, pinned by the definition.
    pub ability: String,
    pub version: u32,
    /// Name under which the finding is kept.
    pub finding: String,
    /// What the case knew when it asked.
    pub input: Facts,
}

/// Where money that arrived is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// It settles the charge of the case.
    Settles,
    /// It does not fit the charge and waits to go back.
    Suspends,
}

/// One consequence, as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell or ask the outside.
    Tell(Message),
    /// Wake the case at an instant.
    Timer { id: TimerId, at: At, step: String },
    /// That timer is no longer wanted; it may have rung already.
    Untimer { id: TimerId },
    /// Tell the applicant, in words the desk makes from the service's notice for that moment.
    Notice { moment: Moment },
    /// Ask for the fee.
    Charge { payment: PaymentId, amount: Twd },
    /// The case ended unpaid: nothing is owed any more.
    CancelCharge { payment: PaymentId, amount: Twd },
    /// Money that arrived, for the books.
    Book { payment: Option<PaymentId>, reference: String, gateway: String, amount: Twd, booking: Booking },
    /// Give a receipt back, with interest where the law gives it.
    Refund { reference: String, amount: Twd, interest: Twd, ground: RefundGround },
    /// Money is back with the payer.
    SettleRefund { reference: String, amount: Twd, interest: Twd },
    /// Take the next number of the paper's series and freeze its facts.
    OrderPaper { paper: PaperId, rule: String, supersedes: Option<PaperId> },
    /// Its successor is filed.
    SupersedePaper { paper: PaperId },
    /// It is taken back.
    RevokePaper { paper: PaperId },
}

/// The answer to a command. Nothing in it has happened until the desk has filed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The case as it stands after all of `entries`.
    pub case: Case,
    /// New journal lines, in order.
    pub entries: Vec<Entry>,
    pub asks: Vec<Ask>,
    pub effects: Vec<Effect>,
}

impl Outcome {
    /// True where the command was already carried out before, or is no longer of any matter.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.entries.is_empty()
    }
}
