//! Putting the cases of a campaign in order (評點排序, 住宅法 §10): more points first, among equals those that carry
//! a weight first, and where the last place falls among equals still, a public draw among exactly those.
//!
//! Nothing is decided here that anybody could not do again: the order is of a list that is published, its hash
//! stands in every case, and the draw is [`crate::draw`]'s. It refuses to order a list twice over or to draw
//! without the outcome of the event that was named.

use std::collections::BTreeMap;
use std::fmt::Write;

use catalogue::campaign::Fund;
use catalogue::facts::Facts;
use catalogue::service::Service;
use catalogue::step::Action;
use lexicon::date::Date;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::draw::{DrawFault, DrawList};
use crate::event::Rank;

/// One case that waits for its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrant {
    /// Number of the case.
    pub case: String,
    pub points: i64,
    /// Comes before its equals (經濟或社會弱勢).
    pub weighted: bool,
}

/// Who is put in order, for which places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankList {
    pub title: String,
    /// The event a draw would rest on, as everybody can look it up, and its day.
    pub event: String,
    pub drawn_on: Date,
    pub entrants: Vec<Entrant>,
}

/// Why a list cannot be put in order.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RankFault {
    #[error("{0} stands on the list twice")]
    Twice(String),
    /// The last place falls among equals and the event has no outcome yet.
    #[error("a draw is needed: {0} cases have equal points at the last place")]
    DrawNeeded(usize),
    /// Not a list as it is published; the line, from 1.
    #[error("line {0} is not as a published list has it")]
    Text(usize),
    #[error(transparent)]
    Draw(#[from] DrawFault),
}

