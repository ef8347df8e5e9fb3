//! What the look-up answers about one parcel: the certificate's own finding, and what else lies on the land.
//!
//! For reference only: evidence is the certificate (都市計畫書圖 govern). Nothing here is a person's datum.

use atlas::area::Area;
use atlas::day::AsOf;
use atlas::finding::{Doubt, Finding, Thickness, Verdict, ZoneCited};
use atlas::integral::CONTACT_UNITS2;
use atlas::overlay::overlay;
use atlas::parcel::ParcelShape;
use atlas::pieces::{Ground, shares_ppm};
use atlas::plan::Validity;
use atlas::release::Release;
use atlas::tolerance::Tolerances;
use desk::parcels::NamedParcel;
use serde::Serialize;

/// The whole of a share, in the parts printed: hundredths of one per cent.
const WHOLE: u32 = 10_000;

/// Everything about one parcel at one moment.
#[derive(Clone, Debug)]
pub struct ParcelAnswer {
    pub parcel: NamedParcel,
    pub finding: Finding,
    /// Shares of the finding's pieces in hundredths of one per cent; they add to 10,000.
    pub shares: Vec<u32>,
    pub gist: Gist,
    /// Plan changes for this land on public exhibition (都市計畫法 §19): drafts without force.
    pub exhibitions: Vec<OnShow>,
    /// Restrictions in force on this land.
    pub restrictions: Vec<Restricted>,
    /// The shape, for a sketch.
    pub shape: ParcelShape,
}

/// The answer in one word, before everything that qualifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gist {
    /// One designation, maybe of several zones of the plan.
    One,
    /// Several, or one and land that no zone covers.
    Several,
    /// No piece is sure: all are too thin for the map.
    Unclear,
    /// Inside a plan area, but the plan has no polygon here: mostly roads. Never "outside".
    NoZone,
    /// Outside every plan area known here.
    Outside,
}

/// A plan change on public exhibition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OnShow {
    pub name: String,
    /// Name of the plan that would change.
    pub plan: String,
    pub days: Validity,
}

/// A restriction on some of the land.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restricted {
    /// Code of its kind in the office's table.
    pub kind: String,
    pub name: String,
    pub authority: String,
    pub in_force: Validity,
    /// How much of the parcel it covers.
    pub area: Area,
    pub share_ppm: u32,
}

/// Looks a parcel up that exists at the moment; `None` for one that does not.
#[must_use]
pub fn answer(
    (release, tolerances): (&Release, &Tolerances),
    parcel: NamedParcel,
    row: u32,
    at: AsOf,
) -> Option<ParcelAnswer> {
    let land = release.parcel_in_row(row)?;
    let shape = ParcelShape::from(&land);
    let finding = overlay(release, &shape, at, tolerances);
    let ground = Ground::new(&shape.polygon);
    Some(ParcelAnswer {
        shares: shares(&finding.pieces.iter().map(|piece| piece.share_ppm).collect::<Vec<_>>()),
        gist: Gist::of(&finding),
        exhibitions: exhibitions(release, &finding, at),
        restrictions: restrictions(release, &ground, at),
        parcel,
        finding,
        shape,
    })
}

impl Gist {
    /// The gist of a finding.
    #[must_use]
    pub fn of(finding: &Finding) -> Gist {
        let sure: Vec<_> = finding.pieces.iter().filter(|piece| piece.class == Thickness::Zone).collect();
        let mut zones = sure.iter().filter_map(|piece| piece.zone.as_ref());
        let first = zones.next();
        let is_bare = sure.iter().any(|piece| piece.zone.is_none());
        match first {
            Some(first) if !is_bare && zones.all(|zone| same_designation(first, zone)) => Gist::One,
            Some(_) => Gist::Several,
            None if is_outside(finding) => Gist::Outside,
            None if is_bare => Gist::NoZone,
            None => Gist::Unclear,
        }
    }
}

/// Whether all of the parcel lies outside every plan area.
fn is_outside(finding: &Finding) -> bool {
    doubts(finding).iter().any(|doubt| matches!(doubt, Doubt::OutsidePlanAreas { share_ppm: 1_000_000 }))
}

