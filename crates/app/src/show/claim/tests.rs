//! Blocks of a claim that has every value, and of one that has none.

use jiff::civil::date;
use sitrep::record::{
    ControlState, CountRole, CountScope, CountValue, PhaseStatus, PlacePrecision, PublishedBasis, Status,
    TimeBasis, TimePrecision, TimeValue,
};

use super::*;

const TEXT: &str = "On Monday troops of the Northern Brigade detained more than 50 suspected raiders near Ḩawījah \
                    during Operation Dawn, Captain Noor said. They hold Hajin.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("the words stand in the text");
    Span::new(start, start + words.len())
}

fn party(words: &str) -> Party {
    Party {
        span: span(words),
        name: None,
        code: None,
        sector: None,
        same_as: None,
    }
}

fn hawija() -> PlaceValue {
    PlaceValue {
        name: "Hawija".into(),
        geonames_id: Some(1),
        lat: 35.325_1,
        lon: 43.777,
        country: Some("IRQ".into()),
        admin1: Some("Kirkuk".into()),
        feature: "PPL".into(),
        precision: PlacePrecision::Near,
        radius_km: 25.0,
        pcode: None,
    }
}

fn place(words: &str, value: Option<PlaceValue>) -> Place {
    Place {
        span: span(words),
        naming: sitrep::record::Naming::Name,
        value,
        alternatives: Vec::new(),
        reason: Some("not in the gazetteer"),
        inferred: true,
    }
}

fn bare() -> Claim {
    Claim {
        id: "0".into(),
        sentence: 0,
        sentence_span: Span::new(0, TEXT.find(" They").expect("second sentence")),
        trigger: span("detained"),
        kind: "COERCE".into(),
        mode: None,
        quad: None,
        cameo: None,
        contexts: Vec::new(),
        actors: Vec::new(),
        recipients: Vec::new(),
        place: None,
        more_places: Vec::new(),
        time: None,
        place_inferred: None,
        time_inferred: None,
        counts: Vec::new(),
        status: Status::Occurred,
        said_by: None,
        operation: None,
        control: None,
        sensitivity: Sensitivity::Open,
        confidence: 0.834,
        rule: "head:trigger".into(),
    }
}

fn full() -> Claim {
    Claim {
        mode: Some("arrest".into()),
        actors: vec![Party {
            name: Some("Northern Brigade".into()),
            code: Some("XXX".into()),
            sector: Some("MIL".into()),
            same_as: Some(span("Northern Brigade")),
            ..party("troops")
        }],
        recipients: vec![party("suspected raiders")],
        place: Some(Place {
            alternatives: vec![PlaceValue {
                admin1: None,
                name: "Other".into(),
                ..hawija()
            }],
            inferred: false,
            ..place("Ḩawījah", Some(hawija()))
        }),
        time: Some(Time {
            span: Some(span("On Monday")),
            value: TimeValue {
                start: Some(date(2018, 8, 6)),
                end: Some(date(2018, 8, 6)),
                edtf: None,
                precision: TimePrecision::Day,
                basis: TimeBasis::Published,
            },
        }),
        counts: vec![Count {
            span: span("more than 50"),
            of: Some(span("suspected raiders")),
            role: CountRole::Recipient,
            value: CountValue {
                low: Some(51),
                best: Some(51),
                high: None,
            },
            scope: CountScope::Aggregate,
        }],
        said_by: Some(Speaker {
            span: span("Captain Noor"),
            name: Some("Captain Ada Noor".into()),
            party: true,
        }),
        operation: Some(OperationRef {
            span: span("Operation Dawn"),
            name: "Operation Dawn".into(),
            phase: Some(("phase two".into(), span("Dawn"))),
            phase_status: Some(PhaseStatus::NotBegun),
        }),
        control: Some(Control {
            actor: party("They"),
            place: place("Hajin", None),
            state: ControlState::Holds,
            evidence: span("hold"),
        }),
        sensitivity: Sensitivity::Restricted,
        ..bare()
    }
}

fn coded(claims: Vec<Claim>) -> Coded {
    let report = Report {
        doc_id: "r.txt".into(),
        title: Some("A raid".into()),
        url: None,
        source: None,
        language: Some("en".into()),
        published: None,
        published_basis: PublishedBasis::None,
        author: None,
        bases: sitrep::record::Bases::default(),
        text: TEXT.into(),
        raw: TEXT.into(),
        furniture: Vec::new(),
        captions: Vec::new(),
        sha256: String::new(),
        notes: Vec::new(),
        origin: Vec::new(),
    };
    Coded {
        report,
        analysis: text::Analysis::default(),
        claims,
        traces: Vec::new(),
    }
}

