//! In: the facts and longer words of a text's units, in order. Out: for each unit what the units around it tell of it: whether its words come
//! again nearby, how far the headline lies back, whether lines around it have a headline stuck to them. Knows no weights.

use std::collections::{HashMap, HashSet};

use super::facts::Facts;

/// Units to either side in which a word comes again.
const NEARBY: usize = 15;

/// The numbers of one unit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around {
    /// Logarithm of the units nearby that hold a longer word of the unit, over these words; 0 when each stands only here.
    pub(crate) recurring: f32,
    /// The same, over the unit and four to either side.
    pub(crate) recurring_near: f32,
    /// Share of the unit and three to either side that have something stuck to them.
    pub(crate) glued_near: f32,
    /// Logarithm of the words since the headline, 0 at it, -1 before it.
    pub(crate) since_title: f32,
    /// True when no headline follows.
    pub(crate) last_title: bool,
}

/// Looks around each unit; `titles` marks those that show the headline.
pub(crate) fn around(facts: &[Facts], words: &[HashSet<&str>], titles: &[bool]) -> Vec<Around> {
    let glued: Vec<f32> = (facts.iter())
        .map(|f| f32::from(u8::from(f.glued_end || f.glued_word)))
        .collect();
    let recurring = recurring(words);
    let (recurring_near, glued_near) = (means(&recurring, 4), means(&glued, 3));
    let last = titles.iter().rposition(|t| *t);
    let (mut read, mut from) = (0, None);
    let mut out = Vec::with_capacity(facts.len());
    for (i, f) in facts.iter().enumerate() {
        read += f.words;
        if titles[i] {
            from = Some(read);
        }
        out.push(Around {
            recurring: recurring[i],
            recurring_near: recurring_near[i],
            glued_near: glued_near[i],
            since_title: from.map_or(-1.0, |from| ((read - from) as f32 + 1.0).log2()),
            last_title: last.is_none_or(|last| i >= last),
        });
    }
    out
}

/// The mean logarithm of a count over words, 0 for none. Rounded, so that the order of a set's words does not matter to the
/// last digit.
pub(crate) fn mean_log(words: &HashSet<&str>, count: impl Fn(&str) -> usize) -> f32 {
    let sum: f64 = words.iter().map(|w| (count(w).max(1) as f64).log2()).sum();
    (sum / words.len().max(1) as f64 * 1024.0).round() as f32 / 1024.0
}

fn recurring(words: &[HashSet<&str>]) -> Vec<f32> {
    let mut held: HashMap<&str, usize> = HashMap::new();
    for word in words.iter().take(NEARBY).flatten() {
        *held.entry(word).or_default() += 1;
    }
    let mut out = Vec::with_capacity(words.len());
    for (i, own) in words.iter().enumerate() {
        for word in words.get(i + NEARBY).into_iter().flatten() {
            *held.entry(word).or_default() += 1;
        }
        let gone = i.checked_sub(NEARBY + 1).and_then(|j| words.get(j));
        for word in gone.into_iter().flatten() {
            *held.entry(word).or_default() -= 1;
        }
        out.push(mean_log(own, |w| held[w]));
    }
    out
}

/// The mean over each value and `reach` to either side.
fn means(values: &[f32], reach: usize) -> Vec<f32> {
    let window = |i: usize| &values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())];
    (0..values.len())
        .map(|i| window(i).iter().sum::<f32>() / window(i).len() as f32)
        .collect()
}

/// A sentence that begins without a space behind another: the headline and the summary of a teaser ("Bridge reopens.Traffic
/// was light").
pub(crate) fn glued_end(line: &str) -> bool {
    line.split_whitespace().any(|word| {
        let c: Vec<char> = word.chars().collect();
        (3..c.len()).any(|i| {
            let quoted = i > 3 && matches!(c[i - 1], '’' | '”' | '"');
            let end = if quoted { i - 2 } else { i - 1 };
            let opens = c[i].is_uppercase() || matches!(c[i], '“' | '‘');
            let small = |c: char| c.is_lowercase() || c.is_ascii_digit();
            opens
                && matches!(c[end], '.' | '?' | '!' | '…')
                && end >= 2
                && small(c[end - 1])
                && small(c[end - 2])
        })
    })
}

/// Words of the line in which a capital follows small letters ("FinalePolice"): two that are stuck together, or a name of that
/// make.
pub(crate) fn inner_capitals(line: &str) -> impl Iterator<Item = &str> {
    let inner = |word: &&str| {
        let c: Vec<char> = word.chars().collect();
        (3..c.len().saturating_sub(1)).any(|i| {
            c[i].is_uppercase() && c[i + 1].is_lowercase() && c[i - 3..i].iter().all(|c| c.is_lowercase())
        })
    };
    line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_that_are_stuck_to_summaries_are_seen() {
        for (line, glued) in [
            ("Bridge reopens.Traffic was light on Monday", true),
            ("Who fired first?“Nobody knows,” said a guard", true),
            ("“We are ready.”He left", true),
            ("The U.S.A said so. He left.", false),
            ("See example.com or a.Name", false),
        ] {
            assert_eq!(glued_end(line), glued, "{line}");
        }
        let found: Vec<&str> = inner_capitals("Storm hits FinalePolice and MacBook, iPhone, USAid").collect();
        assert_eq!(found, ["FinalePolice"]);
    }

    #[test]
    fn words_come_again_nearby_or_not() {
        let facts = |text: &[&str]| -> Vec<Facts> {
            (text.iter())
                .map(|line| Facts {
                    folded: (*line).to_owned(),
                    words: line.split(' ').count(),
                    ..Facts::default()
                })
                .collect()
        };
        let lines = facts(&["mortars hit", "mortars again", "weather"]);
        let words = [["mortars"].as_slice(), &["mortars", "again"], &["weather"]];
        let seen = around(
            &lines,
            &words.map(|w| w.iter().copied().collect()),
            &[false, true, false],
        );
        let told: Vec<(f32, f32, bool)> = (seen.iter())
            .map(|a| (a.recurring, a.since_title, a.last_title))
            .collect();
        // "Again" stands once.
        assert_eq!(told, [(1.0, -1.0, false), (0.5, 0.0, true), (0.0, 1.0, true)]);
    }
}
