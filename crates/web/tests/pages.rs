//! Every page renders, in both languages, from its sample; with `TAKAU_PAGES=<folder>` they are written
//! there for the browser tests and for looking at.
#![allow(clippy::unwrap_used)]

mod markup;

use std::collections::BTreeSet;
use std::path::Path;

use lexicon::language::Lang;
use web::render::Pages;
use web::samples;

fn check(each: impl Fn(&samples::Sample, &str)) {
    let pages = Pages::load().unwrap();
    for lang in Lang::ALL {
        for sample in samples::all(lang).unwrap() {
            let name = &sample.name;
            let html = pages.render_named(sample.template, &sample.frame, &sample.page);
            each(&sample, &html.unwrap_or_else(|cause| panic!("{name} in {lang}: {cause:#}\n{cause:?}")));
        }
    }
}

#[test]
fn every_page_renders_in_both_languages_and_is_well_formed() {
    check(|sample, html| {
        let name = format!("{} in {}", sample.name, sample.frame.lang);
        let seen = markup::read(html).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(seen.count("h1"), 1, "{name}: one h1");
        assert_eq!(seen.count("main"), 1, "{name}: one main");
        for anchor in ["U", "C", "Z", "content"] {
            assert!(seen.ids.contains(anchor), "{name}: the anchor {anchor}");
        }
        for (attribute, target) in &seen.refers {
            assert!(seen.ids.contains(target), "{name}: {attribute} names {target}, which is not there");
        }
        assert!(!seen.has_inline_code, "{name}: inline style or script");
        for hole in ["⟦", "{$", "{ $", "undefined"] {
            assert!(!html.contains(hole), "{name}: {hole}");
        }
    });
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    check(|sample, html| {
        let posts = html.matches("method=\"post\"").count();
        let tokens = html.matches("name=\"csrf\"").count();
        assert_eq!(posts, tokens, "{}", sample.name);
    });
}

#[test]
fn every_template_has_a_sample_and_every_public_page_its_key_anchors() {
    let known: BTreeSet<String> = samples::templates().into_iter().map(str::to_owned).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let names = files.filter(|path| path.extension().is_some_and(|ending| ending == "jinja"));
    let written: BTreeSet<String> = names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(written, known);
    check(|_, html| {
        for key in ["U", "C", "Z"] {
            assert_eq!(html.matches(&format!("accesskey=\"{key}\"")).count(), 1);
        }
    });
}

#[test]
fn the_language_switch_keeps_the_page() {
    check(|sample, html| {
        if sample.frame.switch_form.is_none() {
            let own = &sample.frame.path;
            let other = match sample.frame.lang {
                Lang::ZhHant => web::address::localised(Lang::En, own),
                Lang::En => own.clone(),
            };
            let escaped = other.replace('&', "&amp;").replace('/', "&#x2f;");
            let has = html.contains(&format!("class=\"language\" href=\"{other}\""))
                || html.contains(&format!("class=\"language\" href=\"{escaped}\""));
            assert!(has, "{} does not lead to {other}", sample.name);
        }
    });
}

fn read_all(folder: &Path, into: &mut String) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            read_all(&path, into);
        } else {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_word_is_used_and_every_word_that_is_used_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut source = String::new();
    for part in ["pages", "src"] {
        read_all(&folder.join(part), &mut source);
    }
    for entry in std::fs::read_dir(folder.join("components")).unwrap() {
        source.push_str(&std::fs::read_to_string(entry.unwrap().path().join("template.jinja")).unwrap());
    }
    let composed = [
        "task-",
        "step-",
        "risk-",
        "verdict-",
        "attachment-unfit-",
        "fault-",
        "parcels-",
        "code-why-",
        "resume-title-",
        "paid-",
        "log-",
        "figures-",
        "refused-",
        "deed-",
        "problem-",
        "role-",
        "view-",
        "filter-",
        "purpose-",
        "api-",
        "find-",
        "ogc-",
        "land-on",
        "many-as-",
        "land-known",
        "land-missing-",
        "land-doubt-",
        "class-",
        "map-theme-",
        "map-move-",
        "map-table-",
        "map-print-later",
        "map-print-too-much",
        "ogc-",
        "stat-on",
        "stat-against",
        "stat-as-",
        "stat-by-",
        "stat-unit-",
        "difference-",
        "round-stop-",
        "settle-",
        "way-",
        "release-state-",
        "release-phase-",
        "release-event-",
        "release-layer-",
        "release-kind-",
        "release-means-",
        "release-remark-",
        "release-unusable-",
        "release-fault-",
        "release-became-",
        "release-subject-",
        "release-field-",
        "release-night-",
        "propose-q-",
        "propose-file-",
        "propose-reach-",
        "tiles-",
        "screen-",
        "assessed-",
        "service-upcoming-",
        "service-over-",
    ];
    let mut files: Vec<_> = std::fs::read_dir(folder.join("texts")).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with("en.ftl"));
    assert!(!files.is_empty());
    let words: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let keys = words.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    for key in keys.filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase())) {
        let used = source.contains(&format!("\"{key}\"")) || composed.iter().any(|start| key.starts_with(start));
        assert!(used, "nobody says {key}");
    }
}

#[test]
fn pages_are_written_for_the_browser_when_asked() {
    let Ok(folder) = std::env::var("TAKAU_PAGES") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    check(|sample, html| {
        std::fs::write(folder.join(format!("{}.{}.html", sample.name, sample.frame.lang)), html).unwrap();
    });
}
