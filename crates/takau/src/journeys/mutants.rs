//! Mutants: one small lie at a time in a table or a condition, and whether any story notices.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use atlas::release::Release;
use catalogue::compile::compile;
use catalogue::journey::{Journey, Land};
use catalogue::mutants::{Mutant, mutants};
use desk::definitions::Pinned;
use desk::office::Office;
use lexicon::date::Date;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::ground::Places;
use super::pure::Pure;
use super::{Told, land, places_for, player};

/// The share of lies that must be noticed, in hundredths.
const LEAST: usize = 80;

/// Runs every mutant of every service through its stories.
pub async fn run(told: &[Told], (office, release): (&Office, &Release)) -> Result<()> {
    for service in told {
        let cast = cast(service, (office, release));
        let sound = Pinned::of(service.compiled.clone())?;
        if let Some((path, says)) = first_difference(&sound, &cast, (office, release)).await {
            bail!("{path} fails without any lie: {says}");
        }
        let (mut noticed, mut refused, mut survivors) = (0, 0, Vec::new());
        for (mutant, fate) in fates(mutants(&service.compiled), &cast, (office, release))? {
            match fate {
                Fate::Refused => refused += 1,
                Fate::Noticed => noticed += 1,
                Fate::Survived => survivors.push(mutant),
            }
        }
        let told_lies = noticed + survivors.len();
        let score = (noticed * 100).checked_div(told_lies).unwrap_or(100);
        println!(
            "{}: {noticed} of {told_lies} lies noticed by a story ({score} %), {refused} more refused by the check",
            service.compiled.service.id
        );
        for survivor in &survivors {
            println!("  survived  {}: {}", survivor.id, survivor.what);
        }
        if score < LEAST {
            bail!("at least {LEAST} % of the lies must break a story");
        }
    }
    Ok(())
}

/// What became of a lie.
enum Fate {
    /// The check of the folder lets it through to nobody.
    Refused,
    Noticed,
    Survived,
}

/// Every lie with what became of it, in their order; all processors take part.
fn fates(lies: Vec<Mutant>, cast: &[Part<'_>], (office, release): (&Office, &Release)) -> Result<Vec<(Mutant, Fate)>> {
    let runtime = tokio::runtime::Handle::current();
    let fate = |lie: &Mutant| -> Result<Fate> {
        let Ok(compiled) = compile(&lie.folder) else { return Ok(Fate::Refused) };
        let pinned = Pinned::of(compiled)?;
        let difference = runtime.block_on(first_difference(&pinned, cast, (office, release)));
        Ok(if difference.is_some() { Fate::Noticed } else { Fate::Survived })
    };
    lies.into_par_iter().map(|lie| fate(&lie).map(|fate| (lie, fate))).collect()
}

/// A story with the parcels it happens on.
type Part<'a> = (&'a str, &'a Journey, Result<Places, String>);

/// Every story with its parcels: looking for them takes longer than playing.
fn cast<'a>(service: &'a Told, (office, release): (&Office, &Release)) -> Vec<Part<'a>> {
    let mut lands: BTreeMap<Date, BTreeMap<Land, Places>> = BTreeMap::new();
    let mut parts = Vec::new();
    for (path, story) in &service.stories {
        let day = story.starts.taipei_date();
        let found = lands.entry(day).or_insert_with(|| land::find(release, office, day));
        parts.push((path.as_str(), story, places_for(found, story)));
    }
    parts
}

async fn first_difference(
    pinned: &Pinned,
    cast: &[Part<'_>],
    (office, release): (&Office, &Release),
) -> Option<(String, String)> {
    for (path, story, places) in cast {
        let played = match places {
            Ok(places) => {
                let mut pure = Pure::new(pinned, (office, release), &story.given, story.starts);
                player::play(&mut pure, story, (places, &office.calendar)).await
            }
            Err(says) => Err(player::Difference { act: 0, says: says.clone() }),
        };
        if let Err(difference) = played {
            return Some(((*path).to_owned(), format!("act {}: {}", difference.act, difference.says)));
        }
    }
    None
}
