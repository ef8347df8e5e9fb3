//! Figures in the reader's words: one table a question, each with what it was made from.

use atlas::colour::class_of;
use atlas::plan::Level;
use desk::notices::date_words;
use desk::statistics::Indicator;
use desk_atlas::figure_lines::{
    AreaLine, DistrictLine, Hundredths, Part, classes, hectares, indicator, percent, square_metres, unit,
};
use desk_atlas::figures::{DayFigures, Statistics};
use lexicon::date::Date;
use lexicon::language::Lang;
use std::collections::BTreeSet;
use texts::Arg;

use super::chart::{Bar, svg};
use crate::door::Door;
use crate::public::map::class_name;
use crate::view::parts::{Head, Link, Table};
use crate::view::statistics::{Chart, StatisticsPart, StatisticsTold};

/// Bars of the chart; the table has every class.
const MOST_BARS: usize = 10;
/// Characters of a release's hash that a reader compares.
const HASH_SHOWN: usize = 12;

/// The reader, and what there is to tell.
pub(super) struct Words<'a> {
    pub door: &'a Door,
    pub lang: Lang,
    pub statistics: &'a Statistics,
    /// Code of the plan area whose classes are shown; all of them when `None`.
    pub area: Option<&'a str>,
}

/// A line of the table of classes: its code, and what it has on both days.
pub(super) type ClassLine = (String, Part, Part);

