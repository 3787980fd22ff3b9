//! In: what a person says of one value of a claim, with name, moment and reason. Out: a correction on top of what the run
//! said, and the claim as it then stands. Knows how corrections find their claim in other runs; nothing is ever overwritten.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::columns;
use super::field::{self, Field, corrected};
use super::file::set_meta;
use super::log::{self, Entry, digest};
use super::run::current;
use super::{By, Error, Project, anchor};
use crate::ClaimRow;

/// What a person said of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// From 1, over all claims.
    pub id: i64,
    /// The claim as it was called then.
    pub claim_id: String,
    /// Name of the field ([`Field`]).
    pub field: String,
    /// What stood there.
    pub old: Value,
    /// What stands there now.
    pub new: Value,
    /// Who.
    pub who: String,
    /// ISO moment.
    pub at: String,
    /// Why.
    pub why: String,
    /// The correction that this one undoes; its `new` is what was said before that.
    pub withdraws: Option<i64>,
    /// False when a later one undid it.
    pub holds: bool,
}

/// A claim as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effective {
    /// With corrections.
    pub claim: ClaimRow,
    /// What the run said; `None` when nothing was corrected.
    pub coded: Option<ClaimRow>,
    /// `accepted`, `rejected`, or `None` when no person has judged it.
    pub verdict: Option<String>,
    /// All that was corrected, oldest first, with what was undone.
    pub corrections: Vec<Correction>,
}

impl Project {
    /// Corrects a value of a claim (its id, or a beginning that no other has) in all runs.
    ///
    /// # Errors
    /// When there is no such claim, the value does not fit, or no reason is given.
    pub fn correct(
        &mut self,
        claim: &str,
        field: Field,
        value: &Value,
        by: By<'_>,
    ) -> Result<Correction, Error> {
        reasoned(by)?;
        let tx = self.begin()?;
        let (row, anchor, claim_id) = found(&tx, claim)?;
        let (json, values) = said(&tx, row, anchor)?;
        let old = if field == Field::Verdict {
            field::verdict(value)?;
            last(&values, field).unwrap_or(Value::Null)
        } else {
            let now = corrected(&json, &values)?;
            let mut after = values;
            after.push((field, value.clone()));
            corrected(&json, &after)?;
            field.get(&serde_json::to_value(&now).unwrap_or_default())
        };
        let id = insert(&tx, anchor, &claim_id, field, &old, value, by, None)?;
        settle(&tx, anchor)?;
        let done = of_anchor(&tx, anchor)?.into_iter().find(|c| c.id == id);
        tx.commit()?;
        done.ok_or_else(|| Error::request("the correction was not stored"))
    }

    /// Undoes a correction by one that withdraws it. Undoing that brings the first back.
    pub fn withdraw(&mut self, correction: i64, by: By<'_>) -> Result<Correction, Error> {
        reasoned(by)?;
        let tx = self.begin()?;
        let anchor = tx
            .query_row(
                "SELECT anchor FROM corrections WHERE id = ?1",
                [correction],
                |r| r.get(0),
            )
            .optional()?;
        let anchor: i64 =
            anchor.ok_or_else(|| Error::request(format!("there is no correction {correction}")))?;
        let all = of_anchor(&tx, anchor)?;
        let undone = all.into_iter().find(|c| c.id == correction);
        let undone = undone
            .filter(|c| c.holds)
            .ok_or_else(|| Error::request(format!("correction {correction} is undone already")))?;
        let field = Field::parse(&undone.field)?;
        let id = insert(
            &tx,
            anchor,
            &undone.claim_id,
            field,
            &undone.new,
            &undone.old,
            by,
            Some(correction),
        )?;
        settle(&tx, anchor)?;
        let done = of_anchor(&tx, anchor)?.into_iter().find(|c| c.id == id);
        tx.commit()?;
        done.ok_or_else(|| Error::request("the correction was not stored"))
    }

