//! The statistics as one long table for spreadsheet programs: a figure a line, nothing rounded away.
//!
//! Areas are square metres with two decimals; every line bears its day, release and source, so that a part of the
//! file still says what it is.

use desk_atlas::figure_lines::{AreaLine, indicator, unit};
use sheets::write::{Sheet, Value};

use super::words::{Words, in_m2};
use desk_atlas::figures::DayFigures;

/// The columns, by the keys of their heads.
const COLUMNS: [&str; 10] = [
    "stat-col-day",
    "stat-col-table",
    "stat-col-place",
    "stat-col-level",
    "stat-col-class",
    "stat-col-figure",
    "stat-col-value",
    "stat-col-unit",
    "stat-col-source",
    "stat-col-release",
];

/// One line on its way.
struct Line<'a> {
    table: &'a str,
    /// Code and name of the plan area, or the district.
    place: String,
    level: String,
    /// Code and name of the class.
    class: String,
    figure: String,
    hundredths: i64,
    unit: &'a str,
    source: String,
}

/// All lines of the day, and after them those of the day it is compared with.
pub(super) fn sheet(words: &Words<'_>) -> Sheet {
    let statistics = words.statistics;
    let mut rows = Vec::new();
    for day in [Some(&statistics.day), statistics.against.as_ref()].into_iter().flatten() {
        for line in lines(words, day) {
            rows.push(row(words, day, line));
        }
    }
    Sheet { name: words.plain("stat-title"), heads: COLUMNS.map(|key| words.plain(key)).to_vec(), rows }
}

fn row(words: &Words<'_>, day: &DayFigures, line: Line<'_>) -> Vec<Value> {
    let text = |text: String| Value::Text(text);
    vec![
        text(day.on.to_string()),
        text(words.plain(line.table)),
        text(line.place),
        text(line.level),
        text(line.class),
        text(line.figure),
        Value::Number { hundredths: line.hundredths },
        text(words.plain(line.unit)),
        text(line.source),
        text(words.statistics.release.clone()),
    ]
}

fn lines<'a>(words: &Words<'_>, day: &DayFigures) -> Vec<Line<'a>> {
    let mut all = Vec::new();
    for area in &day.areas {
        all.extend(of_area(words, area));
    }
    let agency = words.statistics.office.names.agency.say(words.lang);
    let mut district = |line: &desk_atlas::figure_lines::DistrictLine, class: String, figure: &str, value: i64| {
        let is_count = figure == "stat-parcels";
        all.push(Line {
            table: "stat-by-districts",
            place: words.district(line),
            level: String::new(),
            class,
            figure: words.plain(figure),
            hundredths: if is_count { value * 100 } else { value },
            unit: if is_count { "stat-unit-parcels" } else { "stat-unit-m2" },
            source: agency.to_owned(),
        });
    };
    for line in &day.districts {
        district(line, String::new(), "stat-parcels", i64::from(line.all.count));
        district(line, String::new(), "stat-parcel-area", in_m2(line.all.area2));
        district(line, String::new(), "stat-overlap", in_m2(line.overlap2));
        for (class, part) in &line.classes {
            let class = class.as_deref().map_or_else(|| words.plain("stat-white"), |class| named(words, class));
            district(line, class, "stat-parcel-area", in_m2(part.area2));
        }
    }
    all
}

fn named(words: &Words<'_>, class: &str) -> String {
    format!("{class} {}", words.class(class))
}

/// Plan area, its classes, its population and its indicators.
fn of_area<'a>(words: &Words<'_>, area: &AreaLine) -> Vec<Line<'a>> {
    let agency = words.statistics.office.names.agency.say(words.lang);
    let line = |table, figure: String, (hundredths, unit)| Line {
        table,
        place: format!("{} {}", area.code, area.name),
        level: words.level(area.level),
        class: String::new(),
        figure,
        hundredths,
        unit,
        source: agency.to_owned(),
    };
    let mut all = vec![
        line("stat-by-areas", words.plain("stat-whole"), (in_m2(area.boundary2), "stat-unit-m2")),
        line("stat-by-areas", words.plain("stat-white"), (in_m2(area.white2), "stat-unit-m2")),
    ];
    for (class, part) in &area.classes {
        let class = named(words, class);
        for (figure, value, unit) in [
            ("stat-polygons", i64::from(part.count) * 100, "stat-unit-polygons"),
            ("stat-drawn-area", in_m2(part.area2), "stat-unit-m2"),
        ] {
            let made = line("stat-by-classes", words.plain(figure), (value, unit));
            all.push(Line { class: class.clone(), ..made });
        }
    }
    if let Some(people) = &area.population {
        let figure = format!("{} {}", words.plain("stat-persons"), people.counted_on);
        let made = line("stat-by-population", figure, (i64::from(people.persons) * 100, "stat-unit-persons"));
        let source = words.with_sample((&people.source, people.is_sample));
        all.push(Line { source, ..made });
    }
    for of in &words.statistics.office.statistics.indicators {
        let Some(value) = indicator(of, [area]) else { continue };
        let unit = UNITS.iter().find(|(key, _)| *key == unit(of.formula)).map_or("stat-unit-m2", |(_, text)| *text);
        let made = line("stat-by-indicators", of.name.say(words.lang).to_owned(), (value.0, unit));
        all.push(Line { source: words.with_sample((&of.source, of.is_sample)), ..made });
    }
    all
}

/// Units of indicators and the keys of their words.
const UNITS: [(&str, &str); 4] = [
    ("hectares", "stat-unit-hectares"),
    ("percent", "stat-unit-percent"),
    ("m2-per-person", "stat-unit-m2-per-person"),
    ("persons-per-hectare", "stat-unit-persons-per-hectare"),
];
