//! In: the claims of one report with what each tells. Out: the same with the words and names of their clauses, and with what
//! the claims before give to those that lack a day or a place. Knows no other report.

use std::collections::HashMap;

use text::Span;

use super::account::Account;
use super::day::{Told, apart, counted, told};
use super::mention::{Mention, Names};
use super::profile::{Days, Field, of_days};
use super::words::{LinkWords, fold, skeleton, stem, words};
use crate::resolve::time::TimeLexicon;

/// Starts with a capital.
pub fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Adds the words and names around each trigger: of its sentence up to the sign that parts it from the next trigger.
/// `mentions` stand as in the report.
pub fn around(
    mentions: &mut [Mention],
    accounts: &[&Account],
    lexicon: &LinkWords,
    times: &TimeLexicon,
    ids: &mut Names,
    bones: &mut Names,
) {
    for group in mentions.chunk_by_mut(|a, b| a.site.sentence == b.site.sentence) {
        let account = |m: &Mention| accounts[m.rank as usize];
        let text = account(&group[0]).text.as_str();
        let mut cuts = vec![0];
        for k in 1..group.len() {
            let (a, b) = (
                account(&group[k - 1]).trigger.end,
                account(&group[k]).trigger.start,
            );
            let Some(gap) = text.get(a..b) else {
                cuts.push(b.max(a).min(text.len()));
                continue;
            };
            let signs = gap
                .char_indices()
                .filter(|(_, c)| matches!(c, ',' | ';' | ':'))
                .map(|(i, _)| i);
            let parting = words(gap)
                .filter(|(_, w)| lexicon.parting.contains(*w))
                .map(|(i, _)| i);
            let found: Vec<usize> = signs.chain(parting).collect();
            group[k].site.parted = found.len().min(3) as u8;
            let half = (0..=gap.len() / 2)
                .rev()
                .find(|i| gap.is_char_boundary(*i))
                .unwrap_or(0);
            cuts.push(a + found.iter().max().copied().unwrap_or(half));
        }
        cuts.push(text.len());
        let taken = |t: &Told| {
            let own = group
                .iter()
                .filter_map(|m| account(m).time.as_ref()?.text.as_deref());
            own.filter_map(|w| text.find(w).map(|i| Span::new(i, i + w.len())))
                .any(|s| s.overlaps(t.at))
        };
        let (mut all, mut counts, mut free) = (Vec::new(), Vec::new(), Vec::new());
        if group.iter().any(|m| !m.site.dated) {
            all = told(text, account(&group[0]).published, times, lexicon);
            counts = apart(text, times);
            free.extend(all.iter().map(|t| (*t, taken(t))));
        }
        for (k, m) in group.iter_mut().enumerate() {
            if !m.site.dated {
                let counted = counted(m.site.at as usize, &counts, &all);
                date(m, counted, &free, (cuts[k], cuts[k + 1]));
            }
            if let Some(part) = text.get(cuts[k]..cuts[k + 1].max(cuts[k])) {
                clause(part, m, lexicon, ids, bones);
            }
        }
    }
}

/// Gives a claim without days those of its clause that are no other claim's, else the nearest such ones of the sentence,
/// else those of a list's head; before all, those `counted` from another act's. The day of the telling is a hint only: the act was on it or the day before.
fn date(m: &mut Mention, counted: Option<Days>, free: &[(Told, bool)], clause: (usize, usize)) {
    let inside = |t: &Told| t.at.start < clause.1 && clause.0 < t.at.end;
    let acts = || free.iter().filter(|(t, taken)| !t.said && !taken).map(|(t, _)| t);
    let far = |t: &&Told| t.at.start.abs_diff(m.site.at as usize);
    let found = (acts().filter(|t| inside(t)).min_by_key(far))
        .or_else(|| acts().min_by_key(far))
        .or_else(|| free.iter().map(|(t, _)| t).find(|t| t.leads && !t.said));
    if let Some(days) = counted.or(found.map(|t| t.days)) {
        m.told.push((Field::Day, of_days(days)));
        m.days = Some(days);
        m.site.dated = true;
        m.site.day = days.0;
    } else if let Some((t, _)) = free.iter().find(|(t, _)| t.said) {
        m.told.push((Field::DayLast, of_days((t.days.0 - 1, t.days.1))));
    }
}

