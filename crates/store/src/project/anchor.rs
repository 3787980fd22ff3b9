//! In: a claim of some run. Out: its anchor: report, trigger and type, by which what people said of it finds it again in
//! other runs, whose claim ids are others. Knows no correction.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Error;
use crate::ClaimRow;

/// The anchor of a claim of that report; made when there is none.
pub(super) fn of(db: &Connection, report: i64, row: &ClaimRow) -> Result<i64, Error> {
    let (first, past) = (row.trigger.start as i64, row.trigger.end as i64);
    let known = db
        .query_row(
            "SELECT id FROM anchors WHERE report = ?1 AND first = ?2 AND past = ?3 AND type = ?4",
            params![report, first, past, row.kind],
            |r| r.get(0),
        )
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    db.execute(
        "INSERT INTO anchors (report, first, past, type) VALUES (?1, ?2, ?3, ?4)",
        params![report, first, past, row.kind],
    )?;
    Ok(db.last_insert_rowid())
}

/// Row number, anchor and full id of the claim with this id, or a beginning of it that no other has; of the current run
/// when it is there, else of the latest that has it.
pub(super) fn claim(db: &Connection, run: i64, id: &str) -> Result<Option<(i64, i64, String)>, Error> {
    let mut ask = db.prepare(
        "SELECT id, anchor, claim_id FROM claims WHERE claim_id >= ?1 AND claim_id < ?1 || '~'
         ORDER BY claim_id, run = ?2 DESC, run DESC LIMIT 50",
    )?;
    let mut found: Vec<(i64, i64, String)> = ask
        .query_map(params![id, run], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<Result<_, _>>()?;
    found.dedup_by(|a, b| a.2 == b.2);
    match found.len() {
        0 => Ok(None),
        1 => Ok(found.pop()),
        _ if found[0].2 == id => Ok(Some(found.swap_remove(0))),
        n => Err(Error::request(format!(
            "{n} claims or more have ids that begin with {id}; give more of it"
        ))),
    }
}
