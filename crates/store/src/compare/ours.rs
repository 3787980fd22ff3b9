//! In: events of ours and the form that they are compared with. Out: [`Happening`]s, and how many events are left out and why.
//! Knows no table of theirs.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use sitrep::record::CountValue;
use sitrep::score::words::{ScoreWords, Stems};
use sitrep::{Act, Codebook};

use super::Happening;
use super::theirs::Form;
use crate::exchange::shape::{Countries, days, happened, sectors};
use crate::row::{EventPartyRow, EventRow};

/// Radius in km where an event from a file tells none.
const TOWN_KM: f64 = 5.0;

/// How many are left out, by the reason.
pub type LeftOut = BTreeMap<&'static str, usize>;

/// What is compared of events. Unless `all`, events that the other form would not have are left out: what did not happen,
/// sums, without deaths (UCDP), acts without a counterpart (ACLED).
pub fn happenings(
    events: &[EventRow],
    form: Form,
    all: bool,
    book: &Codebook,
    words: &ScoreWords,
) -> (Vec<Happening>, LeftOut) {
    let mut left = LeftOut::new();
    let mut out = Vec::new();
    for e in events {
        let class = class(e, form, book);
        let deaths = deaths(e);
        let lethal = deaths.low.or(deaths.best).or(deaths.high).is_some_and(|n| n > 0);
        let reason = if !happened(e) {
            Some("did not happen, or not yet")
        } else if e.kind == "aggregate" {
            Some("a sum of several events")
        } else if form == Form::Ucdp && !lethal {
            Some("no death is told")
        } else if form == Form::Acled && class.is_none() {
            Some("the act has no counterpart")
        } else {
            None
        };
        match reason.filter(|_| !all) {
            Some(reason) => *left.entry(reason).or_default() += 1,
            None => out.push(happening(e, class, deaths, words)),
        }
    }
    (out, left)
}

fn happening(e: &EventRow, class: Option<String>, deaths: CountValue, words: &ScoreWords) -> Happening {
    let value = e
        .place
        .as_ref()
        .map(|p| &p.value)
        .filter(|v| v.precision != "none");
    let point = value
        .filter(|v| v.precision != "country")
        .and_then(|v| Some((v.lat?, v.lon?)));
    let parties: Vec<&EventPartyRow> = e.actors.iter().chain(&e.recipients).collect();
    let mut stems: Vec<Stems> = parties.iter().map(|p| words.stems(&known_as(p))).collect();
    stems.retain(|s| !s.is_empty());
    Happening {
        id: e.event_id.clone(),
        days: days(e),
        point,
        radius_km: value.and_then(|v| v.radius_km).unwrap_or(TOWN_KM),
        place: value.and_then(|v| v.name.clone()),
        country: value.and_then(|v| v.country.clone()),
        class,
        act: match &e.mode {
            Some(mode) => format!("{}/{mode}", e.act),
            None => e.act.clone(),
        },
        parties: parties.into_iter().map(shown).collect(),
        stems,
        deaths,
    }
}

/// Every word by which the other side may call a party: as written, its full name, its state, and what its sector is called.
fn known_as(p: &EventPartyRow) -> String {
    let state = p
        .code
        .as_ref()
        .and_then(|c| Countries::builtin().get(c.get(..3)?));
    let sector = p
        .sector
        .as_ref()
        .and_then(|s| called().get(s))
        .map_or("", String::as_str);
    let (name, state) = (p.name.as_deref().unwrap_or(""), state.map_or("", |s| &s.name));
    format!("{} {name} {state} {sector}", p.text)
}

/// `data/score/parties.toml`: words by sector; a test reads it.
fn called() -> &'static BTreeMap<String, String> {
    #[derive(Default, Deserialize)]
    struct Table {
        called: BTreeMap<String, String>,
    }
    static READ: OnceLock<Table> = OnceLock::new();
    let read = || toml::from_str(include_str!("../../../../data/score/parties.toml")).unwrap_or_default();
    &READ.get_or_init(read).called
}

/// A party without the words of the report, which may name a private person.
fn shown(p: &EventPartyRow) -> String {
    let known = p.code.as_ref().or(p.sector.as_ref());
    known.cloned().unwrap_or_else(|| "unknown".to_owned())
}

