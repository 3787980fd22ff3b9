//! In: the units of a text and the furniture lexicon. Out: for each unit the facts that a person
//! would look at: its length, its end, its words. Knows no neighbours and takes no decision.

use std::collections::HashMap;

use text::Span;

use super::around::{glued_end, inner_capitals};
use super::date;
use super::lexicon::{FurnitureLexicon, fold};
use super::reason::Reason;

/// What one unit looks like by itself.
#[derive(Debug, Clone, Default)]
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
    /// A sentence begins without a space behind another.
    pub(crate) glued_end: bool,
    /// Of some length, with a word that looks like two and stands nowhere else.
    pub(crate) glued_word: bool,
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
    let mut doubles: HashMap<&str, usize> = HashMap::new();
    for word in units.iter().flat_map(|u| inner_capitals(u.of(raw))) {
        *doubles.entry(word).or_default() += 1;
    }
    for ((f, repeated), unit) in all.iter_mut().zip(repeated).zip(units) {
        (f.repeated, f.foreign) = (repeated, foreign);
        f.glued_word = f.words >= GLUED_WORDS && inner_capitals(unit.of(raw)).any(|w| doubles[w] == 1);
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

/// Shorter units are menus, in which names of any make stand.
const GLUED_WORDS: usize = 6;
/// Longer units are no captions.
const PICTURED_WORDS: usize = 80;
/// Share of function words under which a text is in another language.
const FOREIGN: f32 = 0.12;

/// What the letters of a line are.
#[derive(Default)]
struct Letters {
    all: usize,
    alphabetic: usize,
    digits: usize,
    lower: usize,
    /// Of scripts that set no spaces.
    unspaced: usize,
}

impl Letters {
    fn of(line: &str) -> Self {
        let mut out = Self::default();
        for c in line.chars() {
            out.all += 1;
            if c.is_ascii() {
                out.alphabetic += usize::from(c.is_ascii_alphabetic());
                out.digits += usize::from(c.is_ascii_digit());
                out.lower += usize::from(c.is_ascii_lowercase());
            } else {
                out.alphabetic += usize::from(c.is_alphabetic());
                out.lower += usize::from(c.is_lowercase());
                out.unspaced += usize::from(
                    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'),
                );
            }
        }
        out
    }
}

/// Shorter words may well have a capital in any headline, in characters.
const LONG: usize = 4;

fn look(line: &str, lexicon: &FurnitureLexicon) -> Facts {
    let folded = fold(line);
    let letters = Letters::of(line);
    let (mut words, mut sentences, mut long, mut capital) = (0, 0, 0, 0);
    for word in line.split_whitespace() {
        words += 1;
        let bare = word.trim_end_matches(['"', '”', '’', ')']);
        sentences += usize::from(word.len() > 2 && bare.ends_with(['.', '!', '?']));
        if word.len() >= LONG && word.chars().nth(LONG - 1).is_some() {
            long += 1;
            let first = word.chars().find(|c| c.is_alphabetic());
            capital += usize::from(first.is_some_and(char::is_uppercase));
        }
    }
    let (mut function, mut pictured) = (0, false);
    for word in folded.split(' ') {
        let listed = lexicon.listed(word.trim_matches(|c: char| !c.is_alphanumeric()));
        function += usize::from(listed.function);
        pictured |= listed.pictured;
    }
    let closed = line.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', '」', '』']);
    Facts {
        // Two characters of a script that sets no spaces are a word.
        words: words + letters.unspaced / 2,
        ends: closed.ends_with(['.', '!', '?', '…', '。', '؟', '۔']) && letters.alphabetic > 3,
        sentences,
        function: function as f32 / words.max(1) as f32,
        class: lexicon.class(&folded),
        clock: letters.alphabetic <= 2 && letters.digits > 0 && words <= 6,
        dated: words >= 6 && date::ends_in_date(line, lexicon),
        pictured: pictured && words <= PICTURED_WORDS,
        repeated: false,
        glued_end: glued_end(line),
        glued_word: false,
        foreign: false,
        capital: capital as f32 / long.max(1) as f32,
        upper: letters.alphabetic > 3 && letters.lower == 0,
        digits: letters.digits as f32 / letters.all.max(1) as f32,
        quote: line.starts_with(['"', '“', '‘', '«']),
        lower_start: line.chars().next().is_some_and(char::is_lowercase),
        colon: line.ends_with(':'),
        bullet: line.starts_with(['•', '-', '–', '—', '*', '|', '·', '»', '›', '#', '@']),
        folded,
    }
}
