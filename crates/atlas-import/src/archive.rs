//! Zip archives: the files of one source, unpacked within bounds.
//!
//! Read here and not by a library: every size is a claim until the bytes are there, and the sum of the claims
//! is refused before anything is unpacked. Stored and deflated files only; no encryption, no
//! archive over several disks, no zip64 (it is for more than is taken here), no zip in a zip.

use crate::bytes::Walk;
use crate::format::{self, NotThis, Side, Sort};
use crate::intake::Intake;
use crate::limits::{FREE_BYTES, Limit, Limits};
use crate::problem::{What, Why};
use crate::progress::{Progress, Step};
use flate2::read::DeflateDecoder;
use std::io::Read;

/// A file out of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Its name with its folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file as the directory of the archive describes it.
struct Entry {
    name: String,
    flags: u16,
    method: u16,
    checksum: u32,
    packed: u64,
    size: u64,
    at: u64,
}

/// Bytes of the record that ends an archive.
const END: usize = 22;
/// A value that says "see zip64".
const SEE_ZIP64: u32 = u32::MAX;

/// Unpacks what can belong to a source.
pub fn unpack(zip: &[u8], intake: &mut Intake<'_>) -> Result<Vec<Unpacked>, What> {
    let unreadable = |why: Why| What::unreadable("zip", why);
    let limits = intake.how.limits;
    let mut entries = directory(zip, &limits)?;
    entries.retain(|entry| !entry.name.ends_with('/') && !entry.name.contains("__MACOSX/"));
    if entries.iter().any(|entry| format::ending(&entry.name) == "zip") {
        return Err(What::NotAPlanFile(NotThis::ZipInZip));
    }
    entries.retain(|entry| is_wanted(&entry.name));
    bounded(&entries, &limits)?;
    let all = entries.iter().map(|entry| entry.size).sum();
    let mut unpacked = Vec::new();
    let mut done = 0;
    for entry in entries {
        intake.tell(Progress { step: Step::Unpacking, done, of: all });
        let bytes = content(zip, &entry).map_err(unreadable)?;
        done += entry.size;
        unpacked.push(Unpacked { name: entry.name, bytes });
    }
    intake.tell(Progress { step: Step::Unpacking, done, of: all });
    if unpacked.is_empty() { Err(What::NotAPlanFile(NotThis::ZipWithoutPlans)) } else { Ok(unpacked) }
}

/// Whether a file of this name can belong to a source.
fn is_wanted(name: &str) -> bool {
    let by_name = matches!(format::sort(name, b"?"), Sort::Side(Side::Dbf | Side::Prj | Side::Cpg));
    by_name || matches!(format::ending(name).as_str(), "shp" | "gpkg" | "fgb" | "geojson" | "json")
}

fn bounded(entries: &[Entry], limits: &Limits) -> Result<(), What> {
    let sum = |what: fn(&Entry) -> u64| entries.iter().map(what).fold(0u64, u64::saturating_add);
    let (packed, size) = (sum(|e| e.packed), sum(|e| e.size));
    if size > limits.bytes {
        return Err(What::TooMuch { limit: Limit::Bytes, allowed: limits.bytes, found: size });
    }
    if size > FREE_BYTES && size / packed.max(1) > limits.ratio {
        return Err(What::TooMuch { limit: Limit::Ratio, allowed: limits.ratio, found: size / packed.max(1) });
    }
    Ok(())
}

/// The directory at the end of the archive.
fn directory(zip: &[u8], limits: &Limits) -> Result<Vec<Entry>, What> {
    let unreadable = |why: Why| What::unreadable("zip", why);
    let (count, start) = end(zip).map_err(unreadable)?;
    let found = u64::from(count);
    if found > limits.entries {
        return Err(What::TooMuch { limit: Limit::Entries, allowed: limits.entries, found });
    }
    let mut walk = Walk::new(zip);
    walk.take(u64::from(start)).map_err(unreadable)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(entry(&mut walk).map_err(unreadable)?);
    }
    Ok(entries)
}

/// How many files there are and where the directory starts.
fn end(zip: &[u8]) -> Result<(u16, u32), Why> {
    // A comment of up to 64 kB may follow.
    let from = zip.len().saturating_sub(END + usize::from(u16::MAX));
    let tail = &zip[from..];
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06").ok_or(Why::Broken("no directory".to_owned()))?;
    let mut walk = Walk::new(&tail[at..]);
    walk.take(4)?;
    let (disk, directory_disk) = (walk.u16()?, walk.u16()?);
    let (here, count) = (walk.u16()?, walk.u16()?);
    let (_, start) = (walk.u32()?, walk.u32()?);
    if disk != 0 || directory_disk != 0 || here != count {
        return Err(Why::Variant("several disks".to_owned()));
    }
    if count == u16::MAX || start == SEE_ZIP64 { Err(Why::Variant("zip64".to_owned())) } else { Ok((count, start)) }
}

fn entry(walk: &mut Walk<'_>) -> Result<Entry, Why> {
    if walk.array()? != *b"PK\x01\x02" {
        return Err(Why::Broken(format!("directory at {}", walk.at())));
    }
    walk.take(4)?;
    let (flags, method) = (walk.u16()?, walk.u16()?);
    walk.take(4)?;
    let checksum = walk.u32()?;
    let (packed, size) = (walk.u32()?, walk.u32()?);
    let (name, extra, comment) = (walk.u16()?, walk.u16()?, walk.u16()?);
    walk.take(8)?;
    let at = walk.u32()?;
    if [packed, size, at].contains(&SEE_ZIP64) {
        return Err(Why::Variant("zip64".to_owned()));
    }
    let name = walk.take(u64::from(name))?;
    walk.take(u64::from(extra) + u64::from(comment))?;
    // Windows packs names in the office's own code page.
    let name = std::str::from_utf8(name).map_or_else(|_| crate::cp950::decode(name).0, str::to_owned);
    let (packed, size, at) = (u64::from(packed), u64::from(size), u64::from(at));
    Ok(Entry { name, flags, method, checksum, packed, size, at })
}

fn content(zip: &[u8], entry: &Entry) -> Result<Vec<u8>, Why> {
    let mut walk = Walk::new(zip);
    walk.take(entry.at)?;
    if walk.array()? != *b"PK\x03\x04" {
        return Err(Why::Broken(entry.name.clone()));
    }
    if entry.flags & 0x41 != 0 {
        return Err(Why::Variant("encrypted".to_owned()));
    }
    walk.take(22)?;
    let (name, extra) = (walk.u16()?, walk.u16()?);
    walk.take(u64::from(name) + u64::from(extra))?;
    let packed = walk.take(entry.packed)?;
    let bytes = match entry.method {
        0 if entry.packed == entry.size => packed.to_vec(),
        8 => inflated(packed, entry)?,
        0 => return Err(Why::Broken(entry.name.clone())),
        other => return Err(Why::Variant(format!("method {other}"))),
    };
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes);
    if checksum.sum() == entry.checksum { Ok(bytes) } else { Err(Why::Broken(entry.name.clone())) }
}

/// Unpacks exactly what the directory promised; not a byte more is asked for.
fn inflated(packed: &[u8], entry: &Entry) -> Result<Vec<u8>, Why> {
    let broken = || Why::Broken(entry.name.clone());
    // Memory grows with what comes out, not with what was promised.
    let mut bytes = Vec::new();
    let mut reader = DeflateDecoder::new(packed).take(entry.size + 1);
    reader.read_to_end(&mut bytes).map_err(|_| broken())?;
    if bytes.len() as u64 == entry.size { Ok(bytes) } else { Err(broken()) }
}
