//! The style of the moving map (MapLibre style, version 8): layers from `styles/map.json`, colours from the table
//! of classes and from the ground.
//!
//! A layer's theme is what its id begins with; scripts only switch themes on and off. No words for people: names
//! come with the tiles. No `glyphs`: letters are drawn from fonts of the device, and nothing is fetched from elsewhere.

use crate::drawing::{exhibition_ink, restriction_ink};
use crate::hatch::{Ground, hex};
use crate::tile_set::TileSet;
use atlas::colour::classes;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const LAYERS: &str = include_str!("../styles/map.json");

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

/// The layers cannot be read. Found by the tests.
#[derive(Debug, thiserror::Error)]
#[error("styles/map.json: {0}")]
pub struct StyleFault(#[from] serde_json::Error);

/// The style.
///
/// # Errors
/// [`StyleFault`] when the file of layers is no JSON.
pub fn style(asked: &StyleFor<'_>) -> Result<Value, StyleFault> {
    let sources = TileSet::ALL.into_iter().map(|set| {
        let (name, (min, max)) = (set.name(), set.zooms());
        let tiles = format!("{}/{name}/{{z}}/{{x}}/{{y}}.mvt?{}", asked.tiles, asked.moment);
        (name.to_owned(), json!({ "type": "vector", "tiles": [tiles], "minzoom": min, "maxzoom": max }))
    });
    let layers = filled(serde_json::from_str(LAYERS)?, asked);
    Ok(json!({
        "version": 8,
        "sources": sources.collect::<Map<_, _>>(),
        "sprite": asked.sprite,
        "transition": { "duration": 0, "delay": 0 },
        "layers": layers,
    }))
}

/// Puts colours and fonts where the layers name them.
fn filled(value: Value, asked: &StyleFor<'_>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => named(name, asked),
            None => Value::String(text),
        },
        Value::Array(all) => all.into_iter().map(|own| filled(own, asked)).collect(),
        Value::Object(all) => {
            Value::Object(all.into_iter().map(|(key, own)| (key, filled(own, asked))).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn named(name: &str, asked: &StyleFor<'_>) -> Value {
    match name {
        "ink" => json!(hex(asked.ground.ink())),
        "beyond" => json!(hex(asked.ground.beyond())),
        "paper" => json!(hex(asked.ground.paper())),
        "exhibition" => json!(hex(exhibition_ink(asked.ground))),
        "restriction" => json!(hex(restriction_ink(asked.ground))),
        "tints" => tints(asked.ground),
        "fonts" => json!(asked.fonts),
        _ => Value::Null,
    }
}

/// The tint of every national colour; tiles say the colour itself.
fn tints(ground: Ground) -> Value {
    let colours: BTreeSet<(u8, u8, u8)> = classes().map(|(_, paint)| paint.rgb).collect();
    let mut all = vec![json!("match"), json!(["get", "colour"])];
    for rgb in colours {
        all.extend([json!(hex(rgb)), json!(hex(ground.tint(rgb)))]);
    }
    all.push(json!(hex(ground.tint((255, 255, 255)))));
    Value::Array(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(ground: Ground) -> Value {
        let tiles = "/tiles/0123456789abcdef";
        let sprite = "/map/sprite-light";
        style(&StyleFor { tiles, moment: "on=2026-11-23", sprite, ground, fonts: &["Noto Sans TC"] }).unwrap()
    }

    #[test]
    fn every_layer_names_what_tiles_hold_and_no_layer_stands_twice() {
        let style = made(Ground::Light);
        let layers = style["layers"].as_array().unwrap();
        let mut ids: Vec<&str> = layers.iter().map(|l| l["id"].as_str().unwrap()).collect();
        for layer in &layers[1..] {
            let set = TileSet::named(layer["source"].as_str().unwrap()).unwrap();
            let held = set.layers().iter().find(|own| layer["source-layer"] == own.name);
            let facts = held.unwrap_or_else(|| panic!("no tile holds what {layer} names"));
            for key in layer.to_string().split("[\"get\",\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(facts.keys.contains(&key), "{} says no {key}", facts.name);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), layers.len());
    }

    #[test]
    fn every_name_in_the_layers_is_filled_in() {
        let text = made(Ground::Dark).to_string();
        assert!(!text.contains("\"$") && !text.contains("null"));
    }

    #[test]
    fn every_national_colour_has_its_tint_on_both_grounds() {
        for ground in [Ground::Light, Ground::Dark] {
            let style = made(ground);
            let layers = style["layers"].as_array().unwrap();
            let fill = layers.iter().find(|l| l["id"] == "zones-fill").unwrap()["paint"].to_string();
            for (class, paint) in classes() {
                let tint = format!("\"{}\",\"{}\"", hex(paint.rgb), hex(ground.tint(paint.rgb)));
                assert!(fill.contains(&tint), "{class}");
            }
        }
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        assert!(!made(Ground::Dark).to_string().contains("//"));
    }
}
