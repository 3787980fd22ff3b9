//! In: events that a person puts together, or claims that a person takes out of one. Out: the decision, remembered, and the pairs of
//! claims that linking must join and must not. Knows no feature of claims.
//!
//! Decisions are replayed in order, the later one wins: what was put together and then taken apart is apart.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use super::correct::reasoned;
use super::file::set_meta;
use super::find::event_row_id;
use super::log::{self, Entry, digest};
use super::run::current;
use super::{By, Error, Project, anchor};

/// What a person decided of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// From 1.
    pub id: i64,
    /// `merge`, `split` or `withdraw`.
    pub kind: String,
    /// Who.
    pub who: String,
    /// ISO moment.
    pub at: String,
    /// Why.
    pub why: String,
    /// The decision that this one undoes.
    pub withdraws: Option<i64>,
    /// False when a later one undid it.
    pub holds: bool,
    /// Claims of the current run that were put together, or of which some were taken out.
    pub claims: Vec<String>,
    /// Those that were taken out, by a split.
    pub taken_out: Vec<String>,
}

/// Pairs of claim ids for [`sitrep::LinkConfig`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forced {
    /// Together.
    pub must: Vec<(String, String)>,
    /// Apart.
    pub cannot: Vec<(String, String)>,
}

impl Project {
    /// Puts events together: their claims are one event from the next linking on.
    ///
    /// # Errors
    /// When an event is not known, fewer than two are given, or no reason.
    pub fn merge(&mut self, events: &[&str], by: By<'_>) -> Result<i64, Error> {
        reasoned(by)?;
        let tx = self.begin()?;
        let mut ids = BTreeSet::new();
        let mut members = Vec::new();
        for event in events {
            let id = event_row_id(&tx, event)?;
            if ids.insert(id) {
                members.extend(anchors_of(&tx, id)?.into_iter().map(|(anchor, _)| (anchor, 0)));
            }
        }
        if ids.len() < 2 {
            return Err(Error::request("give two different events to put together"));
        }
        let decision = decide(&tx, "merge", &members, None, by)?;
        tx.commit()?;
        Ok(decision)
    }

    /// Takes claims out of an event: together they are one of their own from the next linking on.
    ///
    /// # Errors
    /// When the event or a claim of it is not known, nothing or everything is taken out, or no reason is given.
    pub fn split(&mut self, event: &str, claims: &[&str], by: By<'_>) -> Result<i64, Error> {
        reasoned(by)?;
        let tx = self.begin()?;
        let id = event_row_id(&tx, event)?;
        let run = current(&tx)?;
        let within = anchors_of(&tx, id)?;
        let mut out = BTreeSet::new();
        for claim in claims {
            let found = anchor::claim(&tx, run, claim)?;
            let found = found.filter(|(_, anchor, _)| within.iter().any(|(a, _)| a == anchor));
            let (_, anchor, _) = found.ok_or_else(|| {
                Error::request(format!(
                    "event {event} has no claim {claim}; `sitrep show {event}` lists its claims"
                ))
            })?;
            out.insert(anchor);
        }
        let members: Vec<(i64, i64)> = within
            .iter()
            .map(|(a, _)| (*a, i64::from(out.contains(a))))
            .collect();
        if out.is_empty() || out.len() == members.iter().map(|m| m.0).collect::<BTreeSet<_>>().len() {
            return Err(Error::request(
                "give some claims of the event, and not all, to take out of it",
            ));
        }
        let decision = decide(&tx, "split", &members, None, by)?;
        tx.commit()?;
        Ok(decision)
    }

    /// Undoes a merge or split; undoing that brings it back.
    pub fn withdraw_decision(&mut self, decision: i64, by: By<'_>) -> Result<i64, Error> {
        reasoned(by)?;
        let all = self.decisions()?;
        let there = all.iter().find(|d| d.id == decision);
        let there = there.ok_or_else(|| {
            Error::request(format!(
                "there is no decision {decision}; `sitrep log` shows them"
            ))
        })?;
        if !there.holds {
            return Err(Error::request(format!("decision {decision} is undone already")));
        }
        let tx = self.begin()?;
        let id = decide(&tx, "withdraw", &[], Some(decision), by)?;
        tx.commit()?;
        Ok(id)
    }

    /// All decisions, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>, Error> {
        let sides = sides(&self.db)?;
        let mut ask = self
            .db
            .prepare("SELECT id, kind, who, at, why, withdraws FROM decisions ORDER BY id")?;
        let rows = ask.query_map([], |r| {
            let id = r.get(0)?;
            let of = |side: i64| -> Vec<String> {
                let claims = sides.get(&id).into_iter().flatten();
                claims
                    .filter(|(_, s)| *s >= side)
                    .map(|(c, _)| c.clone())
                    .collect()
            };
            Ok(Decision {
                id,
                kind: r.get(1)?,
                who: r.get(2)?,
                at: r.get(3)?,
                why: r.get(4)?,
                withdraws: r.get(5)?,
                holds: true,
                claims: of(0),
                taken_out: of(1),
            })
        })?;
        let mut all: Vec<Decision> = rows.collect::<Result<_, _>>()?;
        let mut undone = BTreeSet::new();
        for d in all.iter_mut().rev() {
            d.holds = !undone.contains(&d.id);
            if d.holds {
                undone.extend(d.withdraws);
            }
        }
        Ok(all)
    }

    /// The pairs that linking must join, and those that it must not.
    pub fn forced(&self) -> Result<Forced, Error> {
        Ok(replay(&self.decisions()?))
    }
}

