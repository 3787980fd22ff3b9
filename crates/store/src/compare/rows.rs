//! In: a comparison. Out: its rows, flat, for JSON lines and CSV; and the sums of it. Knows no file.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::near::{km, shared_parties};
use super::{Alone, Happening, Outcome};

/// A pair, or an event that stands alone. Differences are ours less theirs; what one side does not tell is `None`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it; docs/guide/scores.md has a table")]
pub struct ComparedRow {
    /// `matched`, `only_ours` or `only_theirs`.
    pub result: &'static str,
    /// Why it stands alone.
    pub reason: Option<&'static str>,
    /// 0 the same to 1000 just a pair.
    pub cost: Option<i64>,
    pub days_first: Option<i32>,
    pub days_last: Option<i32>,
    pub km: Option<f64>,
    pub deaths_low: Option<i64>,
    pub deaths_best: Option<i64>,
    pub deaths_high: Option<i64>,
    pub same_type: Option<bool>,
    /// `all`, `some` or `none` of the parties have a counterpart.
    pub parties: Option<&'static str>,
    pub ours_id: Option<String>,
    pub ours_first: Option<String>,
    pub ours_last: Option<String>,
    pub ours_place: Option<String>,
    pub ours_country: Option<String>,
    pub ours_type: Option<String>,
    pub ours_class: Option<String>,
    pub ours_parties: Option<String>,
    pub ours_deaths_low: Option<u64>,
    pub ours_deaths_best: Option<u64>,
    pub ours_deaths_high: Option<u64>,
    pub theirs_id: Option<String>,
    pub theirs_first: Option<String>,
    pub theirs_last: Option<String>,
    pub theirs_place: Option<String>,
    pub theirs_country: Option<String>,
    pub theirs_type: Option<String>,
    pub theirs_class: Option<String>,
    pub theirs_parties: Option<String>,
    pub theirs_deaths_low: Option<u64>,
    pub theirs_deaths_best: Option<u64>,
    pub theirs_deaths_high: Option<u64>,
}

/// The row of an outcome.
pub fn row(outcome: &Outcome, ours: &[Happening], theirs: &[Happening]) -> ComparedRow {
    let mut row = ComparedRow::default();
    let (o, t) = match *outcome {
        Outcome::Matched {
            ours: o,
            theirs: t,
            cost,
        } => {
            row.result = "matched";
            row.cost = Some(cost);
            differences(&ours[o], &theirs[t], &mut row);
            (Some(&ours[o]), Some(&theirs[t]))
        }
        Outcome::OnlyOurs(o, why) => {
            row.result = "only_ours";
            row.reason = Some(why.name());
            (Some(&ours[o]), None)
        }
        Outcome::OnlyTheirs(t, why) => {
            row.result = "only_theirs";
            row.reason = Some(why.name());
            (None, Some(&theirs[t]))
        }
    };
    let joined = |p: &Vec<String>| (!p.is_empty()).then(|| p.join(";"));
    let (first, last) = (
        |h: &Happening| Some(h.days?.0.to_string()),
        |h: &Happening| Some(h.days?.1.to_string()),
    );
    if let Some(h) = o {
        row.ours_id = Some(h.id.clone());
        (row.ours_first, row.ours_last) = (first(h), last(h));
        row.ours_place.clone_from(&h.place);
        row.ours_country.clone_from(&h.country);
        row.ours_type = Some(h.act.clone());
        row.ours_class.clone_from(&h.class);
        row.ours_parties = joined(&h.parties);
        let d = h.deaths;
        (row.ours_deaths_low, row.ours_deaths_best, row.ours_deaths_high) = (d.low, d.best, d.high);
    }
    if let Some(h) = t {
        row.theirs_id = Some(h.id.clone());
        (row.theirs_first, row.theirs_last) = (first(h), last(h));
        row.theirs_place.clone_from(&h.place);
        row.theirs_country.clone_from(&h.country);
        row.theirs_type = Some(h.act.clone());
        row.theirs_class.clone_from(&h.class);
        row.theirs_parties = joined(&h.parties);
        let d = h.deaths;
        (
            row.theirs_deaths_low,
            row.theirs_deaths_best,
            row.theirs_deaths_high,
        ) = (d.low, d.best, d.high);
    }
    row
}

