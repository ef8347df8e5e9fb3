//! What a WMS request asks for.

use lexicon::date::Date;
use maps::raster::MOST_SIDE;
use maps::reference::Reference;

use crate::collection::Collection;
use crate::drawing::{LAYERS, Picture, Style};
use crate::fault::Fault;
use crate::info::{self, Form};
use crate::query::Query;
use crate::span::{self, Span};

/// The version spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    V111,
    V130,
}

impl Version {
    /// Its number.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Version::V111 => "1.1.1",
            Version::V130 => "1.3.0",
        }
    }

    /// What a request speaks: the newest version not newer than the one it names (06-042 §6.2.4).
    #[must_use]
    pub fn of(query: &Query) -> Version {
        let named = query.rest().iter().find(|(name, _)| name == "version" || name == "wmtver");
        match named.map(|(_, version)| version.as_str()) {
            Some(version) if !version.is_empty() && version < "1.3" => Version::V111,
            _ => Version::V130,
        }
    }
}

/// A request.
pub enum Request {
    Capabilities(Version),
    Map(Picture),
    Info(info::Asked),
}

fn needed(query: &mut Query, name: &str) -> Result<String, Fault> {
    let given = query.take(name).filter(|value| !value.is_empty());
    given.ok_or_else(|| Fault::bad("wms-missing").about(name).with("name", name.to_ascii_uppercase()))
}

impl Request {
    /// Reads a request; names were folded to small letters.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(mut query: Query, today: Date) -> Result<Request, Fault> {
        let version = Version::of(&query);
        let service = query.take("service").unwrap_or_else(|| "WMS".to_owned());
        if !service.eq_ignore_ascii_case("WMS") {
            return Err(Fault::bad("wms-service").about("service").with("value", service));
        }
        let request = needed(&mut query, "request")?;
        match request.to_ascii_lowercase().as_str() {
            "getcapabilities" | "capabilities" => Ok(Request::Capabilities(version)),
            "getmap" | "map" => {
                format(&mut query)?;
                Ok(Request::Map(picture(&mut query, (version, "layers"), today)?))
            }
            "getfeatureinfo" | "feature_info" => info(query, version, today).map(Request::Info),
            _ => Err(Fault::bad("wms-request").about("request").with("value", request)),
        }
    }
}

fn format(query: &mut Query) -> Result<(), Fault> {
    let format = needed(query, "format")?;
    if matches!(format.as_str(), "image/png" | "image/png; mode=32bit" | "png") {
        return Ok(());
    }
    Err(Fault::bad("wms-format").about("format").with("value", format))
}

fn picture(query: &mut Query, (version, list): (Version, &str), today: Date) -> Result<Picture, Fault> {
    let names = needed(query, list)?;
    let styles = query.take("styles").unwrap_or_default();
    let reference = reference(query, version)?;
    let frame = frame(&needed(query, "bbox")?, (version, reference))?;
    let size = (side(query, "width")?, side(query, "height")?);
    let is_clear = query.take("transparent").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let colour = colour(query)?;
    let span = query.take("time").map_or(Ok(Span::day(today)), |text| time(&text, today))?;
    let ground = (!is_clear).then_some(colour);
    Ok(Picture { layers: layers(&names, &styles)?, reference, frame, size, ground, span })
}

fn layers(names: &str, styles: &str) -> Result<Vec<(Collection, Style)>, Fault> {
    let named: Vec<&str> = names.split(',').collect();
    let styled: Vec<&str> = if styles.is_empty() { vec![""; named.len()] } else { styles.split(',').collect() };
    if named.len() > LAYERS.len() || styled.len() != named.len() {
        return Err(Fault::bad("wms-styles").about("styles").with("most", LAYERS.len()));
    }
    let served = || LAYERS.map(Collection::id).join(", ");
    let one = |(name, style): (&str, &str)| {
        let collection = Collection::named(name).filter(|collection| LAYERS.contains(collection));
        let collection = collection
            .ok_or_else(|| Fault::bad("wms-layer").about("layers").with("name", name).with("served", served()))?;
        let served = Style::ALL.map(Style::name).join(", ");
        let unknown = || Fault::bad("wms-style").about("styles").with("name", style).with("served", served);
        Ok((collection, Style::named(style).ok_or_else(unknown)?))
    };
    named.into_iter().zip(styled).map(one).collect()
}

