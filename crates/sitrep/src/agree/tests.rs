//! Agreement on fields, with values worked out by hand.

use super::alpha::Resample;
use super::*;
use crate::packs::score_words;
use crate::record::CountValue;

fn event(trigger: &str, kind: &str) -> CodedEvent {
    CodedEvent {
        sentence: format!("In the morning they {trigger} it."),
        trigger: trigger.to_owned(),
        kind: Some(kind.to_owned()),
        status: Some("occurred".to_owned()),
        ..CodedEvent::default()
    }
}

fn mention(text: &str, code: Option<&str>) -> Mention {
    Mention {
        text: text.to_owned(),
        code: code.map(str::to_owned),
    }
}

fn coder(name: &str, events: Vec<CodedEvent>) -> Coder {
    Coder {
        name: name.to_owned(),
        codings: vec![Coding {
            doc_id: "r1".to_owned(),
            events,
        }],
    }
}

const MEASURE: Measure = Measure {
    sets: Metric::Masi,
    counts: Metric::Interval,
    bootstrap: Bootstrap {
        samples: 50,
        seed: 1,
        resample: Resample::Units,
    },
};

fn field(found: &Agreement, name: &str) -> Alpha {
    found
        .fields
        .iter()
        .find(|f| f.name == name)
        .expect("a field")
        .alpha
}

#[test]
fn events_of_three_coders_become_units() {
    let words = score_words().expect("the words");
    let a = coder(
        "a",
        vec![
            event("shelled", "ASSAULT"),
            event("met", "CONSULT"),
            event("fled", "RETREAT"),
        ],
    );
    let b = coder("b", vec![event("shelling", "ASSAULT"), event("met", "AGREE")]);
    let mut c = coder("c", vec![event("shelled", "ASSAULT")]);
    c.codings.push(Coding {
        doc_id: "r2".to_owned(),
        events: Vec::new(),
    });
    let found = agree(&words, &[a, b, c], &MEASURE);
    assert_eq!((found.reports, found.left_out), (1, 1));
    assert_eq!(found.seen_by, [1, 1, 1]);
    let kind = field(&found, "type");
    assert_eq!((kind.units, kind.values), (2, 5));
    // Within units: 3 equal pairs of 4. Alpha: Do = 2 / 5; De = 2 (3*1 + 3*1 + 1*1) / (5 * 4).
    assert_eq!(kind.percent, Some(100.0 * 6.0 / 8.0));
    let alpha = kind.alpha.expect("an alpha");
    assert!(
        (alpha - (1.0 - (2.0 / 5.0) / (14.0 / 20.0))).abs() < 1e-12,
        "{alpha}"
    );
    assert_eq!(
        field(&found, "mode").units,
        1,
        "modes are compared where the type is one"
    );
    let ab = &found.pairs[0];
    assert_eq!((ab.a, ab.b, ab.reports), (0, 1, 1));
    assert_eq!(ab.a_is_gold.percent("trigger"), ab.b_is_gold.percent("trigger"));
    assert_eq!(ab.a_is_gold.percent("typed"), Some(40.0));
}

#[test]
fn parties_and_places_are_one_by_code_or_by_words() {
    let words = score_words().expect("the words");
    let one = mention("Kurdish forces", Some("KRD"));
    for (other, same) in [
        (mention("the Peshmerga", Some("KRD")), true),
        (mention("Kurdish fighters", None), true),
        (mention("the Kurds' foes", Some("XXX")), false),
        (mention("villagers", None), false),
    ] {
        let (mine, theirs) = ([one.clone()], [other.clone()]);
        let names = named_alike(&words, &[&mine, &theirs]);
        assert_eq!(names[0] == names[1], same, "{other:?}: {names:?}");
    }
    // Two of one coder are never one.
    let two = [mention("Kurdish forces", None), mention("Kurdish police", None)];
    let names = named_alike(&words, &[&two, &two]);
    assert!(names[0][0] != names[0][1] && names[0] == names[1], "{names:?}");
}

#[test]
fn what_is_not_told_is_missing_for_numbers_and_an_answer_for_words() {
    let words = score_words().expect("the words");
    let count = |role: &str, best| CodedCount {
        role: Some(role.to_owned()),
        value: CountValue {
            best: Some(best),
            ..CountValue::default()
        },
    };
    let mut x = event("shelled", "ASSAULT");
    x.start = Some(date(2021, 5, 3));
    x.counts = vec![count("killed", 4), count("killed", 2), count("wounded", 9)];
    let mut y = event("shelled", "ASSAULT");
    y.counts = vec![count("killed", 2), count("killed", 5)];
    let found = agree(&words, &[coder("x", vec![x]), coder("y", vec![y])], &MEASURE);
    assert_eq!(field(&found, "start").units, 0);
    assert_eq!(field(&found, "dated").percent, Some(0.0));
    let counts = field(&found, "counts");
    assert_eq!(
        (counts.units, counts.percent),
        (2, Some(50.0)),
        "2 with 2, 4 with 5; the wounded alone"
    );
    assert_eq!(
        field(&found, "place").percent,
        Some(100.0),
        "both say that no place is told"
    );
}
