//! In: the units of a text and the furniture lexicon. Out: for each unit the facts that a person
//! would look at (its length, its end, its words, its neighbours) and the numbers of the line model.
//! Knows no weights and takes no decision.

use std::collections::{HashMap, HashSet};

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
    capital: f32,
    upper: bool,
    digits: f32,
    quote: bool,
    lower_start: bool,
    colon: bool,
    bullet: bool,
}

impl Facts {
    /// Running text: a sentence of some length with the words that hold sentences together.
    pub(crate) fn prose(&self) -> bool {
        self.words >= 10 && self.ends && self.function >= 0.2
    }
}

/// Looks at each unit of `raw`.
pub(crate) fn facts(raw: &str, units: &[Span], lexicon: &FurnitureLexicon) -> Vec<Facts> {
    let mut all: Vec<Facts> = units.iter().map(|u| look(u.of(raw), lexicon)).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for f in &all {
        *seen.entry(f.folded.clone()).or_default() += 1;
    }
    for f in &mut all {
        f.repeated = f.words > 1 && seen[&f.folded] > 1;
    }
    all
}

fn look(line: &str, lexicon: &FurnitureLexicon) -> Facts {
    let folded = fold(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let count = words.len().max(1) as f32;
    let bare = |w: &str| fold(w.trim_matches(|c: char| !c.is_alphanumeric()));
    let bares: Vec<String> = words.iter().map(|w| bare(w)).collect();
    let closed = line.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
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
        words: words.len(),
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
            .filter(|w| lexicon.function_words.contains(*w))
            .count() as f32
            / count,
        class: lexicon.class(&folded),
        clock: letters <= 2 && line.chars().any(|c| c.is_ascii_digit()) && words.len() <= 6,
        dated: words.len() >= 6 && date::ends_in_date(line, lexicon),
        pictured: bares.iter().any(|w| lexicon.caption_verbs.contains(w)),
        repeated: false,
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

/// The names of the model's features, in order.
pub(crate) const NAMES: [&str; 62] = [
    "words",
    "words=1",
    "words=2-4",
    "words=5-9",
    "words=10-19",
    "words=20-39",
    "words>=40",
    "ends",
    "ends*words>=10",
    "sentences>=2",
    "function",
    "function>=.3",
    "capital",
    "upper",
    "digits",
    "quote",
    "lower_start",
    "clock",
    "colon",
    "bullet",
    "player",
    "share",
    "cookie",
    "advert",
    "subscribe",
    "related",
    "comment",
    "footer",
    "navigation",
    "byline",
    "caption",
    "class*whole",
    "class_near1",
    "class_near3",
    "repeated",
    "title",
    "prev1_words",
    "prev1_ends",
    "prev1_prose",
    "prev2_words",
    "prev2_prose",
    "next1_words",
    "next1_ends",
    "next1_prose",
    "next2_words",
    "next2_prose",
    "prose_near3",
    "prose_near6",
    "prose_before=0",
    "prose_before",
    "prose_after=0",
    "in_main",
    "before_main",
    "after_main",
    "marker_above",
    "overlap",
    "page_prose",
    "page_lines",
    "dated",
    "pictured",
    "dated*pictured",
    "prose*not_main",
];

/// What a whole text looks like: the things that no single line shows.
pub(crate) struct Page {
    /// The stretch of units with most running text and least besides; end exclusive.
    pub(crate) main: (usize, usize),
    topic: HashMap<String, usize>,
    prose_words: Vec<f32>,
    marker: Vec<bool>,
    title: String,
    prose_share: f32,
}

/// A line that is not prose costs as much as so many words of prose, when the main stretch is
/// sought: a heading or two within a report are bridged, a menu is not.
const GAP_WORDS: f32 = 12.0;

/// Looks at the text as a whole.
pub(crate) fn page(facts: &[Facts]) -> Page {
    let gain = |f: &Facts| {
        if f.prose() && f.class.is_none() {
            f.words as f32
        } else {
            -GAP_WORDS
        }
    };
    let main = best_stretch(facts.iter().map(gain));
    let mut topic: HashMap<String, usize> = HashMap::new();
    for f in &facts[main.0..main.1] {
        for word in content_words(&f.folded) {
            *topic.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut sum = 0.0;
    let mut prose_words = vec![0.0];
    for f in facts {
        sum += if f.prose() { f.words as f32 } else { 0.0 };
        prose_words.push(sum);
    }
    let mut above = false;
    let marker = facts
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let now = above;
            above |= i > main.0
                && matches!(
                    f.class,
                    Some((
                        Reason::Related | Reason::Comment | Reason::Subscribe | Reason::Footer,
                        true
                    ))
                );
            now
        })
        .collect();
    let title = facts
        .iter()
        .find(|f| f.words >= 3 && f.class.is_none())
        .map(|f| f.folded.clone())
        .unwrap_or_default();
    let prose_share = facts.iter().filter(|f| f.prose()).count() as f32 / facts.len().max(1) as f32;
    Page {
        main,
        topic,
        prose_words,
        marker,
        title,
        prose_share,
    }
}

/// The stretch with the largest sum, end exclusive; empty at 0 when no item gains.
fn best_stretch(gains: impl Iterator<Item = f32>) -> (usize, usize) {
    let (mut best, mut best_sum, mut start, mut sum) = ((0, 0), 0.0, 0, 0.0);
    for (i, gain) in gains.enumerate() {
        if sum <= 0.0 {
            (start, sum) = (i, 0.0);
        }
        sum += gain;
        if sum > best_sum {
            (best, best_sum) = ((start, i + 1), sum);
        }
    }
    best
}

fn content_words(folded: &str) -> HashSet<&str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() >= 5)
        .collect()
}

