//! From a folder to a service, and from stored bytes back to one.
//!
//! `compile` finds every fault it can, not only the first, and lets through only what cannot stop in
//! the middle. The bytes hold the checked rules and the files they were made from, so that a case runs
//! on exactly what it was opened under; stories and the README are left out, because they change no
//! case. Same folder, same bytes, same digest.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::Domain;
use crate::fault::{Fault, FaultCode};
use crate::form::Form;
use crate::names::{Known, Written};
use crate::service::Service;
use crate::service_rules::Rules;
use crate::source::evidence::EvidenceSource;
use crate::source::form::{FormSource, ScreeningSource};
use crate::source::service::{ServiceSource, TableSource};
use crate::source::{Place, read};
use crate::table::{Input, Table};
use crate::table_reader::{Declared, default_outputs, needs_default};
use crate::{form_rules, graph, journey_rules, table_reader, words};

/// The format this house writes. Every change of [`Service`] that old bytes do not fit raises it and
/// leaves a reader for the older one in [`open`].
pub const FORMAT: u32 = 1;

/// Path inside the folder → bytes. Files shared by a family are copied in by the caller.
pub type Folder = BTreeMap<String, Vec<u8>>;

/// A service with what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Compiled {
    pub service: Service,
    /// What is stored in the database.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes` in hex: the definition's name for ever.
    pub digest: String,
    /// The files a case needs: rules, words, papers.
    pub files: Folder,
}

/// Why stored bytes cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// Not what this house stores.
    #[error("the stored definition is damaged: {0}")]
    Damaged(String),
    /// Written by a later version of the house.
    #[error("the stored definition has format {0}, newer than this program reads")]
    Newer(u32),
}

#[derive(Serialize)]
struct StoredOut<'a> {
    format: u32,
    service: &'a Service,
    files: BTreeMap<&'a str, StoredFile>,
}

#[derive(Deserialize)]
struct StoredIn {
    service: Service,
    files: BTreeMap<String, StoredFile>,
}

