//! In: what the heads propose and what the codebook's frames say. Out: drafts of claims: one word, one type, the words
//! that fill each role. This is the one place where model and codebook meet. Knows no place, day or actor of the world.
//!
//! - Whether a word is an act, and of which type, is weighed in `judge`; whether it happened, in the heads and in `status`.
//! - One word may tell an arrest and a seizure (`zeugma`).
//! - Roles come from the heads, and the frame tips the scale for the words that it offers; a role that the heads leave
//!   empty is filled from the frame when the head does not object. Nobody does an act to himself,
//!   and whom an attack is announced against is no partner of the announcement (`partner`).
//! - A light verb and its noun are one act, and so are a noun and its infinitive; services listed beside an act of aid are acts of aid (`double`).

use codebook::{Codebook, Trigger};
use text::Error;

use super::double::{
    with_listed_services, without_causes, without_light_verbs, without_nouns_of_infinitives,
};
use super::explain::{Verdict, act, explain};
use super::fill::{Bars, NO_OBJECTION, Other, fill, listed_places, located};
use super::flat::{Flat, LOCATION};
use super::frame::{Fillers, fillers, fitting, subjects};
use super::heads::{Heads, Proposal, Role};
use super::judge::{Decision, STRONG_FRAME, decide, judge, stands_alone};
use super::light::LightVerbs;
use super::partner::{PartyWords, without_outsiders};
use super::status::{StatusWords, settled};
use super::zeugma::seizure;
use crate::record::Status;

/// The word lists that drafting needs.
#[derive(Debug, Clone, Default)]
pub struct ClaimWords {
    /// Light verbs.
    pub light: LightVerbs,
    /// What settles a status.
    pub status: StatusWords,
    /// What settles who is no party.
    pub party: PartyWords,
}

/// A claim in words: tokens numbered through the report.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The trigger.
    pub word: usize,
    /// Its type.
    pub kind: String,
    /// Its mode.
    pub mode: Option<String>,
    /// Did it happen.
    pub status: Status,
    /// Who: heads of phrases, best first.
    pub actors: Vec<usize>,
    /// To whom.
    pub recipients: Vec<usize>,
    /// Where.
    pub place: Option<usize>,
    /// Where else: what is listed beside `place`.
    pub more_places: Vec<usize>,
    /// When.
    pub time: Option<usize>,
    /// How many: a word of each number phrase.
    pub counts: Vec<usize>,
    /// Who says so.
    pub speaker: Option<usize>,
    /// True for the second act of one type that the word tells.
    pub second: bool,
    /// 0..1, calibrated.
    pub confidence: f32,
    /// The head or frame that fired.
    pub rule: String,
    /// What was thought of it, a line each, for `explain`.
    pub why: Vec<String>,
}

impl Draft {
    /// Fills from `other`, which tells the same act, what is empty here.
    pub fn take_from(&mut self, other: &Self) {
        let fill = |own: &mut Vec<usize>, theirs: &[usize], word: usize| {
            if own.is_empty() {
                own.extend(theirs.iter().filter(|w| **w != word));
            }
        };
        fill(&mut self.actors, &other.actors, self.word);
        fill(&mut self.recipients, &other.recipients, self.word);
        fill(&mut self.counts, &other.counts, self.word);
        if self.place.is_none() {
            (self.place, self.more_places) = (other.place, other.more_places.clone());
        }
        self.time = self.time.or(other.time);
        self.speaker = self.speaker.or(other.speaker);
    }
}

/// A word that was thought about and left.
#[derive(Debug, Clone)]
pub struct Left {
    /// The word.
    pub word: usize,
    /// What was thought of it.
    pub why: Vec<String>,
}

/// The class of words for what acts are done with.
const MEANS: &str = "means";
/// The mode of acts that take a place: it is where they are, not whom they hit.
const TERRITORY: &str = "territory";
/// Below this no proposal is looked at.
const FLOOR: f32 = 0.08;
/// Its mode scores more by this (a logit).
const MODE_OF_FRAME: f32 = 2.5;

