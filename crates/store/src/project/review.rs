//! In: what a coder thinks of a claim. Out: it is kept apart from what other coders think, whom it is not shown; and how far
//! coders agree. Changes no claim: what is agreed on becomes a correction.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::{Map, Value};
use sitrep::agree::alpha::{Bootstrap, Metric, Resample, Unit, Value as Coded, alpha};

use super::correct::{found, text};
use super::field::{Field, fields_json};
use super::log::{self, Entry, digest};
use super::{By, Error, Project};

/// What a coder thinks of a claim as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opinion {
    /// All its values hold.
    Right,
    /// It is no claim, or its values do not hold.
    Wrong,
    /// Cannot be told.
    Unsure,
}

impl Opinion {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unsure => "unsure",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "right" => Self::Right,
            "wrong" => Self::Wrong,
            _ => Self::Unsure,
        }
    }
}

/// A coder's review of a claim; the latest of a coder is the one that counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoderReview {
    /// From 1.
    pub id: i64,
    /// The claim as it was called then.
    pub claim_id: String,
    /// Who.
    pub coder: String,
    /// What of it.
    pub opinion: Opinion,
    /// Values that the coder would set, by name of the field.
    pub fields: Map<String, Value>,
    /// ISO moment.
    pub at: String,
    /// Why.
    pub why: String,
}

/// How far two coders agree on the claims that both reviewed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// One.
    pub first: String,
    /// The other.
    pub second: String,
    /// Claims that both reviewed.
    pub claims: u64,
    /// Of these, with the same opinion.
    pub same: u64,
    /// Cohen's kappa of the opinions, -1 to 1; `None` when chance alone would agree always.
    pub kappa: Option<f64>,
}

/// How far all coders agree on the opinions that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Concord {
    /// Claims that two coders or more reviewed.
    pub claims: u64,
    /// Krippendorff's alpha of the opinions, nominal, at most 1; `None` where one opinion only occurs.
    pub alpha: Option<f64>,
    /// Bounds between which 95 of 100 bootstrap samples over claims lie.
    pub interval: Option<(f64, f64)>,
}

/// Samples of the bootstrap, and where its numbers start.
const BOOTSTRAP: Bootstrap = Bootstrap {
    samples: 1000,
    seed: 1,
    resample: Resample::Units,
};

impl Project {
    /// How far all coders agree: one figure for any number of them, with claims that not all of them saw.
    pub fn concord(&self) -> Result<Concord, Error> {
        let mut units: Vec<Unit> = Vec::new();
        for (n, reviews) in self.opinions()?.into_values().enumerate() {
            units.push(Unit {
                values: (reviews.into_iter().map(|r| Coded::Word(r.1))).collect(),
                of: n,
            });
        }
        let found = alpha(&units, Metric::Nominal, BOOTSTRAP);
        Ok(Concord {
            claims: found.units as u64,
            alpha: found.alpha,
            interval: found.interval,
        })
    }

    /// Adds a coder's review; an earlier one of the same coder stays and does not count any more.
    pub fn review(
        &mut self,
        claim: &str,
        opinion: Opinion,
        fields: &[(Field, Value)],
        by: By<'_>,
    ) -> Result<i64, Error> {
        if by.who.trim().is_empty() {
            return Err(Error::request("who reviews is missing; give a name with --who"));
        }
        let tx = self.begin()?;
        let (_, anchor, claim_id) = found(&tx, claim)?;
        tx.execute(
            "INSERT INTO reviews (anchor, claim_id, coder, verdict, fields, at, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![anchor, claim_id, by.who, opinion.name(), fields_json(fields), by.at, by.why],
        )?;
        let review = tx.last_insert_rowid();
        let entry = Entry::Review {
            review,
            digest: review_digest(&tx, review)?,
        };
        log::add(&tx, by, &entry)?;
        tx.commit()?;
        Ok(review)
    }

