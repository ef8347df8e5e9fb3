//! `takau atlas lookup`: the answer of the look-up page on the command line, for people or as JSON.
//!
//! Ends with an error when nothing of the question could be answered, so that scripts notice.

use anyhow::{Result, bail};
use atlas::day::AsOf;
use atlas::finding::{Finding, Thickness};
use desk::access::Who;
use desk::findings::DoubtFound;
use desk_atlas::answer::{doubts, percent, ping};
use desk_atlas::lookup::{Found, Line, Question, SpotAnswer, Told, look_up};
use desk_atlas::places::NoPlaces;
use desk_atlas::told;
use lexicon::date::Date;
use lexicon::roc::RocDate;

use crate::site::{Site, now};

/// What is asked.
#[derive(clap::Args, Clone, Debug)]
pub struct Asked {
    /// One parcel or several in any spelling, or a pair of coordinates.
    question: String,
    /// Zones on this day, in either calendar; today without it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// As known on this day; as known now without it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    known: Option<Date>,
    /// Print JSON, as `/api/v1/land/lookup` answers.
    #[arg(long)]
    json: bool,
}

fn day(text: &str) -> Result<Date, String> {
    RocDate::parse(text).map(RocDate::date).map_err(|fault| fault.to_string())
}

/// Prints the answer.
pub async fn run(site: &Site, asked: &Asked) -> Result<()> {
    let desk = site.open(now()).await?;
    let at = AsOf { on: asked.on.unwrap_or_else(|| now().taipei_date()), known: asked.known };
    let question = Question { text: asked.question.clone(), at };
    let answer = look_up(&desk, &NoPlaces, (&Who::System, &question), now()).await?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&told::told(&answer))?);
    } else {
        print(&answer);
    }
    if is_answered(&answer) { Ok(()) } else { bail!("{:?} has no answer", asked.question) }
}

fn is_answered(told: &Told) -> bool {
    match told {
        Told::Parcels(lines) => lines.iter().any(|line| line.found.is_ok()),
        Told::Here(_) => true,
        _ => false,
    }
}

fn print(told: &Told) {
    match told {
        Told::Parcels(lines) => lines.iter().for_each(print_line),
        Told::Here(here) => print_place(here),
        Told::Choose(places) => places.iter().for_each(|place| println!("maybe {}", place.name)),
        Told::TooMany(count) => println!("{count} parcels are too many at once"),
        Told::OutOfReach => println!("no coordinates of Taiwan"),
        Told::Unreadable { .. } => println!("neither a parcel nor coordinates"),
        Told::Nothing => println!("nothing was asked"),
    }
}

fn print_line(line: &Line) {
    match &line.found {
        Ok(found) => print_parcel(found),
        Err(missing) => {
            println!("{}: {}", line.said, missing.fault.code().name());
            for (name, value) in missing.fault.args() {
                println!("  {name:<10} {value}");
            }
        }
    }
}

fn print_parcel(found: &Found) {
    let (answer, finding) = (&found.answer, &found.answer.finding);
    let registered = finding.registered.map_or_else(|| "unknown".to_owned(), |area| area.to_string());
    println!("{}  {}", answer.parcel.name(), answer.parcel.key);
    println!("  registered {registered} m², computed {} m² ({} ping)", finding.measured, ping(finding.measured));
    for (piece, share) in finding.pieces.iter().zip(&answer.shares) {
        let reading = match piece.class {
            Thickness::Zone => "zone",
            Thickness::BorderToBeChecked => "near a border, to be checked",
            Thickness::WithinTolerance => "within tolerance",
        };
        let (name, plan) = match &piece.zone {
            Some(zone) => (format!("{} {}", zone.name, zone.class), zone.plan.name.as_str()),
            None => ("no zone drawn".to_owned(), ""),
        };
        println!("  {:>6} %  {:>12} m²  {name}  [{reading}]  {plan}", percent(*share), piece.area.to_string());
    }
    for doubt in doubts(finding) {
        let DoubtFound { id, figures } = DoubtFound::of(doubt);
        let figures: Vec<String> = figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        println!("  doubt      {id} {}", figures.join(", "));
    }
    for shown in &answer.exhibitions {
        println!("  on show    {} from {}", shown.name, shown.days.from);
    }
    for restricted in &answer.restrictions {
        println!("  restricted {} ({}), {} m²", restricted.name, restricted.authority, restricted.area);
    }
    for parcel in &found.became {
        println!("  became     {}", parcel.name());
    }
    print_basis(finding);
}

fn print_basis(finding: &Finding) {
    let known = finding.known.map_or_else(String::new, |day| format!(", as known on {day}"));
    println!("  on {}{known}; plan data {}; tolerances {}", finding.on, finding.release, finding.tolerances);
    println!("  for reference only: the one evidence is a certificate");
}

fn print_place(here: &SpotAnswer) {
    println!("TWD97 {:.2} {:.2}", here.spot.x_m, here.spot.y_m);
    for (zone, plan) in &here.zones {
        println!("  zone       {zone}  {plan}");
    }
    for area in &here.areas {
        println!("  plan area  {area}");
    }
    here.parcels.iter().for_each(print_parcel);
}
