//! What the map is drawn with: its style, the sprite of patterns, swatches of the legend, still pictures.
//!
//! They have no language in their path (it is a parameter) and nothing personal in them. What names the live release
//! never changes under its address and may be kept for ever.

use std::io::Write;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::fault::DeskFault;
use flate2::Compression;
use flate2::write::GzEncoder;
use lexicon::language::Lang;
use maps::furniture::FurnitureWords;
use maps::hatch::{Ground, swatch};
use maps::picture::{PictureWords, picture};
use maps::style::{StyleFor, style};
use serde_json::{Value, json};

use super::asked::{DESK_MM, PHONE_MM, Pairs, View, short, value};
use super::{class_name, scene};
use crate::door::{Answer, Door};

/// Kept for ever under an address that names what it holds.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked again each time, but kept for when nothing answers.
const ASK_AGAIN: &str = "no-cache";

/// Fonts of a reader's own device, as styles list them.
const FONTS_ZH: [&str; 5] = ["Noto Sans TC", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "sans-serif"];

/// The routes without language.
pub fn routes() -> Router<Door> {
    Router::new()
        .route("/map/style.json", get(map_style))
        .route("/map/sprite/{name}", get(sprite))
        .route("/map/swatch/{name}", get(legend_swatch))
        .route("/map/picture.svg", get(still))
}

/// The fonts of maps as SVG lists them.
pub fn fonts() -> String {
    FONTS_ZH.join(", ")
}

fn lang_of(pairs: &Pairs) -> Lang {
    value(pairs, "lang").and_then(|tag| Lang::parse(tag).ok()).unwrap_or(Lang::ZhHant)
}

fn ground_of(pairs: &Pairs) -> Ground {
    if value(pairs, "ground") == Some("dark") { Ground::Dark } else { Ground::Light }
}

fn sent(kind: &'static str, kept: &'static str, body: impl IntoResponse) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    (headers, body).into_response()
}

/// A text, packed for who takes it: on a slow line a picture comes in a quarter of the time. There is no secret in
/// it, so its length tells nothing (BREACH).
fn packed((kind, kept): (&'static str, &'static str), text: String, asked: &HeaderMap) -> Response {
    let takes = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let mut response = if takes.is_some_and(|value| value.contains("gzip")) {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        match packer.write_all(text.as_bytes()).and_then(|()| packer.finish()) {
            Ok(bytes) => ([(header::CONTENT_ENCODING, "gzip")], sent(kind, kept, bytes)).into_response(),
            Err(_) => sent(kind, kept, text),
        }
    } else {
        sent(kind, kept, text)
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// `GET /map/style.json?on=…&known=…&ground=…&lang=…`: the style of the live release, and beside it (in `metadata`)
/// what the script says and offers: names of classes, days of change, words.
pub async fn map_style(State(door): State<Door>, Query(pairs): Query<Pairs>, asked: HeaderMap) -> Answer {
    let (release, lang, ground) = (super::land(&door)?, lang_of(&pairs), ground_of(&pairs));
    let view = View::of(&pairs, &release, door.now().taipei_date());
    let known = view.at.known.map(|day| format!("&known={day}")).unwrap_or_default();
    let asked_for = StyleFor {
        tiles: &format!("/tiles/{}", short(&release)),
        moment: &format!("on={}{known}", view.at.on),
        sprite: if ground == Ground::Dark { "/map/sprite/dark" } else { "/map/sprite/light" },
        ground,
        fonts: &FONTS_ZH,
    };
    let mut made = style(&asked_for).map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    made["metadata"] = super::offered::facts(&door, &release, lang);
    let body = made.to_string();
    let tag = format!("\"{}\"", &super::fingerprint(body.as_bytes()));
    if asked.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, ASK_AGAIN)]).into_response());
    }
    let mut response = packed(("application/json", ASK_AGAIN), body, &asked);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// `GET /map/sprite/light.json`, `…/light@2x.json`, `…/light.png`, `…/light@2x.png`, and the same in dark.
pub async fn sprite(Path(name): Path<String>) -> Answer {
    let Some((stem, kind)) = name.rsplit_once('.') else { return Err(DeskFault::NotFound.into()) };
    let (ground, ratio) = stem.strip_suffix("@2x").map_or((stem, 1), |ground| (ground, 2));
    let ground = match ground {
        "light" => Ground::Light,
        "dark" => Ground::Dark,
        _ => return Err(DeskFault::NotFound.into()),
    };
    match kind {
        "json" => Ok(sent("application/json", ASK_AGAIN, maps::sprite::index(ratio).to_string())),
        "png" => {
            let bytes = maps::sprite::picture(ground, ratio).map_err(|e| DeskFault::Definition(e.to_string()))?;
            Ok(sent("image/png", ASK_AGAIN, bytes))
        }
        _ => Err(DeskFault::NotFound.into()),
    }
}

/// `GET /map/swatch/A01-light.svg`: how a class is painted.
pub async fn legend_swatch(Path(name): Path<String>) -> Answer {
    let stem = name.strip_suffix(".svg").and_then(|stem| stem.split_once('-'));
    let ground = match stem {
        Some((_, "light")) => Ground::Light,
        Some((_, "dark")) => Ground::Dark,
        _ => return Err(DeskFault::NotFound.into()),
    };
    let class = stem.map_or("", |(class, _)| class);
    Ok(sent("image/svg+xml", "public, max-age=86400", swatch(atlas::colour::of_class(class), ground)))
}

/// `GET /map/picture.svg?e=…&n=…&scale=…&on=…&size=phone`: a still picture of a view.
pub async fn still(State(door): State<Door>, Query(pairs): Query<Pairs>, asked: HeaderMap) -> Answer {
    let (release, lang, ground) = (super::land(&door)?, lang_of(&pairs), ground_of(&pairs));
    let view = View::of(&pairs, &release, door.now().taipei_date());
    let words = PictureWords {
        title: door.say(lang, "map-picture", &[]),
        furniture: FurnitureWords { north: door.say(lang, "map-north", &[]), fonts: fonts() },
    };
    let size_mm = if value(&pairs, "size") == Some("phone") { PHONE_MM } else { DESK_MM };
    let kept = if view.release.as_deref() == Some(short(&release)) { FOR_EVER } else { ASK_AGAIN };
    let drawing = tokio::task::spawn_blocking(move || {
        let fonts = fonts();
        let scene = scene(&release, &view, (view.paper(&release, size_mm), ground), &fonts);
        picture(&scene, &words)
    });
    let drawn = drawing.await.map_err(|fault| DeskFault::Definition(fault.to_string()))?;
    let (svg, _) = drawn.map_err(|_| DeskFault::TooMuch)?;
    Ok(packed(("image/svg+xml", kept), svg, &asked))
}

/// The names of all classes in a language, by class.
pub fn class_names(door: &Door, lang: Lang) -> Value {
    let named = atlas::colour::classes().map(|(class, _)| (class.to_owned(), json!(class_name(door, lang, class))));
    let mut all: serde_json::Map<String, Value> = named.collect();
    all.insert(String::new(), json!(class_name(door, lang, "")));
    Value::Object(all)
}
