//! The public statistics for programs: what the page tells, with areas in square metres.

use atlas::plan::Level;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::fault::DeskFault;
use desk_atlas::figure_lines::{AreaLine, DistrictLine, Hundredths, Part, indicator, square_metres, unit};
use desk_atlas::figures::{self, DayFigures, Statistics};
use lexicon::date::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Asker, value_as_json};
use crate::api::problem::{Kind, Problem};
use crate::door::Door;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    on: Option<String>,
    against: Option<String>,
    area: Option<String>,
}

/// `GET /api/v1/land/statistics?on=…&against=…&area=…`
pub(super) async fn show(
    State(door): State<Door>,
    asker: Asker,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let today = door.now().taipei_date();
    let bad_day = || Problem::plain(&door, &asker.call, Kind::BadDay);
    let day = |text: &Option<String>| match text {
        Some(text) => text.parse::<Date>().ok().filter(|day| *day <= today).map(Some).ok_or_else(bad_day),
        None => Ok(None),
    };
    let days = figures::Asked { on: day(&asked.on)?.unwrap_or(today), against: day(&asked.against)? };
    if days.against.is_some_and(|against| against >= days.on) {
        return Err(bad_day());
    }
    let of = |fault| Problem::of(&door, &asker.call, fault);
    let statistics = door.figures.statistics(&door.desk, &asker.who(), days).await.map_err(of)?;
    let area = asked.area.as_deref();
    if area.is_some_and(|code| statistics.day.areas.iter().all(|known| known.code != code)) {
        return Err(of(DeskFault::NotFound));
    }
    let standing = asker.spend(&door, 1).await?;
    Ok(value_as_json(&door, standing, &told(&statistics, area)))
}

fn told(statistics: &Statistics, area: Option<&str>) -> Value {
    let describe = |of: &desk::statistics::Indicator| {
        json!({ "id": of.id, "theme": of.theme, "name": { "zh-Hant": of.name.zh_hant, "en": of.name.en },
                "unit": unit(of.formula), "source": of.source, "sample": of.is_sample })
    };
    json!({
        "release": statistics.release,
        "indicators": statistics.office.statistics.indicators.iter().map(describe).collect::<Vec<_>>(),
        "day": of_day(statistics, &statistics.day, area),
        "against": statistics.against.as_ref().map(|day| of_day(statistics, day, area)),
        "evidence": false,
    })
}

fn of_day(statistics: &Statistics, day: &DayFigures, area: Option<&str>) -> Value {
    let shown = day.areas.iter().filter(|line| area.is_none_or(|code| line.code == code));
    json!({
        "on": day.on,
        "areas": shown.map(|line| of_area(statistics, line)).collect::<Vec<_>>(),
        "districts": day.districts.iter().map(of_district).collect::<Vec<_>>(),
    })
}

fn of_area(statistics: &Statistics, line: &AreaLine) -> Value {
    let level = line.level.map(|level| match level {
        Level::Main => "main",
        Level::Detailed => "detailed",
    });
    let people = line.population.as_ref().map(|people| {
        json!({ "persons": people.persons, "counted_on": people.counted_on,
                "source": people.source, "sample": people.is_sample })
    });
    let class =
        |(class, part): (&String, &Part)| json!({ "class": class, "polygons": part.count, "area_m2": m2(part.area2) });
    let value = |of: &desk::statistics::Indicator| {
        let value = indicator(of, [line]).map(|Hundredths(value)| decimal(value));
        (of.id.clone(), json!(value))
    };
    let indicators: Map<String, Value> = statistics.office.statistics.indicators.iter().map(value).collect();
    json!({
        "code": line.code,
        "name": line.name,
        "level": level,
        "plan_area_m2": m2(line.boundary2),
        "no_zone_m2": m2(line.white2),
        "population": people,
        "classes": line.classes.iter().map(class).collect::<Vec<_>>(),
        "indicators": indicators,
    })
}

fn of_district(line: &DistrictLine) -> Value {
    let class = |(class, part): (&Option<String>, &Part)| json!({ "class": class, "parcels": part.count, "area_m2": m2(part.area2) });
    json!({
        "district": line.name,
        "parcels": line.all.count,
        "area_m2": m2(line.all.area2),
        "overlap_m2": m2(line.overlap2),
        "classes": line.classes.iter().map(class).collect::<Vec<_>>(),
    })
}

fn m2(area2: i128) -> f64 {
    decimal(square_metres(area2).0)
}

fn decimal(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}
