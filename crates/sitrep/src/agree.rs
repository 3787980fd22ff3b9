//! In: what several coders, people or programs, saw in the same reports. Out: an [`Agreement`]: F1 of each pair of coders both
//! ways, and Krippendorff's alpha for every field over the events that two or more of them saw. Knows no file.
//!
//! A report counts where two coders or more have coded it. Its events become units by the rule of [`crate::score::align`].
//! Whether an event was seen at all is no field: that is what F1 says.

pub mod alpha;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::{Date, date};

use self::alpha::{Alpha, Bootstrap, Metric, Unit, Value, alpha};
use crate::score::align::{Ready, groups};
use crate::score::coding::{CodedCount, CodedEvent, Coding, Mention};
use crate::score::words::{ScoreWords, Stems, close};
use crate::score::{Score, score};

/// What stands for a field that a coder left empty, where that is an answer.
const NONE: &str = "none";

/// One coder's work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coder {
    /// What to call the coder.
    pub name: String,
    /// One for each report, in any order.
    pub codings: Vec<Coding>,
}

/// How agreement is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Distance of two sets of parties: [`Metric::Masi`] or [`Metric::Jaccard`].
    pub sets: Metric,
    /// Distance of two numbers: interval, ratio or ordinal.
    pub counts: Metric,
    /// How the intervals are made.
    pub bootstrap: Bootstrap,
}

/// How far coders agree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agreement {
    /// Reports that two coders or more have coded.
    pub reports: usize,
    /// Reports that one coder only has.
    pub left_out: usize,
    /// How many events were seen by one coder, by two, …
    pub seen_by: Vec<usize>,
    /// Each pair of coders.
    pub pairs: Vec<Pair>,
    /// Each field.
    pub fields: Vec<Field>,
}

/// Two coders, by number, over the reports that both have coded.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Reports that both have coded.
    pub reports: usize,
    /// The other's coding against the one's as gold.
    pub a_is_gold: Score,
    /// The one's coding against the other's as gold.
    pub b_is_gold: Score,
}

/// Agreement on one field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// How values are compared.
    pub metric: Metric,
    /// The agreement.
    pub alpha: Alpha,
}

