//! A public draw (公開抽籤) among equals that anybody can do again.
//!
//! The list is a text that is published before the draw, together with its SHA-256; it names an event that nobody
//! can know beforehand and everybody can see (the numbers of a lottery, an index at its close). Hash and outcome
//! give a seed, the seed gives every entrant a ticket, and the lowest tickets are drawn. In the manner of RFC 3797,
//! with SHA-256 over lines of text, so that `sha256sum` alone can do it again. Refuses randomness of its own, a
//! list in which somebody stands twice, and a list that was changed after its hash was published.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::str::FromStr;

use lexicon::date::Date;
use lexicon::fold;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The first line of every list; another way to draw will have another number.
pub const FORMAT: &str = "takau-draw 1";
/// More entrants than a city has households.
const MOST: usize = 2_000_000;
/// Longest line in characters.
const MOST_CHARS: usize = 200;

/// Who is drawn from, for how many places, and by which event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawList {
    pub title: String,
    /// What decides, as everybody can look it up.
    pub event: String,
    /// The day of the event.
    pub drawn_on: Date,
    pub places: u32,
    /// Case numbers, in any order; the order changes the hash and nothing else about fairness.
    pub entrants: Vec<String>,
}

/// One entrant after the draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// From 1.
    pub rank: u32,
    pub entrant: String,
    /// SHA-256, hex: what the ranks are sorted by.
    pub ticket: String,
    /// Whether there is a place.
    pub has_place: bool,
}

/// A whole draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// SHA-256 of the list, hex.
    pub list_sha256: String,
    /// The outcome as it was used.
    pub outcome: String,
    pub seed: String,
    /// By rank.
    pub drawn: Vec<Drawn>,
}

/// Why a list is none, or a draw cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DrawFault {
    #[error("line {0}: a list is UTF-8 text whose lines end with a line feed")]
    Text(usize),
    #[error("line {line}: expected {expected}")]
    Head { line: usize, expected: &'static str },
    #[error("line {0}: an entrant is a case number: 1 to {MOST_CHARS} letters, digits and dashes")]
    Entrant(usize),
    #[error("line {0}: this entrant stands on the list before")]
    Twice(usize),
    #[error("nobody is on the list")]
    Nobody,
    #[error("more than {MOST} entrants")]
    TooMany,
    #[error("the event has no outcome")]
    NoOutcome,
    #[error("the list is not the one whose hash was published: it has {found}")]
    OtherList { found: String },
    #[error("line {0} of the result is not what the list and the outcome give")]
    OtherResult(usize),
}

