//! In: the acts of one report and the places that it names. Out: for acts whose own words name no place the one that the
//! report sets them in, where it makes that plain. Knows no word lists and no other report.
//!
//! Writers say where once and go on, as they do with days (`narrative.rs`): "Shells fell on Hajin at dawn. Two children were
//! killed." Each place of the report is a candidate; a conditional logit weighs them against "the report does not say". Its
//! weights are fitted by `training/events/setting.py` to what coders inferred in reports of our own and others; a place is
//! taken from the model's bar on.

use text::Span;

use super::choice::Choice;
use crate::record::{Claim, Naming, Party, Place, PlacePrecision, PlaceValue, Status};

/// What is weighed of a candidate: name in the table of weights, in the order of the vectors. Each is 0 or 1.
pub const FEATURES: [&str; 27] = [
    // Named in the act's own sentence, before the act; only behind it.
    "own_before",
    "own_behind",
    // Named last in the sentence before, in the one before that, in the three before these, earlier, only later.
    "sentence_before",
    "second_before",
    "some_before",
    "long_before",
    "later",
    // Named in the first sentence.
    "first",
    // The last place named before the act; the last that is finer than a province.
    "last",
    "last_fine",
    // The place of the last act that has one; of the last such act of its type.
    "of_last",
    "of_last_of_type",
    // Acts are there; three or more.
    "of_acts",
    "of_many",
    // Those who act there, or suffer, are this act's too.
    "same_actor",
    "same_recipient",
    // A province; a region, river or road; a country.
    "admin1",
    "area",
    "country",
    // A finer place in it was named in the last three sentences.
    "around_finer",
    // A country, and the act may never be; is one of words.
    "country_plan",
    "country_words",
    // In the same paragraph.
    "paragraph",
    // The report does not say: always; where the act is one of words; a sanction; may never be.
    "none",
    "none_words",
    "none_sanction",
    "none_plan",
];

/// A candidate's features, in the order of [`FEATURES`].
pub type Vector = [f32; FEATURES.len()];

/// Sentences before the act in which a finer place hides the one around it.
const NEAR: usize = 3;
/// Sentences around the act in which places are looked for, and acts around it that count; beyond them a long text would cost
/// more than it tells.
const REACH: usize = 60;
const ACTS: usize = 100;
/// Names before the act, and behind it, that are looked at; and of the first sentence.
const MOST: usize = 200;

/// Weights of the features and the least probability of a place that is taken.
pub type SettingModel = Choice<{ FEATURES.len() }>;

/// Reads the table of weights; see [`Choice::parse`].
pub fn model(table: &str) -> Result<SettingModel, String> {
    Choice::parse(&FEATURES, table)
}

/// A report as its setting is read from it.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    text: &'a str,
    /// Where its sentences begin, in bytes.
    sentences: Vec<usize>,
    /// Where its lines end.
    lines: Vec<usize>,
    /// The places of the world that it names, in order.
    named: Vec<Mention<'a>>,
}

/// A place where it is named.
#[derive(Debug, Clone, Copy)]
struct Mention<'a> {
    place: &'a Place,
    value: &'a PlaceValue,
    sentence: usize,
    paragraph: usize,
}

/// A place that an act may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'a> {
    /// Its mention in the act's sentence, else the last before, else the first behind.
    pub mention: &'a Place,
    /// What is weighed.
    pub features: Vector,
}

/// What an act's place is chosen from.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates<'a> {
    /// Each place of the report once, in the order of their first mentions.
    pub places: Vec<Candidate<'a>>,
    /// What is weighed of "the report does not say".
    pub none: Vector,
}

/// A place of the report with its mentions, in order.
struct Spot<'a> {
    value: &'a PlaceValue,
    mentions: Vec<Mention<'a>>,
}

fn same(a: &PlaceValue, b: &PlaceValue) -> bool {
    a.geonames_id == b.geonames_id && a.name == b.name
}

fn is_fine(v: &PlaceValue) -> bool {
    matches!(
        v.precision,
        PlacePrecision::Exact | PlacePrecision::Near | PlacePrecision::Admin2
    )
}

