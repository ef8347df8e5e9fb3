//! The style of the moving map (MapLibre style, version 8), made from the table of class colours.
//!
//! What a theme is called and what its tiles are is said once, here; scripts only switch themes on and off by
//! the `theme` in a layer's metadata. No words for people: names come with the tiles, fonts are the reader's own
//! (no `glyphs`, so letters are drawn from fonts of the device and nothing is fetched from elsewhere).

use crate::drawing::{exhibition_ink, restriction_ink};
use crate::hatch::{Ground, hex, name};
use atlas::colour::{Pattern, classes};
use serde_json::{Value, json};

/// The layers of tiles a style asks for, with the zooms at which they have tiles.
pub const SOURCES: [(&str, u8, u8); 6] = [
    ("zones", 8, 16),
    ("parcels", 16, 16),
    ("plan-areas", 5, 14),
    ("exhibitions", 8, 16),
    ("restrictions", 8, 16),
    ("labels", 8, 16),
];

/// What a style is made for.
#[derive(Clone, Copy, Debug)]
pub struct StyleFor<'a> {
    /// Address of the tiles of a release, without a slash at the end.
    pub tiles: &'a str,
    /// The day in force and the day known, as tiles take them: `on=…` or `on=…&known=…`.
    pub moment: &'a str,
    /// Address of the sprite, without ending.
    pub sprite: &'a str,
    pub ground: Ground,
    /// Font families, the best first.
    pub fonts: &'a [&'a str],
}

/// The style.
pub fn style(asked: &StyleFor<'_>) -> Value {
    let sources: serde_json::Map<String, Value> = SOURCES
        .into_iter()
        .map(|(layer, min, max)| {
            let tiles = format!("{}/{layer}/{{z}}/{{x}}/{{y}}.mvt?{}", asked.tiles, asked.moment);
            let source = json!({ "type": "vector", "tiles": [tiles], "minzoom": min, "maxzoom": max });
            (layer.to_owned(), source)
        })
        .collect();
    json!({
        "version": 8,
        "name": "takau",
        "sources": sources,
        "sprite": asked.sprite,
        "transition": { "duration": 0, "delay": 0 },
        "layers": layers(asked),
    })
}

fn layers(asked: &StyleFor<'_>) -> Vec<Value> {
    let ground = asked.ground;
    let ink = hex(ground.ink());
    let (shown, banned) = (hex(exhibition_ink(ground)), hex(restriction_ink(ground)));
    let paper = hex(ground.paper());
    let mut all = vec![
        json!({ "id": "ground", "type": "background", "paint": { "background-color": paper } }),
        layer(
            ("zones-fill", "zones", "fill"),
            json!({
                "paint": { "fill-color": by_class(|rgb| hex(ground.tint(rgb)), "#ffffff"), "fill-antialias": false }
            }),
        ),
        layer(
            ("zones-pattern", "zones", "fill"),
            json!({
                "minzoom": 12.5,
                "filter": ["!=", by_pattern(), "plain"],
                "paint": { "fill-pattern": by_pattern() }
            }),
        ),
        layer(
            ("zones-line", "zones", "line"),
            json!({
                "minzoom": 12,
                "paint": { "line-color": ink, "line-opacity": 0.55, "line-width": zoomed(&[(12, 0.3), (15, 0.8), (18, 1.6)]) }
            }),
        ),
        layer(
            ("restrictions-fill", "restrictions", "fill"),
            json!({
                "layout": off(), "paint": { "fill-pattern": "restriction" }
            }),
        ),
        layer(
            ("restrictions-line", "restrictions", "line"),
            json!({
                "layout": off(),
                "paint": { "line-color": banned, "line-width": 2.2, "line-dasharray": [0.4, 1.6] }
            }),
        ),
        layer(
            ("exhibitions-fill", "exhibitions", "fill"),
            json!({
                "paint": { "fill-pattern": "exhibition", "fill-opacity": 0.35 }
            }),
        ),
        layer(
            ("exhibitions-line", "exhibitions", "line"),
            json!({
                "paint": { "line-color": shown, "line-width": 2.6, "line-dasharray": [3, 1.5] }
            }),
        ),
        layer(
            ("cases-halo", "zones", "line"),
            json!({
                "filter": ["==", ["get", "plan"], ""],
                "paint": { "line-color": paper, "line-width": zoomed(&[(12, 3.0), (17, 7.0)]) }
            }),
        ),
        layer(
            ("cases-line", "zones", "line"),
            json!({
                "filter": ["==", ["get", "plan"], ""],
                "paint": { "line-color": shown, "line-width": zoomed(&[(12, 1.5), (17, 3.5)]) }
            }),
        ),
        layer(
            ("parcels-line", "parcels", "line"),
            json!({
                "minzoom": 15.5,
                "paint": { "line-color": ink, "line-opacity": 0.7, "line-width": zoomed(&[(16, 0.4), (19, 1.2)]) }
            }),
        ),
        layer(
            ("areas-line", "plan-areas", "line"),
            json!({
                "paint": { "line-color": ink, "line-width": 1.8, "line-dasharray": [5, 1.5, 1, 1.5] }
            }),
        ),
        layer(
            ("chosen-halo", "parcels", "line"),
            json!({
                "filter": ["==", ["get", "key"], ""],
                "layout": { "line-join": "round" },
                "paint": { "line-color": paper, "line-width": zoomed(&[(16, 5.0), (19, 9.0)]) }
            }),
        ),
        layer(
            ("chosen-line", "parcels", "line"),
            json!({
                "filter": ["==", ["get", "key"], ""],
                "layout": { "line-join": "round" },
                "paint": { "line-color": ink, "line-width": zoomed(&[(16, 2.4), (19, 4.5)]) }
            }),
        ),
    ];
    all.extend(names(asked));
    all
}

