//! What an address of the map asks for: a place, a scale, a day in force, a day known, and what is shown.
//!
//! Places are whole metres of EPSG:3826, the system plans are drawn in, so that the same address means the same on
//! the moving map, on a still picture, in a table and on paper. What cannot be read falls back to the usual; a map
//! is never refused for its address.

use atlas::day::AsOf;
use atlas::point::Bounds;
use atlas::release::Release;
use lexicon::date::Date;
use lexicon::parcel::ParcelId;
use maps::drawing::Theme;
use maps::paper::Paper;

/// Scales a still map steps through.
const LADDER: [i64; 12] = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 120_000, 250_000, 500_000];
/// The scale a single parcel is shown at.
const PARCEL_SCALE: i64 = 1_000;
/// The usual window of a screen, mm at four pixels a millimetre.
pub const DESK_MM: (i64, i64) = (240, 156);
pub const PHONE_MM: (i64, i64) = (96, 104);
/// What is shown unless an address says otherwise.
const USUAL: [Theme; 4] = [Theme::Zones, Theme::Parcels, Theme::PlanAreas, Theme::Exhibitions];

/// The pairs of a query, as they came.
pub type Pairs = Vec<(String, String)>;

/// What is to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Middle, whole metres of EPSG:3826.
    pub centre_m: (i64, i64),
    pub scale: i64,
    pub at: AsOf,
    pub themes: Vec<Theme>,
    pub parcel: Option<ParcelId>,
    /// The first characters of the release an address was made with, when it says so.
    pub release: Option<String>,
}

/// The first value of a name.
pub fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// The name of a theme in addresses and scripts.
pub fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Zones => "zones",
        Theme::Parcels => "parcels",
        Theme::PlanAreas => "areas",
        Theme::Exhibitions => "exhibitions",
        Theme::Restrictions => "restrictions",
    }
}

/// Every theme, in the order it is offered.
pub const THEMES: [Theme; 5] =
    [Theme::Zones, Theme::Parcels, Theme::PlanAreas, Theme::Exhibitions, Theme::Restrictions];

impl View {
    /// Reads an address; `today` where it names no day.
    pub fn of(pairs: &Pairs, release: &Release, today: Date) -> View {
        let number = |name| value(pairs, name).and_then(|text| text.parse::<i64>().ok());
        let day = |name| value(pairs, name).and_then(|text| text.parse::<Date>().ok());
        let at = AsOf { on: day("on").unwrap_or(today), known: day("known") };
        let parcel = value(pairs, "parcel").and_then(|text| ParcelId::parse(text).ok());
        let said =
            number("e").zip(number("n")).filter(|(e, n)| (0..1_000_000).contains(e) && (0..4_000_000).contains(n));
        let boxed = value(pairs, "bbox").and_then(window_of);
        let (centre_m, fitting) = said
            .map(|centre| (centre, PARCEL_SCALE * 2))
            .or(boxed)
            .or_else(|| parcel.and_then(|id| around_parcel(release, (id, at), DESK_MM)))
            .or_else(|| around_area(release, value(pairs, "area")))
            .unwrap_or(((177_000, 2_502_000), 30_000));
        let scale = number("scale").filter(|scale| (100..=2_000_000).contains(scale)).unwrap_or(fitting);
        let release = value(pairs, "release").map(|text| text.chars().take(16).collect());
        View { centre_m, scale, at, themes: themes(pairs), parcel, release }
    }

    /// The paper of this view in a size.
    pub fn paper(&self, release: &Release, size_mm: (i64, i64)) -> Paper {
        Paper::around(self.centre_m, release.origin(), (size_mm, self.scale))
    }

    /// The query of this view, release included, so that it opens the same again.
    pub fn query(&self, release: &Release) -> String {
        let mut query = format!("e={}&n={}&scale={}&on={}", self.centre_m.0, self.centre_m.1, self.scale, self.at.on);
        if let Some(known) = self.at.known {
            query.push_str(&format!("&known={known}"));
        }
        if let Some(parcel) = self.parcel {
            query.push_str(&format!("&parcel={parcel}"));
        }
        if self.themes != USUAL {
            let names: Vec<&str> = self.themes.iter().map(|theme| theme_name(*theme)).collect();
            query.push_str(&format!("&layers={}", if names.is_empty() { "none".to_owned() } else { names.join(",") }));
        }
        query.push_str(&format!("&release={}", short(release)));
        query
    }

    /// The same, moved by shares of the desk window: tenths of its width east and of its height north.
    pub fn moved(&self, (east, north): (i64, i64)) -> View {
        let by = |tenths: i64, mm: i64| tenths * mm * self.scale / 10_000;
        let centre_m = (self.centre_m.0 + by(east, DESK_MM.0), self.centre_m.1 + by(north, DESK_MM.1));
        View { centre_m, ..self.clone() }
    }

    /// The same at the next larger scale of the ladder, or the next smaller one.
    pub fn nearer(&self) -> Option<View> {
        let scale = LADDER.into_iter().rev().find(|scale| *scale < self.scale)?;
        Some(View { scale, ..self.clone() })
    }

    /// The same at the next smaller scale of the ladder.
    pub fn farther(&self) -> Option<View> {
        let scale = LADDER.into_iter().find(|scale| *scale > self.scale)?;
        Some(View { scale, ..self.clone() })
    }
}

