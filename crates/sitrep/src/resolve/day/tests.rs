//! In: sentences of our own with small trees. Out: checks of the day of an act.

use jiff::civil::Date;
use text::Analysis;

use super::of_act;
use crate::claim::flat::Flat;
use crate::record::{Status, Time};
use crate::resolve::count::NumberLexicon;
use crate::resolve::time::{Dates, TimeContext, TimeLexicon, find, tense_at};
use crate::testing::{draft, sentence};

/// A Wednesday.
const PUBLISHED: &str = "2018-08-29";

/// "start/end", one day alone, ".." for an open side, "-" without days.
fn shown(time: Option<&Time>) -> String {
    let side = |d: Option<Date>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
    match time.map(|t| (t.value.start, t.value.end)) {
        None | Some((None, None)) => "-".to_owned(),
        Some((a, b)) if a == b => side(a),
        Some((a, b)) => format!("{}/{}", side(a), side(b)),
    }
}

/// The days of the act at `word` (from 1), with the word of time that the heads chose (0: none).
fn check(table: &str, word: usize, kind: &str, status: Status, time: usize, want: &str) {
    let numbers = NumberLexicon::parse(include_str!("../../../../../data/lexicon/en/number.toml"));
    let numbers = numbers.expect("number words");
    let lexicon = TimeLexicon::parse(include_str!("../../../../../data/lexicon/en/time.toml"), &numbers);
    let lexicon = lexicon.expect("time words");
    let words: Vec<&str> = table
        .lines()
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    let text = words.join(" ");
    let mut s = sentence(table);
    for (t, line) in s.tokens.iter_mut().zip(table.lines()) {
        t.feats = match line.split_whitespace().nth(5) {
            Some("past") => "Tense=Past|VerbForm=Fin".to_owned(),
            Some("now") => "Tense=Pres|VerbForm=Fin".to_owned(),
            _ => "_".to_owned(),
        };
    }
    let analysis = Analysis {
        sentences: vec![s],
        names: Vec::new(),
    };
    let found = find(&text, &lexicon);
    let context = TimeContext {
        published: PUBLISHED.parse().ok(),
        tense: found
            .iter()
            .map(|e| tense_at(&analysis, e.span, &lexicon))
            .collect(),
        narrative: false,
    };
    let dates = Dates::read(&found, context);
    let mut d = draft(word - 1, kind);
    d.status = status;
    d.time = time.checked_sub(1);
    let got = of_act(&dates, &lexicon, &Flat::new(&analysis), &d);
    assert_eq!(shown(got.as_ref()), want, "{text}: {got:?}");
}

#[test]
fn the_act_governs_its_weekday() {
    let hit = "Convoys convoy NOUN 6 nsubj\nhit hit VERB 1 acl\non on ADP 4 case\nTuesday Tuesday PROPN 2 obl\nwill will AUX 6 aux now\nleave leave VERB 0 root";
    check(hit, 2, "ASSAULT", Status::Occurred, 4, "2018-08-28");
    let set = "Raids raid NOUN 3 nsubj:pass\nare be AUX 3 aux:pass now\nset set VERB 0 root\nfor for ADP 5 case\nFriday Friday PROPN 3 obl";
    check(set, 1, "ASSAULT", Status::Planned, 5, "2018-08-31");
    let own = "Guards guard NOUN 2 nsubj\nfled flee VERB 0 root past\non on ADP 4 case\nWednesday Wednesday PROPN 2 obl";
    check(own, 2, "RETREAT", Status::Occurred, 4, "2018-08-29");
    check(own, 2, "RETREAT", Status::Occurred, 0, "2018-08-29");
}

#[test]
fn a_plan_does_not_take_the_day_of_its_announcement() {
    let vote = "Members member NOUN 2 nsubj\nvoted vote VERB 0 root past\nfor for ADP 4 case\ntruces truce NOUN 2 obl\non on ADP 6 case\nSaturday Saturday PROPN 2 obl";
    check(vote, 4, "RETREAT", Status::Planned, 6, "-");
    check(vote, 2, "AGREE", Status::Occurred, 6, "2018-08-25");
}

