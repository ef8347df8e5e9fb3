//! Verifying: by the code printed on a paper, or by the file itself.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use desk::fault::DeskFault;
use desk::verifying::{Registered, StandingToday};
use papers::verify::{SealLevel, SealReport};
use serde::Deserialize;
use texts::Arg;

use crate::door::{Answer, Door, Visit, go};
use crate::rate::Client;
use crate::view::parts::{Head, Row, Section, Slip, Table};
use crate::view::verify::{Verdict, Verified, Verify};

/// Files read at once, and of these from one client: who sends slowly keeps nobody else out.
const MOST_READERS: usize = 16;
const MOST_OF_ONE: usize = 2;
/// How long a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// Whose files are being read.
static READERS: Mutex<Vec<IpAddr>> = Mutex::new(Vec::new());

/// The right to have a file in memory; given back when it is dropped.
struct Reading(IpAddr);

impl Reading {
    fn begin(client: IpAddr) -> Option<Reading> {
        let mut readers = READERS.lock().unwrap_or_else(PoisonError::into_inner);
        let own = readers.iter().filter(|reader| **reader == client).count();
        if readers.len() >= MOST_READERS || own >= MOST_OF_ONE {
            return None;
        }
        readers.push(client);
        Some(Reading(client))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut readers = READERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = readers.iter().position(|reader| *reader == self.0) {
            readers.swap_remove(at);
        }
    }
}

#[derive(Deserialize)]
pub struct Typed {
    code: Option<String>,
}

/// `GET /verify`, also with a typed code.
pub async fn show(State(door): State<Door>, visit: Visit, Query(Typed { code }): Query<Typed>) -> Answer {
    let typed = code.unwrap_or_default();
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    if plain.len() == 26 {
        return Ok(go(&visit, &format!("/verify/{plain}")));
    }
    let slips = if typed.is_empty() { Vec::new() } else { vec![slip(&door, &visit, "code", "verify-slip-code")] };
    page(&door, &visit, typed, slips)
}

fn slip(door: &Door, visit: &Visit, field: &str, key: &str) -> Slip {
    Slip { field: field.to_owned(), text: door.say(visit.lang, key, &[]) }
}

fn page(door: &Door, visit: &Visit, code: String, slips: Vec<Slip>) -> Answer {
    let page = Verify {
        code,
        slips,
        by_code: "/verify".to_owned(),
        by_file: "/verify".to_owned(),
        most: door.say(visit.lang, "verify-most", &[]),
    };
    door.page(visit, &page)
}

/// `GET /verify/{code}`
pub async fn code(State(door): State<Door>, visit: Visit, Path(code): Path<String>) -> Answer {
    let found = match door.desk.verify_code(&code, door.now()).await {
        Ok(found) => Some(found),
        Err(DeskFault::NotFound) => None,
        Err(fault) => return Err(fault.into()),
    };
    let verdict = found.as_ref().map_or(Verdict::Unknown, verdict);
    door.page(&visit, &verified(&door, &visit, (verdict, found.as_ref()), None))
}

/// `POST /verify`: the file itself.
pub async fn file(
    State(door): State<Door>,
    visit: Visit,
    client: Option<Extension<Client>>,
    mut sent: Multipart,
) -> Answer {
    let client = client.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Client(address))| address);
    // Before a byte is read: so many files are in memory at most.
    let _reading = Reading::begin(client).ok_or(DeskFault::Busy)?;
    let read = async {
        let mut pdf = Bytes::new();
        while let Ok(Some(field)) = sent.next_field().await {
            if field.name() == Some("file") {
                pdf = field.bytes().await.unwrap_or_default();
            }
        }
        pdf
    };
    let pdf = tokio::time::timeout(PATIENCE, read).await.unwrap_or_default();
    if pdf.is_empty() {
        return page(&door, &visit, String::new(), vec![slip(&door, &visit, "file", "verify-slip-file")]);
    }
    let found = door.desk.verify_file(pdf, door.now()).await?;
    let report = found.seal.as_ref().ok();
    let ours = report.is_some_and(|report| report.trusted);
    let verdict = match (&found.registered, report) {
        (Some(registered), Some(report)) if report.is_good() => verdict(registered),
        (None, Some(report)) if ours && (!report.intact || !report.whole_document) => Verdict::Changed,
        (None, Some(_)) if ours => Verdict::Changed,
        _ => Verdict::Unknown,
    };
    door.page(&visit, &verified(&door, &visit, (verdict, found.registered.as_ref()), report))
}