/// Puts claims together, with all that any of them is together with.
fn join<'a>(
    together: &mut Vec<BTreeSet<&'a String>>,
    apart: &mut BTreeSet<(&'a String, &'a String)>,
    mut claims: BTreeSet<&'a String>,
) {
    together.retain(|set| {
        let shared = !set.is_disjoint(&claims);
        if shared {
            claims.extend(set.iter().copied());
        }
        !shared
    });
    apart.retain(|(a, b)| !(claims.contains(a) && claims.contains(b)));
    together.push(claims);
}

/// What holds when all decisions are taken in order.
fn replay(decisions: &[Decision]) -> Forced {
    // Disjoint sets of claims that are together.
    let mut together: Vec<BTreeSet<&String>> = Vec::new();
    let mut apart: BTreeSet<(&String, &String)> = BTreeSet::new();
    for d in decisions.iter().filter(|d| d.holds) {
        let out: BTreeSet<&String> = d.taken_out.iter().collect();
        let rest: BTreeSet<&String> = d.claims.iter().filter(|c| !out.contains(c)).collect();
        match d.kind.as_str() {
            "merge" => join(&mut together, &mut apart, rest),
            "split" => {
                let divided = together.iter().flat_map(|set| {
                    let both = !set.is_disjoint(&out) && !set.is_disjoint(&rest);
                    let taken: BTreeSet<&String> = set.intersection(&out).copied().collect();
                    let left: BTreeSet<&String> = set.difference(&out).copied().collect();
                    if both {
                        vec![taken, left]
                    } else {
                        vec![set.clone()]
                    }
                });
                together = divided.collect();
                for a in &out {
                    apart.extend(rest.iter().map(|b| (*a.min(b), *a.max(b))));
                }
                join(&mut together, &mut apart, out);
            }
            _ => {}
        }
    }
    let pair = |a: &String, b: &String| (a.clone(), b.clone());
    let mut must: Vec<(String, String)> = together
        .iter()
        .flat_map(|set| {
            let claims: Vec<&String> = set.iter().copied().collect();
            claims.windows(2).map(|w| pair(w[0], w[1])).collect::<Vec<_>>()
        })
        .collect();
    must.sort();
    Forced {
        must,
        cannot: apart.into_iter().map(|(a, b)| pair(a, b)).collect(),
    }
}

/// Of each decision its claims, as the current run calls them, with their sides.
fn sides(db: &Connection) -> Result<BTreeMap<i64, Vec<(String, i64)>>, Error> {
    let mut ask = db.prepare(
        "SELECT decision, claim_id, side FROM decision_claims JOIN claims USING (anchor) WHERE run = ?1
         ORDER BY decision, claim_id",
    )?;
    let rows = ask.query_map([current(db)?], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?;
    let mut all: BTreeMap<i64, Vec<(String, i64)>> = BTreeMap::new();
    for row in rows {
        let (decision, claim) = row?;
        all.entry(decision).or_default().push(claim);
    }
    Ok(all)
}

/// The claims of an event by anchor and id.
fn anchors_of(db: &Connection, event: i64) -> Result<Vec<(i64, String)>, Error> {
    let mut ask = db.prepare(
        "SELECT anchor, claim_id FROM event_claims JOIN claims ON claims.id = claim WHERE event = ?1 ORDER BY nth",
    )?;
    let rows = ask.query_map([event], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn decide(
    db: &Connection,
    kind: &str,
    members: &[(i64, i64)],
    withdraws: Option<i64>,
    by: By<'_>,
) -> Result<i64, Error> {
    db.execute(
        "INSERT INTO decisions (kind, who, at, why, withdraws) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![kind, by.who, by.at, by.why, withdraws],
    )?;
    let decision = db.last_insert_rowid();
    for (anchor, side) in members {
        db.execute(
            "INSERT OR IGNORE INTO decision_claims (decision, anchor, side) VALUES (?1, ?2, ?3)",
            params![decision, anchor, side],
        )?;
    }
    set_meta(db, "unlinked", "1")?;
    let entry = Entry::Decide {
        decision,
        digest: decision_digest(db, decision)?,
    };
    log::add(db, by, &entry)?;
    Ok(decision)
}

/// What the log holds of a decision.
pub(super) fn decision_digest(db: &Connection, id: i64) -> Result<String, Error> {
    let head = db
        .query_row(
            "SELECT kind, who, at, why, coalesce(withdraws, '') FROM decisions WHERE id = ?1",
            [id],
            |r| {
                (0..5)
                    .map(|i| super::correct::text(r, i))
                    .collect::<rusqlite::Result<Vec<_>>>()
            },
        )
        .optional()?;
    let mut ask = db.prepare(
        "SELECT report || ':' || first || ':' || past || ':' || type || ':' || side
         FROM decision_claims JOIN anchors ON anchors.id = anchor WHERE decision = ?1 ORDER BY anchor",
    )?;
    let members: Vec<String> = ask.query_map([id], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let head = head.unwrap_or_default();
    Ok(digest(head.iter().chain(&members).map(String::as_str)))
}
