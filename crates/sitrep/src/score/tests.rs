//! Figures worked out by hand on codings of our own.

use jiff::civil::date;

use super::coding::CodedCount;
use super::*;
use crate::packs::score_words;

fn event(sentence: &str, trigger: &str, kind: &str, actors: &[&str]) -> CodedEvent {
    let mention = |text: &&str| Mention {
        text: (*text).to_owned(),
        code: None,
    };
    CodedEvent {
        sentence: sentence.to_owned(),
        trigger: trigger.to_owned(),
        kind: Some(kind.to_owned()),
        status: Some("occurred".to_owned()),
        actors: actors.iter().map(mention).collect(),
        ..CodedEvent::default()
    }
}

fn coding(doc_id: &str, events: Vec<CodedEvent>) -> Coding {
    Coding {
        doc_id: doc_id.to_owned(),
        events,
    }
}

const RAID: &str = "On Monday the army raided Hajin and arrested six men.";

#[test]
fn events_are_matched_by_sentence_and_trigger_those_of_one_type_first() {
    let words = score_words().expect("the words");
    let gold = [
        coding(
            "r1",
            vec![
                event(RAID, "raided", "ASSAULT", &["the army"]),
                event(RAID, "arrested", "COERCE", &["army"]),
            ],
        ),
        coding("r2", vec![event("Talks began.", "Talks", "CONSULT", &[])]),
    ];
    let given = [
        coding(
            "r1",
            vec![
                event(RAID, "raid", "MOBILIZE", &["army"]),
                event(RAID, "raided", "ASSAULT", &["police"]),
                event(
                    "On Monday the army raided Hajin and arrested six",
                    "arrest",
                    "COERCE",
                    &["an army unit"],
                ),
                event(RAID, "six", "ASSAULT", &[]),
            ],
        ),
        coding("r9", vec![event("Not in the gold.", "Not", "REJECT", &[])]),
    ];
    let found = score(&words, &gold, &given);
    let tally = |name: &str| {
        let t = found.figures[FIGURES.iter().position(|f| *f == name).expect("a figure")];
        (t.hit, t.gold, t.given)
    };
    assert_eq!(tally("trigger"), (2, 3, 4));
    assert_eq!(tally("typed"), (2, 3, 4));
    assert_eq!(tally("typed+role"), (1, 3, 4));
    assert_eq!(tally("by sentence"), (2, 3, 4));
    assert_eq!(tally("actors"), (1, 2, 2));
    assert_eq!(found.percent("status"), Some(100.0));
    assert_eq!(
        found.percent("typed"),
        Some(100.0 * (2.0 * 0.5 * (2.0 / 3.0) / (0.5 + 2.0 / 3.0)))
    );
    assert_eq!(found.percent("wisdom"), None);
    let singles = |s: &[Single]| s.iter().map(|s| s.trigger.clone()).collect::<Vec<_>>();
    assert_eq!(singles(&found.missed), ["Talks"]);
    assert_eq!(singles(&found.extra), ["raid", "six"]);
    let types: Vec<_> = found
        .by_type
        .iter()
        .map(|(k, t)| (k.as_deref(), t.hit, t.gold, t.given))
        .collect();
    assert_eq!(
        types,
        [
            (Some("ASSAULT"), 1, 1, 2),
            (Some("COERCE"), 1, 1, 1),
            (Some("CONSULT"), 0, 1, 0),
            (Some("MOBILIZE"), 0, 0, 1),
        ]
    );
}

#[test]
fn days_and_numbers_are_right_when_all_of_them_are() {
    let words = score_words().expect("the words");
    let (monday, tuesday) = (date(2021, 5, 3), date(2021, 5, 4));
    for (gold, given, right) in [
        ((Some(monday), Some(monday)), (Some(monday), Some(monday)), 1),
        ((Some(monday), Some(monday)), (Some(monday), None), 1),
        ((Some(monday), Some(tuesday)), (Some(monday), Some(monday)), 0),
        ((Some(monday), None), (Some(monday), None), 0),
        ((None, Some(monday)), (None, Some(monday)), 0),
    ] {
        let of = |(start, end)| {
            let e = event(RAID, "raided", "ASSAULT", &[]);
            [coding("r", vec![CodedEvent { start, end, ..e }])]
        };
        assert_eq!(
            score(&words, &of(gold), &of(given)).figures[7].hit,
            right,
            "{gold:?} {given:?}"
        );
    }
    let numbers = |all: &[u64]| {
        let count = |n: &u64| CodedCount {
            role: None,
            value: CountValue {
                low: Some(*n),
                best: Some(*n),
                high: Some(*n),
            },
        };
        let e = event(RAID, "raided", "ASSAULT", &[]);
        let counts = all.iter().map(count).collect();
        [coding("r", vec![CodedEvent { counts, ..e }])]
    };
    let found = score(&words, &numbers(&[6, 6, 2]), &numbers(&[6, 3, 6, 6]));
    assert_eq!(
        found.figures[8],
        Tally {
            hit: 2,
            gold: 3,
            given: 4
        }
    );
}

#[test]
fn nothing_is_no_agreement() {
    let words = score_words().expect("the words");
    for (gold, given) in [(vec![], vec![]), (vec![coding("r", vec![])], vec![])] {
        let found = score(&words, &gold, &given);
        assert!(
            FIGURES
                .iter()
                .chain(&SHARES)
                .all(|f| found.percent(f) == Some(0.0))
        );
    }
}
