//! Test material: a certificate authority with a seal and a time-stamping
//! authority under it, and a two-page PDF with a classic table.

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256,
};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

use crate::pades::{self, SealAlgorithm, SealMeta, SealParts};
use crate::tsp::{self, Asked, Slack, StandIn};

pub(crate) struct Identity {
    key: Vec<u8>,
    pub chain: Vec<Vec<u8>>,
}

impl Identity {
    /// PKCS#8, for programs that bring their own signing.
    #[allow(dead_code)]
    pub(crate) fn private_key(&self) -> &[u8] {
        &self.key
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key, &random).unwrap();
        key.sign(&random, message).unwrap().as_ref().to_vec()
    }
}

pub(crate) struct Office {
    pub anchor: Vec<u8>,
    pub seal: Identity,
    pub tsa: Identity,
}

fn params(name: &str, until_year: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::CountryName, "TW");
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(until_year, 1, 1);
    params
}

pub(crate) fn office() -> Office {
    let mut root = params("Fixture Root", 2046);
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let anchor = root.self_signed(&root_key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, root_key);
    let identity = |mut leaf: CertificateParams| {
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = leaf.signed_by(&key, &issuer).unwrap().der().to_vec();
        Identity { key: key.serialize_der(), chain: vec![certificate, anchor.clone()] }
    };
    let seal = identity(params("都市發展局示範電子印章", 2028));
    let mut stamping = params("Fixture TSA", 2036);
    // RFC 3161 §2.3: the usage must be critical, which the ordinary setting is not.
    stamping.custom_extensions.push(critical_time_stamping());
    stamping.extended_key_usages = Vec::<ExtendedKeyUsagePurpose>::new();
    let tsa = identity(stamping);
    Office { anchor, seal, tsa }
}

fn critical_time_stamping() -> rcgen::CustomExtension {
    let value = vec![0x30, 0x0A, 0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 8];
    let mut extension = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 37], value);
    extension.set_criticality(true);
    extension
}

/// A base PDF whose first page has one link annotation already.
pub(crate) fn pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        "<< /Type /Annot /Subtype /Link /Rect [0 0 10 10] >>",
        "<< /Title (Fixture) >>",
    ];
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = out.len();
    let id = "00112233445566778899aabbccddeeff";
    out.extend(format!(
        "xref\n0 7\n{table}trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{start}\n%%EOF\n"
    ).bytes());
    out
}

pub(crate) fn meta() -> SealMeta {
    SealMeta {
        field: "Seal".into(),
        reason: "核發都市計畫土地使用分區證明書".into(),
        signed_at: now(),
        name: "高雄市政府都市發展局".into(),
    }
}

/// The morning of 23 November 2026 in Taiwan.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T09:30:15+08:00".parse().unwrap()
}

pub(crate) fn asked(imprint: [u8; 32]) -> Asked {
    Asked { imprint, nonce: [0, 0x91, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] }
}

pub(crate) fn response(office: &Office, asked: &Asked) -> Vec<u8> {
    let who = StandIn {
        chain: office.tsa.chain.clone(),
        policy: "1.3.6.1.4.1.99999.1".into(),
        algorithm: SealAlgorithm::EcdsaP256Sha256,
        serial: 0x8000_0000_0000_0001,
    };
    let sign = |message: &[u8]| Ok::<_, ()>(office.tsa.sign(message));
    tsp::stand_in_response(&tsp::request(asked).unwrap(), &who, sign, now()).unwrap()
}

/// Which level a test wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Basic,
    Timestamped,
}

/// Seals `base` as the desk would.
pub(crate) fn seal(office: &Office, base: &[u8], level: Level) -> Vec<u8> {
    let prepared = pades::prepare(base, &meta(), 12_288).unwrap();
    let attributes = pades::signed_attributes(&prepared.digest, &office.seal.chain[0]).unwrap();
    let signature = office.seal.sign(&attributes);
    let token = (level == Level::Timestamped).then(|| {
        let asked = asked(pades::timestamp_imprint(&signature));
        let answer = response(office, &asked);
        let anchors = [office.anchor.clone()];
        tsp::check_response(&answer, &asked, &anchors, (Slack { seconds: 60 }, now())).unwrap().token
    });
    let container = pades::assemble(SealParts {
        signed_attributes: &attributes,
        signature: &signature,
        algorithm: SealAlgorithm::EcdsaP256Sha256,
        chain: &office.seal.chain,
        timestamp: token.as_deref(),
    })
    .unwrap();
    pades::embed(prepared, &container).unwrap()
}
