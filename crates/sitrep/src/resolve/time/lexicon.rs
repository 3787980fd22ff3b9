//! In: the TOML of time words and the number words. Out: a [`TimeLexicon`] that tells, for a
//! lower-case word, all that it can be in a time expression. Knows no text.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::super::count::NumberLexicon;
use super::Bound;
use super::calendar::{Edge, Season, Unit};
use super::feast::Feast;

/// What a word does in a time expression, beside its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Ago,
    Before,
    After,
    Earlier,
    Later,
    Of,
    Inside,
    The,
    And,
    To,
    Between,
    Overnight,
    Half,
    Old,
    Bc,
    Ad,
    Am,
    Pm,
    Clock,
    At,
    In,
    Lone,
    Vague,
    Approx,
    More,
    Every,
    Per,
    Long,
    Attributive,
    Time,
    Then,
    On,
    ExactlyAt,
    Compared,
    Age,
    QuarterSign,
    Straight,
    All,
}

/// All that one word can be. `None`, 0 and `false` say that it cannot.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry {
    pub month: u8,
    pub weekday: u8,
    /// The word opens a phrase: a feast or a reference.
    pub opens: bool,
    /// The word is common in other senses and needs company.
    pub doubtful: bool,
    pub unit: Option<Unit>,
    pub plural: bool,
    pub season: Option<Season>,
    /// TIMEX3 part of the day.
    pub daypart: Option<&'static str>,
    pub ordinal: i8,
    pub number: Option<u32>,
    pub scale: u32,
    pub shift: Option<i8>,
    pub told: Option<i8>,
    pub rolling: Option<i8>,
    pub edge: Option<Edge>,
    pub reference: Option<&'static str>,
    pub day: Option<i8>,
    pub set: Option<&'static str>,
    roles: u64,
}

impl Entry {
    /// True for a word that says nothing of time by itself ("full", "bloody").
    pub(super) fn is_plain(&self) -> bool {
        self.number.is_none()
            && self.edge.is_none()
            && self.weekday == 0
            && self.month == 0
            && self.roles == 0
    }
    /// True when the word can play `role`.
    pub(super) fn is(&self, role: Role) -> bool {
        self.roles & (1_u64 << role as u32) != 0
    }
}

