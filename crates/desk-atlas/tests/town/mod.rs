//! A small town for tests: books on SQLite or PostgreSQL, invented land, officers, certificates, plan files.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use atlas::day::AsOf;
use atlas::finding::Verdict;
use atlas::overlay::overlay;
use atlas::parcel::{Parcel, ParcelShape};
use atlas::release::Release;
use atlas::zone::Zone;
use casework::case::Case;
use catalogue::check::Raw;
use catalogue::service::{Assurance, Channel};
use city::generate::{CityPlan, generate};
use city::survey::SurveyError;
use desk::abilities::{ParcelReplies, ParcelReply};
use desk::access::{Action, Officer, Role, Who};
use desk::applying::Application;
use desk::desk::{Desk, Parts};
use desk::issuing::SealedPaper;
use desk::office::{Office, Standing};
use desk::paying::{CASH, Payment};
use desk::signing_in::NewOfficer;
use desk_atlas::proposal::{deciding, importing};
use lexicon::date::Date;
use lexicon::ids::CaseId;
use lexicon::instant::At;
use lexicon::language::Lang;
use store::crypt::Keys;
use store::db::Place;
use store::store::Store;

use crate::support::{at, new_database};

pub const SERVICE: &str = "zoning-certificate";

/// A town with its first release live.
pub struct Town {
    pub desk: Desk,
    pub place: Place,
    pub keys: Keys,
    pub folder: tempfile::TempDir,
    /// Two who keep plan data, and one who does not.
    pub ann: Officer,
    pub ben: Officer,
    pub outsider: Officer,
}

fn files(folder: &Path, inside: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{inside}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

fn folder(name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name), "", &mut found);
    found
}

/// A town on each database.
pub async fn both() -> Vec<Town> {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Town::open(Place::Sqlite(folder.path().join("takau.sqlite")), folder).await;
    let postgres = Town::open(Place::Postgres(new_database().await), tempfile::tempdir().unwrap()).await;
    vec![sqlite, postgres]
}

/// Another process on the same books and folder.
pub async fn desk(place: &Place, keys: &Keys, folder: &Path) -> Desk {
    let store = Store::open(place, keys.clone(), folder, at(0)).await.unwrap();
    let office = Office::read(&self::folder("office"), Standing::Demonstration, "http://127.0.0.1:8080").unwrap();
    let missing_glyphs: desk::desk::MissingGlyphs = Arc::new(|_| Vec::new());
    Desk::open(Parts { store, office, missing_glyphs, anchors: Vec::new() }).await.unwrap()
}

impl Town {
    async fn open(place: Place, folder: tempfile::TempDir) -> Town {
        let keys = Keys::generate("test").unwrap();
        let desk = desk(&place, &keys, folder.path()).await;
        let ann = hire(&desk, "ann", &[Role::PlanData]).await;
        let ben = hire(&desk, "ben", &[Role::PlanData, Role::Reviewer]).await;
        let outsider = hire(&desk, "outsider", &[Role::Administrator]).await;
        let town = Town { desk, place, keys, folder, ann, ben, outsider };
        let plan = CityPlan { seed: 7, parcels: 300, survey: SurveyError::Off };
        let mut parts = generate(&plan, &town.desk.office().sections).unwrap().parts;
        // Known from the day it was proposed on.
        let known = atlas::plan::Validity::since(at(0).taipei_date());
        parts.plans.iter_mut().for_each(|row| row.known = known);
        parts.zones.iter_mut().for_each(|row| row.known = known);
        parts.parcels.iter_mut().for_each(|row| row.known = known);
        let ann = Who::Officer(town.ann.clone());
        let first = importing::propose_invented(&town.desk, &ann, ("first", parts), at(0)).await.unwrap();
        deciding::publish(&town.desk, &town.ben, first, at(1)).await.unwrap();
        let compiled = catalogue::compile::compile(&self::folder("services/zoning-certificate")).unwrap();
        town.desk.publish(compiled, at(1)).await.unwrap();
        town
    }

    pub fn release(&self) -> Arc<Release> {
        self.desk.release().unwrap()
    }

    /// Parcels without any doubt on a day, each in one zone only.
    pub fn clear(&self, on: Date) -> Vec<(Parcel, String)> {
        let (release, office) = (self.release(), self.desk.office());
        let mut clear = Vec::new();
        for parcel in release.parcels().filter(|parcel| release.parcel(parcel.id, on).as_ref() == Some(parcel)) {
            let finding = overlay(&release, &ParcelShape::from(&parcel), AsOf::from(on), &office.tolerances);
            if let Verdict::Clear { zones } = &finding.verdict
                && let [zone] = &zones[..]
            {
                clear.push((parcel, zone.clone()));
            }
        }
        clear
    }

