use super::*;
use crate::independent::{Scratch, free_port};
use crate::stand_in::Running;
use crate::stand_in::faults::{Faults, Order};

async fn running(most_bytes: usize) -> (Running, Faults<Fault>) {
    let faults = Faults::default();
    let who = StandIn { most_bytes, faults: faults.clone() };
    (stand_in(free_port().await, who).unwrap(), faults)
}

fn client(place: Place) -> Clamd {
    Clamd::new(Config { place, most_bytes: 1 << 20, whole_ms: 500 })
}

fn at(running: &Running) -> Place {
    Place::Tcp(running.at().to_string())
}

fn photograph() -> Vec<u8> {
    (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn infected() -> Vec<u8> {
    [&photograph()[..200_000], EICAR.concat().as_bytes(), b"%%EOF"].concat()
}

#[test]
fn a_place_is_a_port_or_a_socket() {
    assert_eq!("127.0.0.1:3310".parse(), Ok(Place::Tcp("127.0.0.1:3310".to_owned())));
    assert_eq!("unix:/run/clamav/clamd.ctl".parse(), Ok(Place::Local("/run/clamav/clamd.ctl".into())));
    for text in ["", "localhost", ":3310", "host:99999", "unix:clamd.ctl", "/run/clamav/clamd.ctl"] {
        assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text:?}");
    }
}

#[test]
fn only_a_verdict_is_a_verdict() {
    assert_eq!(verdict(b"stream: OK\0").unwrap(), Verdict::Clean);
    assert_eq!(verdict(b"stream: Win.LOOKS OK FOUND\0").unwrap(), Verdict::Found("Win.LOOKS OK".to_owned()));
    for (reply, may_pass) in [
        (b"".as_slice(), true),
        (b"INSTREAM size limit exceeded. ERROR\0", false),
        (b"stream: Can't allocate memory ERROR\0", true),
        (b"OK\0", false),
        (b"stream: FOUND\0", false),
        (b"stream:  FOUND\0", false),
        (b"stream: OK OK\0", false),
        (b"\xff\0", false),
    ] {
        assert_eq!(verdict(reply).unwrap_err().may_pass(), may_pass, "{}", String::from_utf8_lossy(reply));
    }
}

#[tokio::test]
async fn a_virus_is_found_and_a_photograph_is_clean() {
    let (daemon, _) = running(1 << 20).await;
    let clamd = client(at(&daemon));
    clamd.probe().await.unwrap();
    assert_eq!(clamd.ask(&photograph()).await.unwrap(), Verdict::Clean);
    assert_eq!(clamd.ask(b"").await.unwrap(), Verdict::Clean);
    assert_eq!(clamd.ask(&infected()).await.unwrap(), Verdict::Found("Eicar-Test-Signature".to_owned()));
}

#[tokio::test]
async fn what_was_not_looked_at_whole_is_never_clean() {
    let (daemon, faults) = running(1 << 20).await;
    let clamd = client(at(&daemon));
    for (fault, may_pass) in [
        (Fault::Down, true),
        (Fault::Cut, true),
        (Fault::Slow, true),
        (Fault::Silent, true),
        (Fault::Trouble, true),
        (Fault::Nonsense, false),
    ] {
        faults.set(Order::late(fault, 5_000));
        let error = clamd.ask(&photograph()).await.unwrap_err();
        assert_eq!(error.may_pass(), may_pass, "{fault:?}: {error}");
    }
    faults.set(Order::always(Fault::None));
    let large = clamd.ask(&vec![0; (1 << 20) + 1]).await.unwrap_err();
    assert_eq!((large.may_pass(), large.cause()), (false, Some(&ClamdError::TooLarge(1 << 20))));
    let gone = at(&daemon);
    daemon.shutdown().await;
    assert!(client(gone).probe().await.unwrap_err().may_pass());
}

#[tokio::test]
async fn a_daemon_that_takes_less_than_we_send_says_no_verdict() {
    let (daemon, _) = running(100_000).await;
    assert!(client(at(&daemon)).ask(&photograph()).await.is_err());
}

/// Debian's own clamd with one signature of ours: the client of this file against the program it is made for.
#[tokio::test]
async fn the_real_clamd_says_the_same() {
    let scratch = Scratch::new();
    let path = |name: &str| scratch.path(name).to_str().unwrap().to_owned();
    std::fs::create_dir(scratch.path("signatures")).unwrap();
    let signature = format!("Takau.Test.Eicar:0:*:{}\n", hex::encode(EICAR.concat()));
    scratch.write("signatures/takau.ndb", signature.as_bytes());
    let settings = format!(
        "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nExitOnOOM yes\nMaxThreads 2\n",
        path("clamd.socket"),
        path("signatures")
    );
    scratch.write("clamd.conf", settings.as_bytes());
    let mut daemon = tokio::process::Command::new("clamd")
        .args(["--foreground", "--config-file", &path("clamd.conf")])
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("clamd is not installed: {error}"));
    let place = Place::Local(scratch.path("clamd.socket"));
    let clamd = Clamd::new(Config { place, most_bytes: 1 << 20, whole_ms: 20_000 });
    while clamd.probe().await.is_err() {
        assert!(daemon.try_wait().unwrap().is_none(), "clamd ended before it answered");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(clamd.ask(&photograph()).await.unwrap(), Verdict::Clean);
    let found = clamd.ask(&infected()).await.unwrap();
    assert_eq!(found, Verdict::Found("Takau.Test.Eicar.UNOFFICIAL".to_owned()));
    daemon.kill().await.unwrap();
}
