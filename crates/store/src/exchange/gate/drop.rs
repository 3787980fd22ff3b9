//! In: a dataset. Out: the rows that may leave as such, and events without what only rows that stay behind tell. Knows
//! nothing of words, names and places.

use std::collections::BTreeMap;

use super::{Gate, Ledger};
use crate::exchange::dataset::Dataset;
use crate::row::{ClaimRow, EventCountRow, EventPartyRow, EventRow, PartyRow, ReportRow, TimeRow};

/// Claims by their ids.
pub type Kept<'a> = BTreeMap<&'a str, &'a ClaimRow>;

/// The claims that may leave.
pub fn claims<'a>(gate: &Gate, data: &'a Dataset, ledger: &mut Ledger) -> Kept<'a> {
    let mut kept = Kept::new();
    for claim in &data.claims {
        let reason = if !gate.internal() && claim.sensitivity != "open" {
            Some("restricted")
        } else {
            late(gate, claim)
        };
        match reason {
            Some(reason) => ledger.row("claims", &claim.claim_id, reason),
            None => {
                kept.insert(&claim.claim_id, claim);
            }
        }
    }
    kept
}

/// Why a claim is too fresh. Every day that it states must be past; one that states none might be of yesterday.
fn late(gate: &Gate, claim: &ClaimRow) -> Option<&'static str> {
    let cutoff = gate.cutoff?.to_string();
    let (time, inferred) = (claim.time.as_ref(), claim.time_inferred.as_ref());
    let days = [
        time.and_then(|t| t.start.as_deref()),
        time.and_then(|t| t.end.as_deref()),
        inferred.and_then(|t| t.start.as_deref()),
        inferred.and_then(|t| t.end.as_deref()),
        claim.report.published.as_deref(),
    ];
    let told = time.and_then(|t| t.edtf.as_deref()).unwrap_or_default();
    // ISO days sort as text. A later year may stand in an expression that has no day.
    let later = |d: &str| d > cutoff.as_str();
    if days.into_iter().flatten().any(later) || edtf_days(told).any(|d| later(d) && d.len() <= cutoff.len()) {
        return Some("later than the delay");
    }
    let dated = days[1].is_some() || days[4].is_some();
    (!dated).then_some("no day is known, so that the delay cannot be kept")
}

/// The parts of an EDTF expression that begin with a year of four digits, without marks of doubt.
fn edtf_days(edtf: &str) -> impl Iterator<Item = &str> {
    edtf.split(['/', ',', '{', '}', '[', ']', ' '])
        .map(|p| p.trim_end_matches(['~', '?', '%']))
        .filter(|p| p.len() >= 4 && p.as_bytes()[..4].iter().all(u8::is_ascii_digit))
}

/// The reports that may leave: those of claims that do, and others that are old enough.
pub fn reports<'a>(
    gate: &Gate,
    data: &'a Dataset,
    kept: &Kept<'_>,
    ledger: &mut Ledger,
) -> Vec<&'a ReportRow> {
    let cutoff = gate.cutoff.map(|d| d.to_string());
    let told = |doc: &str| kept.values().any(|c| c.doc_id == doc);
    let mut out = Vec::new();
    for report in &data.reports {
        let reason = match (&cutoff, &report.published) {
            (Some(cutoff), Some(day)) if day > cutoff => Some("later than the delay"),
            (Some(_), None) if !told(&report.doc_id) => {
                Some("no day is known, so that the delay cannot be kept")
            }
            _ => None,
        };
        match reason {
            Some(reason) => ledger.row("reports", &report.doc_id, reason),
            None => out.push(report),
        }
    }
    out
}

/// The events of which a claim may leave, each without the values that no such claim bears.
pub fn events(data: &Dataset, kept: &Kept<'_>, ledger: &mut Ledger) -> Vec<EventRow> {
    let mut out = Vec::new();
    for event in &data.events {
        let left: Vec<&ClaimRow> = (event.claims.iter())
            .filter_map(|l| kept.get(l.claim_id.as_str()).copied())
            .collect();
        if left.is_empty() {
            ledger.row("events", &event.event_id, "no claim of it may leave");
        } else if left.len() == event.claims.len() {
            out.push(event.clone());
        } else {
            ledger.add("events", "values", "only claims that stay behind tell them", 1);
            out.push(supported(event, &left));
        }
    }
    let ids: std::collections::BTreeSet<String> = out.iter().map(|e| e.event_id.clone()).collect();
    for event in &mut out {
        event.relations.retain(|r| ids.contains(&r.event_id));
    }
    out
}

