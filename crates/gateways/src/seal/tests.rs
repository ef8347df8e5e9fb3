use super::*;
use crate::independent::{Scratch, openssl};
use lexicon::instant::At;

fn pki() -> DemoPki {
    let office = DemoOffice { name: "高雄市政府都市發展局".into(), days: 365 };
    demo_pki(&office, At::parse("2026-11-23T01:00:00Z").unwrap()).unwrap()
}

/// Signs with `key` and lets openssl verify with the key of the first certificate.
fn openssl_accepts(key: &SealKey, chain_pem: &str) {
    let scratch = Scratch::new();
    let message = "高雄市都市發展局".as_bytes();
    scratch.write("message", message);
    scratch.write("signature", &key.sign(message).unwrap());
    scratch.write("chain.pem", chain_pem.as_bytes());
    openssl(&scratch, "x509 -in chain.pem -pubkey -noout -out public.pem");
    let said = openssl(&scratch, "dgst -sha256 -verify public.pem -signature signature message");
    assert!(said.contains("Verified OK"), "{said}");
}

#[test]
fn openssl_verifies_what_a_demo_seal_signs() {
    let pki = pki();
    for files in [&pki.seal, &pki.tsa, &pki.revoked] {
        let key = SealKey::from_pem(&files.key_pem, &files.chain_pem).unwrap();
        assert_eq!(key.algorithm(), SealAlgorithm::EcdsaP256Sha256);
        openssl_accepts(&key, &files.chain_pem);
    }
}

#[test]
fn keys_made_by_openssl_are_taken_in_every_supported_form() {
    let scratch = Scratch::new();
    for (make, taken) in [
        ("-newkey rsa:2048", Ok(SealAlgorithm::RsaPkcs1Sha256)),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-256", Ok(SealAlgorithm::EcdsaP256Sha256)),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-384", Err(SealError::UnsupportedKey)),
        ("-newkey rsa:1024", Err(SealError::UnsupportedKey)),
    ] {
        openssl(&scratch, &format!("req -x509 {make} -nodes -subj /CN=seal -keyout key.pem -out cert.pem"));
        let (key, chain) = (scratch.text("key.pem"), scratch.text("cert.pem"));
        let seal = SealKey::from_pem(&key, &chain);
        assert_eq!(seal.as_ref().map(SealKey::algorithm).map_err(|error| *error), taken, "{make}");
        if let Ok(seal) = seal {
            openssl_accepts(&seal, &chain);
            assert!(!Seal::Key(seal).is_demo());
        }
    }
    openssl(&scratch, "req -x509 -newkey rsa:2048 -nodes -subj /CN=seal -keyout key.pem -out cert.pem");
    openssl(&scratch, "rsa -in key.pem -traditional -out pkcs1.pem");
    assert!(SealKey::from_pem(&scratch.text("pkcs1.pem"), &scratch.text("cert.pem")).is_ok());
}

#[test]
fn a_wrong_pair_stops_the_start() {
    let pki = pki();
    let check = |key: &str, chain: &str, expected: SealError| {
        assert_eq!(SealKey::from_pem(key, chain).map(|_| ()), Err(expected));
    };
    check(&pki.seal.key_pem, &pki.tsa.chain_pem, SealError::WrongPair);
    check(&pki.seal.key_pem, "", SealError::NoCertificate);
    check(
        &pki.seal.key_pem,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        SealError::NoCertificate,
    );
    check("", &pki.seal.chain_pem, SealError::NoKey);
}

#[test]
fn a_demo_key_says_so_and_no_key_shows_itself() {
    let pki = pki();
    let seal = Seal::Key(SealKey::from_pem(&pki.seal.key_pem, &pki.seal.chain_pem).unwrap());
    assert!(seal.is_demo());
    assert_eq!(seal.chain().len(), 2);
    assert!(!format!("{seal:?}").contains("pair"));
    assert!(!format!("{pki:?}").contains("PRIVATE KEY"));
}

#[test]
fn openssl_sees_the_usages_the_chain_and_the_revocation() {
    let pki = pki();
    let scratch = Scratch::new();
    for (name, text) in [
        ("ca.pem", &pki.ca.chain_pem),
        ("seal.pem", &pki.seal.chain_pem),
        ("tsa.pem", &pki.tsa.chain_pem),
        ("revoked.pem", &pki.revoked.chain_pem),
        ("crl.pem", &pki.crl_pem),
    ] {
        scratch.write(name, text.as_bytes());
    }
    let seal = openssl(&scratch, "x509 -in seal.pem -noout -ext keyUsage");
    assert!(seal.contains("Digital Signature, Non Repudiation") && seal.contains("critical"), "{seal}");
    let tsa = openssl(&scratch, "x509 -in tsa.pem -noout -ext extendedKeyUsage");
    assert!(tsa.contains("critical") && tsa.contains("Time Stamping") && !tsa.contains(','), "{tsa}");
    let subject = openssl(&scratch, "x509 -in seal.pem -noout -subject -nameopt utf8");
    assert!(subject.contains("高雄市政府都市發展局") && subject.contains("示範 DEMO"), "{subject}");
    let verify = "verify -attime 1795600000 -crl_check -CRLfile crl.pem -CAfile ca.pem";
    assert!(openssl(&scratch, &format!("{verify} seal.pem")).contains("seal.pem: OK"));
    let revoked = openssl(&scratch, &format!("{verify} revoked.pem"));
    assert!(revoked.contains("certificate revoked"), "{revoked}");
}

#[test]
fn openssl_verifies_a_container_made_with_the_seal() {
    use papers::pades::{SealParts, assemble, signed_attributes};
    use sha2::{Digest, Sha256};
    let (pki, scratch) = (pki(), Scratch::new());
    let seal = Seal::Key(SealKey::from_pem(&pki.seal.key_pem, &pki.seal.chain_pem).unwrap());
    let attributes = signed_attributes(&Sha256::digest("證明書").into(), &seal.chain()[0]).unwrap();
    let container = assemble(SealParts {
        signed_attributes: &attributes,
        signature: &seal.sign(&attributes).unwrap(),
        algorithm: seal.algorithm(),
        chain: seal.chain(),
        timestamp: None,
    });
    scratch.write("container.der", &container.unwrap());
    scratch.write("paper", "證明書".as_bytes());
    scratch.write("other", "證明書。".as_bytes());
    scratch.write("ca.pem", pki.ca.chain_pem.as_bytes());
    let verify = |content: &str| {
        let options = "-cades -binary -purpose any -attime 1795600000 -inform DER -in container.der -CAfile ca.pem";
        openssl(&scratch, &format!("cms -verify {options} -content {content} -out out"))
    };
    let said = verify("paper");
    assert!(said.contains("Verification successful"), "{said}");
    assert!(verify("other").contains("digest value wrong") || verify("other").contains("verification failure"));
}

#[test]
fn a_validity_beyond_the_calendar_is_refused() {
    let office = |days| DemoOffice { name: "高雄市".into(), days };
    let now = At::parse("2026-11-23T01:00:00Z").unwrap();
    assert!(matches!(demo_pki(&office(0), now), Err(DemoPkiError::Validity)));
    assert!(matches!(demo_pki(&office(i32::MAX), now), Err(DemoPkiError::Validity)));
    assert!(matches!(demo_pki(&office(1), At::MIN), Err(DemoPkiError::Validity)));
}
