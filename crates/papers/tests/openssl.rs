//! Time-stamps against a second implementation: openssl answers our request,
//! and openssl judges our stand-in's answer.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../src/fixture.rs"]
mod fixture;

use std::path::Path;
use std::process::Command;

use papers::{pades, tsp};

const CONFIG: &str = "[tsa]
default_tsa = own
[own]
serial = serial
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
";

fn pem(label: &str, der: &[u8]) -> String {
    use std::fmt::Write;
    let text = der.chunks(3).fold(String::new(), |mut text, chunk| {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap();
            text.push(if place <= chunk.len() { char::from(DIGITS[digit]) } else { '=' });
        }
        text
    });
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        writeln!(out, "{}", std::str::from_utf8(line).unwrap()).unwrap();
    }
    out + &format!("-----END {label}-----\n")
}

fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert!(done.status.success(), "openssl {arguments:?}: {text}");
    text
}

#[test]
fn openssl_answers_our_request_and_we_accept_it() {
    let office = fixture::office();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let asked = fixture::asked([0x5A; 32]);
    write("tsa.cnf", CONFIG.as_bytes());
    write("serial", b"01\n");
    write("request.tsq", &tsp::request(&asked).unwrap());
    write("tsa.pem", pem("CERTIFICATE", &office.tsa.chain[0]).as_bytes());
    write("root.pem", pem("CERTIFICATE", &office.anchor).as_bytes());
    write("key.pem", pem("PRIVATE KEY", office.tsa.private_key()).as_bytes());
    openssl(
        folder.path(),
        &[
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            "request.tsq",
            "-signer",
            "tsa.pem",
            "-inkey",
            "key.pem",
            "-chain",
            "root.pem",
            "-out",
            "answer.tsr",
        ],
    );
    let answer = std::fs::read(folder.path().join("answer.tsr")).unwrap();
    // openssl stamps with the machine's clock, which is none of this test's business.
    let whenever = tsp::Slack { seconds: i64::from(u32::MAX) };
    let stamped = tsp::check_response(&answer, &asked, &[office.anchor], (whenever, fixture::now())).unwrap();
    assert!(stamped.authority.contains("Fixture TSA"));
}

#[test]
fn openssl_accepts_our_stand_in() {
    let office = fixture::office();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let asked = fixture::asked([0x5A; 32]);
    write("request.tsq", &tsp::request(&asked).unwrap());
    write("answer.tsr", &fixture::response(&office, &asked));
    write("root.pem", pem("CERTIFICATE", &office.anchor).as_bytes());
    let text = openssl(
        folder.path(),
        &["ts", "-verify", "-queryfile", "request.tsq", "-in", "answer.tsr", "-CAfile", "root.pem"],
    );
    assert!(text.contains("Verification: OK"), "{text}");
}
