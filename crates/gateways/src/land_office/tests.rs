use super::*;
use crate::independent::{Scratch, free_port, run_beside};
use crate::outbound::Status;
use crate::stand_in::Running;
use crate::stand_in::faults::{Faults, Order};
use atlas::point::Origin;
use std::sync::Arc;
use token::NoToken;

/// 18-1 of section 0609: a square of ten metres with a hole of two; 18-2 has become 19 and 19-1.
fn lookup(key: &str) -> Option<StandInParcel> {
    let (x, y) = (1_781_886_123, 25_031_824_001);
    let square = |from: i64, side: i64| {
        let (x, y) = (x + from, y + from);
        vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side]]
    };
    let renumbered_to = match key {
        "060900180001" | "060900180003" => vec![],
        "060900180002" => vec!["060900190000".into(), "060900190001".into()],
        _ => return None,
    };
    let rings = vec![square(0, 100_000), square(40_000, 20_000)];
    Some(StandInParcel { office: "EA".into(), rings, registered_area: 9_600, renumbered_to })
}

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

fn sought(land: &str) -> Sought {
    Sought { office: "EA".into(), parcel: ParcelId::parse(&format!("0609{land}")).unwrap() }
}

async fn running(listener: tokio::net::TcpListener) -> (Running, Faults<Fault>) {
    let faults = Faults::default();
    let who = StandIn {
        lookup: Arc::new(lookup),
        samples: vec!["060900180001".into(), "060900180003".into()],
        client_id: "takau".into(),
        client_secret: Secret::new("open sesame"),
        clock: Arc::new(now),
        faults: faults.clone(),
    };
    (stand_in(listener, who).unwrap(), faults)
}

fn client(stand_in: &Running, secret: &str) -> LandOffice {
    client_within(stand_in, secret, 10_000)
}

fn client_within(stand_in: &Running, secret: &str, whole_ms: u64) -> LandOffice {
    LandOffice::new(Config {
        token_address: Address::parse(&stand_in.url("/cp/gettoken")).unwrap(),
        wfs_address: Address::parse(&stand_in.url("/cp/gis/landWFS")).unwrap(),
        client_id: "takau".into(),
        client_secret: Secret::new(secret),
        limits: Limits { whole_ms, ..Limits::default() },
        patience: Patience { attempts: 3, first_wait_ms: 1, whole_ms: 60_000 },
        breaker: breaker::Settings { failures: 100, rest_s: 60 },
        batch: Batch { most: 20, at_once: 3 },
        cost_per_parcel_twd: Twd::new(1),
        keep: None,
        rounds: None,
    })
    .unwrap()
}

async fn metered(stand_in: &Running) -> serde_json::Value {
    reqwest::get(stand_in.url("/stand-in/meter")).await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_parcel_comes_with_boundary_area_and_evidence() {
    let (stand_in, _) = running(free_port().await).await;
    let answer = client(&stand_in, "open sesame").ask(&sought("00180001"), now()).await.unwrap();
    let Finding::Found(parcel) = answer.finding else { panic!("{:?}", answer.finding) };
    assert_eq!(parcel.registered_area, Some(9_600));
    let shape = parcel.shape(Origin { x_m: 178_000, y_m: 2_503_000 }).unwrap();
    assert_eq!(shape.area2() / 2, (100_000_i128 * 100_000) - (20_000 * 20_000));
    assert_eq!(parcel.polygons[0].rings[0][0], [1_781_886_123, 25_031_824_001].into());
    assert_eq!(answer.evidence.cost_twd, Twd::new(1));
    assert_eq!(answer.evidence.attempts, 1);
    assert_eq!(answer.evidence.sha256, hex::encode(Sha256::digest(&answer.evidence.reply)));
    assert!(parcel.shape(Origin { x_m: 0, y_m: 0 }).is_err());
}

#[tokio::test]
async fn unknown_and_renumbered_are_answers() {
    let (stand_in, _) = running(free_port().await).await;
    let client = client(&stand_in, "open sesame");
    let unknown = client.ask(&sought("99990000"), now()).await.unwrap();
    assert_eq!(unknown.finding, Finding::Unknown);
    let elsewhere = Sought { office: "EB".into(), ..sought("00180001") };
    assert_eq!(client.ask(&elsewhere, now()).await.unwrap().finding, Finding::Unknown);
    let keys = ["060900190000", "060900190001"].map(|key| ParcelId::parse(key).unwrap());
    let renumbered = client.ask(&sought("00180002"), now()).await.unwrap();
    assert_eq!(renumbered.finding, Finding::Renumbered(keys.to_vec()));
}

#[tokio::test]
async fn a_token_serves_many_questions_until_it_ends() {
    let (stand_in, _) = running(free_port().await).await;
    let client = client(&stand_in, "open sesame");
    for minutes in [0, 1, 4] {
        client.ask(&sought("00180001"), now().minutes_later(minutes)).await.unwrap();
    }
    let seen = metered(&stand_in).await;
    assert_eq!((&seen["tokens"], &seen["answered"]), (&1.into(), &3.into()));
    client.ask(&sought("00180001"), now().minutes_later(5)).await.unwrap();
    assert_eq!(metered(&stand_in).await["tokens"], 2);
}

#[tokio::test]
async fn a_hundred_questions_at_once_ask_for_one_token() {
    let (stand_in, _) = running(free_port().await).await;
    let client = Arc::new(client(&stand_in, "open sesame"));
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let client = Arc::clone(&client);
        asking.spawn(async move { client.ask(&sought("00180001"), now()).await.is_ok() });
    }
    assert!(asking.join_all().await.into_iter().all(|answered| answered));
    let metered = metered(&stand_in).await;
    assert_eq!((&metered["tokens"], &metered["answered"]), (&1.into(), &100.into()));
}

