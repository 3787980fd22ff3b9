//! In: what is looked for. Out: a condition on claims with its bound values. Knows the tables, no form of output.
//!
//! A claim passes when it passes every part that is set; within a list one entry suffices. Events pass when one of their
//! claims does.

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::Error;
use super::columns::MOST_POINTS;
use super::run::current;

/// Two corners in degrees; west may be greater than east, over the date line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the sides of a rectangle")]
pub struct Rectangle {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// Corners as longitude and latitude in degrees, in order round about; closed by itself. Sides are straight on the map of
/// degrees. Not over the date line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Polygon(pub Vec<(f64, f64)>);

/// What a person has done with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// Nothing.
    Untouched,
    /// Accepted it.
    Accepted,
    /// Rejected it.
    Rejected,
    /// Corrected a value.
    Corrected,
}

/// Which claims. Empty lists and `None` ask for nothing, so that the default gives all claims of the current run but
/// rejected ones and those of copies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Claims that may lie on this ISO day or later; those without a day never do.
    pub from: Option<String>,
    /// Claims that may lie on this ISO day or earlier.
    pub to: Option<String>,
    /// A point of the claim lies in it, to a metre or two.
    pub bbox: Option<Rectangle>,
    /// A point of the claim lies in it.
    pub polygon: Option<Polygon>,
    /// PLOVER types.
    pub types: Vec<String>,
    /// Modes.
    pub modes: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// Quad classes.
    pub quads: Vec<String>,
    /// Who acts: codes or full names.
    pub actors: Vec<String>,
    /// To whom: codes or full names.
    pub recipients: Vec<String>,
    /// Either of the two.
    pub parties: Vec<String>,
    /// PLOVER sectors of either.
    pub sectors: Vec<String>,
    /// Publishers.
    pub sources: Vec<String>,
    /// ISO 3166-1 alpha-3.
    pub countries: Vec<String>,
    /// Names of first-level units.
    pub admin1: Vec<String>,
    /// UCDP classes of the place, 1 to 7; 0 stands for claims without a place.
    pub where_prec: Vec<u8>,
    /// `open`, `restricted`.
    pub sensitivities: Vec<String>,
    /// Names of operations.
    pub operations: Vec<String>,
    /// Full ids of reports' bytes (SHA-256).
    pub reports: Vec<String>,
    /// Full ids of events.
    pub events: Vec<String>,
    /// Words of the sentence, all of them; "in quotes" they follow each other, `shell*` is a beginning. For reports: of
    /// title and text.
    pub words: Option<String>,
    /// At least this sure, 0 to 1.
    pub confidence: Option<f64>,
    /// What people did. Empty: all but rejected.
    pub reviewed: Vec<Review>,
    /// Claims that this coder has not reviewed yet.
    pub unreviewed_by: Option<String>,
    /// Those of copies too.
    pub copies: bool,
    /// Of this run; `None`: the current one.
    pub run: Option<i64>,
}

/// A condition on the table `claims` with what is bound to its marks, in order.
#[derive(Debug)]
pub(super) struct Condition {
    parts: Vec<String>,
    pub bound: Vec<Value>,
}

impl Condition {
    pub(super) fn new() -> Self {
        Self {
            parts: Vec::new(),
            bound: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, part: &str, bound: impl IntoIterator<Item = Value>) {
        self.parts.push(part.to_owned());
        self.bound.extend(bound);
    }

    /// One of a list, which is bound as JSON.
    fn among<T: Serialize>(&mut self, part: &str, list: &[T]) {
        if !list.is_empty() {
            let json = serde_json::to_string(list).unwrap_or_default();
            let marks = part.matches("LIST").count();
            let part = part.replace("LIST", "(SELECT value FROM json_each(?))");
            self.add(&part, std::iter::repeat_n(Value::Text(json), marks));
        }
    }

    /// The same for a question that needs most columns of many claims: the table is read through, because going by the
    /// index of days to each row takes longer. The condition on the run is the first.
    pub(super) fn read_through(mut self) -> Self {
        if let Some(run) = self.parts.first_mut() {
            run.insert(0, '+');
        }
        self
    }

    pub(super) fn sql(&self) -> String {
        if self.parts.is_empty() {
            "1".to_owned()
        } else {
            self.parts.join(" AND ")
        }
    }
}

impl Filter {
    /// The condition on `claims`.
    pub(super) fn condition(&self, db: &Connection) -> Result<Condition, Error> {
        let mut c = Condition::new();
        let run = self.run.map_or_else(|| current(db), Ok)?;
        c.add("claims.run = ?", [Value::Integer(run)]);
        if !self.copies {
            c.add("claims.copied = 0", []);
        }
        // An open end may be any later day, an open begin any earlier one.
        if let Some(from) = &self.from {
            c.add(
                "(claims.day_to >= ? OR claims.day_to IS NULL AND claims.day_from IS NOT NULL)",
                [Value::Text(from.clone())],
            );
        }
        if let Some(to) = &self.to {
            // Undated ones have a key behind all days.
            c.add(
                "(claims.day_key <= ? OR claims.day_from IS NULL AND claims.day_to IS NOT NULL)",
                [Value::Text(to.clone())],
            );
        }
        c.among("claims.type IN LIST", &self.types);
        c.among("claims.mode IN LIST", &self.modes);
        c.among("claims.status IN LIST", &self.statuses);
        c.among("claims.quad IN LIST", &self.quads);
        c.among("claims.source IN LIST", &self.sources);
        c.among("claims.country IN LIST", &self.countries);
        c.among("claims.admin1 IN LIST", &self.admin1);
        c.among("coalesce(claims.where_prec, 0) IN LIST", &self.where_prec);
        c.among("claims.sensitivity IN LIST", &self.sensitivities);
        c.among("claims.operation IN LIST", &self.operations);
        let of_role = |role: &str| {
            format!(
                "claims.id IN (SELECT claim FROM claim_parties WHERE code IN LIST{role} UNION SELECT claim FROM claim_parties WHERE name IN LIST{role})"
            )
        };
        c.among(&of_role(" AND role = 'actor'"), &self.actors);
        c.among(&of_role(" AND role = 'recipient'"), &self.recipients);
        c.among(&of_role(""), &self.parties);
        c.among(
            "claims.id IN (SELECT claim FROM claim_parties WHERE sector IN LIST)",
            &self.sectors,
        );
        c.among(
            "claims.report IN (SELECT id FROM reports WHERE sha256 IN LIST)",
            &self.reports,
        );
        c.among(
            "claims.id IN (SELECT claim FROM event_claims JOIN events ON events.id = event WHERE event_id IN LIST)",
            &self.events,
        );
        if let Some(words) = self.words.as_deref().and_then(match_of) {
            c.add(
                "claims.id IN (SELECT rowid FROM claim_words WHERE claim_words MATCH ?)",
                [Value::Text(words)],
            );
        }
        if let Some(least) = self.confidence {
            c.add("claims.confidence >= ?", [Value::Real(least)]);
        }
        c.add(&self.reviewed_sql(), []);
        if let Some(coder) = &self.unreviewed_by {
            c.add(
                "claims.anchor NOT IN (SELECT anchor FROM reviews WHERE coder = ?)",
                [Value::Text(coder.clone())],
            );
        }
        if let Some(rectangle) = &self.bbox {
            let inside = points_in(db, rectangle, |_, _| true)?;
            c.add("claims.id IN (SELECT value FROM json_each(?))", [inside]);
        }
        if let Some(polygon) = &self.polygon {
            let inside = points_in(db, &polygon.bounds()?, |lat, lon| polygon.holds(lat, lon))?;
            c.add("claims.id IN (SELECT value FROM json_each(?))", [inside]);
        }
        Ok(c)
    }

