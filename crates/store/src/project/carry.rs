//! In: a new run that is whole. Out: what people said of other runs' claims holds of its claims; a corrected claim that it lacks
//! is kept. Knows by what claims of two runs are the same act: their anchor, else the same words.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use super::columns::{self, Where};
use super::correct::{apply, last, parsed, said};
use super::{Error, Field};

/// Takes what people said of other runs' claims over to the claims of `run`; how many claims were kept that it lacks.
pub(super) fn carry_over(db: &Connection, run: i64) -> Result<u64, Error> {
    let mut ask = db.prepare(
        "SELECT id, report, first, past FROM anchors WHERE id IN
           (SELECT anchor FROM corrections UNION SELECT anchor FROM reviews UNION SELECT anchor FROM decision_claims)
         AND id NOT IN (SELECT anchor FROM claims WHERE run = ?1) ORDER BY id",
    )?;
    let lacking: Vec<[i64; 4]> = ask
        .query_map([run], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?]))?
        .collect::<Result<_, _>>()?;
    let mut kept = 0;
    for [anchor, report, first, past] in lacking {
        // The same words coded as another type are the same act, when nobody spoke of that claim.
        let mut ask = db.prepare(
            "SELECT claims.id FROM claims JOIN anchors ON anchors.id = anchor
             WHERE claims.run = ?1 AND anchors.report = ?2 AND first = ?3 AND past = ?4 AND anchor NOT IN
               (SELECT anchor FROM corrections UNION SELECT anchor FROM reviews UNION SELECT anchor FROM decision_claims)",
        )?;
        let same: Vec<i64> = ask
            .query_map([run, report, first, past], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        if let [claim] = same[..] {
            db.execute("UPDATE claims SET anchor = ?2 WHERE id = ?1", [claim, anchor])?;
            apply(db, claim)?;
            continue;
        }
        kept += u64::from(keep(db, run, report, anchor)?);
    }
    Ok(kept)
}

/// Keeps the latest claim of an anchor in `run`, when a person's correction of it holds and it is not rejected.
fn keep(db: &Connection, run: i64, report: i64, anchor: i64) -> Result<bool, Error> {
    let latest: Option<(i64, String)> = db
        .query_row(
            "SELECT claims.id, json FROM claims JOIN claim_texts USING (id) WHERE anchor = ?1 ORDER BY run DESC, id DESC LIMIT 1",
            [anchor],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()?;
    let Some((claim, json)) = latest else {
        return Ok(false);
    };
    let (_, values) = said(db, claim, anchor)?;
    let rejected = last(&values, Field::Verdict) == Some(Value::from("rejected"));
    let row = parsed(&json)?;
    let there = db
        .query_row(
            "SELECT 1 FROM claims WHERE run = ?1 AND claim_id = ?2",
            params![run, row.claim_id],
            |_| Ok(()),
        )
        .optional()?;
    if values.is_empty() || rejected || there.is_some() {
        return Ok(false);
    }
    let at = Where {
        run,
        report,
        anchor,
        kept: true,
    };
    let id = columns::add(db, at, &row, &json)?;
    apply(db, id)?;
    Ok(true)
}
