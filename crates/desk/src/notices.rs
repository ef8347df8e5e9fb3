//! Notices: the service's words for a moment, as messages for the outbox.
//!
//! The same facts go into every way; a mail carries the link of the case and no personal data beyond
//! the name of the person it is written to.

use casework::case::Case;
use catalogue::service::{Moment, Way};
use lexicon::ids::{CaseId, MessageId};
use lexicon::instant::At;
use lexicon::roc::RocDate;
use outbox::{Message, Topic};
use serde_json::{Value, json};
use texts::Arg;

use crate::definitions::Pinned;
use crate::desk::Desk;
use crate::fault::DeskFault;

/// The messages of one moment: one for each way the service names and the applicant can be reached by.
#[must_use]
pub fn messages(
    desk: &Desk,
    pinned: &Pinned,
    (case, moment, ordinal): (&Case, Moment, usize),
    now: At,
) -> Vec<Message> {
    let Some((id, rule)) = pinned.compiled.service.notice_on(moment) else { return Vec::new() };
    rule.ways.iter().filter_map(|way| message(desk, (pinned, case), (id, *way, ordinal), now)).collect()
}

fn message(
    desk: &Desk,
    (pinned, case): (&Pinned, &Case),
    (notice, way, ordinal): (&str, Way, usize),
    now: At,
) -> Option<Message> {
    let args = facts(desk, pinned, case);
    let args: Vec<(&str, Arg)> = args.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))).collect();
    let say = |part: &str| pinned.texts.say(case.lang, &format!("notice-{notice}-{part}"), &args);
    let (topic, body) = match way {
        Way::Mail => {
            let to = answer(case, "email")?;
            (Topic::Mail, json!({ "to": to, "lang": case.lang.tag(), "subject": say("subject"), "text": say("body") }))
        }
        Way::Sms => {
            let to = answer(case, "phone").filter(|phone| phone.starts_with("+8869"))?;
            (Topic::Sms, json!({ "to": to, "text": say("sms") }))
        }
    };
    let id = MessageId::derive(
        case.id,
        case.version,
        1_000 + u32::try_from(ordinal).unwrap_or(0) * 2 + u32::from(way == Way::Sms),
    );
    let key = format!("{}/{}/{notice}/{}/{ordinal}", case.id, case.version, topic.name());
    Some(Message { id, case: Some(case.id), topic, key, format: outbox::FORMAT, body, run_at: now })
}

impl Desk {
    /// Ids of the notices a case has given rise to, in order, by whatever way.
    ///
    /// # Errors
    /// The database.
    pub async fn notices_of(&self, case: CaseId) -> Result<Vec<String>, DeskFault> {
        let keys = self.store().message_keys(case).await?;
        let mut notices: Vec<(u64, u64, String)> = keys.iter().filter_map(|key| parts(key)).collect();
        notices.sort();
        notices.dedup();
        Ok(notices.into_iter().map(|(_, _, notice)| notice).collect())
    }
}

/// Journal line, ordinal and notice of a message's key, if it is a notice's.
fn parts(key: &str) -> Option<(u64, u64, String)> {
    let [_, line, notice, _, ordinal] = key.split('/').collect::<Vec<_>>()[..] else { return None };
    Some((line.parse().ok()?, ordinal.parse().ok()?, notice.to_owned()))
}

fn answer<'a>(case: &'a Case, question: &str) -> Option<&'a str> {
    case.answers.get(question).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// What a notice may say.
fn facts(desk: &Desk, pinned: &Pinned, case: &Case) -> Vec<(&'static str, String)> {
    let office = desk.office();
    let lang = case.lang;
    let due = case.deadline.as_ref().map(|deadline| At::from_micros(deadline.at.micros() - 1).taipei_date());
    let charge = case.charge.as_ref();
    let refund = charge.and_then(|charge| charge.refunds.last());
    let paper = case.papers.last();
    let overtaken = case.papers.iter().rev().find_map(|paper| paper.overtaken.as_ref());
    let plan = overtaken.and_then(|by| by.plan.as_ref());
    let link = crate::views::holder_url(&office.public_url, case);
    vec![
        ("case", case.number.to_string()),
        ("service", pinned.texts.say(lang, "service-name", &[])),
        ("name", answer(case, "name").unwrap_or_default().to_owned()),
        ("agency", office.names.agency.say(lang).to_owned()),
        ("phone", office.names.phone.clone()),
        ("link", link),
        ("amount", charge.map_or_else(|| "0".to_owned(), |charge| charge.amount_twd.to_string())),
        ("refund", refund.map_or_else(|| "0".to_owned(), |refund| refund.amount_twd.to_string())),
        ("interest", refund.map_or_else(|| "0".to_owned(), |refund| refund.interest_twd.to_string())),
        ("due", due.map_or_else(String::new, |date| date_words(date, lang))),
        ("reasons", case.decision.as_ref().map_or_else(String::new, |decision| decision.reasons.clone())),
        ("items", items(case)),
        ("overtaken_on", overtaken.map_or_else(String::new, |by| date_words(by.on, lang))),
        // Words choose by it: a notice that names no plan says so otherwise.
        ("plan", plan.map_or_else(|| "none".to_owned(), |(name, number)| format!("{name}（{number}）"))),
        ("number", paper.and_then(|paper| paper.number.clone()).unwrap_or_default()),
        (
            "valid_until",
            paper.and_then(|paper| paper.valid_until).map_or_else(String::new, |date| date_words(date, lang)),
        ),
    ]
}

fn items(case: &Case) -> String {
    let items = case.correction.iter().flat_map(|correction| &correction.items);
    items.map(|item| format!("・{}", item.says)).collect::<Vec<_>>().join("\n")
}

/// Where the pages of a language begin.
#[must_use]
pub fn prefix(lang: lexicon::language::Lang) -> &'static str {
    match lang {
        lexicon::language::Lang::ZhHant => "",
        lexicon::language::Lang::En => "/en",
    }
}

/// A date as people of a language write it.
#[must_use]
pub fn date_words(date: lexicon::date::Date, lang: lexicon::language::Lang) -> String {
    match lang {
        lexicon::language::Lang::ZhHant => RocDate::from(date).long(),
        lexicon::language::Lang::En => date.strftime("%-d %B %Y").to_string(),
    }
}
