//! The office's tables about the land, and the layers that are read by them.
#![allow(clippy::unwrap_used)]

use atlas::point::Origin;
use atlas_import::areas::{self, AreaSource};
use atlas_import::cases;
use atlas_import::exhibitions;
use atlas_import::fields::{FieldTable, Kind};
use atlas_import::intake::How;
use atlas_import::lineage::Lineage;
use atlas_import::problem::{Problem, What};
use atlas_import::restrictions::{self, RestrictionSource};
use atlas_import::source::Named;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use lexicon::date::Date;

const TODAY: Date = Date::constant(2026, 11, 23);

fn how() -> How {
    How::new(Origin { x_m: 178_000, y_m: 2_503_000 }, TODAY)
}

fn fields() -> FieldTable {
    FieldTable::from_csv(include_bytes!("../../../office/land/fields.csv")).unwrap()
}

/// A collection of squares with these properties.
fn squares(properties: &[&str]) -> Vec<u8> {
    let square = "[[[178000,2503000],[178010,2503000],[178010,2503010],[178000,2503010]]]";
    let feature = |properties: &&str| {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":{square}}}}}"#
        )
    };
    let features: Vec<String> = properties.iter().map(feature).collect();
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:3826"}}"#;
    format!(r#"{{"type":"FeatureCollection",{crs},"features":[{}]}}"#, features.join(",")).into_bytes()
}

#[test]
fn every_table_of_the_office_is_read() {
    let table = fields();
    let sources = table.sources(TODAY);
    assert!(sources.contains(&("plan-zones", Kind::Zone)) && sources.contains(&("cadastre", Kind::Parcel)));
    let zones = table.zones("plan-zones", TODAY).unwrap();
    assert_eq!(zones.class.0, ["分區代碼", "分區代"], "uncut first");
    assert_eq!(table.parcels("cadastre", TODAY).unwrap().land.0, ["AA49"]);
    assert_eq!(table.zones("plan-zones", Date::constant(2019, 12, 31)), None, "the table is dated");
    assert_eq!(table.parcels("plan-zones", TODAY), None);
    let names = areas::names(include_bytes!("../../../office/land/plan-areas.csv"), TODAY).unwrap();
    let plans = cases::from_csv(include_bytes!("../../../office/land/plan-cases.csv"), TODAY).unwrap();
    assert!(plans.iter().all(|plan| names.contains_key(&plan.area_code) && plan.known.from == TODAY));
    assert!(Lineage::from_csv(include_bytes!("../../../office/land/lineage.csv")).unwrap().is_empty());
}

#[test]
fn a_meaning_nobody_knows_is_refused_by_line() {
    let raw = "source,kind,meaning,field,from,until\nx,zone,klass,A,2020-01-01,\n";
    let fault = FieldTable::from_csv(raw.as_bytes()).unwrap_err();
    assert_eq!(fault.to_string(), "line 2: meaning cannot be `klass`");
    assert!(FieldTable::from_csv(b"source,kind\nx,zone\n").is_err());
}

#[test]
fn a_plan_area_names_the_case_when_only_one_is_in_force() {
    let table = "id,area,name,level,announced_on,number,scale,from,until\n\
                 A-1,S1,a,detailed,1990-01-01,1,1000,1990-01-01,1999-12-31\n\
                 A-2,S1,b,detailed,2000-01-01,2,1000,2000-01-01,\n\
                 B-1,S2,c,main,1990-01-01,3,1000,1990-01-01,\nB-2,S2,d,detailed,1990-01-01,4,1000,1990-01-01,\n";
    let plans = cases::from_csv(table.as_bytes(), TODAY).unwrap();
    let source = ZoneSource {
        fields: fields().zones("plan-zones", TODAY).unwrap(),
        plan: PlanOf::Area(&plans),
        from: Date::constant(2010, 1, 1),
    };
    let of = |area: &str| format!(r#""計畫區":"{area}","分區代":"A01","使用分":"x""#);
    let raw = squares(&[&of("S1"), &of("S2"), &of("S3")]);
    let files = [Named { name: "a.geojson", bytes: &raw }];
    let read = zones::import(&files, &how(), &source, &mut |_| {});
    let taken: Vec<_> = read.taken.iter().map(|z| (z.id.as_str(), z.plan_id.as_str())).collect();
    assert_eq!(taken, [("A-2/0", "A-2")]);
    let which = |area: &str, cases: &[&str]| What::WhichPlan {
        area: area.to_owned(),
        cases: cases.iter().map(|c| (*c).to_owned()).collect(),
    };
    assert_eq!(read.problems, [Problem::of(1, which("S2", &["B-1", "B-2"])), Problem::of(2, which("S3", &[]))]);
}

#[test]
fn plan_areas_take_their_names_from_the_list_and_missing_ones_are_told() {
    let names = areas::names(b"code,name,from,until\nS1,one,1990-01-01,\nS2,two,1990-01-01,\n", TODAY).unwrap();
    let source = AreaSource { fields: fields().extents("bureau", Kind::Area, TODAY).unwrap(), names: &names };
    let raw = squares(&[r#""code":"S1""#, r#""code":"S9""#, r#""code":"S1""#]);
    let files = [Named { name: "a.geojson", bytes: &raw }];
    let read = areas::import(&files, &how(), &source, &mut |_| {});
    assert_eq!(read.taken.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["one"]);
    let want = [
        Problem::of(1, What::BadAttribute { field: "code".into(), value: "S9".into() }),
        Problem::of(2, What::SameId("S1".into())),
        Problem::of_file(What::MissingArea("S2".into())),
    ];
    assert_eq!(read.problems, want);
}

#[test]
fn exhibitions_and_restrictions_come_with_their_days() {
    let raw = squares(&[
        r#""plan_id":"P","name":"變更案","from":"115.11.2","until":"2026-12-01","id":"R1""#,
        r#""plan_id":"P","name":"變更案","from":"2026-11-02""#,
        r#""plan_id":"P","name":"變更案","from":"tomorrow","until":"2026-12-01""#,
    ]);
    let files = [Named { name: "a.geojson", bytes: &raw }];
    let shown =
        exhibitions::import(&files, &how(), &fields().extents("bureau", Kind::Exhibition, TODAY).unwrap(), &mut |_| {});
    let (plan, exhibition) = &shown.taken[0];
    assert_eq!((plan.as_str(), exhibition.days.from), ("P", Date::constant(2026, 11, 2)));
    let bad = What::BadAttribute { field: "from".into(), value: "tomorrow".into() };
    assert_eq!(shown.problems, [Problem::of(1, What::MissingAttribute("until".into())), Problem::of(2, bad.clone())]);
    let source = RestrictionSource {
        fields: fields().extents("bureau", Kind::Restriction, TODAY).unwrap(),
        kind: "building-ban".into(),
        authority: "都市發展局".into(),
        from: TODAY,
    };
    let read = restrictions::import(&files, &how(), &source, &mut |_| {});
    let ids: Vec<&str> = read.taken.iter().map(|r| r.id.as_str()).collect();
    assert_eq!((ids, read.problems), (vec!["R1", "building-ban/1"], vec![Problem::of(2, bad)]));
    assert!(read.taken.iter().all(|r| r.known.from == TODAY && r.kind == "building-ban"));
}