/// Drafts in order of words, and the words that were left.
pub fn drafts(
    heads: &Heads,
    book: &Codebook,
    words: &ClaimWords,
    text: &str,
    flat: &Flat,
    states: &[text::States],
) -> Result<(Vec<Draft>, Vec<Left>), Error> {
    let triggers = triggers(book, flat);
    let own = |t: &Trigger| stands_alone(heads, t);
    let proposals = heads.propose(flat, states, FLOOR, &|w| triggers[w].is_some_and(own))?;
    let (mut out, mut left) = (Vec::new(), Vec::new());
    for p in &proposals {
        let trigger = triggers[p.word];
        let judged = judge(heads, p, trigger, flat.token(p.word).upos == text::Upos::Verb);
        let why = explain(heads, text, flat, p, trigger, &Verdict::of(&judged));
        match decide(heads, p, trigger.filter(|t| own(t)), &judged) {
            Some(d) => {
                let filled = trigger.map(|t| offered(book, &words.light, flat, p.word, t));
                let d = draft(heads, words, flat, p, d, trigger, filled.as_ref(), why);
                let mut d = without_means(book, flat, d);
                let seized = seizure(book, flat, &mut d);
                out.push(d);
                out.extend(seized);
            }
            None => left.push(Left { word: p.word, why }),
        }
    }
    let found = out.clone();
    let out = without_causes(flat, &words.light, &without_light_verbs(flat, &words.light, &out));
    let mut out = without_nouns_of_infinitives(flat, &out);
    without_outsiders(book, &words.party, flat, &mut out);
    // What is told by another word of the same act is no claim of its own, but can be asked about.
    for gone in found.iter().filter(|f| !out.iter().any(|d| d.word == f.word)) {
        let mut why = gone.why.clone();
        why.push(format!(
            "{}: another word tells this act",
            act(&gone.kind, gone.mode.as_deref())
        ));
        left.push(Left { word: gone.word, why });
    }
    let out = with_listed_services(flat, book, out);
    Ok((out, left))
}

/// Drafts at the given words with the given types, which need not be likely: the heads and frames fill the roles, mode
/// and status. A type that neither the heads nor the codebook know gives no draft.
pub fn drafts_at(
    heads: &Heads,
    book: &Codebook,
    words: &ClaimWords,
    text: &str,
    flat: &Flat,
    states: &[text::States],
    given: &[(usize, String)],
) -> Result<Vec<Draft>, Error> {
    let triggers = triggers(book, flat);
    // No probability reaches this, so that only the given words are asked about.
    let proposals = heads.propose(flat, states, f32::INFINITY, &|w| {
        given.iter().any(|(g, _)| *g == w)
    })?;
    let mut out = Vec::new();
    for p in &proposals {
        let trigger = triggers[p.word];
        let filled = trigger.map(|t| offered(book, &words.light, flat, p.word, t));
        for (_, kind) in given.iter().filter(|(w, _)| *w == p.word) {
            let index = heads.types().iter().position(|t| t == kind);
            if index.is_none() && book.kind(kind).is_none() {
                continue;
            }
            let d = Decision {
                kind: kind.clone(),
                index,
                confidence: 1.0,
                rule: "given".to_owned(),
            };
            let verdict = Verdict {
                scores: &p.types,
                best: index.unwrap_or(0),
                bar: 0.0,
            };
            let why = explain(heads, text, flat, p, trigger, &verdict);
            let d = draft(heads, words, flat, p, d, trigger, filled.as_ref(), why);
            out.push(without_means(book, flat, d));
        }
    }
    Ok(out)
}

