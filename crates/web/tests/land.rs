//! The look-up of land at its door: every way of asking, what is asked back, and what an answer leads to.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use house::House;

fn query(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The page's own words without marks, drawings and what surrounds every page.
async fn check(house: &House, address: &str, wanted: &[&str]) -> String {
    let answer = house.browser().get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    let body = answer.body.replace("&#x2f;", "/");
    let main = body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    for words in wanted {
        assert!(main.contains(words), "{address} lacks {words}: {main}");
    }
    main
}

#[tokio::test]
async fn a_parcel_is_answered_in_any_spelling_on_any_day_and_can_be_applied_for() {
    let house = House::open().await;
    let (parcel, code) = (house.parcel.clone(), key(&house));
    let land = format!("/land?q={}", query(&parcel));
    let main = check(&house, &land, &[&format!("{parcel} 現在"), "僅供參考", "登記面積", "坪"]).await;
    assert!(
        main.contains(&format!("/apply/zoning-certificate?parcels={}", query(&parcel))) || main.contains("parcels=")
    );
    check(&house, &format!("/land?q={code}"), &[&format!("{parcel} 現在")]).await;
    check(&house, &format!("{land}&on=105.05.20"), &["在中華民國105年5月20日"]).await;
    let known = format!("{land}&on=2016-05-20&known=2020-01-01");
    check(&house, &known, &["在中華民國105年5月20日（依中華民國109年1月1日為止的資料）"]).await;
    check(&house, &format!("{land}&on=yesterday"), &["請寫民國或西元的年月日"]).await;
    let begun = house.browser().get(&format!("/apply/zoning-certificate?parcels={}", query(&parcel))).await;
    let cookie = begun.headers.get("set-cookie").unwrap().to_str().unwrap();
    let (name, draft) = cookie.split(';').next().unwrap().split_once('=').unwrap();
    assert!(house.with_cookie(name, draft).get(&begun.location()).await.body.contains(&parcel));
}

#[tokio::test]
async fn coordinates_and_clicks_say_what_lies_there_and_never_outside_for_a_road() {
    let house = House::open().await;
    let (x, y) = middle(&house);
    let degrees_or_metres =
        [format!("/land?q={x:.2},{y:.2}"), format!("/land?q={y:.2}+{x:.2}"), format!("/land?x={x}&y={y}")];
    for address in degrees_or_metres {
        check(&house, &address, &[&format!("{} 現在", house.parcel), "這個位置現在"]).await;
    }
    check(&house, "/land?q=150000,2600000", &["不在我們的都市計畫範圍內", "沒有地號"]).await;
    check(&house, "/land?q=51.5,-0.1", &["看不懂"]).await;
    check(&house, "/land?q=51.5,0.1", &["不是臺灣本島的座標"]).await;
}

#[tokio::test]
async fn what_cannot_be_answered_is_asked_back() {
    let house = House::open().await;
    let ask = |text: &str| format!("/land?q={}", query(text));
    check(&house, "/land", &["查土地的使用分區", "/land/list"]).await;
    check(&house, &ask("水電費"), &["看不懂", "可以這樣試試"]).await;
    check(&house, &ask("四維三路2號"), &["現在沒有辦法查地址"]).await;
    check(&house, &ask("中興段 1"), &["好幾個地方都有"]).await;
    check(&house, &ask("前鎮區獅甲毀段540-4"), &["是不是這些"]).await;
    let many: Vec<String> = (1..=21).map(|n| format!("{}-{n}", house.parcel)).collect();
    check(&house, &ask(&many.join("、")), &["請改用清單"]).await;
    check(&house, &ask(&"一".repeat(1_001)), &["請改用清單"]).await;
}

#[tokio::test]
async fn the_home_pages_box_leads_to_the_land() {
    let house = House::open().await;
    for text in [house.parcel.as_str(), "22.6273, 120.3014", "苓雅區四維三路2號"] {
        let answer = house.browser().get(&format!("/search?q={}", query(text))).await;
        assert_eq!(answer.location(), format!("/land?q={}", land_query(text)), "{text}");
    }
    assert_eq!(house.browser().get(&format!("/search?q={}", query("分區證明"))).await.status, StatusCode::OK);
}

/// As the page itself writes a query.
fn land_query(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn key(house: &House) -> String {
    let release = house.desk().release().unwrap();
    let today = house.now().taipei_date();
    release.parcels().find(|parcel| release.parcel(parcel.id, today).is_some()).unwrap().id.key()
}

/// A point inside the parcel of the house.
fn middle(house: &House) -> (f64, f64) {
    let release = house.desk().release().unwrap();
    let today = house.now().taipei_date();
    let parcel = release.parcels().find(|parcel| release.parcel(parcel.id, today).is_some()).unwrap();
    let points = release.parcel(parcel.id, today).unwrap().shape.outer().points().to_vec();
    let count = points.len() as f64;
    let sum = points.iter().fold((0.0, 0.0), |sum, p| {
        let (x, y) = release.origin().metres(*p);
        (sum.0 + x, sum.1 + y)
    });
    (sum.0 / count, sum.1 / count)
}
