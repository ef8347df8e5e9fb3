//! Paying, waiting for the bank, and the receipt of an application.

use lexicon::instant::At;
use serde::{Deserialize, Serialize};

use super::page;
use super::parts::{Deadline, Fee, Link, Notice, Step};

/// What there is to pay and the button to the payment page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    pub case_number: String,
    pub service: String,
    pub fee: Fee,
    /// The payment page itself: the browser carries the signed fields there.
    pub action: String,
    #[serde(default)]
    pub fields: Vec<(String, String)>,
    /// The name of the payment page's operator.
    pub operator: String,
    pub ways: Vec<String>,
    /// Until when it can be paid.
    pub deadline: Deadline,
    /// Where another person pays by link.
    #[serde(default)]
    pub payer_link: Option<String>,
    #[serde(default)]
    pub notice: Option<Notice>,
}

/// What the bank said so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayState {
    Waiting,
    Paid,
    Failed,
}

/// Back from the payment page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayReturn {
    pub case_number: String,
    pub state: PayState,
    /// The case, where everything goes on.
    pub case: String,
    /// Paying once more, when it failed.
    #[serde(default)]
    pub retry: Option<String>,
    /// Asked by scripts every few seconds; answers `{"done": bool, "href": "…"}`. Without scripts the
    /// page offers a button to look again.
    #[serde(default)]
    pub poll: Option<String>,
    pub asked_at: At,
}

/// The application has arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub case_number: String,
    pub service: String,
    pub arrived_at: At,
    /// The address, masked, where the confirmation went.
    pub sent_to: String,
    pub next: Vec<Step>,
    /// The day by which it is answered.
    pub deadline: Deadline,
    /// Seconds it usually takes, when measured.
    #[serde(default)]
    pub usual_s: Option<u64>,
    pub case: String,
    #[serde(default)]
    pub papers: Vec<Link>,
}

page!(Pay => "pay", PayReturn => "pay-return", Receipt => "receipt");
