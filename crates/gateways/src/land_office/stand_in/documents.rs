//! The documents a WFS 1.1 serves: capabilities, schema, feature collection, exception.
//!
//! OGC 04-094 (WFS 1.1.0) with GML 3.1.1; capabilities and schema are files beside this one.

use super::StandInParcel;
use crate::metres;
use lexicon::parcel::{LandNumber, ParcelId};
use std::fmt::Write;

/// The answer to DescribeFeatureType.
pub(super) const SCHEMA: &str = include_str!("schema.xml");

/// The answer to GetCapabilities of a service living at `url`.
pub(super) fn capabilities(url: &str) -> String {
    include_str!("capabilities.xml").replace("{url}", url)
}

/// An exception report of OWS 1.0.
pub(super) fn exception(code: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><ows:ExceptionReport version=\"1.0.0\" xmlns:ows=\"http://www.opengis.net/ows\">\
         <ows:Exception exceptionCode=\"{code}\"/></ows:ExceptionReport>"
    )
}

/// The parcel with the next land number: what a service that mixes up answers would send.
pub(super) fn neighbour(parcel: ParcelId) -> ParcelId {
    let next = LandNumber::new(parcel.land.main(), (parcel.land.sub() + 1) % 10_000);
    ParcelId::new(parcel.section, next.unwrap_or(parcel.land))
}

/// A feature collection, or only its size.
pub(super) fn collection(found: &[(ParcelId, StandInParcel)], hits_only: bool) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><wfs:FeatureCollection numberOfFeatures=\"{}\" \
         xmlns:wfs=\"http://www.opengis.net/wfs\" xmlns:gml=\"http://www.opengis.net/gml\" \
         xmlns:land=\"urn:takau:stand-in:land\">",
        found.len()
    );
    if !hits_only {
        text.push_str("<gml:featureMembers>");
        for (parcel, known) in found {
            feature(&mut text, *parcel, known);
        }
        text.push_str("</gml:featureMembers>");
    }
    text.push_str("</wfs:FeatureCollection>");
    text
}

/// Office codes and keys hold letters and digits only, so nothing needs escaping; writing to a
/// `String` cannot fail.
fn feature(text: &mut String, parcel: ParcelId, known: &StandInParcel) {
    let plain: String = known.office.chars().filter(char::is_ascii_alphanumeric).collect();
    let _ = write!(
        text,
        "<land:PARCEL gml:id=\"PARCEL.{parcel}\"><land:LD>{plain}</land:LD><land:AA48>{}</land:AA48><land:AA49>{}</land:AA49>",
        parcel.section,
        parcel.land.code()
    );
    if known.renumbered_to.is_empty() {
        let _ = write!(text, "<land:AA10>{}</land:AA10>", metres::text(known.registered_area, 2));
        polygon(text, &known.rings);
    } else {
        let keys = known.renumbered_to.iter().filter_map(|key| ParcelId::parse(key).ok()).map(ParcelId::key);
        let _ = write!(text, "<land:RENUMBERED_TO>{}</land:RENUMBERED_TO>", keys.collect::<Vec<_>>().join(","));
    }
    text.push_str("</land:PARCEL>");
}

fn polygon(text: &mut String, rings: &[Vec<[i64; 2]>]) {
    text.push_str("<land:GEOM><gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::3826\" srsDimension=\"2\">");
    for (index, ring) in rings.iter().enumerate() {
        let boundary = if index == 0 { "exterior" } else { "interior" };
        let closing = ring.first().filter(|first| ring.last() != Some(first));
        let positions: Vec<String> = ring
            .iter()
            .chain(closing)
            .map(|[x, y]| format!("{} {}", metres::text(*x, 4), metres::text(*y, 4)))
            .collect();
        let _ = write!(
            text,
            "<gml:{boundary}><gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing></gml:{boundary}>",
            positions.join(" ")
        );
    }
    text.push_str("</gml:Polygon></land:GEOM>");
}