fn clause(text: &str, m: &mut Mention, lexicon: &LinkWords, ids: &mut Names, bones: &mut Names) {
    for (_, w) in words(text) {
        let folded = fold(w);
        if lexicon.stop.contains(&folded) {
            continue;
        }
        let bone = if is_name(w) {
            skeleton(w, &lexicon.articles)
        } else {
            String::new()
        };
        if !bone.is_empty() {
            m.told.push((Field::Name, u64::from(bones.id(&bone))));
        }
        let plain = folded
            .split('-')
            .filter(|p| p.len() > 2 && !lexicon.stop.contains(*p));
        for s in plain.map(stem) {
            let groups = lexicon.weapon_words.iter().enumerate();
            m.told.extend(
                groups
                    .filter(|(_, g)| g.contains(s))
                    .map(|(i, _)| (Field::Weapon, i as u64)),
            );
            if bone.is_empty() && !lexicon.casualty.contains(s) {
                let field = if lexicon.common.contains(s) {
                    Field::Word
                } else {
                    Field::Rare
                };
                m.told.push((field, u64::from(ids.id(s))));
            }
        }
    }
}

/// What was told last of a type.
#[derive(Default, Clone)]
struct Last {
    rank: u32,
    days: Option<Days>,
    places: Vec<u32>,
}

/// Adds what the claims before give to those without days or place of their own.
pub fn before(mentions: &mut [Mention]) {
    let mut last: HashMap<u32, Last> = HashMap::new();
    // Of the claim just before: type, sentence, days and places, its own or given to it.
    let mut near: Option<(u32, u32, Option<Days>, Vec<u32>)> = None;
    for m in mentions {
        let l = last.get(&m.kind).cloned();
        m.site.before = l.as_ref().map(|l| l.rank);
        let close = near.take().filter(|n| m.site.sentence - n.1 <= 1);
        let mut given = (m.days, m.places.clone());
        if !m.site.dated {
            given.0 = close.as_ref().filter(|n| n.0 == m.kind).and_then(|n| n.2);
            m.told.extend(given.0.map(|d| (Field::DayBefore, of_days(d))));
            let far = l.as_ref().and_then(|l| l.days);
            m.told.extend(far.map(|d| (Field::DayLast, of_days(d))));
        }
        if !m.site.placed {
            given.1 = close.map(|n| n.3).unwrap_or_default();
            m.told
                .extend(given.1.iter().map(|p| (Field::PlaceBefore, u64::from(*p))));
            let far = l.as_ref().map(|l| l.places.clone()).unwrap_or_default();
            m.told
                .extend(far.iter().map(|p| (Field::PlaceLast, u64::from(*p))));
        }
        let l = l.unwrap_or_default();
        last.insert(
            m.kind,
            Last {
                rank: m.rank,
                days: m.days.or(if m.site.dated { None } else { l.days }),
                places: if m.site.placed { m.places.clone() } else { l.places },
            },
        );
        near = Some((m.kind, m.site.sentence, given.0, given.1));
    }
}

/// Names of a report's places that are kept.
const THEATRE: usize = 8;

/// Adds to each claim where its report plays: the names of places that it tells most often, and
/// the country of most of them (several where they are equal).
pub fn theatre(mentions: &mut [Mention]) {
    let mut places: HashMap<u32, u32> = HashMap::new();
    let mut countries: HashMap<u64, u32> = HashMap::new();
    for m in mentions.iter() {
        for p in &m.places {
            *places.entry(*p).or_default() += 1;
        }
        for (_, c) in m.told.iter().filter(|t| t.0 == Field::Country) {
            *countries.entry(*c).or_default() += 1;
        }
    }
    let mut places: Vec<(u32, u32)> = places.into_iter().collect();
    places.sort_unstable_by_key(|(p, n)| (std::cmp::Reverse(*n), *p));
    places.truncate(THEATRE);
    // A single place that was taken for one abroad must not move the report.
    let most = countries.values().copied().max().unwrap_or(0);
    for m in mentions {
        m.told
            .extend(places.iter().map(|p| (Field::Theatre, u64::from(p.0))));
        let home = countries.iter().filter(|(_, n)| **n == most);
        m.told.extend(home.map(|(c, _)| (Field::Home, *c)));
    }
}