#[tokio::test]
async fn a_token_the_service_no_longer_knows_is_replaced() {
    let listener = free_port().await;
    let at = listener.local_addr().unwrap();
    let (stand_in, _) = running(listener).await;
    let client = client(&stand_in, "open sesame");
    client.ask(&sought("00180001"), now()).await.unwrap();
    stand_in.shutdown().await;
    assert!(client.ask(&sought("00180001"), now()).await.unwrap_err().may_pass());
    let (again, _) = running(tokio::net::TcpListener::bind(at).await.unwrap()).await;
    client.ask(&sought("00180001"), now()).await.unwrap();
    assert_eq!(metered(&again).await["tokens"], 1);
}

#[tokio::test]
async fn only_trouble_over_there_is_tried_again() {
    let (stand_in, faults) = running(free_port().await).await;
    let client = client_within(&stand_in, "open sesame", 1_000);
    faults.set(Order::next(Fault::Error, 2));
    assert_eq!(client.ask(&sought("00180001"), now()).await.unwrap().evidence.attempts, 3);
    faults.set(Order::next(Fault::Lost, 1));
    assert_eq!(client.ask(&sought("00180001"), now()).await.unwrap().evidence.attempts, 2);
    faults.set(Order::always(Fault::Error));
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert_eq!((error.may_pass(), error.cause()), (true, Some(&Status(503))));
    faults.set(Order::late(Fault::Slow, 10_000));
    assert!(client.ask(&sought("00180001"), now()).await.unwrap_err().may_pass());
    faults.set(Order::next(Fault::WrongParcel, 1));
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert_eq!(error.cause(), Some(&OtherParcel));
    faults.set(Order::next(Fault::Nonsense, 1));
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert!(matches!(error, GatewayError::Nonsense { .. }) && error.cause::<GmlError>().is_some());
    assert!(client.ask(&sought("00180001"), now()).await.is_ok());
}

#[tokio::test]
async fn faults_can_be_ordered_over_http() {
    let (stand_in, _) = running(free_port().await).await;
    let order = serde_json::json!({ "mode": "wrong-parcel", "every": 2 });
    let ordered = reqwest::Client::new().post(stand_in.url("/stand-in/faults")).json(&order).send().await.unwrap();
    assert_eq!(ordered.status(), 204);
    let client = client(&stand_in, "open sesame");
    assert!(client.ask(&sought("00180001"), now()).await.is_ok());
    assert!(client.ask(&sought("00180001"), now()).await.is_err());
}

