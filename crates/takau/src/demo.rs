//! Life in the demonstration city: invented officers, and cases in every state through the real commands.

mod cases;
mod people;
mod places;

pub use cases::{HOUSING, SERVICE, fill, is_filled};
pub use people::{hire, keepers};
pub use places::CityPlaces;
