//! Deadlines as pages show them: the last day, and the reason in the reader's words, step by step
//! (行政程序法 §48).

use casework::event::Deadline;
use lexicon::due::{Due, DueStep};
use lexicon::instant::At;
use lexicon::language::Lang;
use texts::Arg;

use crate::door::Door;
use crate::view;

/// A deadline of a case.
#[must_use]
pub fn view(door: &Door, lang: Lang, deadline: &Deadline) -> view::parts::Deadline {
    let steps: Vec<DueStep> = serde_json::from_value(deadline.derivation.clone()).unwrap_or_default();
    // A deadline closes at 24:00, the first instant of the next day.
    let on = At::from_micros(deadline.at.micros() - 1).taipei_date();
    view::parts::Deadline { on, why: why(door, lang, &steps), provisional: deadline.provisional }
}

/// A counted day.
#[must_use]
pub fn of_due(door: &Door, lang: Lang, due: &Due) -> view::parts::Deadline {
    view::parts::Deadline { on: due.date, why: why(door, lang, &due.derivation), provisional: due.provisional }
}

fn why(door: &Door, lang: Lang, steps: &[DueStep]) -> Vec<String> {
    let day = |day: &lexicon::date::Date| ("day", Arg::Text(desk::notices::date_words(*day, lang)));
    let say = |step: &DueStep| match step {
        DueStep::FirstDayNotCounted { day: first } => Some(door.say(lang, "due-first-day", &[day(first)])),
        DueStep::WorkingDaysCounted { count } => {
            Some(door.say(lang, "due-working-days", &[("count", Arg::Number(i64::from(*count)))]))
        }
        DueStep::EndsOn { day: last } => Some(door.say(lang, "due-ends", &[day(last)])),
        DueStep::MovedFromHoliday { to, .. } => Some(door.say(lang, "due-moved", &[day(to)])),
        DueStep::SaturdayToMondayNoon { monday, .. } => Some(door.say(lang, "due-monday-noon", &[day(monday)])),
        _ => None,
    };
    steps.iter().filter_map(say).collect()
}
