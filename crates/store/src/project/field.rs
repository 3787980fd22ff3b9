//! In: a claim's row, the name of a field and a value. Out: the row with that value, checked. Knows which fields a person
//! may correct: [`Field`] is a closed set.

use serde_json::{Map, Value, json};

use super::Error;
use crate::{ClaimRow, account_of, label};

/// What a person may correct. Names are paths into the claim's JSON with dots; the values are those of the claim's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields of the claim's row by their names")]
pub enum Field {
    /// `accepted`, `rejected`, or null for neither; no field of the row.
    Verdict,
    Type,
    Mode,
    Quad,
    Cameo,
    Contexts,
    Actors,
    Recipients,
    Place,
    PlaceName,
    PlaceLat,
    PlaceLon,
    PlaceCountry,
    PlaceAdmin1,
    PlacePrecision,
    MorePlaces,
    Time,
    TimeStart,
    TimeEnd,
    TimePrecision,
    Counts,
    Status,
    SaidBy,
    Operation,
    Control,
    Sensitivity,
}

impl Field {
    /// All, with their names.
    pub const ALL: [(Self, &'static str); 26] = [
        (Self::Verdict, "verdict"),
        (Self::Type, "type"),
        (Self::Mode, "mode"),
        (Self::Quad, "quad"),
        (Self::Cameo, "cameo"),
        (Self::Contexts, "contexts"),
        (Self::Actors, "actors"),
        (Self::Recipients, "recipients"),
        (Self::Place, "place"),
        (Self::PlaceName, "place.name"),
        (Self::PlaceLat, "place.lat"),
        (Self::PlaceLon, "place.lon"),
        (Self::PlaceCountry, "place.country"),
        (Self::PlaceAdmin1, "place.admin1"),
        (Self::PlacePrecision, "place.precision"),
        (Self::MorePlaces, "more_places"),
        (Self::Time, "time"),
        (Self::TimeStart, "time.start"),
        (Self::TimeEnd, "time.end"),
        (Self::TimePrecision, "time.precision"),
        (Self::Counts, "counts"),
        (Self::Status, "status"),
        (Self::SaidBy, "said_by"),
        (Self::Operation, "operation"),
        (Self::Control, "control"),
        (Self::Sensitivity, "sensitivity"),
    ];

    /// The field of that name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|(_, n)| *n == name);
        found.map(|(f, _)| *f).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|(_, n)| *n).collect();
            Error::request(format!(
                "there is no field \"{name}\" to correct; fields are: {}",
                names.join(", ")
            ))
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What the claim holds there; null for [`Field::Verdict`].
    pub(super) fn get(self, claim: &Value) -> Value {
        let mut at = claim;
        for key in self.name().split('.') {
            at = &at[key];
        }
        at.clone()
    }

    /// The claim with another value there. Of a claim that has no place or time, one is made whose words are none: they
    /// stand at the trigger and are empty, and who set it is in the correction.
    fn set(self, claim: &mut Value, value: Value) {
        let Some((outer, inner)) = self.name().split_once('.') else {
            claim[self.name()] = value;
            return;
        };
        if claim[outer].is_null() {
            let at = claim["trigger"]["start"].clone();
            claim[outer] = if outer == "place" {
                json!({"text": "", "start": at, "end": at, "name": null, "geonames_id": null, "lat": null, "lon": null,
                       "country": null, "admin1": null, "feature": null, "precision": "none", "inferred": false,
                       "alternatives": [], "reason": null})
            } else {
                json!({"text": null, "start": null, "end": null, "edtf": null, "precision": "days", "basis": "none", "span": null})
            };
        }
        claim[outer][inner] = value;
        if outer == "time" && inner != "precision" {
            days(&mut claim[outer], inner);
        }
    }
}

/// Makes the interval's EDTF and precision those of its days. An interval that would end before it begins is the one
/// day that was `set`.
fn days(time: &mut Value, set: &str) {
    let day = |v: &Value| v.as_str().map(str::to_owned);
    if let (Some(a), Some(b)) = (day(&time["start"]), day(&time["end"]))
        && a > b
    {
        let other = if set == "start" { "end" } else { "start" };
        time[other] = time[set].clone();
    }
    let (from, to) = (day(&time["start"]), day(&time["end"]));
    let (edtf, precision) = match (from, to) {
        (Some(a), Some(b)) if a == b => (Some(a), Some("day")),
        (Some(a), Some(b)) => (Some(format!("{a}/{b}")), Some("days")),
        (Some(a), None) => (Some(format!("{a}/..")), None),
        (None, Some(b)) => (Some(format!("../{b}")), None),
        (None, None) => (None, None),
    };
    time["edtf"] = json!(edtf);
    if let Some(precision) = precision {
        time["precision"] = json!(precision);
    }
}

/// The row with the values in order, `json` being what the run said; checked as rows of a file are.
pub(super) fn corrected(json: &str, values: &[(Field, Value)]) -> Result<ClaimRow, Error> {
    let mut claim: Value = serde_json::from_str(json)
        .map_err(|e| Error::request(format!("cannot read a claim of the project: {e}")))?;
    let mut names = Vec::new();
    for (field, value) in values {
        if *field != Field::Verdict {
            field.set(&mut claim, value.clone());
            names.push(field.name());
        }
    }
    let bad = |e: String| {
        Error::request(format!(
            "cannot set {}: {e}; give the value as it stands in `sitrep show CLAIM --json`",
            names.last().copied().unwrap_or("the field")
        ))
    };
    let mut row: ClaimRow = serde_json::from_value(claim).map_err(|e| bad(e.to_string()))?;
    let account = account_of(&row).map_err(bad)?;
    if names.iter().any(|n| n.starts_with("place"))
        && let Some(place) = &mut row.place
    {
        let value = account.places.first().and_then(|w| w.value.as_ref());
        place.value.where_prec = value.and_then(label::where_prec);
    }
    let value = row.place.as_ref().map(|p| &p.value);
    let outside = |x: Option<f64>, most: f64| x.is_some_and(|x| !x.is_finite() || x.abs() > most);
    if value.is_some_and(|v| outside(v.lat, 90.0) || outside(v.lon, 180.0)) {
        return Err(bad(
            "latitudes are from -90 to 90, longitudes from -180 to 180".to_owned()
        ));
    }
    if !matches!(&*row.sensitivity, "open" | "restricted") {
        return Err(bad(format!(
            "sensitivity is \"{}\", not open or restricted",
            row.sensitivity
        )));
    }
    if let Some(time) = &row.time
        && let (Some(a), Some(b)) = (&time.start, &time.end)
        && a > b
    {
        return Err(bad(format!("the time ends on {b}, before it begins on {a}")));
    }
    Ok(row)
}

/// Checks a verdict.
pub(super) fn verdict(value: &Value) -> Result<Option<&'static str>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::String(s) if s == "accepted" => Ok(Some("accepted")),
        Value::String(s) if s == "rejected" => Ok(Some("rejected")),
        other => Err(Error::request(format!(
            "a verdict is \"accepted\", \"rejected\" or null, not {other}"
        ))),
    }
}

/// A map of fields and values as JSON.
pub(super) fn fields_json(fields: &[(Field, Value)]) -> String {
    let map: Map<String, Value> = fields
        .iter()
        .map(|(f, v)| (f.name().to_owned(), v.clone()))
        .collect();
    Value::Object(map).to_string()
}