/// The words of a language's time expressions.
#[derive(Debug, Clone)]
pub struct TimeLexicon {
    words: HashMap<String, u16>,
    entries: Vec<Entry>,
    pub(super) references: Vec<(Vec<String>, &'static str)>,
    pub(super) holidays: Vec<(Vec<String>, (u8, u8))>,
    pub(super) feasts: Vec<(Vec<String>, Feast)>,
    pub(super) bounds: Vec<(Vec<String>, Bound)>,
    ahead: HashSet<String>,
    postpone: HashSet<String>,
    begin: HashSet<String>,
    happen: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    months: HashMap<String, u8>,
    weekdays: HashMap<String, u8>,
    doubtful: Vec<String>,
    units: HashMap<String, Unit>,
    plural_units: Vec<String>,
    seasons: HashMap<String, Season>,
    dayparts: HashMap<String, String>,
    ordinals: HashMap<String, i8>,
    shifts: HashMap<String, i8>,
    told_shifts: HashMap<String, i8>,
    rolling: HashMap<String, i8>,
    days: HashMap<String, i8>,
    edges: HashMap<String, Edge>,
    references: HashMap<String, String>,
    reference_phrases: HashMap<String, String>,
    sets: HashMap<String, String>,
    holidays: HashMap<String, (u8, u8)>,
    feasts: HashMap<String, Feast>,
    words: RawWords,
    bounds: HashMap<Bound, Vec<String>>,
    verbs: RawVerbs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVerbs {
    ahead: HashSet<String>,
    postpone: HashSet<String>,
    begin: HashSet<String>,
    happen: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    ago: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    earlier: Vec<String>,
    later: Vec<String>,
    of: Vec<String>,
    inside: Vec<String>,
    the: Vec<String>,
    and: Vec<String>,
    to: Vec<String>,
    between: Vec<String>,
    overnight: Vec<String>,
    half: Vec<String>,
    old: Vec<String>,
    bc: Vec<String>,
    ad: Vec<String>,
    am: Vec<String>,
    pm: Vec<String>,
    clock: Vec<String>,
    at: Vec<String>,
    r#in: Vec<String>,
    lone: Vec<String>,
    vague: Vec<String>,
    approx: Vec<String>,
    more: Vec<String>,
    every: Vec<String>,
    per: Vec<String>,
    long: Vec<String>,
    attributive: Vec<String>,
    time: Vec<String>,
    then: Vec<String>,
    on: Vec<String>,
    exactly_at: Vec<String>,
    compared: Vec<String>,
    age: Vec<String>,
    quarter_sign: Vec<String>,
    straight: Vec<String>,
    all: Vec<String>,
}

impl TimeLexicon {
    /// Reads the TOML of time words; number words come from `numbers`.
    ///
    /// # Errors
    /// When the TOML is not of the expected shape, with the line and what was expected there.
    pub fn parse(source: &str, numbers: &NumberLexicon) -> Result<Self, toml::de::Error> {
        let raw: Raw = toml::from_str(source)?;
        let mut lexicon = Self {
            words: HashMap::new(),
            entries: vec![Entry::default()],
            references: phrases(&raw.reference_phrases, |v| known(v, &REFERENCES)),
            holidays: phrases(&raw.holidays, |day| Some(*day)),
            feasts: phrases(&raw.feasts, |feast| Some(*feast)),
            bounds: Vec::new(),
            ahead: raw.verbs.ahead.clone(),
            postpone: raw.verbs.postpone.clone(),
            begin: raw.verbs.begin.clone(),
            happen: raw.verbs.happen.clone(),
        };
        for (bound, list) in &raw.bounds {
            for phrase in list {
                lexicon.bounds.push((split(phrase), *bound));
            }
        }
        // Longest first, then by the letters, so that the order of a hash map never shows.
        lexicon
            .bounds
            .sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
        lexicon.fill(&raw, numbers);
        Ok(lexicon)
    }

    /// True for a lemma, with its particle, that moves a day or an end to one still to come: "put off until Friday".
    pub fn postpones(&self, lemma: &str) -> bool {
        self.postpone.contains(lemma)
    }

    /// True for a lemma whose infinitive is still to come when it is past: "planned to", "a promise to".
    pub(super) fn looks_ahead(&self, lemma: &str) -> bool {
        self.ahead.contains(lemma)
    }
    /// True for a verb of beginning: what its subject names lasts from its day on.
    pub fn begins(&self, lemma: &str) -> bool {
        self.begin.contains(lemma)
    }

    /// True for a verb that says of its subject only that it was: "took place", "continued".
    pub fn happens(&self, lemma: &str) -> bool {
        self.begin.contains(lemma) || self.happen.contains(lemma)
    }

    fn fill(&mut self, raw: &Raw, numbers: &NumberLexicon) {
        self.each(&raw.months, |e, v| e.month = *v);
        self.each(&raw.weekdays, |e, v| e.weekday = *v);
        self.each(&raw.units, |e, v| e.unit = Some(*v));
        self.each(&raw.seasons, |e, v| e.season = Some(*v));
        self.each(&raw.dayparts, |e, v| e.daypart = known(v, &DAYPARTS));
        self.each(&raw.ordinals, |e, v| e.ordinal = *v);
        self.each(&raw.shifts, |e, v| e.shift = Some(*v));
        self.each(&raw.told_shifts, |e, v| e.told = Some(*v));
        self.each(&raw.rolling, |e, v| e.rolling = Some(*v));
        self.each(&raw.days, |e, v| e.day = Some(*v));
        self.each(&raw.edges, |e, v| e.edge = Some(*v));
        self.each(&raw.references, |e, v| e.reference = known(v, &REFERENCES));
        self.each(&raw.sets, |e, v| e.set = known(v, &SETS));
        for word in &raw.doubtful {
            self.entry(word).doubtful = true;
        }
        for word in &raw.plural_units {
            self.entry(word).plural = true;
        }
        // A word that only opens a phrase must be seen too.
        let openers: Vec<String> = (self.references.iter().map(|(p, _)| p[0].clone()))
            .chain(self.holidays.iter().map(|(p, _)| p[0].clone()))
            .chain(self.feasts.iter().map(|(p, _)| p[0].clone()))
            .collect();
        for word in openers {
            self.entry(&word).opens = true;
        }
        for (word, value) in numbers.values() {
            self.entry(word).number = u32::try_from(value).ok();
        }
        for (word, value) in numbers.scales() {
            self.entry(word).scale = u32::try_from(value).unwrap_or(0);
        }
        let w = &raw.words;
        for (role, list) in [
            (Role::Ago, &w.ago),
            (Role::Before, &w.before),
            (Role::After, &w.after),
            (Role::Earlier, &w.earlier),
            (Role::Later, &w.later),
            (Role::Of, &w.of),
            (Role::Inside, &w.inside),
            (Role::The, &w.the),
            (Role::And, &w.and),
            (Role::To, &w.to),
            (Role::Between, &w.between),
            (Role::Overnight, &w.overnight),
            (Role::Half, &w.half),
            (Role::Old, &w.old),
            (Role::Bc, &w.bc),
            (Role::Ad, &w.ad),
            (Role::Am, &w.am),
            (Role::Pm, &w.pm),
            (Role::Clock, &w.clock),
            (Role::At, &w.at),
            (Role::In, &w.r#in),
            (Role::Lone, &w.lone),
            (Role::Vague, &w.vague),
            (Role::Approx, &w.approx),
            (Role::More, &w.more),
            (Role::Every, &w.every),
            (Role::Per, &w.per),
            (Role::Long, &w.long),
            (Role::Attributive, &w.attributive),
            (Role::Time, &w.time),
            (Role::Then, &w.then),
            (Role::On, &w.on),
            (Role::ExactlyAt, &w.exactly_at),
            (Role::Compared, &w.compared),
            (Role::Age, &w.age),
            (Role::QuarterSign, &w.quarter_sign),
            (Role::Straight, &w.straight),
            (Role::All, &w.all),
        ] {
            for word in list {
                self.entry(word).roles |= 1_u64 << role as u32;
            }
        }
    }

    fn each<V>(&mut self, table: &HashMap<String, V>, set: impl Fn(&mut Entry, &V)) {
        for (word, value) in table {
            set(self.entry(word), value);
        }
    }

    fn entry(&mut self, word: &str) -> &mut Entry {
        let next = self.entries.len();
        let at = usize::from(*self.words.entry(word.to_owned()).or_insert(next as u16));
        if at == next {
            self.entries.push(Entry::default());
        }
        &mut self.entries[at]
    }

    /// The number of a lower-case word's entry; 0 when the lexicon does not have it.
    pub(super) fn find(&self, word: &str) -> u16 {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// The entry of that number.
    pub(super) fn get(&self, number: u16) -> &Entry {
        &self.entries[usize::from(number)]
    }
}

const REFERENCES: [&str; 3] = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"];
const DAYPARTS: [&str; 6] = ["MO", "MI", "AF", "EV", "NI", "DT"];
const SETS: [&str; 6] = [
    "XXXX-XX-XX",
    "XXXX-XX-XXTNI",
    "XXXX-XX-XXTXX",
    "XXXX-WXX",
    "XXXX-XX",
    "XXXX",
];

/// TIMEX3's own word for `word`, when it is one of `list`.
fn known(word: &str, list: &[&'static str]) -> Option<&'static str> {
    list.iter().copied().find(|w| *w == word)
}

fn split(phrase: &str) -> Vec<String> {
    // The scanner cuts at an apostrophe and at a hyphen.
    phrase
        .replace('\'', " ' ")
        .replace('’', " ’ ")
        .replace('-', " - ")
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn phrases<V, T>(table: &HashMap<String, V>, value: impl Fn(&V) -> Option<T>) -> Vec<(Vec<String>, T)> {
    let mut list: Vec<_> = table
        .iter()
        .filter_map(|(phrase, v)| Some((split(phrase), value(v)?)))
        .collect();
    list.sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
    list
}