/// The doubts of a finding; none when it is clear.
#[must_use]
pub fn doubts(finding: &Finding) -> &[Doubt] {
    match &finding.verdict {
        Verdict::Clear { .. } => &[],
        Verdict::Doubtful { doubts } => doubts,
    }
}

/// Whether a certificate would say the same of both.
#[must_use]
pub fn same_designation(a: &ZoneCited, b: &ZoneCited) -> bool {
    (&a.plan.id, &a.class, &a.name, &a.coverage, &a.floor_area)
        == (&b.plan.id, &b.class, &b.name, &b.coverage, &b.floor_area)
}

/// An area in 坪 with two decimals: 1 坪 is 400/121 m².
#[must_use]
pub fn ping(area: Area) -> String {
    // Hundredths of a square metre times 121/400, rounded half up.
    let hundredths = (i128::from(area.as_hundredths()) * 121 * 2 + 400).div_euclid(800);
    Area::hundredths(i64::try_from(hundredths).unwrap_or(i64::MAX)).to_string()
}

/// A share in hundredths of one per cent, as printed: `83.25`.
#[must_use]
pub fn percent(share: u32) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}

/// Shares as printed, so that what is read adds to 100.00 %: largest remainder over the millionths.
#[must_use]
pub fn shares(ppm: &[u32]) -> Vec<u32> {
    let per_part = 1_000_000 / WHOLE;
    let mut shares: Vec<u32> = ppm.iter().map(|ppm| ppm / per_part).collect();
    let whole = (ppm.iter().sum::<u32>() / per_part).min(WHOLE);
    let missing = whole.saturating_sub(shares.iter().sum());
    let mut order: Vec<usize> = (0..ppm.len()).collect();
    order.sort_by_key(|&k| (std::cmp::Reverse(ppm[k] % per_part), k));
    for &k in order.iter().take(missing as usize) {
        shares[k] += 1;
    }
    shares
}

fn exhibitions(release: &Release, finding: &Finding, at: AsOf) -> Vec<OnShow> {
    let shown = doubts(finding).iter().filter_map(|doubt| match doubt {
        Doubt::UnderExhibition { plan, name } => Some((plan, name)),
        _ => None,
    });
    let found = shown.filter_map(|(id, name)| {
        let plan = release.plans_known(at).find(|plan| plan.id == *id && plan.exhibition.is_some())?;
        let days = plan.exhibition.as_ref()?.days;
        Some(OnShow { name: name.clone(), plan: plan.name.clone(), days })
    });
    found.collect()
}

fn restrictions(release: &Release, ground: &Ground, at: AsOf) -> Vec<Restricted> {
    let whole = ground.units2();
    let near = release.restrictions_near(&ground.bounds, at).into_iter();
    let found = near.filter_map(|restriction| {
        let common = ground.common(&restriction.extent).min(whole);
        (common > CONTACT_UNITS2).then(|| Restricted {
            kind: restriction.kind,
            name: restriction.name,
            authority: restriction.authority,
            in_force: restriction.in_force,
            area: Area::round(common, || ground.measured.common_wide(restriction.extent.rings())),
            share_ppm: shares_ppm(&[common, whole - common])[0],
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_square_metres_are_thirty_and_a_quarter_ping() {
        for (hundredths, told) in [(10_000, "30.25"), (331, "1.00"), (330, "1.00"), (0, "0.00"), (12_345, "37.34")] {
            assert_eq!(ping(Area::hundredths(hundredths)), told);
        }
    }

    #[test]
    fn printed_shares_add_to_one_hundred_per_cent() {
        for (ppm, shares) in [
            (vec![1_000_000], vec![10_000]),
            (vec![333_334, 333_333, 333_333], vec![3_334, 3_333, 3_333]),
            (vec![999_950, 50], vec![10_000, 0]),
            (vec![999_949, 51], vec![9_999, 1]),
            (vec![], vec![]),
        ] {
            assert_eq!(super::shares(&ppm), shares, "{ppm:?}");
        }
    }
}