fn names(asked: &StyleFor<'_>) -> Vec<Value> {
    let written = |size: Value, field: &str| {
        json!({
            "text-field": ["get", field],
            "text-font": asked.fonts,
            "text-size": size,
            "text-max-width": 7,
            "text-padding": 3,
        })
    };
    let paint = json!({
        "text-color": hex(asked.ground.ink()),
        "text-halo-color": hex(asked.ground.paper()),
        "text-halo-width": 1.4,
    });
    vec![
        layer(
            ("parcels-name", "parcels", "symbol"),
            json!({
                "minzoom": 17.2, "layout": written(zoomed(&[(17, 10.0), (20, 15.0)]), "label"), "paint": paint
            }),
        ),
        layer(
            ("zones-name", "labels", "symbol"),
            json!({
                "minzoom": 14.5, "layout": written(zoomed(&[(14, 11.0), (18, 16.0)]), "label"), "paint": paint
            }),
        ),
        layer(
            ("areas-name", "plan-areas", "symbol"),
            json!({
                "maxzoom": 14.5, "layout": written(json!(14), "name"), "paint": paint
            }),
        ),
    ]
}

/// A layer of a theme; its theme is what its id begins with.
fn layer((id, source, kind): (&str, &str, &str), more: Value) -> Value {
    let theme = id.split('-').next().unwrap_or(id);
    let mut all = json!({
        "id": id, "type": kind, "source": source, "source-layer": source, "metadata": { "theme": theme },
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more);
    }
    all
}

fn off() -> Value {
    json!({ "visibility": "none" })
}

fn zoomed(stops: &[(i32, f64)]) -> Value {
    let mut all = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    for (zoom, value) in stops {
        all.extend([json!(zoom), json!(value)]);
    }
    Value::Array(all)
}

fn by_class(colour: impl Fn((u8, u8, u8)) -> String, other: &str) -> Value {
    let mut all = vec![json!("match"), json!(["get", "paint"])];
    for (class, paint) in classes() {
        all.extend([json!(class), json!(colour(paint.rgb))]);
    }
    all.push(json!(other));
    Value::Array(all)
}

fn by_pattern() -> Value {
    let mut all = vec![json!("match"), json!(["get", "paint"])];
    for pattern in crate::hatch::PATTERNS {
        let own: Vec<&str> = classes().filter(|(_, p)| p.pattern == pattern).map(|(class, _)| class).collect();
        if pattern != Pattern::Dots && !own.is_empty() {
            all.extend([json!(own), json!(name(pattern))]);
        }
    }
    // What the table does not know is dotted, as `atlas::colour` paints it.
    all.push(json!(name(Pattern::Dots)));
    Value::Array(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(ground: Ground) -> Value {
        let tiles = "/tiles/0123456789abcdef";
        style(&StyleFor {
            tiles,
            moment: "on=2026-11-23",
            sprite: "/map/sprite-light",
            ground,
            fonts: &["Noto Sans TC"],
        })
    }

    #[test]
    fn every_layer_names_a_source_that_is_there_and_no_layer_stands_twice() {
        let style = made(Ground::Light);
        let layers = style["layers"].as_array().unwrap();
        let mut ids: Vec<&str> = layers.iter().map(|l| l["id"].as_str().unwrap()).collect();
        for layer in &layers[1..] {
            assert!(style["sources"].get(layer["source"].as_str().unwrap()).is_some(), "{layer}");
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), layers.len());
    }

    #[test]
    fn every_class_has_its_colour_and_its_pattern_on_both_grounds() {
        for ground in [Ground::Light, Ground::Dark] {
            let style = made(ground);
            let text = |id: &str| {
                let layers = style["layers"].as_array().unwrap();
                layers.iter().find(|l| l["id"] == id).unwrap()["paint"].to_string()
            };
            for (class, paint) in classes() {
                let colour = format!("\"{class}\",\"{}\"", hex(ground.tint(paint.rgb)));
                assert!(text("zones-fill").contains(&colour), "{class}");
                let dotted = paint.pattern == Pattern::Dots;
                assert_eq!(text("zones-pattern").contains(&format!("\"{class}\"")), !dotted, "{class}");
            }
        }
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        assert!(!made(Ground::Dark).to_string().contains("//"));
    }
}
