//! In: texts of our own, and random ones. Out: checks of what one sentence does not show.

use text::Span;

use super::super::{Tense, TimeContext, find, is_narrative, of_phrase, opened, resolve};
use super::{PUBLISHED, all, day, lexicon, shown};

#[test]
fn what_is_no_time() {
    let lexicon = lexicon();
    for text in [
        "0:00 0:03:46 0:00",
        "He may march on the town.",
        "A second attack failed after the fall of the city.",
        "They counted 500 rockets and 1,861 men.",
        "Fighters crossed Route 66 near Resolution 2254 Street.",
        "Shares fell; spring water ran dry.",
        "The sun sat low over 10 houses.",
        "A quarter of the houses burned.",
        "The Easter Rising was put down.",
    ] {
        let found = find(text, &lexicon);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn days_told_in_the_text() {
    let lexicon = lexicon();
    let text = "The bridge fell on 4 June. The next day a school burned, and two days later the road closed. \
                That month ended quietly.";
    let days: Vec<String> = all(&lexicon, text, PUBLISHED, Some(Tense::Past))
        .iter()
        .map(shown)
        .collect();
    assert_eq!(
        days,
        ["2018-06-04", "2018-06-05", "2018-06-07", "2018-06-01/2018-06-30"]
    );
}

#[test]
fn a_history_counts_from_its_own_years() {
    let lexicon = lexicon();
    let text = "1936\n\nThe coup began on 17 July. By September the north was cut off, and in late October 1936 \
                the capital was shelled. In 1935 nobody had expected it.\n\n1937\n\nThe siege ended on 3 February. \
                The following day trains ran again; by the summer the front was quiet. It began in December 1936.";
    let found = find(text, &lexicon);
    let published = day(Some("2009-12-19"));
    assert!(is_narrative(&found, published));
    let context = TimeContext {
        published,
        narrative: true,
        tense: Vec::new(),
    };
    let values: Vec<String> = resolve(&found, &context)
        .into_iter()
        .filter_map(|t| t.value)
        .collect();
    assert_eq!(
        values,
        [
            "1936",
            "1936-07-17",
            "1936-09",
            "1936-10",
            "1935",
            "1937",
            "1937-02-03",
            "1937-02-04",
            "1937-SU",
            "1936-12"
        ]
    );
    let despatch = find(
        "On Monday he spoke of 2003, 2004, 2005 and 2006. On Tuesday and last week he did not.",
        &lexicon,
    );
    assert!(!is_narrative(&despatch, day(PUBLISHED)));
}

#[test]
fn timex_values() {
    let lexicon = lexicon();
    for (text, value) in [
        ("for three weeks", "P3W"),
        ("a three-day truce", "P3D"),
        ("a few months passed", "PXM"),
        ("raids come daily", "XXXX-XX-XX"),
        ("12 strikes per week", "P1W"),
        ("held every Friday", "XXXX-WXX-5"),
        ("it is now quiet", "PRESENT_REF"),
        ("the second half of 2008", "2008-H2"),
        ("in 264 BC", "BC0264"),
        ("the morning of 31 January 1965", "1965-01-31TMO"),
        ("on May 8 1954 1:00AM", "1954-05-08T01:00"),
        ("the late 1930s", "193"),
        ("spring of 1920", "1920-SP"),
        ("a woman 26 years of age", "P26Y"),
        ("last week", "2018-W34"),
    ] {
        let timexes = all(&lexicon, text, PUBLISHED, None);
        assert_eq!(
            timexes.first().and_then(|t| t.value.as_deref()),
            Some(value),
            "{text}"
        );
    }
}

#[test]
fn a_claims_phrase_picks_and_opens() {
    let lexicon = lexicon();
    let text = "Thousands have fled since the war began in March 2011, and on Friday more left.";
    let phrase = Span::new(20, 53);
    assert_eq!(phrase.of(text), "since the war began in March 2011");
    let found = opened(text, &find(text, &lexicon), phrase, &lexicon);
    let timexes = resolve(
        &found,
        &TimeContext {
            published: day(PUBLISHED),
            ..TimeContext::default()
        },
    );
    assert_eq!(
        of_phrase(&timexes, phrase).map(|i| shown(&timexes[i])).as_deref(),
        Some("2011-03-01/2018-08-27")
    );
    let day = "since Monday".len();
    let text = "since Monday";
    let bare = opened(text, &find(text, &lexicon), Span::new(6, day), &lexicon);
    assert_eq!(bare[0].bound, super::super::Bound::On);
}

#[test]
fn any_input_is_read() {
    let lexicon = lexicon();
    let parts = [
        "the",
        "last",
        "first",
        "week",
        "of",
        "August",
        "31",
        "2018",
        "-",
        ":",
        "24",
        "é",
        "’",
        "70s",
        "1990's",
        ".",
        "to",
        "and",
        "between",
        "since",
        "ago",
        "three",
        "hundred",
        "million",
        "BC",
        "early",
        "mid",
        "night",
        "Q",
        "4",
        "\n",
        "Feb",
        "30",
        "Friday",
        "next",
        "year",
        "every",
        "half",
        "a",
        "999999999999",
        "00",
        "/",
        "century",
        "p.m.",
        "before",
        "that",
        "past",
        "half",
        "—",
        "الف",
    ];
    // A fixed linear congruence: the same texts every time.
    let mut state: u64 = 7;
    for round in 0..3000 {
        let mut text = String::new();
        for _ in 0..(round % 17) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(parts[(state >> 33) as usize % parts.len()]);
            if state & 0x10000 != 0 {
                text.push(' ');
            }
        }
        let found = find(&text, &lexicon);
        let mut end = 0;
        for e in &found {
            assert!(
                !e.span.of(&text).is_empty() && e.phrase.contains(e.span),
                "{text:?} {e:?}"
            );
            assert!(e.span.start >= end, "{text:?}");
            end = e.span.end;
        }
        for published in [None, PUBLISHED, Some("-9999-01-01"), Some("9999-12-31")] {
            for narrative in [true, false] {
                let context = TimeContext {
                    published: published.and_then(|p| p.parse().ok()),
                    narrative,
                    tense: vec![],
                };
                for t in resolve(&found, &context) {
                    let ordered = t.days.start.zip(t.days.end).is_none_or(|(a, b)| a <= b);
                    assert!(ordered || t.phrase != t.span, "{text:?} {t:?}");
                }
            }
        }
    }
}

/// The first expression's span and days in each text, told in the past and published on a Monday, 27 August 2018.
fn check_texts(rows: &[(&str, &str, &str)]) {
    let lexicon = lexicon();
    for (text, span, days) in rows {
        let timexes = all(&lexicon, text, PUBLISHED, Some(Tense::Past));
        let got = timexes.first().map(|t| (t.span.of(text), shown(t)));
        assert_eq!(got, Some((*span, (*days).to_owned())), "{text}");
    }
}

#[test]
fn months_of_other_calendars() {
    check_texts(&[
        (
            "The truce held during Ramadan.",
            "Ramadan",
            "2018-05-16/2018-06-14",
        ),
        (
            "It was broken in Ramadan 2016.",
            "Ramadan 2016",
            "2016-06-07/2016-07-06",
        ),
        (
            "They met in the last week of Ramadan.",
            "the last week of Ramadan",
            "2018-06-08/2018-06-14",
        ),
        (
            "Shops closed on Eid al-Fitr.",
            "Eid al-Fitr",
            "2018-06-15/2018-06-17",
        ),
        ("Fires were lit on Nowruz.", "Nowruz", "2018-03-21"),
        (
            "Rebels (May-August 1950) held it.",
            "May",
            "1950-05-01/1950-08-31",
        ),
        ("A car blew up on Newroz 2015.", "Newroz 2015", "2015-03-21"),
        (
            "Churches were hit on Easter Sunday 2019.",
            "Easter Sunday 2019",
            "2019-04-21",
        ),
    ]);
    let lexicon = lexicon();
    let text = "Buses will run until Nowruz.";
    let ahead = all(&lexicon, text, PUBLISHED, Some(Tense::Future));
    assert_eq!(shown(&ahead[0]), "../2019-03-21");
    let moon = all(
        &lexicon,
        "It was calm during Ramadan.",
        PUBLISHED,
        Some(Tense::Past),
    );
    assert_eq!(
        moon[0].days.edtf.as_deref(),
        Some("2018-05-16~/2018-06-14~"),
        "the moon is seen, not reckoned"
    );
}

#[test]
fn what_has_gone_on_until_publication() {
    check_texts(&[
        (
            "Jets struck for an eighth consecutive day.",
            "an eighth consecutive day",
            "2018-08-20/2018-08-27",
        ),
        (
            "Shops were shut for a second day.",
            "a second day",
            "2018-08-26/2018-08-27",
        ),
        (
            "It burned for the third straight night.",
            "the third straight night",
            "2018-08-25/2018-08-27",
        ),
        ("Hundreds fled during the week.", "week", "2018-08-27"),
    ]);
}

#[test]
fn counted_from_what_was_told_last() {
    let lexicon = lexicon();
    let check = |text: &str, want: &str| {
        let timexes = all(&lexicon, text, PUBLISHED, Some(Tense::Past));
        assert_eq!(timexes.last().map(shown).as_deref(), Some(want), "{text}");
    };
    check("They dug between January and March.", "2018-01-01/2018-03-31");
    check("They came on 3 June. They left at noon.", "2018-06-03");
    check(
        "They came on 3 June. Bread has been dear since 1 May. They left at noon.",
        "2018-06-03",
    );
    check(
        "They came in 2016. That October they left.",
        "2016-10-01/2016-10-31",
    );
    check(
        "They came in 2016. The following spring they left.",
        "2017-03-01/2017-05-31",
    );
    check("They stayed between 3 and 9 June. One left at noon.", "-");
}

#[test]
fn times_of_day_in_notes_are_no_years() {
    check_texts(&[
        ("1530: convoy left the base.", "1530", "2018-08-27"),
        ("1545 - shots heard to the north.", "1545", "2018-08-27"),
        ("The road was clear by 1630.", "1630", "2018-08-27"),
        (
            "The city, founded in 1535, was quiet.",
            "1535",
            "1535-01-01/1535-12-31",
        ),
        ("They left at noon.", "noon", "2018-08-27"),
        (
            "Floods\n2008 the north\n2011 the coast\n2015 the capital",
            "2008",
            "2008-01-01/2008-12-31",
        ),
    ]);
    let lexicon = lexicon();
    let text = "On 12 August rebels came. Guards fled before dawn.";
    let found = all(&lexicon, text, PUBLISHED, Some(Tense::Past));
    assert_eq!(shown(&found[1]), "2018-08-12", "the day last told");
    let log =
        "0630 left the base\n0815 first post, no fuel since June\n1130 women at the well\n1245 second post";
    let found = all(&lexicon, log, PUBLISHED, None);
    let days: Vec<_> = found.iter().map(shown).collect();
    let today = "2018-08-27";
    assert_eq!(days, [today, today, "2018-06-01/2018-08-27", today, today]);
}