impl RankList {
    /// The list as it is published, in order of points; equals in the order of their numbers.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text =
            format!("takau-rank 1\ntitle: {}\nevent: {}\ndrawn-on: {}\n\n", self.title, self.event, self.drawn_on);
        for entrant in self.sorted() {
            let weight = if entrant.weighted { "weighted" } else { "-" };
            let _ = writeln!(text, "{} {} {weight}", entrant.case, entrant.points);
        }
        text
    }

    /// A published list read again; only what [`RankList::text`] writes is one.
    ///
    /// # Errors
    /// [`RankFault::Text`] with the line that is none.
    pub fn parse(text: &str) -> Result<RankList, RankFault> {
        let mut lines = text.lines();
        let mut head = |number: usize, begins: &str| {
            let line = lines.next().and_then(|line| line.strip_prefix(begins));
            line.map(str::to_owned).ok_or(RankFault::Text(number))
        };
        if !head(1, "takau-rank 1")?.is_empty() {
            return Err(RankFault::Text(1));
        }
        let (title, event) = (head(2, "title: ")?, head(3, "event: ")?);
        let drawn_on = head(4, "drawn-on: ")?.parse().map_err(|_| RankFault::Text(4))?;
        if !head(5, "")?.is_empty() {
            return Err(RankFault::Text(5));
        }
        let entrants = lines.zip(6..).map(|(line, number)| {
            let parts: Vec<&str> = line.split(' ').collect();
            let [case, points, weight @ ("weighted" | "-")] = parts[..] else { return Err(RankFault::Text(number)) };
            let points = points.parse().map_err(|_| RankFault::Text(number))?;
            Ok(Entrant { case: case.to_owned(), points, weighted: weight == "weighted" })
        });
        let list = RankList { title, event, drawn_on, entrants: entrants.collect::<Result<_, _>>()? };
        // Anything else, such as another order, would have another hash than the one that was published.
        if list.text() == text { Ok(list) } else { Err(RankFault::Text(6)) }
    }

    /// SHA-256 of the list, hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text()))
    }

    fn sorted(&self) -> Vec<&Entrant> {
        let mut sorted: Vec<&Entrant> = self.entrants.iter().collect();
        sorted.sort_by(|a, b| {
            let key = |entrant: &Entrant| (-entrant.points, !entrant.weighted);
            key(a).cmp(&key(b)).then_with(|| a.case.cmp(&b.case))
        });
        sorted
    }

    /// The equals among whom the last place falls, as a list to be drawn from; none where no draw is needed.
    #[must_use]
    pub fn draw_list(&self, places: u32) -> Option<DrawList> {
        let sorted = self.sorted();
        let places = usize::try_from(places).unwrap_or(usize::MAX);
        if places == 0 || places >= sorted.len() {
            return None;
        }
        let standing = |entrant: &Entrant| (entrant.points, entrant.weighted);
        let edge = standing(sorted[places - 1]);
        if standing(sorted[places]) != edge {
            return None;
        }
        let before = sorted.iter().take_while(|entrant| standing(entrant) != edge).count();
        let equals = sorted.iter().filter(|entrant| standing(entrant) == edge);
        Some(DrawList {
            title: self.title.clone(),
            event: self.event.clone(),
            drawn_on: self.drawn_on,
            places: u32::try_from(places - before).unwrap_or(u32::MAX),
            entrants: equals.map(|entrant| entrant.case.clone()).collect(),
        })
    }

    /// Every case with its rank. `funds` give their places in order; `outcome` is what the event gave, empty
    /// before it.
    ///
    /// # Errors
    /// [`RankFault`].
    pub fn order(&self, funds: &[Fund], outcome: &str) -> Result<Vec<(String, Rank)>, RankFault> {
        let mut sorted = self.sorted();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].case == pair[1].case) {
            return Err(RankFault::Twice(pair[0].case.clone()));
        }
        let places = funds.iter().map(|fund| fund.places).fold(0, u32::saturating_add);
        // Where each of the equals was drawn, by its number.
        let mut drawn: BTreeMap<String, u32> = BTreeMap::new();
        if let Some(list) = self.draw_list(places) {
            if outcome.trim().is_empty() {
                return Err(RankFault::DrawNeeded(list.entrants.len()));
            }
            drawn = list.draw(outcome)?.drawn.into_iter().map(|drawn| (drawn.entrant, drawn.rank)).collect();
            // The equals stand side by side: only their own order changes.
            let first = sorted.iter().position(|entrant| drawn.contains_key(&entrant.case)).unwrap_or(0);
            sorted[first..first + drawn.len()].sort_by_key(|entrant| drawn.get(&entrant.case));
        }
        let (of, list) = (u32::try_from(sorted.len()).unwrap_or(u32::MAX), self.sha256());
        let ranked = sorted.iter().zip(1_u32..).map(|(entrant, place)| {
            let rank = Rank {
                within: place <= places,
                place,
                of,
                points: entrant.points,
                drawn: drawn.contains_key(&entrant.case),
                fund: fund_of(funds, place),
                list: list.clone(),
            };
            (entrant.case.clone(), rank)
        });
        Ok(ranked.collect())
    }
}

/// The source of money whose places reach that far.
fn fund_of(funds: &[Fund], place: u32) -> Option<String> {
    let mut reached = 0_u32;
    let mut of = funds.iter().filter(|fund| {
        reached = reached.saturating_add(fund.places);
        place <= reached
    });
    of.next().map(|fund| fund.id.clone())
}