fn deaths(e: &EventRow) -> CountValue {
    let killed = e.counts.iter().find(|c| c.role == "killed");
    killed.map_or_else(CountValue::default, |c| CountValue {
        low: c.low,
        best: c.best,
        high: c.high,
    })
}

/// The class of an event in the other form, by the crosswalk. Contexts are not at hand, so that rows that ask for one do not
/// fit.
fn class(e: &EventRow, form: Form, book: &Codebook) -> Option<String> {
    let act = Act {
        kind: &e.act,
        mode: e.mode.as_deref(),
        contexts: &[],
        actors: &sectors(&e.actors),
        recipients: &sectors(&e.recipients),
    };
    Some(book.crosswalk(form.crosswalk())?.code(&act)?.code.clone())
}

#[cfg(test)]
mod tests {
    use sitrep::score::words::close;
    use sitrep::{builtin_codebook, score_words};

    use super::*;
    use crate::row::{EventCountRow, EventPlaceRow};

    fn party(text: &str, code: Option<&str>, sector: Option<&str>) -> EventPartyRow {
        EventPartyRow {
            text: text.to_owned(),
            name: None,
            code: code.map(str::to_owned),
            sector: sector.map(str::to_owned),
        }
    }

    fn event(status: &'static str, killed: Option<u64>) -> EventRow {
        let place = serde_json::json!({"text": "Ghazni", "name": "Ghazni", "geonames_id": null, "lat": 33.55, "lon": 68.42,
            "country": "AFG", "admin1": null, "feature": "PPL", "precision": "exact", "radius_km": 7.0});
        let count = |best| EventCountRow {
            role: "killed".into(),
            low: None,
            best: Some(best),
            high: None,
            figures: Vec::new(),
        };
        EventRow {
            event_id: "e1".to_owned(),
            kind: "happening".into(),
            act: "ASSAULT".to_owned(),
            mode: Some("firearms".to_owned()),
            place: Some(serde_json::from_value::<EventPlaceRow>(place).expect("a place")),
            place_inferred: false,
            other_places: Vec::new(),
            start: Some("2021-05-03".to_owned()),
            end: Some("2021-05-03".to_owned()),
            time_basis: Some("text".into()),
            other_days: Vec::new(),
            actors: vec![party("gunmen", None, Some("UAF"))],
            recipients: vec![
                party("Gul Zarin", None, Some("CVL")),
                party("the army", Some("AFGMIL"), Some("MIL")),
            ],
            counts: killed.into_iter().map(count).collect(),
            status: status.into(),
            said_by: Vec::new(),
            claims: Vec::new(),
            relations: Vec::new(),
        }
    }

    #[test]
    fn what_the_other_form_would_not_have_is_left_out_and_counted() {
        let (book, words) = (
            builtin_codebook().expect("a codebook"),
            score_words().expect("the words"),
        );
        let events = [
            event("occurred", Some(2)),
            event("planned", Some(2)),
            event("occurred", None),
        ];
        let of = |form, all| happenings(&events, form, all, &book, &words);
        let (ucdp, left) = of(Form::Ucdp, false);
        assert_eq!(
            (
                ucdp.len(),
                left["did not happen, or not yet"],
                left["no death is told"]
            ),
            (1, 1, 1)
        );
        assert_eq!(ucdp[0].class.as_deref(), Some("3"));
        let (acled, left) = of(Form::Acled, false);
        assert_eq!((acled.len(), left.values().sum::<usize>()), (2, 1));
        assert_eq!(of(Form::Ucdp, true).0.len(), 3);
    }

    #[test]
    fn parties_are_known_by_state_and_sector_and_shown_without_the_reports_words() {
        let (book, words) = (
            builtin_codebook().expect("a codebook"),
            score_words().expect("the words"),
        );
        let found = happenings(&[event("occurred", Some(2))], Form::Ucdp, false, &book, &words).0;
        assert_eq!(found[0].parties, ["UAF", "CVL", "AFGMIL"]);
        for theirs in ["Government of Afghanistan", "Civilians"] {
            let stems = words.stems(theirs);
            assert!(found[0].stems.iter().any(|s| close(s, &stems)), "{theirs}");
        }
        assert!((found[0].radius_km - 7.0).abs() < 1e-9 && found[0].point.is_some());
        assert!(called().len() > 10, "the table is read");
    }
}
