//! The table of map layers of others that the office offers: the allow-list of the proxy.
//!
//! Columns: `id, title_zh, title_en, kind, url, formats, zoom_from, zoom_to, attribution_zh,
//! attribution_en, max_age_h, probe, place, offered, from, until, confidence, source`.
//! `url` of a `wmts` row holds `{z}`, `{x}` and `{y}` once each, after the host; that of a `wms`
//! row is a whole GetMap with `{bbox}`, in EPSG:3857, where WMS 1.1.1 and 1.3.0 agree that east
//! comes before north. `place` is `outside` (https, public addresses only) or `this-machine` (a
//! stand-in, loopback only). A row that is not `offered` is read and checked, and asked for nothing.
//!
//! Refuses: a host with a placeholder in it, plain http abroad, two layers of one name.

use super::picture::Format;
use super::tile::{DEEPEST, TileAt};
use crate::outbound::Reach;
use crate::outbound::address::Address;
use atlas::plan::Validity;
use lexicon::date::Date;
use lexicon::language::Lang;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// The layers, in the order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers(Vec<Layer>);

/// One layer of somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Our name of it, in addresses: lower case, digits and dashes.
    pub id: String,
    title: [String; 2],
    attribution: [String; 2],
    /// How it is asked.
    pub kind: Kind,
    template: String,
    /// Formats its tiles may have.
    pub formats: Vec<Format>,
    /// Zooms it has.
    pub zooms: RangeInclusive<u8>,
    /// How long a tile counts as new, hours.
    pub max_age_h: u32,
    /// The tile a probe asks for.
    pub probe: TileAt,
    /// Where its server may be.
    pub place: Place,
    /// Whether the office shows it.
    pub offered: Offered,
    /// Days it is offered.
    pub in_force: Validity,
    /// How sure the row is: `H`, `M` or `L`, as in its source.
    pub confidence: String,
    /// Where the row is from.
    pub source: String,
}

/// How a layer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Tiles at addresses of their own (OGC 07-057r7, RESTful).
    Wmts,
    /// A GetMap for each tile (OGC 06-042).
    Wms,
}

/// Where a layer's server may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the public Internet, over https.
    Outside,
    /// A stand-in on this machine.
    ThisMachine,
}

/// Whether the office shows a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// It does.
    Yes,
    /// Not now.
    No,
}

/// What is wrong with a table of layers; lines count from 1 and include the head.
#[derive(Debug, thiserror::Error)]
pub enum LayersError {
    /// Not readable as CSV with the expected columns.
    #[error("the table of map layers cannot be read")]
    Unreadable(#[source] csv::Error),
    /// A cell that is not what its column holds.
    #[error("line {line}: `{column}` cannot be `{cell}`")]
    Cell {
        /// Line of the file.
        line: u64,
        /// Column name.
        column: &'static str,
        /// What stood there.
        cell: String,
    },
    /// Two rows of one name.
    #[error("line {line}: there is a layer `{id}` already")]
    Twice {
        /// Line of the second one.
        line: u64,
        /// The name.
        id: String,
    },
}

#[derive(Deserialize)]
struct Row {
    id: String,
    title_zh: String,
    title_en: String,
    kind: String,
    url: String,
    formats: String,
    zoom_from: u8,
    zoom_to: u8,
    attribution_zh: String,
    attribution_en: String,
    max_age_h: u32,
    probe: String,
    place: String,
    offered: String,
    from: String,
    until: String,
    confidence: String,
    source: String,
}

impl Layers {
    /// Reads a table.
    pub fn from_csv(bytes: &[u8]) -> Result<Layers, LayersError> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(bytes);
        let head = reader.headers().map_err(LayersError::Unreadable)?.clone();
        let mut layers = Layers::default();
        for record in reader.records() {
            let record = record.map_err(LayersError::Unreadable)?;
            let line = record.position().map_or(0, csv::Position::line);
            let row: Row = record.deserialize(Some(&head)).map_err(LayersError::Unreadable)?;
            let layer = row.read().map_err(|(column, cell)| LayersError::Cell { line, column, cell })?;
            if layers.0.iter().any(|other| other.id == layer.id) {
                return Err(LayersError::Twice { line, id: layer.id });
            }
            layers.0.push(layer);
        }
        Ok(layers)
    }

    /// The layers of `others` after these; one of the same name takes the place of ours.
    #[must_use]
    pub fn with(mut self, others: Layers) -> Layers {
        for layer in others.0 {
            match self.0.iter_mut().find(|own| own.id == layer.id) {
                Some(own) => *own = layer,
                None => self.0.push(layer),
            }
        }
        self
    }

    /// All layers, offered or not.
    pub fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.0.iter()
    }
}

