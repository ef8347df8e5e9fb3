//! Parcels in a WFS answer: GML 3.1.1 (`posList`) and GML 2.1 (`coordinates`) polygons with the
//! fields of the land register.
//!
//! Field codes are those of the register's description part (土地標示部): AA48 section, AA49
//! land number, AA10 area; LD is the land office. Coordinates must be EPSG:3826, east before
//! north, as the city's parcels have it; anything else is refused and never turned round.

use super::answer::GroundPolygon;
use crate::ground::Ground;
use crate::metres;
use crate::xml::{self, Node, XmlError};
use lexicon::parcel::{LandNumber, ParcelId, SectionCode};

/// Why an answer is no parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GmlError {
    /// No XML we read.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Neither a feature collection nor, for a probe, capabilities.
    #[error("not a feature collection")]
    NoCollection,
    /// The service reports an exception with status 200.
    #[error("an exception report")]
    Exception,
    /// A field that names the parcel is missing or unreadable.
    #[error("the parcel's field {0} is missing or unreadable")]
    Field(&'static str),
    /// No polygon, or one without a shell.
    #[error("the parcel has no polygon")]
    NoPolygon,
    /// Not a list of decimal pairs.
    #[error("a coordinate list is unreadable")]
    Coordinates,
    /// Fewer than four positions, or the last is not the first.
    #[error("a ring is not closed")]
    Ring,
    /// Another reference system, or north before east.
    #[error("coordinates are not EPSG:3826 with east first")]
    Grid,
}

/// One feature of a collection.
pub(super) struct Feature(Node);

/// All features of a collection.
pub(super) fn features(bytes: &[u8]) -> Result<Vec<Feature>, GmlError> {
    let root = xml::parse(bytes)?;
    match root.name.as_str() {
        "FeatureCollection" => {}
        "ExceptionReport" | "ServiceExceptionReport" => return Err(GmlError::Exception),
        _ => return Err(GmlError::NoCollection),
    }
    let members =
        root.children.into_iter().filter(|node| matches!(node.name.as_str(), "featureMember" | "featureMembers"));
    Ok(members.flat_map(|member| member.children).map(Feature).collect())
}

impl Feature {
    fn field(&self, name: &'static str) -> Option<&str> {
        self.0.child(name).map(|node| node.text.trim()).filter(|text| !text.is_empty())
    }

    /// Land office and parcel it is about.
    pub(super) fn identity(&self) -> Result<(&str, ParcelId), GmlError> {
        let office = self.field("LD").ok_or(GmlError::Field("LD"))?;
        let section = self.field("AA48").and_then(|text| SectionCode::parse(text).ok());
        let land = self.field("AA49").filter(|text| text.len() == 8).and_then(|text| LandNumber::parse(text).ok());
        let section = section.ok_or(GmlError::Field("AA48"))?;
        Ok((office, ParcelId::new(section, land.ok_or(GmlError::Field("AA49"))?)))
    }

    /// The numbers it goes by now, when it is no longer in the register under its own.
    pub(super) fn renumbered_to(&self) -> Result<Option<Vec<ParcelId>>, GmlError> {
        let Some(text) = self.field("RENUMBERED_TO") else { return Ok(None) };
        let numbers: Result<Vec<ParcelId>, _> = text.split(',').map(ParcelId::parse).collect();
        numbers.map(Some).map_err(|_| GmlError::Field("RENUMBERED_TO"))
    }

    /// Area in the register, 0.01 m².
    pub(super) fn registered_area(&self) -> Result<Option<i64>, GmlError> {
        let Some(text) = self.field("AA10") else { return Ok(None) };
        let area = metres::units(text, 2).filter(|area| *area > 0);
        area.map(Some).ok_or(GmlError::Field("AA10"))
    }

    /// Its boundary.
    pub(super) fn polygons(&self) -> Result<Vec<GroundPolygon>, GmlError> {
        let mut found = Vec::new();
        self.0.all("Polygon", &mut found);
        if found.is_empty() {
            return Err(GmlError::NoPolygon);
        }
        let mut named = vec![&self.0];
        while let Some(node) = named.pop() {
            if node.attribute("srsName").is_some_and(|srs| !srs.ends_with("3826")) {
                return Err(GmlError::Grid);
            }
            named.extend(&node.children);
        }
        found.into_iter().map(polygon).collect()
    }
}

fn polygon(node: &Node) -> Result<GroundPolygon, GmlError> {
    let part = |names: [&str; 2]| -> Vec<&Node> {
        node.children.iter().filter(|child| names.contains(&child.name.as_str())).collect()
    };
    let (shells, holes) = (part(["exterior", "outerBoundaryIs"]), part(["interior", "innerBoundaryIs"]));
    if shells.len() != 1 {
        return Err(GmlError::NoPolygon);
    }
    let rings: Result<_, GmlError> = shells.into_iter().chain(holes).map(ring).collect();
    Ok(GroundPolygon { rings: rings? })
}

fn ring(boundary: &Node) -> Result<Vec<Ground>, GmlError> {
    let linear = boundary.child("LinearRing").ok_or(GmlError::Coordinates)?;
    let numbers: Vec<&str> = match (linear.child("posList"), linear.child("coordinates")) {
        (Some(list), None) if list.attribute("srsDimension").is_none_or(|dimension| dimension == "2") => {
            list.text.split_ascii_whitespace().collect()
        }
        (None, Some(list)) => list.text.split([',', ' ', '\t', '\r', '\n']).filter(|text| !text.is_empty()).collect(),
        (None, None) => linear
            .children
            .iter()
            .filter(|node| node.name == "pos")
            .flat_map(|node| node.text.split_ascii_whitespace())
            .collect(),
        _ => return Err(GmlError::Coordinates),
    };
    let (pairs, rest) = numbers.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(GmlError::Coordinates);
    }
    let points: Vec<Ground> = pairs.iter().map(ground).collect::<Result<_, GmlError>>()?;
    if points.len() < 4 || points.first() != points.last() {
        return Err(GmlError::Ring);
    }
    Ok(points)
}

fn ground([x, y]: &[&str; 2]) -> Result<Ground, GmlError> {
    let units = |text: &str| metres::units(text, 4).ok_or(GmlError::Coordinates);
    let at = Ground { x: units(x)?, y: units(y)? };
    if at.is_in_reach() { Ok(at) } else { Err(GmlError::Grid) }
}
