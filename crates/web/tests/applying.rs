//! Applicants at their door: saved applications and codes, with a real desk on a database of its own.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod house;

use axum::http::StatusCode;
use house::House;
use lexicon::email::Email;

const LAND: &str = "/apply/zoning-certificate/land";

/// The link on a page; templates escape the slash.
fn link(body: &str) -> String {
    let body = body.replace("&#x2f;", "/");
    let start = body.find("/resume/").unwrap();
    body[start..].split(['"', '<']).next().unwrap().to_owned()
}

#[tokio::test]
async fn a_saved_application_is_taken_over_on_purpose_and_the_link_is_spent() {
    let house = House::open().await;
    let mut sender = house.browser();
    assert_eq!(sender.send("/apply/zoning-certificate", &[]).await.location(), LAND);
    let link = link(&sender.get(&format!("{LAND}/later")).await.body);
    let mut other = house.browser();
    let asked = other.get(&link).await;
    assert!(asked.body.replace("&#x2f;", "/").contains(&format!("action=\"{link}\"")), "{}", asked.body);
    assert_eq!(other.get(LAND).await.location(), "/services/zoning-certificate");
    assert_eq!(other.send(&link, &[]).await.location(), LAND);
    assert_eq!(other.get(LAND).await.status, StatusCode::OK);
    // Whoever made the link reads nothing of what is typed from now on.
    assert_eq!(sender.get(LAND).await.location(), "/services/zoning-certificate");
    assert_eq!(house.browser().get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_ends_on_the_day_it_was_said_to() {
    let house = House::open().await;
    let mut browser = house.browser();
    browser.send("/apply/zoning-certificate", &[]).await;
    house.later(14 * 24 * 60 - 1);
    assert_eq!(browser.get(LAND).await.status, StatusCode::OK);
    house.later(1);
    assert_eq!(browser.get(LAND).await.location(), "/services/zoning-certificate");
}

#[tokio::test]
async fn another_code_soon_gives_neither_a_letter_nor_new_tries() {
    let house = House::open().await;
    let mut letters = house.desk().code_letters().unwrap();
    let words = |code: &str| (String::new(), code.to_owned());
    let ming = Email::parse("ming@example.org").unwrap();
    house.desk().send_code(&ming, words, house.now()).await.unwrap();
    let code = letters.try_recv().unwrap().text;
    for _ in 0..5 {
        assert!(!house.desk().confirm_code(&ming, "0", house.now()).await.unwrap());
    }
    let again = Email::parse("MING@example.org").unwrap();
    house.desk().send_code(&again, words, house.now()).await.unwrap();
    assert!(letters.try_recv().is_err());
    assert!(!house.desk().confirm_code(&ming, &code, house.now()).await.unwrap());
    house.later(2);
    house.desk().send_code(&again, words, house.now()).await.unwrap();
    let fresh = letters.try_recv().unwrap().text;
    assert!(house.desk().confirm_code(&ming, &fresh, house.now()).await.unwrap());
}
