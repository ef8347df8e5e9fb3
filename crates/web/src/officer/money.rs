//! What came of the daily reconciliation: days that fit, and payments a person must look at.

use axum::extract::State;
use desk::reconciling::Reconciled;
use desk::register_replies::{LAND_OFFICE, Outlay};
use ledger::reconciliation::Standing;
use lexicon::money::Twd;

use super::{Worker, hidden};
use crate::door::{Answer, Door};
use crate::view::officer::Money;
use crate::view::parts::{Head, Table};

/// `GET /officer/money`
pub(super) async fn show(State(door): State<Door>, worker: Worker) -> Answer {
    let lang = worker.visit.lang;
    let today = door.now().taipei_date();
    let days = door.desk.reconciled_days(&worker.who(), today).await.map_err(hidden)?;
    let say = |key: &str| door.say(lang, key, &[]);
    let head = |key: &str, numeric: bool| Head { text: say(key), numeric };
    let date = |day: &Reconciled| desk::notices::date_words(day.day, lang);
    let amount = |twd: Option<Twd>| twd.map_or_else(|| say("money-none"), |twd| twd.to_string());
    let counted = |day: &Reconciled| vec![date(day), day.matched.to_string(), day.open.len().to_string()];
    let open: Vec<Vec<String>> = days
        .iter()
        .flat_map(|day| day.open.iter().map(move |row| (day, row)))
        .map(|(day, row)| {
            let standing = say(standing(row.standing));
            vec![row.trade_no.clone(), date(day), amount(row.there_twd), amount(row.here_twd), standing]
        })
        .collect();
    let outlays = door.desk.outlays(&worker.who(), today).await.map_err(hidden)?;
    let spent = |outlay: &Outlay| {
        let what = say(if outlay.what == LAND_OFFICE { "money-land-office" } else { "money-other" });
        let day = desk::notices::date_words(outlay.day, lang);
        vec![day, what, outlay.count.to_string(), outlay.twd.to_string()]
    };
    let page = Money {
        outlays: (!outlays.is_empty()).then(|| Table {
            caption: say("money-outlays"),
            heads: vec![
                head("money-day", false),
                head("money-what", false),
                head("money-count", true),
                head("money-twd", true),
            ],
            rows: outlays.iter().map(spent).collect(),
        }),
        days: (!days.is_empty()).then(|| Table {
            caption: say("money-days"),
            heads: vec![head("money-day", false), head("money-matched", true), head("money-open", true)],
            rows: days.iter().map(counted).collect(),
        }),
        open: (!open.is_empty()).then(|| Table {
            caption: say("money-differences"),
            heads: vec![
                head("money-trade", false),
                head("money-day", false),
                head("money-there", true),
                head("money-here", true),
                head("money-standing", false),
            ],
            rows: open,
        }),
    };
    door.show(&door.officer_frame(&worker.visit, &worker.officer), &page)
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Matched => "money-matched",
        Standing::MissingHere => "money-missing-here",
        Standing::MissingThere => "money-missing-there",
        Standing::AmountDiffers => "money-amount-differs",
        Standing::StatusDiffers => "money-status-differs",
        Standing::Duplicate => "money-duplicate",
    }
}