#[derive(Deserialize)]
struct StoredHead {
    format: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StoredFile {
    Text(String),
    Base64(String),
}

/// Compiles a folder.
///
/// # Errors
/// Every fault found, in order of file and line.
pub fn compile(folder: &Folder) -> Result<Compiled, Vec<Fault>> {
    let mut faults = Vec::new();
    let service = from_folder(folder, &mut faults);
    faults.extend(journey_rules::check(folder, service.as_ref()));
    match service {
        Some(service) if faults.is_empty() => Ok(store(service, folder)),
        _ => {
            faults.sort();
            faults.dedup();
            Err(faults)
        }
    }
}

/// Opens stored bytes. Conditions are compiled again; nothing else is computed.
///
/// # Errors
/// [`OpenFault`].
pub fn open(bytes: &[u8]) -> Result<Compiled, OpenFault> {
    let damaged = |error: serde_json::Error| OpenFault::Damaged(error.to_string());
    let head: StoredHead = serde_json::from_slice(bytes).map_err(damaged)?;
    match head.format {
        1 => {
            let stored: StoredIn = serde_json::from_slice(bytes).map_err(damaged)?;
            let mut files = Folder::new();
            for (path, file) in stored.files {
                files.insert(path, unpacked(file)?);
            }
            Ok(Compiled { service: stored.service, bytes: bytes.to_vec(), digest: digest_of(bytes), files })
        }
        0 => Err(OpenFault::Damaged("format 0 was never written".to_owned())),
        newer => Err(OpenFault::Newer(newer)),
    }
}

fn unpacked(file: StoredFile) -> Result<Vec<u8>, OpenFault> {
    match file {
        StoredFile::Text(text) => Ok(text.into_bytes()),
        StoredFile::Base64(text) => BASE64.decode(text).map_err(|error| OpenFault::Damaged(error.to_string())),
    }
}

fn packed(bytes: &[u8]) -> StoredFile {
    match std::str::from_utf8(bytes) {
        Ok(text) => StoredFile::Text(text.to_owned()),
        Err(_) => StoredFile::Base64(BASE64.encode(bytes)),
    }
}

fn digest_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn is_pinned(path: &str) -> bool {
    path != "README.md" && !path.starts_with("journeys/")
}

fn store(service: Service, folder: &Folder) -> Compiled {
    let files: Folder =
        folder.iter().filter(|(path, _)| is_pinned(path)).map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let packed = files.iter().map(|(path, bytes)| (path.as_str(), packed(bytes))).collect();
    let out = StoredOut { format: FORMAT, service: &service, files: packed };
    // Writing plain structures of strings and numbers to memory has no way to fail.
    let bytes = serde_json::to_vec(&out).unwrap_or_default();
    let digest = digest_of(&bytes);
    Compiled { service, bytes, digest, files }
}

/// The service, as far as its files can be read.
fn from_folder(folder: &Folder, faults: &mut Vec<Fault>) -> Option<Service> {
    let source: Option<ServiceSource> = file(folder, "service.yaml", faults);
    let form_source: Option<FormSource> = file(folder, "form.yaml", faults);
    let evidence: Option<EvidenceSource> = file(folder, "evidence.yaml", faults);
    let (source, form_source, evidence) = (source?, form_source?, evidence?);
    let mut rules = Rules { source: &source, evidence: &evidence, folder, faults: Vec::new() };
    let known = Known {
        answers: form_rules::question_ids(&form_source),
        evidence: evidence.evidence.keys().cloned().collect(),
        findings: rules.findings(),
        limits: limit_names(&source),
        figures: source.figures.iter().map(|figure| figure.id.value.clone()).collect(),
        ..Known::default()
    };
    rules.head();
    let form = form_rules::form(&form_source, &known, &mut rules.faults);
    let tables = tables(&mut rules, &known);
    let way = graph::check(&source, &tables, folder);
    rules.faults.extend(way);
    rules.limits(&tables);
    let screening = match folder.contains_key("screening.yaml") {
        true => file::<ScreeningSource>(folder, "screening.yaml", faults),
        false => None,
    };
    let screening = screening.map(|source| form_rules::screening(&source, (&known, &form), &mut rules.faults));
    let asked = form_rules::question_ids(&form_source);
    let service = assembled(&mut rules, (form, tables), (&known, &asked));
    let service = Service { screening: screening.unwrap_or_default(), ..service };
    rules.faults.extend(words::check(&service, folder));
    faults.append(&mut rules.faults);
    Some(service)
}

fn file<T: serde::de::DeserializeOwned>(folder: &Folder, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let Some(bytes) = folder.get(name) else {
        let remedy = format!("add the file `{name}` to the folder");
        faults.push(Fault::at(name, Place::START, name, (FaultCode::FileMissing, remedy)));
        return None;
    };
    read(name, bytes).map_err(|fault| faults.push(fault)).ok()
}

fn limit_names(source: &ServiceSource) -> BTreeSet<String> {
    let table = source.tables.get(&source.limits_table.value);
    match table.and_then(|table| table.inputs.first()).map(|input| &input.domain) {
        Some(Domain::OneOf(names)) => names.iter().cloned().collect(),
        _ => BTreeSet::new(),
    }
}

fn assembled(
    rules: &mut Rules<'_>,
    (form, tables): (Form, BTreeMap<String, Table>),
    (known, form_names): (&Known, &BTreeSet<String>),
) -> Service {
    let source = rules.source;
    let unkept = crate::service::Retention { years: 0, law: String::new() };
    Service {
        format: FORMAT,
        id: source.id.value.clone(),
        prefix: source.prefix.value.clone(),
        unit: source.unit.value.clone(),
        law: source.law.clone(),
        channels: source.channels.clone(),
        // Absent retention is a fault already; the service never leaves this module then.
        retention: source.retention.as_ref().map_or(unkept, |retention| retention.value.clone()),
        promise: source.promise.value.clone(),
        first: source.first.value.clone(),
        steps: rules.steps(),
        form,
        evidence: rules.evidence(known),
        abilities: rules.abilities(),
        doubts: rules.doubts(known),
        tables,
        fee: source.fee.as_ref().map(|fee| rules.fee(fee, known)),
        limits_table: source.limits_table.value.clone(),
        papers: rules.papers(),
        notices: rules.notices(),
        campaigns: rules.campaigns(),
        figures: rules.figures(known),
        criteria: rules.criteria((known, form_names)),
        screening: Vec::new(),
        uncorrected: source.uncorrected.as_ref().map(|step| step.value.clone()),
    }
}

fn tables(rules: &mut Rules<'_>, known: &Known) -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for (name, source) in &rules.source.tables {
        let Some(declared) = declared(source, known, &mut rules.faults) else { continue };
        match table_reader::read(declared, rules.folder) {
            Ok(table) => {
                tables.insert(name.clone(), table);
            }
            Err(found) => rules.faults.extend(found),
        }
    }
    tables
}

fn declared(source: &TableSource, known: &Known, faults: &mut Vec<Fault>) -> Option<Declared> {
    let before = faults.len();
    let mut inputs = Vec::new();
    for input in &source.inputs {
        let from = match &input.from {
            Some(spot) => Some(known.condition(Written { file: "service.yaml", spot }, faults)?),
            None => None,
        };
        inputs.push(Input { name: input.name.value.clone(), from, domain: input.domain.clone() });
    }
    if source.default.is_none() && needs_default(&source.hit.value) {
        let remedy = "add `default:` with every output: what holds when no row fits".to_owned();
        let (place, offending) = (Place::of(&source.file), &source.file.value);
        faults.push(Fault::at("service.yaml", place, offending, (FaultCode::DefaultMissing, remedy)));
    }
    let mut table = Table {
        file: source.file.value.clone(),
        hit: source.hit.value.clone(),
        date: source.date,
        inputs,
        outputs: source.outputs.clone(),
        default: None,
        rows: Vec::new(),
    };
    if let Some(default) = &source.default {
        match default_outputs(&table, &default.value, Place::of(default)) {
            Ok(outputs) => table.default = Some(outputs),
            Err(fault) => faults.push(Fault { file: "service.yaml".to_owned(), ..fault }),
        }
    }
    (faults.len() == before).then_some(Declared { table, named_at: Place::of(&source.file) })
}