/// The event as the claims that are left tell it.
fn supported(event: &EventRow, left: &[&ClaimRow]) -> EventRow {
    let mut out = event.clone();
    out.claims
        .retain(|l| left.iter().any(|c| c.claim_id == l.claim_id));
    for linked in &mut out.claims {
        // What was found in common may be found with a claim that stays behind.
        linked.reasons.clear();
        linked.score = None;
    }
    let placed = |text: &str| {
        let told = |c: &&ClaimRow| c.places().any(|p| p.span.text == text);
        left.iter().any(told)
    };
    out.other_places.retain(|p| placed(&p.text));
    if out.place.as_ref().is_some_and(|p| !placed(&p.text)) {
        out.place = (!out.other_places.is_empty()).then(|| out.other_places.remove(0));
    }
    // As in merging: days that words tell come before those that the narrative gives, and these before a bound.
    let of = |time: fn(&ClaimRow) -> Option<&TimeRow>| -> Vec<(String, String)> {
        let days = left.iter().filter_map(|c| time(c));
        days.filter_map(|t| Some((t.start.clone()?, t.end.clone()?)))
            .collect()
    };
    let (stated, narrated) = (
        of(|c| c.time.as_ref()),
        of(|c| c.time_inferred.as_ref().filter(|t| &*t.basis == "narrative")),
    );
    let (days, basis) = if stated.is_empty() {
        (narrated, "narrative")
    } else {
        (stated, "text")
    };
    out.other_days
        .retain(|d| days.iter().any(|(a, b)| *d == format!("{a}/{b}")));
    let own = out.start.clone().zip(out.end.clone());
    if own.is_none_or(|own| !days.contains(&own)) {
        let first = days.first().cloned();
        if let Some((a, b)) = &first {
            out.other_days.retain(|d| *d != format!("{a}/{b}"));
        }
        out.time_basis = first.as_ref().map(|_| basis.into());
        (out.start, out.end) = first.unzip();
        if first_bound(left).is_some() && out.end.is_none() {
            out.end = first_bound(left);
            out.time_basis = Some("published".into());
        }
    }
    out.actors.retain(|p| left.iter().any(|c| told(p, &c.actors)));
    out.recipients
        .retain(|p| left.iter().any(|c| told(p, &c.recipients)));
    out.said_by.retain(|who| {
        left.iter().any(|c| {
            let speaker = c.said_by.as_ref();
            let speaker = speaker.map(|s| s.name.as_ref().unwrap_or(&s.span.text));
            speaker.or(c.report.source.as_ref()).unwrap_or(&c.doc_id) == who
        })
    });
    for count in &mut out.counts {
        recount(count, left);
    }
    out.counts.retain(|c| !c.figures.is_empty());
    if !left.iter().any(|c| c.status == out.status) {
        out.status.clone_from(&left[0].status);
    }
    if !left.iter().any(|c| c.mode == out.mode) {
        out.mode.clone_from(&left[0].mode);
    }
    out
}

fn told(party: &EventPartyRow, by: &[PartyRow]) -> bool {
    by.iter().any(|p| {
        p.span.text == party.text && p.name == party.name && p.code == party.code && p.sector == party.sector
    })
}

/// The range of the figures that are left.
fn recount(count: &mut EventCountRow, left: &[&ClaimRow]) {
    let before = count.figures.len();
    count
        .figures
        .retain(|f| left.iter().any(|c| c.claim_id == f.claim_id));
    if count.figures.len() == before {
        return;
    }
    count.low = count.figures.iter().filter_map(|f| f.low).min();
    count.best = count.figures.iter().rev().find_map(|f| f.best);
    count.high = if count.figures.iter().any(|f| f.high.is_none()) {
        None
    } else {
        count.figures.iter().filter_map(|f| f.high).max()
    };
}

/// The first day on which a claim that is left was in print as done.
fn first_bound(left: &[&ClaimRow]) -> Option<String> {
    let bounds = left.iter().filter_map(|c| c.time_inferred.as_ref());
    bounds
        .filter(|t| &*t.basis == "published")
        .filter_map(|t| t.end.clone())
        .min()
}
