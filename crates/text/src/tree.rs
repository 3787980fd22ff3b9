//! In: arc scores of one sentence. Out: the heads of its best tree with one root. Knows no words.
//!
//! Chu-Liu-Edmonds over a dense graph. One root is had by lowering every root arc by more than all other scores
//! can make up, so that no second root arc ever pays.

/// Scores of arcs: row = dependent 0..n, column 0 = root, column `h + 1` = word `h`.
pub struct Arcs {
    /// Words.
    pub n: usize,
    /// `n × (n + 1)` scores, row by row.
    pub scores: Vec<f32>,
}

impl Arcs {
    fn at(&self, dependent: usize, head: usize) -> f32 {
        self.scores[dependent * (self.n + 1) + head]
    }
}

/// Head of each word: 0 = root, else word index + 1. Exactly one word hangs from the root when `n > 0`.
pub fn best_tree(arcs: &Arcs) -> Vec<usize> {
    let n = arcs.n;
    if n == 0 {
        return Vec::new();
    }
    let greedy: Vec<usize> = (0..n).map(|d| best_head(n, d, |h| arcs.at(d, h))).collect();
    if greedy.iter().filter(|h| **h == 0).count() == 1 && find_cycle(&greedy).is_none() {
        return greedy;
    }
    let finite = arcs.scores.iter().filter(|s| s.is_finite());
    let (low, high) = finite.fold((0.0_f32, 0.0_f32), |(lo, hi), s| (lo.min(*s), hi.max(*s)));
    let penalty = f64::from(high - low + 1.0) * (n as f64 + 1.0);
    // Node 0 is the root; `weight[d][h]` of arc h → d.
    let mut weight = vec![vec![f64::NEG_INFINITY; n + 1]; n + 1];
    for d in 0..n {
        for (h, w) in weight[d + 1].iter_mut().enumerate().filter(|(h, _)| *h != d + 1) {
            *w = f64::from(arcs.at(d, h)) - if h == 0 { penalty } else { 0.0 };
        }
    }
    let heads = edmonds(&weight);
    heads[1..].to_vec()
}

fn best_head(n: usize, d: usize, score: impl Fn(usize) -> f32) -> usize {
    let mut best = 0;
    for h in 1..=n {
        if h != d + 1 && score(h) > score(best) {
            best = h;
        }
    }
    best
}

/// A cycle among heads (0 = root, else index + 1) as word indices.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut state = vec![0_u8; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = start;
        loop {
            if state[at] == 2 {
                break;
            }
            if state[at] == 1 {
                let from = path.iter().position(|x| *x == at)?;
                return Some(path.split_off(from));
            }
            state[at] = 1;
            path.push(at);
            if heads[at] == 0 {
                break;
            }
            at = heads[at] - 1;
        }
        for w in path {
            state[w] = 2;
        }
    }
    None
}

/// Maximum spanning arborescence from node 0; `weight[d][h]`. Out: head of each node (0 for node 0).
fn edmonds(weight: &[Vec<f64>]) -> Vec<usize> {
    let n = weight.len();
    let mut heads = vec![0; n];
    for d in 1..n {
        heads[d] = (0..n)
            .filter(|h| *h != d)
            .fold(0, |b, h| if weight[d][h] > weight[d][b] { h } else { b });
    }
    let Some(cycle) = find_cycle(&heads[1..]).map(|c| c.into_iter().map(|w| w + 1).collect::<Vec<_>>())
    else {
        return heads;
    };
    let inside: Vec<bool> = (0..n).map(|v| cycle.contains(&v)).collect();
    // Nodes of the contracted graph: those outside in order, then the cycle as the last node.
    let outside: Vec<usize> = (0..n).filter(|v| !inside[*v]).collect();
    let c = outside.len();
    let mut small = vec![vec![f64::NEG_INFINITY; c + 1]; c + 1];
    let mut enter = vec![0; c + 1];
    let mut leave = vec![0; c + 1];
    for (i, &d) in outside.iter().enumerate() {
        for (j, &h) in outside.iter().enumerate() {
            small[i][j] = weight[d][h];
        }
        if d != 0 {
            let best = cycle
                .iter()
                .copied()
                .fold(cycle[0], |b, v| if weight[d][v] > weight[d][b] { v } else { b });
            small[i][c] = weight[d][best];
            leave[i] = best;
        }
    }
    for (j, &h) in outside.iter().enumerate() {
        let gain = |v: usize| weight[v][h] - weight[v][heads[v]];
        let best = cycle
            .iter()
            .copied()
            .fold(cycle[0], |b, v| if gain(v) > gain(b) { v } else { b });
        small[c][j] = gain(best);
        enter[j] = best;
    }
    let solved = edmonds(&small);
    let mut out = heads.clone();
    for (i, &d) in outside.iter().enumerate().skip(1) {
        out[d] = if solved[i] == c {
            leave[i]
        } else {
            outside[solved[i]]
        };
    }
    let from = solved[c];
    out[enter[from]] = outside[from];
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(arcs: &Arcs, heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(d, h)| arcs.at(d, *h)).sum()
    }

    fn is_tree(heads: &[usize]) -> bool {
        heads.iter().filter(|h| **h == 0).count() == 1 && find_cycle(heads).is_none()
    }

    /// All trees of up to four words, tried one by one.
    fn exhaustive(arcs: &Arcs) -> f32 {
        let n = arcs.n;
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> = (0..n).map(|d| code / (n + 1).pow(d as u32) % (n + 1)).collect();
            if heads.iter().enumerate().all(|(d, h)| *h != d + 1) && is_tree(&heads) {
                best = best.max(score(arcs, &heads));
            }
        }
        best
    }

    #[test]
    fn finds_the_best_single_rooted_tree() {
        let mut seed = 7_u64;
        for round in 0..400 {
            let n = 1 + round % 4;
            let scores = (0..n * (n + 1))
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    ((seed >> 40) as f32 / 1e5) - 80.0
                })
                .collect();
            let arcs = Arcs { n, scores };
            let heads = best_tree(&arcs);
            assert!(is_tree(&heads), "{heads:?}");
            assert!(
                (score(&arcs, &heads) - exhaustive(&arcs)).abs() < 1e-2,
                "round {round}"
            );
        }
    }
}
