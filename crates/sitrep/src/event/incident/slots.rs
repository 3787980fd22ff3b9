//! In: a draft of an incident and its report. Out: the [`Incident`] with its slots: stage, day, place, numbers and effects.
//! Knows no other incident.
//!
//! Place and day are voted for by the claims that tell of it, each with the score of its trigger; places named in the
//! sentences of its players vote too. Effects and stage are the mean of what the weights say of the mentions.

use std::collections::HashMap;

use jiff::civil::Date;
use text::{Span, Upos};

use super::row::Rows;
use super::{Effect, Incident, Player, Stage};
use crate::claim::flat::Flat;
use crate::event::group::{Cluster, Draft, Judged, ranked};
use crate::record::{Claim, CountValue, Place, PlacePrecision, Time};
use crate::resolve::count::{self, NumberLexicon};

/// What is known of the report beside its claims.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The text as the stages read it.
    pub text: &'a str,
    /// All places that the report names.
    pub places: &'a [Place],
    /// Number words.
    pub numbers: &'a NumberLexicon,
    /// Publication day.
    pub published: Option<Date>,
}

/// Weight of a place named in a player's or trigger's sentence against that of a claim's own place; in the sentence
/// before and after. Chosen as [`crate::event::group::BARS`] were.
const SAME_SENTENCE: f32 = 0.5;
const BEFORE: f32 = 0.15;
const AFTER: f32 = 0.25;
/// Weight of a place anywhere in the report for the country.
const ANYWHERE: f32 = 0.3;
/// Least votes of a place finer than a country.
const FINE: f32 = 0.1;
/// A place without an answer counts half.
const UNRESOLVED: f32 = 0.5;
/// Longest interval in days that dates an incident; a longer one says only "on or before".
const LONGEST: i32 = 3;

/// Fills the slots of a draft.
pub fn slots(
    draft: &Draft,
    flat: &Flat,
    rows: &Rows<'_>,
    judged: &[Judged],
    claims: &[Claim],
    ground: &Ground<'_>,
) -> Incident {
    let mentions = || draft.players.iter().flatten().flat_map(|c| &c.mentions);
    let mut weight: HashMap<usize, f32> = HashMap::new();
    for c in draft.players.iter().flatten() {
        for m in &c.mentions {
            *weight.entry(flat.sentence[judged[*m].phrase.head]).or_default() += c.score;
        }
    }
    for (k, score) in &draft.claims {
        *weight.entry(flat.sentence[rows.trigger_of[*k]]).or_default() += score;
    }
    let (place, country) = place_of(draft, flat, claims, ground, &weight);
    let stages = mean(&mentions().map(|m| judged[*m].stage).collect::<Vec<_>>());
    let stage = stages.map_or(Stage::Accomplished, |s| Stage::ALL[likeliest(&s)]);
    let [perpetrators, organisations, targets, victims, weapons] = std::array::from_fn(|part| {
        draft.players[part]
            .iter()
            .map(|c| player(c, flat, judged, ground, part))
            .collect::<Vec<Player>>()
    });
    let mut told: Vec<usize> = draft.claims.iter().map(|(k, _)| *k).collect();
    told.sort_unstable();
    Incident {
        kind: draft.kind,
        stage,
        time: time_of(draft, claims, ground.published),
        place,
        country,
        perpetrators,
        organisations,
        targets,
        victims,
        weapons,
        claims: told,
        score: draft.score,
    }
}

fn mean<const N: usize>(rows: &[[f32; N]]) -> Option<[f32; N]> {
    let n = rows.len() as f32;
    (!rows.is_empty()).then(|| std::array::from_fn(|i| rows.iter().map(|r| r[i]).sum::<f32>() / n))
}

fn likeliest(scores: &[f32]) -> usize {
    (0..scores.len()).fold(0, |b, i| if scores[i] > scores[b] { i } else { b })
}

/// The days that most of the claims' votes name; none from the publication day alone.
fn time_of(draft: &Draft, claims: &[Claim], published: Option<Date>) -> Option<Time> {
    let mut votes: HashMap<(Date, Date), f32> = HashMap::new();
    let times = || {
        draft
            .claims
            .iter()
            .filter_map(|(k, s)| Some((claims[*k].time.as_ref()?, *s)))
    };
    let days = |t: &Time| Some((t.span.and(t.value.start)?, t.value.end?));
    for (t, score) in times() {
        if let Some(d) = days(t) {
            *votes.entry(d).or_default() += score;
        }
    }
    let best = ranked(&votes).into_iter().next()?.0;
    let mut time = times().find(|(t, _)| days(t) == Some(best))?.0.clone();
    let length = best.1.since(best.0).ok()?.get_days();
    if !(0..=LONGEST).contains(&length) {
        time.value.start = None;
    }
    // An incident that is told lies not after the day of telling.
    if let (Some(end), Some(published)) = (time.value.end, published)
        && end > published
    {
        time.value.end = Some(published);
        time.value.start = time.value.start.map(|s| s.min(published));
    }
    Some(time)
}

