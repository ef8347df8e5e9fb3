//! Fresh databases on a PostgreSQL server, for stories and benches that must start from nothing.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::fault::StoreError;

/// Makes an empty database with collation C on the server of `url` and gives back its address. Whoever
/// owns the server throws it away.
///
/// # Errors
/// The server; a role that may not make databases.
pub async fn fresh_database(url: &str) -> Result<String, StoreError> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("takau_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut server = PgConnection::connect(url).await?;
    // The name is made here of digits and letters; nothing a person typed is in it.
    let text = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut server).await?;
    server.close().await?;
    Ok(named(url, &name))
}

/// The address of another database on the same server.
fn named(url: &str, name: &str) -> String {
    let (front, query) = url.split_once('?').map_or((url, None), |(front, query)| (front, Some(query)));
    let base = front.rsplit_once('/').map_or(front, |(base, _)| base);
    match query {
        Some(query) => format!("{base}/{name}?{query}"),
        None => format!("{base}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_replaced_and_the_rest_is_kept() {
        assert_eq!(named("postgres://u@h:1/postgres", "x"), "postgres://u@h:1/x");
        assert_eq!(named("postgres://u@%2Ftmp%2Fpg/postgres?a=b", "x"), "postgres://u@%2Ftmp%2Fpg/x?a=b");
    }
}