    /// A claim of the current run, or of the latest that has it, as it stands; `None` when there is none.
    pub fn effective(&self, claim: &str) -> Result<Option<Effective>, Error> {
        let Some((row, anchor, _)) = anchor::claim(&self.db, current(&self.db)?, claim)? else {
            return Ok(None);
        };
        let (json, now, verdict): (String, Option<String>, Option<String>) = self.db.query_row(
            "SELECT json, effective, verdict FROM claims JOIN claim_texts USING (id) WHERE id = ?1",
            [row],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )?;
        Ok(Some(Effective {
            claim: parsed(now.as_ref().unwrap_or(&json))?,
            coded: now.as_ref().map(|_| parsed(&json)).transpose()?,
            verdict,
            corrections: of_anchor(&self.db, anchor)?,
        }))
    }

    /// All corrections, oldest first.
    pub fn corrections(&self) -> Result<Vec<Correction>, Error> {
        select(&self.db, "1 = ?1", 1)
    }
}

/// A person's act needs a name and a reason.
pub(super) fn reasoned(by: By<'_>) -> Result<(), Error> {
    if by.who.trim().is_empty() {
        return Err(Error::request("who says so is missing; give a name with --who"));
    }
    if by.why.trim().is_empty() {
        return Err(Error::request("the reason is missing; give it with --why"));
    }
    Ok(())
}

/// The claim of that id, or what to do.
pub(super) fn found(db: &Connection, claim: &str) -> Result<(i64, i64, String), Error> {
    anchor::claim(db, current(db)?, claim)?.ok_or_else(|| {
        Error::request(format!(
            "there is no claim {claim}; `sitrep show` lists claims with their ids"
        ))
    })
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
fn insert(
    db: &Connection,
    anchor: i64,
    claim_id: &str,
    field: Field,
    old: &Value,
    new: &Value,
    by: By<'_>,
    withdraws: Option<i64>,
) -> Result<i64, Error> {
    db.execute(
        "INSERT INTO corrections (anchor, claim_id, field, old, new, who, at, why, withdraws)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            anchor,
            claim_id,
            field.name(),
            old.to_string(),
            new.to_string(),
            by.who,
            by.at,
            by.why,
            withdraws
        ],
    )?;
    let id = db.last_insert_rowid();
    let entry = Entry::Correct {
        correction: id,
        digest: correction_digest(db, id)?,
    };
    log::add(db, by, &entry)?;
    Ok(id)
}

/// What the log holds of a correction.
pub(super) fn correction_digest(db: &Connection, id: i64) -> Result<String, Error> {
    let parts = db.query_row(
        "SELECT claim_id, field, old, new, who, at, why, coalesce(withdraws, ''), report || ':' || first || ':' || past || ':' || type
         FROM corrections JOIN anchors ON anchors.id = anchor WHERE corrections.id = ?1",
        [id],
        |r| (0..9).map(|i| text(r, i)).collect::<rusqlite::Result<Vec<_>>>(),
    )?;
    Ok(digest(parts.iter().map(String::as_str)))
}

/// A column as text, whatever it holds.
pub(super) fn text(r: &Row<'_>, i: usize) -> rusqlite::Result<String> {
    Ok(match r.get::<_, rusqlite::types::Value>(i)? {
        rusqlite::types::Value::Text(t) => t,
        rusqlite::types::Value::Integer(n) => n.to_string(),
        rusqlite::types::Value::Real(x) => x.to_string(),
        _ => String::new(),
    })
}

/// What the run said of a claim, and the values that hold on top, oldest first.
pub(super) fn said(db: &Connection, claim: i64, anchor: i64) -> Result<(String, Vec<(Field, Value)>), Error> {
    let json = db.query_row("SELECT json FROM claim_texts WHERE id = ?1", [claim], |r| {
        r.get(0)
    })?;
    let holding = of_anchor(db, anchor)?.into_iter();
    let values = holding
        .filter(|c| c.holds && c.withdraws.is_none())
        .map(|c| Ok((Field::parse(&c.field)?, c.new)))
        .collect::<Result<_, Error>>()?;
    Ok((json, values))
}

