//! In: a number. Out: that many invented claims, spread over days, towns and kinds of acts as news is: few happenings are
//! told often, most once or twice; towns of one country, days a year for every 100,000 claims or so. Knows no linking.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::date;
use sitrep::event::{Account, Event, Number, When, Where, Who};
use sitrep::record::{
    CountRole, CountScope, CountValue, PlacePrecision, PlaceValue, Status, TimeBasis, TimePrecision,
    TimeValue,
};
use text::Span;

use super::Dice;

const ACTS: [(&str, &str, &[&str]); 8] = [
    (
        "ASSAULT",
        "heavy-weapons",
        &["shelled", "shelling", "bombardment", "fired"],
    ),
    ("ASSAULT", "explosives", &["blast", "bomb", "explosion", "attack"]),
    ("ASSAULT", "firearms", &["shot", "attacked", "ambush", "raid"]),
    ("ASSAULT", "aerial", &["bombed", "strike", "raid", "struck"]),
    ("COERCE", "arrest", &["arrested", "detained", "rounded up"]),
    ("PROTEST", "demo", &["marched", "rally", "protest"]),
    ("AID", "relief", &["delivered", "distributed"]),
    ("MOBILIZE", "troops", &["deployed", "sent"]),
];
const TARGETS: [&str; 16] = [
    "market",
    "bus",
    "school",
    "convoy",
    "checkpoint",
    "mosque",
    "village",
    "bridge",
    "hospital",
    "depot",
    "farm",
    "mill",
    "patrol",
    "station",
    "camp",
    "warehouse",
];
const SYLLABLES: [&str; 24] = [
    "ka", "ro", "mi", "tu", "ba", "len", "dor", "sa", "ni", "gol", "har", "pe", "zu", "wa", "kir", "mo",
    "tan", "fe", "lu", "dak", "yo", "bri", "os", "gu",
];

struct Story {
    act: usize,
    town: usize,
    day: i32,
    killed: u64,
    target: usize,
}

fn town(n: usize) -> String {
    let mut out = String::new();
    let mut k = n * 7919 + 13;
    for _ in 0..4 {
        out += SYLLABLES[k % 24];
        k /= 24;
        k += n;
    }
    out[..1].to_uppercase() + &out[1..]
}

/// Claims of invented stories; the story stands in the claim's id behind a dot.
pub fn accounts(number: usize) -> Vec<Account> {
    let mut dice = Dice(88_172_645_463_325_252);
    let days = (number / 270).max(30);
    let mut out: Vec<Account> = Vec::with_capacity(number);
    let mut n = 0;
    while out.len() < number {
        let story = Story {
            act: dice.below(8),
            town: dice.below(4000),
            day: dice.below(days) as i32,
            killed: 1 + dice.below(30) as u64,
            target: dice.below(16),
        };
        // Told once or twice mostly, a few of them by dozens.
        let told = match dice.below(100) {
            0..60 => 1 + dice.below(2),
            60..90 => 3 + dice.below(5),
            90..99 => 8 + dice.below(20),
            _ => 30 + dice.below(60),
        };
        for _ in 0..told.min(number - out.len()) {
            out.push(account(n, out.len(), &story, &mut dice));
        }
        n += 1;
    }
    out
}

fn account(story: usize, number: usize, s: &Story, dice: &mut Dice) -> Account {
    let (kind, mode, words) = ACTS[s.act];
    let word = words[dice.below(words.len())];
    let (name, target) = (town(s.town), TARGETS[s.target]);
    let late = dice.below(6) as i32;
    let day = date(2020, 1, 1).saturating_add(s.day.days());
    let (placed, dated) = (dice.below(10) < 7, dice.below(10) < 6);
    let lead = format!("Report {} says that armed men ", number % 97);
    let mut text = format!("{lead}{word} a {target}");
    let trigger = Span::new(lead.len(), lead.len() + word.len());
    if placed {
        let _ = write!(text, " in {name}");
    }
    let killed = s.killed + dice.below(3) as u64;
    let _ = write!(
        text,
        ", killing {killed} people of the {}.",
        SYLLABLES[dice.below(24)]
    );
    let spot = |k: usize, m: f64| (s.town * k % 997) as f64 / m;
    Account {
        id: format!(
            "{:016x}.{story}",
            (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ),
        doc_id: format!("d{}", number / 3 * 7 % (number + 11)),
        source: Some(format!("Source {}", dice.below(200))),
        published: Some(day.saturating_add(late.days())),
        sentence: dice.below(8),
        text,
        trigger,
        kind: kind.to_owned(),
        mode: Some(mode.to_owned()),
        actors: vec![Who {
            text: "armed men".to_owned(),
            name: None,
            code: None,
            sector: None,
        }],
        recipients: vec![Who {
            text: format!("a {target}"),
            name: None,
            code: None,
            sector: None,
        }],
        places: if placed {
            vec![Where {
                text: name.clone(),
                value: Some(PlaceValue {
                    name,
                    geonames_id: Some(s.town as u64),
                    lat: 5.0 + spot(31, 50.0),
                    lon: 10.0 + spot(57, 40.0),
                    country: Some(["SDN", "TCD", "NER", "MLI", "BFA"][s.town % 5].to_owned()),
                    admin1: None,
                    feature: "PPL".to_owned(),
                    precision: PlacePrecision::Exact,
                    radius_km: 5.0,
                    pcode: None,
                }),
            }]
        } else {
            Vec::new()
        },
        time: dated.then(|| When {
            text: Some("on that day".to_owned()),
            value: TimeValue {
                start: Some(day),
                end: Some(day),
                edtf: None,
                precision: TimePrecision::Day,
                basis: TimeBasis::Text,
            },
        }),
        place_inferred: None,
        time_inferred: None,
        counts: vec![Number {
            text: killed.to_string(),
            of: None,
            role: CountRole::Killed,
            value: CountValue {
                low: Some(killed),
                best: Some(killed),
                high: Some(killed),
            },
            scope: CountScope::Single,
        }],
        status: Status::Occurred,
        said_by: None,
        campaign: None,
        confidence: 0.9,
    }
}

/// Percent of claims whose event holds more claims of their story than of others: a check that speed is not bought by
/// linking nothing or everything.
pub fn right(all: &[Account], events: &[Event]) -> f64 {
    let story = |id: &str| id.split('.').nth(1).unwrap_or_default().to_owned();
    let mut size: HashMap<String, usize> = HashMap::new();
    for a in all {
        *size.entry(story(&a.id)).or_default() += 1;
    }
    let mut good = 0;
    for e in events {
        let mut own: HashMap<String, usize> = HashMap::new();
        for c in &e.claims {
            *own.entry(story(&c.claim_id)).or_default() += 1;
        }
        for (s, n) in own {
            if 2 * n > e.claims.len() && 2 * n > size[&s] {
                good += n;
            }
        }
    }
    100.0 * good as f64 / all.len() as f64
}