/// The finest place with the most votes, and the country.
fn place_of(
    draft: &Draft,
    flat: &Flat,
    claims: &[Claim],
    ground: &Ground<'_>,
    weight: &HashMap<usize, f32>,
) -> (Option<Place>, Option<String>) {
    // Places of one name vote together.
    let name = |p: &Place| p.span.of(ground.text).to_lowercase();
    let mut votes: HashMap<String, f32> = HashMap::new();
    let mut known: HashMap<String, &Place> = HashMap::new();
    for p in ground.places {
        known.entry(name(p)).or_insert(p);
    }
    for (k, score) in &draft.claims {
        if let Some(p) = &claims[*k].place
            && known.contains_key(&name(p))
        {
            *votes.entry(name(p)).or_default() += 2.0 * score;
        }
    }
    let starts: Vec<usize> = flat.analysis.sentences.iter().map(|s| s.span.start).collect();
    for p in ground.places {
        let s = starts.partition_point(|at| *at <= p.span.start).saturating_sub(1);
        let here = |s: Option<usize>| s.and_then(|s| weight.get(&s)).copied().unwrap_or(0.0);
        let vote =
            here(Some(s)) * SAME_SENTENCE + here(s.checked_add(1)) * BEFORE + here(s.checked_sub(1)) * AFTER;
        if vote > 0.0 {
            *votes.entry(name(p)).or_default() += vote;
        }
    }
    let mut fine: HashMap<String, f32> = HashMap::new();
    let mut countries: HashMap<String, f32> = HashMap::new();
    for (n, v) in &votes {
        let value = known[n].value.as_ref();
        if value.is_none_or(|v| v.precision != PlacePrecision::Country) {
            fine.insert(n.clone(), if value.is_some() { *v } else { v * UNRESOLVED });
        }
        if let Some(c) = value.and_then(|v| v.country.clone()) {
            *countries.entry(c).or_default() += v;
        }
    }
    for c in ground
        .places
        .iter()
        .filter_map(|p| p.value.as_ref()?.country.clone())
    {
        *countries.entry(c).or_default() += ANYWHERE;
    }
    let best = ranked(&fine)
        .into_iter()
        .next()
        .filter(|(_, v)| *v > FINE)
        .map(|(n, _)| known[&n]);
    let own = best.and_then(|p| p.value.as_ref()?.country.clone());
    let country = own.or_else(|| ranked(&countries).into_iter().next().map(|(c, _)| c));
    (best.cloned(), country)
}

fn player(cluster: &Cluster, flat: &Flat, judged: &[Judged], ground: &Ground<'_>, part: usize) -> Player {
    let heads = || cluster.mentions.iter().map(|m| judged[*m].phrase.head);
    let mut mentions: Vec<Span> = heads()
        .map(|h| flat.token(h).span)
        .filter(|s| !cluster.span.overlaps(*s))
        .collect();
    mentions.sort_unstable();
    let of = |m: &usize| &judged[*m];
    let effect = match part {
        2 => mean(&cluster.mentions.iter().map(|m| of(m).things).collect::<Vec<_>>())
            .and_then(|s| likeliest(&s).checked_sub(1).map(|k| Effect::THINGS[k])),
        3 => mean(&cluster.mentions.iter().map(|m| of(m).people).collect::<Vec<_>>())
            .and_then(|s| likeliest(&s).checked_sub(1).map(|k| Effect::PEOPLE[k])),
        _ => None,
    };
    Player {
        span: cluster.span,
        mentions,
        named: cluster.named,
        plural: heads().next().is_some_and(|h| is_plural(flat, h)),
        number: heads().find_map(|h| number_with(flat, h, ground)),
        effect,
        score: cluster.score,
    }
}

fn is_plural(flat: &Flat, word: usize) -> bool {
    let t = flat.token(word);
    t.feats.contains("Number=Plur") && matches!(t.upos, Upos::Noun | Upos::Propn)
}

/// The number that hangs from a word.
fn number_with(flat: &Flat, word: usize, ground: &Ground<'_>) -> Option<CountValue> {
    let (s, k) = (flat.sentence_of(word), flat.within(word));
    let numeral = s.children(k).find(|c| s.tokens[*c].deprel == "nummod")?;
    count::number_at(ground.text, s, numeral, ground.numbers).map(|n| n.value)
}
