//! In: a pack, and names or a file of spellings (`--bench FILE`, the name in the first column). Out: what the gazetteer
//! knows under each name; or how long opening and looking up take, and how much memory the open gazetteer holds.
//!
//!     cargo run --release -p gazetteer --example look_up -- packs/places.pack Hawija
//!     cargo run --release -p gazetteer --example look_up -- packs/places.pack --bench crates/gazetteer/tests/spellings.tsv

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

use std::hint::black_box;
use std::time::Instant;

use gazetteer::Gazetteer;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let mut args = std::env::args().skip(1);
    let pack = args
        .next()
        .ok_or("usage: look_up PACK NAME… | look_up PACK --bench FILE")?;
    let names: Vec<String> = args.collect();
    if let [flag, file] = &names[..]
        && flag == "--bench"
    {
        return bench(&pack, file);
    }
    let world = Gazetteer::from_pack(&std::fs::read(pack)?)?;
    for name in names {
        let mut found = world.candidates(&name);
        if found.is_empty() {
            found = world.fuzzy(&name);
        }
        println!("{name}: {}", found.len());
        for c in found.iter().take(12) {
            println!("  {:?} {:?}", c.how, world.place(c.id));
        }
    }
    Ok(())
}

/// Rounds over all names; the fastest counts, for the others were interrupted.
const ROUNDS: usize = 15;

fn bench(pack: &str, file: &str) -> Result<(), Failed> {
    let listed = std::fs::read_to_string(file)?;
    let names: Vec<&str> = listed
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split('\t').next())
        .collect();
    // A letter in the middle is left out: names that nobody bears, as far as the gazetteer does not know them.
    let misspelt = |n: &str| {
        let middle = n
            .char_indices()
            .nth(n.chars().count() / 2)
            .map_or(0, |(at, _)| at);
        n.char_indices()
            .filter(|(at, _)| *at != middle)
            .map(|(_, c)| c)
            .collect::<String>()
    };
    let before = held()?;
    let begin = Instant::now();
    let world = {
        let bytes = std::fs::read(pack)?;
        Gazetteer::from_pack(&bytes)?
    };
    let opened = begin.elapsed();
    let after = held()?;
    let wrong: Vec<String> = names
        .iter()
        .map(|n| misspelt(n))
        .filter(|n| n.chars().count() >= 5)
        .collect();
    let folded: Vec<String> = names.iter().map(|n| gazetteer::fold(n)).collect();
    let exact = best(folded.len(), || folded.iter().map(|n| world.bearers(n)).sum());
    let spelt = best(names.len(), || {
        names.iter().map(|n| world.candidates(n).len()).sum()
    });
    let fuzzy = best(wrong.len(), || wrong.iter().map(|n| world.fuzzy(n).len()).sum());
    println!(
        "{} places, opened in {opened:?}, holding {:.1} MB",
        world.len(),
        (after - before) as f64 / 1e6
    );
    println!("exact look-up of a folded name {exact:.3} µs; candidates of a name as written {spelt:.3} µs");
    println!("fuzzy look-up of {} misspelt names {fuzzy:.2} µs", wrong.len());
    Ok(())
}

/// Microseconds for one of `n`.
fn best(n: usize, mut all: impl FnMut() -> usize) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        black_box(all());
        least = least.min(begin.elapsed().as_secs_f64());
    }
    least * 1e6 / n as f64
}

/// Bytes of memory that the process holds (Linux).
fn held() -> Result<i64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kib = line.and_then(|l| l.split_whitespace().next()).ok_or("no VmRSS")?;
    Ok(kib.parse::<i64>()? * 1024)
}