fn spots<'a>(mentions: impl Iterator<Item = Mention<'a>>) -> Vec<Spot<'a>> {
    let mut out: Vec<Spot<'a>> = Vec::new();
    for m in mentions {
        match out.iter_mut().find(|s| same(s.value, m.value)) {
            Some(s) => s.mentions.push(m),
            None => out.push(Spot {
                value: m.value,
                mentions: vec![m],
            }),
        }
    }
    out
}

impl<'a> Ground<'a> {
    /// Reads the text, the spans of its sentences and the places that it names; all in order.
    pub fn new(text: &'a str, sentences: impl Iterator<Item = Span>, places: &'a [Place]) -> Self {
        let mut ground = Self {
            text,
            sentences: sentences.map(|s| s.start).collect(),
            lines: text.match_indices('\n').map(|(at, _)| at).collect(),
            named: Vec::new(),
        };
        let mention = |place: &'a Place| {
            let at = place.span.start;
            Some(Mention {
                place,
                value: place.value.as_ref()?,
                sentence: ground.sentence(at),
                paragraph: ground.paragraph(at),
            })
        };
        let by_name = places.iter().filter(|p| p.naming == Naming::Name);
        ground.named = by_name.filter_map(mention).collect();
        ground
    }

    /// The sentence that a byte stands in, or the one before it.
    fn sentence(&self, at: usize) -> usize {
        self.sentences.partition_point(|s| *s <= at).saturating_sub(1)
    }

    fn paragraph(&self, at: usize) -> usize {
        self.lines.partition_point(|l| *l < at)
    }

    /// What is named within reach of a sentence, and in the first.
    fn around(&self, sentence: usize) -> impl Iterator<Item = Mention<'a>> {
        let here = self.named.partition_point(|m| m.sentence <= sentence);
        let first = self.named.partition_point(|m| m.sentence == 0).min(MOST);
        let from = self.named.partition_point(|m| m.sentence + REACH < sentence);
        let to = self.named.partition_point(|m| m.sentence <= sentence + REACH);
        let (from, to) = (from.max(here.saturating_sub(MOST)), to.min(here + MOST));
        let near = first.max(from)..to.max(first);
        (self.named[..first].iter().chain(&self.named[near])).copied()
    }
}

/// The place of the world that a claim's own words name.
fn own(c: &Claim) -> Option<&PlaceValue> {
    c.place.as_ref().and_then(|p| p.value.as_ref())
}

fn names<'a>(text: &'a str, parties: &'a [Party]) -> impl Iterator<Item = String> + 'a {
    let words = parties.iter().flat_map(|p| p.span.of(text).split_whitespace());
    words.map(str::to_lowercase).filter(|w| w.len() > 3)
}

fn shares(text: &str, a: &[Party], b: &[Party]) -> bool {
    names(text, a).any(|w| names(text, b).any(|o| o == w))
}

fn plans(s: Status) -> bool {
    matches!(s, Status::Planned | Status::Hypothetical)
}

/// True for acts of words, which reports hardly ever set anywhere.
fn of_words(kind: &str) -> bool {
    matches!(
        kind,
        "ACCUSE"
            | "AGREE"
            | "CONCEDE"
            | "CONSULT"
            | "COOPERATE"
            | "REJECT"
            | "REQUEST"
            | "SUPPORT"
            | "THREATEN"
    )
}

