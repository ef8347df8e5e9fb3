use super::answer::MatchLevel;
use super::*;
use crate::breaker::{LeftAlone, State};
use crate::ground::Ground;
use crate::independent::{Scratch, free_port, run_beside};
use crate::outbound::Status;
use crate::stand_in::Running;
use crate::stand_in::faults::{Faults, Order};

fn door(address: &str, x: i64) -> StandInAddress {
    StandInAddress { address: address.to_owned(), at: Ground { x, y: 25_031_824_001 } }
}

async fn running() -> (Running, Faults<Fault>) {
    let faults = Faults::default();
    let who = StandIn {
        addresses: vec![
            door("高雄市前金區河東里3鄰河東路12號", 1_781_886_123),
            door("高雄市前金區河東里3鄰河東路18號", 1_781_986_123),
            door("高雄市新興區河東路12號", 1_791_886_123),
        ],
        app_id: Secret::new("takau"),
        api_key: Secret::new("open sesame"),
        faults: faults.clone(),
    };
    (stand_in(free_port().await, who).unwrap(), faults)
}

fn client(stand_in: &Running, api_key: &str) -> Addresses {
    Addresses::new(Config {
        address: Address::parse(&stand_in.url("/AddrWS/v40/QueryAddr.asmx/QueryAddr")).unwrap(),
        app_id: Secret::new("takau"),
        api_key: Secret::new(api_key),
        county: "高雄市".to_owned(),
        most: 10,
        limits: Limits { whole_ms: 1_500, ..short() },
        breaker: breaker::Settings { failures: 3, rest_s: 30 },
    })
    .unwrap()
}

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

async fn check(text: &str, expected: &[(&str, MatchLevel)]) {
    let (stand_in, _) = running().await;
    let found = client(&stand_in, "open sesame").ask(text, now()).await.unwrap();
    let seen: Vec<_> = found.iter().map(|candidate| (candidate.address.as_str(), candidate.level)).collect();
    assert_eq!(seen, expected, "{text}");
}

#[tokio::test]
async fn an_address_finds_its_door_or_doors_near_it() {
    use MatchLevel::{Elsewhere, Exact, SameStreet};
    let (first, second, third) =
        ("高雄市前金區河東里3鄰河東路12號", "高雄市前金區河東里3鄰河東路18號", "高雄市新興區河東路12號");
    check("高雄市前金區河東路12號", &[(first, Exact)]).await;
    check(" 前金區河東路１２號３樓 ", &[(first, Exact)]).await;
    check("河東路12號", &[(first, Exact), (third, Exact)]).await;
    check("前金區河東路14號", &[(second, SameStreet)]).await;
    check("河東路", &[(first, SameStreet), (third, SameStreet)]).await;
    check("鼓山區河東路12號", &[(first, Elsewhere), (third, Elsewhere)]).await;
    check("河西路12號", &[]).await;
    check("臺南市河東路12號", &[]).await;
}

#[tokio::test]
async fn a_door_comes_with_its_place() {
    let (stand_in, _) = running().await;
    let found = client(&stand_in, "open sesame").ask("前金區河東路12號", now()).await.unwrap();
    assert_eq!((found[0].at, found[0].town.as_str()), ([1_781_886_123, 25_031_824_001].into(), "前金區"));
}

