use super::*;
use crate::independent::{Scratch, free_port, openssl, run_beside};
use crate::outbound::Status;
use crate::seal::{DemoOffice, DemoPki, Seal, SealKey, demo_pki};
use crate::stand_in::faults::{Faults, Order};
use crate::stand_in::{Running, serve};
use axum::body::Bytes;
use axum::routing::post;
use papers::tsp::TspError;
use rustls::pki_types::pem::PemObject;
use std::sync::Arc;

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

fn pki() -> DemoPki {
    demo_pki(&DemoOffice { name: "高雄市政府都市發展局".into(), days: 365 }, now()).unwrap()
}

async fn running(pki: &DemoPki) -> (Running, Faults<Fault>) {
    let faults = Faults::default();
    let who = StandIn {
        seal: Seal::Key(SealKey::from_pem(&pki.tsa.key_pem, &pki.tsa.chain_pem).unwrap()),
        policy: "1.3.6.1.4.1.99999.1".into(),
        clock: Arc::new(now),
        faults: faults.clone(),
    };
    (stand_in(free_port().await, who).unwrap(), faults)
}

fn client(pki: &DemoPki, addresses: &[String], slack_seconds: i64) -> Timestamp {
    let anchor = rustls::pki_types::CertificateDer::from_pem_slice(pki.ca.chain_pem.as_bytes()).unwrap();
    let authority =
        |address: &String| Authority { name: "示範".into(), address: Address::parse_open(address).unwrap() };
    Timestamp::new(Config {
        authorities: addresses.iter().map(authority).collect(),
        anchors: vec![anchor.to_vec()],
        slack: Slack { seconds: slack_seconds },
        limits: Limits { whole_ms: 800, ..Limits::default() },
    })
    .unwrap()
}

/// The error of the only authority asked.
fn only(error: &GatewayError) -> &GatewayError {
    &error.cause::<NoneStamped>().unwrap().0[0].1
}

#[tokio::test]
async fn a_stamp_of_the_stand_in_is_accepted() {
    let pki = pki();
    let (tsa, _) = running(&pki).await;
    let stamped = client(&pki, &[tsa.url("/tsa")], 60).ask(&[7; 32], now()).await.unwrap();
    assert_eq!(stamped.at, now().into());
    assert!(client(&pki, &[tsa.url("/")], 60).probe(now()).await[0].1.is_ok());
}

#[tokio::test]
async fn each_fault_has_its_error() {
    let pki = pki();
    let (tsa, faults) = running(&pki).await;
    let client = client(&pki, &[tsa.url("/")], 60);
    for (fault, may_pass) in [
        (Fault::Down, true),
        (Fault::Error, true),
        (Fault::Lost, true),
        (Fault::WrongNonce, false),
        (Fault::WrongImprint, false),
        (Fault::Nonsense, false),
    ] {
        faults.set(Order::always(fault));
        let error = client.ask(&[7; 32], now()).await.unwrap_err();
        assert_eq!(error.may_pass(), may_pass, "{fault:?}: {error}");
        match fault {
            Fault::Down => assert_eq!(only(&error).cause(), Some(&Status(503))),
            Fault::Error => assert_eq!(only(&error).cause(), Some(&Status(500))),
            Fault::WrongNonce => assert_eq!(only(&error).cause(), Some(&TspError::Nonce)),
            Fault::WrongImprint => assert_eq!(only(&error).cause(), Some(&TspError::Imprint)),
            Fault::Nonsense => assert_eq!(only(&error).cause(), Some(&TspError::Malformed)),
            _ => {}
        }
    }
    faults.set(Order::late(Fault::Slow, 10_000));
    assert!(client.ask(&[7; 32], now()).await.unwrap_err().may_pass());
    faults.set(Order::always(Fault::None));
    assert!(client.ask(&[7; 32], now()).await.is_ok());
}