impl IntoIterator for Layers {
    type Item = Layer;
    type IntoIter = std::vec::IntoIter<Layer>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Layer {
    /// What people call it.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        in_language(&self.title, lang)
    }

    /// Who made it, to be shown wherever it is shown.
    #[must_use]
    pub fn attribution(&self, lang: Lang) -> &str {
        in_language(&self.attribution, lang)
    }

    /// Whether it is shown on a day.
    #[must_use]
    pub fn is_offered(&self, on: Date) -> bool {
        self.offered == Offered::Yes && self.in_force.covers(on)
    }

    /// Where a tile is; `None` when the template makes no address, which reading it excludes.
    pub(super) fn address(&self, at: TileAt) -> Option<Address> {
        fill(&self.template, at)
    }
}

impl Place {
    pub(super) fn reach(self) -> Reach {
        match self {
            Place::Outside => Reach::Public,
            Place::ThisMachine => Reach::ThisMachine,
        }
    }
}

fn in_language([zh_hant, en]: &[String; 2], lang: Lang) -> &str {
    match lang {
        Lang::ZhHant => zh_hant,
        Lang::En => en,
    }
}

fn fill(template: &str, at: TileAt) -> Option<Address> {
    let [west, south, east, north] = at.edges_m();
    let filled = template
        .replace("{z}", &at.z.to_string())
        .replace("{x}", &at.x.to_string())
        .replace("{y}", &at.y.to_string())
        .replace("{bbox}", &format!("{west:.6},{south:.6},{east:.6},{north:.6}"));
    Address::parse(&filled).ok()
}

