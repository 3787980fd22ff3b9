//! In: the units of a text and the furniture lexicon. Out: for each unit the facts that a person
//! would look at: its length, its end, its words. Knows no neighbours and takes no decision.

use std::collections::HashMap;

use text::Span;

use super::date;
use super::lexicon::{FurnitureLexicon, fold};
use super::reason::Reason;

/// What one unit looks like by itself.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The unit, folded.
    pub(crate) folded: String,
    /// White-space separated words.
    pub(crate) words: usize,
    /// Ends as a sentence does (closing quotes and brackets aside).
    pub(crate) ends: bool,
    /// Marks that end a sentence, within and at the end.
    pub(crate) sentences: usize,
    /// Share of function words, 0..1.
    pub(crate) function: f32,
    /// Class by the lexicon, with true when the whole line is the phrase.
    pub(crate) class: Option<(Reason, bool)>,
    /// Only digits and marks ("0:00 0:03:46", "12/34").
    pub(crate) clock: bool,
    /// Ends in a full date, as captions do.
    pub(crate) dated: bool,
    /// Holds a verb of the picture's present.
    pub(crate) pictured: bool,
    /// Stands more than once among the units.
    pub(crate) repeated: bool,
    /// The text is in another language than the lexicon's: its function words say nothing.
    pub(crate) foreign: bool,
    pub(super) capital: f32,
    pub(super) upper: bool,
    pub(super) digits: f32,
    pub(super) quote: bool,
    pub(super) lower_start: bool,
    pub(super) colon: bool,
    pub(super) bullet: bool,
}

impl Facts {
    /// Running text: a sentence of some length with the words that hold sentences together.
    pub(crate) fn prose(&self) -> bool {
        self.words >= 10 && self.ends && (self.function >= 0.2 || self.foreign)
    }
}

/// Looks at each unit of `raw`.
pub(crate) fn facts(raw: &str, units: &[Span], lexicon: &FurnitureLexicon) -> Vec<Facts> {
    let mut all: Vec<Facts> = units.iter().map(|u| look(u.of(raw), lexicon)).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for f in &all {
        *seen.entry(&f.folded).or_default() += 1;
    }
    let repeated: Vec<bool> = all
        .iter()
        .map(|f| f.words > 1 && seen[f.folded.as_str()] > 1)
        .collect();
    let foreign = is_foreign(&all);
    for (f, repeated) in all.iter_mut().zip(repeated) {
        (f.repeated, f.foreign) = (repeated, foreign);
    }
    all
}

/// True when the sentences among the units hold hardly any of the lexicon's function words. English prose has 35 to 50 in
/// 100, other languages of Europe under 10 by chance.
fn is_foreign(all: &[Facts]) -> bool {
    let sentences = || all.iter().filter(|f| f.ends && f.words >= 8);
    let words: usize = sentences().map(|f| f.words).sum();
    let function: f32 = sentences().map(|f| f.function * f.words as f32).sum();
    words > 0 && function < FOREIGN * words as f32
}

/// Longer units are no captions.
const PICTURED_WORDS: usize = 80;
/// Share of function words under which a text is in another language.
const FOREIGN: f32 = 0.12;

/// White-space separated words; two characters of a script that sets no spaces are a word.
fn count_words(line: &str) -> usize {
    let unspaced = |c: &char| matches!(*c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    line.split_whitespace().count() + line.chars().filter(unspaced).count() / 2
}

fn look(line: &str, lexicon: &FurnitureLexicon) -> Facts {
    let folded = fold(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let count = words.len().max(1) as f32;
    let bare = |w| str::trim_matches(w, |c: char| !c.is_alphanumeric());
    let bares: Vec<&str> = folded.split(' ').map(bare).collect();
    let closed = line.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', '」', '』']);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let long: Vec<&&str> = words.iter().filter(|w| w.chars().count() >= 4).collect();
    let capital = long
        .iter()
        .filter(|w| {
            w.chars()
                .find(|c| c.is_alphabetic())
                .is_some_and(char::is_uppercase)
        })
        .count();
    Facts {
        words: count_words(line),
        ends: closed.ends_with(['.', '!', '?', '…', '。', '؟', '۔']) && letters > 3,
        sentences: words
            .iter()
            .filter(|w| {
                w.len() > 2
                    && w.trim_end_matches(['"', '”', '’', ')'])
                        .ends_with(['.', '!', '?'])
            })
            .count(),
        function: bares
            .iter()
            .filter(|w| lexicon.function_words.contains(**w))
            .count() as f32
            / count,
        class: lexicon.class(&folded),
        clock: letters <= 2 && line.chars().any(|c| c.is_ascii_digit()) && words.len() <= 6,
        dated: words.len() >= 6 && date::ends_in_date(line, lexicon),
        pictured: words.len() <= PICTURED_WORDS && bares.iter().any(|w| lexicon.caption_verbs.contains(*w)),
        repeated: false,
        foreign: false,
        capital: capital as f32 / long.len().max(1) as f32,
        upper: letters > 3 && !line.chars().any(char::is_lowercase),
        digits: line.chars().filter(char::is_ascii_digit).count() as f32 / line.chars().count().max(1) as f32,
        quote: line.starts_with(['"', '“', '‘', '«']),
        lower_start: line.chars().next().is_some_and(char::is_lowercase),
        colon: line.ends_with(':'),
        bullet: line.starts_with(['•', '-', '–', '—', '*', '|', '·', '»', '›', '#', '@']),
        folded,
    }
}
