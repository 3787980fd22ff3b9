//! In: sentences of our own. Out: checks of what is found and which days it names.

mod texts;

use super::super::count::NumberLexicon;
use super::{Tense, TimeContext, TimeLexicon, Timex, find, resolve};
use jiff::civil::Date;

pub(super) fn lexicon() -> TimeLexicon {
    let numbers = NumberLexicon::parse(include_str!("../../../../../data/lexicon/en/number.toml"))
        .expect("number words");
    TimeLexicon::parse(include_str!("../../../../../data/lexicon/en/time.toml"), &numbers)
        .expect("time words")
}

fn day(day: Option<&str>) -> Option<Date> {
    day.map(|d| d.parse().expect("a day"))
}

fn all(lexicon: &TimeLexicon, text: &str, published: Option<&str>, tense: Option<Tense>) -> Vec<Timex> {
    let found = find(text, lexicon);
    let tense = vec![tense; found.len()];
    resolve(
        &found,
        &TimeContext {
            published: day(published),
            tense,
            narrative: false,
        },
    )
}

/// "2018-08-01/2018-08-07", one day alone, ".." for an open side; EDTF where no day is known; "-" for nothing.
fn shown(timex: &Timex) -> String {
    let side = |d: Option<Date>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
    match (timex.days.start, timex.days.end) {
        (None, None) => timex.days.edtf.clone().unwrap_or_else(|| "-".to_owned()),
        (a, b) if a == b => side(a),
        (a, b) => format!("{}/{}", side(a), side(b)),
    }
}

