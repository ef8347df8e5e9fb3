//! What every reader hands its features to: counted, bounded, remarked on and passed on.
//!
//! Readers know formats; the intake knows the limits and what makes a ring. Nothing is mended: a
//! shape with a fault is passed on with a remark, one that is no shape is left out with a remark.

use crate::dbf::Encoding;
use crate::faults::faults;
use crate::feature::{Attributes, Feature, RawParts, RawRing};
use crate::limits::{Limit, Limits};
use crate::problem::{Problem, What};
use crate::progress::{Progress, Step};
use crate::reference::{Known, Reference};
use crate::remarks::Remarks;
use atlas::plan::Validity;
use atlas::point::{Origin, Point};
use atlas::polygon::{MultiPolygon, Polygon};
use atlas::ring::Ring;
use lexicon::date::Date;

/// How a source is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct How {
    /// Where coordinates are counted from.
    pub origin: Origin,
    /// First day the office has what is read in its books: the day of the import.
    pub known_from: Date,
    /// What a reader may take.
    pub limits: Limits,
    /// The encoding of a Shapefile's text, whatever its `.cpg` says.
    pub encoding: Option<Encoding>,
    /// Which layer or file, when there are several: a table of a GeoPackage, or the name of a
    /// file in an archive without its ending.
    pub layer: Option<String>,
}

impl How {
    /// With the limits of a city and nothing chosen.
    pub fn new(origin: Origin, known_from: Date) -> How {
        How { origin, known_from, limits: Limits::CITY, encoding: None, layer: None }
    }

    /// The days in the books of what is read.
    pub fn known(&self) -> Validity {
        Validity::since(self.known_from)
    }
}

/// Where features and progress go.
pub struct Out<'a> {
    /// Takes a feature, or says why it leaves it out.
    pub each: &'a mut dyn FnMut(Feature) -> Result<(), What>,
    /// Told how far the reading is.
    pub tell: &'a mut dyn FnMut(Progress),
}

/// Why a shape is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// This feature is left out.
    Feature(What),
    /// The whole file is refused.
    File(What),
}

/// Counts and remarks while a source is read.
pub struct Intake<'a> {
    /// How it is read.
    pub how: How,
    out: Out<'a>,
    remarks: Remarks,
    vertices: u64,
    in_feature: u64,
    features: u64,
    of: u64,
    stated: bool,
}

/// Features between two words of progress.
const TELL_EVERY: u64 = 1_024;