/// A release as addresses name it: the first sixteen characters of its hash.
pub fn short(release: &Release) -> &str {
    release.hash().get(..16).unwrap_or(release.hash())
}

fn themes(pairs: &Pairs) -> Vec<Theme> {
    let mut said = pairs.iter().filter(|(name, _)| name == "layers").flat_map(|(_, list)| list.split(',')).peekable();
    if said.peek().is_none() {
        return USUAL.to_vec();
    }
    let said: Vec<&str> = said.collect();
    THEMES.into_iter().filter(|theme| said.contains(&theme_name(*theme))).collect()
}

/// `minE,minN,maxE,maxN` in metres: its middle, and the scale that fits it into the desk window.
fn window_of(text: &str) -> Option<((i64, i64), i64)> {
    let corners: Vec<f64> = text.split(',').map(|part| part.trim().parse()).collect::<Result<_, _>>().ok()?;
    let [west, south, east, north] = corners[..] else { return None };
    let fits = |v: f64| v.is_finite() && (0.0..4_000_000.0).contains(&v);
    if ![west, south, east, north].into_iter().all(fits) || east <= west || north <= south {
        return None;
    }
    let scale = ((east - west) * 1_000.0 / DESK_MM.0 as f64).max((north - south) * 1_000.0 / DESK_MM.1 as f64);
    Some((((west + east) as i64 / 2, (south + north) as i64 / 2), (scale as i64).clamp(100, 2_000_000)))
}

/// The middle of a parcel, and the scale at which it and its neighbours fit; of a past one where it last was.
pub fn around_parcel(release: &Release, (id, at): (ParcelId, AsOf), size_mm: (i64, i64)) -> Option<((i64, i64), i64)> {
    let row = release.row(id, at).or_else(|| release.rows_of(id).last().copied())?;
    let (centre, fitting) = around(release, &release.parcel_layer().shapes[row as usize].bounds, size_mm);
    Some((centre, fitting.max(PARCEL_SCALE)))
}

/// A plan area by code, else the first: the city's own.
fn around_area(release: &Release, code: Option<&str>) -> Option<((i64, i64), i64)> {
    let areas = release.areas();
    let named = code.and_then(|code| areas.iter().find(|area| area.code == code));
    let bounds = named.or(areas.first())?.boundary.bounds()?;
    Some(around(release, &bounds, DESK_MM))
}

/// The middle of a box, and the scale of the ladder at which it fits.
fn around(release: &Release, bounds: &Bounds, size_mm: (i64, i64)) -> ((i64, i64), i64) {
    let origin = release.origin();
    let middle = |low: i32, high: i32, origin: i32| (i64::from(low) + i64::from(high)) / 20_000 + i64::from(origin);
    let centre = (middle(bounds.min.x, bounds.max.x, origin.x_m), middle(bounds.min.y, bounds.max.y, origin.y_m));
    let span = |low: i32, high: i32| i64::from(high) - i64::from(low);
    let (wide, high) = (span(bounds.min.x, bounds.max.x), span(bounds.min.y, bounds.max.y));
    let fits = |scale: &i64| wide <= size_mm.0 * 9 * scale && high <= size_mm.1 * 9 * scale;
    (centre, LADDER.into_iter().find(fits).unwrap_or(500_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlas::point::Origin;
    use atlas::release_parts::ReleaseParts;
    use lexicon::date::Date;

    const TODAY: Date = Date::constant(2026, 11, 23);

    fn land() -> Release {
        Release::build(ReleaseParts::empty(Origin { x_m: 190_000, y_m: 2_510_000 })).unwrap()
    }

    fn check(query: &str) -> View {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        View::of(&pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(), &land(), TODAY)
    }

    #[test]
    fn an_address_opens_what_it_was_made_from() {
        let land = land();
        for query in [
            "e=178000&n=2503000&scale=1000&on=2016-05-20",
            "e=178000&n=2503000&scale=8000&on=2026-11-23&known=2020-01-01&layers=zones",
            "e=178000&n=2503000&scale=8000&on=2026-11-23&layers=none",
        ] {
            let view = check(query);
            assert_eq!(view.query(&land), format!("{query}&release={}", short(&land)));
            assert_eq!(check(&view.query(&land)), View { release: Some(short(&land).to_owned()), ..view });
        }
    }

    #[test]
    fn nonsense_falls_back_to_the_usual() {
        for query in
            ["e=x&n=2503000", "e=-5&n=9", "scale=0", "on=2016-13-45", "bbox=1,2,3", "bbox=NaN,1,2,3", "bbox=5,5,1,1"]
        {
            let view = check(query);
            assert_eq!((view.at.on, view.scale, view.themes.len()), (TODAY, 30_000, USUAL.len()), "{query}");
        }
    }

    #[test]
    fn a_box_of_a_screen_becomes_a_place_and_a_scale_that_holds_it() {
        let view = check("bbox=177000,2502000,179400,2503000");
        assert_eq!((view.centre_m, view.scale), ((178_200, 2_502_500), 10_000));
    }

    #[test]
    fn steps_of_a_still_map_lead_there_and_back() {
        let view = check("e=178000&n=2503000&scale=1000");
        assert_eq!(view.moved((6, 0)).moved((-6, 0)), view);
        assert_eq!(view.nearer().unwrap().farther().unwrap(), view);
        assert!(check("e=178000&n=2503000&scale=250").nearer().is_none());
    }
}