impl Words<'_> {
    pub fn say(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.door.say(self.lang, key, args)
    }

    pub fn plain(&self, key: &str) -> String {
        self.say(key, &[])
    }

    pub fn day(&self, day: Date) -> String {
        date_words(day, self.lang)
    }

    /// The name of a class of three characters.
    pub fn class(&self, class: &str) -> String {
        class_name(self.door, self.lang, class_of(class).unwrap_or(""))
    }

    pub fn level(&self, level: Option<Level>) -> String {
        self.plain(match level {
            Some(Level::Main) => "stat-level-main",
            Some(Level::Detailed) => "stat-level-detailed",
            None => "stat-level-none",
        })
    }

    /// The name of a district; sections the office does not know have none.
    pub fn district(&self, line: &DistrictLine) -> String {
        if line.name.is_empty() { self.plain("stat-no-district") } else { line.name.clone() }
    }

    fn against(&self) -> Option<&DayFigures> {
        self.statistics.against.as_ref()
    }

    /// Everything of the page.
    pub fn told(&self, downloads: Vec<Link>) -> StatisticsTold {
        let mut says = vec![self.sentence()];
        says.extend(self.against().map(|day| self.say("stat-compared", &[("day", self.day(day.on).into())])));
        let mut parts = vec![self.classes(), self.areas(), self.districts()];
        parts.extend(self.population());
        parts.extend(self.themes());
        StatisticsTold { says, downloads, chart: self.chart(), parts }
    }

    fn sentence(&self) -> String {
        let day = ("day", Arg::Text(self.day(self.statistics.day.on)));
        match self.area.and_then(|code| self.statistics.day.areas.iter().find(|area| area.code == code)) {
            Some(area) => self.say("stat-of-area", &[day, ("area", Arg::Text(area.name.clone()))]),
            None => {
                let count = ("count", Arg::from(self.statistics.day.areas.len()));
                self.say("stat-of-all", &[day, count])
            }
        }
    }

    fn chosen<'d>(&self, day: &'d DayFigures) -> Vec<&'d AreaLine> {
        day.areas.iter().filter(|area| self.area.is_none_or(|code| area.code == code)).collect()
    }

    /// Every class of either day.
    pub fn class_lines(&self) -> Vec<ClassLine> {
        let now = classes(self.chosen(&self.statistics.day));
        let before = self.against().map(|day| classes(self.chosen(day))).unwrap_or_default();
        let all: BTreeSet<&String> = now.keys().chain(before.keys()).collect();
        let part = |of: &std::collections::BTreeMap<String, Part>, class| of.get(class).copied().unwrap_or_default();
        all.into_iter().map(|class| (class.clone(), part(&now, class), part(&before, class))).collect()
    }

    fn chart(&self) -> Option<Chart> {
        let mut lines = self.class_lines();
        lines.retain(|(_, part, _)| part.area2 > 0);
        lines.sort_by(|a, b| b.1.area2.cmp(&a.1.area2).then_with(|| a.0.cmp(&b.0)));
        let bar = |label: String, area2: i128, class: Option<String>| {
            let hectares = hectares(area2);
            Bar { label, shown: self.say("stat-ha", &[("area", grouped(hectares).into())]), value: hectares.0, class }
        };
        let rest: i128 = lines.iter().skip(MOST_BARS).map(|(_, part, _)| part.area2).sum();
        let shown = lines.into_iter().take(MOST_BARS);
        let mut bars: Vec<Bar> =
            shown.map(|(class, part, _)| bar(self.class(&class), part.area2, Some(class))).collect();
        if bars.is_empty() {
            return None;
        }
        if rest > 0 {
            bars.push(bar(self.plain("stat-others"), rest, None));
        }
        let white2 = self.chosen(&self.statistics.day).iter().map(|area| area.white2).sum();
        bars.push(bar(self.plain("stat-white"), white2, None));
        let caption = self.say("stat-chart", &[("day", self.day(self.statistics.day.on).into())]);
        Some(Chart { svg: svg(&bars, &caption), caption })
    }

    fn heads(&self, first: &[&str], numeric: &[&str]) -> Vec<Head> {
        let head = |key: &&str, numeric| Head { text: self.plain(key), numeric };
        first.iter().map(|key| head(key, false)).chain(numeric.iter().map(|key| head(key, true))).collect()
    }

    /// Adds the second day and the difference, where there is a second day.
    fn compared(&self, heads: &mut Vec<Head>) {
        if let Some(day) = self.against() {
            let then = self.say("stat-then", &[("day", self.day(day.on).into())]);
            heads.push(Head { text: then, numeric: true });
            heads.push(Head { text: self.plain("stat-difference"), numeric: true });
        }
    }

    fn difference(&self, cells: &mut Vec<String>, now: Hundredths, then: Hundredths) {
        if self.against().is_some() {
            cells.extend([grouped(then), signed(Hundredths(now.0 - then.0))]);
        }
    }

    fn classes(&self) -> StatisticsPart {
        let (now, then) = (self.chosen(&self.statistics.day), self.against().map(|day| self.chosen(day)));
        let sum = |areas: &[&AreaLine], of: fn(&AreaLine) -> i128| areas.iter().map(|area| of(area)).sum::<i128>();
        let whole2 = sum(&now, |area| area.boundary2);
        let share = |part2: i128| percent(part2, whole2).map_or_else(String::new, grouped);
        let mut heads = self.heads(&["stat-class", "stat-code"], &["stat-polygons", "stat-hectares", "stat-share"]);
        self.compared(&mut heads);
        let mut rows = Vec::new();
        for (class, part, before) in self.class_lines() {
            let (name, count) = (self.class(&class), counted(part.count));
            let mut cells = vec![name, class, count, grouped(part.hectares()), share(part.area2)];
            self.difference(&mut cells, part.hectares(), before.hectares());
            rows.push(cells);
        }
        for (key, of) in [("stat-white", (|a| a.white2) as fn(&AreaLine) -> i128), ("stat-whole", |a| a.boundary2)] {
            let (now2, then2) = (sum(&now, of), then.as_deref().map_or(0, |areas| sum(areas, of)));
            let none = || String::new();
            let mut cells = vec![self.plain(key), none(), none(), grouped(hectares(now2)), share(now2)];
            self.difference(&mut cells, hectares(now2), hectares(then2));
            rows.push(cells);
        }
        self.part("classes", (heads, rows), ["stat-note-drawn", "stat-note-white"].map(|key| self.plain(key)).to_vec())
    }

    /// A part whose figures come from the plan data.
    fn part(&self, id: &str, (heads, rows): (Vec<Head>, Vec<Vec<String>>), notes: Vec<String>) -> StatisticsPart {
        let title = self.plain(&format!("stat-by-{id}"));
        let day = self.day(self.statistics.day.on);
        let table = Table {
            caption: self.say("stat-caption", &[("title", title.clone().into()), ("day", day.into())]),
            heads,
            rows,
        };
        StatisticsPart { id: id.to_owned(), title, table, notes, source: self.source(), has_chart: id == "classes" }
    }

    /// Release, days and who answers for them.
    pub fn source(&self) -> String {
        let args = [
            ("release", Arg::Text(self.statistics.release.chars().take(HASH_SHOWN).collect())),
            ("day", Arg::Text(self.day(self.statistics.day.on))),
            ("agency", Arg::Text(self.statistics.office.names.agency.say(self.lang).to_owned())),
        ];
        self.say("stat-source", &args)
    }

    fn areas(&self) -> StatisticsPart {
        let numbers = ["stat-polygons", "stat-plan-area", "stat-drawn", "stat-white-short", "stat-white-share"];
        let mut heads = self.heads(&["stat-area", "stat-level"], &numbers);
        self.compared(&mut heads);
        let drawn = |area: &AreaLine| {
            let parts = area.classes.values();
            parts.fold(Part::default(), |all, part| Part {
                count: all.count + part.count,
                area2: all.area2 + part.area2,
            })
        };
        let row = |area: &AreaLine| {
            let own = drawn(area);
            let mut cells = vec![
                area.name.clone(),
                self.level(area.level),
                counted(own.count),
                grouped(hectares(area.boundary2)),
                grouped(own.hectares()),
                grouped(hectares(area.white2)),
                percent(area.white2, area.boundary2).map_or_else(String::new, grouped),
            ];
            let before = self.against().and_then(|day| day.areas.iter().find(|then| then.code == area.code));
            self.difference(&mut cells, own.hectares(), before.map(drawn).unwrap_or_default().hectares());
            cells
        };
        let rows = self.statistics.day.areas.iter().map(row).collect();
        self.part("areas", (heads, rows), vec![self.plain("stat-note-level"), self.plain("stat-note-difference")])
    }

    fn districts(&self) -> StatisticsPart {
        let groups = GROUPS.map(|(key, _)| key);
        let numbers: Vec<&str> = ["stat-parcels", "stat-hectares"].into_iter().chain(groups).collect();
        let mut heads = self.heads(&["stat-district"], &numbers);
        self.compared(&mut heads);
        let row = |line: &DistrictLine| {
            let group = |holds: fn(Option<&str>) -> bool| -> i128 {
                line.classes.iter().filter(|(class, _)| holds(class.as_deref())).map(|(_, part)| part.area2).sum()
            };
            let mut cells = vec![self.district(line), counted(line.all.count), grouped(line.all.hectares())];
            cells.extend(GROUPS.map(|(_, holds)| grouped(hectares(group(holds)))));
            let before = self.against().and_then(|day| day.districts.iter().find(|then| then.name == line.name));
            self.difference(&mut cells, line.all.hectares(), before.map(|b| b.all.hectares()).unwrap_or(Hundredths(0)));
            cells
        };
        let rows = self.statistics.day.districts.iter().map(row).collect();
        self.part("districts", (heads, rows), vec![self.plain("stat-note-parcels")])
    }

    fn population(&self) -> Option<StatisticsPart> {
        let mut heads = self.heads(&["stat-area", "stat-counted-on"], &["stat-persons"]);
        self.compared(&mut heads);
        let persons = |area: &AreaLine| area.population.as_ref().map(|p| i64::from(p.persons));
        let mut sources = BTreeSet::new();
        let mut rows = Vec::new();
        for area in &self.statistics.day.areas {
            let Some(people) = &area.population else { continue };
            sources.insert(self.with_sample((&people.source, people.is_sample)));
            let mut cells = vec![area.name.clone(), self.day(people.counted_on), whole(i64::from(people.persons))];
            if let Some(day) = self.against() {
                let then = day.areas.iter().find(|then| then.code == area.code).and_then(persons);
                let difference = then.map(|then| i64::from(people.persons) - then);
                cells.push(then.map_or_else(|| self.plain("stat-none"), whole));
                cells.push(difference.map_or_else(|| self.plain("stat-none"), |d| sign(d, whole(d.abs()))));
            }
            rows.push(cells);
        }
        let part = self.part("population", (heads, rows), vec![self.plain("stat-note-population")]);
        let source = self.say("stat-source-of", &[("source", join(&sources).into())]);
        (!part.table.rows.is_empty()).then_some(StatisticsPart { source, ..part })
    }

    /// A source, and whether its figure was made up.
    pub fn with_sample(&self, (source, is_sample): (&str, bool)) -> String {
        if is_sample { self.say("stat-sample", &[("source", source.into())]) } else { source.to_owned() }
    }

    fn themes(&self) -> Vec<StatisticsPart> {
        let mut themes: Vec<&str> = Vec::new();
        for of in &self.statistics.office.statistics.indicators {
            if !themes.contains(&of.theme.as_str()) {
                themes.push(&of.theme);
            }
        }
        themes.into_iter().map(|theme| self.theme(theme)).collect()
    }

    fn theme(&self, theme: &str) -> StatisticsPart {
        let all = &self.statistics.office.statistics.indicators;
        let own: Vec<&Indicator> = all.iter().filter(|of| of.theme == theme).collect();
        let mut heads = self.heads(&["stat-area"], &[]);
        let mut sources = BTreeSet::new();
        for of in &own {
            sources.insert(self.with_sample((&of.source, of.is_sample)));
            let unit = self.plain(&format!("stat-unit-{}", unit(of.formula)));
            let args = [("name", Arg::Text(of.name.say(self.lang).to_owned())), ("unit", Arg::Text(unit))];
            heads.push(Head { text: self.say("stat-indicator", &args), numeric: true });
            if self.against().is_some() {
                heads.push(Head { text: self.plain("stat-difference"), numeric: true });
            }
        }
        let now: Vec<&AreaLine> = self.statistics.day.areas.iter().collect();
        let then: Vec<&AreaLine> = self.against().map(|day| day.areas.iter().collect()).unwrap_or_default();
        let mut rows = vec![self.indicators(self.plain("stat-together"), &own, (&now, &then))];
        for area in &self.statistics.day.areas {
            let before: Vec<&AreaLine> = then.iter().copied().filter(|then| then.code == area.code).collect();
            rows.push(self.indicators(area.name.clone(), &own, (&[area], &before)));
        }
        let theme_name = own.first().map(|of| of.theme_name.say(self.lang).to_owned()).unwrap_or_default();
        let title = self.say("stat-theme", &[("theme", theme_name.into())]);
        let day = self.day(self.statistics.day.on);
        let caption = self.say("stat-caption", &[("title", title.clone().into()), ("day", day.into())]);
        let of = self.say("stat-source-of", &[("source", join(&sources).into())]);
        StatisticsPart {
            id: format!("theme-{theme}"),
            title,
            table: Table { caption, heads, rows },
            notes: vec![self.plain("stat-note-together")],
            source: format!("{}{of}", self.source()),
            has_chart: false,
        }
    }

    fn indicators(&self, name: String, own: &[&Indicator], (now, then): (&[&AreaLine], &[&AreaLine])) -> Vec<String> {
        let mut cells = vec![name];
        for of in own {
            let value = indicator(of, now.iter().copied());
            cells.push(value.map_or_else(|| self.plain("stat-none"), grouped));
            if self.against().is_some() {
                let before = indicator(of, then.iter().copied());
                let difference = value.zip(before).map(|(now, then)| Hundredths(now.0 - then.0));
                cells.push(difference.map_or_else(|| self.plain("stat-none"), signed));
            }
        }
        cells
    }
}