#[test]
fn since_when_it_began_and_what_happened_then() {
    let war = "Since since SCONJ 3 mark\nwar war NOUN 3 nsubj\nbegan begin VERB 8 advcl past\nin in ADP 5 case\n2011 2011 NUM 3 obl\nthousands thousand NOUN 8 nsubj\nhave have AUX 8 aux now\ndied die VERB 0 root";
    check(war, 8, "ASSAULT", Status::Occurred, 0, "2011-01-01/2018-08-29");
    let then = "Roads road NOUN 3 nsubj\nare be AUX 3 cop now\nshut shut ADJ 0 root\nsince since ADP 5 case\nFriday Friday PROPN 3 obl\nwhen when ADV 8 advmod\ntroops troop NOUN 8 nsubj\nrose rise VERB 5 acl:relcl past";
    check(then, 8, "ASSAULT", Status::Occurred, 5, "2018-08-24");
    check(then, 3, "COERCE", Status::Ongoing, 5, "2018-08-24/2018-08-29");
    let siege = "Sieges siege NOUN 2 nsubj\nbegan begin VERB 0 root past\non on ADP 4 case\nMonday Monday PROPN 2 obl";
    check(siege, 1, "COERCE", Status::Ongoing, 4, "2018-08-27/2018-08-29");
    check(siege, 1, "COERCE", Status::Occurred, 4, "2018-08-27");
}

#[test]
fn how_long_it_has_gone_on() {
    let held = "Rebels rebel NOUN 3 nsubj\nhave have AUX 3 aux now\nheld hold VERB 0 root\nFoua Foua PROPN 3 obj\nfor for ADP 7 case\nthree three NUM 7 nummod\nyears year NOUN 3 obl";
    check(held, 3, "COERCE", Status::Ongoing, 7, "2015-08-29/2018-08-29");
    let until = "Truces truce NOUN 3 nsubj\nwill will AUX 3 aux now\nlast last VERB 0 root\nuntil until ADP 5 case\nFriday Friday PROPN 3 obl";
    check(until, 1, "RETREAT", Status::Planned, 5, "2018-08-29/2018-08-31");
}

#[test]
fn verbs_with_one_subject_share_a_day() {
    let both = "They they PRON 2 nsubj\nshut shut VERB 0 root past\nports port NOUN 2 obj\nand and CCONJ 5 cc\nexpelled expel VERB 2 conj past\nenvoys envoy NOUN 5 obj\non on ADP 8 case\nFriday Friday PROPN 5 obl";
    check(both, 2, "COERCE", Status::Occurred, 0, "2018-08-24");
    let two = "They they PRON 2 nsubj\nshut shut VERB 0 root past\nports port NOUN 2 obj\nand and CCONJ 6 cc\nenvoys envoy NOUN 6 nsubj\nfled flee VERB 2 conj past\non on ADP 8 case\nFriday Friday PROPN 6 obl";
    check(two, 2, "COERCE", Status::Occurred, 0, "-");
    let resumed = "Shelling shelling NOUN 2 nsubj\nresumed resume VERB 0 root past\non on ADP 4 case\nFriday Friday PROPN 2 obl";
    check(resumed, 1, "ASSAULT", Status::Occurred, 0, "2018-08-24");
}

#[test]
fn a_time_that_opens_the_sentence_dates_its_main_verb() {
    let lost = "On on ADP 3 case\nFriday Friday PROPN 3 compound\nguards guard NOUN 4 obl\nshot shoot VERB 0 root past\nmen man NOUN 4 obj";
    check(lost, 4, "ASSAULT", Status::Occurred, 0, "2018-08-24");
    let other = "On on ADP 3 case\nFriday Friday PROPN 3 compound\nguards guard NOUN 4 obl\nsaid say VERB 0 root past\nmen man NOUN 6 nsubj\nfled flee VERB 4 ccomp past";
    check(other, 6, "RETREAT", Status::Occurred, 0, "-");
}

#[test]
fn counted_from_the_main_clause() {
    let after = "Envoys envoy NOUN 2 nsubj\nmet meet VERB 0 root past\non on ADP 4 case\nMonday Monday PROPN 2 obl\n, , PUNCT 2 punct\ntwo two NUM 7 nummod\ndays day NOUN 10 obl\nafter after SCONJ 10 mark\nguards guard NOUN 10 nsubj\nfled flee VERB 2 advcl past";
    check(after, 10, "RETREAT", Status::Occurred, 7, "2018-08-25");
    check(after, 2, "CONSULT", Status::Occurred, 4, "2018-08-27");
}
