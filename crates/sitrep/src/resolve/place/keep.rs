//! In: the signs of a mention, weights. Out: how sure it is that the mention names a place. Knows no text.

use std::collections::HashMap;

use super::find::Source;
use super::signs::Sign;

/// Weights of the signs for each [`Source`]; a logistic regression.
///
/// Fitted by bench/accuracy/tune_finding.py on half of the development documents of LGL, TR-News, GeoWebNews and
/// GeoVirus (by a hash of their names); docs/methods.md gives the figures of both halves.
#[derive(Debug, Clone)]
pub struct FindingModel {
    weights: [[f64; Sign::ALL.len()]; Source::ALL.len()],
}

impl Default for FindingModel {
    fn default() -> Self {
        Self {
            weights: [[0.0; Sign::ALL.len()]; Source::ALL.len()],
        }
    }
}

impl FindingModel {
    /// Reads the TOML form: a table for each source, a number for each sign; what is not there weighs nothing.
    ///
    /// # Errors
    /// When the text is no such TOML, or names a source or sign that is none.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let tables: HashMap<String, HashMap<String, f64>> =
            toml::from_str(text).map_err(|e| e.to_string())?;
        let mut weights = [[0.0; Sign::ALL.len()]; Source::ALL.len()];
        for (source, signs) in &tables {
            let row = Source::ALL.iter().position(|(_, n)| n == source);
            let row = row.ok_or_else(|| format!("{source:?} is no source of mentions"))?;
            for (sign, weight) in signs {
                let column = Sign::ALL.iter().position(|(_, n)| n == sign);
                weights[row][column.ok_or_else(|| format!("{sign:?} is no sign"))?] = *weight;
            }
        }
        Ok(Self { weights })
    }

    /// 0..1: how sure it is that a mention with these signs names a place.
    pub(super) fn sure(&self, source: Source, signs: &[(Sign, f64)]) -> f64 {
        let on = |sign: Sign| signs.iter().any(|(s, _)| *s == sign);
        // "Operation Kirkuk Shield", "Sheikh Hawija", "Kirkuk Post": whatever else speaks for it, something else is named.
        let other = on(Sign::Title) || on(Sign::Private) && on(Sign::CapitalBehind);
        if other && matches!(source, Source::Whole | Source::Part | Source::Run) {
            return 0.0;
        }
        let row = &self.weights[source as usize];
        let sum: f64 = signs.iter().map(|(s, v)| row[*s as usize] * v).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}
