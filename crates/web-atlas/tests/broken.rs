//! Two hundred and more queries that are wrong: each is refused with words, none breaks anything.
#![allow(clippy::unwrap_used)]

mod land;

use land::{Land, encoded};

/// What may stand where a value belongs, and is none.
const NONSENSE: [&str; 16] = [
    "x",
    "-1",
    "1e999",
    "NaN",
    "99999999999999999999999",
    "1,2,3",
    "1,2,3,4,5",
    "2026-13-45",
    "2026-02-30/2026-01-01",
    "'; DROP TABLE zone; --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\u{202e}住",
    "{\"op\":",
    "((((((",
    "%",
];

/// Parameters, and the values among the nonsense they would take after all.
const PARAMETERS: [(&str, &[&str]); 10] = [
    ("limit", &["99999999999999999999999"]),
    ("bbox", &[]),
    ("crs", &[]),
    ("bbox-crs", &[]),
    ("filter-crs", &[]),
    ("datetime", &[]),
    ("known", &[]),
    ("after", &[]),
    ("f", &[]),
    ("map_scale", &["-1", "99999999999999999999999"]),
];

const FILTERS: [&str; 34] = [
    "class",
    "class =",
    "= 'A'",
    "class = 'A",
    "class == 'A'",
    "class = 'A' AND",
    "class = 'A' OR OR class = 'B'",
    "NOT",
    "NOT NOT",
    "(class = 'A'",
    "class = 'A')",
    "class IN ()",
    "class IN 'A'",
    "class LIKE",
    "class LIKE 5",
    "class BETWEEN 'A'",
    "class BETWEEN 'A' OR 'B'",
    "class IS",
    "class IS NOT",
    "class > 5",
    "map_scale = 'x'",
    "in_force_from = '2026-01-01'",
    "nothing = 1",
    "owner = 'x'",
    "S_TOUCHES(geometry, POINT(1 1))",
    "S_INTERSECTS(geometry, geometry)",
    "S_INTERSECTS(class, POINT(1 1))",
    "S_INTERSECTS(geometry, POINT(1))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))",
    "S_INTERSECTS(geometry, POINT(1e9 1e9))",
    "T_MEETS(in_force_from, DATE('2026-01-01'))",
    "T_AFTER(class, DATE('2026-01-01'))",
    "CASEI(class) = 'a'",
    "area_m2 * 2 > 1",
];

const JSON_FILTERS: [&str; 12] = [
    "[]",
    "{}",
    "{",
    "null",
    r#"{"op":"and"}"#,
    r#"{"op":"and","args":[]}"#,
    r#"{"op":"nothing","args":[1,2]}"#,
    r#"{"op":"=","args":[1]}"#,
    r#"{"op":"=","args":[{"property":"owner"},1]}"#,
    r#"{"op":"like","args":[{"property":"class"},5]}"#,
    r#"{"op":"in","args":[{"property":"class"},5]}"#,
    r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["a","b"]}]}"#,
];

fn queries() -> Vec<String> {
    let items = "/ogc/collections/zones/items";
    let mut all = Vec::new();
    for (name, fine) in PARAMETERS {
        for value in NONSENSE.iter().filter(|value| !fine.contains(*value)) {
            all.push(format!("{items}?{name}={}", encoded(value)));
        }
    }
    all.extend(FILTERS.map(|filter| format!("{items}?filter={}", encoded(filter))));
    all.extend(JSON_FILTERS.map(|filter| format!("{items}?filter-lang=cql2-json&filter={}", encoded(filter))));
    let deep = format!("{}class='A'{}", "(".repeat(4_000), ")".repeat(4_000));
    let deep_json = format!("{}true{}", r#"{"op":"not","args":["#.repeat(300), "]}".repeat(300));
    let vast: Vec<String> = (0..1_200).map(|k| format!("{k} 1")).collect();
    all.extend([
        format!("{items}?filter={deep}"),
        format!("{items}?filter-lang=cql2-json&filter={}", encoded(&deep_json)),
        format!("{items}?filter={}", encoded(&format!("S_INTERSECTS(geometry, MULTIPOINT({}))", vast.join(",")))),
        format!("{items}?filter={}", "a".repeat(9_000)),
        format!("{items}?unknown=1"),
        format!("{items}?limit=1&limit=2"),
        format!("{items}?%FF=1"),
        format!("{items}?class=%FF"),
        format!("{items}?class=%00"),
        format!("{items}?class=%4"),
        format!("{items}?filter-lang=cql-text&filter=class%3D'A'"),
        "/ogc/collections/owners/items".to_owned(),
        "/ogc/collections/zones/items/nothing".to_owned(),
        "/ogc/collections/zones/items/nothing@2026-01-01".to_owned(),
        "/ogc/collections/zones/items/@@@".to_owned(),
        "/ogc/collections/parcels/items/000000000000".to_owned(),
        "/ogc/collections/parcels/items/%E4%BD%8F".to_owned(),
        "/ogc/collections/owners".to_owned(),
        "/ogc/collections/zones/nothing".to_owned(),
        "/ogc/collections?x=1".to_owned(),
        "/ogc?x=1".to_owned(),
        "/ogc/nothing/at/all".to_owned(),
        "/ogc/conformance?f=pdf".to_owned(),
    ]);
    all
}

#[tokio::test]
async fn every_broken_query_is_refused_with_words_and_a_next_step() {
    let land = Land::open().await;
    let all = queries();
    assert!(all.len() >= 200, "{} queries", all.len());
    for path in all {
        let answer = land.get(&path).await;
        assert!(answer.status.is_client_error(), "{} for {path}: {}", answer.status, answer.text());
        assert_eq!(answer.media_type(), "application/problem+json", "{path}");
        let problem = answer.json();
        let (title, detail) = (problem["title"].as_str().unwrap(), problem["detail"].as_str().unwrap());
        assert!(!title.is_empty() && detail.len() > 20, "{path}: {detail}");
        assert!(!detail.contains("ogc-"), "{path}: {detail}");
        assert!(detail.len() < 1_500, "{path}: {detail}");
        assert_eq!(problem["status"].as_u64().unwrap(), u64::from(answer.status.as_u16()));
    }
}
