//! The statistics at their door: a day, a second day, one plan area, the files and the programs' answer agree,
//! and what cannot be answered is said beside what was typed.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use house::House;
use serde_json::Value;

/// The page's own words with marks.
async fn check(house: &House, address: &str, wanted: &[&str]) -> String {
    let answer = house.browser().get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    let main = answer.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    for words in wanted {
        assert!(main.contains(words), "{address} lacks {words}: {main}");
    }
    main
}

async fn program(house: &House, query: &str) -> Value {
    let answer = house.call((&format!("/api/v1/land/statistics{query}"), "", ""), None).await;
    assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/json"), "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Hundredths from a number of JSON.
fn hundredths(value: &Value) -> i64 {
    (value.as_f64().unwrap() * 100.0).round() as i64
}

#[tokio::test]
async fn a_visitor_reads_figures_with_their_day_release_and_source() {
    let house = House::open().await;
    assert!(house.browser().get("/").await.body.contains("href=\"/statistics\""), "the home page leads there");
    let release = house.desk().release().unwrap();
    let wanted = [
        "中華民國115年3月2日",
        &release.hash()[..12],
        "圖上沒有分區",
        "旗山區",
        "人口密度",
        "樣本，不是實際數字",
        "https://statis.moi.gov.tw/",
        "<svg",
        "href=\"/statistics.ods\"",
    ];
    let whole = check(&house, "/statistics", &wanted).await;
    assert!(!whole.contains("增減"), "nothing is compared");
    let one = check(&house, "/statistics?area=S0103&on=115.03.02", &["旗山都市計畫的統計", "selected"]).await;
    assert_ne!(whole, one);
    check(&house, "/en/statistics", &["2 March 2026", "No zone drawn", "Population density", "persons per ha"]).await;
    let compared = check(&house, "/statistics?against=094.01.01", &["增減", "中華民國94年1月1日", "−"]).await;
    assert!(compared.contains("against=094.01.01"), "the files compare too");
}

#[tokio::test]
async fn what_cannot_be_answered_is_said_and_what_was_typed_is_kept() {
    let house = House::open().await;
    for (query, says, kept) in [
        ("on=2026-02-30", "請寫民國或西元的年月日", "value=\"2026-02-30\""),
        ("on=2030-01-01", "統計只到今天", "value=\"2030-01-01\""),
        ("on=1820-01-01", "請寫更晚的日期", "value=\"1820-01-01\""),
        ("on=2020-01-01&against=2021-01-01", "兩個日期對調", "value=\"2021-01-01\""),
        ("against=2026-03-02", "兩個日期對調", "value=\"2026-03-02\""),
        ("area=X9999&on=2020-01-01", "查無「X9999」", "value=\"2020-01-01\""),
        ("area=%3Cscript%3E", "查無「&lt;script&gt;」", "<select"),
    ] {
        let main = check(&house, &format!("/statistics?{query}"), &[says, kept]).await;
        assert!(!main.contains("<table") && main.contains("其他統計網站"), "{query}");
    }
    let long = check(&house, &format!("/statistics?on={}", "9".repeat(5_000)), &["請寫民國"]).await;
    assert!(!long.contains(&"9".repeat(41)));
    let led = house.browser().get("/statistics.csv?on=2026-02-30").await;
    assert_eq!((led.status, led.location().as_str()), (StatusCode::SEE_OTHER, "/statistics?on=2026-02-30"));
    for query in ["?on=2026-02-30", "?on=2030-01-01", "?on=2020-01-01&against=2021-01-01"] {
        let answer = house.call((&format!("/api/v1/land/statistics{query}"), "", ""), None).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.body);
    }
    assert_eq!(house.call(("/api/v1/land/statistics?area=X9999", "", ""), None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_gets_figures_that_add_up_and_differ_where_a_plan_changed() {
    let house = House::open().await;
    let told = program(&house, "?against=2005-01-01").await;
    assert_ne!(told["day"]["areas"], told["against"]["areas"]);
    for day in ["day", "against"] {
        let day = &told[day];
        for district in day["districts"].as_array().unwrap() {
            let classes = district["classes"].as_array().unwrap();
            let parts: i64 = classes.iter().map(|class| hundredths(&class["area_m2"])).sum();
            let whole = hundredths(&district["area_m2"]) + hundredths(&district["overlap_m2"]);
            assert!((parts - whole).abs() <= classes.len() as i64, "{district}");
        }
    }
    let one = program(&house, "?area=S0103").await;
    let areas = one["day"]["areas"].as_array().unwrap();
    assert_eq!((areas.len(), areas[0]["name"].as_str()), (1, Some("旗山都市計畫")));
    let described = house.call(("/api/openapi.json", "", ""), None).await.body;
    assert!(described.contains("/api/v1/land/statistics"));
}

#[tokio::test]
async fn files_hold_what_the_programs_are_told_and_open_in_spreadsheet_programs() {
    let house = House::open().await;
    let told = program(&house, "").await;
    let limits = sheets::read::Limits { bytes: 4 << 20, unpacked: 8 << 20, rows: 9_999, columns: 30, characters: 400 };
    let mut files = Vec::new();
    for ending in ["csv", "ods"] {
        let file = house.bytes(&format!("/statistics.{ending}")).await;
        assert_eq!(ending == "csv", file.starts_with(b"\xEF\xBB\xBF"));
        files.push(sheets::read::rows(&file, &limits).unwrap());
    }
    let text = format!("{:?}", files[0]);
    let area = &told["day"]["areas"][0];
    for figure in ["plan_area_m2", "no_zone_m2"] {
        let shown = format!("{:.2}", area[figure].as_f64().unwrap());
        assert!(text.contains(&shown), "{shown}");
    }
    assert!(files[0].len() > 100 && files[0].len() == files[1].len());
    assert!(text.contains(told["release"].as_str().unwrap()));
    let twice = house.bytes("/statistics.csv?against=2005-01-01").await;
    assert!(sheets::read::rows(&twice, &limits).unwrap().len() > files[0].len());
}