#[tokio::test]
async fn a_question_ends_within_its_limit() {
    let (stand_in, faults) = running(free_port().await).await;
    let mut client = client(&stand_in, "open sesame");
    client.config.patience = Patience { attempts: 1_000, first_wait_ms: 20, whole_ms: 50 };
    faults.set(Order::always(Fault::Error));
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert_eq!(error.cause(), Some(&TooSlow(50)));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_never_shown() {
    let (stand_in, _) = running(free_port().await).await;
    let client = client(&stand_in, "hunter2");
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert!(!error.may_pass());
    assert!(!format!("{error} {error:?} {client:?}").contains("hunter2"));
    assert!(client.probe(now()).await.answer.is_err());
    assert!(self::client(&stand_in, "open sesame").probe(now()).await.answer.is_ok());
    let broken = crate::stand_in::serve(free_port().await, axum::Router::new().fallback(async || "{}")).unwrap();
    let error = self::client(&broken, "x").probe(now()).await.answer.unwrap_err();
    assert_eq!(error.cause(), Some(&NoToken));
    let typed = Sought { office: "E&A".into(), ..sought("00180001") };
    assert_eq!(client.ask(&typed, now()).await.unwrap_err().cause(), Some(&OfficeShape));
}

#[tokio::test]
async fn a_land_office_that_is_down_is_left_alone_until_a_trial_works() {
    let (stand_in, faults) = running(free_port().await).await;
    let mut client = client(&stand_in, "open sesame");
    client.breaker = Breaker::new(breaker::Settings { failures: 4, rest_s: 60 });
    faults.set(Order::always(Fault::Error));
    for (asked, seen) in [(1, 3), (2, 4), (3, 4)] {
        assert!(client.ask(&sought("00180001"), now()).await.unwrap_err().may_pass());
        assert_eq!(faults.seen(), seen, "question {asked}");
    }
    let error = client.ask(&sought("00180001"), now()).await.unwrap_err();
    assert_eq!(error.cause(), Some(&breaker::LeftAlone { until: now().minutes_later(1) }));
    let probe = client.probe(now()).await;
    assert!(probe.answer.is_ok());
    assert_eq!((probe.breaker.state, probe.breaker.failed, probe.breaker.turned_away), (breaker::State::Open, 4, 2));
    assert_eq!(client.standing(now().minutes_later(1)).state, breaker::State::HalfOpen);
    faults.set(Order::always(Fault::None));
    assert!(client.ask(&sought("00180001"), now().minutes_later(1)).await.is_ok());
    assert_eq!(client.standing(now()).state, breaker::State::Closed);
}

#[tokio::test]
async fn every_charged_reply_is_on_the_meter_and_taken_once() {
    let (stand_in, faults) = running(free_port().await).await;
    let client = client(&stand_in, "open sesame");
    faults.set(Order { every: 3, ..Order::always(Fault::WrongParcel) });
    for land in ["00180001", "99990000", "00180001"] {
        // The third is charged and of no use.
        let _ = client.ask(&sought(land), now()).await;
    }
    faults.set(Order::always(Fault::Error));
    assert!(client.ask(&sought("00180001"), now()).await.is_err());
    faults.set(Order::always(Fault::None));
    client.ask(&sought("00180001"), now().minutes_later(24 * 60)).await.unwrap();
    let days: Vec<_> = client.take_spent().iter().map(|d| (d.asked, d.unusable, d.cost_twd, d.unusable_twd)).collect();
    assert_eq!(days, [(3, 1, Twd::new(3), Twd::new(1)), (1, 0, Twd::new(1), Twd::new(0))]);
    assert!(client.spent().is_empty());
    assert_eq!(metered(&stand_in).await["answered"], 4);
}

#[tokio::test]
async fn many_parcels_are_asked_a_few_at_a_time_and_each_once() {
    let (stand_in, faults) = running(free_port().await).await;
    let client = client(&stand_in, "open sesame");
    faults.set(Order::late(Fault::Slow, 200));
    let lands = ["00180001", "00180002", "00180003", "99990000", "00180001", "00180003", "99980000"];
    let answers = client.ask_many(&lands.map(sought), now()).await.unwrap();
    let seen: Vec<_> = answers
        .iter()
        .map(|asked| match &asked.answer.as_ref().unwrap().finding {
            Finding::Found(found) => found.parcel.land.code(),
            Finding::Renumbered(to) => format!("{} numbers", to.len()),
            Finding::Unknown => "unknown".to_owned(),
        })
        .collect();
    assert_eq!(seen, ["00180001", "2 numbers", "00180003", "unknown", "unknown"]);
    let metered = metered(&stand_in).await;
    assert_eq!((&metered["tokens"], &metered["answered"], &metered["busiest"]), (&1.into(), &5.into(), &3.into()));
    let many: Vec<Sought> = (1..=21).map(|n| sought(&format!("{n:04}0000"))).collect();
    assert_eq!(client.ask_many(&many, now()).await.unwrap_err().cause(), Some(&TooMany { most: 20 }));
}

#[tokio::test]
async fn a_batch_stops_paying_when_the_land_office_goes_down() {
    let (stand_in, faults) = running(free_port().await).await;
    let mut client = client(&stand_in, "open sesame");
    client.breaker = Breaker::new(breaker::Settings { failures: 4, rest_s: 60 });
    client.config.batch.at_once = 1;
    faults.set(Order::always(Fault::Error));
    let many: Vec<Sought> = (1..=20).map(|n| sought(&format!("{n:04}0000"))).collect();
    let answers = client.ask_many(&many, now()).await.unwrap();
    assert!(answers.iter().all(|asked| asked.answer.as_ref().unwrap_err().may_pass()));
    assert_eq!((faults.seen(), client.standing(now()).turned_away), (4, 18));
    assert!(client.spent().is_empty());
}

#[test]
fn answers_of_other_servers_are_read_or_refused_by_name() {
    let collection = |geometry: &str| {
        format!(
            "<wfs:FeatureCollection xmlns:wfs='w' xmlns:gml='g'><gml:featureMember><X><LD>EA</LD><AA48>0609</AA48>\
             <AA49>00180001</AA49>{geometry}</X></gml:featureMember></wfs:FeatureCollection>"
        )
    };
    let ring = |boundary: &str, list: &str| {
        format!(
            "<G><gml:MultiSurface srsName='EPSG:3826'><gml:surfaceMember><gml:Polygon>\
        <gml:{boundary}><gml:LinearRing>{list}</gml:LinearRing></gml:{boundary}></gml:Polygon></gml:surfaceMember></gml:MultiSurface></G>"
        )
    };
    let check = |text: String, expected: Result<usize, GmlError>| {
        let got = finding(&sought("00180001"), text.as_bytes()).map(|finding| match finding {
            Finding::Found(parcel) => parcel.polygons[0].rings[0].len(),
            other => panic!("{other:?}"),
        });
        assert_eq!(got.map_err(|error| *error.cause::<GmlError>().unwrap()), expected, "{text}");
    };
    let east_first = "178188.6,2503182.4 178198.6,2503182.4 178198.6,2503192.4 178188.6,2503182.4";
    check(collection(&ring("outerBoundaryIs", &format!("<gml:coordinates>{east_first}</gml:coordinates>"))), Ok(4));
    let spaced = east_first.replace(',', " ");
    check(collection(&ring("exterior", &format!("<gml:posList>{spaced}</gml:posList>"))), Ok(4));
    let positions: String =
        east_first.split(' ').map(|at| format!("<gml:pos>{}</gml:pos>", at.replace(',', " "))).collect();
    check(collection(&ring("exterior", &positions)), Ok(4));
    let north_first = "2503182.4 178188.6 2503182.4 178198.6 2503192.4 178198.6 2503182.4 178188.6";
    check(collection(&ring("exterior", &format!("<gml:posList>{north_first}</gml:posList>"))), Err(GmlError::Grid));
    let degrees = "120.3 22.6 120.4 22.6 120.4 22.7 120.3 22.6";
    check(collection(&ring("exterior", &format!("<gml:posList>{degrees}</gml:posList>"))), Err(GmlError::Grid));
    let other = ring("exterior", &format!("<gml:posList>{spaced}</gml:posList>")).replace("3826", "3828");
    check(collection(&other), Err(GmlError::Grid));
    let open = spaced.rsplit_once(" 178188.6").unwrap().0;
    check(collection(&ring("exterior", &format!("<gml:posList>{open}</gml:posList>"))), Err(GmlError::Ring));
    check(collection(&ring("exterior", "<gml:posList>178188.6 2503182.4 1</gml:posList>")), Err(GmlError::Coordinates));
    check(collection(&ring("exterior", "<gml:posList>1e5 2503182.4</gml:posList>")), Err(GmlError::Coordinates));
    check(collection("<G/>"), Err(GmlError::NoPolygon));
    check(collection("<AA10>0</AA10>"), Err(GmlError::Field("AA10")));
    check("<ows:ExceptionReport xmlns:ows='o'/>".into(), Err(GmlError::Exception));
    check("<html/>".into(), Err(GmlError::NoCollection));
    check(
        "<FeatureCollection><featureMember><X/></featureMember></FeatureCollection>".into(),
        Err(GmlError::Field("LD")),
    );
}

#[tokio::test]
async fn gdal_reads_the_stand_in() {
    let (stand_in, _) = running(free_port().await).await;
    let basic = reqwest::Client::new().get(stand_in.url("/cp/gettoken")).basic_auth("takau", Some("open sesame"));
    let given: serde_json::Value = basic.send().await.unwrap().json().await.unwrap();
    let header = format!("Authorization: Bearer {}", given["access_token"].as_str().unwrap());
    let scratch = Scratch::new();
    let source = format!("WFS:{}", stand_in.url("/cp/gis/landWFS?version=1.1.0"));
    let base = ["--config", "GDAL_HTTP_HEADERS", &header, &source, "land:PARCEL"];
    let all = run_beside(&scratch, "ogrinfo", &[&["-so"], &base[..]].concat()).await;
    assert!(all.contains("Feature Count: 2") && all.contains("Geometry: Polygon"), "{all}");
    assert!(all.contains("TWD97 / TM2 zone 121"), "{all}");
    let filter = "LD = 'EA' AND AA48 = '0609' AND AA49 = '00180001'";
    let one = run_beside(&scratch, "ogrinfo", &[&["-where", filter], &base[..]].concat()).await;
    assert!(one.contains("AA49 (String) = 00180001") && one.contains("AA10 (Real) = 96"), "{one}");
    assert!(one.contains("POLYGON ((178188.6123 2503182.4001,"), "{one}");
    assert_eq!(one.matches("OGRFeature(").count(), 1, "{one}");
}
