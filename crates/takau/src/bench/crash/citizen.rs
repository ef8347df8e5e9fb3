//! A citizen with a browser: reads pages, fills forms, types the code from the letter, pays by card.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use reqwest::StatusCode;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

use super::crowd::{AGAIN, Acknowledged, Shared};
use crate::demo::SERVICE;

/// How long a letter is waited for. A crash can lose one, and then the citizen begins anew.
const LETTER: Duration = Duration::from_secs(3);

type Fields<'a> = &'a [(&'a str, &'a str)];

/// A page or a redirect.
struct Answer {
    location: Option<String>,
    body: String,
}

struct Browser<'a> {
    shared: &'a Shared,
    cookies: BTreeMap<String, String>,
}

/// One application from the first page to the payment.
pub async fn apply(shared: &Shared) -> Result<()> {
    let turn = shared.take_turn();
    let (name, email) = (format!("王示範{turn}"), format!("citizen{turn}@takau.example"));
    let mut browser = Browser { shared, cookies: BTreeMap::new() };
    let at = |topic: &str| format!("/apply/{SERVICE}/{topic}");
    let service = format!("/services/{SERVICE}");
    browser.send(&service, (&format!("/apply/{SERVICE}"), &[])).await?;
    let parcel = shared.parcel(turn);
    let answers: [(&str, Fields<'_>); 5] = [
        ("land", &[("parcels", parcel)]),
        ("purpose", &[("purpose", "loan"), ("copies", "1"), ("delivery", "download")]),
        (
            "applicant",
            &[
                ("applicant_kind", "person"),
                ("name", &name),
                ("person_id", "A123456789"),
                ("phone", "0912-345-678"),
                ("email", &email),
                ("email_again", &email),
            ],
        ),
        ("agent", &[("agent", "no")]),
        ("consent", &[("consent", "yes")]),
    ];
    for (topic, fields) in answers {
        let page = at(topic);
        // A page may come back once, to show what it found or to ask more.
        for attempt in 0.. {
            let answer = browser.send(&page, (&page, fields)).await?;
            match answer.location {
                Some(next) if next.starts_with("/apply/") && next != page => break,
                None if attempt < 3 => {}
                other => bail!("{page} led to {other:?}"),
            }
        }
    }
    let letters = shared.mailbox.len();
    browser.send(&at("check"), (&at("check"), &[])).await?;
    let Some(code) = code(shared, letters, &email).await else { return Ok(()) };
    let sent = browser.send(&at("code"), (&at("code"), &[("code", &code)])).await?;
    // The code was spent and the house died before the case was filed: nothing was acknowledged.
    let Some(case) = sent.location else { return Ok(()) };
    let number = case.split('/').nth(2).filter(|_| case.starts_with("/case/"));
    let number = number.with_context(|| format!("the code led to {case}"))?.to_owned();
    let link = browser.cookies.get("takau_case").map(|key| format!("takau_case={key}"));
    shared.note(Acknowledged { number: number.clone(), name, link })?;
    pay(&mut browser, &number).await
}

/// The code of the letter to this citizen; nothing when none comes.
async fn code(shared: &Shared, letters: usize, to: &str) -> Option<String> {
    let until = Instant::now() + LETTER;
    let mut next = letters;
    while Instant::now() < until {
        while let Some(letter) = shared.mailbox.get(next) {
            next += 1;
            if letter.envelope_to.iter().any(|known| known == to) {
                let text = letter.text.unwrap_or_default();
                let mut runs = text.split(|c: char| !c.is_ascii_digit());
                return runs.find(|run| run.len() == 6).map(str::to_owned);
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
    None
}

/// Pays by card on the payment service's own page.
async fn pay(browser: &mut Browser<'_>, number: &str) -> Result<()> {
    let shared = browser.shared;
    loop {
        let page = browser.open(&format!("/case/{number}/pay")).await?;
        if page.location.is_some() {
            return Ok(());
        }
        let fields = inputs(form_to(&page.body, "/Cashier/"));
        let trade_no = fields.iter().find(|(name, _)| name == "MerchantTradeNo").map(|(_, value)| value.clone());
        let trade_no = trade_no.with_context(|| format!("the page to pay {number} has no form"))?;
        let cashier = format!("{}/Cashier/AioCheckOut/V5", shared.payment_url.trim_end_matches('/'));
        let shown = shared.client.post(cashier).form(&fields).send().await?;
        if shown.status().is_success() {
            let pressed = [("trade_no", trade_no.as_str()), ("action", "card")];
            let button = format!("{}/stand-in/pay", shared.payment_url.trim_end_matches('/'));
            shared.client.post(button).form(&pressed).send().await?;
            return Ok(());
        }
        if shown.status() != StatusCode::BAD_REQUEST {
            bail!("the payment page says {}", shown.status());
        }
        // The same trade number twice within a second: the next page has another.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

impl Browser<'_> {
    /// Opens a page, however often it takes.
    async fn open(&mut self, path: &str) -> Result<Answer> {
        loop {
            let request = self.shared.client.get(format!("{}{path}", self.shared.url));
            if let Some(answer) = self.take(request).await? {
                return Ok(answer);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Sends a form from an open page, however often it takes.
    async fn send(&mut self, page: &str, (action, fields): (&str, Fields<'_>)) -> Result<Answer> {
        loop {
            let shown = self.open(page).await?;
            // A page that leads on was sent before, and its answer lost.
            if shown.location.is_some() {
                return Ok(shown);
            }
            let token = inputs(&shown.body).into_iter().find(|(name, _)| name == "csrf");
            let token = token.with_context(|| format!("{page} has no form"))?.1;
            let all: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
            let request = self.shared.client.post(format!("{}{action}", self.shared.url)).form(&all);
            if let Some(answer) = self.take(request).await? {
                return Ok(answer);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// The answer, or nothing where the house was down or broken.
    async fn take(&mut self, request: reqwest::RequestBuilder) -> Result<Option<Answer>> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let Ok(answer) = request.header(COOKIE, cookies.join("; ")).send().await else { return Ok(None) };
        let (status, headers) = (answer.status(), answer.headers().clone());
        let Ok(body) = answer.text().await else { return Ok(None) };
        if status.is_server_error() || status.as_u16() == 409 {
            return Ok(None);
        }
        if status.is_client_error() {
            bail!("a citizen was told {status}");
        }
        for cookie in headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = headers.get(LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
        Ok(Some(Answer { location, body }))
    }
}

/// The form of a page that is sent to an address with this in it; nothing where there is none.
fn form_to<'a>(html: &'a str, address: &str) -> &'a str {
    let mut forms = html.split("<form").skip(1).filter_map(|rest| rest.split_once("</form>").map(|(form, _)| form));
    let leads = |form: &&str| attribute(form, "action").is_some_and(|action| action.contains(address));
    forms.find(leads).unwrap_or_default()
}

/// Names and values of the hidden fields of a page, in their order.
fn inputs(html: &str) -> Vec<(String, String)> {
    let tags = html.split("<input").skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag));
    let hidden = tags.filter(|tag| tag.contains("type=\"hidden\""));
    hidden.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    let plain = [("&#x2f;", "/"), ("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(plain.iter().fold(value.to_owned(), |text, (sign, letter)| text.replace(sign, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_read_as_a_browser_would() {
        let html = r#"<form action="&#x2f;x"><input type="hidden" name="a" value="x&#x2f;y&amp;quot;"><input name="b" value="1">
            <input type="hidden" value="" name="c"></form>"#;
        assert_eq!((form_to(html, "/y"), form_to(html, "/x").is_empty()), ("", false));
        assert_eq!(inputs(html), [("a".into(), "x/y&quot;".into()), ("c".into(), String::new())]);
    }
}
