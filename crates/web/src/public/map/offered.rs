//! What the moving map's script is told beside its style: days of change, plan areas and cases, class names, words.

use std::sync::{Arc, Mutex, PoisonError};

use atlas::release::Release;
use lexicon::language::Lang;
use maps::days::{ChangeDays, change_days};
use serde_json::{Map, Value, json};

use super::asked::{View, short};
use super::files::class_names;
use crate::door::Door;

/// The words the script says.
const SPOKEN: [&str; 29] = [
    "map-js-loading",
    "map-js-failed",
    "map-js-retry",
    "map-js-offline",
    "map-js-no-webgl",
    "map-js-as-of",
    "map-js-today",
    "map-js-known",
    "map-js-asking",
    "map-js-ask-failed",
    "map-js-nothing-here",
    "map-js-legend-empty",
    "map-js-legend-closer",
    "map-js-length",
    "map-js-area",
    "map-js-measure-length",
    "map-js-measure-area",
    "map-js-measure-start",
    "map-js-measure-undo",
    "map-js-measure-clear",
    "map-js-measure-end",
    "map-js-measure-point",
    "map-js-link-copied",
    "map-js-link-shown",
    "map-js-place",
    "map-js-nearer",
    "map-js-farther",
    "map-js-measure",
    "map-js-whole",
];

/// The days of the release asked about last: they cost a walk over every zone.
static DAYS: Mutex<Option<(String, Arc<ChangeDays>)>> = Mutex::new(None);

/// The days of change of a release.
pub fn days_of(release: &Release) -> Arc<ChangeDays> {
    let mut kept = DAYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((hash, days)) = kept.as_ref()
        && hash == release.hash()
    {
        return Arc::clone(days);
    }
    let days = Arc::new(change_days(release));
    *kept = Some((release.hash().to_owned(), Arc::clone(&days)));
    days
}

/// Everything the script needs to know, as the style's `metadata`.
pub fn facts(door: &Door, release: &Release, lang: Lang) -> Value {
    let days = days_of(release);
    let today = door.now().taipei_date();
    let told = |list: &[lexicon::date::Date]| -> Vec<Value> {
        list.iter().map(|day| json!([day.to_string(), super::day(door, lang, *day)])).collect()
    };
    let mut stops: Vec<_> = days.in_force.clone();
    if let Err(place) = stops.binary_search(&today) {
        stops.insert(place, today);
    }
    let areas = release.areas().iter().map(|area| {
        let pairs = vec![("area".to_owned(), area.code.clone())];
        let view = View::of(&pairs, release, today);
        json!({ "code": area.code, "name": area.name, "e": view.centre_m.0, "n": view.centre_m.1, "scale": view.scale })
    });
    let plans = release.plans_known(today).map(|plan| {
        json!({ "id": plan.id, "name": plan.name, "number": plan.number, "on": super::day(door, lang, plan.announced_on) })
    });
    let words = SPOKEN.into_iter().map(|key| {
        let short = key.strip_prefix("map-js-").unwrap_or(key);
        (short.to_owned(), json!(door.say(lang, key, &[])))
    });
    json!({
        "release": short(release),
        "today": today.to_string(),
        "days": told(&stops),
        "known": told(&days.known),
        "areas": areas.collect::<Vec<_>>(),
        "plans": plans.collect::<Vec<_>>(),
        "classes": class_names(door, lang),
        "words": words.collect::<Map<_, _>>(),
    })
}
