//! In: what each claim of a set tells. Out: for each how many claims of its type there are in its days and country. Knows no
//! pair.
//!
//! That two claims give one day says the less the more happened on it: of a thousand attacks of one day a tenth share a
//! word or a number by chance. This is the one thing of a batch that a comparison goes by; sets no denser than the ones
//! that weights were fitted on are compared as if it were not there.

use std::collections::HashMap;

use super::profile::{Day, Field, Profile};

/// Claims of a type in three days and a country up to which weights hold as they were fitted: what the densest days of the
/// linking set have.
pub const CROWD: u32 = 24;

/// Sets the crowd of each profile. `day` is the day by which each lies in time.
pub fn crowds(profiles: &mut [Profile], day: impl Fn(usize) -> Day) {
    let home = |p: &Profile| p.values(Field::Home).next().map_or(0, |c| c + 1);
    let mut count: HashMap<(u32, u64, Day), u32> = HashMap::new();
    for (i, p) in profiles.iter().enumerate() {
        *count.entry((p.kind, 0, day(i))).or_default() += 1;
        if home(p) > 0 {
            *count.entry((p.kind, home(p), day(i))).or_default() += 1;
        }
    }
    for (i, p) in profiles.iter_mut().enumerate() {
        let of = |d: Day| count.get(&(p.kind, home(p), d)).copied().unwrap_or(0);
        p.crowd = (-1..=1).map(|step| of(day(i).saturating_add(step))).sum();
    }
}

/// How much less a day says: the logarithm of how often the lesser crowd of two holds [`CROWD`], at least 0.
pub fn excess(a: &Profile, b: &Profile) -> f32 {
    let lesser = a.crowd.min(b.crowd).max(CROWD);
    (lesser as f32 / CROWD as f32).ln()
}
