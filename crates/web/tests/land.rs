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
async fn the_example_beside_the_box_is_a_parcel_that_has_an_answer() {
    let house = House::open().await;
    for (page, hint) in [("/land", "q-hint"), ("/land/list", "text-hint"), ("/map", "q-example")] {
        let body = house.browser().get(page).await.body;
        let hint = body.split(&format!("id=\"{hint}\">")).nth(1).unwrap().split(['<', '、']).next().unwrap();
        let example = hint.split_once('：').unwrap().1;
        check(&house, &format!("/land?q={}", query(example)), &[&format!("{example} 現在")]).await;
    }
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

#[tokio::test]
async fn programs_get_one_parcel_a_question_or_a_list_and_are_counted_by_their_key() {
    let house = House::open().await;
    let key = key(&house);
    let one = house.call((&format!("/api/v1/land/parcels/{key}"), "", ""), None).await;
    assert_eq!((one.status, one.kind.as_str()), (StatusCode::OK, "application/json"), "{}", one.body);
    let told: serde_json::Value = serde_json::from_str(&one.body).unwrap();
    let shares: u64 = told["pieces"].as_array().unwrap().iter().map(|p| p["share_ppm"].as_u64().unwrap()).sum();
    assert_eq!((told["parcel"].as_str(), shares, told["evidence"].as_bool()), (Some(&*key), 1_000_000, Some(false)));
    let asked = house.call((&format!("/api/v1/land/lookup?q={}", query(&house.parcel)), "", ""), None).await;
    let asked: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    let mut full = asked["parcels"][0]["answer"].clone();
    for more in ["gist", "doubts", "exhibitions", "restrictions", "in_force", "became"] {
        full.as_object_mut().unwrap().remove(more).unwrap();
    }
    assert_eq!(full, told, "the certificate's finding says the same");
    let nothing = house.call(("/api/v1/land/parcels/000199990000", "", ""), None).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let wrong = house.call((&format!("/api/v1/land/parcels/{key}?on=today"), "", ""), None).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.body);

    let caller = desk::agencies::Caller { agency: "land-bureau".to_owned(), services: Vec::new(), daily: 5 };
    let token = house.desk().make_api_key(&desk::access::Who::System, &caller, house.now()).await.unwrap();
    let lines = vec![house.parcel.clone(), "甲乙丙".to_owned(), key.clone()];
    let list = serde_json::json!({ "parcels": lines }).to_string();
    let path = "POST /api/v1/land/lookups";
    let send = async |key: &str| house.call((path, key, ""), Some(&list)).await;
    assert_eq!(send("").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(send("wrong").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.call((path, &token, ""), Some("{}")).await.status, StatusCode::BAD_REQUEST);
    let told = send(&token).await;
    let answers: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let answers = answers["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &answers[0]["answer"]), (3, &answers[2]["answer"]));
    assert!(answers[1]["missing"]["code"].is_string(), "{}", told.body);
    let left = |answer: &house::Answer| answer.headers["ratelimit-remaining"].to_str().unwrap().to_owned();
    assert_eq!((left(&told).as_str(), told.headers["ratelimit-limit"].to_str().unwrap()), ("2", "5"));
    let spent = send(&token).await;
    assert_eq!(spent.status, StatusCode::TOO_MANY_REQUESTS, "three are more than two");
    assert!(spent.headers.contains_key("retry-after"));
    assert_eq!(left(&house.call((&format!("/api/v1/land/parcels/{key}"), &token, ""), None).await), "1");
    let standing = house.call(("/api/v1/land/quota", &token, ""), None).await.body;
    assert!(standing.contains("\"used\":4"), "{standing}");
    house.later(24 * 60);
    assert_eq!(left(&send(&token).await), "2", "a new day");
}

/// A multipart form from a page of ours.
async fn hand_in(house: &House, (name, bytes): (&str, &[u8]), text: &str) -> house::Answer {
    let page = house.browser().get("/land/list").await;
    let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let cookie = page.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut body = Vec::new();
    for (field, value) in [("csrf", token.as_bytes()), ("text", text.as_bytes()), ("on", b""), ("known", b"")] {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n").into_bytes());
        body.extend([value, b"\r\n".as_slice()].concat());
    }
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend([head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat());
    house.post("/land/list", (&cookie, "multipart/form-data; boundary=x"), body).await
}

/// The list's own page, when it is done.
async fn done(house: &House, list: &str) -> String {
    loop {
        let polled = house.browser().get(&format!("{list}/poll")).await;
        assert_eq!(polled.status, StatusCode::OK, "{}", polled.body);
        if polled.body.contains("\"done\":true") {
            return check(house, list, &["查好了"]).await;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_list_comes_in_as_a_spreadsheet_and_its_answers_go_out_as_one() {
    let house = House::open().await;
    let text = |text: &str| sheets::write::Value::Text(text.to_owned());
    let rows = [house.parcel.as_str(), "=1+1", &key(&house), "甲乙丙段 3"].map(|line| vec![text("x"), text(line)]);
    let heads = vec!["備註".to_owned(), "地號".to_owned()];
    let sheet = sheets::write::Sheet { name: "a".to_owned(), heads, rows: rows.to_vec() };
    for format in sheets::write::Format::ALL {
        let file = sheets::write::write(format, &sheet).unwrap();
        let list = hand_in(&house, ("list", &file), "").await.location();
        let page = done(&house, &list).await;
        assert!(page.contains("answers.ods") && page.contains("甲乙丙段"), "{page}");
        for format in sheets::write::Format::ALL {
            let file = house.bytes(&format!("{list}/answers.{}", format.ending())).await;
            let limits =
                sheets::read::Limits { bytes: 1 << 20, unpacked: 1 << 20, rows: 99, columns: 30, characters: 99 };
            let rows = sheets::read::rows(&file, &limits).unwrap();
            let told = format!("{rows:?}");
            assert!(rows.len() >= 5 && told.contains(&house.parcel) && told.contains("1+1"), "{told}");
        }
        assert_eq!(house.browser().get(&format!("{list}/answers.pdf")).await.status, StatusCode::NOT_FOUND);
        house.later(61);
        assert_eq!(house.browser().get(&list).await.status, StatusCode::NOT_FOUND, "gone after its hour");
    }
    let list = hand_in(&house, ("", b""), &format!("{}\n???", house.parcel)).await.location();
    done(&house, &list).await;
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_why() {
    let house = House::open().await;
    for (file, text, says) in [
        (b"".as_slice(), "", "請選一個檔案"),
        (b"PK\x03\x04 no more".as_slice(), "", "打不開"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), "", "舊格式"),
        (b" \n \n".as_slice(), "", "是空的"),
        ("1\n".repeat(10_002).as_bytes(), "", "一次最多 10000 筆"),
    ] {
        let answer = hand_in(&house, ("list", file), text).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains(says), "{says}: {}", answer.body);
    }
    let foreign = house.post("/land/list", ("", "multipart/form-data; boundary=x"), b"--x--".to_vec()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_parcel_is_watched_by_whoever_confirms_and_the_page_tells_nothing_else() {
    let house = House::open().await;
    let key = key(&house);
    check(&house, &format!("/land?q={key}"), &[&format!("/land/watch?parcel={key}")]).await;
    check(&house, &format!("/land/watch?parcel={key}"), &[&house.parcel]).await;
    let mut browser = house.browser();
    let wrong = browser.send("/land/watch", &[("parcel", &key), ("email", "ming")]).await;
    assert!(wrong.body.contains("請檢查「@」前後"), "{}", wrong.body);
    let typed = [("parcel", key.as_str()), ("email", "ming@example.org")];
    let first = browser.send("/land/watch", &typed).await;
    let again = browser.send("/land/watch", &typed).await;
    let words =
        |answer: &house::Answer| answer.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    assert_eq!((first.status, words(&first)), (StatusCode::OK, words(&again)));
    let claimed =
        house.desk().claim(&[outbox::Topic::Mail], (house.now(), house.now().minutes_later(1)), 9).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let text = claimed[0].message.body["text"].as_str().unwrap();
    let link: String = text[text.find("/land/watch/").unwrap()..].chars().take_while(|c| !c.is_whitespace()).collect();
    check(&house, &link, &["確認，請通知我"]).await;
    assert!(browser.send(&link, &[("do", "confirm")]).await.body.contains("已經確認"));
    check(&house, &link, &["停止通知"]).await;
    assert!(browser.send(&link, &[("do", "end")]).await.body.contains("已經停止"));
    assert_eq!(browser.get(&link).await.status, StatusCode::NOT_FOUND);
}
