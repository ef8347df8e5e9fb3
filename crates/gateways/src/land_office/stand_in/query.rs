//! What a WFS client asks of the stand-in, whichever way it says it.
//!
//! Names of query fields are taken in any case (OGC 04-094 §14.2). A parcel may be named by
//! LD/SCNO/PO, by a feature id, or by a filter of equalities on the fields.

use crate::xml::{self, Node};

/// A question in one form.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Lower case: `getcapabilities`, `describefeaturetype`, `getfeature`.
    pub request: String,
    /// Land office, if named.
    pub office: Option<String>,
    /// Twelve-digit key of the parcel, if named.
    pub key: Option<String>,
    /// Most features wanted.
    pub most: usize,
    /// Only their number is wanted.
    pub hits_only: bool,
}

impl Asked {
    pub(super) fn read(fields: Vec<(String, String)>) -> Asked {
        let mut asked = Asked { most: usize::MAX, ..Asked::default() };
        let (mut section, mut land) = (None, None);
        for (name, value) in fields {
            match name.to_ascii_lowercase().as_str() {
                "request" => asked.request = value.to_ascii_lowercase(),
                "ld" => asked.office = Some(value),
                "scno" => section = Some(value),
                "po" => land = Some(value),
                "maxfeatures" | "count" => asked.most = value.parse().unwrap_or(usize::MAX),
                "resulttype" => asked.hits_only = value.eq_ignore_ascii_case("hits"),
                "featureid" => asked.key = value.rsplit('.').next().map(str::to_owned),
                "filter" => read_filter(&value, &mut asked, (&mut section, &mut land)),
                _ => {}
            }
        }
        if let (Some(section), Some(land)) = (section, land) {
            asked.key = Some(section + &land);
        }
        asked
    }
}

fn read_filter(text: &str, asked: &mut Asked, (section, land): (&mut Option<String>, &mut Option<String>)) {
    let Ok(root) = xml::parse(text.as_bytes()) else { return };
    let mut equalities = Vec::new();
    root.all("PropertyIsEqualTo", &mut equalities);
    for equality in equalities {
        let text = |name: &str| equality.child(name).map(|node: &Node| node.text.trim().to_owned());
        let (Some(name), Some(value)) = (text("PropertyName"), text("Literal")) else { continue };
        match name.rsplit(':').next().unwrap_or_default() {
            "LD" => asked.office = Some(value),
            "AA48" => *section = Some(value),
            "AA49" => *land = Some(value),
            _ => {}
        }
    }
    for name in ["FeatureId", "GmlObjectId"] {
        if let Some(node) = root.child(name) {
            let id = node.attribute("fid").or_else(|| node.attribute("id"));
            asked.key = id.and_then(|id| id.rsplit('.').next()).map(str::to_owned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: &[(&str, &str)], office: Option<&str>, key: Option<&str>) {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let asked = Asked::read(fields);
        assert_eq!((asked.office.as_deref(), asked.key.as_deref()), (office, key));
    }

    #[test]
    fn a_parcel_is_named_in_several_ways() {
        check(&[("LD", "EA"), ("SCNO", "0609"), ("PO", "00180001")], Some("EA"), Some("060900180001"));
        check(&[("featureID", "PARCEL.060900180001")], None, Some("060900180001"));
        let equal = |name: &str, value: &str| {
            format!(
                "<ogc:PropertyIsEqualTo><ogc:PropertyName>land:{name}</ogc:PropertyName><ogc:Literal>{value}</ogc:Literal></ogc:PropertyIsEqualTo>"
            )
        };
        let filter = format!(
            "<ogc:Filter xmlns:ogc='http://www.opengis.net/ogc'><ogc:And>{}{}{}</ogc:And></ogc:Filter>",
            equal("LD", "EA"),
            equal("AA48", "0609"),
            equal("AA49", "00180001"),
        );
        check(&[("FILTER", &filter)], Some("EA"), Some("060900180001"));
        check(&[("FILTER", "<broken")], None, None);
    }
}
