//! Statements: one SQL text for both databases, written at the call site, registered for the tests.
//!
//! The few differences stand in conditional comments: `/*pg … */` opens on PostgreSQL, `/*lite … */`
//! on SQLite, and each vanishes on the other. Only values are dynamic; a filter that comes and goes is
//! a piece of fixed text ([`Query::build`]). It refuses to interpolate anything a person typed.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::value::{Value, lite_arguments, pg_arguments};

/// Which database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// One fixed statement of the program, with the place it stands at and how often it ran.
#[derive(Debug)]
pub struct Stmt {
    text: &'static str,
    pub file: &'static str,
    pub line: u32,
    lite: Rendered,
    pg: Rendered,
}

#[derive(Debug)]
struct Rendered {
    text: OnceLock<String>,
    runs: AtomicU64,
}

impl Rendered {
    const fn new() -> Self {
        Rendered { text: OnceLock::new(), runs: AtomicU64::new(0) }
    }
}

impl Stmt {
    /// Used by [`sql!`] alone.
    #[must_use]
    pub const fn new(text: &'static str, file: &'static str, line: u32) -> Stmt {
        Stmt { text, file, line, lite: Rendered::new(), pg: Rendered::new() }
    }

    fn side(&self, dialect: Dialect) -> &Rendered {
        match dialect {
            Dialect::Sqlite => &self.lite,
            Dialect::Postgres => &self.pg,
        }
    }

    /// The text as that database gets it.
    pub fn text(&self, dialect: Dialect) -> &str {
        self.side(dialect).text.get_or_init(|| render(self.text, dialect))
    }

    /// How often this process ran the statement on that database.
    pub fn runs(&self, dialect: Dialect) -> u64 {
        self.side(dialect).runs.load(Ordering::Relaxed)
    }

    fn use_text(&'static self, dialect: Dialect) -> &'static str {
        self.side(dialect).runs.fetch_add(1, Ordering::Relaxed);
        self.text(dialect)
    }
}

/// What [`inventory`] collects: every [`sql!`] and [`put!`](crate::seal::put) of the crate.
pub struct Registered(pub &'static Stmt);
inventory::collect!(Registered);

/// Every fixed statement of the program.
pub fn statements() -> impl Iterator<Item = &'static Stmt> {
    inventory::iter::<Registered>().map(|entry| entry.0)
}

/// Opens the conditional comments of `dialect` and drops those of the other.
#[must_use]
pub fn render(text: &str, dialect: Dialect) -> String {
    let (ours, theirs) = match dialect {
        Dialect::Sqlite => ("/*lite", "/*pg"),
        Dialect::Postgres => ("/*pg", "/*lite"),
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        let comment = &rest[start..];
        let end = comment.find("*/").map_or(comment.len(), |end| end + 2);
        if let Some(inside) = comment[..end].strip_prefix(ours) {
            out.push_str(inside.strip_suffix("*/").unwrap_or(inside));
        } else if !comment.starts_with(theirs) {
            out.push_str(&comment[..end]);
        }
        rest = &comment[end..];
    }
    out.push_str(rest);
    out
}

enum Text {
    Fixed(&'static Stmt),
    Built(String),
}

/// A statement with its values.
pub struct Query {
    text: Text,
    values: Vec<Value>,
}

impl Query {
    /// A fixed statement; see [`sql!`].
    #[must_use]
    pub fn fixed(stmt: &'static Stmt, values: Vec<Value>) -> Query {
        Query { text: Text::Fixed(stmt), values }
    }

    /// The same statement with these values.
    #[must_use]
    pub fn with(mut self, values: Vec<Value>) -> Query {
        self.values = values;
        self
    }

    /// A statement put together from fixed pieces.
    #[must_use]
    pub fn build(start: &'static str) -> Query {
        Query { text: Text::Built(start.to_owned()), values: Vec::new() }
    }

    /// One more piece of fixed text. Only for queries begun with [`Query::build`].
    #[must_use]
    pub fn push(mut self, piece: &'static str) -> Query {
        if let Text::Built(text) = &mut self.text {
            text.push_str(piece);
        }
        self
    }

    /// A piece of fixed text and the placeholder of a value after it.
    #[must_use]
    pub fn arg(mut self, piece: &'static str, value: impl Into<Value>) -> Query {
        if let Text::Built(text) = &mut self.text {
            self.values.push(value.into());
            text.push_str(piece);
            text.push('$');
            text.push_str(&self.values.len().to_string());
        }
        self
    }

    /// The same where there is a value, nothing where there is none.
    #[must_use]
    pub fn arg_if(self, piece: &'static str, value: Option<impl Into<Value>>) -> Query {
        match value {
            Some(value) => self.arg(piece, value),
            None => self,
        }
    }

    pub(crate) fn lite(self) -> Result<(SqlStr, SqliteArguments), sqlx::Error> {
        Ok((self.text.take(Dialect::Sqlite), lite_arguments(self.values)?))
    }

    pub(crate) fn pg(self) -> Result<(SqlStr, PgArguments), sqlx::Error> {
        Ok((self.text.take(Dialect::Postgres), pg_arguments(self.values)?))
    }
}

impl Text {
    fn take(self, dialect: Dialect) -> SqlStr {
        match self {
            Text::Fixed(stmt) => stmt.use_text(dialect).into_sql_str(),
            // Pieces are &'static str and placeholders are numbers: nothing dynamic is in the text.
            Text::Built(text) => AssertSqlSafe(render(&text, dialect)).into_sql_str(),
        }
    }
}

/// A registered statement with its values, in the order of `$1`, `$2` …
macro_rules! sql {
    ($text:literal $(, $arg:expr)* $(,)?) => {{
        static STMT: $crate::statement::Stmt = $crate::statement::Stmt::new($text, file!(), line!());
        inventory::submit! { $crate::statement::Registered(&STMT) }
        $crate::statement::Query::fixed(&STMT, vec![$($crate::value::Value::from($arg)),*])
    }};
}
pub(crate) use sql;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, lite: &str, pg: &str) {
        assert_eq!(render(text, Dialect::Sqlite), lite);
        assert_eq!(render(text, Dialect::Postgres), pg);
    }

    #[test]
    fn conditional_comments_open_on_their_own_database_only() {
        check("SELECT 1", "SELECT 1", "SELECT 1");
        check("a /*pg FOR UPDATE */ b", "a  b", "a  FOR UPDATE  b");
        check("a /*pg x*//*lite y*/ b", "a  y b", "a  x b");
        check("a /* a remark */ b", "a /* a remark */ b", "a /* a remark */ b");
        check("a /*pg never closed", "a ", "a  never closed");
    }

    #[test]
    fn a_built_query_numbers_its_placeholders() {
        let query =
            Query::build("SELECT 1 WHERE").arg(" a = ", 1_i64).arg_if(" AND b = ", None::<i64>).arg(" AND c = ", "x");
        let Text::Built(text) = &query.text else { panic!("not built") };
        assert_eq!(text, "SELECT 1 WHERE a = $1 AND c = $2");
        assert_eq!(query.values.len(), 2);
    }
}