impl<'a> Intake<'a> {
    /// An empty one.
    pub fn new(how: &How, out: Out<'a>) -> Intake<'a> {
        let remarks = Remarks::new(how.limits.remarks);
        Intake { how: how.clone(), out, remarks, vertices: 0, in_feature: 0, features: 0, of: 0, stated: false }
    }

    /// A remark about the file.
    pub fn remark(&mut self, what: What) {
        self.remarks.push(Problem::of_file(what));
    }

    /// A remark about a feature.
    pub fn remark_on(&mut self, feature: usize, what: What) {
        self.remarks.push(Problem::of(feature, what));
    }

    /// What the file says of its reference system; another than ours refuses the file.
    pub fn reference(&mut self, reference: Reference) -> Result<(), What> {
        match reference {
            Reference::Ours => self.stated = true,
            Reference::NotStated => self.remark(What::ReferenceNotStated),
            Reference::Other { found, known } => return Err(What::OtherReference { found, known }),
        }
        Ok(())
    }

    /// How many features the file claims. More than the limit refuses it at once.
    pub fn expect(&mut self, features: u64) -> Result<(), What> {
        self.of = features;
        self.within(Limit::Features, features)
    }

    /// About how many features there will be, for the progress only.
    pub fn guess(&mut self, features: u64) {
        self.of = features;
    }

    /// The number of the next feature; one too many refuses the file.
    pub fn number(&mut self) -> Result<usize, What> {
        let number = self.features;
        self.features += 1;
        self.in_feature = 0;
        self.within(Limit::Features, self.features)?;
        if number.is_multiple_of(TELL_EVERY) {
            (self.out.tell)(Progress { step: Step::Reading, done: number, of: self.of.max(number) });
        }
        Ok(number as usize)
    }

    /// Asks for room for a ring before it is read.
    pub fn room(&mut self, vertices: u64) -> Result<(), Stop> {
        self.within(Limit::RingVertices, vertices).map_err(Stop::Feature)?;
        self.in_feature = self.in_feature.saturating_add(vertices);
        self.within(Limit::FeatureVertices, self.in_feature).map_err(Stop::Feature)?;
        self.vertices = self.vertices.saturating_add(vertices);
        self.within(Limit::Vertices, self.vertices).map_err(Stop::File)
    }

    /// Takes a feature with what became of its shape.
    pub fn take(&mut self, number: usize, attributes: Attributes, parts: Result<RawParts, Stop>) -> Result<(), What> {
        let extent = match parts.and_then(|parts| self.shape(number, parts)) {
            Ok(extent) => extent,
            Err(Stop::Feature(what)) => {
                self.remark_on(number, what);
                return Ok(());
            }
            Err(Stop::File(what)) => return Err(what),
        };
        if let Err(what) = (self.out.each)(Feature { number, attributes, extent }) {
            self.remark_on(number, what);
        }
        Ok(())
    }

    /// A word of progress before the reading.
    pub fn tell(&mut self, progress: Progress) {
        (self.out.tell)(progress);
    }

    /// All is read: how many features there were, and the remarks.
    pub fn finish(self) -> (u64, Vec<Problem>) {
        (self.out.tell)(Progress { step: Step::Reading, done: self.features, of: self.features });
        (self.features, self.remarks.into_list())
    }

    fn within(&self, limit: Limit, found: u64) -> Result<(), What> {
        let allowed = self.how.limits.of(limit);
        if found <= allowed { Ok(()) } else { Err(What::TooMuch { limit, allowed, found }) }
    }

    fn shape(&mut self, number: usize, parts: RawParts) -> Result<MultiPolygon, Stop> {
        let mut off_grid = 0;
        let mut polygons = Vec::new();
        for part in parts {
            let mut rings = Vec::with_capacity(part.len());
            for raw in part {
                rings.push(self.ring(&raw, &mut off_grid)?);
            }
            for ring in &rings {
                let faults = faults(ring);
                for fault in faults.found {
                    self.remark_on(number, What::Ring(fault));
                }
                if !faults.complete {
                    self.remark_on(number, What::RingNotWhollyChecked { vertices: ring.points().len() });
                }
            }
            let mut rings = rings.into_iter();
            polygons.extend(rings.next().map(|outer| Polygon::new(outer, rings.collect())));
        }
        if off_grid > 0 {
            self.remark_on(number, What::Rounded { points: off_grid });
        }
        if polygons.is_empty() { Err(Stop::Feature(What::NoPolygon)) } else { Ok(MultiPolygon(polygons)) }
    }

    fn ring(&self, raw: &RawRing, off_grid: &mut usize) -> Result<Ring, Stop> {
        let origin = self.how.origin;
        let mut points: Vec<Point> = Vec::with_capacity(raw.len());
        for &(x_m, y_m) in raw {
            let point = origin.point(x_m, y_m).map_err(|_| self.far_away(x_m, y_m))?;
            let (x, y) = origin.metres(point);
            // A float of a city coordinate carries some 1e-9 m; 1 µm is off the grid for sure.
            if (x - x_m).abs() > 1e-6 || (y - y_m).abs() > 1e-6 {
                *off_grid += 1;
            }
            points.push(point);
        }
        Ring::new(points).map_err(|what| Stop::Feature(What::NoRing(what)))
    }

    /// Degrees in a file that does not say what it is in refuse the file: all of it will be so.
    fn far_away(&self, x_m: f64, y_m: f64) -> Stop {
        let (x, y) = (x_m.to_string(), y_m.to_string());
        if !self.stated && Reference::is_degrees(x_m, y_m) {
            let known = Known::Wgs84Degrees;
            return Stop::File(What::OtherReference { found: format!("{x}, {y}"), known });
        }
        Stop::Feature(What::FarAway { x_m: x, y_m: y })
    }
}