/// Each row: the words, and the first expression's span and days.
fn check(published: Option<&str>, tense: Option<Tense>, rows: &[(&str, &str, &str)]) {
    let lexicon = lexicon();
    let mut wrong = Vec::new();
    for (words, span, days) in rows {
        let text = format!("The convoy was stopped {words}, officials said.");
        let timexes = all(&lexicon, &text, published, tense);
        let got = timexes.first().map(|t| (t.span.of(&text), shown(t)));
        if got != Some((*span, (*days).to_owned())) {
            wrong.push(format!("{words}: {got:?}, wanted {span} {days}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A Monday.
const PUBLISHED: Option<&str> = Some("2018-08-27");

#[test]
fn days_and_weeks_before_publication() {
    check(
        PUBLISHED,
        Some(Tense::Past),
        &[
            ("on Saturday", "Saturday", "2018-08-25"),
            ("on Monday", "Monday", "2018-08-27"),
            ("last Monday", "last Monday", "2018-08-20"),
            ("on Sunday night", "Sunday night", "2018-08-26"),
            ("late on Tuesday", "late on Tuesday", "2018-08-21"),
            ("yesterday", "yesterday", "2018-08-26"),
            ("today", "today", "2018-08-27"),
            (
                "the day before yesterday",
                "the day before yesterday",
                "2018-08-25",
            ),
            ("this morning", "this morning", "2018-08-27"),
            ("last night", "last night", "2018-08-26"),
            ("overnight", "overnight", "2018-08-26/2018-08-27"),
            ("last week", "last week", "2018-08-20/2018-08-26"),
            ("this week", "this week", "2018-08-27"),
            ("last month", "last month", "2018-07-01/2018-07-31"),
            ("this month", "this month", "2018-08-01/2018-08-27"),
            (
                "earlier this month",
                "earlier this month",
                "2018-08-01/2018-08-27",
            ),
            ("this year", "this year", "2018-01-01/2018-08-27"),
            ("last year", "last year", "2017-01-01/2017-12-31"),
            ("late last year", "late last year", "2017-09-01/2017-12-31"),
            ("last weekend", "last weekend", "2018-08-25/2018-08-26"),
            ("on Thursday last week", "Thursday last week", "2018-08-23"),
            ("at 3 p.m. on Friday", "3 p.m. on Friday", "2018-08-24"),
            ("at 1420 on 22 January", "1420 on 22 January", "2018-01-22"),
            ("on Tuesday and Wednesday", "Tuesday", "2018-08-21/2018-08-22"),
        ],
    );
}

#[test]
fn spans_that_roll_and_distances() {
    check(
        PUBLISHED,
        Some(Tense::Past),
        &[
            ("in the last month", "the last month", "2018-07-27/2018-08-27"),
            (
                "over the past two days",
                "the past two days",
                "2018-08-25/2018-08-27",
            ),
            ("over the past year", "the past year", "2017-08-27/2018-08-27"),
            (
                "in the past 24 hours",
                "the past 24 hours",
                "2018-08-26/2018-08-27",
            ),
            (
                "in the past half a year",
                "the past half a year",
                "2018-02-27/2018-08-27",
            ),
            ("in recent months", "recent months", "-"),
            ("two weeks ago", "two weeks ago", "2018-08-13"),
            ("a fortnight ago", "a fortnight ago", "2018-08-13"),
            ("ten days ago", "ten days ago", "2018-08-17"),
            ("three months ago", "three months ago", "2018-05-01/2018-05-31"),
            ("five years ago", "five years ago", "2013-01-01/2013-12-31"),
            (
                "more than six years ago",
                "more than six years ago",
                "../2012-12-31",
            ),
            ("several weeks ago", "several weeks ago", "-"),
            ("for eight days", "eight days", "-"),
            ("six months before the invasion", "six months before", "-"),
            ("recently", "recently", "-"),
        ],
    );
}

#[test]
fn dates_and_parts_of_dates() {
    check(
        PUBLISHED,
        Some(Tense::Past),
        &[
            ("on Aug. 24, 2017", "Aug. 24, 2017", "2017-08-24"),
            ("on 24 August 2017", "24 August 2017", "2017-08-24"),
            (
                "on Thursday, 24 August 2017",
                "Thursday, 24 August 2017",
                "2017-08-24",
            ),
            (
                "on the 24th of August 2017",
                "the 24th of August 2017",
                "2017-08-24",
            ),
            ("on 24 July", "24 July", "2018-07-24"),
            ("on July 24th", "July 24th", "2018-07-24"),
            ("on 3 September", "3 September", "2017-09-03"),
            ("on the 16th", "the 16th", "2018-08-16"),
            ("in July", "July", "2018-07-01/2018-07-31"),
            ("in August", "August", "2018-08-01/2018-08-27"),
            ("in October", "October", "2017-10-01/2017-10-31"),
            ("last October", "last October", "2017-10-01/2017-10-31"),
            ("in August 2017", "August 2017", "2017-08-01/2017-08-31"),
            ("in April last year", "April last year", "2017-04-01/2017-04-30"),
            ("in 2016", "2016", "2016-01-01/2016-12-31"),
            ("in early 2016", "early 2016", "2016-01-01/2016-04-30"),
            ("in mid-July", "mid-July", "2018-07-11/2018-07-20"),
            ("in late July", "late July", "2018-07-21/2018-07-31"),
            ("at the end of June", "the end of June", "2018-06-21/2018-06-30"),
            (
                "in the summer of 2014",
                "the summer of 2014",
                "2014-06-01/2014-08-31",
            ),
            ("last summer", "last summer", "2017-06-01/2017-08-31"),
            (
                "in the winter of 2016",
                "the winter of 2016",
                "2016-12-01/2017-02-28",
            ),
            (
                "in the first week of August",
                "the first week of August",
                "2018-08-01/2018-08-07",
            ),
            (
                "in the last week of July",
                "the last week of July",
                "2018-07-25/2018-07-31",
            ),
            (
                "on the first weekend of July 2018",
                "the first weekend of July 2018",
                "2018-07-07/2018-07-08",
            ),
            (
                "in the first half of 2018",
                "the first half of 2018",
                "2018-01-01/2018-06-30",
            ),
            (
                "in the first half of July 2018",
                "the first half of July 2018",
                "2018-07-01/2018-07-15",
            ),
            ("in Q3 2017", "Q3 2017", "2017-07-01/2017-09-30"),
            ("in the 1990s", "the 1990s", "1990-01-01/1999-12-31"),
            (
                "in the nineteenth century",
                "the nineteenth century",
                "1800-01-01/1899-12-31",
            ),
            ("on 2018-08-24", "2018-08-24", "2018-08-24"),
            ("on 24.08.2018", "24.08.2018", "2018-08-24"),
            ("on 24/08/2018", "24/08/2018", "2018-08-24"),
            ("on 08/24/2018", "08/24/2018", "2018-08-24"),
            ("on 03/04/2018", "03/04/2018", "2018-01-01/2018-12-31"),
            ("at 121530ZAUG18", "121530ZAUG18", "2018-08-12"),
            ("at Christmas", "Christmas", "2017-12-25"),
            ("on New Year's Eve", "New Year's Eve", "2017-12-31"),
        ],
    );
}

#[test]
fn ranges_and_opening_words() {
    check(
        PUBLISHED,
        Some(Tense::Past),
        &[
            ("between 3 and 9 June", "3", "2018-06-03/2018-06-09"),
            ("from 3 to 9 June 2016", "3", "2016-06-03/2016-06-09"),
            ("between 29 April and 5 May", "29 April", "2018-04-29/2018-05-05"),
            ("on 13-14 February", "13", "2018-02-13/2018-02-14"),
            ("on June 3-5, 2016", "June 3", "2016-06-03/2016-06-05"),
            ("between 1998 and 2009", "1998", "1998-01-01/2009-12-31"),
            ("in 2007-08", "2007", "2007-01-01/2008-12-31"),
            ("since June", "June", "2018-06-01/2018-08-27"),
            ("since 27 July", "27 July", "2018-07-27/2018-08-27"),
            ("since at least 2004", "2004", "2004-01-01/2018-08-27"),
            ("since last Tuesday", "last Tuesday", "2018-08-21/2018-08-27"),
            ("since mid-June", "mid-June", "2018-06-15/2018-08-27"),
            ("until 20 July", "20 July", "../2018-07-20"),
            ("on or before 20 July", "20 July", "../2018-07-20"),
            ("on or after 20 July", "20 July", "2018-07-20/.."),
            ("by Friday", "Friday", "../2018-08-24"),
            ("before Tuesday", "Tuesday", "../2018-08-20"),
            ("after 4 July", "4 July", "2018-07-04/.."),
            ("from 1 July", "1 July", "2018-07-01/.."),
        ],
    );
}

#[test]
fn tense_turns_days_to_the_future() {
    check(
        PUBLISHED,
        Some(Tense::Future),
        &[
            ("on Saturday", "Saturday", "2018-09-01"),
            ("next Friday", "next Friday", "2018-08-31"),
            ("tomorrow", "tomorrow", "2018-08-28"),
            ("next week", "next week", "2018-09-03/2018-09-09"),
            ("this month", "this month", "2018-08-01/2018-08-31"),
            ("next month", "next month", "2018-09-01/2018-09-30"),
            ("in December", "December", "2018-12-01/2018-12-31"),
            ("on 3 September", "3 September", "2018-09-03"),
            ("by the end of the month", "the end of the month", "../2018-08-31"),
            ("by Christmas", "Christmas", "../2018-12-25"),
            ("within two weeks", "two weeks", "2018-08-27/2018-09-10"),
        ],
    );
    check(
        PUBLISHED,
        Some(Tense::Present),
        &[
            ("for two weeks", "two weeks", "2018-08-13/2018-08-27"),
            ("until Thursday", "Thursday", "../2018-08-30"),
        ],
    );
    check(
        PUBLISHED,
        None,
        &[
            ("on 3 September", "3 September", "2018-09-03"),
            ("on 5 May", "5 May", "2018-05-05"),
        ],
    );
}

#[test]
fn no_publication_no_invented_day() {
    check(
        None,
        Some(Tense::Past),
        &[
            (
                "in the first week of August",
                "the first week of August",
                "XXXX-08-01/XXXX-08-07",
            ),
            ("on 12 May", "12 May", "XXXX-05-12"),
            ("between 3 and 9 June", "3", "XXXX-06-03/XXXX-06-09"),
            ("since June", "June", "XXXX-06/.."),
            ("in late May", "late May", "XXXX-05-21/XXXX-05-31"),
            ("in July", "July", "XXXX-07"),
            ("on Saturday", "Saturday", "-"),
            ("last month", "last month", "-"),
            ("two weeks ago", "two weeks ago", "-"),
            ("the next day", "the next day", "-"),
            ("in the past year", "the past year", "-"),
            ("in June 2016", "June 2016", "2016-06-01/2016-06-30"),
        ],
    );
}
