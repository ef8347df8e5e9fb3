//! The address service as the look-up box and the map know it: whoever knows addresses.
//!
//! What the service cannot read as an address is an address nobody knows; any other trouble means that nobody
//! answered, and the look-up goes on without.

use desk_atlas::coordinates::{Given, Spot};
use desk_atlas::places::{Finding, Nearness, NotAnswered, Place, Places};
use gateways::address::answer::{Candidate, MatchLevel};
use gateways::address::{Addresses, NoAddress};
use lexicon::instant::At;

/// Units of the service's coordinates in a metre.
const UNITS_PER_M: f64 = 10_000.0;

/// The address service.
pub struct AddressService(pub Addresses);

impl Places for AddressService {
    fn find<'a>(&'a self, text: &'a str, now: At) -> Finding<'a> {
        Box::pin(async move {
            match self.0.ask(text, now).await {
                Ok(candidates) => Ok(candidates.into_iter().map(place).collect()),
                Err(fault) if fault.cause::<NoAddress>().is_some() => Ok(Vec::new()),
                Err(fault) => {
                    tracing::info!(%fault, "nobody knows addresses now");
                    Err(NotAnswered)
                }
            }
        })
    }
}

fn place(candidate: Candidate) -> Place {
    let metres = |units: i64| units as f64 / UNITS_PER_M;
    Place {
        name: candidate.address,
        at: Spot { x_m: metres(candidate.at.x), y_m: metres(candidate.at.y), given: Given::Address },
        nearness: match candidate.level {
            MatchLevel::Exact => Nearness::Exact,
            MatchLevel::SameStreet => Nearness::SameStreet,
            MatchLevel::Elsewhere => Nearness::Elsewhere,
        },
    }
}

#[cfg(test)]
mod tests {
    use gateways::ground::Ground;

    use super::*;

    #[test]
    fn a_candidate_is_a_place_in_metres() {
        let at = Ground { x: 1_781_886_123, y: 25_031_824_001 };
        let level = MatchLevel::SameStreet;
        let candidate = Candidate { address: "高雄市某路1號".to_owned(), town: String::new(), at, level };
        let place = place(candidate);
        assert_eq!((place.at.x_m, place.at.y_m), (178_188.612_3, 2_503_182.400_1));
        assert_eq!(place.nearness, Nearness::SameStreet);
    }
}
