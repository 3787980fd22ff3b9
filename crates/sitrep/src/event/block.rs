//! In: what each claim tells. Out: the pairs of them that are worth a comparison, a bounded number for each. Knows no weight.
//!
//! Two claims are compared when they are of one type, lie within [`WINDOW`] days, and share a key: a name (in whatever
//! spelling), a rare word, a recipient, a known actor, a day, a day in a country, a report, or lie next to each other in time. Of those that share a key each is paired with the [`NEIGHBOURS`] next in time, so that the number of pairs grows
//! with the number of claims and not with its square.

use super::mention::Batch;
use super::profile::{Day, Field, Profile, days_of};

/// Days between two claims, by their own days or else by their reports', that can still speak of one happening.
pub const WINDOW: Day = 21;
/// Claims with the same key that each is paired with.
const NEIGHBOURS: usize = 16;
/// Other spellings of a name under which a claim is found too.
const KIN: usize = 4;
/// Pairs of one claim that are kept.
const MOST_PAIRS: usize = 64;

/// Pairs of ranks, the lesser first, each once, ascending.
pub fn pairs(batch: &Batch) -> Vec<(u32, u32)> {
    let claims = batch.sites.len();
    let mut keyed: Vec<(u64, Day, u32)> = Vec::new();
    for (i, p) in batch.profiles.iter().enumerate() {
        keys(i, p, batch, &mut |key| {
            keyed.push((key, batch.sites[i].day, i as u32));
        });
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut out: Vec<(u32, u32)> = Vec::new();
    let mut limit = 16 * claims.max(1 << 16);
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
    bounded(out, claims)
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

/// FNV-1a over numbers: the same on every machine.
fn hash(parts: &[u64]) -> u64 {
    parts
        .iter()
        .flat_map(|p| p.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// What claims that may be paired have in common. Words that many reports have make no key.
fn keys(rank: usize, p: &Profile, batch: &Batch, add: &mut impl FnMut(u64)) {
    let site = &batch.sites[rank];
    let mut key = |what: u64, value: u64| add(hash(&[what, u64::from(p.kind), value]));
    let country = p.values(Field::Country).next();
    for field in [Field::Place, Field::Name, Field::PlaceBefore] {
        for name in p.values(field) {
            key(1, name);
            // Other spellings meet under the least of them.
            if let Some(k) = batch.kin.get(&(name as u32)) {
                k.iter().take(KIN).for_each(|o| key(1, u64::from(*o)));
            }
        }
    }
    for word in p.values(Field::Rare).chain(p.values(Field::Recipient)) {
        key(2, word);
    }
    for code in p.values(Field::Code) {
        key(3, code);
    }
    let days = [Field::Day, Field::Period, Field::DayBefore];
    if let Some(day) = days.iter().find_map(|f| p.values(*f).next()).map(days_of) {
        key(4, day.0 as u64);
        if let Some(c) = country {
            key(5, hash(&[day.0 as u64, c]));
        }
    }
    for step in 0..3 {
        key(6, hash(&[u64::from(site.doc), u64::from(site.sentence) + step]));
    }
    key(7, country.map_or(0, |c| c + 1));
    key(8, u64::from(site.doc));
}
