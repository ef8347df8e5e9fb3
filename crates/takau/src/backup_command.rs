//! `takau backup` and `takau restore`: one set of rows and files, taken while the program serves, and put
//! back into an empty site only when it is unchanged and proves whole.
//!
//! Rows first, files after: a file is on the disk before a row names it. Keys are in neither direction. A
//! restore is made ready in a folder inside the data folder, checked there with the keys of the site, and
//! only then moved into its place. PostgreSQL is dumped and loaded by `pg_dump` and `pg_restore`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};
use lexicon::instant::At;
use store::backups::{self, DATABASE, DUMP, FOLDERS, Kind};
use store::db::Place;
use store::soundness::Soundness;
use store::store::Store;

use crate::site::Site;

/// Where a restore is made ready, inside the data folder.
const READY: &str = ".restoring";

/// Carries out `takau backup`.
pub async fn back_up(site: &Site, target: &Path, now: At) -> Result<()> {
    if std::path::absolute(target)?.starts_with(std::path::absolute(&site.data)?) {
        bail!("{} lies in the data folder itself; name a folder outside it", target.display());
    }
    backups::make_empty(target)?;
    let copied = match site.place() {
        Place::Sqlite(database) => (backups::copy_database(&database, &target.join(DATABASE)).await?, Kind::Sqlite),
        Place::Postgres(url) => {
            let schema = backups::postgres_schema(&url).await?;
            dump(&url, &target.join(DUMP))?;
            (schema, Kind::Postgres)
        }
    };
    backups::copy_files(&site.data, target)?;
    let manifest = backups::finish(target, copied, now)?;
    println!("{} files of schema {} backed up to {}", manifest.files.len(), manifest.schema, target.display());
    println!("the keys in {} are not in it; keep them elsewhere", site.keys.display());
    Ok(())
}

/// Carries out `takau restore`.
pub async fn restore(site: &Site, from: &Path, now: At) -> Result<()> {
    let keys = site.key_folder().office_keys()?;
    let manifest = backups::check(from)?;
    let place = site.place();
    match (&place, manifest.database) {
        (Place::Sqlite(_), Kind::Sqlite) | (Place::Postgres(_), Kind::Postgres) => {}
        (Place::Sqlite(_), Kind::Postgres) => bail!("the backup comes from PostgreSQL; name a database by --database"),
        (Place::Postgres(_), Kind::Sqlite) => bail!("the backup comes from an embedded database; leave --database out"),
    }
    if !backups::is_vacant(&place).await? {
        bail!("the database of this site is not empty; restore into a new one");
    }
    backups::make_empty(&site.data)?;
    let ready = site.data.join(READY);
    let restored = put_back(from, &place, &ready, (keys, now)).await;
    let found = restored.and_then(|found| settle(site, &ready, found));
    // What is left of the folder holds nothing of use; the first error is the one that counts.
    let _ = fs::remove_dir_all(&ready);
    let found = found.map_err(|fault| match place {
        Place::Sqlite(_) => fault.context("nothing was restored"),
        Place::Postgres(_) => {
            fault.context("nothing was restored; where tables were loaded, drop the database and make it anew")
        }
    })?;
    println!("restored what was backed up at {} by version {}", manifest.made_at, manifest.program);
    println!(
        "{} cases, {} journals sound, {} papers, {} other files, {} erased, {} plan releases",
        found.cases, found.journals, found.papers, found.files, found.erased, found.releases
    );
    Ok(())
}

/// Copies a set into the folder where it is made ready, opens it as it will be served and looks at all of it.
async fn put_back(
    from: &Path,
    place: &Place,
    ready: &Path,
    (keys, now): (store::crypt::Keys, At),
) -> Result<Soundness> {
    backups::make_empty(ready)?;
    backups::copy_files(from, ready)?;
    let place = match place {
        Place::Sqlite(_) => {
            let database = ready.join(DATABASE);
            fs::copy(from.join(DATABASE), &database).context("cannot copy the database")?;
            Place::Sqlite(database)
        }
        Place::Postgres(url) => {
            load(url, &from.join(DUMP))?;
            Place::Postgres(url.clone())
        }
    };
    let store = Store::open(&place, keys, ready, now)
        .await
        .context("the restored books do not open; check that --keys names the keys the backup was made under")?;
    let found = store.soundness().await;
    store.close().await;
    let found = found?;
    if !found.faults.is_empty() {
        bail!("the restored books are not whole; take another backup:\n{}", found.faults.join("\n"));
    }
    Ok(found)
}

