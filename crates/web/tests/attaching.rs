//! Files handed in with an application, over HTTP: what is kept, what is refused and how it is told.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use desk::access::{Role, Who};
use desk::agencies::Caller;
use gateways::clamd::{Clamd, EICAR, Fault, StandIn, stand_in};
use gateways::stand_in::Running;
use gateways::stand_in::faults::{Faults, Order};
use house::{Answer, Browser, FormFile, House};
use serde_json::json;

const DOCUMENTS: &str = "/apply/housing-rent/documents";
/// Minutes from the beginning of the clock into the campaign.
const INTO_AUGUST: i64 = 155 * 24 * 60;

/// A frame with one scan, and Exif that says a place.
fn photograph(mark: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let mut segment = |marker: u8, contents: &[u8]| {
        bytes.extend_from_slice(&[0xff, marker]);
        bytes.extend_from_slice(&u16::try_from(contents.len() + 2).unwrap().to_be_bytes());
        bytes.extend_from_slice(contents);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(0xe1, b"Exif\0\0II*\0\x08\0\0\0\0\0 a secret place");
    segment(0xc0, &[8, 0, 2, 0, 3, 1, 1, 0x11, 0]);
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    bytes.extend_from_slice(&[mark, 2, 3, 0xff, 0xd9]);
    bytes
}

struct Scanner {
    faults: Faults<Fault>,
    _running: Running,
}

async fn open() -> (House, Scanner) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let faults = Faults::default();
    let running = stand_in(listener, StandIn { most_bytes: 25 << 20, faults: faults.clone() }).unwrap();
    let config = json!({"place": running.at().to_string()});
    let clamd = Clamd::new(serde_json::from_value(config).unwrap());
    let house = House::open_with(Some(clamd)).await;
    house.later(INTO_AUGUST);
    house.publish("housing-rent").await;
    (house, Scanner { faults, _running: running })
}

/// An applicant who has a lease and has come to the papers.
async fn applicant(house: &House) -> Browser<'_> {
    let mut browser = house.browser();
    browser.send("/apply/housing-rent", &[]).await;
    browser.send("/apply/housing-rent/home", &[("has_lease", "yes"), ("rent", "12,000")]).await;
    browser
}

async fn choose(browser: &Browser<'_>, files: &[FormFile<'_>]) -> Answer {
    browser.hand_in(DOCUMENTS, (&[("add", "lease_files")], files), 0).await
}