/// The model's numbers for unit `i`, in the order of [`NAMES`].
pub(crate) fn row(facts: &[Facts], page: &Page, i: usize) -> [f32; NAMES.len()] {
    let f = &facts[i];
    let at = |offset: isize| i.checked_add_signed(offset).and_then(|j| facts.get(j));
    let log = |n: usize| (n as f32 + 1.0).log2();
    let flag = |b: bool| if b { 1.0 } else { 0.0 };
    let near = |reach: isize| {
        (-reach..=reach)
            .filter(|o| *o != 0)
            .filter_map(at)
            .collect::<Vec<_>>()
    };
    let class = |r: Reason| flag(f.class.is_some_and(|(c, _)| c == r));
    let share = |near: &[&Facts], test: &dyn Fn(&Facts) -> bool| {
        near.iter().filter(|n| test(n)).count() as f32 / near.len().max(1) as f32
    };
    let total = page.prose_words[facts.len()].max(1.0);
    let (before, after) = (page.prose_words[i], total - page.prose_words[i + 1]);
    let (start, end) = page.main;
    let in_main = (start..end).contains(&i);
    let words = content_words(&f.folded);
    let own = usize::from(in_main);
    let shared = words
        .iter()
        .filter(|w| page.topic.get(**w).is_some_and(|n| *n > own))
        .count();
    let near3 = near(3);
    let bin = |low: usize, high: usize| flag((low..=high).contains(&f.words));
    let title = f.words >= 3
        && (page.title.starts_with(&f.folded) || f.folded.starts_with(&page.title) && !page.title.is_empty());
    [
        log(f.words),
        bin(0, 1),
        bin(2, 4),
        bin(5, 9),
        bin(10, 19),
        bin(20, 39),
        bin(40, usize::MAX),
        flag(f.ends),
        flag(f.ends && f.words >= 10),
        flag(f.sentences >= 2),
        f.function,
        flag(f.function >= 0.3),
        f.capital,
        flag(f.upper),
        f.digits,
        flag(f.quote),
        flag(f.lower_start),
        flag(f.clock),
        flag(f.colon),
        flag(f.bullet),
        class(Reason::Player),
        class(Reason::Share),
        class(Reason::Cookie),
        class(Reason::Advert),
        class(Reason::Subscribe),
        class(Reason::Related),
        class(Reason::Comment),
        class(Reason::Footer),
        class(Reason::Navigation),
        class(Reason::Byline),
        class(Reason::Caption),
        flag(f.class.is_some_and(|(_, whole)| whole)),
        share(&near(1), &|n| n.class.is_some()),
        share(&near3, &|n| n.class.is_some()),
        flag(f.repeated),
        flag(title),
        at(-1).map_or(0.0, |n| log(n.words)),
        at(-1).map_or(0.0, |n| flag(n.ends)),
        at(-1).map_or(0.0, |n| flag(n.prose())),
        at(-2).map_or(0.0, |n| log(n.words)),
        at(-2).map_or(0.0, |n| flag(n.prose())),
        at(1).map_or(0.0, |n| log(n.words)),
        at(1).map_or(0.0, |n| flag(n.ends)),
        at(1).map_or(0.0, |n| flag(n.prose())),
        at(2).map_or(0.0, |n| log(n.words)),
        at(2).map_or(0.0, |n| flag(n.prose())),
        share(&near3, &Facts::prose),
        share(&near(6), &Facts::prose),
        flag(before == 0.0),
        before / total,
        flag(after <= 0.0),
        flag(in_main),
        flag(i < start) * log(start.saturating_sub(i)),
        flag(i >= end) * log((i + 1).saturating_sub(end)),
        flag(page.marker[i]),
        shared as f32 / words.len().max(1) as f32,
        page.prose_share,
        log(facts.len()),
        flag(f.dated),
        flag(f.pictured && f.words < 60),
        flag(f.dated && f.pictured),
        flag(f.prose() && !in_main),
    ]
}
