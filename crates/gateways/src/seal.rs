//! The office's electronic seal key: signs the attributes of a paper, and nothing else.
//!
//! ECDSA on P-256 with SHA-256 in ASN.1 form (RFC 5480, RFC 5758) or RSA PKCS#1 v1.5 with
//! SHA-256 of 2048 bits or more (RFC 8017). The key is checked against its certificate when it
//! is loaded, so that a wrong pair stops the start and not the first paper. The papers' bytes
//! never come here: [`papers::pades`] hands over some 150 bytes.
//!
//! Refuses: other algorithms, a key that is not the certificate's, showing the key.

mod demo;

pub use demo::{DemoOffice, DemoPki, DemoPkiError, KeyFiles, demo_pki};

use papers::pades::SealAlgorithm;
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fmt;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

/// In the subject of every certificate made by [`demo_pki`]; no certificate of a real authority
/// holds it.
pub const DEMO_MARK: &str = "DEMO";

/// Where the office's seal is kept.
#[derive(Debug)]
pub enum Seal {
    /// A key in a file.
    Key(SealKey),
}

/// A key in memory with its certificates.
pub struct SealKey {
    pair: Pair,
    random: SystemRandom,
    chain: Vec<Vec<u8>>,
    subject: String,
}

enum Pair {
    Ecdsa(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

/// Why a key cannot be used or did not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key file holds no PEM private key (PKCS#8, or PKCS#1 for RSA).
    #[error("no private key in PEM")]
    NoKey,
    /// Not P-256 and not RSA of 2048 to 8192 bits.
    #[error("the private key is neither P-256 nor RSA of 2048 bits or more")]
    UnsupportedKey,
    /// The chain file holds no PEM certificate, or one that cannot be read.
    #[error("no readable certificate in PEM")]
    NoCertificate,
    /// The first certificate is for another key.
    #[error("the first certificate belongs to another key")]
    WrongPair,
    /// The key could not sign.
    #[error("the key did not sign")]
    Sign,
}

impl Seal {
    /// The raw signature value over `tbs`.
    pub fn sign(&self, tbs: &[u8]) -> Result<Vec<u8>, SealError> {
        match self {
            Seal::Key(key) => key.sign(tbs),
        }
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> SealAlgorithm {
        match self {
            Seal::Key(key) => key.algorithm(),
        }
    }

    /// DER certificates, the seal's own first.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        match self {
            Seal::Key(key) => &key.chain,
        }
    }

    /// Whether this is a key of the demo city, which must not seal real papers.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        match self {
            Seal::Key(key) => key.subject.contains(DEMO_MARK),
        }
    }
}

impl SealKey {
    /// Loads a key and its certificates, own first, both PEM.
    pub fn from_pem(key_pem: &str, chain_pem: &str) -> Result<SealKey, SealError> {
        let chain: Vec<Vec<u8>> = CertificateDer::pem_slice_iter(chain_pem.as_bytes())
            .map(|certificate| certificate.map(|der| der.to_vec()).map_err(|_| SealError::NoCertificate))
            .collect::<Result<_, _>>()?;
        let leaf = chain.first().ok_or(SealError::NoCertificate)?;
        let leaf = Certificate::from_der(leaf).map_err(|_| SealError::NoCertificate)?;
        let random = SystemRandom::new();
        let pair = Pair::from_pem(key_pem, &random)?;
        let public = &leaf.tbs_certificate().subject_public_key_info().subject_public_key;
        if public.as_bytes() != Some(pair.public_key()) {
            return Err(SealError::WrongPair);
        }
        Ok(SealKey { pair, random, chain, subject: printable_subject(&leaf) })
    }

    /// The raw signature value over `tbs`.
    pub fn sign(&self, tbs: &[u8]) -> Result<Vec<u8>, SealError> {
        match &self.pair {
            Pair::Ecdsa(pair) => {
                let value = pair.sign(&self.random, tbs).map_err(|_| SealError::Sign)?;
                Ok(value.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut value = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &self.random, tbs, &mut value).map_err(|_| SealError::Sign)?;
                Ok(value)
            }
        }
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> SealAlgorithm {
        match self.pair {
            Pair::Ecdsa(_) => SealAlgorithm::EcdsaP256Sha256,
            Pair::Rsa(_) => SealAlgorithm::RsaPkcs1Sha256,
        }
    }
}

impl Pair {
    fn from_pem(pem: &str, random: &SystemRandom) -> Result<Pair, SealError> {
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| SealError::NoKey)?;
        match key {
            PrivateKeyDer::Pkcs8(key) => {
                let der = key.secret_pkcs8_der();
                let ecdsa = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, der, random);
                ecdsa
                    .map(|pair| Pair::Ecdsa(Box::new(pair)))
                    .or_else(|_| RsaKeyPair::from_pkcs8(der).map(|pair| Pair::Rsa(Box::new(pair))))
                    .map_err(|_| SealError::UnsupportedKey)
            }
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der())
                .map(|pair| Pair::Rsa(Box::new(pair)))
                .map_err(|_| SealError::UnsupportedKey),
            _ => Err(SealError::UnsupportedKey),
        }
    }

    fn public_key(&self) -> &[u8] {
        match self {
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair) => pair.public_key().as_ref(),
        }
    }
}

/// The subject's DER, read as text wherever it is ASCII: enough to find the mark.
fn printable_subject(leaf: &Certificate) -> String {
    let der = leaf.tbs_certificate().subject().to_der().unwrap_or_default();
    String::from_utf8_lossy(&der).into_owned()
}

impl fmt::Debug for SealKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("SealKey").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
