//! In: the facts of a text's units. Out: the numbers of the line model for each: of itself, its neighbours and the whole
//! text. Knows no weights and takes no decision.

use std::collections::{HashMap, HashSet};

use super::around::{Around, around, mean_log};
use super::facts::Facts;
use super::reason::Reason;

/// The names of the model's features, in order.
pub(crate) const NAMES: [&str; 83] = [
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
    "foreign",
    "prose_above",
    "prose_below",
    "between_prose",
    "run_length",
    "run_words",
    "run_ends",
    "run_class",
    "run_overlap",
    "run_capital",
    "run_digits",
    "frequency",
    "title_overlap",
    "position",
    "glued_end",
    "glued_word",
    "glued_near",
    "recurring",
    "recurring_near",
    "since_title",
    "last_title",
];

/// What a whole text looks like: the things that no single line shows.
pub(crate) struct Page<'f> {
    /// The stretch of units with most running text and least besides; end exclusive.
    pub(crate) main: (usize, usize),
    /// The longer words of each unit.
    words: Vec<HashSet<&'f str>>,
    topic: HashMap<&'f str, usize>,
    prose_words: Vec<f32>,
    marker: Vec<bool>,
    title: String,
    prose_share: f32,
    /// In how many units each longer word stands.
    frequency: HashMap<&'f str, usize>,
    /// For each unit how far the next running text above and below is, itself 0; [`FAR`] when there is none.
    above: Vec<usize>,
    below: Vec<usize>,
    /// For each unit what the run of units of its kind (running text or not) looks like.
    runs: Vec<[f32; 7]>,
    /// For each unit whether it shows the headline.
    titles: Vec<bool>,
    around: Vec<Around>,
}

/// Farther than this is as good as nowhere, in units.
const FAR: usize = 30;

/// A line that is not prose costs as much as so many words of prose, when the main stretch is
/// sought: a heading or two within a report are bridged, a menu is not.
const GAP_WORDS: f32 = 12.0;

/// Looks at the text as a whole.
pub(crate) fn page(facts: &[Facts]) -> Page<'_> {
    let gain = |f: &Facts| {
        if f.prose() && f.class.is_none() {
            f.words as f32
        } else {
            -GAP_WORDS
        }
    };
    let main = best_stretch(facts.iter().map(gain));
    let words: Vec<HashSet<&str>> = facts.iter().map(|f| content_words(&f.folded)).collect();
    let topic = held(&words[main.0..main.1]);
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
    let distance = |order: &mut dyn Iterator<Item = usize>| {
        let mut out = vec![FAR; facts.len()];
        let mut last = FAR;
        for i in order {
            last = if facts[i].prose() { 0 } else { (last + 1).min(FAR) };
            out[i] = last;
        }
        out
    };
    let shows = |f: &Facts| {
        f.words >= 3 && (title.starts_with(&f.folded) || f.folded.starts_with(&title) && !title.is_empty())
    };
    let titles: Vec<bool> = facts.iter().map(shows).collect();
    Page {
        around: around(facts, &words, &titles),
        titles,
        above: distance(&mut (0..facts.len())),
        below: distance(&mut (0..facts.len()).rev()),
        runs: runs(facts, &words, &topic),
        frequency: held(&words),
        words,
        main,
        topic,
        prose_words,
        marker,
        title,
        prose_share,
    }
}

/// For each unit the looks of its run: how long, words, ends, classes, topic, capitals, digits.
fn runs(facts: &[Facts], words: &[HashSet<&str>], topic: &HashMap<&str, usize>) -> Vec<[f32; 7]> {
    let of_topic = |words: &HashSet<&str>| {
        let shared = words.iter().filter(|w| topic.contains_key(**w)).count();
        shared as f32 / words.len().max(1) as f32
    };
    let of_topic: Vec<f32> = words.iter().map(of_topic).collect();
    let mut out = Vec::with_capacity(facts.len());
    for run in facts.chunk_by(|a, b| a.prose() == b.prose()) {
        let mean = |of: &dyn Fn(&Facts) -> f32| run.iter().map(of).sum::<f32>() / run.len() as f32;
        let flag = |b: bool| f32::from(u8::from(b));
        let topical = &of_topic[out.len()..out.len() + run.len()];
        let looks = [
            (run.len() as f32 + 1.0).log2(),
            mean(&|f| (f.words as f32 + 1.0).log2()),
            mean(&|f| flag(f.ends)),
            mean(&|f| flag(f.class.is_some())),
            topical.iter().sum::<f32>() / run.len() as f32,
            mean(&|f| f.capital),
            mean(&|f| f.digits),
        ];
        out.extend(std::iter::repeat_n(looks, run.len()));
    }
    out
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

/// In how many of the units each word stands.
fn held<'f>(words: &[HashSet<&'f str>]) -> HashMap<&'f str, usize> {
    let mut out = HashMap::new();
    for word in words.iter().flatten() {
        *out.entry(*word).or_default() += 1;
    }
    out
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
    let words = &page.words[i];
    let own = usize::from(in_main);
    let shared = words
        .iter()
        .filter(|w| page.topic.get(**w).is_some_and(|n| *n > own))
        .count();
    let frequent = mean_log(words, |w| page.frequency[w]);
    let in_title = words.iter().filter(|w| page.title.contains(**w)).count();
    let near3 = near(3);
    let bin = |low: usize, high: usize| flag((low..=high).contains(&f.words));
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
        flag(page.titles[i]),
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
        flag(f.foreign),
        log(page.above[i]),
        log(page.below[i]),
        flag(page.above[i].max(page.below[i]) < FAR),
        page.runs[i][0],
        page.runs[i][1],
        page.runs[i][2],
        page.runs[i][3],
        page.runs[i][4],
        page.runs[i][5],
        page.runs[i][6],
        frequent,
        in_title as f32 / words.len().max(1) as f32,
        i as f32 / facts.len() as f32,
        flag(f.glued_end),
        flag(f.glued_word),
        page.around[i].glued_near,
        page.around[i].recurring,
        page.around[i].recurring_near,
        page.around[i].since_title,
        flag(page.around[i].last_title),
    ]
}
