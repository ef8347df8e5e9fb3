//! The capabilities of the WMS, in both versions, from the layers as they are.

use lexicon::language::Lang;
use maps::reference::Reference;
use web::door::Door;

use super::asked::Version;
use super::{PATH, land_frame};
use crate::book::Book;
use crate::collection::Collection;
use crate::drawing::{LAYERS, PARCELS_UP_TO_M, Style};
use crate::info::Form;
use crate::reply::address;
use crate::xml::Xml;

/// Width of a pixel of the standard, metres: scales are told by it.
const PIXEL_M: f64 = 0.000_28;

/// What one document needs.
struct Writing<'a> {
    door: &'a Door,
    book: &'a Book,
    lang: Lang,
    version: Version,
    xml: Xml,
}

/// The document.
pub fn document(door: &Door, (book, lang): (&Book, Lang), version: Version) -> Vec<u8> {
    let mut writing = Writing { door, book, lang, version, xml: Xml::default() };
    writing.whole();
    writing.xml.finish()
}

impl Writing<'_> {
    fn say(&self, key: &str) -> String {
        self.door.say(self.lang, key, &[])
    }

    fn leaf(&mut self, name: &str, key: &str) {
        let text = self.say(key);
        self.xml.leaf(name, &text);
    }

    fn whole(&mut self) {
        let root = match self.version {
            Version::V111 => "WMT_MS_Capabilities",
            Version::V130 => "WMS_Capabilities",
        };
        match self.version {
            Version::V111 => self.xml.open(root, &[("version", "1.1.1")]),
            Version::V130 => self.xml.open(
                root,
                &[
                    ("version", "1.3.0"),
                    ("xmlns", "http://www.opengis.net/wms"),
                    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
                ],
            ),
        }
        self.service();
        self.xml.open("Capability", &[]);
        self.requests();
        self.xml.open("Exception", &[]);
        self.xml.leaf("Format", if self.version == Version::V130 { "XML" } else { "application/vnd.ogc.se_xml" });
        self.xml.close("Exception");
        self.xml.open("Layer", &[]);
        self.leaf("Title", "ogc-title");
        self.systems();
        self.boxes();
        for collection in LAYERS {
            self.layer(collection);
        }
        self.xml.close("Layer");
        self.xml.close("Capability");
        self.xml.close(root);
    }

    fn link(&mut self, name: &str) {
        let href = address(self.door, PATH);
        let mut attributes = vec![("xlink:type", "simple"), ("xlink:href", href.as_str())];
        if self.version == Version::V111 {
            attributes.insert(0, ("xmlns:xlink", "http://www.w3.org/1999/xlink"));
        }
        self.xml.empty(name, &attributes);
    }

    fn service(&mut self) {
        self.xml.open("Service", &[]);
        self.xml.leaf("Name", if self.version == Version::V130 { "WMS" } else { "OGC:WMS" });
        self.leaf("Title", "ogc-title");
        self.leaf("Abstract", "ogc-about");
        self.link("OnlineResource");
        let agency = self.door.desk.office().names.agency.say(self.lang).to_owned();
        self.xml.open("ContactInformation", &[]);
        self.xml.open("ContactPersonPrimary", &[]);
        self.xml.leaf("ContactPerson", "");
        self.xml.leaf("ContactOrganization", &agency);
        self.xml.close("ContactPersonPrimary");
        self.xml.close("ContactInformation");
        self.xml.leaf("Fees", "none");
        self.xml.leaf("AccessConstraints", "none");
        if self.version == Version::V130 {
            self.xml.leaf("LayerLimit", &LAYERS.len().to_string());
            self.xml.leaf("MaxWidth", &maps::raster::MOST_SIDE.to_string());
            self.xml.leaf("MaxHeight", &maps::raster::MOST_SIDE.to_string());
        }
        self.xml.close("Service");
    }

    fn requests(&mut self) {
        let own = if self.version == Version::V130 { "text/xml" } else { "application/vnd.ogc.wms_xml" };
        let forms = Form::ALL.map(|(_, media_type)| media_type);
        self.xml.open("Request", &[]);
        for (name, formats) in [("GetCapabilities", &[own][..]), ("GetMap", &["image/png"]), ("GetFeatureInfo", &forms)]
        {
            self.xml.open(name, &[]);
            for format in formats {
                self.xml.leaf("Format", format);
            }
            for tag in ["DCPType", "HTTP", "Get"] {
                self.xml.open(tag, &[]);
            }
            self.link("OnlineResource");
            for tag in ["Get", "HTTP", "DCPType"] {
                self.xml.close(tag);
            }
            self.xml.close(name);
        }
        self.xml.close("Request");
    }

    fn served(&self) -> Vec<Reference> {
        let is_served = |reference: &Reference| self.version == Version::V130 || *reference != Reference::Crs84;
        Reference::ALL.into_iter().filter(is_served).collect()
    }

    fn systems(&mut self) {
        let name = if self.version == Version::V130 { "CRS" } else { "SRS" };
        for reference in self.served() {
            self.xml.leaf(name, reference.code());
        }
    }

    fn boxes(&mut self) {
        let text = |number: f64| number.to_string();
        if let Some(degrees) = land_frame(self.book, Reference::Crs84) {
            let [west, south, east, north] = degrees.map(text);
            if self.version == Version::V130 {
                self.xml.open("EX_GeographicBoundingBox", &[]);
                for (name, value) in [
                    ("westBoundLongitude", &west),
                    ("eastBoundLongitude", &east),
                    ("southBoundLatitude", &south),
                    ("northBoundLatitude", &north),
                ] {
                    self.xml.leaf(name, value);
                }
                self.xml.close("EX_GeographicBoundingBox");
            } else {
                self.xml.empty(
                    "LatLonBoundingBox",
                    &[("minx", &west), ("miny", &south), ("maxx", &east), ("maxy", &north)],
                );
            }
        }
        for reference in self.served() {
            let Some(frame) = land_frame(self.book, reference) else { continue };
            let is_turned = self.version == Version::V130 && reference.is_north_first();
            let [a, b, c, d] = if is_turned { [frame[1], frame[0], frame[3], frame[2]] } else { frame }.map(text);
            let name = if self.version == Version::V130 { "CRS" } else { "SRS" };
            self.xml.empty(
                "BoundingBox",
                &[(name, reference.code()), ("minx", &a), ("miny", &b), ("maxx", &c), ("maxy", &d)],
            );
        }
    }

    fn layer(&mut self, collection: Collection) {
        let id = collection.id();
        self.xml.open("Layer", &[("queryable", "1"), ("opaque", "0")]);
        self.xml.leaf("Name", id);
        self.leaf("Title", &format!("ogc-{id}"));
        self.leaf("Abstract", &format!("ogc-{id}-about"));
        self.systems();
        self.boxes();
        self.dimension();
        for style in Style::ALL {
            self.xml.open("Style", &[]);
            self.xml.leaf("Name", style.name());
            self.leaf("Title", &format!("ogc-style-{}", style.name()));
            self.xml.close("Style");
        }
        if collection == Collection::Parcels {
            self.scale_limit();
        }
        self.xml.close("Layer");
    }

    fn dimension(&mut self) {
        let days = "1900-01-01/2079-06-04/P1D";
        let time = [("name", "time"), ("units", "ISO8601")];
        match self.version {
            Version::V130 => {
                self.xml.leaf_with("Dimension", &[time[0], time[1], ("default", "current"), ("current", "1")], days);
            }
            Version::V111 => {
                self.xml.empty("Dimension", &time);
                self.xml.leaf_with("Extent", &[("name", "time"), ("default", "current")], days);
            }
        }
    }

    fn scale_limit(&mut self) {
        match self.version {
            Version::V130 => {
                let denominator = (PARCELS_UP_TO_M / PIXEL_M).floor().to_string();
                self.xml.leaf("MaxScaleDenominator", &denominator);
            }
            Version::V111 => {
                // The diagonal of a pixel on the ground (01-068r3 §7.1.4.5.7).
                let most = (PARCELS_UP_TO_M * std::f64::consts::SQRT_2).to_string();
                self.xml.empty("ScaleHint", &[("min", "0"), ("max", &most)]);
            }
        }
    }
}
