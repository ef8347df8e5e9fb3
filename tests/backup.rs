//! The drill: a certificate is issued, the site is backed up while it is being served, restored elsewhere
//! with the same keys, and the paper is the same to the byte; a changed backup is refused and leaves nothing.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use store::crypt::Keys;
use store::fresh_databases::fresh_database;

/// One site beside others under one set of keys.
struct Place<'a> {
    folder: &'a Path,
    data: &'static str,
    database: Option<String>,
}

impl Place<'_> {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut takau = Command::new(env!("CARGO_BIN_EXE_takau"));
        takau.current_dir(root).args(arguments);
        takau.arg("--data").arg(self.path(self.data)).arg("--keys").arg(self.path("keys"));
        if let Some(database) = &self.database {
            takau.arg("--database").arg(database);
        }
        takau.output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "takau {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "takau {arguments:?} must be refused");
        String::from_utf8(output.stderr).unwrap()
    }

    fn paper(&self, case: &str) -> Vec<u8> {
        let out = self.path(&format!("{}.pdf", self.data));
        self.run(&["paper", case, "--out", out.to_str().unwrap()]);
        std::fs::read(out).unwrap()
    }

    /// Nothing in the data folder, and no table in the database.
    fn is_empty(&self) -> bool {
        let data = self.path(self.data);
        let place = match &self.database {
            Some(url) => store::db::Place::Postgres(url.clone()),
            None => store::db::Place::Sqlite(data.join("takau.sqlite")),
        };
        let vacant = tokio::runtime::Runtime::new().unwrap().block_on(store::backups::is_vacant(&place)).unwrap();
        vacant && std::fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none())
    }
}

fn issue(place: &Place) -> String {
    place.run(&["init", "--demo", "示範市政府都市發展局"]);
    place.run(&["service", "publish", "services"]);
    place.run(&["release", "demo", "--parcels", "2000"]);
    let parcels = format!("parcels={}", place.run(&["parcel"]));
    let case = place.run(&[
        "apply",
        "zoning-certificate",
        &parcels,
        "purpose=sale",
        "copies=1",
        "delivery=counter-print",
        "applicant_kind=person",
        "name=王小明",
        "person_id=A123456789",
        "phone=0912-345-678",
        "agent=no",
        "consent=yes",
    ]);
    place.run(&["pay", &case]);
    place.run(&["work"]);
    case
}

/// Holds the books open as a serving program does while `work` is done.
fn while_serving(place: &Place, work: impl FnOnce()) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let data = place.path(place.data);
    let books = match &place.database {
        Some(url) => store::db::Place::Postgres(url.clone()),
        None => store::db::Place::Sqlite(data.join("takau.sqlite")),
    };
    let keys = Keys::read(&std::fs::read_to_string(place.path("keys/office.keys")).unwrap()).unwrap();
    let at = lexicon::instant::At::from_micros(1_772_413_200_000_000);
    let open = runtime.block_on(store::store::Store::open(&books, keys, &data, at)).unwrap();
    work();
    runtime.block_on(open.close());
}

fn drill(databases: [Option<String>; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = databases;
    let here = Place { folder: folder.path(), data: "here", database: first };
    let there = Place { folder: folder.path(), data: "there", database: second };
    let case = issue(&here);
    let set = folder.path().join("set");
    let to = set.to_str().unwrap();
    while_serving(&here, || {
        here.run(&["backup", "--to", to]);
    });
    assert!(here.refused(&["backup", "--to", to]).contains("not empty"), "a backup never overwrites one");

    let text = std::fs::read_to_string(set.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(!text.contains("keys"), "keys are never in a backup");
    for name in manifest["files"].as_object().unwrap().keys() {
        let changed = set.join(name);
        let bytes = std::fs::read(&changed).unwrap();
        let mut other = bytes.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        std::fs::write(&changed, other).unwrap();
        let said = there.refused(&["restore", "--from", to]);
        assert!(said.contains(name.as_str()) && said.contains("was changed"), "{said}");
        assert!(there.is_empty(), "a refused backup leaves nothing");
        std::fs::write(&changed, bytes).unwrap();
    }
    let newer = text.replace(&format!("\"schema\": {}", manifest["schema"]), "\"schema\": 1001");
    assert_ne!(newer, text);
    std::fs::write(set.join("manifest.json"), newer).unwrap();
    assert!(there.refused(&["restore", "--from", to]).contains("newer program"));
    std::fs::write(set.join("manifest.json"), text).unwrap();

    let said = there.run(&["restore", "--from", to]);
    assert!(said.contains("1 cases, 1 journals sound, 1 papers"), "{said}");
    assert_eq!(there.paper(&case), here.paper(&case), "the paper is the same to the byte");
    // A new office key: everything opens under it, and the backup from before under the old one beside it.
    assert!(there.run(&["rekey", "--id", "second"]).contains("2 data keys wrapped anew"));
    assert!(there.run(&["rekey", "--finish"]).contains("0 data keys"));
    assert!(there.refused(&["rekey", "--id", "second"]).contains("used before"));
    assert_eq!(there.paper(&case), here.paper(&case), "the paper is the same under a new key");
    let verdict = there.run(&["verify", there.path("there.pdf").to_str().unwrap()]);
    assert!(verdict.contains("good: intact, whole, trusted") && verdict.contains("· valid"), "{verdict}");
    assert!(there.run(&["case", &case]).contains("journal verifies"));
    assert!(there.refused(&["restore", "--from", to]).contains("not empty"), "a restore never overwrites a site");
}

#[test]
fn a_site_comes_back_on_the_embedded_database() {
    drill([None, None]);
}

/// Runs against the server named by `TAKAU_TEST_PG`; `setup/test` starts one.
#[test]
fn a_site_comes_back_on_postgresql() {
    let server = std::env::var("TAKAU_TEST_PG").expect("TAKAU_TEST_PG names a PostgreSQL server; run `make test`");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fresh = || Some(runtime.block_on(fresh_database(&server)).unwrap());
    drill([fresh(), fresh()]);
}