impl DrawList {
    /// Reads a list.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn parse(bytes: &[u8]) -> Result<DrawList, DrawFault> {
        let line_of = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        let text = std::str::from_utf8(bytes).map_err(|fault| DrawFault::Text(line_of(fault.valid_up_to())))?;
        if let Some(at) = text.find(['\r', '\u{feff}']) {
            return Err(DrawFault::Text(line_of(at)));
        }
        let Some(text) = text.strip_suffix('\n') else { return Err(DrawFault::Text(line_of(bytes.len()))) };
        let mut lines = text.split('\n').zip(1..);
        let mut head = |expected: &'static str| {
            let (line, number) = lines.next().unwrap_or_default();
            let said = match expected {
                FORMAT | "" => (line == expected).then_some(line),
                _ => line.strip_prefix(expected).and_then(|rest| rest.strip_prefix(": ")).filter(|said| is_line(said)),
            };
            said.ok_or(DrawFault::Head {
                line: number.max(1),
                expected: if expected.is_empty() { "an empty line" } else { expected },
            })
        };
        head(FORMAT)?;
        let (title, event) = (head("title")?.to_owned(), head("event")?.to_owned());
        let drawn_on = head("drawn-on")?;
        let drawn_on = as_written(drawn_on, DrawFault::Head { line: 4, expected: "drawn-on: YYYY-MM-DD" })?;
        let places = head("places")?;
        let places = as_written(places, DrawFault::Head { line: 5, expected: "places: a whole number" })?;
        head("")?;
        let (mut seen, mut entrants) = (BTreeSet::new(), Vec::new());
        for (entrant, number) in lines {
            match () {
                () if entrants.len() == MOST => return Err(DrawFault::TooMany),
                () if !is_number(entrant) => return Err(DrawFault::Entrant(number)),
                () if !seen.insert(entrant) => return Err(DrawFault::Twice(number)),
                () => entrants.push(entrant.to_owned()),
            }
        }
        if entrants.is_empty() {
            return Err(DrawFault::Nobody);
        }
        Ok(DrawList { title, event, drawn_on, places, entrants })
    }

    /// The list as it is published, byte by byte.
    #[must_use]
    pub fn text(&self) -> String {
        let DrawList { title, event, drawn_on, places, entrants } = self;
        let mut text = format!("{FORMAT}\ntitle: {title}\nevent: {event}\ndrawn-on: {drawn_on}\nplaces: {places}\n\n");
        for entrant in entrants {
            let _ = writeln!(text, "{entrant}");
        }
        text
    }

    /// What is published before the event: SHA-256 of the text, hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        hashed(&self.text())
    }

    /// Draws, once the event has an outcome. Blanks around and between its parts do not count, nor does width.
    ///
    /// # Errors
    /// No outcome; a list with nobody on it.
    pub fn draw(&self, outcome: &str) -> Result<Draw, DrawFault> {
        let outcome = fold::normalise(outcome);
        if outcome.is_empty() {
            return Err(DrawFault::NoOutcome);
        }
        if self.entrants.is_empty() {
            return Err(DrawFault::Nobody);
        }
        let list_sha256 = self.sha256();
        let seed = hashed(&format!("{list_sha256}\n{outcome}\n"));
        let ticket = |entrant: &str| hashed(&format!("{seed}\n{entrant}\n"));
        let mut tickets: Vec<(String, &String)> =
            self.entrants.iter().map(|entrant| (ticket(entrant), entrant)).collect();
        tickets.sort_unstable();
        let ranked = tickets.into_iter().zip(1..).map(|((ticket, entrant), rank)| Drawn {
            rank,
            entrant: entrant.clone(),
            ticket,
            has_place: rank <= self.places,
        });
        Ok(Draw { drawn: ranked.collect(), list_sha256, outcome, seed })
    }

    /// Whether a published draw is what list and outcome give: its hash, and its result line by line.
    ///
    /// # Errors
    /// What is otherwise, with the first line of the result that is.
    pub fn verify(&self, (published, result): (&str, &str), outcome: &str) -> Result<Draw, DrawFault> {
        let found = self.sha256();
        if !published.trim().eq_ignore_ascii_case(&found) {
            return Err(DrawFault::OtherList { found });
        }
        let draw = self.draw(outcome)?;
        let expected = draw.text();
        let (mut ours, mut theirs) = (expected.lines(), result.lines());
        for line in 1.. {
            match (ours.next(), theirs.next()) {
                (None, None) => break,
                (ours, theirs) if ours != theirs => return Err(DrawFault::OtherResult(line)),
                _ => {}
            }
        }
        Ok(draw)
    }
}

impl Draw {
    /// The result as it is published: a table with one row for each entrant, by rank.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from("rank,entrant,ticket,place\n");
        for Drawn { rank, entrant, ticket, has_place } in &self.drawn {
            let place = if *has_place { "yes" } else { "no" };
            let _ = writeln!(text, "{rank},{entrant},{ticket},{place}");
        }
        text
    }
}

/// A value that is written in one way only: what is read must have the hash of the file it was read from.
fn as_written<T: FromStr + Display>(text: &str, fault: DrawFault) -> Result<T, DrawFault> {
    text.parse().ok().filter(|value: &T| value.to_string() == text).ok_or(fault)
}

/// What may stand in a cell of the result, whatever reads it.
fn is_number(text: &str) -> bool {
    is_line(text) && text.chars().all(|c| c.is_alphanumeric() || c == '-') && !text.starts_with('-')
}

/// What may stand behind a name at the head.
fn is_line(text: &str) -> bool {
    let count = text.chars().count();
    (1..=MOST_CHARS).contains(&count) && text.trim() == text && !text.contains(|c: char| c.is_control())
}

