//! In: the states of a report's words. Out: for each sentence how likely it tells of what is coded: acts of states, forces, officials,
//! parties and crowds, force, aid; and not of sport, business, products, entertainment or private life. Knows no act.
//!
//! A logistic regression over the mean state of the sentence's surroundings and of the report, halves of each: a sentence alone
//! says too little ("They attacked in the second half").

use std::ops::Range;

use serde::Deserialize;
use text::States;
use text::engine::{STATE_GROUPS, STATE_WIDTH};

/// Sentences before and behind that are looked at with one.
const AROUND: usize = 2;
/// A text of fewer words tells too little of what it is about.
const LEAST_WORDS: usize = 30;
/// Numbers of a word's state.
const WIDTH: usize = STATE_GROUPS * STATE_WIDTH;

/// The weights; written by `training/topic.py`.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicModel {
    weights: Vec<f32>,
    bias: f32,
    /// Log-odds under which a sentence is about something else.
    pub bar: f32,
}

#[derive(Deserialize)]
struct Table {
    bar: f32,
    bias: f32,
    scale: f32,
    weights: Vec<i8>,
}

impl TopicModel {
    /// Reads a table: `bar`, `bias`, and whole `weights` that are to be multiplied by `scale`.
    pub fn parse(source: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(source).map_err(|e| e.to_string())?;
        if table.weights.len() != WIDTH {
            return Err(format!("{} weights instead of {WIDTH}", table.weights.len()));
        }
        Ok(Self {
            weights: table
                .weights
                .iter()
                .map(|w| f32::from(*w) * table.scale)
                .collect(),
            bias: table.bias,
            bar: table.bar,
        })
    }

    /// The log-odds of each sentence, which are ranges of words numbered through the report; above the bar throughout in a
    /// text of fewer than 30 words.
    pub fn log_odds(&self, sentences: &[Range<usize>], states: &[States]) -> Vec<f32> {
        let mut of_words = vec![0.0; sentences.last().map_or(0, |s| s.end)];
        for s in states {
            let n = s.words();
            for w in s.window.target.clone() {
                let row = |group: usize| {
                    let at = (group * n + w - s.window.from) * STATE_WIDTH;
                    &s.data[at..at + STATE_WIDTH]
                };
                let weighed = (0..STATE_GROUPS).map(|g| dot(row(g), &self.weights[g * STATE_WIDTH..]));
                if let Some(out) = of_words.get_mut(w) {
                    *out = weighed.sum();
                }
            }
        }
        // What is linear in the words' states is linear in their means.
        let mean = |words: Range<usize>| {
            let n = words.len().max(1) as f32;
            of_words[words].iter().sum::<f32>() / n
        };
        if of_words.len() < LEAST_WORDS {
            return vec![self.bar; sentences.len()];
        }
        let whole = mean(0..of_words.len());
        (0..sentences.len())
            .map(|i| {
                let (first, last) = (i.saturating_sub(AROUND), (i + AROUND).min(sentences.len() - 1));
                let near = mean(sentences[first].start..sentences[last].end);
                f32::midpoint(near, whole) + self.bias
            })
            .collect()
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use text::window::Window;

    use super::*;

    #[test]
    fn a_sentence_is_weighed_with_its_surroundings_and_the_report() {
        let table = |weights: &str| format!("bar = -1.0\nbias = 0.5\nscale = 0.5\nweights = [{weights}]");
        assert!(TopicModel::parse(&table("1")).is_err(), "too few");
        let mut weights = vec!["0"; WIDTH];
        weights[STATE_WIDTH] = "2";
        let model = TopicModel::parse(&table(&weights.join(","))).expect("it reads");
        // Eight sentences of four words; the first number of the second group is 32 in the first word and 0 elsewhere.
        let sentences: Vec<Range<usize>> = (0..8).map(|s| 4 * s..4 * s + 4).collect();
        let mut data = vec![0.0; WIDTH * 32];
        data[32 * STATE_WIDTH] = 32.0;
        let states = [States {
            window: Window {
                from: 0,
                target: 0..32,
                sentences: 0..8,
            },
            data,
        }];
        let odds = model.log_odds(&sentences, &states);
        // The whole: 32 of 32 words, 1; near the first: 32 of 12 words; far from it 0.
        let near = |words: f32| f32::midpoint(32.0 / words, 1.0) + 0.5;
        assert!((odds[0] - near(12.0)).abs() < 1e-5, "{odds:?}");
        assert!((odds[2] - near(20.0)).abs() < 1e-5, "{odds:?}");
        assert!((odds[7] - 1.0).abs() < 1e-5, "{odds:?}");
        assert_eq!(
            model.log_odds(&sentences[..7], &states),
            [-1.0; 7],
            "28 words are too few"
        );
        assert!(model.log_odds(&[], &[]).is_empty());
    }
}
