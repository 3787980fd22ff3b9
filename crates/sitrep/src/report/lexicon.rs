//! In: the TOML of a language's page furniture and of the line model. Out: [`FurnitureLexicon`]:
//! phrases by reason, caption verbs, header labels, months, function words, weights. Knows no report.

use std::collections::{HashMap, HashSet};

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::model::LineModel;
use super::page::rules::{self, PageRules};
use super::problem::Problem;
use super::reason::Reason;

/// Lines longer than this many bytes are prose to the phrase lists, whatever they contain.
const LONGEST_PHRASE_LINE: usize = 600;
/// A `starts` or `contains` phrase names a class only in lines up to this many bytes for the
/// label-like classes; a paragraph may well begin with "More on".
const LONGEST_LABEL_LINE: usize = 160;

/// What the line reader knows of a language's page furniture.
#[derive(Debug, Clone)]
pub struct FurnitureLexicon {
    whole: HashMap<String, Reason>,
    /// All phrases that begin a line or stand in one, read in one pass.
    phrases: AhoCorasick,
    /// For each of them its reason, and whether it must begin the line. Those that do come first.
    within: Vec<(Reason, bool)>,
    pub(crate) page: PageRules,
    pub(crate) labels: HashSet<String>,
    pub(crate) months: HashMap<String, i8>,
    words: HashMap<String, Listed>,
    /// Bytes of the longest of them.
    longest_word: usize,
    pub(crate) model: LineModel,
}

/// On which lists a word stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Holds sentences together.
    pub(crate) function: bool,
    /// A function word that other languages have not.
    pub(crate) telling: bool,
    /// A verb of the picture's present.
    pub(crate) pictured: bool,
}

#[derive(Deserialize)]
struct Source {
    class: Vec<Class>,
    caption: Caption,
    published: Published,
    language: Language,
    #[serde(default)]
    page: rules::Source,
}

#[derive(Deserialize)]
struct Class {
    reason: String,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    contains: Vec<String>,
}

#[derive(Deserialize)]
struct Caption {
    verbs: Vec<String>,
}

#[derive(Deserialize)]
struct Published {
    labels: Vec<String>,
    months: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Language {
    function_words: Vec<String>,
    telling_words: Vec<String>,
}

impl FurnitureLexicon {
    /// Reads `furniture.toml` and `furniture_model.toml`.
    ///
    /// # Errors
    /// When one of them is not TOML of the expected shape, names a reason that does not exist, or
    /// the model was trained on other features.
    pub fn parse(furniture: &str, model: &str) -> Result<Self, Problem> {
        let bad = |message: String| Problem::new("furniture_model.toml", None, message);
        let mut lexicon = Self::untrained(furniture)?;
        lexicon.model =
            toml::from_str(model).map_err(|e| bad(format!("reading the line model: {}", e.message())))?;
        lexicon.model.check().map_err(bad)?;
        Ok(lexicon)
    }

    /// Reads `furniture.toml` alone, with a model that takes every line for furniture: for training.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn untrained(furniture: &str) -> Result<Self, Problem> {
        let bad = |file: &str, message: String| Problem::new(file, None, message);
        let source: Source = toml::from_str(furniture).map_err(|e| {
            bad(
                "furniture.toml",
                format!("reading the furniture lexicon: {}", e.message()),
            )
        })?;
        let (mut starts, mut contains) = (Vec::new(), Vec::new());
        let mut lexicon = Self {
            whole: HashMap::new(),
            phrases: automaton(&[]).map_err(|e| bad("furniture.toml", e))?,
            within: Vec::new(),
            page: PageRules::new(&source.page).map_err(|e| bad("furniture.toml", e))?,
            labels: source.published.labels.into_iter().collect(),
            months: HashMap::new(),
            words: HashMap::new(),
            longest_word: 0,
            model: LineModel::default(),
        };
        let Language {
            function_words,
            telling_words,
        } = source.language;
        for word in function_words {
            lexicon.words.entry(word).or_default().function = true;
        }
        for word in telling_words {
            lexicon.words.entry(word).or_default().telling = true;
        }
        for word in source.caption.verbs {
            lexicon.words.entry(word).or_default().pictured = true;
        }
        lexicon.longest_word = lexicon.words.keys().map(String::len).max().unwrap_or(0);
        for class in source.class {
            let reason = Reason::parse(&class.reason).ok_or_else(|| {
                bad(
                    "furniture.toml",
                    format!("reading the classes: {:?} is no reason; see Reason", class.reason),
                )
            })?;
            for phrase in class.whole {
                lexicon.whole.entry(phrase).or_insert(reason);
            }
            starts.extend(class.starts.into_iter().map(|p| (p, reason)));
            contains.extend(class.contains.into_iter().map(|p| (p, reason)));
        }
        let first = starts.len();
        let (phrases, reasons): (Vec<String>, Vec<Reason>) = starts.into_iter().chain(contains).unzip();
        lexicon.phrases = automaton(&phrases).map_err(|e| bad("furniture.toml", e))?;
        lexicon.within = (0..)
            .map(|n| n < first)
            .zip(reasons)
            .map(|(b, r)| (r, b))
            .collect();
        for (index, names) in source.published.months.into_iter().enumerate() {
            for name in names {
                lexicon.months.insert(name, index as i8 + 1);
            }
        }
        Ok(lexicon)
    }

    /// On which lists a word in lower case stands.
    pub(crate) fn listed(&self, word: &str) -> Listed {
        if word.len() > self.longest_word {
            return Listed::default();
        }
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The class of a line by its words, with true when the whole line is the phrase;
    /// `None` when no phrase matches. `folded` is the line as [`fold`] gives it.
    pub(crate) fn class(&self, folded: &str) -> Option<(Reason, bool)> {
        if folded.len() > LONGEST_PHRASE_LINE {
            return None;
        }
        let bare = folded.trim_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '&');
        if let Some(reason) = self.whole.get(bare).or_else(|| self.whole.get(folded)) {
            return Some((*reason, true));
        }
        let label = folded.len() <= LONGEST_LABEL_LINE;
        self.phrases
            .find_overlapping_iter(folded)
            .map(|found| (found.pattern().as_usize(), found.start()))
            .filter(|(n, start)| !self.within[*n].1 || label && *start == 0)
            .map(|(n, _)| n)
            .min()
            .map(|n| (self.within[n].0, false))
    }
}

fn automaton(phrases: &[String]) -> Result<AhoCorasick, String> {
    AhoCorasick::new(phrases).map_err(|e| format!("reading the phrases: {e}"))
}

/// Lower case, a straight apostrophe, single spaces: the form in which lines and phrases are compared.
pub(crate) fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            let start = out.len();
            out.push_str(word);
            out[start..].make_ascii_lowercase();
            continue;
        }
        for c in word.chars() {
            match c {
                'a'..='z' => out.push(c),
                'A'..='Z' => out.push(c.to_ascii_lowercase()),
                '\u{2018}' | '\u{2019}' => out.push('\''),
                _ => out.extend(c.to_lowercase()),
            }
        }
    }
    out
}
