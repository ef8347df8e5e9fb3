//! Broken and hostile files: each is refused clearly or listed, none crashes, none takes memory it has no bytes for.
//!
//! Every input is made here. An allocator that counts says what each one cost, and SQLite, which
//! takes memory of its own, is asked for its high water mark at the end.
#![allow(clippy::unwrap_used)]

mod files;
mod hostile_inputs;

use atlas::point::Origin;
use atlas::zone::Zone;
use atlas_import::fields::{Names, ZoneFields};
use atlas_import::intake::How;
use atlas_import::problem::{Imported, Problem};
use atlas_import::source::Named;
use atlas_import::zones::{self, PlanOf, ZoneSource};
use hostile_inputs::{Input, Want};
use lexicon::date::Date;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts what is taken and the most that ever was.
struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged; the counters touch no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = TAKEN.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promise about the layout is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise about memory and layout is passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Memory that reading may take for every byte of a file: text becomes points and attributes.
const BYTES_A_BYTE: usize = 12;
/// Memory that reading may take whatever the size: tables of the unpacker, of the reader, of this test.
const BYTES_ANYHOW: usize = 2 << 20;
/// SQLite may hold the file and its pages.
const SQLITE_MOST: i64 = 64 << 20;

fn import(input: &Input) -> Imported<Zone> {
    let fields = ZoneFields {
        class: Names::of("CLASS"),
        name: Names::of("NAME"),
        from: Names::of("SINCE"),
        ..ZoneFields::default()
    };
    let from = Date::constant(1990, 1, 1);
    let source = ZoneSource { fields, plan: PlanOf::Case("P"), from };
    let files: Vec<Named<'_>> = input.files.iter().map(|(name, bytes)| Named { name, bytes }).collect();
    let origin = Origin { x_m: 178_000, y_m: 2_503_000 };
    let how = How { limits: input.limits, ..How::new(origin, Date::constant(2026, 11, 23)) };
    zones::import(&files, &how, &source, &mut |_| {})
}

/// What is wrong with how an input was treated.
fn fault(input: &Input, Imported { taken, problems, refused }: &Imported<Zone>, took: usize) -> Option<String> {
    let size: usize = input.files.iter().map(|(_, bytes)| bytes.len()).sum();
    let most = size.max(input.unpacked) * BYTES_A_BYTE + BYTES_ANYHOW;
    if took > most {
        return Some(format!("took {took} bytes of memory for {size}"));
    }
    if *refused && !taken.is_empty() {
        return Some("refused, and something was taken".to_owned());
    }
    let codes: Vec<&str> = problems.iter().map(|p: &Problem| p.what.code()).collect();
    let met = match input.want {
        Want::Refused(code) => *refused && codes.last() == Some(&code),
        Want::LeftOut(code) => !refused && taken.is_empty() && codes.contains(&code),
        Want::Listed(code) => !refused && !taken.is_empty() && codes.contains(&code),
        // A flipped bit may change a coordinate and nothing else, a cut may take away a blank.
        Want::Anything => *refused || !problems.is_empty() || !taken.is_empty(),
    };
    let shown: Vec<&Problem> = problems.iter().take(4).collect();
    (!met).then(|| format!("want {:?}; refused {refused}, {} taken, {shown:?}", input.want, taken.len()))
}

#[test]
fn no_file_crashes_the_import_or_takes_more_than_it_brings() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut refused = 0;
    let mut dearest = (0.0, String::new());
    hostile_inputs::each(&mut |input: Input| {
        count += 1;
        let before = TAKEN.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        let imported = import(&input);
        let took = PEAK.load(Ordering::Relaxed) - before;
        let size: usize = input.files.iter().map(|(_, bytes)| bytes.len()).sum();
        if size > 100_000 && took as f64 / size as f64 > dearest.0 {
            dearest = (took as f64 / size as f64, input.name.clone());
        }
        refused += usize::from(imported.refused);
        if let Some(fault) = fault(&input, &imported, took) {
            wrong.push(format!("{}: {fault}", input.name));
        }
    });
    assert!(wrong.is_empty(), "{count} inputs, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "only {count} inputs");
    assert!(refused >= 150, "only {refused} refused");
    println!("{count} inputs, {refused} refused whole; dearest: {:.1} bytes a byte, {}", dearest.0, dearest.1);
    // SAFETY: asks SQLite for a counter, which needs no connection and no lock of ours.
    let sqlite = unsafe { rusqlite::ffi::sqlite3_memory_highwater(0) };
    assert!(sqlite < SQLITE_MOST, "SQLite took {sqlite} bytes");
}
