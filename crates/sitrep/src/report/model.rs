//! In: the rows of numbers of a text's lines. Out: for each line the log-odds of being body, by networks that run over the
//! text both ways. Learned by `training/furniture.py`. Knows no text and takes no decision.

use serde::Deserialize;

use super::feature::NAMES;

/// Standardised numbers beyond this say no more. As in training.
const FARTHEST: f32 = 6.0;

/// The learned weights: their mean answer counts.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct LineModel {
    /// Names of the features in order; must be those of this version of the program.
    features: Vec<String>,
    /// Subtracted from each feature.
    mean: Vec<f32>,
    /// Then each is divided by this.
    scale: Vec<f32>,
    /// Cost in log-odds of going from body to furniture or back.
    pub(crate) change: f32,
    #[serde(default)]
    net: Vec<Net>,
}

/// A layer over the features of each line, a gated recurrent layer (Cho et al. 2014) down and up the text, and a layer over
/// all three.
#[derive(Debug, Clone, Deserialize)]
struct Net {
    input: Layer,
    down_line: Layer,
    down_state: Layer,
    up_line: Layer,
    up_state: Layer,
    middle: Layer,
    output: Layer,
}

/// Rows of whole numbers, each with what it is multiplied by and what is added, as they are written.
#[derive(Deserialize)]
struct Written {
    weights: Vec<Vec<i8>>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

/// The same as it is used: the weights of each input stand together, so that several outputs are summed at once.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Written")]
struct Layer {
    columns: Vec<Vec<f32>>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

impl From<Written> for Layer {
    /// Rows that differ in length leave columns that do, which [`Layer::fits`] refuses.
    fn from(written: Written) -> Self {
        let inputs = written.weights.iter().map(Vec::len).max().unwrap_or(0);
        let column = |i: usize| -> Vec<f32> {
            let rows = written.weights.iter();
            rows.filter_map(|row| row.get(i)).map(|w| f32::from(*w)).collect()
        };
        Self {
            columns: (0..inputs).map(column).collect(),
            scale: written.scale,
            bias: written.bias,
        }
    }
}

impl LineModel {
    /// Whether the weights are those of the features and fit together; what is wrong otherwise.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.features != NAMES {
            return Err(
                "reading the line model: it was trained on other features; train it again".to_owned(),
            );
        }
        let n = NAMES.len();
        if self.mean.len() != n || self.scale.len() != n || !self.net.iter().all(|net| net.fits(n)) {
            return Err("reading the line model: its rows differ in length; train it again".to_owned());
        }
        Ok(())
    }

    /// For each row of a text, in order, the log-odds that its line is body.
    pub(crate) fn scores(&self, rows: &[[f32; NAMES.len()]]) -> Vec<f32> {
        let standard = |row: &[f32; NAMES.len()]| -> Vec<f32> {
            row.iter()
                .zip(&self.mean)
                .zip(&self.scale)
                .map(|((x, m), s)| ((x - m) / s).clamp(-FARTHEST, FARTHEST))
                .collect()
        };
        let rows: Vec<Vec<f32>> = rows.iter().map(standard).collect();
        let mut out = vec![0.0; rows.len()];
        for net in &self.net {
            for (sum, score) in out.iter_mut().zip(net.scores(&rows)) {
                *sum += score / self.net.len() as f32;
            }
        }
        out
    }
}

impl Net {
    fn fits(&self, features: usize) -> bool {
        let (line, state) = (self.input.bias.len(), self.down_state.bias.len() / 3);
        self.input.fits(features, line)
            && self.down_line.fits(line, 3 * state)
            && self.down_state.fits(state, 3 * state)
            && self.up_line.fits(line, 3 * state)
            && self.up_state.fits(state, 3 * state)
            && self.middle.fits(line + 2 * state, self.middle.bias.len())
            && self.output.fits(self.middle.bias.len(), 1)
    }

    fn scores(&self, rows: &[Vec<f32>]) -> Vec<f32> {
        let lines: Vec<Vec<f32>> = rows.iter().map(|row| rectified(self.input.run(row))).collect();
        let down = run_over(&self.down_line, &self.down_state, lines.iter());
        let mut up = run_over(&self.up_line, &self.up_state, lines.iter().rev());
        up.reverse();
        (lines.iter().zip(&down).zip(&up))
            .map(|((line, down), up)| {
                let all = [line.as_slice(), down, up].concat();
                self.output.run(&rectified(self.middle.run(&all)))[0]
            })
            .collect()
    }
}

