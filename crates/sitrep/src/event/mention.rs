//! In: accounts. Out: a [`Batch`]: what is compared of each claim ([`Profile`]) and where it stands in its report
//! ([`Site`]), words and names as numbers. What a report says around a claim is in `clause.rs`. Knows no other report.

use std::collections::HashMap;

use text::Span;

use super::account::Account;
use super::clause;
use super::crowd::crowds;
use super::day::{SHORT, day, is_said};
use super::kin::{Kin, kin};
use super::profile::{Day, Days, Field, Profile, of_days, of_point};
use super::words::{LinkWords, fold, skeleton, stem, words};
use crate::record::{CountRole, CountScope, PlacePrecision, Status, TimePrecision};
use crate::resolve::time::TimeLexicon;

/// Interned words and names; a number stands for each.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<Box<str>, u32>,
}

impl Names {
    /// The number of a word.
    pub fn id(&mut self, word: &str) -> u32 {
        let next = self.ids.len() as u32;
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        self.ids.insert(word.into(), next);
        next
    }
}

/// Where a claim stands in its report, and how it bears on the claims before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Site {
    /// Report.
    pub doc: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// Byte of the trigger in the sentence.
    pub at: u32,
    /// Its own first day, else its report's; 0 where neither is known.
    pub day: Day,
    /// It has days of its own.
    pub dated: bool,
    /// It names a place.
    pub placed: bool,
    /// The trigger tells a casualty.
    pub casualty: bool,
    /// The trigger or the sentence takes up what was told before.
    pub definite: bool,
    /// The trigger brings a new act.
    pub indefinite: bool,
    /// Signs of a list between the trigger before it in the sentence and this one.
    pub parted: u8,
    /// Rank of the claim of its type that the report tells last before it.
    pub before: Option<u32>,
}

/// What linking knows of a set of claims.
#[derive(Debug, Default)]
pub struct Batch {
    /// Where each stands, by rank.
    pub sites: Vec<Site>,
    /// What each tells, by rank.
    pub profiles: Vec<Profile>,
    /// Which names can be one.
    pub kin: Kin,
}

/// A claim while its report is read: lists of what it tells, each value once.
#[derive(Debug, Default)]
pub struct Mention {
    /// Where it stands.
    pub site: Site,
    /// Its rank.
    pub rank: u32,
    /// Type.
    pub kind: u32,
    /// Its own days, when they are three at most.
    pub days: Option<Days>,
    /// Names of its places.
    pub places: Vec<u32>,
    /// What it tells so far.
    pub told: Vec<(Field, u64)>,
    published: Option<Day>,
    signs: [bool; 4],
}

/// Days before the report from which on an act is recalled, not reported.
const OLD: Day = 21;
/// Shortest interval that makes an act up to the day of the report a total of several.
const TOTAL: Day = 4;
/// Words before the trigger that are looked at for articles.
const BEFORE: usize = 3;

/// What linking knows of the accounts; their order is their rank.
pub fn batch(accounts: &[&Account], lexicon: &LinkWords, times: &TimeLexicon) -> Batch {
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    let place = |i: usize| {
        let a = accounts[i];
        (a.doc_id.as_str(), a.sentence, a.trigger.start, i)
    };
    order.sort_unstable_by_key(|i| place(*i));
    let mut out = Batch {
        sites: vec![Site::default(); accounts.len()],
        profiles: vec![Profile::default(); accounts.len()],
        kin: Kin::new(),
    };
    // Words and bones of names are apart, so that kin are sought among names only.
    let (mut ids, mut bones) = (Names::default(), Names::default());
    for (doc, report) in order
        .chunk_by(|a, b| accounts[*a].doc_id == accounts[*b].doc_id)
        .enumerate()
    {
        let mut mentions: Vec<Mention> = (report.iter())
            .map(|i| {
                mention(
                    accounts[*i],
                    (doc as u32, *i as u32),
                    lexicon,
                    &mut ids,
                    &mut bones,
                )
            })
            .collect();
        clause::around(&mut mentions, accounts, lexicon, times, &mut ids, &mut bones);
        clause::before(&mut mentions);
        clause::theatre(&mut mentions);
        for m in mentions {
            let at = m.rank as usize;
            out.profiles[at] = Profile::of((m.site.doc, m.rank), m.kind, m.published, m.signs, &m.told);
            out.sites[at] = m.site;
        }
    }
    let Batch { sites, profiles, .. } = &mut out;
    crowds(profiles, |i| sites[i].day);
    let mut names: Vec<(u32, &str)> = bones.ids.iter().map(|(n, i)| (*i, &**n)).collect();
    names.sort_unstable();
    out.kin = kin(&names);
    out
}

