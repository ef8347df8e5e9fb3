//! The map at its door: what addresses open, what is kept for how long, and what nonsense does.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::{StatusCode, header};
use house::House;

/// The release an address of the page names.
fn release(body: &str) -> String {
    let start = body.find("release=").unwrap() + 8;
    body[start..start + 16].to_owned()
}

#[tokio::test]
async fn the_page_may_start_workers_and_no_other_page_may() {
    let house = House::open().await;
    let page = house.browser().get("/map").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("data-map"));
    assert!(page.body.contains("/map/picture.svg?"), "there is a picture without scripts");
}

#[tokio::test]
async fn a_parcel_in_the_address_is_answered_in_words_with_the_certificate_beside_it() {
    let house = House::open().await;
    let found = house.call((&format!("/map/answer?q={}", encoded(&house.parcel)), "", ""), None).await;
    assert_eq!(found.status, StatusCode::OK);
    let told: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    let key = told["parcel"].as_str().unwrap();
    assert!(told["apply"][0]["href"].as_str().unwrap().starts_with("/apply/"));
    let page = house.browser().get(&format!("/map?parcel={key}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let certificate = told["apply"][0]["href"].as_str().unwrap();
    let body = page.body.replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(body.contains(certificate), "the certificate is one tap away");
    // A tap in its middle answers the same.
    let (e, n) = (told["place"]["e"].as_i64().unwrap(), told["place"]["n"].as_i64().unwrap());
    let tapped = house.call((&format!("/map/answer?x={e}&y={n}"), "", ""), None).await;
    assert_eq!(tapped.status, StatusCode::OK);
    assert_eq!(tapped.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn what_names_the_live_release_may_be_kept_for_ever_and_nothing_else() {
    let house = House::open().await;
    let live = release(&house.browser().get("/map").await.body);
    let kept = |answer: &house::Answer| answer.headers[header::CACHE_CONTROL].to_str().unwrap().to_owned();
    let named = house.call((&format!("/map/picture.svg?release={live}"), "", ""), None).await;
    assert!(kept(&named).contains("immutable") && named.body.starts_with("<svg"));
    for query in ["", "release=0123456789abcdef"] {
        let answer = house.call((&format!("/map/picture.svg?{query}"), "", ""), None).await;
        assert_eq!(kept(&answer), "no-cache", "{query}");
    }
    let style = house.call(("/map/style.json?lang=en&ground=dark", "", ""), None).await;
    let style: serde_json::Value = serde_json::from_str(&style.body).unwrap();
    assert!(style["sources"]["zones"]["tiles"][0].as_str().unwrap().starts_with(&format!("/tiles/{live}/zones/")));
    assert!(style["metadata"]["days"].as_array().unwrap().len() > 2);
    assert_eq!(style["metadata"]["classes"]["A01"], "Residential");
}

#[tokio::test]
async fn a_sheet_says_its_scale_its_day_and_its_release() {
    let house = House::open().await;
    let browser = house.browser();
    let live = release(&browser.get("/map").await.body);
    let sheet = browser.get("/en/map/print?scale=900&paper=a3&orientation=landscape&on=2016-05-20").await;
    assert_eq!((sheet.status, sheet.kind.as_str()), (StatusCode::OK, "application/pdf"));
    let facts: serde_json::Value = serde_json::from_str(sheet.body.lines().next().unwrap()).unwrap();
    assert_eq!((facts["scale"].as_str(), facts["paper"].as_str()), (Some("1:1000"), Some("a3")));
    let told = facts["facts"].to_string();
    assert!(told.contains("20 May 2016") && told.contains(&live));
    let url = facts["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:8080/en/map?e=") && url.contains("on=2016-05-20"));
    assert!(facts["mark"].is_string(), "a demonstration says so");
    assert!(sheet.body.contains("width=\"334mm\""), "the map is as large as it says");
}

#[tokio::test]
async fn the_table_lists_what_the_map_shows() {
    let house = House::open().await;
    let browser = house.browser();
    let page = browser.get("/map/table?scale=2000").await;
    assert!(page.body.contains("id=\"zones\"") && page.body.contains("id=\"parcels\""));
    let far = browser.get("/en/map/table?e=300000&n=2700000&scale=1000").await;
    assert!(far.body.contains("no plan data here"));
    let wide = browser.get("/en/map/table?scale=60000").await;
    assert!(!wide.body.contains("id=\"parcels\"") && wide.body.contains("zoom in"));
}

#[tokio::test]
async fn nonsense_in_an_address_breaks_nothing() {
    let house = House::open().await;
    let browser = house.browser();
    let bad = [
        "e=1e999&n=x",
        "e=-1&n=-1",
        "scale=-5",
        "scale=99999999999999999999",
        "on=2016-02-30",
        "on=0000-00-00",
        "on=9999-12-31",
        "known=yesterday",
        "bbox=,,,",
        "bbox=1,1,1,1",
        "bbox=NaN,NaN,NaN,NaN",
        "bbox=inf,0,inf,1",
        "bbox=0,0,4000000,4000000",
        "layers=%00",
        "layers=none",
        "parcel=999999999999",
        "parcel=-",
        "area=..%2f..",
        "release=%F0%9F%97%BA",
        "e=999999&n=3999999&scale=100",
        "e=0&n=0&scale=2000000",
        "lang=xx",
        "ground=x",
        "x=nan&y=nan",
        "x=1e300&y=-1e300",
        "q=%ff%fe",
        "q=%3Cscript%3E",
        "paper=a0",
        "orientation=up",
        "size=wall",
    ];
    for query in bad {
        for path in ["/map", "/map/table", "/map/print", "/map/answer", "/map/style.json", "/map/picture.svg"] {
            let answer = browser.get(&format!("{path}?{query}")).await;
            assert!(!answer.status.is_server_error(), "{path}?{query}: {}", answer.status);
            let is_page = answer.kind.starts_with("text/html");
            assert!(!is_page || !answer.body.contains("<script>"), "{path}?{query}");
        }
    }
    for name in ["", "x", "light.png.exe", "light@9x.png", "..%2fstyle", "light.json", "dark@2x.png"] {
        let answer = house.call((&format!("/map/sprite/{name}"), "", ""), None).await;
        assert!(!answer.status.is_server_error(), "{name}");
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
