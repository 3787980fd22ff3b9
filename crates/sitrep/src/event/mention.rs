//! In: accounts. Out: [`Mention`]s: what is compared of each claim, as small numbers, with what its report tells of it in
//! the sentence before. Knows no other report.

use std::collections::HashMap;

use jiff::civil::Date;

use super::account::Account;
use super::words::{LinkWords, fold, skeleton, stem, words};
use crate::record::{CountRole, CountScope, PlacePrecision, Status, TimePrecision};

/// Days since 1 January 1970.
pub type Day = i32;

/// Interned words and names; a number stands for each.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<String, u32>,
    words: Vec<String>,
}

impl Names {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.ids.insert(word.to_owned(), id);
        self.words.push(word.to_owned());
        id
    }
    /// The word of a number.
    pub fn word(&self, id: u32) -> &str {
        &self.words[id as usize]
    }
}

/// What is compared of a claim. Lists are sorted and hold each number once.
#[derive(Debug, Clone, Default)]
pub struct Mention {
    /// Report, sentence and byte of the trigger.
    pub doc: u32,
    /// See `doc`.
    pub sentence: u32,
    /// See `doc`.
    pub at: u32,
    /// Type.
    pub kind: u32,
    /// Publication day.
    pub published: Option<Day>,
    /// Its own days.
    pub days: Option<(Day, Day)>,
    /// True when `days` are at most three and no month or year.
    pub short: bool,
    /// The days of the sentence before, where it has none of its own.
    pub days_before: Option<(Day, Day)>,
    /// Skeletons of the names of its places.
    pub places: Vec<u32>,
    /// The same of the claim before, where it has none of its own.
    pub places_before: Vec<u32>,
    /// True when it names a place.
    pub placed: bool,
    /// Skeletons of all names around the trigger.
    pub names: Vec<u32>,
    /// Stems of other words around the trigger.
    pub words: Vec<u32>,
    /// Stems of the last words of recipients and of actors.
    pub recipients: Vec<u32>,
    /// See `recipients`.
    pub actors: Vec<u32>,
    /// Codes of actors.
    pub codes: Vec<u32>,
    /// Stem of the trigger.
    pub trigger: u32,
    /// Mode.
    pub mode: Option<u32>,
    /// Group of weapons of the mode.
    pub weapon: Option<u32>,
    /// Numbers of killed, and of others.
    pub killed: Vec<u64>,
    /// See `killed`.
    pub numbers: Vec<u64>,
    /// Degrees, when the place is known to a town.
    pub point: Option<(f32, f32)>,
    /// Country of the place.
    pub country: Option<u32>,
    /// Its days lie three weeks or more before the report.
    pub old: bool,
    /// Planned or hypothetical.
    pub plan: bool,
    /// A sum or a running total.
    pub aggregate: bool,
    /// Denied or negated.
    pub denied: bool,
    /// The trigger tells a casualty.
    pub casualty: bool,
    /// The trigger or the sentence takes up what was told before.
    pub definite: bool,
    /// The trigger brings a new act.
    pub indefinite: bool,
    /// Signs of a list between the trigger before it in the sentence and this one.
    pub parted: u8,
}

/// Days before the report from which on an act is recalled, not reported.
const OLD: Day = 21;
/// Longest interval that fixes an act's day.
const SHORT: Day = 2;
/// Shortest interval that makes an act up to the day of the report a total of several.
const TOTAL: Day = 4;
/// Words before the trigger that are looked at for articles.
const BEFORE: usize = 3;

/// The mentions of the accounts, in their order.
pub fn mentions(accounts: &[&Account], lexicon: &LinkWords) -> (Vec<Mention>, Names) {
    let mut names = Names::default();
    let mut out: Vec<Mention> = accounts.iter().map(|a| mention(a, lexicon, &mut names)).collect();
    let mut order: Vec<usize> = (0..out.len()).collect();
    order.sort_by_key(|i| (out[*i].doc, out[*i].sentence, out[*i].at, *i));
    let sentence_of = |m: &Mention| (m.doc, m.sentence);
    let mut start = 0;
    while start < order.len() {
        let key = sentence_of(&out[order[start]]);
        let end = start
            + order[start..]
                .iter()
                .take_while(|i| sentence_of(&out[**i]) == key)
                .count();
        around(&order[start..end], accounts, lexicon, &mut names, &mut out);
        start = end;
    }
    before(&order, &mut out);
    (out, names)
}

