//! What the stand-in land office answers wrongly when it is ordered to.
//!
//! Which parcels are drawn otherwise depends on their numbers alone, so that asking again answers the same.

use lexicon::parcel::ParcelId;

use super::{Fault, StandInParcel, documents};

/// How far a wrong drawing lies east of the right one, 0.1 mm.
const MOVED: i64 = 15_000;
/// Corners of a drawing nobody can use.
const VAST: i64 = 1_000_000;

/// Changes parcels as a fault orders; `count` says that one in so many is changed.
pub(super) fn answers(found: &mut Vec<(ParcelId, StandInParcel)>, (fault, count): (Fault, u32)) {
    match fault {
        Fault::WrongParcel => found.iter_mut().for_each(|(parcel, _)| *parcel = documents::neighbour(*parcel)),
        Fault::OtherRegister => found.retain(|(parcel, _)| !is_chosen(*parcel, count)),
        Fault::OtherShape | Fault::BowTie | Fault::Vast => {
            for (parcel, known) in found.iter_mut() {
                if is_chosen(*parcel, count) {
                    redraw(&mut known.rings, fault);
                }
            }
        }
        _ => {}
    }
}

/// Changes the words of an answer as a fault orders.
pub(super) fn text(reply: &mut String, fault: Fault) {
    match fault {
        Fault::Nonsense => reply.truncate(reply.len() / 2),
        Fault::OtherGrid => *reply = reply.replace("EPSG::3826", "EPSG::3824"),
        _ => {}
    }
}

/// One parcel in `count`.
fn is_chosen(parcel: ParcelId, count: u32) -> bool {
    // Land numbers are mostly round: mixed, so that the choice is spread over them.
    let mixed = parcel.number().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    mixed.is_multiple_of(u64::from(count.max(1)))
}

fn redraw(rings: &mut Vec<Vec<[i64; 2]>>, fault: Fault) {
    let Some([x, y]) = rings.first().and_then(|ring| ring.first()).copied() else { return };
    match fault {
        Fault::OtherShape => rings.iter_mut().flatten().for_each(|corner| corner[0] += MOVED),
        Fault::BowTie => *rings = vec![vec![[x, y], [x + 90_000, y + 60_000], [x + 90_000, y], [x, y + 50_000]]],
        Fault::Vast => {
            let arc = |n: i64| [x + n, y + (n * n) / VAST];
            *rings = vec![(0..VAST).map(arc).chain([[x, y + VAST]]).collect()];
        }
        _ => {}
    }
}