fn name_ids(text: &str, lexicon: &LinkWords, bones: &mut Names) -> Vec<u32> {
    let capital = words(text).filter(|(_, w)| clause::is_name(w) && !lexicon.stop.contains(&fold(w)));
    let skeletons = capital.map(|(_, w)| skeleton(w, &lexicon.articles));
    skeletons
        .filter(|s| !s.is_empty())
        .map(|s| bones.id(&s))
        .collect()
}

fn mention(
    a: &Account,
    (doc, rank): (u32, u32),
    lexicon: &LinkWords,
    ids: &mut Names,
    bones: &mut Names,
) -> Mention {
    let published = a.published.map(day);
    let plan = matches!(a.status, Status::Planned | Status::Hypothetical);
    let (days, short) = days(a, published, plan);
    // "…, officials said on Friday" dates the telling; the act was on that day or the one before.
    let said = days.filter(|_| short && said_then(a, lexicon));
    let days = days.filter(|_| said.is_none());
    let trigger = fold(a.trigger.of(&a.text));
    let casualty = lexicon.casualty.contains(stem(&trigger));
    let mut told: Vec<(Field, u64)> = Vec::new();
    told.extend(said.map(|d| (Field::DayLast, of_days((d.0 - 1, d.1)))));
    told.extend(days.map(|d| (if short { Field::Day } else { Field::Period }, of_days(d))));
    let mut places: Vec<u32> = a
        .places
        .iter()
        .flat_map(|p| name_ids(&p.text, lexicon, bones))
        .collect();
    places.sort_unstable();
    places.dedup();
    told.extend(places.iter().map(|p| (Field::Place, u64::from(*p))));
    let value = a.places.first().and_then(|p| p.value.as_ref());
    if let Some(v) = value {
        let town = [
            PlacePrecision::Exact,
            PlacePrecision::Near,
            PlacePrecision::Admin2,
        ];
        if town.contains(&v.precision) {
            told.push((Field::Point, of_point(v.lat as f32, v.lon as f32)));
        }
        told.extend(v.country.iter().map(|c| (Field::Country, u64::from(ids.id(c)))));
        let unit = v.admin1.iter().flat_map(|u| name_ids(u, lexicon, bones));
        told.extend(unit.map(|u| (Field::Within, u64::from(u))).collect::<Vec<_>>());
    }
    for (field, list) in [(Field::Recipient, &a.recipients), (Field::Actor, &a.actors)] {
        let last = list.iter().filter_map(|w| words(&w.text).last());
        let folded = last.map(|(_, w)| fold(w)).filter(|w| !lexicon.stop.contains(w));
        told.extend(folded.map(|w| (field, u64::from(ids.id(stem(&w))))));
    }
    let sectors = a.recipients.iter().filter_map(|w| w.sector.as_ref());
    told.extend(sectors.map(|s| (Field::Sector, u64::from(ids.id(s)))));
    let codes = a.actors.iter().filter_map(|w| w.code.as_ref());
    told.extend(codes.map(|c| (Field::Code, u64::from(ids.id(c)))));
    if !casualty {
        told.push((Field::Trigger, u64::from(ids.id(stem(&trigger)))));
    }
    told.extend(a.mode.iter().map(|m| (Field::Mode, u64::from(ids.id(m)))));
    let group = |m: &String| lexicon.weapons.iter().position(|g| g.contains(m));
    told.extend(a.mode.as_ref().and_then(group).map(|g| (Field::Weapon, g as u64)));
    for c in &a.counts {
        let field = if c.role == CountRole::Killed {
            Field::Killed
        } else {
            Field::Number
        };
        told.extend(c.value.best.or(c.value.low).or(c.value.high).map(|n| (field, n)));
    }
    let old = days.zip(published).is_some_and(|(d, p)| p - d.1 > OLD);
    let denied = matches!(a.status, Status::Denied | Status::Negated);
    let lead: Vec<String> = words(&a.text[..a.trigger.start])
        .map(|(_, w)| w.to_lowercase())
        .collect();
    let lead = &lead[lead.len().saturating_sub(BEFORE)..];
    let first = words(&a.text)
        .next()
        .map(|(_, w)| w.to_lowercase())
        .unwrap_or_default();
    Mention {
        site: Site {
            doc,
            sentence: a.sentence as u32,
            at: a.trigger.start as u32,
            day: days.map(|d| d.0).or(published).unwrap_or(0),
            dated: days.is_some(),
            placed: !places.is_empty() || value.is_some(),
            casualty,
            definite: lead.iter().any(|w| lexicon.definite.contains(w)) || lexicon.going_on.contains(&first),
            indefinite: lead.iter().any(|w| lexicon.indefinite.contains(w)),
            ..Site::default()
        },
        rank,
        kind: ids.id(&a.kind),
        days: days.filter(|_| short),
        places,
        told,
        published,
        signs: [old, plan, aggregate(a, days, published, lexicon), denied],
    }
}