fn day(d: Date) -> Day {
    let epoch = Date::new(1970, 1, 1).unwrap_or(d);
    epoch.until(d).map_or(0, |s| s.get_days())
}

fn sorted(mut list: Vec<u32>) -> Vec<u32> {
    list.sort_unstable();
    list.dedup();
    list
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn name_ids(text: &str, lexicon: &LinkWords, names: &mut Names) -> Vec<u32> {
    let capital = words(text).filter(|(_, w)| is_name(w) && !lexicon.stop.contains(&fold(w)));
    let skeletons = capital.map(|(_, w)| skeleton(w, &lexicon.articles));
    sorted(
        skeletons
            .filter(|s| !s.is_empty())
            .map(|s| names.id(&s))
            .collect(),
    )
}

fn heads(list: &[super::Who], lexicon: &LinkWords, names: &mut Names) -> Vec<u32> {
    let last = list.iter().filter_map(|w| words(&w.text).last());
    let folded: Vec<String> = last
        .map(|(_, w)| fold(w))
        .filter(|w| !lexicon.stop.contains(w))
        .collect();
    sorted(folded.iter().map(|w| names.id(stem(w))).collect())
}

fn mention(a: &Account, lexicon: &LinkWords, names: &mut Names) -> Mention {
    let published = a.published.map(day);
    let plan = matches!(a.status, Status::Planned | Status::Hypothetical);
    let (days, short) = days(a, published, plan);
    let place = a.places.first();
    let value = place.and_then(|p| p.value.as_ref());
    let known = |p: PlacePrecision| {
        matches!(
            p,
            PlacePrecision::Exact | PlacePrecision::Near | PlacePrecision::Admin2
        )
    };
    let places = sorted(
        a.places
            .iter()
            .flat_map(|p| name_ids(&p.text, lexicon, names))
            .collect(),
    );
    let trigger = fold(a.trigger.of(&a.text));
    let casualty = lexicon.casualty.contains(stem(&trigger));
    let lead: Vec<String> = words(&a.text[..a.trigger.start])
        .map(|(_, w)| w.to_lowercase())
        .collect();
    let lead = &lead[lead.len().saturating_sub(BEFORE)..];
    let first = words(&a.text)
        .next()
        .map(|(_, w)| w.to_lowercase())
        .unwrap_or_default();
    let numbers = |killed: bool| {
        let of = a
            .counts
            .iter()
            .filter(|c| (c.role == CountRole::Killed) == killed);
        let mut list: Vec<u64> = of
            .filter_map(|c| c.value.best.or(c.value.low).or(c.value.high))
            .collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    let group = |m: &str| lexicon.weapons.iter().position(|g| g.iter().any(|x| x == m));
    Mention {
        doc: names.id(&format!("report {}", a.doc_id)),
        sentence: a.sentence as u32,
        at: a.trigger.start as u32,
        kind: names.id(&a.kind),
        published,
        days,
        short,
        placed: !places.is_empty() || value.is_some(),
        places,
        recipients: heads(&a.recipients, lexicon, names),
        actors: heads(&a.actors, lexicon, names),
        codes: sorted(
            a.actors
                .iter()
                .filter_map(|w| w.code.as_ref())
                .map(|c| names.id(c))
                .collect(),
        ),
        trigger: names.id(stem(&trigger)),
        mode: a.mode.as_ref().map(|m| names.id(m)),
        weapon: a.mode.as_deref().and_then(group).map(|g| g as u32),
        killed: numbers(true),
        numbers: numbers(false),
        point: value
            .filter(|v| known(v.precision))
            .map(|v| (v.lat as f32, v.lon as f32)),
        country: value.and_then(|v| v.country.as_ref()).map(|c| names.id(c)),
        old: days.zip(published).is_some_and(|(d, p)| p - d.1 > OLD),
        plan,
        aggregate: a.counts.iter().any(|c| c.scope != CountScope::Single)
            || days
                .zip(published)
                .is_some_and(|(d, p)| d.1 - d.0 >= TOTAL && d.1 >= p - 3),
        denied: matches!(a.status, Status::Denied | Status::Negated),
        casualty,
        definite: lead.iter().any(|w| lexicon.definite.contains(w)) || lexicon.going_on.contains(&first),
        indefinite: lead.iter().any(|w| lexicon.indefinite.contains(w)),
        ..Mention::default()
    }
}

/// First and last day. A weekday that would put a deed after its report, or a plan before it, is taken a week off.
fn days(a: &Account, published: Option<Day>, plan: bool) -> (Option<(Day, Day)>, bool) {
    let Some(time) = &a.time else { return (None, false) };
    let (start, end) = (time.value.start.map(day), time.value.end.map(day));
    let Some(start) = start else { return (None, false) };
    let mut days = (
        start,
        end.unwrap_or_else(|| published.map_or(start, |p| p.max(start))),
    );
    if let (Some(p), true) = (published, days.0 == days.1) {
        if !plan && (1..=7).contains(&(days.0 - p)) {
            days = (days.0 - 7, days.1 - 7);
        } else if plan && (1..=7).contains(&(p - days.0)) {
            days = (days.0 + 7, days.1 + 7);
        }
    }
    let long = matches!(time.value.precision, TimePrecision::Month | TimePrecision::Year);
    (Some(days), days.1 - days.0 <= SHORT && !long)
}

/// Words and names around each trigger of a sentence: up to the sign that parts it from the next.
fn around(
    group: &[usize],
    accounts: &[&Account],
    lexicon: &LinkWords,
    names: &mut Names,
    out: &mut [Mention],
) {
    let text = &accounts[group[0]].text;
    let mut cuts = vec![0];
    for pair in group.windows(2) {
        let (a, b) = (accounts[pair[0]].trigger.end, accounts[pair[1]].trigger.start);
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
        out[pair[1]].parted = found.len().min(3) as u8;
        let half = (0..=gap.len() / 2)
            .rev()
            .find(|i| gap.is_char_boundary(*i))
            .unwrap_or(0);
        cuts.push(a + found.iter().max().copied().unwrap_or(half));
    }
    cuts.push(text.len());
    for (k, i) in group.iter().enumerate() {
        let Some(part) = text.get(cuts[k]..cuts[k + 1].max(cuts[k])) else {
            continue;
        };
        let (mut found_names, mut found) = (Vec::new(), Vec::new());
        for (_, w) in words(part) {
            let folded = fold(w);
            if lexicon.stop.contains(&folded) {
                continue;
            }
            let bone = if is_name(w) {
                skeleton(w, &lexicon.articles)
            } else {
                String::new()
            };
            if bone.is_empty() {
                let plain = folded
                    .split('-')
                    .filter(|p| p.len() > 2 && !lexicon.stop.contains(*p));
                let stems = plain.map(stem).filter(|s| !lexicon.casualty.contains(*s));
                found.extend(stems.map(|s| names.id(s)));
            } else {
                found_names.push(names.id(&bone));
            }
        }
        out[*i].names = sorted(found_names);
        out[*i].words = sorted(found);
    }
}

/// What the sentence before gives to a claim without days or place of its own.
fn before(order: &[usize], out: &mut [Mention]) {
    for pair in 1..order.len() {
        let (last, own) = (order[pair - 1], order[pair]);
        let (l, o) = (out[last].clone(), &mut out[own]);
        if l.doc != o.doc || o.sentence - l.sentence > 1 {
            continue;
        }
        if o.days.is_none() && l.kind == o.kind {
            o.days_before = l.days.or(l.days_before);
        }
        if !o.placed {
            o.places_before = if l.placed { l.places } else { l.places_before };
        }
    }
}
