//! What may be bound to a statement and read from a column, the same on both databases.
//!
//! A closed enum: no column holds anything else. Instants are `timestamptz` in PostgreSQL and whole
//! microseconds since 1970 in SQLite, so that they sort and compare alike; dates are ISO 8601 text;
//! money is whole TWD; hashed bodies are text or bytes, never `jsonb`. It refuses to hold plain
//! personal data: see [`crate::seal::Arg`] for what is sealed on the way in.

use lexicon::instant::At;
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArguments, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Arguments, Decode, Postgres, Sqlite, Type};
use uuid::Uuid;

/// One value for one placeholder. `None` stays typed, or PostgreSQL could not infer the parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Bool(bool),
    Int(Option<i64>),
    Text(Option<String>),
    Uuid(Option<Uuid>),
    At(Option<Moment>),
    Bytes(Option<Vec<u8>>),
}

/// An instant as a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub At);

/// 2000-01-01T00:00:00Z in microseconds since 1970: PostgreSQL counts from there.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl Type<Sqlite> for Moment {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}
impl Encode<'_, Sqlite> for Moment {
    fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode_by_ref(&self.0.micros(), buf)
    }
}
impl Decode<'_, Sqlite> for Moment {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Moment(At::from_micros(<i64 as Decode<Sqlite>>::decode(value)?)))
    }
}
impl Type<Postgres> for Moment {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
    fn compatible(ty: &PgTypeInfo) -> bool {
        ty.type_eq(&<Self as Type<Postgres>>::type_info())
    }
}
impl Encode<'_, Postgres> for Moment {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&(self.0.micros() - PG_EPOCH_MICROS), buf)
    }
}
impl Decode<'_, Postgres> for Moment {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let since_2000 = <i64 as Decode<Postgres>>::decode(value)?;
        Ok(Moment(At::from_micros(since_2000.saturating_add(PG_EPOCH_MICROS))))
    }
}

macro_rules! from {
    ($($from:ty => |$it:ident| $value:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($it: $from) -> Value { $value }
        })*
    };
}
from! {
    bool => |it| Value::Bool(it);
    i64 => |it| Value::Int(Some(it));
    u32 => |it| Value::Int(Some(i64::from(it)));
    Option<i64> => |it| Value::Int(it);
    &str => |it| Value::Text(Some(it.to_owned()));
    &String => |it| Value::Text(Some(it.clone()));
    String => |it| Value::Text(Some(it));
    Option<String> => |it| Value::Text(it);
    Option<&str> => |it| Value::Text(it.map(str::to_owned));
    Uuid => |it| Value::Uuid(Some(it));
    Option<Uuid> => |it| Value::Uuid(it);
    At => |it| Value::At(Some(Moment(it)));
    Option<At> => |it| Value::At(it.map(Moment));
    Vec<u8> => |it| Value::Bytes(Some(it));
    [u8; 32] => |it| Value::Bytes(Some(it.to_vec()));
}

macro_rules! arguments {
    ($name:ident, $args:ty) => {
        /// The values in the order of the placeholders, as the driver takes them.
        pub(crate) fn $name(values: Vec<Value>) -> Result<$args, sqlx::Error> {
            let mut args = <$args>::default();
            for value in values {
                match value {
                    Value::Bool(it) => args.add(it),
                    Value::Int(it) => args.add(it),
                    Value::Text(it) => args.add(it),
                    Value::Uuid(it) => args.add(it),
                    Value::At(it) => args.add(it),
                    Value::Bytes(it) => args.add(it),
                }
                .map_err(sqlx::Error::Encode)?;
            }
            Ok(args)
        }
    };
}
arguments!(lite_arguments, SqliteArguments);
arguments!(pg_arguments, PgArguments);

/// A row both databases can produce.
pub trait Row:
    Send + Unpin + for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
{
}
impl<T> Row for T where
    T: Send
        + Unpin
        + for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
{
}

/// Declares a row struct whose fields are columns of the same name, for both databases.
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($fvis:vis $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($fvis $field: $ty),* }
        $crate::value::row!(@from $name, sqlx::sqlite::SqliteRow, $($field),*);
        $crate::value::row!(@from $name, sqlx::postgres::PgRow, $($field),*);
    };
    (@from $name:ident, $row:ty, $($field:ident),*) => {
        impl<'r> sqlx::FromRow<'r, $row> for $name {
            fn from_row(row: &'r $row) -> Result<Self, sqlx::Error> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),* })
            }
        }
    };
}
pub(crate) use row;
