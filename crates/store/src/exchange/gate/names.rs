//! In: a dataset with the names in its words. Out: for each report, which names are replaced and which stay. Replaces
//! nothing itself.
//!
//! Victims, detainees and witnesses are replaced in every profile: persons to whom a claim of force is done, and speakers
//! for whom nothing speaks but themselves. Outside of the internal profile a person stays only as the holder of an office,
//! or with a rank or title as a speaker. A short form ("Hassan") goes the way of the fuller names that it may stand for,
//! the strictest first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::place::is_fine;
use super::{Coarseness, Gate};
use crate::exchange::dataset::{Dataset, NameOf, NameRow};
use crate::row::{ClaimRow, PlaceRow};

/// What a name is replaced by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A person's.
    Person,
    /// A place's.
    Place,
}

impl Mark {
    /// The words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "[name withheld]",
            Self::Place => "[place withheld]",
        }
    }
}

/// What happens to the names of one report. Names are sequences of folded words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Replaced.
    pub cuts: BTreeMap<Vec<String>, Mark>,
    /// Kept, also where a part of them would be replaced.
    pub keeps: BTreeSet<Vec<String>>,
    /// Single words of replaced names, replaced where they begin with a capital.
    pub tokens: BTreeMap<String, Mark>,
    /// The persons that the report names.
    named: BTreeSet<Vec<String>>,
    /// Of these, those of whom nothing is known, kept or not.
    private: BTreeSet<Vec<String>>,
}

/// Shorter words of a name ("al", "bin", "Le") say nothing alone.
const SHORTEST_TOKEN: usize = 3;

/// The folded words of a text with where they stand in it (bytes).
pub fn words(text: &str) -> Vec<(String, usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    let letter = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter(c), start) {
            (true, None) => start = Some(at),
            (false, Some(s)) => {
                out.push((fold(&text[s..at]), s, at));
                start = None;
            }
            _ => {}
        }
    }
    out
}

fn fold(word: &str) -> String {
    let plain = word.nfkd().filter(|c| !is_combining_mark(*c));
    plain.flat_map(char::to_lowercase).collect()
}

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|w| w.0).collect()
}

/// True when the words of `inner` stand in `outer`, side by side.
fn holds(outer: &[String], inner: &[String]) -> bool {
    !inner.is_empty() && outer.windows(inner.len()).any(|w| w == inner)
}

/// The plan of each report.
pub fn plans(gate: &Gate, data: &Dataset) -> HashMap<String, Plan> {
    let mut names: HashMap<&str, Vec<&NameRow>> = HashMap::new();
    for name in data.names.iter().flatten() {
        names.entry(&name.doc_id).or_default().push(name);
    }
    let mut claims: HashMap<&str, Vec<&ClaimRow>> = HashMap::new();
    for claim in &data.claims {
        claims.entry(&claim.doc_id).or_default().push(claim);
    }
    let docs: BTreeSet<&str> = (names.keys().chain(claims.keys()).copied())
        .chain(data.reports.iter().map(|r| r.doc_id.as_str()))
        .collect();
    let none = Vec::new();
    let of = |doc: &str| {
        let own = claims.get(doc).unwrap_or(&Vec::new()).clone();
        plan(gate, names.get(doc).unwrap_or(&none), &own)
    };
    let mut out: HashMap<String, Plan> = docs.iter().map(|d| ((*d).to_owned(), of(d))).collect();
    // A full name that is replaced in one report is replaced in the others, where the engine may have overlooked it.
    let everywhere: BTreeMap<Vec<String>, Mark> = (out.values())
        .flat_map(|p| &p.cuts)
        .filter(|(name, mark)| name.len() > 1 && **mark == Mark::Person)
        .map(|(name, mark)| (name.clone(), *mark))
        .collect();
    for plan in out.values_mut() {
        for (name, mark) in &everywhere {
            if plan.private.contains(name) || !plan.keeps.contains(name) {
                plan.keeps.remove(name);
                plan.cuts.insert(name.clone(), *mark);
            }
        }
        plan.tokens = tokens(plan);
    }
    out
}

fn plan(gate: &Gate, names: &[&NameRow], claims: &[&ClaimRow]) -> Plan {
    let mut plan = Plan::default();
    let persons = standings(names);
    let speakers: Vec<Vec<String>> = (claims.iter())
        .filter_map(|c| c.said_by.as_ref())
        .flat_map(|s| s.name.iter().chain([&s.span.text]))
        .map(|t| folded(t))
        .collect();
    for (name, standing) in &persons {
        let speaks = speakers.iter().any(|s| holds(s, name));
        let replaced = match standing {
            Standing::Office => is_victim(name, claims, true),
            Standing::Titled => !(speaks || gate.internal()) || is_victim(name, claims, false),
            Standing::Private => {
                !gate.internal() || speaks || is_victim(name, claims, false) || in_force(name, claims)
            }
        };
        plan.named.insert(name.clone());
        if *standing == Standing::Private {
            plan.private.insert(name.clone());
        }
        if replaced {
            plan.cuts.insert(name.clone(), Mark::Person);
        } else {
            plan.keeps.insert(name.clone());
        }
    }
    if gate.places != Coarseness::Exact {
        place_names(names, claims, &mut plan);
    }
    // The full names of known parties stay whole.
    let parties = claims.iter().flat_map(|c| c.actors.iter().chain(&c.recipients));
    for name in parties.filter_map(|p| p.name.as_deref()).map(folded) {
        if !plan.cuts.contains_key(&name) {
            plan.keeps.insert(name);
        }
    }
    let cuts = &plan.cuts;
    plan.keeps.retain(|k| !cuts.contains_key(k));
    plan
}

