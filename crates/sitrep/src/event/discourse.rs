//! In: two groups of claims and where each claim stands. Out: what the reports that tell of both say of the two: one list,
//! the next sentence, "another", the last act told before. Knows no word list and no third group.

use std::cmp::Ordering;

use super::feature::{Feature, yes};
use super::mention::Site;
use super::profile::Profile;

/// Claims of one report that are looked at in each group; more would only say it again.
const LOOKED_AT: usize = 16;

/// What is found; each is the strongest over the pairs of claims of one report.
#[derive(Default)]
struct Found {
    reports: u32,
    same_sentence: bool,
    near: bool,
    listed: u8,
    casualty: bool,
    taken_up: bool,
    casualty_next: bool,
    own_day: bool,
    new_act: bool,
    last_told: bool,
    last_taken_up: bool,
    skipped: bool,
}

/// Sets the features of reports that tell of both.
pub fn discourse(a: &Profile, b: &Profile, sites: &[Site], set: &mut impl FnMut(Feature, f32)) {
    let mut found = Found::default();
    let (mut i, mut j) = (0, 0);
    while i < a.members.len() && j < b.members.len() {
        let (x, y) = (a.members[i].0, b.members[j].0);
        match x.cmp(&y) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                let end =
                    |list: &[(u32, u32)], from: usize| from + list[from..].partition_point(|m| m.0 == x);
                let (k, l) = (end(&a.members, i), end(&b.members, j));
                found.reports += 1;
                for p in a.members[i..k].iter().take(LOOKED_AT) {
                    for q in b.members[j..l].iter().take(LOOKED_AT) {
                        pair(p.1, q.1, sites, &mut found);
                    }
                }
                (i, j) = (k, l);
            }
        }
    }
    set(Feature::SameReport, found.reports.min(3) as f32);
    set(Feature::SameSentence, yes(found.same_sentence));
    set(Feature::Listed, f32::from(found.listed));
    set(Feature::Casualty, yes(found.casualty));
    set(Feature::NextSentence, yes(found.near));
    set(Feature::TakenUp, yes(found.taken_up));
    set(Feature::CasualtyNext, yes(found.casualty_next));
    set(Feature::OwnDay, yes(found.own_day));
    set(Feature::NewAct, yes(found.new_act));
    set(Feature::LastTold, yes(found.last_told));
    set(Feature::LastTakenUp, yes(found.last_taken_up));
    set(
        Feature::Skipped,
        yes(found.skipped && !found.last_told && !found.near && !found.same_sentence),
    );
}

fn pair(p: u32, q: u32, sites: &[Site], found: &mut Found) {
    let (x, y) = (&sites[p as usize], &sites[q as usize]);
    let (first, then, rank) = if (x.sentence, x.at) <= (y.sentence, y.at) {
        (x, y, p)
    } else {
        (y, x, q)
    };
    let bare = !then.dated && !then.placed && !then.indefinite;
    match then.sentence - first.sentence {
        0 => {
            found.same_sentence = true;
            found.listed = found.listed.max(then.parted);
            found.casualty |= first.casualty != then.casualty;
        }
        1 | 2 => {
            let next = bare && then.sentence - first.sentence == 1;
            found.near |= next;
            found.taken_up |= next && then.definite;
            found.casualty_next |= next && then.casualty;
            found.own_day |= then.dated;
            found.new_act |= then.indefinite;
        }
        _ => {}
    }
    if then.sentence > first.sentence + 1 {
        let last = then.before == Some(rank);
        found.last_told |= last && bare;
        found.last_taken_up |= last && bare && then.definite;
        found.skipped |= !last;
    }
}
