//! Reads Mapbox Vector Tiles as a stranger would, from the specification: nothing of the writer is used here.
#![allow(dead_code)]

use std::collections::BTreeMap;

/// A field of a message: its number, and its number or bytes.
enum Field<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// A layer as read.
#[derive(Debug, PartialEq, Eq)]
pub struct ReadLayer {
    pub name: String,
    pub version: u64,
    pub extent: u64,
    pub features: Vec<ReadFeature>,
}

/// A feature as read: rings are open, points are rings of one.
#[derive(Debug, PartialEq, Eq)]
pub struct ReadFeature {
    pub kind: u64,
    pub said: BTreeMap<String, String>,
    pub rings: Vec<Vec<(i64, i64)>>,
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = bytes.split_first().expect("a number is cut off");
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut bytes)),
            2 => {
                let length = varint(&mut bytes) as usize;
                let (content, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(content)
            }
            other => panic!("no field of a tile has wire type {other}"),
        };
        found.push((key >> 3, field));
    }
    found
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    numbers
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("a text is UTF-8")
}

fn value(bytes: &[u8]) -> String {
    match fields(bytes).pop() {
        Some((1, Field::Bytes(said))) => text(said),
        Some((5, Field::Number(number))) => number.to_string(),
        _ => panic!("a value is neither text nor whole number"),
    }
}

/// All layers of a tile.
pub fn read(tile: &[u8]) -> Vec<ReadLayer> {
    let layer = |(number, field)| match (number, field) {
        (3, Field::Bytes(bytes)) => layer(bytes),
        _ => panic!("a tile holds layers only"),
    };
    fields(tile).into_iter().map(layer).collect()
}

fn layer(bytes: &[u8]) -> ReadLayer {
    let mut layer = ReadLayer { name: String::new(), version: 1, extent: 4_096, features: Vec::new() };
    let (mut keys, mut values, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for (number, field) in fields(bytes) {
        match (number, field) {
            (1, Field::Bytes(name)) => layer.name = text(name),
            (2, Field::Bytes(feature)) => raw.push(feature),
            (3, Field::Bytes(key)) => keys.push(text(key)),
            (4, Field::Bytes(said)) => values.push(value(said)),
            (5, Field::Number(extent)) => layer.extent = extent,
            (15, Field::Number(version)) => layer.version = version,
            (other, _) => panic!("no layer has a field {other}"),
        }
    }
    layer.features = raw.into_iter().map(|bytes| feature(bytes, (&keys, &values))).collect();
    layer
}

fn feature(bytes: &[u8], (keys, values): (&[String], &[String])) -> ReadFeature {
    let mut feature = ReadFeature { kind: 0, said: BTreeMap::new(), rings: Vec::new() };
    for (number, field) in fields(bytes) {
        match (number, field) {
            (2, Field::Bytes(tags)) => {
                for pair in packed(tags).chunks(2) {
                    let known = feature.said.insert(keys[pair[0] as usize].clone(), values[pair[1] as usize].clone());
                    assert!(known.is_none(), "a key is said twice");
                }
            }
            (3, Field::Number(kind)) => feature.kind = kind,
            (4, Field::Bytes(geometry)) => feature.rings = rings(&packed(geometry)),
            (other, _) => panic!("no feature has a field {other}"),
        }
    }
    feature
}

fn rings(commands: &[u64]) -> Vec<Vec<(i64, i64)>> {
    let (mut rings, mut at, mut k) = (Vec::new(), (0i64, 0i64), 0);
    let step = |n: u64| (n >> 1) as i64 ^ -((n & 1) as i64);
    while k < commands.len() {
        let (command, times) = (commands[k] & 7, commands[k] >> 3);
        k += 1;
        if command == 7 {
            assert!(times == 1 && rings.last().is_some_and(|r: &Vec<_>| r.len() > 2), "only rings are closed");
            continue;
        }
        for _ in 0..times {
            at = (at.0 + step(commands[k]), at.1 + step(commands[k + 1]));
            k += 2;
            if command == 1 {
                rings.push(Vec::new());
            }
            rings.last_mut().expect("a line begins with a move").push(at);
        }
    }
    rings
}

/// Twice the area of an open ring by the surveyor's formula.
pub fn area2(ring: &[(i64, i64)]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}
