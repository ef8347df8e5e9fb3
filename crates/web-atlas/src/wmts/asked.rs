//! What a WMTS request asks for, and which ground a tile is.

use lexicon::date::Date;
use maps::projection::HALF_WORLD_M;
use maps::reference::Reference;

use super::SET;
use crate::collection::Collection;
use crate::drawing::{LAYERS, Picture, Style};
use crate::fault::Fault;
use crate::info::{self, Form};
use crate::query::Query;
use crate::span::Span;

/// The deepest matrix.
pub const DEEPEST: u32 = 20;
/// Pixels of a tile on a side.
pub const SIDE: u32 = 256;

/// A request.
pub enum Request {
    Capabilities,
    Tile(Picture),
    Info(info::Asked),
}

fn needed(query: &mut Query, name: &str) -> Result<String, Fault> {
    let given = query.take(name).filter(|value| !value.is_empty());
    given.ok_or_else(|| Fault::bad("wms-missing").about(name).with("name", name.to_ascii_uppercase()))
}

impl Request {
    /// Reads key-value pairs; names were folded to small letters.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn by_key(mut query: Query, today: Date) -> Result<Request, Fault> {
        let service = needed(&mut query, "service")?;
        if !service.eq_ignore_ascii_case("WMTS") {
            return Err(Fault::bad("wms-service").about("service").with("value", service));
        }
        let request = needed(&mut query, "request")?;
        let lower = request.to_ascii_lowercase();
        if lower == "getcapabilities" {
            return Ok(Request::Capabilities);
        }
        if lower != "gettile" && lower != "getfeatureinfo" {
            return Err(Fault::bad("wms-request").about("request").with("value", request));
        }
        let mut steps: [String; 6] = Default::default();
        for (step, name) in
            steps.iter_mut().zip(["layer", "style", "tilematrixset", "tilematrix", "tilerow", "tilecol"])
        {
            *step = if name == "style" { query.take(name).unwrap_or_default() } else { needed(&mut query, name)? };
        }
        let picture = picture(&steps, today)?;
        if lower == "gettile" {
            let format = needed(&mut query, "format")?;
            if format != "image/png" {
                return Err(Fault::bad("wms-format").about("format").with("value", format));
            }
            return Ok(Request::Tile(picture));
        }
        let (i, j) = (needed(&mut query, "i")?, needed(&mut query, "j")?);
        let form = query.take("infoformat").unwrap_or_default();
        info((picture, &form), (&i, &j))
    }

    /// Reads the steps of a path: layer, style, set, matrix, row and `column.png`.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn by_path(steps: &[String; 6], today: Date) -> Result<Request, Fault> {
        let mut steps = steps.clone();
        match steps[5].strip_suffix(".png") {
            Some(column) => steps[5] = column.to_owned(),
            None => return Err(Fault::bad("wms-format").about("format").with("value", &steps[5])),
        }
        picture(&steps, today).map(Request::Tile)
    }
}

fn picture([layer, style, set, matrix, row, column]: &[String; 6], today: Date) -> Result<Picture, Fault> {
    let collection = Collection::named(layer).filter(|collection| LAYERS.contains(collection)).ok_or_else(|| {
        let served = LAYERS.map(Collection::id).join(", ");
        Fault::bad("wms-layer").about("layer").with("name", layer).with("served", served)
    })?;
    let style = Style::named(style).ok_or_else(|| {
        let served = Style::ALL.map(Style::name).join(", ");
        Fault::bad("wms-style").about("style").with("name", style).with("served", served)
    })?;
    if set != SET {
        return Err(Fault::bad("wmts-set").about("tilematrixset").with("value", set).with("served", SET));
    }
    let number = |text: &str, below: u32| text.parse::<u32>().ok().filter(|number| *number < below);
    let level = number(matrix, DEEPEST + 1)
        .ok_or_else(|| Fault::bad("wmts-matrix").about("tilematrix").with("value", matrix).with("most", DEEPEST))?;
    let across = 1u32 << level;
    let out =
        |name: &str, value: &str| Fault::bad("wmts-tile").about(name).with("value", value).with("most", across - 1);
    let row = number(row, across).ok_or_else(|| out("tilerow", row))?;
    let column = number(column, across).ok_or_else(|| out("tilecol", column))?;
    let wide = 2.0 * HALF_WORLD_M / f64::from(across);
    let (west, north) = (f64::from(column) * wide - HALF_WORLD_M, HALF_WORLD_M - f64::from(row) * wide);
    Ok(Picture {
        layers: vec![(collection, style)],
        reference: Reference::Epsg3857,
        frame: [west, north - wide, west + wide, north],
        size: (SIDE, SIDE),
        ground: None,
        span: Span::day(today),
    })
}

fn info((picture, form): (Picture, &str), (i, j): (&str, &str)) -> Result<Request, Fault> {
    let pixel = |name: &str, text: &str| {
        let bad = || Fault::bad("wms-point").about(name).with("name", name.to_ascii_uppercase()).with("most", SIDE - 1);
        text.parse::<u32>().ok().filter(|at| *at < SIDE).ok_or_else(bad)
    };
    let at = (pixel("i", i)?, pixel("j", j)?);
    Ok(Request::Info(info::Asked {
        collections: picture.layers.iter().map(|(collection, _)| *collection).collect(),
        reference: picture.reference,
        pixel: crate::wms::pixel_frame(&picture, at),
        span: picture.span,
        form: Form::named(form)?,
        count: info::MOST,
    }))
}
