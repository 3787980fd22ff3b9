//! In: the bytes of the learned weights. Out: [`IncidentModel`], and what it says of a row of features. Knows no text.
//!
//! Two small networks of one hidden layer over states of the claim branch, learned by `training/incidents.py`: one for
//! noun phrases (part in an incident, its type, what became of it, its stage), one for triggers (type of incident).

use crate::packs::Error;

/// Numbers of a row: three states of the word, a state of its predicate, the means of sentence and report, and signs.
pub const ROW: usize = 6 * 384 + SIGNS;
/// Of these the signs.
pub const SIGNS: usize = 40;
/// Outputs for noun phrases: 6 parts, 6 types, 5 effects on people, 4 on things, 3 stages.
pub const PHRASE: usize = 24;
/// Outputs for triggers: 6 types.
pub const TRIGGER: usize = 6;

/// The learned weights.
#[derive(Debug, Clone)]
pub struct IncidentModel {
    /// For noun phrases.
    pub phrase: Net,
    /// For triggers.
    pub trigger: Net,
}

/// A network of one hidden layer.
#[derive(Debug, Clone)]
pub struct Net {
    hidden: Layer,
    out: Layer,
}

#[derive(Debug, Clone)]
struct Layer {
    width: usize,
    weights: Vec<i8>,
    /// Of each row of `weights`.
    scale: Vec<f32>,
    bias: Vec<f32>,
}

impl IncidentModel {
    /// Reads the weights: `SITREPIN`, the format (1), then four layers: rows and columns (u32), scales and biases (f32 a
    /// row), weights (i8), little-endian. Errors when they are not of this form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bad =
            || Error::of("the weights of incidents are damaged; take the file that came with this version");
        let body = bytes.strip_prefix(b"SITREPIN\x01\0\0\0").ok_or_else(bad)?;
        let mut at = body;
        let mut net = |inputs: usize, outputs: usize| -> Option<Net> {
            let hidden = Layer::read(&mut at)?;
            let out = Layer::read(&mut at)?;
            let fits = hidden.width == inputs && out.width == hidden.bias.len() && out.bias.len() == outputs;
            fits.then_some(Net { hidden, out })
        };
        let phrase = net(ROW, PHRASE).ok_or_else(bad)?;
        let trigger = net(ROW, TRIGGER).ok_or_else(bad)?;
        Ok(Self { phrase, trigger })
    }
}

impl Net {
    /// The outputs for a row of [`ROW`] numbers.
    pub fn run(&self, row: &[f32]) -> Vec<f32> {
        let mut hidden = self.hidden.run(row);
        for x in &mut hidden {
            *x = x.max(0.0);
        }
        self.out.run(&hidden)
    }
}

impl Layer {
    fn read(at: &mut &[u8]) -> Option<Self> {
        let mut take = |n: usize| -> Option<&[u8]> {
            let (head, rest) = at.split_at_checked(n)?;
            *at = rest;
            Some(head)
        };
        let number = |b: &[u8]| b.try_into().ok().map(|b| u32::from_le_bytes(b) as usize);
        let floats = |b: &[u8]| -> Vec<f32> {
            b.as_chunks::<4>()
                .0
                .iter()
                .map(|c| f32::from_le_bytes(*c))
                .collect()
        };
        let rows = number(take(4)?)?;
        let width = number(take(4)?)?;
        let scale = floats(take(rows.checked_mul(4)?)?);
        let bias = floats(take(rows.checked_mul(4)?)?);
        let weights = take(rows.checked_mul(width)?)?;
        Some(Self {
            width,
            weights: weights.iter().map(|b| i8::from_le_bytes([*b])).collect(),
            scale,
            bias,
        })
    }

    fn run(&self, row: &[f32]) -> Vec<f32> {
        (self.weights.chunks_exact(self.width))
            .zip(self.scale.iter().zip(&self.bias))
            .map(|(w, (s, b))| {
                let sum: f32 = w.iter().zip(row).map(|(w, x)| f32::from(*w) * x).sum();
                sum * s + b
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{IncidentModel, ROW};

    #[test]
    fn the_shipped_weights_read_and_damage_is_told() {
        let bytes = include_bytes!("../../../../../packs/incident.bin");
        let model = IncidentModel::from_bytes(bytes).expect("reads");
        assert_eq!(model.phrase.run(&[0.0; ROW]).len(), super::PHRASE);
        assert!(IncidentModel::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(IncidentModel::from_bytes(b"SITREPIN").is_err());
    }
}