    /// A certificate about a parcel, issued by the usual steps.
    pub async fn certificate(&self, parcel: &Parcel, now: At) -> Case {
        let (desk, id) = (&self.desk, self.paid(parcel, now).await);
        let replies = ParcelReplies { parcels: vec![self.reply(parcel)], ..ParcelReplies::default() };
        let case = desk.answer_geometry(id, ("geometry", &replies), (None, now)).await.unwrap();
        let paper = case.papers.last().unwrap_or_else(|| panic!("no paper of {}: {:?}", parcel.id, case.findings)).id;
        let sealed = SealedPaper { pdf: format!("%PDF {paper}").into_bytes(), is_timestamped: false };
        desk.file_paper(paper, sealed, (None, now)).await.unwrap()
    }

    /// A case about a parcel that is paid for and waits for the land office.
    pub async fn paid(&self, parcel: &Parcel, now: At) -> CaseId {
        let desk = &self.desk;
        let section = desk.office().sections.get(parcel.id.section).unwrap().clone();
        let name = format!("{}{}{}{}", section.district, section.section, section.subsection, parcel.id.land);
        let answers = [
            ("parcels", name.as_str()),
            ("purpose", "loan"),
            ("copies", "1"),
            ("delivery", "email"),
            ("applicant_kind", "person"),
            ("name", "林美玲"),
            ("person_id", "F131104093"),
            ("phone", "07-336-8333"),
            ("email", "holder@example.org"),
            ("agent", "no"),
            ("consent", "yes"),
        ];
        let raw: Raw = answers.iter().map(|(name, typed)| ((*name).to_owned(), vec![(*typed).to_owned()])).collect();
        let application = Application {
            service: SERVICE.to_owned(),
            raw,
            channel: Channel::Counter,
            assurance: Assurance::OfficerVouched,
            lang: Lang::ZhHant,
            draft: None,
        };
        let id = desk.apply(&Who::System, application, now).await.unwrap().case.id;
        let order = desk.order(&Who::System, id, now).await.unwrap();
        let payment = Payment {
            reference: format!("{CASH}{}", order.trade_no),
            trade_no: order.trade_no,
            gateway: "counter".to_owned(),
            amount: order.amount,
        };
        desk.receive_payment(payment, now).await.unwrap();
        id
    }

    pub fn reply(&self, parcel: &Parcel) -> ParcelReply {
        let origin = self.release().origin();
        let absolute = |p: &atlas::point::Point| {
            let at = |metres: i32, units: i32| i64::from(metres) * 10_000 + i64::from(units);
            (at(origin.x_m, p.x), at(origin.y_m, p.y))
        };
        let ring = |ring: &atlas::ring::Ring| ring.points().iter().map(absolute).collect();
        ParcelReply {
            key: parcel.id.key(),
            rings: parcel.shape.rings().iter().map(ring).collect(),
            registered_area_m2: Some(parcel.registered.to_string()),
            stale: false,
            asked_at: None,
            sha256: None,
            difference: None,
        }
    }

    pub async fn case(&self, case: &Case) -> Case {
        self.desk.case_by_id(&Who::System, case.id, Action::SeeCase).await.unwrap()
    }

    /// The zones known now, as the bureau's own export tells their history.
    pub fn export(&self, mut change: impl FnMut(Zone) -> Vec<Zone>) -> String {
        let release = self.release();
        let zones = release.zones().filter(|zone| zone.known.until.is_none());
        let zones: Vec<Zone> = zones.flat_map(&mut change).collect();
        features(&release, &zones)
    }
}

/// Zones as GeoJSON with the bureau's own field names.
pub fn features(release: &Release, zones: &[Zone]) -> String {
    let origin = release.origin();
    let mut text = String::from(
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3826"}},"features":["#,
    );
    for (i, zone) in zones.iter().enumerate() {
        let mut parts = Vec::new();
        for polygon in &zone.extent.0 {
            let ring = |ring: &atlas::ring::Ring| {
                let points = ring.points().iter().chain(ring.points().first());
                let places: Vec<String> = points
                    .map(|p| {
                        let (x, y) = origin.metres(*p);
                        format!("[{x:.4},{y:.4}]")
                    })
                    .collect();
                format!("[{}]", places.join(","))
            };
            let rings: Vec<String> = polygon.rings().iter().map(ring).collect();
            parts.push(format!("[{}]", rings.join(",")));
        }
        let says = serde_json::json!({
            "zone_id": zone.id, "plan_id": zone.plan_id, "class": zone.class, "name": zone.name,
            "coverage": zone.coverage, "floor_area": zone.floor_area,
            "from": zone.in_force.from, "until": zone.in_force.until,
        });
        let comma = if i == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"type":"Feature","properties":{says},"geometry":{{"type":"MultiPolygon","coordinates":[{}]}}}}"#,
            parts.join(",")
        )
        .unwrap();
    }
    text.push_str("]}");
    text
}

pub async fn hire(desk: &Desk, login: &str, roles: &[Role]) -> Officer {
    let new = NewOfficer {
        login: login.to_owned(),
        name: login.to_owned(),
        unit: "development".to_owned(),
        roles: roles.to_vec(),
        password: None,
    };
    let id = desk.put_officer(&Who::System, new).await.unwrap();
    Officer { id, name: login.to_owned(), unit: "development".to_owned(), roles: roles.to_vec() }
}
