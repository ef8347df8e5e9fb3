//! CQL2 JSON read into a filter.

use serde_json::Value;

use super::geometry::{Literal, Position};
use super::text::{SERVED, span_of};
use super::time::Relation;
use super::{Comparison, MOST_BYTES, MOST_DEEP, Node, Scalar, Spatial, Temporal, wkt};
use crate::fault::Fault;
use crate::span;

/// Reads a filter.
///
/// # Errors
/// What is no JSON, an operation that is not served, arguments that do not fit.
pub fn read(filter: &str) -> Result<Node, Fault> {
    if filter.len() > MOST_BYTES {
        return Err(Fault::bad("filter-long").about("filter").with("most", MOST_BYTES));
    }
    let cause = |fault: serde_json::Error| Fault::bad("filter-no-json").about("filter").with("at", fault.column());
    node(&serde_json::from_str(filter).map_err(cause)?, 0)
}

fn misfit(value: &Value, expected: &str) -> Fault {
    Fault::bad("filter-misfit").about("filter").with("found", value).with_words("expected", expected)
}

fn node(value: &Value, deep: usize) -> Result<Node, Fault> {
    if deep > MOST_DEEP {
        return Err(Fault::bad("filter-deep").about("filter").with("most", MOST_DEEP));
    }
    if let Value::Bool(truth) = value {
        return Ok(Node::Truth(*truth));
    }
    let (Some(op), Some(args)) = (value["op"].as_str(), value["args"].as_array()) else {
        return Err(misfit(value, "expected-op"));
    };
    let op_name = op.to_ascii_lowercase();
    let all = || args.iter().map(|arg| node(arg, deep + 1)).collect::<Result<Vec<Node>, Fault>>();
    let comparison = Comparison::ALL.into_iter().find(|(sign, _)| *sign == op_name);
    let relation = Relation::ALL.into_iter().find(|(name, _)| name.to_ascii_lowercase() == op_name);
    match (op_name.as_str(), args.as_slice()) {
        ("and", [_, ..]) => Ok(Node::And(all()?)),
        ("or", [_, ..]) => Ok(Node::Or(all()?)),
        ("not", [inner]) => Ok(Node::Not(Box::new(node(inner, deep + 1)?))),
        ("isnull", [inner]) => match scalar(inner)? {
            Scalar::Property(name) => Ok(Node::IsNull(name)),
            _ => Err(Fault::bad("filter-null-of-literal").about("filter")),
        },
        ("like", [left, Value::String(pattern)]) => Ok(Node::Like(scalar(left)?, pattern.clone())),
        ("between", [left, low, high]) => Ok(Node::Between(scalar(left)?, scalar(low)?, scalar(high)?)),
        ("in", [left, Value::Array(items)]) => {
            Ok(Node::In(scalar(left)?, items.iter().map(scalar).collect::<Result<_, _>>()?))
        }
        ("s_intersects", [a, b]) => Ok(Node::Intersects(spatial(a)?, spatial(b)?)),
        (_, [a, b]) if comparison.is_some() => {
            let (_, comparison) = comparison.ok_or_else(|| misfit(value, "expected-op"))?;
            Ok(Node::Compare(comparison, scalar(a)?, scalar(b)?))
        }
        (_, [a, b]) if relation.is_some() => {
            let (_, relation) = relation.ok_or_else(|| misfit(value, "expected-op"))?;
            Ok(Node::Time(relation, temporal(a)?, temporal(b)?))
        }
        ("and" | "or" | "not" | "isnull" | "like" | "between" | "in" | "s_intersects", _) => {
            Err(misfit(value, "expected-args"))
        }
        _ if comparison.is_some() || relation.is_some() => Err(misfit(value, "expected-args")),
        _ => Err(Fault::bad("filter-function").about("filter").with("name", op).with("served", SERVED)),
    }
}

fn scalar(value: &Value) -> Result<Scalar, Fault> {
    match value {
        Value::String(text) => Ok(Scalar::Text(text.clone())),
        Value::Bool(truth) => Ok(Scalar::Truth(*truth)),
        Value::Number(number) => number.as_f64().map(Scalar::Number).ok_or_else(|| misfit(value, "expected-operand")),
        Value::Object(object) => {
            let member = |name: &str| object.get(name).and_then(Value::as_str);
            if let Some(name) = member("property") {
                return Ok(Scalar::Property(name.to_owned()));
            }
            match member("date").or_else(|| member("timestamp")) {
                Some(day) => Ok(Scalar::Day(span::day("filter", day)?)),
                None => match (member("op"), object.contains_key("args")) {
                    (Some(op), true) => {
                        Err(Fault::bad("filter-function").about("filter").with("name", op).with("served", SERVED))
                    }
                    _ => Err(misfit(value, "expected-operand")),
                },
            }
        }
        _ => Err(misfit(value, "expected-operand")),
    }
}