/// The places that claim `i` may have. `claims` stand as in the report.
pub fn candidates<'a>(ground: &Ground<'a>, claims: &[Claim], i: usize) -> Candidates<'a> {
    let (act, text) = (&claims[i], ground.text);
    let (at, within) = (act.trigger.start, act.sentence_span);
    let sentence = ground.sentence(at);
    let told = &claims[i.saturating_sub(ACTS)..claims.len().min(i + ACTS)];
    let earlier = &claims[i.saturating_sub(ACTS)..i];
    let before: Vec<Mention<'_>> = ground
        .around(sentence)
        .filter(|m| m.place.span.start < at)
        .collect();
    let last = before.last().map(|m| m.value);
    let last_fine = before.iter().map(|m| m.value).rfind(|v| is_fine(v));
    let of_last = earlier.iter().rev().find_map(own);
    let of_type = earlier.iter().rev().filter(|c| c.kind == act.kind).find_map(own);
    let is = |v: Option<&PlaceValue>, s: &Spot<'_>| v.is_some_and(|v| same(v, s.value));
    let places = (spots(ground.around(sentence)).iter())
        .map(|s| {
            let start = |m: &Mention<'_>| m.place.span.start;
            let inside = |m: &&Mention<'_>| within.start <= start(m) && start(m) < within.end;
            let in_own: Vec<&Mention<'_>> = s.mentions.iter().filter(inside).collect();
            let back = s.mentions.iter().rfind(|m| start(m) < within.start);
            let far = back.filter(|_| in_own.is_empty()).map(|m| sentence - m.sentence);
            let mention = in_own.last().copied().or(back).unwrap_or(&s.mentions[0]);
            let there: Vec<&Claim> = told.iter().filter(|c| is(own(c), s)).collect();
            let near = before.iter().filter(|m| sentence - m.sentence <= NEAR);
            let finer = near
                .clone()
                .any(|m| is_fine(m.value) && m.value.country == s.value.country);
            let wide = matches!(
                s.value.precision,
                PlacePrecision::Admin1 | PlacePrecision::Area | PlacePrecision::Country
            );
            let country = s.value.precision == PlacePrecision::Country;
            let ahead = in_own.iter().any(|m| start(m) < at);
            let is = [
                ahead,
                !ahead && !in_own.is_empty(),
                far == Some(1) || far == Some(0),
                far == Some(2),
                far.is_some_and(|d| (3..=5).contains(&d)),
                far.is_some_and(|d| d > 5),
                in_own.is_empty() && back.is_none(),
                s.mentions.iter().any(|m| m.sentence == 0),
                is(last, s),
                is(last_fine, s),
                is(of_last, s),
                is(of_type, s),
                !there.is_empty(),
                there.len() > 2,
                there.iter().any(|c| shares(text, &c.actors, &act.actors)),
                there.iter().any(|c| shares(text, &c.recipients, &act.recipients)),
                s.value.precision == PlacePrecision::Admin1,
                s.value.precision == PlacePrecision::Area,
                country,
                wide && finer,
                country && plans(act.status),
                country && of_words(&act.kind),
                s.mentions.iter().any(|m| m.paragraph == ground.paragraph(at)),
                false,
                false,
                false,
                false,
            ];
            Candidate {
                mention: mention.place,
                features: is.map(yes),
            }
        })
        .collect();
    let mut none = [0.0; FEATURES.len()];
    let is = [
        true,
        of_words(&act.kind),
        act.kind == "SANCTION",
        plans(act.status),
    ];
    let from = FEATURES.len() - is.len();
    none[from..].copy_from_slice(&is.map(yes));
    Candidates { places, none }
}

fn yes(b: bool) -> f32 {
    f32::from(u8::from(b))
}

/// True for a claim whose words name no place: it has none, or words for one ("a market") that name none.
pub fn is_open(c: &Claim) -> bool {
    c.place
        .as_ref()
        .is_none_or(|p| p.value.is_none() && p.reason == Some(super::scene::NO_NAME))
}

/// Fills `place_inferred` of the claims whose own words name no place; `claims` stand as in the report.
pub fn infer(model: &SettingModel, ground: &Ground<'_>, claims: &mut [Claim]) {
    for i in 0..claims.len() {
        if !is_open(&claims[i]) {
            continue;
        }
        let found = candidates(ground, claims, i);
        let features = found.places.iter().map(|c| &c.features);
        let chosen = model
            .choose(features, &found.none)
            .filter(|(_, p)| *p >= model.bar);
        let place = chosen.map(|(k, _)| Place {
            inferred: true,
            ..found.places[k].mention.clone()
        });
        claims[i].place_inferred = place;
    }
}

#[cfg(test)]
mod tests;
