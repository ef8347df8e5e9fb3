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

#[tokio::test]
async fn an_application_whose_answer_was_lost_is_sent_again_and_stays_one_case() {
    let house = House::open().await;
    let mut letters = house.desk().code_letters().unwrap();
    let mut browser = house.browser();
    let to = |topic: &str| format!("/apply/zoning-certificate/{topic}");
    browser.send("/apply/zoning-certificate", &[]).await;
    let land = [("parcels", house.parcel.as_str())];
    browser.send(LAND, &land).await;
    assert_eq!(browser.send(LAND, &land).await.location(), to("purpose"));
    let purpose = [("purpose", "loan"), ("copies", "1"), ("delivery", "download")];
    assert_eq!(browser.send(&to("purpose"), &purpose).await.location(), to("applicant"));
    let person = [("applicant_kind", "person"), ("name", "林美玲"), ("person_id", "F131104093")];
    let reach = [("phone", "07-336-8333"), ("email", "ling@example.org"), ("email_again", "ling@example.org")];
    let applicant = [person, reach].concat();
    browser.send(&to("applicant"), &applicant).await;
    assert_eq!(browser.send(&to("applicant"), &applicant).await.location(), to("agent"));
    assert_eq!(browser.send(&to("agent"), &[("agent", "no")]).await.location(), to("consent"));
    assert_eq!(browser.send(&to("consent"), &[("consent", "yes")]).await.location(), to("check"));
    assert_eq!(browser.send(&to("check"), &[]).await.location(), to("code"));
    let letter = letters.try_recv().unwrap().text;
    let code = letter.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap();
    let code = [("code", code)];
    let mut lost = browser.clone();
    let case = browser.send(&to("code"), &code).await.location();
    assert!(case.starts_with("/case/ZC") && case.ends_with("/pay"), "{case}");
    // The browser that never heard of it is led to the same case, and may open it.
    assert_eq!(lost.send(&to("code"), &code).await.location(), case);
    assert_eq!(lost.get(case.trim_end_matches("/pay")).await.status, StatusCode::OK);
    // Not for ever: a draft is no second key to a case.
    house.later(31);
    assert_eq!(house.browser_with(&browser, "takau_draft").get(LAND).await.location(), "/services/zoning-certificate");
}

#[tokio::test]
async fn the_demonstration_says_how_far_it_has_come() {
    let house = House::open().await;
    let browser = house.browser();
    let begun = browser.get("/demo").await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    assert!(begun.body.contains("0／3 件"), "{}", begun.body);
    assert!(browser.get("/demo/poll").await.body.contains("\"done\":false"));
}
