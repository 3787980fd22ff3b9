//! In: mentions. Out: the pairs of them that are worth a comparison, a bounded number for each. Knows no weight.
//!
//! Two claims are compared when they are of one type, lie within [`WINDOW`] days, and share a key: a name (by its first
//! letters, so that spellings meet), a word, a known actor, a day in a country, stand in neighbouring sentences of one
//! report, or are next to each other in time. Of those that share a key each is paired with the [`NEIGHBOURS`] next in time, so that the number of pairs grows
//! with the number of claims and not with its square.

use super::mention::{Day, Mention, Names};

/// Days between two claims, by their own days or else by their reports', that can still speak of one happening.
pub const WINDOW: Day = 21;
/// Claims with the same key that each is paired with.
const NEIGHBOURS: usize = 16;
/// Letters of a name that two spellings of it share.
const FIRST_LETTERS: usize = 4;
/// Pairs of one claim that are kept.
const MOST_PAIRS: usize = 96;

/// Pairs of ranks, the lesser first, each once, ascending.
pub fn pairs(mentions: &[Mention], names: &Names) -> Vec<(u32, u32)> {
    let when: Vec<Day> = mentions.iter().map(time_of).collect();
    let mut keyed: Vec<(u64, Day, u32)> = Vec::new();
    for (i, m) in mentions.iter().enumerate() {
        for key in keys(m, names) {
            keyed.push((key, when[i], i as u32));
        }
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut out: Vec<(u32, u32)> = Vec::new();
    let mut limit = 16 * mentions.len().max(1 << 16);
    let mut at = 0;
    while at < keyed.len() {
        let key = keyed[at].0;
        let end = at + keyed[at..].iter().take_while(|k| k.0 == key).count();
        for i in at..end {
            for j in i + 1..end.min(i + 1 + NEIGHBOURS) {
                if keyed[j].1 - keyed[i].1 > WINDOW {
                    break;
                }
                let (a, b) = (keyed[i].2, keyed[j].2);
                if a != b {
                    out.push((a.min(b), a.max(b)));
                }
            }
        }
        // Many keys give the same pair; what is held stays in proportion to the claims.
        if out.len() > limit {
            out.sort_unstable();
            out.dedup();
            limit = limit.max(2 * out.len());
        }
        at = end;
    }
    out.sort_unstable();
    out.dedup();
    bounded(out, mentions.len())
}

/// No more than [`MOST_PAIRS`] for the lesser of a pair, evenly taken.
fn bounded(pairs: Vec<(u32, u32)>, claims: usize) -> Vec<(u32, u32)> {
    let mut count = vec![0_usize; claims];
    for p in &pairs {
        count[p.0 as usize] += 1;
    }
    let mut seen = vec![0_usize; claims];
    pairs
        .into_iter()
        .filter(|p| {
            let (n, k) = (count[p.0 as usize], seen[p.0 as usize]);
            seen[p.0 as usize] += 1;
            n <= MOST_PAIRS || k * MOST_PAIRS / n != (k + 1) * MOST_PAIRS / n
        })
        .collect()
}

/// The day by which claims lie in a row: their own first day, else the report's.
fn time_of(m: &Mention) -> Day {
    m.days.map(|d| d.0).or(m.published).unwrap_or(0)
}

/// FNV-1a over numbers: the same on every machine.
fn hash(parts: &[u64]) -> u64 {
    parts
        .iter()
        .flat_map(|p| p.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
        })
}

fn keys(m: &Mention, names: &Names) -> Vec<u64> {
    let kind = u64::from(m.kind);
    let mut out = Vec::new();
    let mut add = |what: u64, value: u64| out.push(hash(&[what, kind, value]));
    for n in m.places.iter().chain(&m.names).chain(&m.places_before) {
        let first: Vec<u64> = names
            .word(*n)
            .bytes()
            .take(FIRST_LETTERS)
            .map(u64::from)
            .collect();
        add(1, hash(&first));
    }
    for w in m.words.iter().chain(&m.recipients) {
        add(2, u64::from(*w));
    }
    for c in &m.codes {
        add(3, u64::from(*c));
    }
    if let Some(day) = m.days.or(m.days_before).map(|d| d.0) {
        add(4, day as u64);
        if let Some(c) = m.country {
            add(5, hash(&[day as u64, u64::from(c)]));
        }
    }
    add(7, 0);
    for step in 0..3 {
        add(6, hash(&[u64::from(m.doc), u64::from(m.sentence) + step]));
    }
    out
}
