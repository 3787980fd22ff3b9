//! In: rows of claims, as a file holds them. Out: what linking reads of each. Knows no event.

use jiff::civil::Date;
use sitrep::event::{Account, Campaign, Number, When, Where, Who};
use sitrep::record::{
    CountRole, CountScope, CountValue, PhaseStatus, PlacePrecision, PlaceValue, Status, TimeBasis,
    TimePrecision, TimeValue,
};
use text::Span;

use super::{ClaimRow, PartyRow, PlaceRow, TimeRow};
use crate::label;
use crate::points::Points;

/// The account of a claim's row. Words of closed sets that are not known, and days that are none, are errors, with the
/// field and what it holds.
pub fn account_of(row: &ClaimRow) -> Result<Account, String> {
    let sentence = &row.sentence.span;
    let points = Points::new(&sentence.text);
    let byte = |point: usize| {
        let inside = point
            .checked_sub(sentence.start)
            .filter(|p| *p <= sentence.end.saturating_sub(sentence.start));
        inside
            .map(|p| points.to_byte(p).min(sentence.text.len()))
            .ok_or_else(|| "the trigger lies outside of its sentence".to_owned())
    };
    let (start, end) = (byte(row.trigger.start)?, byte(row.trigger.end)?);
    if start > end {
        return Err("the trigger ends before it starts".to_owned());
    }
    let when = |t: &TimeRow| -> Result<When, String> {
        Ok(When {
            text: t.text.clone(),
            value: TimeValue {
                start: day(t.start.as_deref(), "time.start")?,
                end: day(t.end.as_deref(), "time.end")?,
                edtf: t.edtf.clone(),
                precision: known(
                    "time.precision",
                    &t.precision,
                    &TIME_PRECISIONS,
                    label::time_precision,
                )?,
                basis: known("time.basis", &t.basis, &TIME_BASES, label::time_basis)?,
            },
        })
    };
    let counts = row.counts.iter().map(|c| -> Result<Number, String> {
        Ok(Number {
            text: c.span.text.clone(),
            of: c.of.as_ref().map(|o| o.text.clone()),
            role: known("counts.role", &c.role, &COUNT_ROLES, label::count_role)?,
            value: CountValue {
                low: c.low,
                best: c.best,
                high: c.high,
            },
            scope: known("counts.scope", &c.scope, &COUNT_SCOPES, label::count_scope)?,
        })
    });
    let campaign = row.operation.as_ref().map(|o| -> Result<Campaign, String> {
        let status = o
            .phase_status
            .as_ref()
            .map(|s| known("operation.phase_status", s, &PHASE_STATUSES, label::phase_status));
        Ok(Campaign {
            name: o.name.clone(),
            phase: o.phase.clone(),
            status: status.transpose()?,
        })
    });
    Ok(Account {
        id: row.claim_id.clone(),
        doc_id: row.doc_id.clone(),
        source: row.report.source.clone(),
        published: day(row.report.published.as_deref(), "report.published")?,
        sentence: row.sentence.index,
        text: sentence.text.clone(),
        trigger: Span::new(start, end),
        kind: row.kind.clone(),
        mode: row.mode.clone(),
        actors: row.actors.iter().map(who).collect(),
        recipients: row.recipients.iter().map(who).collect(),
        places: (row.place.iter().chain(&row.more_places))
            .map(place)
            .collect::<Result<_, _>>()?,
        place_inferred: row.place_inferred.as_ref().map(place).transpose()?,
        time: row.time.as_ref().map(when).transpose()?,
        time_inferred: row.time_inferred.as_ref().map(when).transpose()?,
        counts: counts.collect::<Result<_, _>>()?,
        status: Status::parse(&row.status).ok_or_else(|| format!("status is \"{}\"", row.status))?,
        said_by: (row.said_by.as_ref()).map(|s| s.name.clone().unwrap_or_else(|| s.span.text.clone())),
        campaign: campaign.transpose()?,
        confidence: row.confidence as f32,
    })
}

