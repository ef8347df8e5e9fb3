//! The walls of the house, checked: floors, pure floors, SQL in one room, sizes, complete service folders.
//!
//! These tests read source files only; they build nothing and ask nobody.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn files(under: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(under) else { return found };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() {
            if !["target", "node_modules", ".git", ".venv", ".peers", "data"].contains(&name.as_str()) {
                found.extend(files(&path, ending));
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A crate's floor and the crates of ours it depends on outside tests.
struct Room {
    floor: u32,
    uses: Vec<String>,
}

fn rooms() -> BTreeMap<String, Room> {
    let mut rooms = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
        let floor =
            manifest.lines().find_map(|line| line.strip_prefix("floor = ")).map(|text| text.trim().parse().unwrap());
        let floor = floor.unwrap_or_else(|| panic!("{name} says no floor"));
        let mut uses = Vec::new();
        let mut inside = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                inside = line.trim() == "[dependencies]";
            } else if inside && let Some((dependency, _)) = line.split_once(['.', ' ', '=']) {
                uses.push(dependency.to_owned());
            }
        }
        rooms.insert(name, Room { floor, uses });
    }
    rooms
}

#[test]
fn a_crate_depends_only_on_lower_floors() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for (name, room) in &rooms {
        for used in room.uses.iter().filter_map(|used| rooms.get(used).map(|below| (used, below.floor))) {
            if used.1 >= room.floor {
                wrong.push(format!("{name} (floor {}) uses {} (floor {})", room.floor, used.0, used.1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_desk_and_the_binary_know_the_store() {
    let users: Vec<_> = rooms()
        .into_iter()
        .filter(|(_, room)| room.uses.iter().any(|used| used == "store"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(users, ["desk", "desk-atlas", "takau"]);
}

#[test]
fn typesetting_is_linked_by_the_binary_alone() {
    let users: Vec<_> = rooms()
        .into_iter()
        .filter(|(_, room)| room.uses.iter().any(|used| used == "press"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(users, ["takau"]);
}

/// Source lines outside test modules, their fixtures and comments.
fn code(path: &Path) -> Vec<(usize, String)> {
    if ["tests.rs", "fixture.rs"].iter().any(|name| path.ends_with(name)) {
        return Vec::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
    let lines = body.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect()
}

#[test]
fn the_pure_floors_have_no_io_clock_randomness_async_or_log() {
    let banned = [
        "std::fs",
        "std::net",
        "std::process",
        "std::env",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "getrandom",
        "rand::",
        "async fn",
        "tokio",
        "println!",
        "eprintln!",
        "tracing",
        "log::",
        "SystemRandom",
    ];
    let mut found = Vec::new();
    for (name, _) in rooms().into_iter().filter(|(_, room)| room.floor <= 2) {
        for path in files(&root().join("crates").join(&name).join("src"), ".rs") {
            for (at, line) in code(&path) {
                for word in banned.iter().filter(|word| line.contains(**word)) {
                    found.push(format!("{}:{at}: {word}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn sql_lives_in_the_store() {
    let words = ["INSERT INTO ", "DELETE FROM ", "SELECT * FROM", "UPDATE \"", "sqlx::"];
    let mut found = Vec::new();
    for (name, _) in rooms().into_iter().filter(|(name, _)| name != "store") {
        for path in files(&root().join("crates").join(&name).join("src"), ".rs") {
            for (at, line) in code(&path) {
                if words.iter().any(|word| line.contains(word)) {
                    found.push(format!("{}:{at}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_file_is_one_idea_and_says_which() {
    let mut wrong = Vec::new();
    for path in files(&root().join("crates"), ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(root()).unwrap().display().to_string();
        let lines = text.lines().count();
        if lines > 600 {
            wrong.push(format!("{shown} has {lines} lines"));
        }
        if shown.contains("/src/") && !shown.ends_with("/tests.rs") && !text.starts_with("//!") {
            wrong.push(format!("{shown} does not open with //!"));
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if ["util", "utils", "helper", "helpers", "common", "manager", "misc"].contains(&stem) {
            wrong.push(format!("{shown} is named after nothing"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_left_to_do_or_ignored() {
    let words = [
        "to".to_owned() + "do!(",
        "unimple".to_owned() + "mented!(",
        "TO".to_owned() + "DO",
        "FIX".to_owned() + "ME",
        "#[ig".to_owned() + "nore",
    ];
    let mut found = Vec::new();
    for path in files(&root(), ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for word in words.iter().filter(|word| text.contains(word.as_str())) {
            found.push(format!("{}: {word}", path.strip_prefix(root()).unwrap().display()));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_service_folder_is_complete() {
    let wanted = [
        "README.md",
        "service.yaml",
        "form.yaml",
        "evidence.yaml",
        "tables",
        "texts/zh-Hant.ftl",
        "texts/en.ftl",
        "guide.zh-Hant.md",
        "guide.en.md",
        "notices",
        "papers",
        "journeys",
    ];
    let mut missing = Vec::new();
    for entry in fs::read_dir(root().join("services")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with('_') {
            continue;
        }
        missing.extend(
            wanted.iter().filter(|file| !entry.path().join(file).exists()).map(|file| format!("{name}/{file}")),
        );
        let stories = files(&entry.path().join("journeys"), ".yaml");
        let unhappy = stories.iter().filter(|path| fs::read_to_string(path).unwrap().contains("unhappy: true")).count();
        assert!(unhappy * 5 >= stories.len() * 2, "{name}: at least two stories in five are unhappy");
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_code_outside_an_ability_names_a_service() {
    let services: Vec<String> = fs::read_dir(root().join("services"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut found = Vec::new();
    for path in files(&root().join("crates"), ".rs") {
        let shown = path.strip_prefix(root()).unwrap().display().to_string();
        if shown.contains("/abilities/")
            || shown.contains("/demo/")
            || shown.contains("/tests/")
            || !shown.contains("/src/")
        {
            continue;
        }
        for (at, line) in code(&path) {
            if services.iter().any(|service| line.contains(&format!("\"{service}\""))) {
                found.push(format!("{shown}:{at}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