/// What the page keeps for a question.
fn lines(page: &str) -> Vec<String> {
    let values = page.split("name=\"lease_files\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn photographs_are_kept_at_once_and_may_be_taken_out_again() {
    let (house, _scanner) = open().await;
    let browser = applicant(&house).await;
    let (one, two) = (photograph(1), photograph(7));
    let page = choose(&browser, &[("lease_files", "第一頁.jpeg", &one), ("lease_files", "p2.jpg", &two)]).await;
    assert_eq!(page.status, StatusCode::OK);
    let kept = lines(&page.body);
    assert_eq!(kept.len(), 2, "{}", page.body);
    assert!(page.body.contains("第一頁.jpg") && page.body.contains("1 KB"));
    // They are there when the page is opened again, with what else was typed.
    assert_eq!(lines(&browser.get(DOCUMENTS).await.body), kept);
    let id = kept[0].split('/').next().unwrap();
    let stays = [("lease_files", kept[0].as_str()), ("lease_files", kept[1].as_str())];
    let remove = format!("lease_files/{id}");
    let gone = [&stays[..], &[("remove", remove.as_str())]].concat();
    let page = browser.hand_in(DOCUMENTS, (&gone, &[]), 0).await;
    assert_eq!(lines(&page.body), kept[1..]);
    // Without one the application does not go on, and with one it does.
    let without = browser.hand_in(DOCUMENTS, (&[], &[]), 0).await;
    assert!(without.body.contains("請附上租賃契約的照片"), "{}", without.body);
    let with = browser.hand_in(DOCUMENTS, (&[], &[("lease_files", "again.jpg", &one)]), 0).await;
    assert_eq!(with.location(), "/apply/housing-rent/consent");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_its_content_and_told_at_its_question() {
    let (house, _scanner) = open().await;
    let browser = applicant(&house).await;
    let virus = [photograph(1), EICAR.concat().into_bytes()].concat();
    let zip = [b"PK\x03\x04".to_vec(), vec![0; 60]].concat();
    let page = b"<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec();
    let cut = photograph(3)[..70].to_vec();
    let large = vec![0xff; (20 << 20) + 1];
    for (name, content, says) in [
        ("virus.jpg", &virus, "含有病毒"),
        ("lease.pdf", &zip, "不是照片也不是 PDF"),
        ("lease.jpg", &page, "不是照片也不是 PDF"),
        ("half.jpg", &cut, "不完整"),
        ("sixty.jpg", &large, "超過 20 MB"),
        ("empty.jpg", &Vec::new(), "空的檔案"),
    ] {
        let answer = choose(&browser, &[("lease_files", name, content)]).await;
        assert!(answer.body.contains(says) && answer.body.contains(name), "{name}: {}", answer.body);
        assert!(lines(&answer.body).is_empty(), "{name}");
    }
    // One that fits beside one that does not is kept, and twice is once.
    let one = photograph(1);
    let both = choose(&browser, &[("lease_files", "one.jpg", &one), ("lease_files", "bad.jpg", &zip)]).await;
    let kept = lines(&both.body);
    assert_eq!(kept.len(), 1);
    let fields = [("lease_files", kept[0].as_str()), ("add", "lease_files")];
    let again = browser.hand_in(DOCUMENTS, (&fields, &[("lease_files", "copy.jpg", &one)]), 0).await;
    assert!(again.body.contains("已經加入過了"), "{}", again.body);
    assert_eq!(lines(&again.body), kept);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing_half() {
    let (house, _scanner) = open().await;
    let browser = applicant(&house).await;
    let one = photograph(1);
    let kept = lines(&choose(&browser, &[("lease_files", "one.jpg", &one)]).await.body);
    let two = photograph(2);
    let fields = [("lease_files", kept[0].as_str())];
    let broken = browser.hand_in(DOCUMENTS, (&fields, &[("lease_files", "two.jpg", &two)]), 40).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert_eq!(lines(&browser.get(DOCUMENTS).await.body), kept);
}

async fn key(house: &House) -> String {
    let caller = Caller { agency: "district".to_owned(), services: vec!["housing-rent".to_owned()], daily: 0 };
    house.desk().make_api_key(&Who::System, &caller, house.now()).await.unwrap()
}

/// A program hands a photograph in and applies with it; the case's number and the file's id.
async fn applied(house: &House, key: &str) -> (String, String) {
    let kept = house.attach(("/api/v1/services/housing-rent/attachments?name=lease.JPG", key), &photograph(9)).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    let kept: serde_json::Value = serde_json::from_str(&kept.body).unwrap();
    assert_eq!(kept["name"], "lease.jpg");
    let id = kept["id"].as_str().unwrap().to_owned();
    let answers = application(&id);
    let sent = house.call(("/api/v1/services/housing-rent/applications", key, "one"), Some(&answers)).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
    let case: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
    (case["number"].as_str().unwrap().to_owned(), id)
}

fn application(file: &str) -> String {
    json!({
        "district": "sanmin", "address": "示範路 1 號", "rent": 12_000, "has_lease": true,
        "lease_from": "2026-07-01", "lease_until": "2027-06-30", "landlord": "林房東", "landlord_relation": "none",
        "name": "王小明", "person_id": "A123456789", "born_on": "1991-05-01", "marital": "single",
        "phone": "0912-345-678", "statuses": [], "violence": false, "gives_up": false,
        "lease_files": [file], "consent": true,
    })
    .to_string()
}

#[tokio::test]
async fn an_officer_of_the_unit_opens_a_file_without_its_place_and_nobody_else_does() {
    let (house, _scanner) = open().await;
    let key = key(&house).await;
    let (number, id) = applied(&house, &key).await;
    let reviewer = house.hire_in("housing", "housing-reviewer", &[Role::Reviewer]).await;
    let reviewer = house.signed_in(&reviewer).await;
    let case = reviewer.get(&format!("/officer/cases/{number}")).await;
    let file = format!("/officer/cases/{number}/files/{id}");
    assert!(case.body.contains(&file) && case.body.contains("lease.jpg"), "{}", case.body);
    let opened = reviewer.get(&file).await;
    assert_eq!((opened.status, opened.kind.as_str()), (StatusCode::OK, "image/jpeg"));
    assert!(opened.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    assert!(!opened.body.contains("secret place"));
    // The reading is in the case's list of readings.
    let readings = house.desk().store().case_by_number(&number).await.unwrap().unwrap();
    let readings = house.desk().store().accesses_of(readings.id, 9).await.unwrap();
    assert!(readings.iter().any(|reading| reading.purpose == "attachment"));
    let stranger = house.signed_in(&house.reviewer).await;
    assert_eq!(stranger.get(&file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.browser().get(&format!("/case/{number}/files/{id}")).await.status, StatusCode::NOT_FOUND);
    // Handed in once: another application does not get it, and neither does another agency.
    let again = house.call(("/api/v1/services/housing-rent/applications", &key, "two"), Some(&application(&id))).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("\"gone\""), "{}", again.body);
}

#[tokio::test]
async fn what_nobody_looked_at_for_a_virus_stays_shut_until_somebody_did() {
    let (house, scanner) = open().await;
    let key = key(&house).await;
    scanner.faults.set(Order::always(Fault::Down));
    let (number, id) = applied(&house, &key).await;
    let reviewer = house.hire_in("housing", "housing-reviewer", &[Role::Reviewer]).await;
    let reviewer = house.signed_in(&reviewer).await;
    let file = format!("/officer/cases/{number}/files/{id}");
    assert!(reviewer.get(&format!("/officer/cases/{number}")).await.body.contains("尚未完成病毒掃描"));
    assert_eq!(reviewer.get(&file).await.status, StatusCode::CONFLICT);
    let waiting = house.desk().quarantined().await.unwrap();
    assert_eq!(waiting.len(), 1);
    house.desk().scanned(waiting[0].0, attachments::Scan::Clean).await.unwrap();
    assert_eq!(reviewer.get(&file).await.status, StatusCode::OK);
    assert!(house.desk().quarantined().await.unwrap().is_empty());
}

#[tokio::test]
async fn papers_are_scanned_at_the_counter_into_the_same_case() {
    let (house, _scanner) = open().await;
    let clerk = house.hire_in("housing", "housing-counter", &[Role::Counter, Role::Reviewer]).await;
    let clerk = house.signed_in(&clerk).await;
    let path = "/officer/counter/housing-rent";
    let shown = clerk.get(path).await;
    assert!(shown.body.contains("multipart/form-data"), "{}", shown.body);
    let token = shown.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("csrf", token.as_str()),
        ("district", "sanmin"),
        ("address", "示範路 1 號"),
        ("rent", "12,000"),
        ("has_lease", "yes"),
        ("lease_from", "2026-07-01"),
        ("lease_until", "2027-06-30"),
        ("landlord", "林房東"),
        ("landlord_relation", "none"),
        ("name", "王小明"),
        ("person_id", "A123456789"),
        ("born_on", "1991-05-01"),
        ("marital", "single"),
        ("phone", "0912-345-678"),
        ("violence", "no"),
        ("gives_up", "no"),
        ("consent", "yes"),
    ];
    // A slip of the pen first: the scanned page stays.
    let slipped: Vec<(&str, &str)> = fields.iter().copied().filter(|(name, _)| *name != "name").collect();
    let one = photograph(5);
    let again = clerk.hand_in(path, (&slipped, &[("lease_files", "scan 1.jpg", &one)]), 0).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = lines(&again.body);
    assert_eq!(kept.len(), 1, "{}", again.body);
    let all = [&fields[..], &[("lease_files", kept[0].as_str())]].concat();
    let place = clerk.hand_in(path, (&all, &[]), 0).await.location();
    let case = clerk.get(&place).await;
    assert!(case.body.contains("scan 1.jpg") && case.body.contains("/files/"), "{}", case.body);
}
