//! In: values that coders gave to units, and a measure of how far two values are apart. Out: [`Alpha`]: Krippendorff's
//! alpha with its interval. Knows no claim.
//!
//! Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), with any number of coders and missing values:
//! alpha = 1 - Do/De over the coincidences of values within units. Sets by Passonneau (MASI, 2006) or Jaccard, where the
//! distance stands as it is, not squared. The interval is the percentile bootstrap over units (Zapf and others, 2016).

use std::collections::{BTreeSet, HashMap};

/// How far two values are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The same or not.
    Nominal,
    /// By ranks.
    Ordinal,
    /// By the difference.
    Interval,
    /// By the difference relative to the sum; for numbers that count from zero.
    Ratio,
    /// By what two sets share, less where neither holds the other.
    Masi,
    /// By the share of two sets that both have.
    Jaccard,
}

/// A value of a unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A category.
    Word(String),
    /// A number or a day.
    Number(f64),
    /// A set of names.
    Set(BTreeSet<String>),
}

/// A unit: the values of the coders that gave one. Units with fewer than two say nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unit {
    /// The values.
    pub values: Vec<Value>,
    /// What the unit belongs to (the number of its report).
    pub of: usize,
}

/// What is drawn anew for the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// Single units.
    Units,
    /// All units of a report together: wider, and right where the events of a report are alike.
    Reports,
}

/// How the interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// How many samples are drawn; 0 for no interval.
    pub samples: usize,
    /// Where the numbers start: the same seed gives the same interval.
    pub seed: u64,
    /// What is drawn.
    pub resample: Resample,
}

/// Agreement on one field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// Units that two or more coders gave a value.
    pub units: usize,
    /// Values in them.
    pub values: usize,
    /// Percent of pairs of values within units that are equal; `None` without units.
    pub percent: Option<f64>,
    /// Alpha, at most 1; 0 is chance, below is worse. `None` without units or where one value only occurs: nothing could
    /// have been mistaken, so that nothing is shown.
    pub alpha: Option<f64>,
    /// Bounds between which 95 of 100 samples lie; `None` without alpha, and for fewer than two things to draw from.
    pub interval: Option<(f64, f64)>,
}

/// Alpha of units.
pub fn alpha(units: &[Unit], metric: Metric, bootstrap: Bootstrap) -> Alpha {
    let units: Vec<&Unit> = units.iter().filter(|u| u.values.len() > 1).collect();
    let space = Space::of(&units, metric);
    let all = vec![1.0; units.len()];
    let equal: f64 = space.units.iter().map(Counted::equal_pairs).sum();
    let pairs: f64 = space.units.iter().map(|u| u.n * (u.n - 1.0)).sum();
    let alpha = space.alpha(&all);
    Alpha {
        units: units.len(),
        values: units.iter().map(|u| u.values.len()).sum(),
        percent: (pairs > 0.0).then(|| 100.0 * equal / pairs),
        alpha,
        interval: alpha.and_then(|_| interval(&units, &space, bootstrap)),
    }
}

fn interval(units: &[&Unit], space: &Space, bootstrap: Bootstrap) -> Option<(f64, f64)> {
    let mut drawn: Vec<Vec<usize>> = Vec::new();
    let mut place: HashMap<usize, usize> = HashMap::new();
    for (i, unit) in units.iter().enumerate() {
        match bootstrap.resample {
            Resample::Units => drawn.push(vec![i]),
            Resample::Reports => {
                let at = *place.entry(unit.of).or_insert(drawn.len());
                drawn.resize_with(drawn.len().max(at + 1), Vec::new);
                drawn[at].push(i);
            }
        }
    }
    if drawn.len() < 2 {
        return None;
    }
    let mut random = SplitMix(bootstrap.seed);
    let mut found: Vec<f64> = Vec::with_capacity(bootstrap.samples);
    for _ in 0..bootstrap.samples {
        let mut weights = vec![0.0; units.len()];
        for _ in 0..drawn.len() {
            for &i in &drawn[random.below(drawn.len())] {
                weights[i] += 1.0;
            }
        }
        // A sample with one value only has no alpha. That nobody erred in it is no chance agreement either: it is left out.
        found.extend(space.alpha(&weights));
    }
    found.sort_by(f64::total_cmp);
    let at = |share: f64| -> Option<f64> {
        let last = found.len().checked_sub(1)?;
        Some(found[(share * last as f64).round() as usize])
    };
    Some((at(0.025)?, at(0.975)?))
}

