//! `takau init`: the keys of an office, outside its data folder.
//!
//! Demo keys are made here, seal and authorities included, and carry a mark that the office refuses
//! outside the demo. A real office brings its own seal: `init` makes the office and index keys only and
//! says which files are still missing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use gateways::seal::{DemoOffice, Seal, SealKey, demo_pki};
use lexicon::instant::At;
use store::crypt::Keys;

use crate::folders;

/// Where the keys of an office are.
#[derive(Clone, Debug)]
pub struct KeyFolder(pub PathBuf);

impl KeyFolder {
    /// Makes the office key and the index key.
    pub fn make(&self) -> Result<()> {
        fs::create_dir_all(&self.0).with_context(|| format!("cannot make {}", self.0.display()))?;
        let keys = Keys::generate("first")?;
        folders::write_secret(&self.0.join("office.keys"), keys.write().as_bytes())
    }

    /// Makes a seal, a time-stamping key and their authority for a demonstration.
    pub fn make_demo_seal(&self, agency: &str, now: At) -> Result<()> {
        let pki = demo_pki(&DemoOffice { name: agency.to_owned(), days: 3650 }, now)?;
        for (name, text) in [
            ("seal.key.pem", &pki.seal.key_pem),
            ("seal.chain.pem", &pki.seal.chain_pem),
            ("tsa.key.pem", &pki.tsa.key_pem),
            ("tsa.chain.pem", &pki.tsa.chain_pem),
            ("anchors.pem", &pki.ca.chain_pem),
        ] {
            folders::write_secret(&self.0.join(name), text.as_bytes())?;
        }
        Ok(())
    }

    pub fn office_keys(&self) -> Result<Keys> {
        Ok(Keys::read(&self.text("office.keys")?)?)
    }

    pub fn seal(&self) -> Result<Seal> {
        let key = SealKey::from_pem(&self.text("seal.key.pem")?, &self.text("seal.chain.pem")?)?;
        Ok(Seal::Key(key))
    }

    /// Certificates a seal or a time-stamp may lead to, DER.
    pub fn anchors(&self) -> Result<Vec<Vec<u8>>> {
        pem_certificates(&self.text("anchors.pem")?)
    }

    pub fn text(&self, name: &str) -> Result<String> {
        let path = self.0.join(name);
        fs::read_to_string(&path).with_context(|| {
            format!(
                "the key file {} is missing; run `takau init`, and see docs/how-to/keys.md for the seal",
                path.display()
            )
        })
    }
}

/// The DER of every certificate in a PEM text.
pub fn pem_certificates(text: &str) -> Result<Vec<Vec<u8>>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    let found = found.context("the certificates cannot be read")?;
    if found.is_empty() {
        bail!("there is no certificate in PEM");
    }
    Ok(found.iter().map(|der| der.to_vec()).collect())
}

/// Carries out `takau init`.
pub fn run(keys: &Path, demo_agency: Option<&str>, now: At) -> Result<()> {
    let folder = KeyFolder(keys.to_owned());
    folder.make()?;
    if let Some(agency) = demo_agency {
        folder.make_demo_seal(agency, now)?;
    }
    println!("keys made in {}", keys.display());
    if demo_agency.is_none() {
        println!("still to come from your authority: seal.key.pem, seal.chain.pem, anchors.pem");
    }
    Ok(())
}
