//! In: a few accounts that name campaigns. Out: whether the campaigns come out as they should.

use jiff::civil::{Date, date};
use text::Span;

use super::*;
use crate::event::link_events;
use crate::packs::{link_config, operation_lexicon};
use crate::record::{PlaceValue, TimeBasis, TimePrecision, TimeValue};

fn place(name: &str, lat: f64, lon: f64) -> Where {
    Where {
        text: name.to_owned(),
        value: Some(PlaceValue {
            name: name.to_owned(),
            geonames_id: None,
            lat,
            lon,
            country: Some("SYR".to_owned()),
            admin1: None,
            feature: "PPL".to_owned(),
            precision: PlacePrecision::Exact,
            radius_km: 5.0,
            pcode: None,
        }),
    }
}

/// An account: id, publication day, status, campaign, phase, how far it is, place.
fn told(
    id: &str,
    published: Date,
    status: Status,
    (name, phase, far): (&str, Option<&str>, Option<PhaseStatus>),
    at: Where,
) -> Account {
    Account {
        id: id.to_owned(),
        doc_id: format!("report-{id}"),
        source: None,
        published: Some(published),
        sentence: 0,
        text: format!("Rangers attack {} in {name}.", at.text),
        trigger: Span::new(8, 14),
        kind: "ASSAULT".to_owned(),
        mode: None,
        actors: vec![Who {
            text: "Rangers".to_owned(),
            name: None,
            code: None,
            sector: Some("MIL".to_owned()),
        }],
        recipients: Vec::new(),
        places: vec![at],
        time: Some(crate::event::When {
            text: Some("that day".to_owned()),
            value: TimeValue {
                start: Some(published),
                end: Some(published),
                edtf: None,
                precision: TimePrecision::Day,
                basis: TimeBasis::Text,
            },
        }),
        place_inferred: None,
        time_inferred: None,
        counts: Vec::new(),
        status,
        said_by: None,
        campaign: Some(Campaign {
            name: name.to_owned(),
            phase: phase.map(str::to_owned),
            status: far,
        }),
        confidence: 0.9,
    }
}

fn found(accounts: &[Account]) -> Vec<Operation> {
    let events = link_events(&link_config().expect("the built-in tables read"), accounts);
    operations(
        accounts,
        &events,
        &operation_lexicon().expect("the built-in list reads"),
    )
}

fn harvest() -> Vec<Account> {
    let (may, june, july) = (date(2021, 5, 3), date(2021, 6, 7), date(2021, 7, 9));
    vec![
        told(
            "a",
            may,
            Status::Planned,
            (
                "Operation Harvest Moon",
                Some("phase two"),
                Some(PhaseStatus::NotBegun),
            ),
            place("Dashisha", 35.8, 40.9),
        ),
        told(
            "b",
            july,
            Status::Occurred,
            ("Op Harvest-Moon", Some("Phase II"), Some(PhaseStatus::Completed)),
            place("Hajin", 34.7, 40.8),
        ),
        told(
            "c",
            june,
            Status::Occurred,
            (
                "Operation Harvest Moon",
                Some("the second phase"),
                Some(PhaseStatus::UnderWay),
            ),
            place("Dashisha", 35.8, 40.9),
        ),
        told(
            "d",
            june,
            Status::Occurred,
            ("Operation Storm", None, None),
            place("Knin", 44.0, 16.2),
        ),
        told(
            "e",
            june,
            Status::Occurred,
            ("Operation Desert Storm", None, None),
            place("Kuwait", 29.4, 48.0),
        ),
    ]
}

#[test]
fn a_campaign_in_three_spellings_is_one_with_its_phases_over_time() {
    let mut accounts = harvest();
    let all = found(&accounts);
    assert_eq!(
        all.iter().map(|o| o.name.as_str()).collect::<Vec<_>>(),
        [
            "Operation Desert Storm",
            "Operation Harvest Moon",
            "Operation Storm"
        ]
    );
    let o = &all[1];
    assert_eq!(
        (o.claims.as_slice(), o.aliases.as_slice()),
        (
            &["a", "c", "b"].map(str::to_owned)[..],
            &["Op Harvest-Moon".to_owned()][..]
        )
    );
    assert_eq!(o.phases.len(), 1);
    let phase = &o.phases[0];
    assert_eq!(
        (phase.number, phase.status),
        (Some(2), Some(PhaseStatus::Completed))
    );
    let over_time: Vec<PhaseStatus> = phase.told.iter().map(|t| t.status).collect();
    assert_eq!(
        over_time,
        [
            PhaseStatus::NotBegun,
            PhaseStatus::UnderWay,
            PhaseStatus::Completed
        ]
    );
    assert_eq!((o.area[0].place.text.as_str(), o.area[0].claims), ("Dashisha", 2));
    let b = o.bounds.expect("two points");
    assert_eq!((b.south, b.west, b.north, b.east), (34.7, 40.8, 35.8, 40.9));
    assert_eq!(
        (o.actors.len(), o.events.len(), o.announced.len(), o.done.len()),
        (1, 3, 1, 2)
    );
    assert_eq!(o.days, Some((date(2021, 5, 3), date(2021, 7, 9))));
    accounts.reverse();
    accounts.push(accounts[0].clone());
    assert_eq!(
        found(&accounts),
        all,
        "in any order, and what is given twice counts once"
    );
}

#[test]
fn names_meet_by_spelling_and_initials_and_not_by_a_common_word() {
    let check = |a: &str, b: &str, same: bool| {
        let found = aliases(&[a.to_owned(), b.to_owned()]);
        assert_eq!(found[a] == found[b], same, "{a}, {b}");
    };
    check("inherent resolve", "oir", true);
    check("round-up", "roundup", true);
    // Names are names: a plural may be another campaign.
    check("olive branch", "olive branches", false);
    check("storm", "desert storm", false);
    check("peace spring", "peace shield", false);
}

#[test]
fn a_box_may_lie_across_the_day_line_and_nothing_gives_none() {
    let at = |lon: f64| Area {
        place: place("x", 0.0, lon),
        claims: 1,
    };
    let b = bounds(&[at(179.0), at(-178.0)]).expect("two points");
    assert_eq!((b.west, b.east), (179.0, -178.0));
    assert_eq!(bounds(&[]), None);
    assert!(found(&[]).is_empty());
}