fn hashed(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: &str = "takau-draw 1\ntitle: 同分抽籤（示範）\nevent: 示範號碼第 1 期\ndrawn-on: 2026-12-15\nplaces: 2\n\n\
                        RS1150000017\nRS1150000025\nRS1150000033\n";

    fn list() -> DrawList {
        DrawList::parse(LIST.as_bytes()).unwrap()
    }

    #[test]
    fn a_list_is_read_and_written_byte_by_byte() {
        assert_eq!(list().text(), LIST);
        assert_eq!((list().places, list().entrants.len()), (2, 3));
    }

    #[test]
    fn what_is_no_list_is_told_by_its_line() {
        let check = |text: &str, want: DrawFault| assert_eq!(DrawList::parse(text.as_bytes()), Err(want), "{text:?}");
        let head = LIST.split_once("\n\n").unwrap().0;
        check("", DrawFault::Text(1));
        check(&LIST.replace("draw 1", "draw 2"), DrawFault::Head { line: 1, expected: FORMAT });
        check(&LIST.replace("\nplaces: 2", ""), DrawFault::Head { line: 5, expected: "places" });
        check(&LIST.replace("2026-12-15", "soon"), DrawFault::Head { line: 4, expected: "drawn-on: YYYY-MM-DD" });
        check(
            &LIST.replace("places: 2", "places: -2"),
            DrawFault::Head { line: 5, expected: "places: a whole number" },
        );
        for other in ["places: 02", "places: +2"] {
            let want = DrawFault::Head { line: 5, expected: "places: a whole number" };
            check(&LIST.replace("places: 2", other), want);
        }
        for other in ["20261215", "2026-12-15T00:00"] {
            check(&LIST.replace("2026-12-15", other), DrawFault::Head { line: 4, expected: "drawn-on: YYYY-MM-DD" });
        }
        for other in ["RS1,yes", "=RS1", "-RS1", "RS 1", "\"RS1\""] {
            check(&LIST.replace("RS1150000025", other), DrawFault::Entrant(8));
        }
        check(&LIST.replace("RS1150000025", "RS1150000017"), DrawFault::Twice(8));
        check(&LIST.replace("RS1150000025", " RS1150000025"), DrawFault::Entrant(8));
        check(&LIST.replace("RS1150000025", ""), DrawFault::Entrant(8));
        check(&LIST.replace("RS1150000025\n", "RS1150000025\r\n"), DrawFault::Text(8));
        check(LIST.trim_end(), DrawFault::Text(9));
        check(&format!("{head}\n\n"), DrawFault::Nobody);
        assert_eq!(DrawList::parse(b"takau-draw 1\n\xff\n"), Err(DrawFault::Text(2)));
    }

    #[test]
    fn width_and_blanks_of_an_outcome_do_not_count() {
        let plain = list().draw("01 05 22 36 39").unwrap();
        assert_eq!(list().draw("  ０１ 05\t22　36 39\n").unwrap(), plain);
        assert_ne!(list().draw("01 05 22 36 38").unwrap().seed, plain.seed);
        assert_eq!(list().draw(" \n"), Err(DrawFault::NoOutcome));
    }

    #[test]
    fn one_entrant_is_drawn_and_places_may_be_more_than_entrants() {
        let one = DrawList { entrants: vec!["RS1150000017".to_owned()], ..list() };
        let drawn = one.draw("7").unwrap().drawn;
        assert_eq!((drawn.len(), drawn[0].rank, drawn[0].has_place), (1, 1, true));
    }

    #[test]
    fn a_changed_list_and_a_changed_result_are_found() {
        let list = list();
        let draw = list.draw("01 05").unwrap();
        assert_eq!(list.verify((&list.sha256(), &draw.text()), "01 05"), Ok(draw.clone()));
        let longer =
            DrawList { entrants: [list.entrants.clone(), vec!["RS1150000041".to_owned()]].concat(), ..list.clone() };
        let found = longer.sha256();
        assert_eq!(longer.verify((&list.sha256(), ""), "01 05"), Err(DrawFault::OtherList { found }));
        let bent = draw.text().replacen(",yes", ",no", 1);
        assert_eq!(list.verify((&list.sha256(), &bent), "01 05"), Err(DrawFault::OtherResult(2)));
        let short: String = draw.text().lines().take(3).map(|line| format!("{line}\n")).collect();
        assert_eq!(list.verify((&list.sha256(), &short), "01 05"), Err(DrawFault::OtherResult(4)));
    }

    #[test]
    fn everybody_is_as_likely_as_the_others() {
        let entrants: Vec<String> = (0..10).map(|n| format!("RS{n}")).collect();
        let list = DrawList { entrants, places: 3, ..list() };
        let mut won = [0u32; 10];
        for n in 0..3_000 {
            let draw = list.draw(&n.to_string()).unwrap();
            for drawn in draw.drawn.iter().filter(|drawn| drawn.has_place) {
                won[drawn.entrant[2..].parse::<usize>().unwrap()] += 1;
            }
        }
        // 900 each; five deviations are 125.
        assert!(won.iter().all(|n| (775..=1_025).contains(n)), "{won:?}");
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused_and_what_is_read_is_drawn_whole(
            text in prop_oneof!["(?s).{0,200}", "[A-Z0-9-]{1,9}(\n[A-Z0-9-]{1,9}){0,20}"],
            outcome in ".{1,20}"
        ) {
            let text = format!("takau-draw 1\ntitle: t\nevent: e\ndrawn-on: 2026-12-15\nplaces: 1\n\n{text}\n");
            if let Ok(list) = DrawList::parse(text.as_bytes()) {
                prop_assert_eq!(list.text(), text);
                if let Ok(draw) = list.draw(&outcome) {
                    prop_assert_eq!(draw.drawn.len(), list.entrants.len());
                    prop_assert_eq!(draw.drawn.iter().filter(|d| d.has_place).count(), 1);
                }
            }
        }
    }
}