pub(super) fn last(values: &[(Field, Value)], field: Field) -> Option<Value> {
    values
        .iter()
        .rev()
        .find(|(f, _)| *f == field)
        .map(|(_, v)| v.clone())
}

/// Brings all claims of an anchor to what is now said of it.
fn settle(db: &Connection, anchor: i64) -> Result<(), Error> {
    let mut ask = db.prepare("SELECT id FROM claims WHERE anchor = ?1")?;
    let claims: Vec<i64> = ask.query_map([anchor], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for claim in claims {
        apply(db, claim)?;
    }
    set_meta(db, "unlinked", "1")
}

/// Lays the corrections of a claim's anchor on top of it. A value that does not fit what this run said is left out;
/// [`Project::verify`] tells of it.
pub(super) fn apply(db: &Connection, claim: i64) -> Result<(), Error> {
    let (anchor, was): (i64, bool) = db.query_row(
        "SELECT anchor, corrected FROM claims WHERE id = ?1",
        [claim],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (json, values) = said(db, claim, anchor)?;
    let verdict = last(&values, Field::Verdict).and_then(|v| field::verdict(&v).ok().flatten());
    db.execute(
        "UPDATE claims SET verdict = ?2 WHERE id = ?1",
        params![claim, verdict],
    )?;
    let (row, fitting) = fitting(&json, &values)?;
    if fitting == 0 && !was {
        return Ok(());
    }
    let effective = (fitting > 0).then(|| super::write::to_json(&row)).transpose()?;
    db.execute(
        "UPDATE claim_texts SET effective = ?2 WHERE id = ?1",
        params![claim, effective],
    )?;
    db.execute(
        "UPDATE claims SET corrected = ?2 WHERE id = ?1",
        params![claim, fitting > 0],
    )?;
    columns::set(db, claim, &row)
}

/// The row with all values that fit, and how many did; verdicts are none.
pub(super) fn fitting(json: &str, values: &[(Field, Value)]) -> Result<(ClaimRow, usize), Error> {
    let mut kept: Vec<(Field, Value)> = Vec::new();
    let mut row = parsed(json)?;
    for value in values.iter().filter(|(f, _)| *f != Field::Verdict) {
        kept.push(value.clone());
        match corrected(json, &kept) {
            Ok(next) => row = next,
            Err(_) => {
                kept.pop();
            }
        }
    }
    Ok((row, kept.len()))
}

/// A claim's row from its JSON.
pub(super) fn parsed(json: &str) -> Result<ClaimRow, Error> {
    serde_json::from_str(json).map_err(|e| Error::request(format!("cannot read a claim of the project: {e}")))
}

/// All corrections of an anchor, oldest first.
pub(super) fn of_anchor(db: &Connection, anchor: i64) -> Result<Vec<Correction>, Error> {
    select(db, "anchor = ?1", anchor)
}

fn select(db: &Connection, condition: &str, bound: i64) -> Result<Vec<Correction>, Error> {
    let mut ask = db.prepare(&format!(
        "SELECT id, claim_id, field, old, new, who, at, why, withdraws FROM corrections WHERE {condition} ORDER BY id"
    ))?;
    let json = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    let rows = ask.query_map([bound], |r| {
        Ok(Correction {
            id: r.get(0)?,
            claim_id: r.get(1)?,
            field: r.get(2)?,
            old: json(r.get(3)?),
            new: json(r.get(4)?),
            who: r.get(5)?,
            at: r.get(6)?,
            why: r.get(7)?,
            withdraws: r.get(8)?,
            holds: true,
        })
    })?;
    let mut all: Vec<Correction> = rows.collect::<Result<_, _>>()?;
    let mut undone = HashSet::new();
    for c in all.iter_mut().rev() {
        c.holds = !undone.contains(&c.id);
        if c.holds {
            undone.extend(c.withdraws);
        }
    }
    Ok(all)
}
