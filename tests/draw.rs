//! A public draw by the binary, held against `sha256sum` and `sort` of the system, which know nothing of ours.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

const LIST: &str = "takau-draw 1\ntitle: 同分抽籤（示範）\nevent: 示範號碼第 1 期\ndrawn-on: 2026-12-15\nplaces: 3\n\n";
const OUTCOME: &str = "01 05 22 36 39";

fn takau(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_takau")).args(words).output().unwrap()
}

fn shell(script: &str, folder: &Path) -> String {
    let done = Command::new("sh").args(["-euc", script]).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_draw_is_what_sha256sum_and_sort_say_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (list, result) = (place("list.txt"), place("result.csv"));
    let entrants: String = (1..=20).map(|n| format!("RS115{n:07}\n")).collect();
    std::fs::write(&list, format!("{LIST}{entrants}")).unwrap();
    let hash = String::from_utf8(takau(&["draw", "hash", &list]).stdout).unwrap();
    assert_eq!(hash, shell("sha256sum list.txt | cut -c1-64", folder.path()));
    let drawn = takau(&["draw", "run", &list, "--outcome", OUTCOME]);
    assert!(drawn.status.success());
    std::fs::write(&result, &drawn.stdout).unwrap();
    let by_hand = shell(
        "hash=$(sha256sum list.txt | cut -c1-64)
         seed=$(printf '%s\\n%s\\n' \"$hash\" '01 05 22 36 39' | sha256sum | cut -c1-64)
         tail -n +7 list.txt | while read -r who; do
             printf '%s,%s\\n' \"$(printf '%s\\n%s\\n' \"$seed\" \"$who\" | sha256sum | cut -c1-64)\" \"$who\"
         done | sort | cut -d, -f2",
        folder.path(),
    );
    let ours = shell("tail -n +2 result.csv | cut -d, -f2", folder.path());
    assert_eq!(ours, by_hand);
    let verify = |hash: &str, outcome: &str| {
        takau(&["draw", "verify", &list, "--hash", hash, "--outcome", outcome, "--result", &result])
    };
    assert!(verify(hash.trim(), OUTCOME).status.success());
    let other = verify(hash.trim(), "01 05 22 36 38");
    assert!(!other.status.success() && String::from_utf8_lossy(&other.stderr).contains("line 2"));
    std::fs::write(&list, format!("{LIST}{entrants}RS1159999999\n")).unwrap();
    let changed = verify(hash.trim(), OUTCOME);
    assert!(!changed.status.success() && String::from_utf8_lossy(&changed.stderr).contains("published"));
}