/// Random numbers by SplitMix64 (Steele and others, 2014): its numbers must stay what they are, so that no library's next
/// version may change them.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`; the bias of the high bits is less than `n` in 2^64.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// How often each value stands in a unit.
struct Counted {
    /// Number of the value, how often.
    values: Vec<(usize, f64)>,
    /// All of them.
    n: f64,
}

impl Counted {
    /// Ordered pairs of equal values.
    fn equal_pairs(&self) -> f64 {
        self.values.iter().map(|(_, n)| n * (n - 1.0)).sum()
    }
}

/// The different values, in order, and the units that hold them.
struct Space {
    metric: Metric,
    numbers: Vec<f64>,
    sets: Vec<BTreeSet<String>>,
    /// Pairs of different sets that share something, with their distance; all others are 1 apart.
    near: Vec<(usize, usize, f64)>,
    distinct: usize,
    units: Vec<Counted>,
}

impl Space {
    fn of(units: &[&Unit], metric: Metric) -> Self {
        let mut keys: Vec<&Value> = units.iter().flat_map(|u| &u.values).collect();
        keys.sort_by(|a, b| order(a, b));
        keys.dedup_by(|a, b| order(a, b).is_eq());
        let at = |v: &Value| keys.binary_search_by(|k| order(k, v)).unwrap_or_default();
        let counted = |u: &&Unit| {
            let mut values: Vec<(usize, f64)> = Vec::new();
            for v in u.values.iter().map(at) {
                match values.iter_mut().find(|(k, _)| *k == v) {
                    Some((_, n)) => *n += 1.0,
                    None => values.push((v, 1.0)),
                }
            }
            Counted {
                values,
                n: u.values.len() as f64,
            }
        };
        let number = |v: &&Value| if let Value::Number(n) = v { *n } else { 0.0 };
        let set = |v: &&Value| match v {
            Value::Set(s) => s.clone(),
            Value::Word(w) => BTreeSet::from([w.clone()]),
            Value::Number(n) => BTreeSet::from([n.to_string()]),
        };
        let sets: Vec<BTreeSet<String>> = keys.iter().map(set).collect();
        Self {
            metric,
            numbers: keys.iter().map(number).collect(),
            near: near(&sets, metric),
            sets,
            distinct: keys.len(),
            units: units.iter().map(counted).collect(),
        }
    }

    /// Alpha where each unit counts `weights` times.
    fn alpha(&self, weights: &[f64]) -> Option<f64> {
        let mut often = vec![0.0; self.distinct];
        for (unit, weight) in self.units.iter().zip(weights) {
            for (v, n) in &unit.values {
                often[*v] += n * weight;
            }
        }
        let n: f64 = often.iter().sum();
        let ranks = Ranks::of(&often);
        let expected = self.expected(&often, &ranks);
        if n < 2.0 || expected <= 0.0 {
            return None;
        }
        let mut observed = 0.0;
        for (unit, weight) in self.units.iter().zip(weights).filter(|(_, w)| **w > 0.0) {
            let mut apart = 0.0;
            for (k, (a, n)) in unit.values.iter().enumerate() {
                for (b, m) in &unit.values[k + 1..] {
                    apart += 2.0 * n * m * self.distance(*a, *b, &ranks);
                }
            }
            observed += weight * apart / (unit.n - 1.0);
        }
        Some(1.0 - (n - 1.0) * observed / expected)
    }