/// The case as an entrant, where the step it stands at puts cases in order and its points are known.
#[must_use]
pub fn entrant(service: &Service, (step, case): (&str, &str), facts: &Facts) -> Option<Entrant> {
    let Action::Rank { points, weighted } = &service.step(step)?.action else { return None };
    let figure = |name: &str| facts.0.get("figures").and_then(|figures| figures.get(name));
    let weighted = weighted.as_ref().and_then(|name| figure(name)).and_then(Value::as_bool).unwrap_or(false);
    Some(Entrant { case: case.to_owned(), points: figure(points)?.as_i64()?, weighted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::service::Bilingual;

    fn list(entrants: &[(&str, i64, bool)]) -> RankList {
        let entrant = |(case, points, weighted): &(&str, i64, bool)| Entrant {
            case: (*case).to_owned(),
            points: *points,
            weighted: *weighted,
        };
        RankList {
            title: "t".to_owned(),
            event: "lottery".to_owned(),
            drawn_on: "2026-09-01".parse().unwrap(),
            entrants: entrants.iter().map(entrant).collect(),
        }
    }

    fn funds(places: &[(&str, u32)]) -> Vec<Fund> {
        let fund = |(id, places): &(&str, u32)| Fund {
            id: (*id).to_owned(),
            name: Bilingual { zh_hant: String::new(), en: String::new() },
            places: *places,
            budget_twd: 0,
        };
        places.iter().map(fund).collect()
    }

    fn within(list: &RankList, places: &[(&str, u32)], outcome: &str) -> Vec<String> {
        let ranked = list.order(&funds(places), outcome).unwrap();
        ranked.into_iter().filter(|(_, rank)| rank.within).map(|(case, _)| case).collect()
    }

    #[test]
    fn a_published_list_is_read_again_and_nothing_else_is() {
        let list = list(&[("A", 3, true), ("B", 5, false), ("C", -1, false)]);
        assert_eq!(RankList::parse(&list.text()).map(|read| read.sha256()), Ok(list.sha256()));
        let wrong = [
            (list.text().replace("takau-rank 1", "takau-rank 2"), 1),
            (list.text().replace("2026-09-01", "soon"), 4),
            (list.text().replace("A 3 weighted", "A 3"), 7),
            (list.text().replace("B 5 -\n", ""), 0),
            (list.text().replace("C -1", "C 9"), 6),
        ];
        for (text, line) in wrong {
            let read = RankList::parse(&text);
            assert!(if line == 0 { read.is_ok() } else { read == Err(RankFault::Text(line)) }, "{text}");
        }
    }

    #[test]
    fn points_come_first_then_weight_and_only_equals_at_the_last_place_are_drawn() {
        let list = list(&[("A", 3, false), ("B", 9, false), ("C", 3, true), ("D", 3, false), ("E", 3, false)]);
        assert_eq!(within(&list, &[("city", 2)], ""), ["B", "C"]);
        assert_eq!(list.order(&funds(&[("city", 3)]), " "), Err(RankFault::DrawNeeded(3)));
        let drawn = within(&list, &[("city", 3)], "07 12 33");
        assert_eq!((drawn.len(), &drawn[..2]), (3, &["B".to_owned(), "C".to_owned()][..]));
        assert_eq!(within(&list, &[("city", 3)], "07 12 33"), drawn);
        assert_eq!(within(&list, &[("city", 9)], "").len(), 5);
        assert_eq!(within(&list, &[], ""), Vec::<String>::new());
    }

    #[test]
    fn every_entrant_is_as_likely_and_the_order_typed_changes_nothing() {
        let mut won = [0; 4];
        let cases = ["A", "B", "C", "D"];
        let all: Vec<(&str, i64, bool)> = cases.iter().map(|case| (*case, 1, false)).collect();
        let backwards: Vec<(&str, i64, bool)> = all.iter().rev().copied().collect();
        for outcome in 0..2_000 {
            let drawn = within(&list(&all), &[("city", 1)], &outcome.to_string());
            assert_eq!(within(&list(&backwards), &[("city", 1)], &outcome.to_string()), drawn);
            won[cases.iter().position(|case| *case == drawn[0]).unwrap()] += 1;
        }
        assert!(won.iter().all(|count| (400..600).contains(count)), "{won:?}");
    }

    #[test]
    fn places_are_given_fund_by_fund_and_one_entrant_needs_no_draw() {
        let ranked = list(&[("A", 3, false), ("B", 2, false), ("C", 1, false)])
            .order(&funds(&[("central", 1), ("city", 1)]), "")
            .unwrap();
        let of: Vec<Option<&str>> = ranked.iter().map(|(_, rank)| rank.fund.as_deref()).collect();
        assert_eq!(of, [Some("central"), Some("city"), None]);
        assert_eq!(within(&list(&[("A", 0, false)]), &[("city", 1)], ""), ["A"]);
        let twice = list(&[("A", 1, false), ("A", 1, false)]).order(&funds(&[("city", 1)]), "1");
        assert_eq!(twice, Err(RankFault::Twice("A".to_owned())));
    }
}
