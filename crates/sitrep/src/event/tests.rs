//! In: small sets of accounts. Out: whether they are linked as they should be.

use jiff::civil::{Date, date};
use text::Span;

use super::*;
use crate::packs::link_config;
use crate::record::{CountRole, CountScope, CountValue, Status, TimeBasis, TimePrecision, TimeValue};

/// An account of an attack: id, report, publication day, sentence with the trigger in brackets, place, day.
fn told(id: &str, published: Date, marked: &str, place: Option<&str>, day: Option<Date>) -> Account {
    let start = marked.find('[').expect("a trigger is marked");
    let end = marked.find(']').expect("a trigger is marked") - 1;
    Account {
        id: id.to_owned(),
        doc_id: format!("report-{id}"),
        source: Some(format!("Wire {id}")),
        published: Some(published),
        sentence: 0,
        text: marked.replace(['[', ']'], ""),
        trigger: Span::new(start, end),
        kind: "ASSAULT".to_owned(),
        mode: None,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: (place.iter())
            .map(|p| Where {
                text: (*p).to_owned(),
                value: None,
            })
            .collect(),
        time: day.map(|d| When {
            text: Some(d.to_string()),
            value: TimeValue {
                start: Some(d),
                end: Some(d),
                edtf: None,
                precision: TimePrecision::Day,
                basis: TimeBasis::Text,
            },
        }),
        place_inferred: None,
        time_inferred: None,
        counts: Vec::new(),
        status: Status::Occurred,
        said_by: None,
        campaign: None,
        confidence: 0.9,
    }
}

fn killed(mut a: Account, low: u64, high: Option<u64>, scope: CountScope) -> Account {
    a.counts.push(Number {
        text: low.to_string(),
        of: None,
        role: CountRole::Killed,
        value: CountValue {
            low: Some(low),
            best: high.map(|_| low),
            high,
        },
        scope,
    });
    a
}

fn whom(mut a: Account, words: &str) -> Account {
    a.recipients.push(Who {
        text: words.to_owned(),
        name: None,
        code: None,
        sector: None,
    });
    a
}

/// Claim ids by event, sorted.
fn groups(config: &LinkConfig, accounts: &[Account]) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = (link_events(config, accounts).iter())
        .map(|e| {
            let mut ids: Vec<String> = e.claims.iter().map(|c| c.claim_id.clone()).collect();
            ids.sort();
            ids
        })
        .collect();
    out.sort();
    out
}

fn check(accounts: &[Account], want: &[&[&str]]) {
    let config = link_config().expect("the built-in tables read");
    assert_eq!(groups(&config, accounts), want, "as given");
    let reversed: Vec<Account> = accounts.iter().rev().cloned().collect();
    assert_eq!(groups(&config, &reversed), want, "in the other order");
}

fn market() -> Vec<Account> {
    let (on, next) = (date(2024, 6, 12), date(2024, 6, 13));
    vec![
        killed(
            whom(
                told(
                    "a",
                    on,
                    "Jets [bombed] the market of Kebkabiya today.",
                    Some("Kebkabiya"),
                    Some(on),
                ),
                "the market",
            ),
            28,
            Some(28),
            CountScope::Single,
        ),
        killed(
            whom(
                told(
                    "b",
                    next,
                    "The [bombing] of the market at Kabkabiya on Wednesday cost 32 lives.",
                    Some("Kabkabiya"),
                    Some(on),
                ),
                "the market",
            ),
            32,
            Some(32),
            CountScope::Single,
        ),
        whom(
            told(
                "c",
                next,
                "Gunmen [attacked] a mill in Zalingei on Monday.",
                Some("Zalingei"),
                Some(date(2024, 6, 10)),
            ),
            "a mill",
        ),
    ]
}

#[test]
fn one_happening_in_two_spellings_is_one_event_and_another_place_and_day_is_not() {
    check(&market(), &[&["a", "b"], &["c"]]);
}

