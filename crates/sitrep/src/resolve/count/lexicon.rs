//! In: the TOML of number words. Out: a [`NumberLexicon`]. Knows no text.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

/// What a bounding phrase does to a number N.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Limit {
    /// Best is N.
    About,
    /// Low and best are N + 1.
    More,
    /// Low and best are N.
    Least,
    /// Best and high are N.
    Most,
    /// Best and high are N - 1.
    Fewer,
    /// All three are N.
    Plain,
}

/// The number words of a language.
#[derive(Debug, Clone)]
pub struct NumberLexicon {
    raw: Raw,
    /// Bounding phrases as words, longest first.
    pub(super) before: Vec<(Vec<String>, Limit)>,
    /// The same after the number.
    pub(super) after: Vec<(Vec<String>, Limit)>,
    /// "several", "a few", "tens of": words and floor, longest first.
    pub(super) many: Vec<(Vec<String>, u64)>,
    not: HashSet<String>,
    money: HashSet<String>,
    names: HashSet<String>,
    years: HashSet<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    values: HashMap<String, u64>,
    scales: HashMap<String, u64>,
    plurals: HashMap<String, u64>,
    fractions: HashMap<String, u64>,
    bounds: HashMap<Limit, Vec<String>>,
    bounds_after: HashMap<Limit, Vec<String>>,
    range: RawRange,
    glue: RawGlue,
    many: HashMap<String, u64>,
    not_counts: RawNot,
    scope: RawScope,
    roles: RawRoles,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRange {
    open: Vec<String>,
    join: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGlue {
    of: Vec<String>,
    and: Vec<String>,
    articles: Vec<String>,
    further: Vec<String>,
    before_unit: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNot {
    measures: Vec<String>,
    money: Vec<String>,
    times: Vec<String>,
    ages: Vec<String>,
    aged: HashSet<String>,
    before: Vec<String>,
    year_before: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScope {
    pub cumulative: Vec<String>,
    pub running: Vec<String>,
    pub aggregate: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRoles {
    pub killed: HashSet<String>,
    pub wounded: HashSet<String>,
    pub displaced: HashSet<String>,
    pub seized: HashSet<String>,
    pub things: HashSet<String>,
}

impl NumberLexicon {
    /// Reads the TOML of number words.
    ///
    /// # Errors
    /// When the TOML is not of the expected shape, with the line and what was expected there.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        let raw: Raw = toml::from_str(source)?;
        let not = &raw.not_counts;
        let set = |lists: &[&Vec<String>]| lists.iter().flat_map(|l| l.iter().cloned()).collect();
        Ok(Self {
            before: phrases(
                raw.bounds
                    .iter()
                    .flat_map(|(limit, list)| list.iter().map(|p| (p, *limit))),
            ),
            after: phrases(
                raw.bounds_after
                    .iter()
                    .flat_map(|(limit, list)| list.iter().map(|p| (p, *limit))),
            ),
            many: phrases(raw.many.iter().map(|(p, n)| (p, *n))),
            not: set(&[&not.measures, &not.times, &not.ages, &not.money]),
            money: set(&[&not.money]),
            names: set(&[&not.before]),
            years: set(&[&not.year_before]),
            raw,
        })
    }

    /// Words that add up, with their values.
    pub fn values(&self) -> impl Iterator<Item = (&str, u64)> {
        self.raw.values.iter().map(|(w, v)| (w.as_str(), *v))
    }
    /// Words that multiply, with their values.
    pub fn scales(&self) -> impl Iterator<Item = (&str, u64)> {
        self.raw.scales.iter().map(|(w, v)| (w.as_str(), *v))
    }
    pub(super) fn value(&self, word: &str) -> Option<u64> {
        self.raw.values.get(word).copied()
    }
    pub(super) fn scale(&self, word: &str) -> Option<u64> {
        self.raw.scales.get(word).copied()
    }
    pub(super) fn plural(&self, word: &str) -> Option<u64> {
        self.raw.plurals.get(word).copied()
    }
    /// Hundredths of a scale.
    pub(super) fn fraction(&self, word: &str) -> Option<u64> {
        self.raw.fractions.get(word).copied()
    }
    pub(super) fn is_of(&self, word: &str) -> bool {
        self.raw.glue.of.iter().any(|w| w == word)
    }
    pub(super) fn is_article(&self, word: &str) -> bool {
        self.raw.glue.articles.iter().any(|w| w == word)
    }
    /// True for "further" inside "a further dozen".
    pub(super) fn is_further(&self, word: &str) -> bool {
        self.raw.glue.further.iter().any(|w| w == word)
    }
    /// True for "and" inside "two hundred and fifty".
    pub(super) fn adds(&self, word: &str) -> bool {
        self.raw.glue.and.iter().any(|w| w == word)
    }
    /// True for "between" and "from".
    pub(super) fn opens_range(&self, word: &str) -> bool {
        self.raw.range.open.iter().any(|w| w == word)
    }
    /// True for "to", "and", dashes.
    pub(super) fn joins(&self, word: &str) -> bool {
        self.raw.range.join.iter().any(|w| w == word)
    }
    /// True for units of measure, money, time and age.
    pub(super) fn measures(&self, word: &str) -> bool {
        self.not.contains(word)
    }
    /// True for words that may stand between a number and its unit.
    pub(super) fn binds(&self, word: &str) -> bool {
        self.scale(word).is_some() || self.raw.glue.before_unit.iter().any(|w| w == word)
    }
    /// True for a word for one person whose number behind "of" is no count.
    pub(super) fn aged(&self, word: &str) -> bool {
        self.raw.not_counts.aged.contains(word)
    }
    pub(super) fn money(&self, word: &str) -> bool {
        self.money.contains(word)
    }
    /// True for words whose number is a name ("Route 60").
    pub(super) fn names(&self, word: &str) -> bool {
        self.names.contains(word)
    }
    pub(super) fn opens_year(&self, word: &str) -> bool {
        self.years.contains(word)
    }
    pub(super) fn scope_cues(&self) -> &RawScope {
        &self.raw.scope
    }
    pub(super) fn roles(&self) -> &RawRoles {
        &self.raw.roles
    }
}

/// Phrases as words, longest first, then by the letters so that a hash map's order never shows.
fn phrases<'a, T>(list: impl Iterator<Item = (&'a String, T)>) -> Vec<(Vec<String>, T)> {
    let mut out: Vec<(Vec<String>, T)> = list
        .map(|(phrase, v)| (phrase.split(' ').map(str::to_owned).collect(), v))
        .collect();
    out.sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
    out
}
