//! In: a number of reports (default 1,000,000). Out: how long it takes to tell copies among so many, and how much memory.
//! Texts are made here; every tenth is an edited copy of an earlier one.
//!
//! `cargo run --release --example likeness_bench -- 1000000`. Signatures of the texts are made for the first 20,000 only and
//! timed apart; the others are random, which costs the index the same.

use std::error::Error;

use sitrep::report::likeness::{Seen, Signature};

/// Reports whose signatures are made from texts.
const FROM_TEXTS: usize = 20_000;
/// Words of a report.
const WORDS: u64 = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let reports: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |n| n.parse())?;
    let mut seen = Seen::default();
    let (mut copies, mut found) = (0, 0);
    for n in 0..reports.min(FROM_TEXTS) {
        let is_copy = n % 10 == 9;
        copies += usize::from(is_copy);
        let text = if is_copy {
            text(n - 5, true)
        } else {
            text(n, false)
        };
        let signature = Signature::of(&text).ok_or("a text is too short")?;
        match seen.find(&signature, None) {
            Some(_) => found += usize::from(is_copy),
            None => seen.add(signature, None),
        }
    }
    println!(
        "from texts: {} reports, {copies} copies, {found} found",
        reports.min(FROM_TEXTS)
    );
    let mut state = 1_u64;
    let mut taken = 0;
    for _ in FROM_TEXTS..reports {
        let bytes: Vec<u8> = (0..32).flat_map(|_| next(&mut state).to_le_bytes()).collect();
        let signature = Signature::from_bytes(&bytes).ok_or("256 bytes are a signature")?;
        match seen.find(&signature, None) {
            Some(_) => taken += 1,
            None => seen.add(signature, None),
        }
    }
    println!(
        "in all: {} reports remembered, {taken} random ones taken for copies",
        seen.len()
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|l| l.starts_with("VmHWM")) {
        println!("{line}");
    }
    Ok(())
}

/// A text of its own for each number; `edited`: another beginning, a third cut off, some words changed.
fn text(n: usize, edited: bool) -> String {
    let mut state = n as u64 + 1;
    let mut words: Vec<String> = (0..WORDS)
        .map(|_| format!("w{}", next(&mut state) % 20_000))
        .collect();
    if edited {
        words.truncate(270);
        words.splice(0..3, ["agency".to_owned(), "report".to_owned()]);
        for at in (20..words.len()).step_by(25) {
            "changed".clone_into(&mut words[at]);
        }
    }
    words.join(" ")
}

fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    let x = *state;
    let x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^ (x >> 29)
}
