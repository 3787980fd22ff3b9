//! In: a claim's row. Out: the columns, parties and points by which it is found, in the tables. Knows no correction.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::Error;
use crate::ClaimRow;
use crate::row::{PartyRow, PlaceRow};

/// Undated claims stand behind all days.
pub(super) const UNDATED: &str = "9999";

/// Stands between codes, and between sectors, of a claim.
pub(super) const LISTED: u8 = b'|';

/// Places of a claim that are found on the map; a list of more is cut.
pub(super) const MOST_POINTS: i64 = 64;

/// What a claim's row in `claims` is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Where {
    pub run: i64,
    pub report: i64,
    pub anchor: i64,
    pub kept: bool,
}

/// Adds a claim with its columns and words; `json` is what the run said.
pub(super) fn add(db: &Connection, at: Where, row: &ClaimRow, json: &str) -> Result<i64, Error> {
    db.prepare(
        "INSERT INTO claims (claim_id, run, report, anchor, kept, day_key, type, status, sensitivity, confidence)
         VALUES (?1, ?2, ?3, ?4, ?5, '', '', '', '', 0)",
    )?
    .execute(params![row.claim_id, at.run, at.report, at.anchor, at.kept])?;
    let id = db.last_insert_rowid();
    let sentence = &row.sentence.span.text;
    db.execute(
        "INSERT INTO claim_texts (id, sentence, json) VALUES (?1, ?2, ?3)",
        params![id, sentence, json],
    )?;
    db.execute(
        "INSERT INTO claim_words (rowid, sentence) VALUES (?1, ?2)",
        params![id, sentence],
    )?;
    fill(db, id, row, true)?;
    Ok(id)
}

/// Sets the columns, parties and points of claim number `id` to those of `row`.
pub(super) fn set(db: &Connection, id: i64, row: &ClaimRow) -> Result<(), Error> {
    fill(db, id, row, false)
}

/// The same; of a `new` claim there is nothing to take away before.
fn fill(db: &Connection, id: i64, row: &ClaimRow, new: bool) -> Result<(), Error> {
    let value = row.located().map(|p| &p.value);
    let (from, to) = row
        .dated()
        .map_or((None, None), |t| (t.start.as_deref(), t.end.as_deref()));
    db.prepare(
        "UPDATE claims SET day_key = ?2, day_from = ?3, day_to = ?4, type = ?5, mode = ?6, status = ?7, quad = ?8, country = ?9,
         admin1 = ?10, place = ?11, lat = ?12, lon = ?13, where_prec = ?14, sensitivity = ?15, source = ?16, operation = ?17,
         confidence = ?18, codes = ?19, sectors = ?20 WHERE id = ?1",
    )?
    .execute(params![
        id,
        from.or(to).unwrap_or(UNDATED),
        from,
        to,
        row.kind,
        row.mode,
        row.status,
        row.quad,
        value.and_then(|v| v.country.as_deref()),
        value.and_then(|v| v.admin1.as_deref()),
        value.and_then(|v| v.name.as_deref()),
        value.and_then(|v| v.lat),
        value.and_then(|v| v.lon),
        value.and_then(|v| v.where_prec),
        row.sensitivity,
        row.report.source,
        row.operation.as_ref().map(|o| o.name.as_str()),
        row.confidence,
        listed(row, |p| p.code.as_deref()),
        listed(row, |p| p.sector.as_deref()),
    ])?;
    db.execute("DELETE FROM claim_parties WHERE claim = ?1", [id])?;
    let mut add = db
        .prepare("INSERT INTO claim_parties (claim, role, name, code, sector) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let sides: [(&str, &[PartyRow]); 2] = [("actor", &row.actors), ("recipient", &row.recipients)];
    for (role, parties) in sides {
        for p in parties {
            let name = p.name.as_deref().unwrap_or(&p.span.text);
            add.execute(params![id, role, name, p.code, p.sector])?;
        }
    }
    if !new {
        let mut point = db.prepare("DELETE FROM claim_points WHERE id = ?1")?;
        for nth in 0..MOST_POINTS {
            point.execute([id * MOST_POINTS + nth])?;
        }
    }
    let exact = |p: &PlaceRow| Some((p.value.lat?, p.value.lon?));
    let points = row.places().filter_map(exact);
    for (nth, (lat, lon)) in (0..MOST_POINTS).zip(points) {
        db.execute(
            "INSERT INTO claim_points (id, lat_min, lat_max, lon_min, lon_max) VALUES (?1, ?2, ?2, ?3, ?3)",
            params![id * MOST_POINTS + nth, lat, lon],
        )?;
    }
    Ok(())
}

/// What the parties have there, each once; `None` when none has it.
fn listed(row: &ClaimRow, of: fn(&PartyRow) -> Option<&str>) -> Option<String> {
    let all: BTreeSet<&str> = row.actors.iter().chain(&row.recipients).filter_map(of).collect();
    (!all.is_empty()).then(|| {
        all.into_iter()
            .collect::<Vec<_>>()
            .join(&char::from(LISTED).to_string())
    })
}