fn check(claim: Claim, expected: &str) {
    let coded = coded(vec![claim]);
    assert_eq!(
        block(
            &coded.claims[0],
            &coded.report,
            Look {
                width: 78,
                styled: false
            }
        ),
        expected
    );
}

#[test]
fn a_full_claim_shows_every_value_with_its_words() {
    let expected = "\
COERCE/arrest · occurred · 51+ suspected raiders
  On Monday troops of the Northern Brigade detained more than 50 suspected
  ~~~~~~~~~ ~~~~~~                         ^^^^^^^^ ~~~~~~~~~~~~ ~~~~~~~~~
  raiders near Ḩawījah during Operation Dawn, Captain Noor said.
  ~~~~~~~      ~~~~~~~        ~~~~~~~~~~~~~~  ~~~~~~~~~~~~
  who         troops (that is, Northern Brigade) → Northern Brigade (XXX MIL)
  whom        suspected raiders
  where       Ḩawījah → Hawija, Kirkuk, IRQ (near; 35.3251, 43.7770; PPL)
              or Other, IRQ (near; 35.3251, 43.7770; PPL)
  when        On Monday → 2018-08-06 (day)
  how many    more than 50 suspected raiders → low 51, best 51, high open (recipient, aggregate)
  said by     Captain Noor → Captain Ada Noor (of a side of the act)
  operation   Operation Dawn, phase two (not-begun)
  control     They: holds Hajin (from another sentence) → not resolved: not in the gazetteer
  sensitivity restricted: not for public exports
  confidence  0.83, by head:trigger
";
    check(full(), expected);
}

#[test]
fn a_bare_claim_shows_what_it_has() {
    let expected = "\
COERCE · occurred
  On Monday troops of the Northern Brigade detained more than 50 suspected
                                           ^^^^^^^^
  raiders near Ḩawījah during Operation Dawn, Captain Noor said.
  confidence  0.83, by head:trigger
";
    check(bare(), expected);
}

#[test]
fn a_report_without_claims_or_notes_shows_nothing() {
    let look = Look::plain();
    assert_eq!(report(&coded(Vec::new()), look), "");
    let mut noted = coded(Vec::new());
    noted.report.notes.push("language: unknown".into());
    let shown = report(&noted, look);
    assert_eq!(
        shown,
        "== r.txt · A raid · publication day not known\n   note: language: unknown\n\n"
    );
}

#[test]
fn intervals_read_as_people_write_them() {
    for (low, best, high, expected) in [
        (Some(34), Some(34), Some(34), "34"),
        (Some(51), Some(51), None, "51+"),
        (Some(10), Some(12), Some(15), "10-15"),
        (None, None, Some(20), "up to 20"),
        (None, Some(100), None, "about 100"),
        (None, None, None, "some"),
    ] {
        let value = CountValue { low, best, high };
        let count = Count {
            span: span("50"),
            of: None,
            role: CountRole::Other,
            value,
            scope: CountScope::Single,
        };
        assert_eq!(interval(&count), expected);
    }
}

#[test]
fn of_its_soldiers_the_owner_is_shown_as_such() {
    let text = "Narnia said its soldiers fled.";
    let owned = Party {
        span: Span::new(12, 24),
        same_as: Some(Span::new(0, 6)),
        ..party("troops")
    };
    assert_eq!(party_words(&owned, text), "its soldiers (its: Narnia)");
    let pronoun = Party {
        span: Span::new(0, 6),
        ..owned
    };
    assert_eq!(party_words(&pronoun, text), "Narnia");
    let text = "In Narnia, the army fled, and the general with it, General Tumnus.";
    let party_at = |start: usize, end: usize, from: usize, to: usize| Party {
        span: Span::new(start, end),
        same_as: Some(Span::new(from, to)),
        code: Some("NAR".to_owned()),
        sector: Some("MIL".to_owned()),
        ..party("troops")
    };
    assert_eq!(
        party_words(&party_at(15, 19, 3, 9), text),
        "army (of Narnia) → NAR MIL"
    );
    assert_eq!(
        party_words(&party_at(34, 41, 51, 65), text),
        "general (that is, General Tumnus) → NAR MIL"
    );
    let named = Party {
        name: Some("Narnian Army".to_owned()),
        ..party_at(15, 19, 3, 9)
    };
    assert_eq!(
        party_words(&named, text),
        "army (that is, Narnia) → Narnian Army (NAR MIL)"
    );
}