fn triggers<'a>(book: &'a Codebook, flat: &Flat) -> Vec<Option<&'a Trigger>> {
    let name_kind = |sentence: usize| {
        move |w: usize| match flat.name[flat.start[sentence] + w] {
            1 | 2 => Some("PER"),
            3 | 4 => Some("ORG"),
            5 | 6 => Some("LOC"),
            _ => None,
        }
    };
    (0..flat.len())
        .map(|w| {
            fitting(
                book,
                flat.sentence_of(w),
                flat.within(w),
                &name_kind(flat.sentence[w]),
            )
        })
        .collect()
}

/// The words that a frame offers for the roles, numbered through the report.
fn offered(book: &Codebook, light: &LightVerbs, flat: &Flat, word: usize, t: &Trigger) -> Fillers {
    let base = flat.start[flat.sentence[word]];
    let f = fillers(flat.sentence_of(word), flat.within(word), t, light, book);
    let up = |v: Vec<usize>| v.into_iter().map(|w| base + w).collect();
    let mut recipients: Vec<usize> = up(f.recipients);
    // What may be where and whom: a named place is where, but for "the siege of the town", where it is both.
    let is_both = |w: usize| {
        let of = |c: usize| flat.token(c).deprel == "case" && flat.token(c).lemma == "of";
        t.mode.as_deref() != Some(TERRITORY) && flat.children(flat.lead(w)).any(of)
    };
    recipients.retain(|w| flat.name[*w] < LOCATION || !f.places.contains(&(w - base)) || is_both(*w));
    Fillers {
        actors: up(f.actors),
        recipients,
        places: up(f.places),
        times: up(f.times),
        suffer: f.suffer,
        caused: f.caused,
    }
}

/// "Rockets struck the market": whoever fired them is not told. Coders never take what is thrown, fired or laid for a party
/// (of 98 sentences with it as subject none); jets, drones and artillery they do.
fn without_means(book: &Codebook, flat: &Flat, mut d: Draft) -> Draft {
    let classes = |w: usize| book.class_of(&flat.token(w).lemma.to_lowercase()).iter();
    d.actors.retain(|w| !classes(*w).any(|c| c == MEANS));
    d
}