#[test]
fn numbers_keep_their_range_and_totals_are_not_added() {
    let mut accounts = market();
    accounts[1] = killed(accounts[1].clone(), 140, Some(140), CountScope::Cumulative);
    let config = link_config().expect("the built-in tables read");
    let events = link_events(&config, &accounts);
    let e = events
        .iter()
        .find(|e| e.claims.len() == 2)
        .expect("the two are linked");
    let count = &e.counts[0];
    assert_eq!(count.role, CountRole::Killed);
    assert_eq!(
        (count.value.low, count.value.best, count.value.high),
        (Some(28), Some(32), Some(32))
    );
    assert_eq!(count.figures.len(), 3);
    assert!(
        e.claims
            .iter()
            .all(|c| !c.reasons.is_empty() && c.score.is_some())
    );
    assert_eq!(e.days, Some((date(2024, 6, 12), date(2024, 6, 12))));
}

#[test]
fn what_a_person_forces_stands() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let mut config = link_config().expect("the built-in tables read");
    config.cannot = vec![pair("b", "a")];
    assert_eq!(groups(&config, &market()), [["a"], ["b"], ["c"]]);
    config.must = vec![pair("a", "c"), pair("nobody", "a")];
    assert_eq!(groups(&config, &market()), [vec!["a", "c"], vec!["b"]]);
    config.cannot = vec![pair("a", "c")];
    let both = groups(&config, &market());
    assert!(
        both.iter()
            .any(|g| g.contains(&"a".to_owned()) && g.contains(&"c".to_owned())),
        "{both:?}"
    );
}

#[test]
fn what_a_person_puts_together_draws_nothing_out_of_other_events() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let mut accounts = market();
    for (id, on, words, town) in [
        (
            "d",
            date(2024, 5, 2),
            "Police [clashed] with herders in Nyala.",
            "Nyala",
        ),
        (
            "e",
            date(2024, 3, 20),
            "Snipers [wounded] a teacher in Kutum.",
            "Kutum",
        ),
    ] {
        accounts.push(told(id, on, words, Some(town), Some(on)));
    }
    let mut config = link_config().expect("the built-in tables read");
    assert_eq!(
        groups(&config, &accounts),
        [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e"]]
    );
    // Everything but the two events stays, and each comes whole.
    config.must = vec![pair("a", "d")];
    assert_eq!(
        groups(&config, &accounts),
        [vec!["a", "b", "d"], vec!["c"], vec!["e"]]
    );
    config.must = vec![pair("d", "e"), pair("e", "c")];
    assert_eq!(groups(&config, &accounts), [vec!["a", "b"], vec!["c", "d", "e"]]);
    // But not what was taken apart from one that is there.
    config.must = vec![pair("a", "d")];
    config.cannot = vec![pair("b", "d")];
    assert_eq!(
        groups(&config, &accounts),
        [vec!["a", "d"], vec!["b"], vec!["c"], vec!["e"]]
    );
}

#[test]
fn no_claims_no_events_and_a_claim_given_twice_counts_once() {
    check(&[], &[]);
    let mut twice = market();
    twice.extend(market());
    check(&twice, &[&["a", "b"], &["c"]]);
}

#[test]
fn the_id_is_that_of_the_claims() {
    let config = link_config().expect("the built-in tables read");
    let ids = |a: &[Account]| {
        link_events(&config, a)
            .into_iter()
            .map(|e| e.id)
            .collect::<Vec<_>>()
    };
    let (all, first) = (ids(&market()), ids(&market()[..2]));
    assert_eq!(all.len(), 2);
    assert!(
        all.contains(&first[0]),
        "an event does not change when another is added"
    );
}

#[test]
fn spellings_of_a_name_meet() {
    let articles = vec!["al".to_owned(), "an".to_owned()];
    let same =
        |a: &str, b: &str| words::same_name(&words::skeleton(a, &articles), &words::skeleton(b, &articles));
    assert!(same("Kebkabiya", "Kabkabiyya"));
    assert!(same("Mucojo", "Mukojo"));
    assert!(same("Al-Nahud", "Nahud"));
    assert!(!same("Mopti", "Gao"));
    assert!(!same("Hawija", "Hama"));
}

#[test]
fn a_weight_without_a_feature_is_an_error() {
    assert!(compare::Weights::parse("bias = 0\nbar = 1\n[weights]\nday_agree = 1.5\n").is_ok());
    let e = compare::Weights::parse("bias = 0.0\nbar = 1.0\n[weights]\nnonsense = 1.5\n")
        .expect_err("no such feature");
    assert!(e.contains("nonsense"), "{e}");
}
