//! In: two runs. Out: the claims that one has and the other lacks, and what differs in those that both have. Knows no
//! correction: compared is what the runs said.

use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;

use super::correct::parsed;
use super::{Error, Project};
use crate::ClaimRow;

/// Confidences that differ by less are equal.
const EQUAL_CONFIDENCE: f64 = 0.05;

/// A claim that both runs found, and told differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// As the first run told it.
    pub first: ClaimRow,
    /// As the second did.
    pub second: ClaimRow,
    /// Names of the fields that differ, with both values.
    pub fields: Vec<(String, Value, Value)>,
}

/// How two runs differ, over the reports that both coded.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Difference {
    /// Reports that both coded.
    pub reports: u64,
    /// Reports that only one of them coded.
    pub reports_of_one: u64,
    /// Claims that are the same.
    pub same: u64,
    /// Claims that only the second has.
    pub added: Vec<ClaimRow>,
    /// Claims that only the first has.
    pub gone: Vec<ClaimRow>,
    /// Claims with the same words for the act, told differently.
    pub changed: Vec<Change>,
}

impl Project {
    /// How run `second` differs from run `first`, report by report in the order of their hashes.
    pub fn diff(&self, first: i64, second: i64) -> Result<Difference, Error> {
        self.run(first)?;
        self.run(second)?;
        let mut out = Difference::default();
        let mut ask = self.db.prepare(
            "SELECT reports.id, count(*) FROM reports JOIN analyses ON report = reports.id WHERE run IN (?1, ?2)
             GROUP BY reports.id ORDER BY reports.sha256",
        )?;
        let rows = ask.query_map([first, second], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))
        })?;
        for row in rows {
            let (report, runs) = row?;
            if runs < 2 && first != second {
                out.reports_of_one += 1;
                continue;
            }
            out.reports += 1;
            compare(
                claims(&self.db, first, report)?,
                claims(&self.db, second, report)?,
                &mut out,
            );
        }
        Ok(out)
    }
}

/// What a run said of a report, in the order of the text; claims that people keep are none of its own.
fn claims(db: &Connection, run: i64, report: i64) -> Result<Vec<ClaimRow>, Error> {
    let mut ask = db.prepare(
        "SELECT json FROM claims JOIN claim_texts USING (id) WHERE run = ?1 AND report = ?2 AND kept = 0 ORDER BY claim_id",
    )?;
    let rows = ask.query_map(params![run, report], |r| r.get::<_, String>(0))?;
    let mut all = rows.map(|json| parsed(&json?)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    Ok(all)
}

fn key(row: &ClaimRow) -> (usize, usize, &str) {
    (row.trigger.start, row.trigger.end, &row.kind)
}

/// Pairs claims of equal words and type, then those of equal words that are left.
fn compare(first: Vec<ClaimRow>, second: Vec<ClaimRow>, out: &mut Difference) {
    let mut rest: Vec<Option<ClaimRow>> = second.into_iter().map(Some).collect();
    let mut take = |want: &dyn Fn(&ClaimRow) -> bool| {
        let at = rest.iter().position(|r| r.as_ref().is_some_and(want))?;
        rest[at].take()
    };
    let mut alone = Vec::new();
    for a in first {
        match take(&|b| key(&a) == key(b)) {
            Some(b) => pair(a, b, out),
            None => alone.push(a),
        }
    }
    for a in alone {
        match take(&|b| (a.trigger.start, a.trigger.end) == (b.trigger.start, b.trigger.end)) {
            Some(b) => pair(a, b, out),
            None => out.gone.push(a),
        }
    }
    out.added.extend(rest.into_iter().flatten());
}

fn pair(first: ClaimRow, second: ClaimRow, out: &mut Difference) {
    let json = |row: &ClaimRow| serde_json::to_value(row).unwrap_or_default();
    let (a, b) = (json(&first), json(&second));
    let fields: Vec<(String, Value, Value)> = a
        .as_object()
        .into_iter()
        .flatten()
        // What names the run is not what it said.
        .filter(|(name, _)| !matches!(name.as_str(), "claim_id" | "coder" | "report" | "doc_id"))
        .filter(|(name, value)| {
            if *name == "confidence" {
                return (first.confidence - second.confidence).abs() >= EQUAL_CONFIDENCE;
            }
            **value != b[name.as_str()]
        })
        .map(|(name, value)| (name.clone(), value.clone(), b[name.as_str()].clone()))
        .collect();
    if fields.is_empty() {
        out.same += 1;
    } else {
        out.changed.push(Change {
            first,
            second,
            fields,
        });
    }
}
