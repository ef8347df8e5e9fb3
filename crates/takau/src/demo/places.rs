//! Addresses of the demonstration city: a street of its own and a number mean a place beside that street.
//!
//! Odd numbers stand left and even ones right of a street, one every few metres. The streets are drawn from
//! the city's seed when the first address is asked about.

use std::sync::{Arc, OnceLock};

use atlas::point::{Origin, Point};
use city::generate::{CityPlan, generate};
use city::streets::Street;
use city::survey::SurveyError;
use desk::desk::Desk;
use desk_atlas::coordinates::{Given, Spot};
use desk_atlas::places::{Finding, Nearness, NotAnswered, Place, Places};
use lexicon::fold;
use lexicon::instant::At;

/// From one number to the next on the same side, m.
const STEP_M: f64 = 8.0;
/// From the edge of a street to the place of a door, m.
const BEHIND_M: f64 = 6.0;

/// The streets, drawn once; nothing where there is no demonstration city.
type Drawn = Arc<OnceLock<Option<(Origin, Vec<Street>)>>>;

/// The streets of the demonstration city.
pub struct CityPlaces {
    desk: Desk,
    drawn: Drawn,
}

impl CityPlaces {
    pub fn new(desk: &Desk) -> CityPlaces {
        CityPlaces { desk: desk.clone(), drawn: Arc::default() }
    }

    async fn ask(&self, text: &str) -> Result<Vec<Place>, NotAnswered> {
        let (desk, drawn) = (self.desk.clone(), Arc::clone(&self.drawn));
        let drawing = tokio::task::spawn_blocking(move || drawn.get_or_init(|| draw(&desk)).is_some());
        drawing.await.map_err(|_| NotAnswered)?;
        let (origin, streets) = self.drawn.get().and_then(Option::as_ref).ok_or(NotAnswered)?;
        Ok(places(&fold::compact(text), *origin, streets))
    }
}

impl Places for CityPlaces {
    fn find<'a>(&'a self, text: &'a str, _: At) -> Finding<'a> {
        Box::pin(self.ask(text))
    }
}

fn draw(desk: &Desk) -> Option<(Origin, Vec<Street>)> {
    let city = generate(&CityPlan::demo(SurveyError::On), &desk.office().sections).ok()?;
    Some((city.parts.origin, city.streets))
}

fn places(text: &str, origin: Origin, streets: &[Street]) -> Vec<Place> {
    let mut found = Vec::new();
    for street in streets.iter().filter(|street| text.contains(&fold::compact(&street.name))) {
        let is_there = text.contains(&fold::compact(&street.district)) || !text.contains('區');
        let Some((_, after)) = text.split_once(&*fold::compact(&street.name)) else { continue };
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let number: u32 = digits.parse().unwrap_or(1);
        let Some(at) = door(street, number) else { continue };
        let (x_m, y_m) = origin.metres(at);
        let nearness = match (is_there, digits.is_empty()) {
            (true, false) => Nearness::Exact,
            (true, true) => Nearness::SameStreet,
            (false, _) => Nearness::Elsewhere,
        };
        found.push(Place {
            name: format!("{}{}{number}號", street.district, street.name),
            at: Spot { x_m, y_m, given: Given::Address },
            nearness,
        });
    }
    found.sort_by_key(|place| place.nearness);
    let best = found.first().map(|place| place.nearness);
    found.retain(|place| Some(place.nearness) == best);
    found
}

/// Where a number stands; `None` beyond the end of its street.
fn door(street: &Street, number: u32) -> Option<Point> {
    let units = |metres: f64| metres * atlas::point::UNITS_PER_M;
    let mut along = units(STEP_M * f64::from(number.div_ceil(2)));
    let aside = units(f64::from(street.width_dm) / 20.0 + BEHIND_M) * if number % 2 == 1 { 1.0 } else { -1.0 };
    for pair in street.line.windows(2) {
        let (dx, dy) = (f64::from(pair[1].x) - f64::from(pair[0].x), f64::from(pair[1].y) - f64::from(pair[0].y));
        let length = (dx * dx + dy * dy).sqrt();
        if along <= length && length > 0.0 {
            let (x, y) = (dx / length, dy / length);
            let place = |from: i32, forward: f64, side: f64| (f64::from(from) + forward + side).round() as i32;
            return Some(Point {
                x: place(pair[0].x, x * along, -y * aside),
                y: place(pair[0].y, y * along, x * aside),
            });
        }
        along -= length;
    }
    None
}
