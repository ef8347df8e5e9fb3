//! Filters for days, moments, money and spans of time, in the reader's language and Taipei's days.
//!
//! Days come as `2026-11-23`, moments as RFC 3339, money as whole dollars, spans as seconds. What is
//! shown comes from the words file; here is only which words and numbers.
//! Days are civil days of Asia/Taipei (民國紀年 for people, ISO 8601 in `datetime`).

use lexicon::date::Date;
use lexicon::instant::At;
use lexicon::language::Lang;
use minijinja::{Environment, Error, ErrorKind, Value};
use texts::Arg;

use super::Words;

/// Adds all filters of this module.
pub(super) fn add_to(env: &mut Environment<'static>, words: &Words) {
    let with = |shape: fn(&Words, &str) -> Result<Value, Error>| {
        let words = words.clone();
        move |text: &str| shape(&words, text)
    };
    env.add_filter("day", with(|words, text| timed(text, &say_day(words, "day-long", date(text)?)?)));
    env.add_filter("day_both", with(|words, text| timed(text, &say_day(words, "day-both", date(text)?)?)));
    env.add_filter("day_plain", with(|words, text| say_day(words, "day-long", date(text)?).map(Value::from)));
    env.add_filter("day_short", with(|words, text| timed(text, &say_day(words, "day-short", date(text)?)?)));
    env.add_filter("moment", with(moment));
    env.add_filter("clock", with(|words, text| timed(text, &clock(words, at(text)?)?)));
    let spoken = words.clone();
    env.add_filter("money", move |dollars: i64| spoken.say("money", &[("amount", Arg::Text(grouped(dollars)))]));
    env.add_filter("number", grouped);
    let spoken = words.clone();
    env.add_filter("span", move |seconds: u64| span(&spoken, seconds));
}

fn moment(words: &Words, text: &str) -> Result<Value, Error> {
    let at = at(text)?;
    let day = say_day(words, "day-long", at.taipei_date())?;
    let clock = clock(words, at)?;
    timed(text, &words.say("moment", &[("day", Arg::Text(day)), ("clock", Arg::Text(clock))])?)
}

fn clock(words: &Words, at: At) -> Result<String, Error> {
    let wall = at.taipei();
    let two = |number: i8| Arg::Text(format!("{number:02}"));
    words.say("clock", &[("hour", two(wall.hour())), ("minute", two(wall.minute()))])
}

/// `year` is of the calendar the language counts by, `other_year` of the other one.
fn say_day(words: &Words, key: &str, day: Date) -> Result<String, Error> {
    let common = i64::from(day.year());
    let (year, other_year) = match words.lang() {
        Lang::ZhHant => (common - 1911, common),
        Lang::En => (common, common - 1911),
    };
    let text = |number: i64| Arg::Text(number.to_string());
    let args = [
        ("year", text(year)),
        ("other_year", text(other_year)),
        ("month", Arg::Number(day.month().into())),
        ("day", text(day.day().into())),
        ("weekday", Arg::Number(day.weekday().to_monday_one_offset().into())),
    ];
    words.say(key, &args)
}

/// Seconds below a minute and a half, minutes below two hours, else hours.
fn span(words: &Words, seconds: u64) -> Result<String, Error> {
    let (key, count) = match seconds {
        0..90 => ("span-seconds", seconds),
        90..7_200 => ("span-minutes", seconds.div_ceil(60)),
        _ => ("span-hours", seconds.div_ceil(3_600)),
    };
    words.say(key, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
}

/// `<time>` around words; the machine's form comes from us, so nothing in it needs escaping.
fn timed(machine: &str, words: &str) -> Result<Value, Error> {
    let words = minijinja::HtmlEscape(words);
    Ok(Value::from_safe_string(format!("<time datetime=\"{}\">{words}</time>", minijinja::HtmlEscape(machine))))
}

fn date(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("{text:?} is no day")))
}

fn at(text: &str) -> Result<At, Error> {
    At::parse(text).map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("{text:?} is no moment")))
}

/// Digits in threes.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn check(lang: Lang, template: &str, expected: &str) {
        let words = Words::new(lang, Arc::new(crate::render::library::texts().unwrap()));
        let mut env = Environment::new();
        add_to(&mut env, &words);
        assert_eq!(env.render_str(template, ()).unwrap(), expected, "{template}");
    }

    #[test]
    fn days_are_of_the_republic_in_chinese_and_spelt_out_in_english() {
        check(Lang::ZhHant, "{{ '2026-11-23'|day }}", "<time datetime=\"2026-11-23\">民國115年11月23日</time>");
        check(Lang::En, "{{ '2026-11-23'|day }}", "<time datetime=\"2026-11-23\">23 November 2026</time>");
    }

    #[test]
    fn a_moment_late_in_utc_is_the_next_day_in_taipei() {
        let told = "<time datetime=\"2026-11-23T16:05:00Z\">民國115年11月24日 00:05</time>";
        check(Lang::ZhHant, "{{ '2026-11-23T16:05:00Z'|moment }}", told);
    }

    #[test]
    fn a_deadline_names_both_calendars() {
        check(
            Lang::ZhHant,
            "{{ '2026-12-07'|day_both }}",
            "<time datetime=\"2026-12-07\">民國115年12月7日（星期一，西元 2026 年）</time>",
        );
    }

    #[test]
    fn money_and_spans_are_said_whole() {
        check(Lang::ZhHant, "{{ 12340|money }}", "新臺幣 12,340 元");
        check(Lang::En, "{{ 60|money }}", "NT$60");
        check(Lang::En, "{{ 48|span }}", "48 seconds");
        check(Lang::En, "{{ 660|span }}", "11 minutes");
    }
}