/// True when the claim's own time is that of the telling.
fn said_then(a: &Account, lexicon: &LinkWords) -> bool {
    let words = a.time.as_ref().and_then(|t| t.text.as_deref());
    let at = words.and_then(|w| a.text.find(w).map(|i| Span::new(i, i + w.len())));
    at.is_some_and(|at| is_said(&a.text, at, lexicon))
}

/// True for a sum: of numbers, of the days up to the report, or over a time that names no day ("in two weeks").
fn aggregate(a: &Account, days: Option<Days>, published: Option<Day>, lexicon: &LinkWords) -> bool {
    let long = |(d, p): (Days, Day)| d.1 - d.0 >= TOTAL && d.1 >= p - 3;
    let vague = a
        .time
        .iter()
        .filter(|t| t.value.start.is_none())
        .filter_map(|t| t.text.as_deref());
    a.counts.iter().any(|c| c.scope != CountScope::Single)
        || days.zip(published).is_some_and(long)
        || vague.flat_map(words).any(|(_, w)| lexicon.spans.contains(w))
}

/// First and last day, and whether they fix a day. A weekday that would put a deed after its report, or a plan before it,
/// is taken a week off.
fn days(a: &Account, published: Option<Day>, plan: bool) -> (Option<Days>, bool) {
    let Some(time) = &a.time else { return (None, false) };
    let (start, end) = (time.value.start.map(day), time.value.end.map(day));
    let Some(start) = start else { return (None, false) };
    let mut days = (
        start,
        end.unwrap_or_else(|| published.map_or(start, |p| p.max(start)))
            .max(start),
    );
    if let (Some(p), true) = (published, days.0 == days.1) {
        if !plan && (1..=7).contains(&(days.0 - p)) {
            days = (days.0 - 7, days.1 - 7);
        } else if plan && (1..=7).contains(&(p - days.0)) {
            days = (days.0 + 7, days.1 + 7);
        }
    }
    let long = matches!(time.value.precision, TimePrecision::Month | TimePrecision::Year);
    (Some(days), days.1 - days.0 <= SHORT && !long)
}
