//! Officers and programs at their doors, with a real desk on a database of its own.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use desk::access::{Role, Who};
use desk::agencies::Caller;
use house::{House, json};
use outbox::Topic;

#[tokio::test]
async fn who_is_not_signed_in_comes_back_to_where_they_wanted_to_go() {
    let house = House::open().await;
    let answer = house.browser().get("/officer?view=unit").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/officer/sign-in?to=/officer%3Fview%3Dunit");
    let mut browser = house.browser();
    let sent = browser.send("/officer/sign-in?to=/officer%3Fview%3Dunit", &[("as", &house.reviewer)]).await;
    assert_eq!(sent.location(), "/officer?view=unit");
    assert_eq!(browser.get("/officer?view=unit").await.status, StatusCode::OK);
    browser.send("/officer/sign-out", &[]).await;
    assert_eq!(browser.get("/officer").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_says_so_and_the_sixth_try_waits() {
    let house = House::open().await;
    house.hire("real", &[Role::Reviewer], Some("correct horse battery")).await;
    let mut browser = house.browser();
    for _ in 0..5 {
        let answer = browser.send("/officer/sign-in", &[("account", "real"), ("password", "wrong")]).await;
        assert!(answer.body.contains("帳號或密碼不對"), "{}", answer.body);
    }
    let right = [("account", "real"), ("password", "correct horse battery")];
    assert!(browser.send("/officer/sign-in", &right).await.body.contains("15 分鐘"));
    house.later(15);
    assert_eq!(browser.send("/officer/sign-in", &right).await.location(), "/officer");
    // Whoever has a password is nobody of the demonstration.
    assert!(!house.browser().get("/officer/sign-in").await.body.contains(">real<"));
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let house = House::open().await;
    let browser = house.signed_in(&house.reviewer).await;
    for _ in 0..3 {
        house.later(29);
        assert_eq!(browser.get("/officer").await.status, StatusCode::OK);
    }
    house.later(30);
    assert_eq!(browser.get("/officer").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_visitor_is_served_from_the_counter_to_the_decision() {
    let house = House::open().await;
    let mut counter = house.signed_in(&house.counter).await;
    assert_eq!(counter.get("/officer/counter").await.location(), "/officer/counter/zoning-certificate");
    let path = "/officer/counter/zoning-certificate";
    assert!(counter.get(path).await.body.contains("name=\"person_id\""));
    let mut typed = house.answers();
    let reckoned = counter.send(path, &[typed.as_slice(), &[("look", "again")]].concat()).await;
    assert!(reckoned.body.contains("100"), "{}", reckoned.body);
    typed.retain(|(name, _)| *name != "name");
    let wrong = counter.send(path, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("請寫姓名或名稱"), "{}", wrong.body);
    let page = counter.send(path, &house.answers()).await.location();
    assert!(page.starts_with("/officer/cases/ZC"), "{page}");
    let shown = counter.get(&page).await;
    assert!(shown.body.contains("已收現金") && !shown.body.contains("林美玲"), "{}", shown.body);
    assert_eq!(counter.send(&format!("{page}/cash"), &[]).await.location(), page);
    house.ring().await;

    let number = page.rsplit('/').next().unwrap();
    let mut reviewer = house.signed_in(&house.reviewer).await;
    let list = reviewer.get("/officer?view=due").await.body;
    assert!(list.contains(number) && list.contains("沒有取得地籍圖形"), "{list}");
    let desk = reviewer.get(&page).await.body;
    assert!(desk.contains("<svg") && desk.contains("敘明核發") && desk.contains("收到規費新臺幣 100 元"), "{desk}");
    assert!(reviewer.get(&format!("{page}?whole=yes")).await.body.contains("林美玲"));
    assert_eq!(reviewer.send(&format!("{page}/take"), &[]).await.location(), page);
    assert!(reviewer.get("/officer?view=mine").await.body.contains(number));
    let refused = reviewer.send(&format!("{page}/decide"), &[("choice", "refuse"), ("remarks", "kept words")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("要寫理由") && refused.body.contains("kept words"), "{}", refused.body);
    let nothing = reviewer.send(&format!("{page}/correct"), &[("days", "99")]).await;
    assert!(nothing.body.contains("至少勾選一項"), "{}", nothing.body);
    let decided = [("choice", "refuse"), ("reasons", "outside")];
    assert_eq!(reviewer.send(&format!("{page}/decide"), &decided).await.location(), page);
    assert!(reviewer.get(&page).await.body.contains("決定：不予核發"));
    assert_eq!(reviewer.get(&format!("{page}/paper")).await.status, StatusCode::NOT_FOUND);
    // What came in cash goes back in cash, once; no gateway is asked.
    assert!(!reviewer.get(&page).await.body.contains("已退還現金"));
    assert!(counter.get(&page).await.body.contains("應退還以現金繳納之新臺幣 100 元"));
    assert_eq!(counter.send(&format!("{page}/cash-back"), &[]).await.location(), page);
    assert!(!counter.get(&page).await.body.contains("應退還以現金繳納"));
    let balance = house.desk().store().ledger_balance().await.unwrap();
    assert!(
        balance.iter().all(|account| account.account != "refund-payable" || account.debit_twd == account.credit_twd)
    );
    let waiting = house.desk().store().message_counts().await.unwrap();
    assert!(waiting.iter().all(|count| !["refund", "payment-query"].contains(&count.topic.as_str())), "{waiting:?}");
}

#[tokio::test]
async fn what_is_not_theirs_is_not_there() {
    let house = House::open().await;
    let mut counter = house.signed_in(&house.counter).await;
    let page = counter.send("/officer/counter/zoning-certificate", &house.answers()).await.location();
    let stranger = house.hire("elsewhere", &[Role::Reviewer], None).await;
    house.move_to(&stranger, "planning").await;
    let mut other = house.signed_in(&stranger).await;
    assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.send(&format!("{page}/decide"), &[("choice", "issue")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/officer/counter").await.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/officer?view=unit").await.body.contains(page.rsplit('/').next().unwrap()));
    // The counter takes applications and money, and decides nothing.
    assert_eq!(counter.send(&format!("{page}/decide"), &[("choice", "issue")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_agency_applies_once_however_often_it_sends() {
    let house = House::open().await;
    let caller =
        Caller { agency: "land-bureau".to_owned(), services: vec!["zoning-certificate".to_owned()], daily: 10 };
    let key = house.desk().make_api_key(&Who::System, &caller, house.now()).await.unwrap();
    let path = "/api/v1/services/zoning-certificate/applications";
    let body = json(&[
        ("parcels", &house.parcel),
        ("purpose", "duty"),
        ("copies", "1"),
        ("delivery", "download"),
        ("applicant_kind", "agency"),
        ("name", "示範機關"),
        ("business_id", "04595257"),
        ("phone", "07-336-8333"),
    ]);
    assert_eq!(house.call((path, "wrong", "k1"), Some(&body)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.call((path, &key, ""), Some(&body)).await.status, StatusCode::BAD_REQUEST);
    let first = house.call((path, &key, "k1"), Some(&body)).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = house.call((path, &key, "k1"), Some(&body)).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
    let other = body.replace("\"1\"", "\"2\"");
    assert_eq!(house.call((path, &key, "k1"), Some(&other)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = house.call((path, &key, "k2"), Some(&body.replace("04595257", "04595258"))).await;
    assert!(wrong.body.contains("\"question\":\"business_id\""), "{}", wrong.body);
    assert_eq!(wrong.kind, "application/problem+json");
    let stranger = house.call((path, &key, "k3"), Some("{\"colour\":\"red\"}")).await;
    assert!(stranger.body.contains("\"code\":\"unknown\""), "{}", stranger.body);

    let number = first.body.split("\"number\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let case = format!("/api/v1/cases/{number}");
    assert!(house.call((&case, &key, ""), None).await.body.contains("\"stage\":\"gathering\""));
    assert_eq!(house.call((&format!("{case}/paper"), &key, ""), None).await.status, StatusCode::NOT_FOUND);
    // Told of every move from now on, under one key each; nothing in it names a person.
    let hook = "/api/v1/webhook";
    assert_eq!(house.call((hook, &key, ""), None).await.status, StatusCode::NOT_FOUND);
    let bad = house.call(("PUT /api/v1/webhook", &key, ""), Some("{\"url\":\"http://example.tw/\"}")).await;
    assert_eq!((bad.status, bad.kind.as_str()), (StatusCode::BAD_REQUEST, "application/problem+json"));
    let wanted = "{\"url\":\"https://example.tw/hook\"}";
    let set = house.call(("PUT /api/v1/webhook", &key, ""), Some(wanted)).await;
    assert!(set.body.contains("\"secret\":"), "{}", set.body);
    assert!(!house.call((hook, &key, ""), None).await.body.contains("secret"));
    house.ring().await;
    let lease = (house.now(), house.now().minutes_later(2));
    let events = house.desk().claim(&[Topic::Webhook], lease, 10).await.unwrap();
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let body = event.message.body["event"].to_string();
    assert!(body.contains(&number) && body.contains("\"stage\":\"deciding\"") && !body.contains("示範機關"), "{body}");
    assert_eq!(house.call(("DELETE /api/v1/webhook", &key, ""), None).await.status, StatusCode::NO_CONTENT);
    let strange = Caller { agency: "other".to_owned(), ..caller };
    let strange = house.desk().make_api_key(&Who::System, &strange, house.now()).await.unwrap();
    assert_eq!(house.call((&case, &strange, ""), None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_description_is_made_from_what_is_published() {
    let house = House::open().await;
    let told = house.call(("/api/openapi.json", "", ""), None).await.body;
    for part in ["\"openapi\":\"3.1.0\"", "/api/v1/services/zoning-certificate/applications", "\"maxLength\":60"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let form = house.call(("/api/v1/services/zoning-certificate", "", ""), None).await.body;
    assert!(form.contains("\"enum\":[\"agency\"]") && !form.contains("consent"), "{form}");
}