    fn reviewed_sql(&self) -> String {
        if self.reviewed.is_empty() {
            return "claims.verdict IS NOT 'rejected'".to_owned();
        }
        let one = |r: &Review| match r {
            Review::Untouched => "claims.verdict IS NULL AND claims.corrected = 0",
            Review::Accepted => "claims.verdict IS 'accepted'",
            Review::Rejected => "claims.verdict IS 'rejected'",
            Review::Corrected => "claims.corrected = 1",
        };
        let any: Vec<&str> = self.reviewed.iter().map(one).collect();
        format!("({})", any.join(" OR "))
    }
}

/// Ids of the claims with a point in the rectangle that `also` wants, as a JSON list.
fn points_in(db: &Connection, r: &Rectangle, also: impl Fn(f64, f64) -> bool) -> Result<Value, Error> {
    let halves = if r.west <= r.east {
        vec![(r.west, r.east)]
    } else {
        vec![(r.west, 180.0), (-180.0, r.east)]
    };
    // Sides are rounded outwards: a point on the edge is inside.
    let mut ask = db.prepare(
        "SELECT id, lat_min, lon_min FROM claim_points
         WHERE lat_max >= ?1 AND lat_min <= ?2 AND lon_max >= ?3 AND lon_min <= ?4",
    )?;
    let mut inside: Vec<i64> = Vec::new();
    for (west, east) in halves {
        let mut rows = ask.query(params![r.south, r.north, west, east])?;
        while let Some(row) = rows.next()? {
            if also(row.get(1)?, row.get(2)?) {
                inside.push(row.get::<_, i64>(0)? / MOST_POINTS);
            }
        }
    }
    inside.sort_unstable();
    inside.dedup();
    Ok(Value::Text(serde_json::to_string(&inside).unwrap_or_default()))
}

impl Polygon {
    fn bounds(&self) -> Result<Rectangle, Error> {
        if self.0.len() < 3 || self.0.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return Err(Error::request(
                "a polygon has three corners or more, each a longitude and a latitude in degrees",
            ));
        }
        let fold = |of: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64, from: f64| {
            self.0.iter().map(of).fold(from, pick)
        };
        Ok(Rectangle {
            west: fold(|c| c.0, f64::min, f64::INFINITY),
            south: fold(|c| c.1, f64::min, f64::INFINITY),
            east: fold(|c| c.0, f64::max, f64::NEG_INFINITY),
            north: fold(|c| c.1, f64::max, f64::NEG_INFINITY),
        })
    }

    /// True when the point lies inside, by counting the sides that a line to the east crosses.
    pub fn holds(&self, lat: f64, lon: f64) -> bool {
        let corners = &self.0;
        let mut inside = false;
        for (i, &(x1, y1)) in corners.iter().enumerate() {
            let (x2, y2) = corners[(i + 1) % corners.len()];
            if (y1 > lat) != (y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
        inside
    }
}

/// Words as typed, as a question to the index of words; `None` without a word. Nothing typed is an operator but quotation
/// marks and a star at the end of a word.
pub(super) fn match_of(typed: &str) -> Option<String> {
    let mut out = Vec::new();
    for (nth, part) in typed.split('"').enumerate() {
        // Odd parts stand between quotation marks.
        if nth % 2 == 1 {
            if part.chars().any(char::is_alphanumeric) {
                out.push(format!("\"{part}\""));
            }
            continue;
        }
        for word in part.split_whitespace() {
            let stem = word.trim_end_matches('*');
            if stem.chars().any(char::is_alphanumeric) {
                let star = if stem.len() < word.len() { "*" } else { "" };
                out.push(format!("\"{stem}\"{star}"));
            }
        }
    }
    (!out.is_empty()).then(|| out.join(" "))
}