#[expect(
    clippy::too_many_arguments,
    reason = "what is known of one word, in one place"
)]
fn draft(
    heads: &Heads,
    words: &ClaimWords,
    flat: &Flat,
    p: &Proposal,
    d: Decision,
    trigger: Option<&Trigger>,
    frame: Option<&Fillers>,
    mut why: Vec<String>,
) -> Draft {
    let t = heads.thresholds();
    let same_sentence = |w: &usize| flat.sentence[*w] == flat.sentence[p.word];
    let of_frame = |m: &Option<String>| {
        m.is_some() && trigger.is_some_and(|t| t.kind == d.kind && t.mode == *m && t.strength >= STRONG_FRAME)
    };
    let mode = match d.index {
        // Of the type's modes (and none) the best score.
        Some(_) => (heads.modes().iter().zip(&p.modes))
            .filter(|((k, _), _)| *k == d.kind)
            .map(|((_, m), s)| (m, if of_frame(m) { s + MODE_OF_FRAME } else { *s }))
            .fold(None, |b: Option<(&Option<String>, f32)>, (m, s)| match b {
                Some((_, best)) if best >= s => b,
                _ => Some((m, s)),
            })
            .and_then(|(m, _)| m.clone()),
        None => trigger.and_then(|t| t.mode.clone()),
    };
    let trusted = d.index.is_none();
    let subjects = subjects(flat.sentence_of(p.word), flat.within(p.word));
    let base = flat.start[flat.sentence[p.word]];
    let pronouns: Vec<usize> = subjects
        .into_iter()
        .map(|w| base + w)
        .filter(|w| flat.token(*w).upos == text::Upos::Pron)
        .collect();
    let doers = frame.map_or(&pronouns[..], |f| &f.actors);
    let suffer = frame.map_or(&[][..], |f| &f.recipients);
    let is_short = |w: &usize| words.light.is_short_form(flat.sentence_of(*w), flat.within(*w));
    let short: Vec<usize> = doers.iter().chain(suffer).copied().filter(is_short).collect();
    let parties = |role: Role, taken: &[usize]| {
        let first = if role == Role::Actor {
            t.actor_first
        } else {
            t.recipient_first
        };
        let bars = Bars {
            first: first.min(t.of(role)),
            more: t.of(role),
        };
        let (offered, others) = if role == Role::Actor {
            (doers, suffer)
        } else {
            (suffer, doers)
        };
        let other = Other {
            offered: others,
            fillers: taken,
            short: &short,
        };
        let plain = |f: &Fillers| match role {
            Role::Actor => f.caused,
            _ => f.suffer,
        };
        let trusted = trusted || frame.is_some_and(plain);
        fill(flat, p, role, bars, offered, trusted, other)
    };
    let (mut actors, mut recipients) = (parties(Role::Actor, &[]), parties(Role::Recipient, &[]));
    let unheard = d.index.is_none() && heads.types().contains(&d.kind);
    if let (true, Some(f)) = (unheard, frame) {
        // The heads saw no act here, so that they know no party to it.
        (actors, recipients) = (f.actors.clone(), f.recipients.clone());
    }
    // Nobody does an act to himself: the word that would is what it is more.
    let (as_actor, as_recipient): (Vec<usize>, Vec<usize>) = (actors.iter().copied())
        .filter(|w| recipients.contains(w))
        .partition(|w| p.score(*w, Role::Actor) >= p.score(*w, Role::Recipient));
    if !as_recipient.is_empty() {
        actors = parties(Role::Actor, &as_recipient);
    }
    if !as_actor.is_empty() {
        recipients = parties(Role::Recipient, &as_actor);
    }
    let one = |role: Role| {
        p.fillers(role, t.of(role))
            .into_iter()
            .map(|(w, _)| w)
            .find(same_sentence)
    };
    let speaker = p.fillers(Role::Speaker, t.speaker).first().map(|(w, _)| *w);
    // "The roads of Irbil": of a place and the named place that it lies in the named one is where, if the head has both.
    let named = |w: usize| {
        let inside = p.fillers(Role::Place, t.of(Role::Place)).into_iter();
        inside
            .map(|(n, _)| n)
            .find(|n| flat.name[*n] >= LOCATION && same_sentence(n) && flat.head(*n) == Some(w))
    };
    let place = one(Role::Place).map(|w| match named(w) {
        Some(n) if flat.name[w] < LOCATION => n,
        _ => located(flat, p.word, w).unwrap_or(w),
    });
    let place = place.or_else(|| {
        let least = if trusted { 0.0 } else { NO_OBJECTION };
        let found = frame?
            .places
            .iter()
            .copied()
            .filter(|w| flat.name[*w] >= LOCATION);
        found.into_iter().find(|w| p.score(*w, Role::Place) >= least)
    });
    let (s, at) = (flat.sentence_of(p.word), flat.within(p.word));
    let of_head = status(heads, p);
    let settled = settled(s, at, &words.status, &words.light, of_head);
    if let Some((status, reason)) = settled.filter(|(status, _)| *status != of_head) {
        why.push(format!("status: {} by grammar: {reason}", status.name()));
    }
    let status = settled.map_or(of_head, |(status, _)| status);
    Draft {
        word: p.word,
        mode,
        status,
        actors,
        recipients,
        more_places: place.map_or_else(Vec::new, |w| listed_places(flat, p, w, t.place)),
        place,
        time: one(Role::Time),
        counts: p
            .fillers(Role::Count, t.count)
            .into_iter()
            .map(|(w, _)| w)
            .filter(same_sentence)
            .collect(),
        speaker,
        second: false,
        confidence: d.confidence,
        rule: d.rule,
        kind: d.kind,
        why,
    }
}

fn status(heads: &Heads, p: &Proposal) -> Status {
    let best = (0..p.status.len()).fold(0, |b, i| if p.status[i] > p.status[b] { i } else { b });
    Status::parse(&heads.statuses()[best]).unwrap_or(Status::Occurred)
}