type Wrong = (&'static str, String);

impl Row {
    fn read(self) -> Result<Layer, Wrong> {
        let probe: TileAt = self.probe.parse().map_err(|_| ("probe", self.probe.clone()))?;
        let zooms = self.zoom_from..=self.zoom_to;
        if self.zoom_to > DEEPEST || zooms.is_empty() {
            return Err(("zoom_to", self.zoom_to.to_string()));
        }
        if !zooms.contains(&probe.z) {
            return Err(("probe", self.probe));
        }
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 40 || !self.id.bytes().all(plain) {
            return Err(("id", self.id));
        }
        for (column, cell) in
            [("title_zh", &self.title_zh), ("title_en", &self.title_en), ("attribution_zh", &self.attribution_zh)]
        {
            if cell.is_empty() {
                return Err((column, String::new()));
            }
        }
        let formats: Option<Vec<Format>> = self.formats.split_ascii_whitespace().map(Format::named).collect();
        let formats = formats.filter(|list| !list.is_empty()).ok_or(("formats", self.formats))?;
        let kind = choice("kind", &self.kind, &[("wmts", Kind::Wmts), ("wms", Kind::Wms)])?;
        let place = choice("place", &self.place, &[("outside", Place::Outside), ("this-machine", Place::ThisMachine)])?;
        check_template(&self.url, (kind, place), probe).ok_or_else(|| ("url", self.url.clone()))?;
        let date = |column, cell: &str| cell.parse::<Date>().map_err(|_| (column, cell.to_owned()));
        let until = if self.until.is_empty() { None } else { Some(date("until", &self.until)?) };
        Ok(Layer {
            id: self.id,
            title: [self.title_zh, self.title_en],
            attribution: [self.attribution_zh, self.attribution_en],
            kind,
            template: self.url,
            formats,
            zooms,
            max_age_h: self.max_age_h,
            probe,
            place,
            offered: choice("offered", &self.offered, &[("yes", Offered::Yes), ("no", Offered::No)])?,
            in_force: Validity { from: date("from", &self.from)?, until },
            confidence: self.confidence,
            source: self.source,
        })
    }
}

fn choice<T: Copy>(column: &'static str, cell: &str, among: &[(&str, T)]) -> Result<T, Wrong> {
    among.iter().find(|(name, _)| *name == cell).map(|(_, value)| *value).ok_or_else(|| (column, cell.to_owned()))
}

/// Whether a template leads to one host only and its placeholders are those of its kind.
fn check_template(template: &str, (kind, place): (Kind, Place), probe: TileAt) -> Option<()> {
    let (scheme, rest) = template.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let placeholders: &[&str] = match kind {
        Kind::Wmts => &["{z}", "{x}", "{y}"],
        Kind::Wms => &["{bbox}"],
    };
    let once = placeholders.iter().all(|name| template.matches(name).count() == 1);
    let only = template.matches(['{', '}']).count() == placeholders.len() * 2;
    let in_metres = kind == Kind::Wmts || template.to_ascii_uppercase().replace("%3A", ":").contains("RS=EPSG:3857");
    let protected = place == Place::ThisMachine || scheme == "https";
    if !(once && only && in_metres && protected) || host.contains(['{', '}', '@']) {
        return None;
    }
    let address = fill(template, probe)?;
    // A literal address of another kind of machine is seen here, a name when it is resolved.
    address.allowed_by(place.reach()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,title_zh,title_en,kind,url,formats,zoom_from,zoom_to,attribution_zh,attribution_en,\
                        max_age_h,probe,place,offered,from,until,confidence,source\n";

    fn read(id: &str, kind: &str, url: &str, place: &str) -> Result<Layers, LayersError> {
        let row = format!(
            "{id},圖,Map,{kind},\"{url}\",png jpeg,0,19,某機關,Some agency,24,10/854/445,{place},yes,2026-01-01,,H,land.md"
        );
        Layers::from_csv(format!("{HEAD}{row}\n").as_bytes())
    }

    fn check(kind: &str, url: &str, place: &str, expected: Option<&str>) {
        match (read("a", kind, url, place), expected) {
            (Ok(layers), Some(address)) => {
                let layer = layers.iter().next().unwrap();
                assert_eq!(layer.address(layer.probe).unwrap().as_str(), address, "{url}");
            }
            (Err(LayersError::Cell { line: 2, column: "url", .. }), None) => {}
            (other, _) => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_template_leads_to_one_host_and_names_the_tile() {
        let good = Some("https://wmts.example.tw/wmts/A/default/GoogleMapsCompatible/10/445/854");
        check("wmts", "https://wmts.example.tw/wmts/A/default/GoogleMapsCompatible/{z}/{y}/{x}", "outside", good);
        check("wmts", "https://wmts.example.tw/{z}/{y}", "outside", None);
        check("wmts", "https://wmts.example.tw/{z}/{y}/{x}/{x}", "outside", None);
        check("wmts", "https://wmts.example.tw/{z}/{y}/{x}/{name}", "outside", None);
        check("wmts", "https://{x}.example.tw/{z}/{y}", "outside", None);
        check("wmts", "https://a{z}.example.tw/{x}/{y}", "outside", None);
        check("wmts", "https://u@example.tw/{z}/{x}/{y}", "outside", None);
        check("wmts", "http://wmts.example.tw/{z}/{x}/{y}", "outside", None);
        check("wmts", "http://127.0.0.1:8080/{z}/{x}/{y}", "outside", None);
        check("wmts", "https://192.168.0.1/{z}/{x}/{y}", "outside", None);
        check("wmts", "https://[::1]/{z}/{x}/{y}", "outside", None);
        check("wmts", "file:///etc/{z}/{x}/{y}", "outside", None);
        let here = Some("http://127.0.0.1:8080/10/854/445");
        check("wmts", "http://127.0.0.1:8080/{z}/{x}/{y}", "this-machine", here);
        check("wmts", "https://1.1.1.1/{z}/{x}/{y}", "this-machine", None);
        let wms = "https://example.tw/wms?REQUEST=GetMap&CRS=EPSG:3857&BBOX={bbox}";
        let box_m = "13384429.400848,2582960.059813,13423565.159330,2622095.818295";
        let filled = wms.replace("{bbox}", box_m);
        check("wms", wms, "outside", Some(&filled));
        check("wms", &wms.replace("3857", "4326"), "outside", None);
        check("wms", "https://example.tw/wms?SRS=EPSG%3A3857&BBOX={bbox}&Z={z}", "outside", None);
    }

    #[test]
    fn a_wrong_cell_is_named_with_its_line() {
        let url = "https://example.tw/{z}/{x}/{y}";
        for (id, kind, place, column) in [
            ("A", "wmts", "outside", "id"),
            ("a/b", "wmts", "outside", "id"),
            ("a", "tms", "outside", "kind"),
            ("a", "wmts", "inside", "place"),
        ] {
            let error = read(id, kind, url, place).unwrap_err();
            assert!(matches!(error, LayersError::Cell { line: 2, column: seen, .. } if seen == column), "{error}");
        }
        assert!(matches!(Layers::from_csv(b"id\na\n"), Err(LayersError::Unreadable(_))));
    }

    #[test]
    fn the_table_of_the_office_is_read_and_offers_nothing_unasked() {
        let bytes = include_bytes!("../../../../office/map-layers.csv");
        let layers = Layers::from_csv(bytes).unwrap();
        assert!(layers.iter().any(|layer| layer.id == "nlsc-emap" && layer.confidence == "H"));
        assert!(layers.iter().all(|layer| layer.place == Place::Outside && layer.offered == Offered::No));
        let twice = [&bytes[..], bytes.split(|b| *b == b'\n').find(|line| line.starts_with(b"nlsc-emap,")).unwrap()];
        assert!(matches!(Layers::from_csv(&twice.concat()), Err(LayersError::Twice { .. })));
    }
}