impl Layer {
    fn fits(&self, inputs: usize, outputs: usize) -> bool {
        [self.scale.len(), self.bias.len()] == [outputs; 2]
            && self.columns.len() == inputs
            && self.columns.iter().all(|column| column.len() == outputs)
    }

    fn run(&self, x: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.bias.len()];
        for (column, x) in self.columns.iter().zip(x) {
            for (sum, weight) in out.iter_mut().zip(column) {
                *sum += weight * x;
            }
        }
        for ((sum, scale), bias) in out.iter_mut().zip(&self.scale).zip(&self.bias) {
            *sum = *sum * scale + bias;
        }
        out
    }
}

fn rectified(mut x: Vec<f32>) -> Vec<f32> {
    for x in &mut x {
        *x = x.max(0.0);
    }
    x
}

/// The states of a gated recurrent layer after each line: reset, update and new state, in this order of rows.
fn run_over<'a>(line: &Layer, state: &Layer, lines: impl Iterator<Item = &'a Vec<f32>>) -> Vec<Vec<f32>> {
    let n = state.bias.len() / 3;
    let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
    let mut now = vec![0.0; n];
    lines
        .map(|x| {
            let (of_line, of_state) = (line.run(x), state.run(&now));
            for i in 0..n {
                let reset = sigmoid(of_line[i] + of_state[i]);
                let keep = sigmoid(of_line[n + i] + of_state[n + i]);
                let new = (of_line[2 * n + i] + reset * of_state[2 * n + i]).tanh();
                now[i] = (1.0 - keep) * new + keep * now[i];
            }
            now.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A net of one unit a layer over the first feature, and what the trainers' runtime (torch's GRU) says of three lines; the
    /// last is farther off than counts.
    #[test]
    fn answers_are_those_of_the_runtime() {
        let layer = |weights: &[&[i8]], scale: f32, bias: &[f32]| -> Layer {
            let written = Written {
                weights: weights.iter().map(|row| row.to_vec()).collect(),
                scale: vec![scale; bias.len()],
                bias: bias.to_vec(),
            };
            written.into()
        };
        let mut first = [0; NAMES.len()];
        first[0] = 50;
        let net = Net {
            input: layer(&[&first], 0.01, &[0.1]),
            down_line: layer(&[&[64], &[-32], &[127]], 0.01, &[0.1, -0.2, 0.3]),
            down_state: layer(&[&[10], &[20], &[-30]], 0.01, &[0.05, 0.1, -0.1]),
            up_line: layer(&[&[-50], &[40], &[90]], 0.01, &[0.0, 0.3, -0.3]),
            up_state: layer(&[&[70], &[-60], &[50]], 0.01, &[0.2, 0.0, 0.1]),
            middle: layer(&[&[50, -60, 70]], 0.01, &[0.2]),
            output: layer(&[&[100]], 0.02, &[-0.5]),
        };
        assert!(net.fits(NAMES.len()));
        let ragged = layer(&[&[1, 2], &[3]], 1.0, &[0.0, 0.0]);
        assert!(!ragged.fits(2, 2) && !ragged.fits(1, 2));
        let model = LineModel {
            features: NAMES.map(str::to_owned).to_vec(),
            mean: vec![0.0; NAMES.len()],
            scale: vec![1.0; NAMES.len()],
            change: 1.0,
            net: vec![net.clone(), net],
        };
        assert_eq!(model.check(), Ok(()));
        let rows = [1.0, 3.0, -9.0].map(|x| {
            let mut row = [0.0; NAMES.len()];
            row[0] = x;
            row
        });
        let found = model.scores(&rows);
        for (found, expected) in found.iter().zip([0.273_250_04, 0.775_456_9, -0.5]) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
        assert!(model.scores(&[]).is_empty());
    }

    #[test]
    fn weights_that_do_not_fit_are_told() {
        assert!(LineModel::default().check().is_err());
        let other = LineModel {
            features: NAMES.map(str::to_owned).to_vec(),
            ..LineModel::default()
        };
        assert!(other.check().is_err_and(|e| e.contains("rows differ")));
    }
}
