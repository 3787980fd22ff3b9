//! In: a table of weights, and the features of the candidates for a value that an act's own words do not tell. Out: the
//! likeliest candidate and its probability against "none of these". Knows not what the features say.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A conditional logit over candidates of `N` features, and the least probability of one that is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice<const N: usize> {
    weights: [f32; N],
    /// Least probability, 0..1.
    pub bar: f32,
}

#[derive(Deserialize)]
struct Table {
    bar: f32,
    weights: BTreeMap<String, f32>,
}

impl<const N: usize> Choice<N> {
    /// Reads a table: `bar` and `[weights]` by the features' `names`. One that it lacks weighs nothing; an unknown one is an
    /// error.
    pub fn parse(names: &[&str; N], source: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(source).map_err(|e| e.to_string())?;
        let mut weights = [0.0; N];
        for (name, weight) in table.weights {
            let at = names.iter().position(|f| *f == name);
            weights[at.ok_or_else(|| format!("there is no feature named {name}"))?] = weight;
        }
        Ok(Self {
            weights,
            bar: table.bar,
        })
    }

    /// The likeliest candidate and its probability, of equal ones the first; `None` where there is none. `none` is what is
    /// weighed of "none of these".
    pub fn choose<'a>(
        &self,
        candidates: impl Iterator<Item = &'a [f32; N]>,
        none: &[f32; N],
    ) -> Option<(usize, f32)> {
        let score = |v: &[f32; N]| v.iter().zip(&self.weights).map(|(x, w)| x * w).sum::<f32>().exp();
        let scores: Vec<f32> = candidates.map(score).collect();
        let sum = score(none) + scores.iter().sum::<f32>();
        let best = (0..scores.len()).reduce(|a, b| if scores[b] > scores[a] { b } else { a })?;
        Some((best, scores[best] / sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_is_chosen_against_none() {
        let model = Choice::parse(&["near", "none"], "bar = 0.5\n[weights]\nnear = 2.0\n").expect("it reads");
        let none = [0.0, 1.0];
        assert_eq!(model.choose(std::iter::empty(), &none), None);
        let (best, p) = model
            .choose([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0]].iter(), &none)
            .expect("there are some");
        let e = 2f32.exp();
        assert_eq!(best, 1, "of equal ones the first");
        assert!((p - e / (2.0 + 2.0 * e)).abs() < 1e-6, "{p}");
    }

    #[test]
    fn a_table_with_an_unknown_feature_is_refused() {
        let read = |table: &str| Choice::parse(&["near", "none"], table);
        let e = read("bar = 0.5\n[weights]\nfar = 1.0\n").expect_err("it is unknown");
        assert!(e.contains("far"), "{e}");
        assert!(read("[weights]\nnear = 1.0\n").is_err(), "a bar is needed");
    }
}