#[tokio::test]
async fn what_is_no_address_is_not_sent() {
    let (stand_in, faults) = running().await;
    let client = client(&stand_in, "open sesame");
    for text in ["", "  ", "12", &"河東路".repeat(100)] {
        let error = client.ask(text, now()).await.unwrap_err();
        assert_eq!(error.cause(), Some(&NoAddress), "{text}");
    }
    assert_eq!(faults.seen(), 0);
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_neither_key_nor_address_is_shown() {
    let (stand_in, _) = running().await;
    let client = client(&stand_in, "hunter2");
    let error = client.ask("前金區河東路12號", now()).await.unwrap_err();
    assert_eq!((error.may_pass(), error.cause()), (false, Some(&AnswerError::Declined)));
    let shown = format!("{error} {error:?} {client:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("河東路"), "{shown}");
}

#[tokio::test]
async fn trouble_over_there_ends_soon_and_then_at_once() {
    let (stand_in, faults) = running().await;
    let client = client(&stand_in, "open sesame");
    let ask = async |at: At| client.ask("前金區河東路12號", at).await;
    faults.set(Order::always(Fault::Error));
    assert_eq!(ask(now()).await.unwrap_err().cause(), Some(&Status(503)));
    faults.set(Order::always(Fault::Lost));
    assert!(ask(now()).await.unwrap_err().may_pass());
    faults.set(Order::always(Fault::Nonsense));
    assert_eq!(ask(now()).await.unwrap_err().cause(), Some(&AnswerError::Shape));
    faults.set(Order::always(Fault::None));
    assert!(ask(now()).await.unwrap_err().cause::<LeftAlone>().is_some());
    let probe = client.probe(now()).await;
    assert!(probe.answer.is_ok() && probe.breaker.state == State::Open && probe.breaker.turned_away == 1);
    assert_eq!(ask(now().minutes_later(1)).await.unwrap().len(), 1);
    assert_eq!(client.standing(now()).state, State::Closed);
    faults.set(Order::always(Fault::Decline));
    assert_eq!(ask(now()).await.unwrap_err().cause(), Some(&AnswerError::Declined));
    faults.set(Order::always(Fault::Degrees));
    assert_eq!(ask(now()).await.unwrap_err().cause(), Some(&AnswerError::Grid));
    faults.set(Order::late(Fault::Slow, 20));
    assert!(ask(now()).await.is_ok());
    stand_in.shutdown().await;
    assert!(client.probe(now()).await.answer.is_err());
}

/// As a user of the service would write it, with nothing but Python's own library.
const PYTHON: &str = r#"
import json, sys, urllib.error, urllib.parse, urllib.request, xml.etree.ElementTree as tree
def ask(address, **other):
    fields = dict(oAPPId="takau", oAPIKey="open sesame", oAddress=address, oSRS="EPSG:3826", oFuzzyType=2,
        oResultDataType="JSON", oFuzzyBuffer=0, oIsOnlyFullMatch="false", oIsSupportPast="true",
        oIsShowCodeBase="true", oIsLockCounty="true", oIsLockTown="false", oIsLockVillage="false",
        oIsLockRoadSection="false", oIsLockLane="false", oIsLockAlley="false", oIsLockArea="false",
        oIsSameNumber_SubNumber="true", oCanIgnoreVillage="true", oCanIgnoreNeighborhood="true",
        oReturnMaxCount=0) | other
    query = urllib.parse.urlencode({k: v for k, v in fields.items() if v is not None})
    with urllib.request.urlopen(sys.argv[1] + "?" + query) as reply:
        assert reply.headers.get_content_type() == "text/xml"
        root = tree.fromstring(reply.read())
    assert root.tag == "{http://tempuri.org/}string", root.tag
    return json.loads(root.text)
full = ask("高雄市前金區河東路12號")
print(full["Info"][0]["IsSuccess"], full["Info"][0]["OutMatchType"], full["Info"][0]["InAddress"])
for door in full["AddressList"]:
    print(door["FULL_ADDR"], door["COUNTY"], door["TOWN"], door["ROAD"], door["NUMBER"], door["X"], door["Y"])
print(ask("高雄市前金區河東路13號")["AddressList"][0]["NUMBER"])
print(ask("高雄市前金區河東路13號", oIsOnlyFullMatch="true")["AddressList"])
print(ask("高雄市河東路12號", oAPIKey="guess")["Info"][0]["IsSuccess"])
try:
    ask("高雄市河東路12號", oSRS=None)
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode().strip())
"#;

#[tokio::test]
async fn a_program_of_another_hand_reads_the_stand_in() {
    let (stand_in, _) = running().await;
    let url = stand_in.url("/AddrWS/v40/QueryAddr.asmx/QueryAddr");
    let said = run_beside(&Scratch::new(), "/usr/bin/python3", &["-c", PYTHON, &url]).await;
    let expected = [
        "True 完全比對 高雄市前金區河東路12號",
        "高雄市前金區河東里3鄰河東路12號 高雄市 前金區 河東路 12號 178188.6123 2503182.4001",
        "18號",
        "[]",
        "False",
        "500 Missing parameter: oSRS.",
    ];
    assert_eq!(said.trim(), expected.join("\n"));
}