fn reference(query: &mut Query, version: Version) -> Result<Reference, Fault> {
    let name = if version == Version::V130 { "crs" } else { "srs" };
    let value = needed(query, name)?;
    let known = Reference::ALL.into_iter().find(|reference| reference.code().eq_ignore_ascii_case(&value));
    let known = known.filter(|reference| version == Version::V130 || *reference != Reference::Crs84);
    known.ok_or_else(|| {
        let served = Reference::ALL.map(Reference::code).join(", ");
        Fault::bad("bad-crs")
            .about(name)
            .with("name", name.to_ascii_uppercase())
            .with("value", value)
            .with("served", served)
    })
}

fn frame(text: &str, (version, reference): (Version, Reference)) -> Result<[f64; 4], Fault> {
    let bad = || Fault::bad("wms-bbox").about("bbox").with("value", text);
    let numbers: Option<Vec<f64>> =
        text.split(',').map(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite() && n.abs() < 1e9)).collect();
    let &[a, b, c, d] = numbers.as_deref().ok_or_else(bad)? else { return Err(bad()) };
    let is_turned = version == Version::V130 && reference.is_north_first();
    let [west, south, east, north] = if is_turned { [b, a, d, c] } else { [a, b, c, d] };
    if west < east && south < north { Ok([west, south, east, north]) } else { Err(bad()) }
}

fn side(query: &mut Query, name: &str) -> Result<u32, Fault> {
    let value = needed(query, name)?;
    let pixels = value.parse().ok().filter(|pixels| (1..=MOST_SIDE).contains(pixels));
    let bad = || Fault::bad("wms-size").about(name).with("name", name.to_ascii_uppercase());
    pixels.ok_or_else(|| bad().with("value", value).with("most", MOST_SIDE))
}

/// `0xRRGGBB`; white where nothing is said.
fn colour(query: &mut Query) -> Result<(u8, u8, u8), Fault> {
    let Some(text) = query.take("bgcolor").filter(|text| !text.is_empty()) else { return Ok((255, 255, 255)) };
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).or_else(|| text.strip_prefix('#'));
    let number = digits.filter(|d| d.len() == 6 && d.is_ascii()).and_then(|d| u32::from_str_radix(d, 16).ok());
    let [_, r, g, b] =
        number.ok_or_else(|| Fault::bad("wms-colour").about("bgcolor").with("value", text))?.to_be_bytes();
    Ok((r, g, b))
}

/// A day or an instant; `current` and `default` are today.
pub fn time(text: &str, today: Date) -> Result<Span, Fault> {
    match text {
        "" | "current" | "default" => Ok(Span::day(today)),
        _ => Ok(Span::day(span::day("time", text)?)),
    }
}

fn info(mut query: Query, version: Version, today: Date) -> Result<info::Asked, Fault> {
    let names = needed(&mut query, "query_layers")?;
    let picture = picture(&mut query, (version, "layers"), today)?;
    let asked = layers(&names, "")?.into_iter().map(|(collection, _)| collection).collect();
    let (column, row) = if version == Version::V130 { ("i", "j") } else { ("x", "y") };
    let mut pixel = |name: &str, side: u32| {
        let value = needed(&mut query, name)?;
        let bad = || Fault::bad("wms-point").about(name).with("name", name.to_ascii_uppercase()).with("most", side - 1);
        value.parse::<u32>().ok().filter(|at| *at < side).ok_or_else(bad)
    };
    let at = (pixel(column, picture.size.0)?, pixel(row, picture.size.1)?);
    let form = Form::named(&query.take("info_format").unwrap_or_default())?;
    let count = match query.take("feature_count") {
        None => 1,
        Some(text) => text.parse().ok().filter(|n| (1..=info::MOST).contains(n)).ok_or_else(|| {
            Fault::bad("bad-limit").about("feature_count").with("value", text).with("most", info::MOST)
        })?,
    };
    Ok(info::Asked {
        collections: asked,
        reference: picture.reference,
        pixel: pixel_frame(&picture, at),
        span: picture.span,
        form,
        count,
    })
}

/// The ground of a pixel.
#[must_use]
pub fn pixel_frame(picture: &Picture, (column, row): (u32, u32)) -> [f64; 4] {
    let [west, south, east, north] = picture.frame;
    let (dx, dy) = ((east - west) / f64::from(picture.size.0), (north - south) / f64::from(picture.size.1));
    let (x, y) = (west + dx * f64::from(column), north - dy * f64::from(row));
    [x, y - dy, x + dx, y]
}