fn differences(o: &Happening, t: &Happening, row: &mut ComparedRow) {
    let apart = |x: Date, y: Date| y.until(x).map_or(0, |s| s.get_days());
    if let (Some((a, b)), Some((c, d))) = (o.days, t.days) {
        row.days_first = Some(apart(a, c));
        row.days_last = Some(apart(b, d));
    }
    row.km = o
        .point
        .zip(t.point)
        .map(|(x, y)| (km(x, y) * 10.0).round() / 10.0);
    let less = |x: Option<u64>, y: Option<u64>| Some(x? as i64 - y? as i64);
    row.deaths_low = less(o.deaths.low, t.deaths.low);
    row.deaths_best = less(o.deaths.best, t.deaths.best);
    row.deaths_high = less(o.deaths.high, t.deaths.high);
    row.same_type = o.class.as_ref().zip(t.class.as_ref()).map(|(x, y)| x == y);
    row.parties = shared_parties(o, t).map(|share| {
        if share >= 1.0 {
            "all"
        } else if share > 0.0 {
            "some"
        } else {
            "none"
        }
    });
}

/// The sums of a comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// Pairs.
    pub matched: usize,
    /// Events of ours alone, by the reason.
    pub only_ours: BTreeMap<&'static str, usize>,
    /// Events of theirs alone, by the reason.
    pub only_theirs: BTreeMap<&'static str, usize>,
    /// Differences of numbers by field, of the pairs where both tell one.
    pub numbers: Vec<(&'static str, Spread)>,
    /// Pairs of one class, and pairs where both are known.
    pub same_type: (usize, usize),
    /// Pairs whose parties have counterparts: all, some, none.
    pub parties: [usize; 3],
}

/// Differences of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// Pairs where both sides tell it.
    pub pairs: usize,
    /// … and it is the same.
    pub same: usize,
    /// … and ours is lower.
    pub lower: usize,
    /// Median of the differences without their signs; `None` without pairs.
    pub median: Option<f64>,
}

/// A number of a row.
type Number = fn(&ComparedRow) -> Option<f64>;

/// Sums up rows.
pub fn sums(rows: &[ComparedRow]) -> Sums {
    let mut out = Sums::default();
    for row in rows {
        match row.result {
            "matched" => out.matched += 1,
            "only_ours" => *out.only_ours.entry(row.reason.unwrap_or_default()).or_default() += 1,
            _ => *out.only_theirs.entry(row.reason.unwrap_or_default()).or_default() += 1,
        }
        if let Some(same) = row.same_type {
            out.same_type.0 += usize::from(same);
            out.same_type.1 += 1;
        }
        if let Some(at) = row
            .parties
            .and_then(|p| ["all", "some", "none"].iter().position(|n| *n == p))
        {
            out.parties[at] += 1;
        }
    }
    let fields: [(&'static str, Number); 6] = [
        ("first day", |r| r.days_first.map(f64::from)),
        ("last day", |r| r.days_last.map(f64::from)),
        ("km", |r| r.km),
        ("deaths, low", |r| r.deaths_low.map(|n| n as f64)),
        ("deaths, best", |r| r.deaths_best.map(|n| n as f64)),
        ("deaths, high", |r| r.deaths_high.map(|n| n as f64)),
    ];
    out.numbers = (fields.iter())
        .map(|(name, value)| (*name, spread(&rows.iter().filter_map(value).collect::<Vec<_>>())))
        .collect();
    out
}

fn spread(values: &[f64]) -> Spread {
    let mut apart: Vec<f64> = values.iter().map(|v| v.abs()).collect();
    apart.sort_by(f64::total_cmp);
    let middle = apart.len() / 2;
    Spread {
        pairs: values.len(),
        same: values.iter().filter(|v| **v == 0.0).count(),
        lower: values.iter().filter(|v| **v < 0.0).count(),
        median: apart.get(middle).map(|high| match apart.len() % 2 {
            0 => f64::midpoint(apart[middle - 1], *high),
            _ => *high,
        }),
    }
}

/// The rows as CSV with a header.
///
/// # Errors
/// Never for rows that came from [`row`]; what the writer says otherwise.
pub fn csv_of(rows: &[ComparedRow]) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|e| e.to_string())?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

/// Every reason, for tables that list all.
pub const REASONS: [Alone; 4] = [Alone::NoDay, Alone::NoPlace, Alone::NoneNear, Alone::Taken];