type Group = (&'static str, fn(Option<&str>) -> bool);

/// Classes of a kind, in the table of districts.
const GROUPS: [Group; 6] = [
    ("stat-residential", |class| class == Some("A01")),
    ("stat-commercial", |class| class == Some("A02")),
    ("stat-industrial", |class| class == Some("A03")),
    ("stat-other-zones", |class| class.is_some_and(|c| !["A01", "A02", "A03"].contains(&c) && !c.starts_with('C'))),
    ("stat-facilities", |class| class.is_some_and(|c| c.starts_with('C'))),
    ("stat-white-short", |class| class.is_none()),
];

fn join(parts: &BTreeSet<String>) -> String {
    parts.iter().map(String::as_str).collect::<Vec<_>>().join("；")
}

/// Hundredths as people read them: `1,234.50`.
pub(super) fn grouped(value: Hundredths) -> String {
    let whole_part = whole(value.0.abs() / 100);
    sign_if_below(value.0, format!("{whole_part}.{:02}", value.0.abs() % 100))
}

/// A whole number with its thousands apart.
pub(super) fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    sign_if_below(number, out)
}

fn counted(count: u32) -> String {
    whole(i64::from(count))
}

fn sign_if_below(number: i64, shown: String) -> String {
    if number < 0 { format!("−{shown}") } else { shown }
}

/// A difference with its sign.
pub(super) fn signed(value: Hundredths) -> String {
    sign(value.0, grouped(Hundredths(value.0.abs())))
}

fn sign(number: i64, shown: String) -> String {
    if number > 0 { format!("+{shown}") } else { sign_if_below(number, shown) }
}

/// Square metres for a file.
pub(super) fn in_m2(area2: i128) -> i64 {
    square_metres(area2).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands_and_differences_have_a_sign() {
        for (value, plain, difference) in [
            (123_456_789, "1,234,567.89", "+1,234,567.89"),
            (5, "0.05", "+0.05"),
            (-100_000, "−1,000.00", "−1,000.00"),
            (0, "0.00", "0.00"),
        ] {
            assert_eq!(
                (grouped(Hundredths(value)), signed(Hundredths(value))),
                (plain.to_owned(), difference.to_owned())
            );
        }
        assert_eq!(
            (whole(1_000), whole(999), whole(-12_345)),
            ("1,000".to_owned(), "999".to_owned(), "−12,345".to_owned())
        );
    }
}