/// The agreement of coders.
pub fn agree(words: &ScoreWords, coders: &[Coder], measure: &Measure) -> Agreement {
    let mut reports: BTreeMap<&str, Vec<Option<&Coding>>> = BTreeMap::new();
    for (c, coder) in coders.iter().enumerate() {
        for coding in &coder.codings {
            let by_coder = reports
                .entry(&coding.doc_id)
                .or_insert_with(|| vec![None; coders.len()]);
            by_coder[c] = Some(coding);
        }
    }
    let all = reports.len();
    reports.retain(|_, by_coder| by_coder.iter().flatten().count() > 1);
    let mut out = Agreement {
        reports: reports.len(),
        left_out: all - reports.len(),
        seen_by: vec![0; coders.len()],
        ..Agreement::default()
    };
    let mut units: BTreeMap<usize, Vec<Unit>> = BTreeMap::new();
    let fields = fields(measure);
    for (of, by_coder) in reports.values().enumerate() {
        let nothing = Coding::default();
        let ready: Vec<Vec<Ready<'_>>> = (by_coder.iter())
            .map(|c| Ready::all(words, c.unwrap_or(&nothing)))
            .collect();
        let events: Vec<&[Ready<'_>]> = ready.iter().map(Vec::as_slice).collect();
        for group in groups(&events) {
            let seen: Vec<&CodedEvent> = (group.iter().zip(&events))
                .filter_map(|(i, events)| Some(events[(*i)?].event))
                .collect();
            out.seen_by[seen.len() - 1] += 1;
            for (f, (.., values)) in fields.iter().enumerate() {
                let of_field = units.entry(f).or_default();
                of_field.extend(values(words, &seen).into_iter().map(|values| Unit { values, of }));
            }
        }
    }
    out.fields = (fields.iter().enumerate())
        .map(|(f, (name, metric, _))| Field {
            name,
            metric: *metric,
            alpha: alpha(
                units.get(&f).map_or(&[], Vec::as_slice),
                *metric,
                measure.bootstrap,
            ),
        })
        .collect();
    for a in 0..coders.len() {
        for b in a + 1..coders.len() {
            out.pairs.push(pair(words, &reports, a, b));
        }
    }
    out
}

fn pair(words: &ScoreWords, reports: &BTreeMap<&str, Vec<Option<&Coding>>>, a: usize, b: usize) -> Pair {
    let both: Vec<(Coding, Coding)> = (reports.values())
        .filter_map(|by_coder| Some((by_coder[a]?.clone(), by_coder[b]?.clone())))
        .collect();
    let reports = both.len();
    let (one, other): (Vec<Coding>, Vec<Coding>) = both.into_iter().unzip();
    Pair {
        a,
        b,
        reports,
        a_is_gold: score(words, &one, &other),
        b_is_gold: score(words, &other, &one),
    }
}

/// The values of one event's coders: units, each with the values that are given.
type Values = fn(&ScoreWords, &[&CodedEvent]) -> Vec<Vec<Value>>;

fn fields(measure: &Measure) -> [(&'static str, Metric, Values); 12] {
    [
        ("type", Metric::Nominal, |_, e| {
            each(e, |e| word(e.kind.as_deref()))
        }),
        ("mode", Metric::Nominal, modes),
        ("status", Metric::Nominal, |_, e| {
            each(e, |e| word(e.status.as_deref()))
        }),
        ("actors", measure.sets, |w, e| sets(w, e, |e| &e.actors)),
        ("recipients", measure.sets, |w, e| sets(w, e, |e| &e.recipients)),
        ("place", Metric::Nominal, |w, e| one(w, e, |e| e.place.as_ref())),
        ("dated", Metric::Nominal, |_, e| {
            each(e, |e| word(e.start.or(e.end).map(|_| "yes")))
        }),
        ("start", Metric::Interval, |_, e| days(e, |e| e.start)),
        ("end", Metric::Interval, |_, e| days(e, |e| e.end)),
        ("counted", Metric::Nominal, |_, e| {
            each(e, |e| word((!e.counts.is_empty()).then_some("yes")))
        }),
        ("counts", measure.counts, counts),
        ("speaker", Metric::Nominal, |w, e| {
            one(w, e, |e| e.said_by.as_ref())
        }),
    ]
}

/// A field of a closed set. That it is empty is an answer.
fn word(value: Option<&str>) -> Value {
    Value::Word(value.unwrap_or(NONE).to_owned())
}

fn each(events: &[&CodedEvent], value: impl Fn(&CodedEvent) -> Value) -> Vec<Vec<Value>> {
    vec![events.iter().map(|e| value(e)).collect()]
}

/// Modes where all agree on the type: each type has its own.
fn modes(_: &ScoreWords, events: &[&CodedEvent]) -> Vec<Vec<Value>> {
    if events.iter().any(|e| e.kind != events[0].kind) {
        return Vec::new();
    }
    each(events, |e| word(e.mode.as_deref()))
}

/// Days as numbers. A day that is not told is missing: it stands nowhere on the scale.
fn days(events: &[&CodedEvent], day: fn(&CodedEvent) -> Option<Date>) -> Vec<Vec<Value>> {
    let number = |d: Date| f64::from(date(1970, 1, 1).until(d).map_or(0, |s| s.get_days()));
    let given = events.iter().filter_map(|e| day(e));
    vec![given.map(|d| Value::Number(number(d))).collect()]
}

/// Sets of parties, named alike where they are alike. An empty set is an answer.
fn sets(words: &ScoreWords, events: &[&CodedEvent], of: fn(&CodedEvent) -> &[Mention]) -> Vec<Vec<Value>> {
    let mentions: Vec<&[Mention]> = events.iter().map(|e| of(e)).collect();
    let named = named_alike(words, &mentions).into_iter();
    vec![
        named
            .map(|names| Value::Set(names.into_iter().collect()))
            .collect(),
    ]
}

/// The one value of a field of words. That it is empty is an answer.
fn one(
    words: &ScoreWords,
    events: &[&CodedEvent],
    of: fn(&CodedEvent) -> Option<&Mention>,
) -> Vec<Vec<Value>> {
    let mentions: Vec<&[Mention]> = (events.iter())
        .map(|e| of(e).map_or(&[][..], std::slice::from_ref))
        .collect();
    let named = named_alike(words, &mentions).into_iter();
    vec![
        named
            .map(|names| word(names.first().map(String::as_str)))
            .collect(),
    ]
}

/// The names of what each coder mentions. Two mentions of two coders have one name when both have a code and it is the same,
/// or one has none and their words share a stem; it is the first of their codes, else of their stems, so that it stays the
/// same from event to event.
fn named_alike(words: &ScoreWords, by_coder: &[&[Mention]]) -> Vec<Vec<String>> {
    struct Same<'a> {
        members: Vec<(usize, &'a Mention, Stems)>,
    }
    let mut all: Vec<Same<'_>> = Vec::new();
    for (c, mentions) in by_coder.iter().enumerate() {
        for m in *mentions {
            let stems = words.stems(&m.text);
            if stems.is_empty() && m.code.is_none() {
                continue;
            }
            let alike = |x: &Mention, s: &Stems| match (&x.code, &m.code) {
                (Some(a), Some(b)) => a == b,
                _ => close(s, &stems),
            };
            let fits = |g: &&mut Same<'_>| {
                g.members.iter().all(|(other, ..)| *other != c)
                    && g.members.iter().any(|(_, x, s)| alike(x, s))
            };
            match all.iter_mut().find(fits) {
                Some(group) => group.members.push((c, m, stems)),
                None => all.push(Same {
                    members: vec![(c, m, stems)],
                }),
            }
        }
    }
    let mut names = vec![Vec::new(); by_coder.len()];
    for group in &all {
        let codes = group.members.iter().filter_map(|(_, m, _)| m.code.clone());
        let stems =
            (group.members.iter()).map(|(.., s)| s.iter().map(String::as_str).collect::<Vec<_>>().join(" "));
        let name = codes.min().or_else(|| stems.min()).unwrap_or_default();
        for (c, ..) in &group.members {
            names[*c].push(name.clone());
        }
    }
    names
}

/// One number as coders give it.
type Given = Vec<(usize, u64)>;

/// Numbers of one role that two coders or more give; equal ones are taken first, then those in order. A number that a coder
/// does not give is missing.
fn counts(_: &ScoreWords, events: &[&CodedEvent]) -> Vec<Vec<Value>> {
    let number = |c: &CodedCount| c.value.best.or(c.value.low).or(c.value.high);
    let mut units: HashMap<Option<&str>, Vec<Given>> = HashMap::new();
    let mut roles = BTreeSet::new();
    for (c, event) in events.iter().enumerate() {
        let mut left: Vec<(Option<&str>, u64)> = Vec::new();
        for count in &event.counts {
            let (Some(n), role) = (number(count), count.role.as_deref()) else {
                continue;
            };
            roles.insert(role);
            let of_role = units.entry(role).or_default();
            let free = |u: &&mut Given| u.iter().all(|(other, _)| *other != c);
            match of_role
                .iter_mut()
                .filter(free)
                .find(|u| u.iter().any(|(_, m)| *m == n))
            {
                Some(unit) => unit.push((c, n)),
                None => left.push((role, n)),
            }
        }
        for (role, n) in left {
            let of_role = units.entry(role).or_default();
            match of_role
                .iter_mut()
                .find(|u| u.iter().all(|(other, _)| *other != c))
            {
                Some(unit) => unit.push((c, n)),
                None => of_role.push(vec![(c, n)]),
            }
        }
    }
    let in_order = roles.into_iter().filter_map(|r| units.remove(&r)).flatten();
    in_order
        .map(|u| u.into_iter().map(|(_, n)| Value::Number(n as f64)).collect())
        .collect()
}

#[cfg(test)]
mod tests;