    /// The reviews of one coder that count, by claim. What others think is not in it.
    pub fn reviews_of(&self, coder: &str) -> Result<Vec<CoderReview>, Error> {
        let mut ask = self.db.prepare(
            "SELECT max(id), claim_id, coder, verdict, fields, at, why FROM reviews WHERE coder = ?1
             GROUP BY anchor ORDER BY claim_id",
        )?;
        let rows = ask.query_map([coder], review)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The reviews of one claim by all coders that count; for whoever settles what they disagree on.
    pub fn reviews_on(&self, claim: &str) -> Result<Vec<CoderReview>, Error> {
        let (_, anchor, _) = found(&self.db, claim)?;
        let mut ask = self.db.prepare(
            "SELECT max(id), claim_id, coder, verdict, fields, at, why FROM reviews WHERE anchor = ?1
             GROUP BY coder ORDER BY coder",
        )?;
        let rows = ask.query_map([anchor], review)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Coders with their opinions that count, by claim.
    fn opinions(&self) -> Result<BTreeMap<i64, Vec<(String, String)>>, Error> {
        let mut ask = self.db.prepare(
            "SELECT max(id), anchor, coder, verdict FROM reviews GROUP BY anchor, coder ORDER BY anchor, coder",
        )?;
        let rows = ask.query_map([], |r| {
            Ok((
                r.get::<_, i64>(1)?,
                r.get::<_, String>(2)?,
                r.get::<_, String>(3)?,
            ))
        })?;
        let mut by_claim: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
        for row in rows {
            let (anchor, coder, verdict) = row?;
            by_claim.entry(anchor).or_default().push((coder, verdict));
        }
        Ok(by_claim)
    }

    /// How far each pair of coders agrees.
    pub fn agreement(&self) -> Result<Vec<Agreement>, Error> {
        let mut pairs: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
        for reviews in self.opinions()?.values() {
            for (n, (a, said)) in reviews.iter().enumerate() {
                for (b, other) in &reviews[n + 1..] {
                    let both = pairs.entry((a.clone(), b.clone())).or_default();
                    both.push((said.clone(), other.clone()));
                }
            }
        }
        Ok(pairs
            .into_iter()
            .map(|((first, second), both)| {
                let same = both.iter().filter(|(a, b)| a == b).count() as u64;
                Agreement {
                    first,
                    second,
                    claims: both.len() as u64,
                    same,
                    kappa: kappa(&both),
                }
            })
            .collect())
    }
}

/// Cohen (1960): agreement beyond what the coders' own shares would give by chance.
fn kappa(both: &[(String, String)]) -> Option<f64> {
    let n = both.len() as f64;
    let observed = both.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let share = |word: &str, of: fn(&(String, String)) -> &String| {
        both.iter().filter(|p| of(p) == word).count() as f64 / n
    };
    let chance: f64 = ["right", "wrong", "unsure"]
        .iter()
        .map(|w| share(w, |p| &p.0) * share(w, |p| &p.1))
        .sum();
    (chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
}

fn review(r: &rusqlite::Row<'_>) -> rusqlite::Result<CoderReview> {
    let fields: String = r.get(4)?;
    Ok(CoderReview {
        id: r.get(0)?,
        claim_id: r.get(1)?,
        coder: r.get(2)?,
        opinion: Opinion::parse(&r.get::<_, String>(3)?),
        fields: serde_json::from_str(&fields).unwrap_or_default(),
        at: r.get(5)?,
        why: r.get(6)?,
    })
}

/// What the log holds of a review.
pub(super) fn review_digest(db: &Connection, id: i64) -> Result<String, Error> {
    let parts = db.query_row(
        "SELECT claim_id, coder, verdict, fields, at, why, report || ':' || first || ':' || past || ':' || type
         FROM reviews JOIN anchors ON anchors.id = anchor WHERE reviews.id = ?1",
        [id],
        |r| (0..7).map(|i| text(r, i)).collect::<rusqlite::Result<Vec<_>>>(),
    )?;
    Ok(digest(parts.iter().map(String::as_str)))
}