#[tokio::test]
async fn the_next_authority_is_asked_when_one_is_gone() {
    let pki = pki();
    let (gone, _) = running(&pki).await;
    let gone_url = gone.url("/");
    gone.shutdown().await;
    let (tsa, _) = running(&pki).await;
    assert!(client(&pki, &[gone_url.clone(), tsa.url("/")], 60).ask(&[7; 32], now()).await.is_ok());
    let error = client(&pki, &[gone_url], 60).ask(&[7; 32], now()).await.unwrap_err();
    assert!(error.may_pass());
}

#[tokio::test]
async fn a_wrong_clock_or_another_anchor_is_not_trusted() {
    let pki = pki();
    let (tsa, _) = running(&pki).await;
    let late = now().minutes_later(5);
    let error = client(&pki, &[tsa.url("/")], 60).ask(&[7; 32], late).await.unwrap_err();
    assert_eq!(only(&error).cause(), Some(&TspError::Time));
    let stranger = self::pki();
    let error = client(&stranger, &[tsa.url("/")], 60).ask(&[7; 32], now()).await.unwrap_err();
    assert!(matches!(only(&error).cause(), Some(TspError::Untrusted(_) | TspError::Signature)), "{error}");
}

#[tokio::test]
async fn openssl_verifies_the_stand_ins_reply() {
    let pki = pki();
    let (tsa, _) = running(&pki).await;
    let scratch = Scratch::new();
    scratch.write("data", "高雄市".as_bytes());
    scratch.write("ca.pem", pki.ca.chain_pem.as_bytes());
    openssl(&scratch, "ts -query -data data -cert -sha256 -out query.tsq");
    let address = Address::parse(&tsa.url("/")).unwrap();
    let outbound = Outbound::new(System::Timestamp, Reach::Anywhere, Limits::default()).unwrap();
    let request = outbound.request(Method::POST, &address).unwrap();
    let request = request.header(CONTENT_TYPE, QUERY).body(scratch.read("query.tsq"));
    scratch.write("reply.tsr", &outbound.send_ok(request).await.unwrap());
    let at = now().micros() / 1_000_000;
    let said = openssl(&scratch, &format!("ts -verify -attime {at} -in reply.tsr -queryfile query.tsq -CAfile ca.pem"));
    assert!(said.contains("Verification: OK"), "{said}");
}

#[tokio::test]
async fn a_reply_made_by_openssl_is_accepted() {
    let pki = pki();
    let scratch = Arc::new(Scratch::new());
    let split = pki.tsa.chain_pem.find("-----BEGIN CERTIFICATE-----\n").unwrap();
    scratch.write("tsa.pem", &pki.tsa.chain_pem.as_bytes()[split..]);
    scratch.write("ca.pem", pki.ca.chain_pem.as_bytes());
    scratch.write("tsa.key", pki.tsa.key_pem.as_bytes());
    scratch.write("serial", b"01\n");
    let config = "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\nsigner_cert = tsa.pem\ncerts = ca.pem\n\
        signer_key = tsa.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\ndigests = sha256\n\
        ess_cert_id_alg = sha256\nordering = yes\naccuracy = secs:1, millisecs:500\n";
    scratch.write("tsa.cnf", config.as_bytes());
    let reply = move |query: Bytes| async move {
        scratch.write("query.tsq", &query);
        let args = "ts -reply -config tsa.cnf -queryfile query.tsq -out reply.tsr";
        run_beside(&scratch, "openssl", &args.split(' ').collect::<Vec<_>>()).await;
        scratch.read("reply.tsr")
    };
    let server = serve(free_port().await, axum::Router::new().route("/", post(reply))).unwrap();
    // openssl stamps with the machine's clock, which the test does not look at: any time will do.
    let asked = client(&pki, &[server.url("/")], i64::MAX).ask(&[7; 32], now()).await;
    let stamped = asked.unwrap_or_else(|error| panic!("{error}"));
    assert!(stamped.authority.contains("TSA"), "{}", stamped.authority);
}
