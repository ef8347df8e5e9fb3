use super::*;
use crate::independent::{Scratch, free_port, run_beside};
use crate::stand_in::Running;
use crate::stand_in::faults::Order;

fn now() -> At {
    At::parse("2026-11-23T01:02:03Z").unwrap()
}

async fn running() -> (Running, StandIn) {
    let who = StandIn::default();
    (stand_in(free_port().await, who.clone()).unwrap(), who)
}

fn config(port: u16) -> Config {
    Config {
        host: "127.0.0.1".into(),
        port,
        protection: Protection::None,
        login: None,
        sender_name: "高雄市政府都市發展局".into(),
        sender: Email::parse("noreply@urban.example.tw").unwrap(),
        whole_ms: 2_000,
    }
}

fn letter(key: &str) -> Outgoing {
    Outgoing {
        key: key.into(),
        to: Email::parse("someone@example.org").unwrap(),
        subject: "土地使用分區證明已核發：請於期限內下載（第 111-000123 號），謝謝您的申請與耐心等候".into(),
        text: "您好：\n.一行以點開始\n\n證明書已核發。\n".into(),
        html: None,
        attachments: vec![],
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let (server, who) = running().await;
    let mail = Mail::new(config(server.at().port())).unwrap();
    mail.tell(&letter("K1"), now()).await.unwrap();
    let got = who.mailbox.get(0).unwrap();
    assert_eq!(
        (got.envelope_from.as_str(), got.envelope_to),
        ("noreply@urban.example.tw", vec!["someone@example.org".into()])
    );
    assert_eq!((got.sender_name.as_str(), got.subject), ("高雄市政府都市發展局", letter("").subject));
    assert_eq!(got.text.unwrap().replace("\r\n", "\n").trim_end(), letter("").text.trim_end());
    assert_eq!((format!("<{}>", got.message_id), got.sent_at), (mail.message_id("K1"), Some(now())));
    assert!(got.headers.contains(&("Auto-Submitted".into(), "auto-generated".into())));
    assert!(got.raw.is_ascii() && got.raw.split(|b| *b == b'\n').all(|line| line.len() < 999));
    mail.probe().await.unwrap();
}

#[tokio::test]
async fn html_and_files_come_beside_the_text() {
    let (server, who) = running().await;
    let mail = Mail::new(config(server.at().port())).unwrap();
    let file =
        Attachment { name: "證明書 1.pdf".into(), media_type: "application/pdf".into(), bytes: (0..=255).collect() };
    let html = Some("<p>證明書已核發。</p>".to_owned());
    for (html, attachments) in
        [(html.clone(), vec![]), (None, vec![file.clone()]), (html, vec![file.clone(), file.clone()])]
    {
        mail.tell(&Outgoing { html: html.clone(), attachments: attachments.clone(), ..letter("K") }, now())
            .await
            .unwrap();
        let got = who.mailbox.list().pop().unwrap();
        assert!(got.text.unwrap().contains("證明書已核發"));
        assert_eq!(got.html.map(|html| html.trim().to_owned()), html);
        let expected =
            |file: Attachment| LetterAttachment { name: file.name, media_type: file.media_type, bytes: file.bytes };
        assert_eq!(got.attachments, attachments.into_iter().map(expected).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn each_fault_has_its_error() {
    let (server, who) = running().await;
    let mail = Mail::new(config(server.at().port())).unwrap();
    for (fault, may_pass, cause, arrived) in [
        (Fault::Down, true, MailError::Reply(421), 0),
        (Fault::Greylist, true, MailError::Reply(451), 0),
        (Fault::Refuse, false, MailError::Reply(550), 0),
        (Fault::DropInData, true, MailError::Connection, 0),
        (Fault::LostReply, true, MailError::Connection, 1),
        (Fault::Slow, true, MailError::TooSlow, 2),
    ] {
        who.faults.set(Order::late(fault, 10_000));
        let error = mail.tell(&letter("K1"), now()).await.unwrap_err();
        assert_eq!(
            (error.may_pass(), error.cause(), who.mailbox.len()),
            (may_pass, Some(&cause), arrived),
            "{fault:?}: {error}"
        );
        assert!(!format!("{error} {error:?}").contains("someone"));
    }
    who.faults.set(Order::always(Fault::None));
    mail.tell(&letter("K1"), now()).await.unwrap();
    let ids: Vec<String> = who.mailbox.list().into_iter().map(|letter| letter.message_id).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "sent again, told apart by its Message-ID");
}

#[tokio::test]
async fn a_server_that_is_gone_is_unavailable() {
    let (server, _) = running().await;
    let port = server.at().port();
    server.shutdown().await;
    let mail = Mail::new(config(port)).unwrap();
    assert!(mail.tell(&letter("K1"), now()).await.unwrap_err().may_pass());
    assert!(mail.probe().await.unwrap_err().may_pass());
}

#[tokio::test]
async fn headers_cannot_be_smuggled_and_lines_abroad_are_protected() {
    let (server, who) = running().await;
    let mail = Mail::new(config(server.at().port())).unwrap();
    let bad = Outgoing { subject: "a\r\nBcc: other@example.org".into(), ..letter("K1") };
    assert_eq!(mail.tell(&bad, now()).await.unwrap_err().cause(), Some(&MailError::Header));
    let file =
        |name: &str, media_type: &str| Attachment { name: name.into(), media_type: media_type.into(), bytes: vec![] };
    for file in [file("a\nb", "text/plain"), file("a", "nothing")] {
        let bad = Outgoing { attachments: vec![file], ..letter("K1") };
        assert_eq!(mail.tell(&bad, now()).await.unwrap_err().cause(), Some(&MailError::Header));
    }
    assert!(who.mailbox.is_empty());
    let abroad = Config { host: "mail.example.tw".into(), ..config(25) };
    assert_eq!(Mail::new(abroad).unwrap_err().cause(), Some(&MailError::Unprotected));
    let login = Some(Login { name: "takau".into(), password: Secret::new("hunter2") });
    let shown = format!("{:?} {:?}", Mail::new(Config { login, ..config(25) }).unwrap(), letter("K1"));
    assert!(!shown.contains("hunter2") && !shown.contains("someone"), "{shown}");
}

const SENDER_IN_PYTHON: &str = r#"
import smtplib, sys
from email.message import EmailMessage
letter = EmailMessage()
letter['From'] = '陳情人 <a@example.tw>'
letter['To'] = 'b@example.tw'
letter['Subject'] = '都市計畫意見：測試' * 4
letter.set_content('第一行\n.點\n..兩點\n')
letter.add_alternative('<p>第一行</p>', subtype='html')
letter.add_attachment(b'\x00\xff' * 4000, maintype='application', subtype='octet-stream', filename='附件.bin')
with smtplib.SMTP('127.0.0.1', int(sys.argv[1]), timeout=10) as smtp:
    assert smtp.noop()[0] == 250 and smtp.docmd('VRFY', 'x')[0] == 502 and smtp.docmd('DATA')[0] == 503
    assert smtp.send_message(letter, to_addrs=['b@example.tw', 'c@example.tw']) == {}
    assert smtp.rset()[0] == 250
    smtp.sendmail('', ['d@example.tw'], b'Subject: empty sender\r\n\r\nbody')
print('all sent')
"#;

#[tokio::test]
async fn pythons_smtplib_is_understood() {
    let (server, who) = running().await;
    let scratch = Scratch::new();
    scratch.write("sender.py", SENDER_IN_PYTHON.as_bytes());
    let said = run_beside(&scratch, "python3", &["sender.py", &server.at().port().to_string()]).await;
    assert!(said.contains("all sent"), "{said}");
    let letters = who.mailbox.list();
    assert_eq!(letters[0].subject, "都市計畫意見：測試".repeat(4));
    assert_eq!(letters[0].sender_name, "陳情人");
    assert_eq!(letters[0].envelope_to, ["b@example.tw", "c@example.tw"]);
    assert_eq!(letters[0].text.as_ref().unwrap().replace("\r\n", "\n"), "第一行\n.點\n..兩點\n");
    assert_eq!((letters[0].attachments[0].name.as_str(), letters[0].attachments[0].bytes.len()), ("附件.bin", 8_000));
    assert_eq!((letters[1].envelope_from.as_str(), letters[1].subject.as_str()), ("", "empty sender"));
}

/// A server by another hand: Python's own socket server, taking one letter and decoding it.
const SERVER_IN_PYTHON: &str = r#"
import email, email.policy, socket
listener = socket.create_server(('127.0.0.1', 0))
open('port.tmp', 'w').write(str(listener.getsockname()[1]))
import os; os.rename('port.tmp', 'port')
peer, _ = listener.accept()
lines = peer.makefile('rb')
say = lambda text: peer.sendall(text.encode() + b'\r\n')
say('220 python')
while True:
    line = lines.readline()
    verb = line[:4].upper()
    if verb == b'EHLO': say('250-python\r\n250 8BITMIME')
    elif verb == b'DATA':
        say('354 go')
        body = b''
        while (line := lines.readline()) != b'.\r\n':
            body += line[1:] if line.startswith(b'.') else line
        say('250 taken')
        break
    else: say('250 ok')
letter = email.message_from_bytes(body, policy=email.policy.default)
assert not letter.defects, letter.defects
print('subject', letter['Subject'])
print('from', letter['From'].addresses[0].display_name)
print('text', letter.get_body(('plain',)).get_content())
print('html', letter.get_body(('html',)).get_content())
print('file', [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()])
"#;

#[tokio::test]
async fn pythons_email_package_reads_our_letters() {
    let scratch = Scratch::new();
    scratch.write("server.py", SERVER_IN_PYTHON.as_bytes());
    let send = async {
        let port = scratch.appears("port").await;
        let mail = Mail::new(Config { whole_ms: 10_000, ..config(port.parse().unwrap()) }).unwrap();
        let file =
            Attachment { name: "證明書.txt".into(), media_type: "application/pdf".into(), bytes: b"%PDF".to_vec() };
        let html = Some("<p>已核發</p>".to_owned());
        mail.tell(&Outgoing { html, attachments: vec![file], ..letter("K1") }, now()).await.unwrap();
    };
    let (said, ()) = tokio::join!(run_beside(&scratch, "python3", &["server.py"]), send);
    for part in [
        letter("").subject.as_str(),
        "from 高雄市政府都市發展局",
        ".一行以點開始",
        "html <p>已核發</p>",
        "('證明書.txt', b'%PDF')",
    ] {
        assert!(said.contains(part), "{part} not in {said}");
    }
}