fn temporal(value: &Value) -> Result<Temporal, Fault> {
    if let Some([from, until]) = value["interval"].as_array().map(Vec::as_slice) {
        let (Some(from), Some(until)) = (from.as_str(), until.as_str()) else {
            return Err(misfit(value, "expected-time"));
        };
        return span_of(from, until);
    }
    match scalar(value)? {
        Scalar::Property(name) => Ok(Temporal::Property(name)),
        Scalar::Day(day) => Ok(Temporal::Day(day)),
        _ => Err(misfit(value, "expected-time")),
    }
}

fn spatial(value: &Value) -> Result<Spatial, Fault> {
    if let Some(name) = value["property"].as_str() {
        return Ok(Spatial::Property(name.to_owned()));
    }
    if let Some(numbers) = value["bbox"].as_array() {
        let numbers: Option<Vec<f64>> = numbers.iter().map(Value::as_f64).collect();
        let numbers = numbers.ok_or_else(|| misfit(value, "expected-number"))?;
        return wkt::frame_of(&numbers).map(Spatial::Literal);
    }
    let Some(kind) = value["type"].as_str() else { return Err(misfit(value, "expected-geometry")) };
    let mut out = Literal::default();
    let places = &value["coordinates"];
    match kind {
        "Point" => out.points = vec![position(places)?],
        "MultiPoint" => out.points = list(places, position)?,
        "LineString" => out.lines = vec![list(places, position)?],
        "MultiLineString" => out.lines = list(places, line)?,
        "Polygon" => out.polygons = vec![list(places, line)?],
        "MultiPolygon" => out.polygons = list(places, |polygon| list(polygon, line))?,
        _ => return Err(Fault::bad("filter-geometry").with("name", kind).with("served", wkt::SERVED.join(", "))),
    }
    wkt::check(&out)?;
    Ok(Spatial::Literal(out))
}

fn line(value: &Value) -> Result<Vec<Position>, Fault> {
    list(value, position)
}

fn list<T>(value: &Value, item: impl Fn(&Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    value.as_array().ok_or_else(|| misfit(value, "expected-geometry"))?.iter().map(item).collect()
}

fn position(value: &Value) -> Result<Position, Fault> {
    match value.as_array().map(Vec::as_slice) {
        Some([x, y] | [x, y, _]) => match (x.as_f64(), y.as_f64()) {
            (Some(x), Some(y)) => Ok((x, y)),
            _ => Err(misfit(value, "expected-number")),
        },
        _ => Err(misfit(value, "expected-number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::text;

    #[test]
    fn both_writings_mean_the_same() {
        for (json, written) in [
            (r#"{"op":"=","args":[{"property":"class"},"A01110"]}"#, "class = 'A01110'"),
            (
                r#"{"op":"and","args":[{"op":"not","args":[{"op":"isNull","args":[{"property":"coverage"}]}]},
                    {"op":"in","args":[{"property":"class"},["A","B"]]}]}"#,
                "coverage IS NOT NULL AND class IN ('A', 'B')",
            ),
            (
                r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[1,2,3,4]}]}"#,
                "S_INTERSECTS(geometry, BBOX(1, 2, 3, 4))",
            ),
            (
                r#"{"op":"t_during","args":[{"property":"in_force_from"},{"interval":["2020-01-01",".."]}]}"#,
                "T_DURING(in_force_from, INTERVAL('2020-01-01', '..'))",
            ),
            (
                r#"{"op":"s_intersects","args":[{"property":"geometry"},
                    {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}"#,
                "S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 0)))",
            ),
        ] {
            assert_eq!(read(json).unwrap(), text::read(written).unwrap(), "{json}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (json, kind) in [
            ("{", "filter-no-json"),
            ("[]", "filter-misfit"),
            (r#"{"op":"and","args":[]}"#, "filter-misfit"),
            (r#"{"op":"casei","args":["a"]}"#, "filter-function"),
            (r#"{"op":"=","args":[{"op":"casei","args":["a"]},"b"]}"#, "filter-function"),
            (r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Circle"}]}"#, "filter-geometry"),
            (r#"{"op":"like","args":[{"property":"name"},1]}"#, "filter-misfit"),
            (r#"{"op":"=","args":[null,1]}"#, "filter-misfit"),
        ] {
            assert_eq!(read(json).map_err(|fault| fault.kind()), Err(kind), "{json}");
        }
    }
}
