//! Plan data at the officers' door: handed in as a form, read, looked at, decided on by a second person.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use desk::access::Role;
use desk_atlas::proposal::importing;
use house::House;

/// One zone of a plan that has many: the file speaks for the plan, so the others have ended.
const FILE: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3826"}},
"features":[{"type":"Feature","properties":{"zone_id":"N1","plan_id":"E0101-D2","class":"C01020","name":"第二種商業區",
"from":"2020-01-01"},"geometry":{"type":"Polygon","coordinates":[[[190000,2510000],[190100,2510000],[190100,2510100],
[190000,2510000]]]}}]}"#;

async fn read(house: &House) {
    let now = house.now();
    assert!(importing::read_next(house.desk(), &move || now, &mut |_| {}).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_data_goes_through_two_pairs_of_hands() {
    let house = House::open().await;
    // The made-up city knows things up to the end of its year.
    house.later(400 * 24 * 60);
    let ann = house.hire("ann", &[Role::PlanData], None).await;
    let ben = house.hire("ben", &[Role::PlanData], None).await;
    let stranger = house.signed_in(&house.reviewer).await;
    for path in ["/officer/releases", "/officer/releases/new"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let before = house.desk().release().unwrap().hash().to_owned();

    let ann = house.signed_in(&ann).await;
    assert!(ann.get("/officer/releases").await.body.contains("/officer/releases/new"));
    let fields = [("title", "港區"), ("recorded_on", ""), ("reach", "named"), ("source-zones", "bureau")];
    let empty = ann.upload("/officer/releases/new", &[&fields[..], &[("recorded_on", "soon")]].concat()).await;
    assert!(empty.body.contains("請至少選擇一個檔案"), "{}", empty.body);
    let sent = ann.upload("/officer/releases/new", &[&fields[..], &[("file-zones", FILE)]].concat()).await;
    let place = sent.location();
    let waits = ann.get(&place).await.body;
    assert!(waits.contains("讀取中") && waits.contains("<progress") && waits.contains("data-poll"), "{waits}");
    assert!(ann.get(&format!("{place}/poll")).await.body.contains("false"));
    read(&house).await;
    assert!(ann.get(&format!("{place}/poll")).await.body.contains("true"));

    let own = ann.get(&place).await.body;
    assert!(own.contains("這是您的提案") && !own.contains(&format!("{place}/publish")));
    let mut ann = ann;
    let mut ben = house.signed_in(&ben).await;
    let tried = ann.send(&format!("{place}/publish"), &[]).await;
    assert!(tried.body.contains("請由另一位圖資管理人員核定"));
    let silent = ben.send(&format!("{place}/refuse"), &[("reason", "")]).await;
    assert!(silent.body.contains("請填寫理由"));

    let page = ben.get(&place).await.body;
    assert!(page.contains(&format!("{place}/publish")) && page.contains("結果改變的土地"));
    let findings = ben.get(&format!("{place}/findings/gap")).await.body;
    let picture = findings.split("<img").nth(1).unwrap().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let picture = picture.replace("&#x2f;", "/");
    let drawn = ben.get(&picture).await;
    assert_eq!((drawn.status, drawn.kind.as_str()), (StatusCode::OK, "image/svg+xml"));
    assert!(drawn.body.starts_with("<svg"));
    assert_eq!(ben.get(&format!("{place}/findings/no-such-kind")).await.status, StatusCode::NOT_FOUND);

    assert_eq!(ben.send(&format!("{place}/publish"), &[]).await.location(), place);
    assert_ne!(house.desk().release().unwrap().hash(), before);
    let list = ben.get(&format!("/en{}", "/officer/releases")).await.body;
    assert!(list.contains("Live") && list.contains("Published: version"), "{list}");

    let back = format!("/officer/releases/back/{before}");
    assert!(ben.get(&back).await.body.contains("回復到先前版本"));
    assert!(ben.send(&back, &[("reason", " ")]).await.body.contains("請填寫理由"));
    let back = ben.send(&back, &[("reason", "公告有誤")]).await.location();
    read(&house).await;
    assert_eq!(ann.send(&format!("{back}/publish"), &[]).await.location(), back);
    assert_eq!(house.desk().release().unwrap().hash(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_of_the_import_has_its_words() {
    let house = House::open().await;
    house.later(400 * 24 * 60);
    let ann = house.hire("ann", &[Role::PlanData], None).await;
    let ann = house.signed_in(&ann).await;
    for file in ["not a plan", "{}", r#"{"type":"FeatureCollection","features":[{"type":"Feature"}]}"#] {
        let sent = ann.upload("/officer/releases/new", &[("title", "x"), ("file-zones", file)]).await;
        read(&house).await;
        for lang in ["", "/en"] {
            let page = ann.get(&format!("{lang}{}", sent.location())).await.body;
            assert!(!page.contains("release-") && !page.contains('⟦'), "{page}");
        }
    }
    let pages = web::render::Pages::load().unwrap();
    let codes = atlas_import::check::Kind::ALL.map(|kind| kind.code());
    for lang in lexicon::language::Lang::ALL {
        for code in codes {
            for part in ["kind", "means"] {
                let key = format!("release-{part}-{code}");
                assert!(!pages.say(lang, &key, &[]).contains('⟦'), "{key}");
            }
        }
        for layer in desk_atlas::proposal::terms::Layer::ALL {
            for part in ["release-layer", "propose-file"] {
                let key = format!("{part}-{}", layer.name());
                assert!(!pages.say(lang, &key, &[]).contains('⟦'), "{key}");
            }
        }
        for state in desk_atlas::proposal::listing::ProposalState::ALL {
            let key = format!("release-state-{}", state.name());
            assert!(!pages.say(lang, &key, &[]).contains('⟦'), "{key}");
        }
    }
}
