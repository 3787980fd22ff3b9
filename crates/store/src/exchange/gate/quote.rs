//! In: rows. Out: the same with no more of a report's words than the gate lets pass. Knows no names.
//!
//! A sentence is cut after so many words; when a report's sentences are quoted up to the bound in all, further ones are
//! left out. Phrases (parties, places, numbers) are cut too, but do not count: they are the facts.

use std::collections::{BTreeMap, HashMap};

use super::{Gate, Ledger};
use crate::row::{ClaimRow, EventRow, PartyRow, PlaceRow, ReportRow};

/// Cuts what is too long.
pub fn bound(
    gate: &Gate,
    reports: &mut [ReportRow],
    claims: &mut [ClaimRow],
    events: &mut [EventRow],
    ledger: &mut Ledger,
) {
    let Some(most) = gate.quote else { return };
    let reason = "longer than the profile quotes";
    for report in reports {
        ledger.add(
            "reports",
            "title",
            reason,
            report.title.as_mut().map_or(0, |t| cut(t, most)),
        );
    }
    let mut spent: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
    let mut told: HashMap<String, String> = HashMap::new();
    for claim in claims.iter_mut() {
        let words = &mut claim.sentence.span.text;
        let mut changed = cut(words, most);
        let own = words.split_whitespace().count();
        let of_report = spent.entry(claim.doc_id.clone()).or_default();
        let others: usize = (of_report.iter())
            .filter(|(k, _)| **k != claim.sentence.index)
            .map(|(_, n)| n)
            .sum();
        if gate.quote_report.is_some_and(|all| others + own > all) {
            changed = usize::from(!words.is_empty());
            words.clear();
        } else {
            let before = of_report.entry(claim.sentence.index).or_default();
            *before = own.max(*before);
        }
        ledger.add("claims", "sentence", reason, changed);
        ledger.add("claims", "phrases", reason, phrases(claim, most));
        told.insert(claim.claim_id.clone(), claim.sentence.span.text.clone());
    }
    for event in events {
        let mut changed = 0;
        for linked in &mut event.claims {
            linked.sentence = told.get(&linked.claim_id).cloned().unwrap_or_default();
            changed += cut(&mut linked.trigger, most);
            changed += linked
                .reasons
                .iter_mut()
                .map(|r| cut(&mut r.said, most))
                .sum::<usize>();
        }
        let places = event.place.iter_mut().chain(&mut event.other_places);
        changed += places.map(|p| cut(&mut p.text, most)).sum::<usize>();
        let parties = event.actors.iter_mut().chain(&mut event.recipients);
        changed += parties.map(|p| cut(&mut p.text, most)).sum::<usize>();
        changed += event.said_by.iter_mut().map(|s| cut(s, most)).sum::<usize>();
        let figures = event.counts.iter_mut().flat_map(|c| &mut c.figures);
        changed += figures.map(|f| cut(&mut f.text, most)).sum::<usize>();
        ledger.add("events", "phrases", reason, changed);
    }
}

fn phrases(claim: &mut ClaimRow, most: usize) -> usize {
    let mut all: Vec<&mut String> = vec![&mut claim.trigger.text];
    all.extend(&mut claim.report.title);
    let parties = claim.actors.iter_mut().chain(&mut claim.recipients);
    all.extend(parties.flat_map(of_party));
    let places = claim.place.iter_mut().chain(&mut claim.more_places);
    all.extend(places.chain(&mut claim.place_inferred).map(of_place));
    for count in &mut claim.counts {
        all.push(&mut count.span.text);
        all.extend(count.of.as_mut().map(|s| &mut s.text));
    }
    for time in claim.time.iter_mut().chain(&mut claim.time_inferred) {
        all.extend(&mut time.text);
        all.extend(time.span.as_mut().map(|s| &mut s.text));
    }
    if let Some(speaker) = &mut claim.said_by {
        all.push(&mut speaker.span.text);
        all.extend(&mut speaker.name);
    }
    if let Some(operation) = &mut claim.operation {
        all.extend([&mut operation.span.text, &mut operation.name]);
        all.extend(&mut operation.phase);
        all.extend(operation.phase_span.as_mut().map(|s| &mut s.text));
    }
    if let Some(control) = &mut claim.control {
        all.extend(of_party(&mut control.actor));
        all.push(of_place(&mut control.place));
        all.push(&mut control.evidence.text);
    }
    all.into_iter().map(|text| cut(text, most)).sum()
}

fn of_party(party: &mut PartyRow) -> Vec<&mut String> {
    let same = party.same_as.as_mut().map(|s| &mut s.text);
    std::iter::once(&mut party.span.text).chain(same).collect()
}

fn of_place(place: &mut PlaceRow) -> &mut String {
    &mut place.span.text
}

/// Cuts a text after so many words; 1 when it was longer.
fn cut(text: &mut String, most: usize) -> usize {
    if most == 0 {
        let had = usize::from(!text.is_empty());
        text.clear();
        return had;
    }
    let mut words = 0;
    let mut letters = 0;
    let mut end = None;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            (inside, letters) = (false, 0);
            continue;
        }
        letters += 1;
        if !inside || letters > LONGEST_WORD {
            (inside, letters) = (true, 1);
            words += 1;
            if words > most {
                end = Some(at);
                break;
            }
        }
    }
    let Some(end) = end else { return 0 };
    text.truncate(end);
    text.truncate(text.trim_end().len());
    text.push('…');
    1
}

/// A longer run of letters counts as several words, so that a text without spaces has a bound too.
const LONGEST_WORD: usize = 40;
