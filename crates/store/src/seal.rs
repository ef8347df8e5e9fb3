//! Statements that write, with what must be sealed or keyed on the way in.
//!
//! A builder says *that* a value is personal and where it goes; the key comes later, when the filing is
//! made ready. So a filing stays a value that anyone may build, and only the store holds keys.

use lexicon::ids::CaseId;
use uuid::Uuid;

use crate::crypt::Cell;
use crate::statement::Stmt;
use crate::value::Value;

/// Whose data key seals a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The office itself: drafts, sessions, officers; what has no case yet.
    Desk,
    Case(CaseId),
}

impl Owner {
    /// The owner as the key of `case_key`: the case's id, or the nil UUID for the desk.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Owner::Desk => Uuid::nil(),
            Owner::Case(case) => case.uuid(),
        }
    }

    pub(crate) fn of(uuid: Uuid) -> Owner {
        if uuid.is_nil() { Owner::Desk } else { Owner::Case(CaseId::from_uuid(uuid)) }
    }
}

/// One value of a writing statement.
pub(crate) enum Arg {
    Plain(Value),
    /// Sealed with the owner's data key for that cell.
    Sealed {
        owner: Owner,
        cell: Cell,
        plain: Vec<u8>,
    },
    /// Kept as HMAC under the index key: may be found again, not read.
    Keyed(Vec<Vec<u8>>),
}

impl<T: Into<Value>> From<T> for Arg {
    fn from(value: T) -> Arg {
        Arg::Plain(value.into())
    }
}

/// How many rows a statement must touch; anything else is a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    One,
    AtMostOne,
    Any,
}

/// A registered statement that writes.
pub(crate) struct Statement {
    pub stmt: &'static Stmt,
    pub args: Vec<Arg>,
    pub expect: Expect,
    /// What a conflict is about.
    pub what: &'static str,
    /// A violated unique constraint means: this effect has been filed before.
    pub duplicate: Option<String>,
}

impl Statement {
    pub(crate) fn of(stmt: &'static Stmt, args: Vec<Arg>) -> Statement {
        Statement { stmt, args, expect: Expect::One, what: "row", duplicate: None }
    }

    /// Must touch exactly one row.
    pub(crate) fn one(mut self, what: &'static str) -> Statement {
        self.what = what;
        self
    }

    /// Must touch one row, or none because it was done before.
    pub(crate) fn at_most_one(mut self, what: &'static str) -> Statement {
        self.expect = Expect::AtMostOne;
        self.what = what;
        self
    }

    /// May touch any number of rows.
    pub(crate) fn any(mut self, what: &'static str) -> Statement {
        self.expect = Expect::Any;
        self.what = what;
        self
    }

    /// Names the key whose second filing is a duplicate.
    pub(crate) fn once(mut self, key: String) -> Statement {
        self.duplicate = Some(key);
        self
    }
}

/// A registered statement that writes; its values may be [`Arg`]s.
macro_rules! put {
    ($text:literal $(, $arg:expr)* $(,)?) => {{
        static STMT: $crate::statement::Stmt = $crate::statement::Stmt::new($text, file!(), line!());
        inventory::submit! { $crate::statement::Registered(&STMT) }
        $crate::seal::Statement::of(&STMT, vec![$($crate::seal::Arg::from($arg)),*])
    }};
}
pub(crate) use put;