    /// Sum of distances over all ordered pairs of values.
    fn expected(&self, often: &[f64], ranks: &Ranks) -> f64 {
        let n: f64 = often.iter().sum();
        let same: f64 = often.iter().map(|o| o * o).sum();
        match self.metric {
            Metric::Nominal => n * n - same,
            Metric::Masi | Metric::Jaccard => {
                let less = |(a, b, d): &(usize, usize, f64)| 2.0 * often[*a] * often[*b] * (1.0 - d);
                n * n - same - self.near.iter().map(less).sum::<f64>()
            }
            Metric::Interval => {
                // About the mean, so that the squares of days stay small.
                let mean = self.numbers.iter().zip(often).map(|(x, o)| x * o).sum::<f64>() / n.max(1.0);
                let square = |(x, o): (&f64, &f64)| o * (x - mean) * (x - mean);
                2.0 * n * self.numbers.iter().zip(often).map(square).sum::<f64>()
            }
            Metric::Ordinal | Metric::Ratio => {
                let mut sum = 0.0;
                for a in 0..self.distinct {
                    for b in a + 1..self.distinct {
                        sum += 2.0 * often[a] * often[b] * self.distance(a, b, ranks);
                    }
                }
                sum
            }
        }
    }

    /// Of two different values, `a` before `b` or after.
    fn distance(&self, a: usize, b: usize, ranks: &Ranks) -> f64 {
        let (x, y) = (self.numbers[a], self.numbers[b]);
        match self.metric {
            Metric::Nominal => 1.0,
            Metric::Interval => (x - y) * (x - y),
            Metric::Ratio if x + y == 0.0 => 0.0,
            Metric::Ratio => ((x - y) / (x + y)).powi(2),
            Metric::Ordinal => ranks.between(a.min(b), a.max(b)).powi(2),
            Metric::Masi => masi(&self.sets[a], &self.sets[b]),
            Metric::Jaccard => jaccard(&self.sets[a], &self.sets[b]),
        }
    }
}

/// Sums of how often the values up to each occur.
struct Ranks {
    often: Vec<f64>,
    up_to: Vec<f64>,
}

impl Ranks {
    fn of(often: &[f64]) -> Self {
        let mut sum = 0.0;
        let up_to = often.iter().map(|o| {
            sum += o;
            sum
        });
        Self {
            up_to: up_to.collect(),
            often: often.to_vec(),
        }
    }

    /// All from `a` to `b`, the two themselves by half.
    fn between(&self, a: usize, b: usize) -> f64 {
        self.up_to[b] - self.up_to[a] + self.often[a] - f64::midpoint(self.often[a], self.often[b])
    }
}

fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Word(a), Value::Word(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        (Value::Set(a), Value::Set(b)) => a.cmp(b),
        (Value::Word(_), _) | (Value::Number(_), Value::Set(_)) => std::cmp::Ordering::Less,
        (Value::Set(_), _) | (Value::Number(_), Value::Word(_)) => std::cmp::Ordering::Greater,
    }
}

fn near(sets: &[BTreeSet<String>], metric: Metric) -> Vec<(usize, usize, f64)> {
    if !matches!(metric, Metric::Masi | Metric::Jaccard) {
        return Vec::new();
    }
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, set) in sets.iter().enumerate() {
        for name in set {
            holders.entry(name).or_default().push(i);
        }
    }
    let mut found = BTreeSet::new();
    for held in holders.values() {
        for (k, a) in held.iter().enumerate() {
            found.extend(held[k + 1..].iter().map(|b| (*a, *b)));
        }
    }
    let distance = if metric == Metric::Masi { masi } else { jaccard };
    (found.into_iter())
        .map(|(a, b)| (a, b, distance(&sets[a], &sets[b])))
        .collect()
}

/// 1 less the share of common names.
fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    let either = a.len() + b.len() - both;
    if either == 0 {
        return 0.0;
    }
    1.0 - both as f64 / either as f64
}

/// 1 less the share of common names, which counts 2/3 where one set holds the other and 1/3 where each has its own.
fn masi(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let monotone = if a == b {
        1.0
    } else if a.is_subset(b) || b.is_subset(a) {
        2.0 / 3.0
    } else {
        1.0 / 3.0
    };
    1.0 - (1.0 - jaccard(a, b)) * monotone
}

#[cfg(test)]
mod tests;
