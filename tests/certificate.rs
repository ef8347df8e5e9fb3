//! One certificate by command line, on the embedded database and on PostgreSQL: submitted, paid, overlaid
//! on the plan in force, signed, time-stamped, filed and verified; and one changed byte is found.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Place {
    folder: tempfile::TempDir,
    database: Option<String>,
}

impl Place {
    fn new(database: Option<String>) -> Place {
        Place { folder: tempfile::tempdir().unwrap(), database }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut takau = Command::new(env!("CARGO_BIN_EXE_takau"));
        takau
            .current_dir(root)
            .args(arguments)
            .arg("--data")
            .arg(self.path("data"))
            .arg("--keys")
            .arg(self.path("keys"));
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
}

fn check(place: &Place) {
    place.run(&["init", "--demo", "示範市政府都市發展局"]);
    place.run(&["service", "publish", "services"]);
    place.run(&["release", "demo", "--parcels", "2000"]);
    let parcel = place.run(&["parcel"]);
    let parcels = format!("parcels={parcel}");
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
    assert!(place.run(&["case", &case]).contains("journal verifies"));
    let paper = place.path("certificate.pdf");
    place.run(&["paper", &case, "--out", paper.to_str().unwrap()]);
    let verdict = place.run(&["verify", paper.to_str().unwrap()]);
    assert!(verdict.contains("level         B-T"), "{verdict}");
    assert!(verdict.contains("good: intact, whole, trusted"), "{verdict}");
    assert!(verdict.contains("· valid"), "{verdict}");

    let mut bytes = std::fs::read(&paper).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&paper, bytes).unwrap();
    let changed = place.output(&["verify", paper.to_str().unwrap()]);
    assert!(!changed.status.success(), "a changed byte must be found");
}

#[test]
fn a_certificate_on_the_embedded_database() {
    check(&Place::new(None));
}

/// Runs against the server named by `TAKAU_TEST_PG`; `setup/test` starts one.
#[test]
fn a_certificate_on_postgresql() {
    let server = std::env::var("TAKAU_TEST_PG").expect("TAKAU_TEST_PG names a PostgreSQL server; run `make test`");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(store::fresh_databases::fresh_database(&server)).unwrap();
    check(&Place::new(Some(database)));
}

#[test]
fn mistakes_in_answers_are_all_named_and_nothing_is_opened() {
    let place = Place::new(None);
    place.run(&["init", "--demo", "示範市政府都市發展局"]);
    place.run(&["service", "publish", "services"]);
    place.run(&["release", "demo", "--parcels", "2000"]);
    let refused = place.output(&[
        "apply",
        "zoning-certificate",
        "parcels=不存在段99999",
        "copies=0",
        "person_id=A123456788",
        "applicant_kind=person",
    ]);
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    for code in ["bad-parcels", "too-small", "person-id-check-digit", "required"] {
        assert!(said.contains(code), "{code} in {said}");
    }
}
