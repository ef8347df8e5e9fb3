use super::*;
use crate::independent::{Scratch, free_port, run_beside};
use crate::outbound::Status;
use crate::stand_in::Running;
use crate::stand_in::faults::{Faults, Order};

async fn running() -> (Running, StandIn) {
    let who = StandIn { token: Secret::new("open sesame"), inbox: Inbox::default(), faults: Faults::default() };
    (stand_in(free_port().await, who.clone()).unwrap(), who)
}

fn client(provider: &Running, token: &str) -> Sms {
    Sms::new(Config {
        address: Address::parse(&provider.url("/messages")).unwrap(),
        token: Secret::new(token),
        most_segments: 3,
        limits: Limits { whole_ms: 800, ..Limits::default() },
    })
    .unwrap()
}

fn message(key: &str, text: &str) -> Outgoing {
    Outgoing { key: key.into(), to: Phone::parse("0912-345-678").unwrap(), text: text.into() }
}

#[test]
fn segments_are_counted_as_the_network_does() {
    for (text, expected) in [
        ("字".to_owned(), 1),
        ("字".repeat(70), 1),
        ("字".repeat(71), 2),
        ("字".repeat(134), 2),
        ("字".repeat(135), 3),
        ("a".repeat(70), 1),
        ("𠕇".repeat(35), 1),
        ("𠕇".repeat(36), 2),
        // 33 pairs fill 66 of 67 places; the 34th is not parted.
        ("𠕇".repeat(66), 2),
        ("𠕇".repeat(67), 3),
    ] {
        assert_eq!(segments(&text), expected, "{text}");
    }
}

#[tokio::test]
async fn a_message_is_taken_once_whatever_happens_to_the_answer() {
    let (provider, who) = running().await;
    let sms = client(&provider, "open sesame");
    sms.probe().await.unwrap();
    let text = "您的案件已核發。".repeat(10);
    for (fault, may_pass, taken) in [
        (Fault::Down, true, 0),
        (Fault::Refuse, false, 0),
        (Fault::LostReply, true, 1),
        (Fault::Slow, true, 1),
        (Fault::Nonsense, false, 1),
    ] {
        who.faults.set(Order::late(fault, 10_000));
        let error = sms.tell(&message("K1", &text)).await.unwrap_err();
        assert_eq!((error.may_pass(), who.inbox.list().len()), (may_pass, taken), "{fault:?}: {error}");
        match fault {
            Fault::Refuse => assert_eq!(error.cause(), Some(&Status(402))),
            Fault::Nonsense => assert_eq!(error.cause(), Some(&SmsError::Answer)),
            _ => {}
        }
    }
    who.faults.set(Order::always(Fault::None));
    let taken = sms.tell(&message("K1", &text)).await.unwrap();
    assert_eq!(taken, Taken { id: "S000001".into(), segments: 2 });
    let inbox = who.inbox.list();
    assert_eq!((inbox.len(), inbox[0].to.as_str(), &inbox[0].text), (1, "+886912345678", &text));
    assert_eq!(sms.tell(&message("K2", "好")).await.unwrap().id, "S000002");
}

#[tokio::test]
async fn what_must_not_go_out_is_refused_before_it_does() {
    let (provider, who) = running().await;
    let sms = client(&provider, "open sesame");
    let land_line = Outgoing { to: Phone::parse("07-3368333").unwrap(), ..message("K", "好") };
    for (message, expected) in [
        (land_line, SmsError::NotMobile),
        (message("K", " "), SmsError::Length),
        (message("K", &"字".repeat(202)), SmsError::Length),
        (message("K", "申請人A123456789的案件"), SmsError::Identity),
        (message("K", "申請人 Ａ１２３ ４５６ ７８９"), SmsError::Identity),
        (message("K", "A-123-456-789"), SmsError::Identity),
        (message("K", "居留證A800000014"), SmsError::Identity),
    ] {
        assert_eq!(sms.tell(&message).await.unwrap_err().cause(), Some(&expected), "{}", message.text);
    }
    assert!(who.inbox.list().is_empty());
    assert!(sms.tell(&message("K", "案件A12345****，編號 A123456788")).await.is_ok());
}

#[test]
fn a_case_number_is_no_identity_number() {
    for n in 1..=500 {
        let number = lexicon::case_number::CaseNumber::new("ZC", 115, n).unwrap();
        let text = format!("案件{number}已收件 http://127.0.0.1/case/{number}");
        assert!(!super::holds_identity(&text), "{text}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_nothing_personal_is_shown() {
    let (provider, _) = running().await;
    let sms = client(&provider, "hunter2");
    let error = sms.tell(&message("K", "好")).await.unwrap_err();
    assert_eq!(error.cause(), Some(&Status(401)));
    let shown = format!("{error:?} {sms:?} {:?}", message("K", "私"));
    assert!(!shown.contains("hunter2") && !shown.contains("912345678") && !shown.contains('私'), "{shown}");
    assert!(sms.probe().await.is_err());
}

const SENDER_IN_PYTHON: &str = r#"
import json, sys, urllib.request
body = json.dumps({'key': 'PY', 'to': '+886987654321', 'text': '測試'}).encode()
headers = {'Authorization': 'Bearer open sesame', 'Content-Type': 'application/json'}
for _ in range(2):
    reply = json.load(urllib.request.urlopen(urllib.request.Request(sys.argv[1], body, headers)))
    assert reply == {'id': 'S000001', 'segments': 1}, reply
print('all sent')
"#;

#[tokio::test]
async fn a_sender_written_in_python_is_understood() {
    let (provider, who) = running().await;
    let scratch = Scratch::new();
    scratch.write("sender.py", SENDER_IN_PYTHON.as_bytes());
    let said = run_beside(&scratch, "python3", &["sender.py", &provider.url("/messages")]).await;
    assert!(said.contains("all sent"), "{said}");
    assert_eq!(who.inbox.list().len(), 1);
}
