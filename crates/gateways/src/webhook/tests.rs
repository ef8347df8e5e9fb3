use super::*;
use crate::independent::{Scratch, free_port, run_beside};
use crate::outbound::{Forbidden, Status, TooLarge};
use crate::stand_in::Running;
use crate::stand_in::faults::{Faults, Order};
use std::sync::Arc;

fn now() -> At {
    At::parse("2026-11-23T01:00:00Z").unwrap()
}

async fn running() -> (Running, StandIn) {
    let who = StandIn {
        secret: Secret::new("whsec"),
        tolerance_s: 300,
        clock: Arc::new(now),
        received: Received::default(),
        faults: Faults::default(),
    };
    (stand_in(free_port().await, who.clone()).unwrap(), who)
}

fn endpoint(address: &str, secret: &str) -> Endpoint {
    Endpoint { address: Address::parse_open(address).unwrap(), secret: Secret::new(secret) }
}

fn event(key: &str) -> Event {
    Event { key: key.into(), body: r#"{"case":"高市都證 111-000123","stage":"decided"}"#.into() }
}

fn client(reach: Reach) -> Webhook {
    Webhook::new(reach, Limits { whole_ms: 800, most_bytes: 1_000, ..Limits::default() }).unwrap()
}

#[tokio::test]
async fn an_event_arrives_signed_and_a_repeat_is_known_by_its_key() {
    let (receiver, who) = running().await;
    let (hook, to) = (client(Reach::Anywhere), endpoint(&receiver.url("/hook"), "whsec"));
    hook.tell(&to, &event("E1"), now()).await.unwrap();
    hook.tell(&to, &event("E1"), now().minutes_later(1)).await.unwrap();
    hook.probe(&to, now()).await.unwrap();
    let received = who.received.list();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0], Delivery { key: "E1".into(), body: event("").body, times: 2 });
}

#[tokio::test]
async fn each_fault_has_its_error() {
    let (receiver, who) = running().await;
    let (hook, to) = (client(Reach::Anywhere), endpoint(&receiver.url("/hook"), "whsec"));
    for (fault, may_pass, cause) in [
        (Fault::Error, true, Some(Status(500))),
        (Fault::Gone, false, Some(Status(410))),
        (Fault::Redirect, false, Some(Status(307))),
        (Fault::Slow, true, None),
        (Fault::LostReply, true, None),
        (Fault::Endless, false, None),
    ] {
        who.faults.set(Order::late(fault, 10_000));
        let error = hook.tell(&to, &event("E1"), now()).await.unwrap_err();
        assert_eq!((error.may_pass(), error.cause::<Status>()), (may_pass, cause.as_ref()), "{fault:?}: {error}");
        assert!(fault != Fault::Endless || error.cause() == Some(&TooLarge(1_000)));
    }
    assert_eq!(who.received.list().len(), 1);
}

#[tokio::test]
async fn a_wrong_secret_or_an_old_signature_is_not_trusted() {
    let (receiver, who) = running().await;
    let hook = client(Reach::Anywhere);
    let wrong = endpoint(&receiver.url("/hook"), "other");
    assert_eq!(hook.tell(&wrong, &event("E1"), now()).await.unwrap_err().cause(), Some(&Status(401)));
    let right = endpoint(&receiver.url("/hook"), "whsec");
    let old = hook.tell(&right, &event("E1"), now().minutes_later(-6)).await.unwrap_err();
    assert_eq!(old.cause(), Some(&Status(401)));
    assert!(who.received.list().is_empty());
    let bad_key = Event { key: "a\r\nb".into(), ..event("") };
    assert_eq!(hook.tell(&right, &bad_key, now()).await.unwrap_err().cause(), Some(&KeyShape));
    let shown = format!("{right:?} {:?}", event("E1"));
    assert!(!shown.contains("whsec") && !shown.contains("000123"), "{shown}");
}

#[tokio::test]
async fn strangers_addresses_never_lead_into_the_house() {
    let (receiver, who) = running().await;
    let port = receiver.at().port();
    let hook = client(Reach::Public);
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "169.254.169.254",
        "10.0.0.1",
    ] {
        let to = endpoint(&format!("http://{host}:{port}/hook"), "whsec");
        let error = hook.tell(&to, &event("E1"), now()).await.unwrap_err();
        assert!(!error.may_pass(), "{host}: {error}");
        assert_eq!(error.cause(), Some(&Forbidden), "{host}: {error:?}");
    }
    assert!(who.received.list().is_empty());
    let named = endpoint(&format!("http://localhost:{port}/hook"), "whsec");
    client(Reach::Anywhere).tell(&named, &event("E1"), now()).await.unwrap();
}

#[test]
fn signatures_are_checked_field_by_field() {
    let (secret, body) = (Secret::new("whsec"), b"{}".as_slice());
    let good = signature::header(&secret, body, now());
    let check = |header: &str, body: &[u8], minutes: i64, expected: Result<(), Distrust>| {
        assert_eq!(verify(header, body, (&secret, 300), now().minutes_later(minutes)), expected, "{header}");
    };
    check(&good, body, 0, Ok(()));
    check(&good, body, 5, Ok(()));
    check(&good, body, -5, Ok(()));
    check(&good, body, 6, Err(Distrust::Stale));
    check(&good, body, -6, Err(Distrust::Stale));
    check(&good, b"{ }", 0, Err(Distrust::Wrong));
    check(&good.replace("t=1", "t=2"), body, 0, Err(Distrust::Wrong));
    check(&good[..good.len() - 2], body, 0, Err(Distrust::Wrong));
    check("", body, 0, Err(Distrust::Form));
    check("t=x,v1=00", body, 0, Err(Distrust::Form));
    check("t=1,v1=zz", body, 0, Err(Distrust::Form));
}

const RECEIVER_IN_PYTHON: &str = r#"
import hashlib, hmac, http.server, os
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        fields = dict(part.split('=', 1) for part in self.headers['Takau-Signature'].split(','))
        right = hmac.new(b'whsec', fields['t'].encode() + b'.' + body, hashlib.sha256).hexdigest()
        trusted = hmac.compare_digest(right, fields['v1'])
        print(self.headers['Takau-Event'], 'trusted' if trusted else 'not trusted', flush=True)
        self.send_response(204 if trusted else 401)
        self.end_headers()
server = http.server.HTTPServer(('127.0.0.1', 0), Hook)
open('port.tmp', 'w').write(str(server.server_port)); os.rename('port.tmp', 'port')
server.handle_request()
"#;

#[tokio::test]
async fn a_receiver_written_in_python_trusts_us() {
    let scratch = Scratch::new();
    scratch.write("receiver.py", RECEIVER_IN_PYTHON.as_bytes());
    let send = async {
        let port = scratch.appears("port").await;
        let hook = Webhook::new(Reach::Anywhere, Limits::default()).unwrap();
        hook.tell(&endpoint(&format!("http://127.0.0.1:{port}/"), "whsec"), &event("E1"), now()).await.unwrap();
    };
    let (said, ()) = tokio::join!(run_beside(&scratch, "python3", &["receiver.py"]), send);
    assert!(said.contains("E1 trusted"), "{said}");
}