fn verdict(found: &Registered) -> Verdict {
    match found.standing {
        StandingToday::Valid => Verdict::Valid,
        StandingToday::Expired => Verdict::Expired,
        StandingToday::Superseded => Verdict::Superseded,
        StandingToday::Revoked => Verdict::Revoked,
        StandingToday::Overtaken => Verdict::Overtaken,
    }
}

/// Since when and by what plan data says otherwise.
fn overtaken(door: &Door, visit: &Visit, found: &Registered) -> Option<String> {
    let by = found.overtaken.as_ref().filter(|_| found.standing == StandingToday::Overtaken)?;
    let day = ("day", Arg::Text(desk::notices::date_words(by.on, visit.lang)));
    Some(match &by.plan {
        Some((name, number)) => {
            let plan = [day, ("plan", Arg::Text(name.clone())), ("number", Arg::Text(number.clone()))];
            door.say(visit.lang, "verdict-overtaken-by", &plan)
        }
        None => {
            let release = by.release.get(..12).unwrap_or(&by.release).to_owned();
            door.say(visit.lang, "verdict-overtaken-data", &[day, ("release", Arg::Text(release))])
        }
    })
}

fn verified(
    door: &Door,
    visit: &Visit,
    (verdict, found): (Verdict, Option<&Registered>),
    report: Option<&SealReport>,
) -> Verified {
    let say = |key: &str| door.say(visit.lang, key, &[]);
    let row = |key: &str, line: String| Row {
        label: say(key),
        lines: vec![line],
        change: None,
        source: None,
        files: Vec::new(),
    };
    let facts = found.map(|found| Section {
        title: say("verified-facts"),
        rows: [
            row("verified-number", found.number.clone()),
            row("verified-issued", desk::notices::date_words(found.issued_on, visit.lang)),
            row("verified-holder", found.holder.clone()),
        ]
        .into_iter()
        .chain(found.facts.iter().map(|facts| row("verified-data", facts.basis.data_version.clone())))
        .collect(),
    });
    let parcels = found.and_then(|found| found.facts.as_ref()).map(|facts| Table {
        caption: say("verified-parcels"),
        heads: ["verified-parcel", "verified-zone", "verified-plan"]
            .map(|key| Head { text: say(key), numeric: false })
            .to_vec(),
        rows: facts
            .parcels
            .iter()
            .map(|parcel| {
                let place = format!(
                    "{}{}{} {}",
                    parcel.district,
                    parcel.section,
                    parcel.subsection.as_deref().unwrap_or_default(),
                    parcel.land_number
                );
                let names: Vec<&str> = parcel.zones.iter().map(|zone| zone.name.as_str()).collect();
                let plans: Vec<&str> = parcel.zones.iter().map(|zone| zone.plan_name.as_str()).collect();
                vec![place, names.join("、"), plans.join("、")]
            })
            .collect(),
    });
    let seal = report.map(|report| Section {
        title: say("verified-seal"),
        rows: vec![
            row("verified-signer", report.signer.subject.clone()),
            row("verified-level", if report.level == SealLevel::Timestamped { "B-T" } else { "B-B" }.to_owned()),
            row(
                "verified-time",
                report.timestamp.as_ref().map_or_else(|| "—".to_owned(), |stamp| stamp.at.to_string()),
            ),
        ],
    });
    Verified {
        verdict,
        says: found.and_then(|found| overtaken(door, visit, found)).into_iter().collect(),
        facts,
        parcels,
        seal,
        successor: None,
        valid_until: found.and_then(|found| found.valid_until),
        by_file: report.is_some(),
        checked_at: door.now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_reads_two_files_and_keeps_nobody_else_out() {
        let at = |last: u8| IpAddr::from([203, 0, 113, last]);
        let first = Reading::begin(at(1));
        let second = Reading::begin(at(1));
        assert!(first.is_some() && second.is_some() && Reading::begin(at(1)).is_none());
        assert!(Reading::begin(at(2)).is_some());
        drop(first);
        assert!(Reading::begin(at(1)).is_some());
    }
}