/// Moves what was made ready into its place, the database last.
fn settle(site: &Site, ready: &Path, found: Soundness) -> Result<Soundness> {
    let log = ready.join(format!("{DATABASE}-wal"));
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!("the restored database was not closed whole; restore again");
    }
    for part in FOLDERS.into_iter().chain([DATABASE]) {
        let path = ready.join(part);
        if path.exists() {
            if path.is_file() {
                fs::File::open(&path)?.sync_all()?;
            }
            fs::rename(&path, site.data.join(part)).with_context(|| format!("cannot move {}", path.display()))?;
        }
    }
    fs::File::open(&site.data)?.sync_all()?;
    Ok(found)
}

fn dump(url: &str, file: &Path) -> Result<()> {
    let mut arguments = vec!["--format=custom".into(), "--no-owner".into(), "--no-privileges".into()];
    arguments.extend(["--file".into(), file.as_os_str().to_owned()]);
    postgres("pg_dump", url, &arguments)?;
    fs::File::open(file)?.sync_all()?;
    Ok(())
}

fn load(url: &str, file: &Path) -> Result<()> {
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    for argument in ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"] {
        arguments.push(argument.into());
    }
    arguments.push(file.as_os_str().to_owned());
    postgres("pg_restore", url, &arguments)
}

/// Runs a program of PostgreSQL, from the search path or from where Debian keeps it.
fn postgres(program: &str, url: &str, arguments: &[std::ffi::OsString]) -> Result<()> {
    let (url, password) = without_password(url)?;
    for place in std::iter::once(PathBuf::from(program)).chain(debian(program)) {
        let mut command = Command::new(&place);
        command.arg("--dbname").arg(&url).arg("--no-password").args(arguments);
        if let Some(password) = &password {
            command.env("PGPASSWORD", password);
        }
        match command.output() {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(cause).with_context(|| format!("cannot start {}", place.display())),
            Ok(Output { status, .. }) if status.success() => return Ok(()),
            Ok(Output { stderr, .. }) => bail!("{program}: {}", String::from_utf8_lossy(&stderr).trim()),
        }
    }
    bail!("{program} is missing; install the Debian package postgresql-client of the server's version or a later one")
}

/// Where Debian keeps a program of PostgreSQL, the latest version first.
fn debian(program: &str) -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin").join(program))))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// Takes the password out of an address: arguments of a process can be read by everybody on the machine.
fn without_password(url: &str) -> Result<(String, Option<String>)> {
    let Some((scheme, rest)) = url.split_once("://") else { bail!("the database is not named as postgres://…") };
    let end = rest.find('/').unwrap_or(rest.len());
    let Some((user, host)) = rest[..end].rsplit_once('@') else { return Ok((url.to_owned(), None)) };
    let Some((user, password)) = user.split_once(':') else { return Ok((url.to_owned(), None)) };
    Ok((format!("{scheme}://{user}@{host}{}", &rest[end..]), Some(percent_decoded(password)?)))
}

fn percent_decoded(text: &str) -> Result<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).context("the password in the address is not percent-encoded")?;
        bytes.push(u8::from_str_radix(digits, 16).context("the password in the address is not percent-encoded")?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).context("the password in the address is not UTF-8")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_becomes_an_argument() {
        let (url, password) = without_password("postgres://takau:p%40ss%2F@db:5432/takau?sslmode=require").unwrap();
        assert_eq!(url, "postgres://takau@db:5432/takau?sslmode=require");
        assert_eq!(password.as_deref(), Some("p@ss/"));
        let socket = "postgres://takau@%2Frun%2Fpostgresql/takau";
        assert_eq!(without_password(socket).unwrap(), (socket.to_owned(), None));
    }
}