const TIME_PRECISIONS: [TimePrecision; 6] = [
    TimePrecision::Day,
    TimePrecision::Days,
    TimePrecision::Week,
    TimePrecision::Month,
    TimePrecision::Year,
    TimePrecision::Vague,
];
const TIME_BASES: [TimeBasis; 4] = [
    TimeBasis::Text,
    TimeBasis::Narrative,
    TimeBasis::Published,
    TimeBasis::None,
];
const COUNT_ROLES: [CountRole; 7] = [
    CountRole::Recipient,
    CountRole::Actor,
    CountRole::Killed,
    CountRole::Wounded,
    CountRole::Displaced,
    CountRole::Seized,
    CountRole::Other,
];
const COUNT_SCOPES: [CountScope; 3] = [CountScope::Single, CountScope::Aggregate, CountScope::Cumulative];
const PHASE_STATUSES: [PhaseStatus; 4] = [
    PhaseStatus::NotBegun,
    PhaseStatus::Preparing,
    PhaseStatus::UnderWay,
    PhaseStatus::Completed,
];
const PLACE_PRECISIONS: [PlacePrecision; 7] = [
    PlacePrecision::Exact,
    PlacePrecision::Near,
    PlacePrecision::Admin2,
    PlacePrecision::Admin1,
    PlacePrecision::Area,
    PlacePrecision::Country,
    PlacePrecision::None,
];

fn known<T: Copy>(field: &str, word: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let found = all.iter().copied().find(|v| name(*v) == word);
    found.ok_or_else(|| format!("{field} is \"{word}\""))
}

fn day(text: Option<&str>, field: &str) -> Result<Option<Date>, String> {
    text.map(|t| {
        t.parse()
            .map_err(|_| format!("{field} is \"{t}\", which is no day"))
    })
    .transpose()
}

fn who(row: &PartyRow) -> Who {
    Who {
        text: row.span.text.clone(),
        name: row.name.clone(),
        code: row.code.clone(),
        sector: row.sector.clone(),
    }
}

fn place(row: &PlaceRow) -> Result<Where, String> {
    let v = &row.value;
    let precision = known(
        "place.precision",
        &v.precision,
        &PLACE_PRECISIONS,
        label::place_precision,
    )?;
    let value = match (&v.name, v.lat, v.lon) {
        (Some(name), Some(lat), Some(lon)) => Some(PlaceValue {
            name: name.clone(),
            geonames_id: v.geonames_id,
            lat,
            lon,
            country: v.country.clone(),
            admin1: v.admin1.clone(),
            feature: v.feature.clone().unwrap_or_default(),
            precision,
            radius_km: v.radius_km.unwrap_or(0.0),
            pcode: v.pcode.clone(),
        }),
        _ => None,
    };
    Ok(Where {
        text: row.span.text.clone(),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"claim_id":"c1","doc_id":"d","report":{"title":null,"url":null,"source":"Wire","language":"en",
        "published":"2024-05-06","published_basis":"given"},"sentence":{"text":"“Gunmen” shelled Sūq.","start":10,"end":31,"index":2},
        "trigger":{"text":"shelled","start":19,"end":26},"type":"ASSAULT","mode":"heavy-weapons","quad":null,"cameo":null,
        "contexts":[],"actors":[],"recipients":[],"place":{"text":"Sūq","start":27,"end":30,"name":null,"geonames_id":null,
        "lat":null,"lon":null,"country":null,"admin1":null,"feature":null,"precision":"none","inferred":false,"alternatives":[],
        "reason":"not known"},"time":null,"counts":[],"status":"denied","said_by":null,"operation":null,"control":null,
        "sensitivity":"open","confidence":0.5,"coder":{"version":"0","codebook":"","model":"","rule":""}}"#;

    #[test]
    fn a_row_gives_its_account_with_the_trigger_in_bytes() {
        let row: ClaimRow = serde_json::from_str(ROW).expect("a row");
        let a = account_of(&row).expect("a good row");
        assert_eq!(a.trigger.of(&a.text), "shelled");
        assert_eq!((a.status, a.sentence), (Status::Denied, 2));
        assert_eq!(a.places[0].text, "Sūq");
        assert_eq!(a.published.map(|d| d.to_string()).as_deref(), Some("2024-05-06"));
    }

    #[test]
    fn a_word_that_is_none_is_named() {
        let mut row: ClaimRow = serde_json::from_str(ROW).expect("a row");
        row.status = "perhaps".into();
        assert_eq!(account_of(&row), Err("status is \"perhaps\"".to_owned()));
        row.status = "occurred".into();
        row.report.published = Some("6 May".to_owned());
        assert!(account_of(&row).is_err_and(|e| e.contains("report.published")));
    }
}