/// The single words of the replaced persons that the report names, but for those of names that stay.
fn tokens(plan: &Plan) -> BTreeMap<String, Mark> {
    let kept: BTreeSet<&String> = plan.keeps.iter().flatten().collect();
    let replaced = |name: &&Vec<String>| plan.cuts.get(*name) == Some(&Mark::Person);
    let words = plan.named.iter().filter(replaced).flatten();
    words
        .filter(|t| t.chars().count() >= SHORTEST_TOKEN && !kept.contains(t))
        .map(|t| (t.clone(), Mark::Person))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Office,
    Titled,
    Private,
}

/// Each name of a person once, with the strictest standing of what it may stand for.
fn standings(names: &[&NameRow]) -> BTreeMap<Vec<String>, Standing> {
    let mut own: BTreeMap<Vec<String>, Standing> = BTreeMap::new();
    for name in names {
        let standing = match name.of {
            NameOf::Office => Standing::Office,
            NameOf::Titled => Standing::Titled,
            NameOf::Private => Standing::Private,
            NameOf::Place(_) => continue,
        };
        let key = folded(&name.text);
        if key.is_empty() {
            continue;
        }
        // One mention with a title tells of the others.
        let known = own.entry(key).or_insert(standing);
        *known = standing.min(*known);
    }
    let fuller = |name: &Vec<String>| {
        let longer = own.iter().filter(|(n, _)| n.len() > name.len() && holds(n, name));
        longer.map(|(_, s)| *s).max()
    };
    own.iter()
        .map(|(name, standing)| (name.clone(), fuller(name).unwrap_or(*standing)))
        .collect()
}

fn force(claim: &ClaimRow) -> bool {
    matches!(claim.kind.as_str(), "ASSAULT" | "COERCE") || claim.sensitivity != "open"
}

/// True when force is done to the person. The name of an office-holder must end the phrase ("former president X"): what
/// is done to "X's army" is not done to X.
fn is_victim(name: &[String], claims: &[&ClaimRow], at_end: bool) -> bool {
    let hit = |text: &str| {
        let phrase = folded(text);
        if at_end {
            phrase.ends_with(name)
        } else {
            holds(&phrase, name)
        }
    };
    (claims.iter().filter(|c| force(c))).any(|c| {
        let of_recipients = c.recipients.iter().any(|p| {
            hit(&p.span.text)
                || p.same_as.as_ref().is_some_and(|s| hit(&s.text))
                || p.name.as_deref().is_some_and(hit)
        });
        let counted = c.counts.iter().filter_map(|n| n.of.as_ref());
        of_recipients || counted.map(|s| s.text.as_str()).any(hit)
    })
}

/// True when the person is named in a sentence that tells of force.
fn in_force(name: &[String], claims: &[&ClaimRow]) -> bool {
    claims
        .iter()
        .any(|c| force(c) && holds(&folded(&c.sentence.span.text), name))
}

/// The words for places that are finer than the profile tells, or of which that is not known.
fn place_names(names: &[&NameRow], claims: &[&ClaimRow], plan: &mut Plan) {
    let mut fine: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut wide: BTreeSet<Vec<String>> = BTreeSet::new();
    for name in names {
        if let NameOf::Place(value) = &name.of {
            match value {
                Some(value) if !is_fine(value) => wide.insert(folded(&name.text)),
                _ => fine.insert(folded(&name.text)),
            };
        }
    }
    let controls = claims.iter().filter_map(|c| c.control.as_ref()).map(|c| &c.place);
    let told = claims.iter().flat_map(|c| c.places());
    for place in told.chain(controls) {
        of_place(place, &mut fine, &mut wide);
    }
    for name in names {
        if let NameOf::Place(Some(value)) = &name.of {
            wide.extend(value.admin1.as_deref().map(folded));
            let own = value.name.as_deref().map(folded);
            if is_fine(value) {
                fine.extend(own);
            } else {
                wide.extend(own);
            }
        }
    }
    fine.remove(&Vec::new());
    wide.remove(&Vec::new());
    // "Kirkuk" is a town and its province: the word tells no more than the province.
    for name in fine {
        if !wide.contains(&name) {
            plan.cuts.entry(name).or_insert(Mark::Place);
        }
    }
    plan.keeps.extend(wide);
}

fn of_place(place: &PlaceRow, fine: &mut BTreeSet<Vec<String>>, wide: &mut BTreeSet<Vec<String>>) {
    for value in std::iter::once(&place.value).chain(&place.alternatives) {
        wide.extend(value.admin1.as_deref().map(folded));
        let own = value.name.as_deref().map(folded);
        if is_fine(value) {
            fine.extend(own);
        } else {
            wide.extend(own);
        }
    }
    let named = place.span.text.chars().any(char::is_uppercase);
    let unknown = &*place.value.precision == "none";
    if named && (unknown || is_fine(&place.value)) {
        fine.insert(folded(&place.span.text));
    } else if named {
        wide.insert(folded(&place.span.text));
    }
}
