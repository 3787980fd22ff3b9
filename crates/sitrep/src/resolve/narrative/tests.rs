//! Small reports as lists of acts: which day an act without one is given, and what publication says of it.

use jiff::civil::{Date, date};

use super::*;

fn weights() -> NarrativeModel {
    model(include_str!("../../../../../data/event/narrative.toml")).expect("the table reads")
}

/// "sentence TYPE status day": a day of June 2021, or "-".
fn acts(lines: &[&str]) -> Vec<Act> {
    let act = |line: &&str| {
        let c: Vec<&str> = line.split(' ').collect();
        let day = c[3].parse().ok().map(|d| date(2021, 6, d));
        Act {
            sentence: c[0].parse().expect("a number"),
            kind: c[1].to_owned(),
            status: Status::parse(c[2]).expect("a status"),
            place: None,
            days: day.map(|d| (d, d)),
            silent: day.is_none(),
        }
    };
    lines.iter().map(act).collect()
}

#[test]
fn an_act_takes_the_day_that_the_sentence_before_gives_to_its_like() {
    let told = acts(&[
        "0 ASSAULT occurred 4",
        "1 ASSAULT occurred -",
        "4 CONSULT occurred 9",
    ]);
    let published = Some(date(2021, 6, 10));
    let found = candidates(&told, 1, published);
    let days: Vec<Date> = found.iter().map(|c| c.days.0).collect();
    assert_eq!(
        days,
        [4, 9, 10].map(|d| date(2021, 6, d)),
        "the day before publication is told already"
    );
    let (best, p) = choose(&weights(), &found).expect("there are candidates");
    assert_eq!(
        (found[best].days.0, found[best].from),
        (date(2021, 6, 4), Some(0))
    );
    assert!(p >= weights().bar && p < 1.0, "{p}");
}

#[test]
fn far_from_any_day_none_is_likely_enough() {
    for told in [
        // Only a later sentence has one.
        acts(&["0 ASSAULT occurred -", "5 CONSULT planned 9"]),
        // Three pages on, of another sort.
        acts(&[
            "0 AID occurred 1",
            "1 AID occurred 3",
            "2 AID occurred 2",
            "40 PROTEST occurred -",
        ]),
    ] {
        let i = told.iter().position(|a| a.silent).expect("one is silent");
        let found = candidates(&told, i, None);
        assert!(choose(&weights(), &found).is_none_or(|(_, p)| p < weights().bar));
    }
    assert!(candidates(&acts(&["0 ASSAULT occurred -"]), 0, None).is_empty());
}

#[test]
fn weeks_and_months_date_nobody_else() {
    let mut told = acts(&["0 ASSAULT occurred 4", "1 ASSAULT occurred -"]);
    told[0].days = Some((date(2021, 6, 1), date(2021, 6, 30)));
    assert!(candidates(&told, 1, None).is_empty());
}

#[test]
fn publication_bounds_what_was_done_and_what_is_planned() {
    let day = date(2021, 6, 10);
    let edtf = |s| bound(s, day).and_then(|t| t.value.edtf);
    assert_eq!(edtf(Status::Occurred).as_deref(), Some("../2021-06-10"));
    assert_eq!(edtf(Status::Denied).as_deref(), Some("../2021-06-10"));
    assert_eq!(edtf(Status::Ongoing).as_deref(), Some("2021-06-10"));
    assert_eq!(edtf(Status::Planned).as_deref(), Some("2021-06-10/.."));
    assert_eq!(edtf(Status::Hypothetical), None);
    let bound = bound(Status::Occurred, day).expect("a bound");
    assert_eq!((bound.span, bound.value.basis), (None, TimeBasis::Published));
}

#[test]
fn a_table_of_weights_names_features_that_there_are() {
    assert!(model("bar = 0.5\n[weights]\nlast = 1.0").is_ok());
    let wrong = model("bar = 0.5\n[weights]\nweather = 1.0").expect_err("no such feature");
    assert!(wrong.contains("weather"), "{wrong}");
}
