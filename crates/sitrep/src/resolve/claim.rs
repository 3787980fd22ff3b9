//! In: drafts of claims, and what is known of the report's places, times and parties. Out: claims with every field of
//! the record, each value with its span. Knows the table of actors, the gazetteer and the calendar only through the
//! modules above it.

use codebook::{Act, Codebook};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use text::{Analysis, Span};

use super::actor::{Cast, Phrase};
use super::control::{ControlLexicon, controls};
use super::count::{self, NumberLexicon, RoleCues};
use super::narrative::NarrativeModel;
use super::operation::{OperationLexicon, is_in_name, operation};
use super::place::PlaceLexicon;
use super::sensitivity::{SensitiveLexicon, Shown, sensitivity};
use super::setting::{Ground, SettingModel};
use super::time::{Dates, TimeLexicon, Timex, TimexClass};
use super::{day, narrative, scene, setting};
use crate::claim::draft::Draft;
use crate::claim::flat::{Flat, base};
use crate::claim::phrase::{phrase, phrase_tokens};
use crate::record::{Claim, Control, Count, Naming, Party, Place, PlacePrecision, Speaker};

/// The knowledge that fields are filled with.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// Types, contexts, CAMEO.
    pub codebook: &'a Codebook,
    /// Number words.
    pub numbers: &'a NumberLexicon,
    /// Words of campaigns.
    pub operations: &'a OperationLexicon,
    /// Words of control.
    pub control: &'a ControlLexicon,
    /// What is held back.
    pub sensitive: &'a SensitiveLexicon,
    /// Words of places.
    pub places: &'a PlaceLexicon,
    /// Words of time.
    pub times: &'a TimeLexicon,
    /// What places the acts whose words do not.
    pub setting: &'a SettingModel,
    /// What dates the acts whose words do not.
    pub narrative: &'a NarrativeModel,
}

/// What one report's text has been read to name.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The clean text.
    pub text: &'a str,
    /// Hash of the input, hex.
    pub sha256: &'a str,
    /// Its language.
    pub analysis: &'a Analysis,
    /// Its parties, read once.
    pub cast: &'a Cast<'a>,
    /// Its places, resolved together.
    pub places: &'a [Place],
    /// Its time expressions.
    pub dates: &'a Dates,
    /// Its day.
    pub published: Option<Date>,
}

/// The claims of one report, in the order of the drafts.
pub fn claims(know: Knowledge<'_>, facts: Facts<'_>, flat: &Flat, drafts: &[Draft]) -> Vec<Claim> {
    let is_name = |d: &&Draft| {
        is_in_name(
            facts.text,
            flat.sentence_of(d.word),
            flat.within(d.word),
            know.operations,
        )
    };
    let told = drafts.iter().filter(|d| !is_name(d));
    let mut out: Vec<Claim> = told.map(|d| claim(know, facts, flat, d)).collect();
    day::count_from_events(facts.text, facts.dates, &mut out);
    let sentences = facts.analysis.sentences.iter().map(|s| s.span);
    let ground = Ground::new(facts.text, sentences, facts.places);
    setting::infer(know.setting, &ground, &mut out);
    narrative::infer(know.narrative, facts.published, &mut out);
    for (index, sentence) in facts.analysis.sentences.iter().enumerate() {
        let is_place = |w: usize| {
            let t = sentence.tokens[w].span;
            facts
                .places
                .iter()
                .any(|p| p.naming == Naming::Name && p.span.overlaps(t))
        };
        for held in controls(sentence, know.control, &is_place) {
            // As for parties a pronoun gives way to what it stands for; where that is not known, its word stays.
            let words = Phrase {
                sentence: index,
                head: held.actor,
                span: phrase(sentence, held.actor),
            };
            let holder = flat.start[index] + held.actor;
            let known = resolved(facts, flat, &[holder]).pop();
            let only = || only_body_before(facts, index, holder).filter(|_| is_pronoun(flat, holder));
            let actor = known.or_else(only).unwrap_or_else(|| facts.cast.party(&words));
            let control = Control {
                actor,
                place: scene::place(facts, know.places, flat, flat.start[index] + held.place),
                state: held.state,
                evidence: held.evidence,
            };
            // The nearest claim of the sentence tells it; a claim tells one.
            let at = sentence.tokens[held.at].span.start;
            let near = out
                .iter_mut()
                .filter(|c| c.sentence == index && c.control.is_none());
            if let Some(c) = near.min_by_key(|c| c.trigger.start.abs_diff(at)) {
                c.control = Some(control);
            }
        }
    }
    out
}

/// The one body that a sentence names before a word; `None` when it names none or several.
fn only_body_before(facts: Facts<'_>, sentence: usize, word: usize) -> Option<Party> {
    let first: usize = facts.analysis.sentences[..sentence]
        .iter()
        .map(|s| s.tokens.len())
        .sum();
    let mut named = (facts.analysis.names.iter())
        .filter(|n| n.sentence == sentence && n.kind == text::NameKind::Org && n.end <= word - first);
    let (body, None) = (named.next()?, named.next()) else {
        return None;
    };
    Some(facts.cast.party(&Phrase {
        sentence,
        head: body.end - 1,
        span: body.span,
    }))
}

fn claim(know: Knowledge<'_>, facts: Facts<'_>, flat: &Flat, d: &Draft) -> Claim {
    let index = flat.sentence[d.word];
    let sentence = &facts.analysis.sentences[index];
    let word = flat.within(d.word);
    let trigger = trigger_span(sentence, word);
    // The name of a campaign is neither a party nor a place.
    let named = operation(facts.text, sentence, word, know.operations);
    let is_name = |span: Span| named.as_ref().is_some_and(|o| o.span.overlaps(span));
    let parties = |heads: &[usize]| {
        let mut out = resolved(facts, flat, heads);
        out.retain(|p| !is_name(p.span));
        out
    };
    let (actors, recipients) = (parties(&d.actors), parties(&d.recipients));
    let told = d.place.into_iter().chain(d.more_places.iter().copied());
    let is_coordinated = |w: usize| flat.token(w).deprel == "conj";
    let mut places = listed(
        told.map(|w| (scene::place(facts, know.places, flat, w), is_coordinated(w)))
            .filter(|(p, _)| !is_name(p.span)),
    );
    let more_places = places.split_off(places.len().min(1));
    let place = places.pop();
    let time = day::of_act(facts.dates, know.times, flat, d);
    let counts = counts(know, facts, flat, d);
    let speaker = d
        .speaker
        .and_then(|w| speaker(facts, flat, w, &actors, &recipients));
    let lemmas: Vec<&str> = sentence.tokens.iter().map(|t| t.lemma.as_str()).collect();
    let contexts = contexts(know.codebook, d, &lemmas);
    let context_names: Vec<&str> = contexts.iter().map(String::as_str).collect();
    let sectors = |p: &[Party]| -> Vec<String> { p.iter().filter_map(|p| p.sector.clone()).collect() };
    let (of_actors, of_recipients) = (sectors(&actors), sectors(&recipients));
    let act = Act {
        kind: &d.kind,
        mode: d.mode.as_deref(),
        contexts: &context_names,
        actors: &of_actors.iter().map(String::as_str).collect::<Vec<_>>(),
        recipients: &of_recipients.iter().map(String::as_str).collect::<Vec<_>>(),
    };
    let mut own: Vec<usize> = vec![word];
    for w in d
        .actors
        .iter()
        .chain(&d.recipients)
        .filter(|w| flat.sentence[**w] == index)
    {
        let (lo, hi) = phrase_tokens(sentence, flat.within(*w));
        own.extend(lo..=hi);
    }
    let shown = Shown {
        kind: &d.kind,
        mode: d.mode.as_deref(),
        sentence,
        words: &own,
        place: place.as_ref(),
    };
    let campaign = named.filter(|o| speaker.as_ref().is_none_or(|s| !s.span.overlaps(o.span)));
    Claim {
        id: id(facts.sha256, trigger, &act_of(d), know.codebook.hash()),
        sentence: index,
        sentence_span: sentence.span,
        trigger,
        quad: know.codebook.kind(&d.kind).map(|k| k.quad.name().to_owned()),
        cameo: know.codebook.cameo(&act).map(str::to_owned),
        sensitivity: sensitivity(shown, know.sensitive),
        kind: d.kind.clone(),
        mode: d.mode.clone(),
        contexts,
        actors,
        recipients,
        place,
        more_places,
        place_inferred: None,
        time,
        time_inferred: None,
        counts,
        status: d.status,
        said_by: speaker,
        operation: campaign,
        control: None,
        confidence: d.confidence,
        rule: d.rule.clone(),
    }
}

/// The word, with the particle of a particle verb where it follows at once.
fn trigger_span(s: &text::Sentence, word: usize) -> Span {
    let particle = s
        .children(word)
        .find(|c| *c == word + 1 && s.tokens[*c].deprel == "compound:prt");
    let span = s.tokens[word].span;
    particle.map_or(span, |p| span.join(s.tokens[p].span))
}

/// The parties under head words: a pronoun is replaced by the words that it stands for, and left out where the text
/// does not tell them (GUIDELINES, Fields). No phrase twice.
fn resolved(facts: Facts<'_>, flat: &Flat, heads: &[usize]) -> Vec<Party> {
    let mut out: Vec<Party> = Vec::new();
    for w in heads {
        let (s, k) = (flat.sentence_of(*w), flat.within(*w));
        let mut p = facts.cast.party(&Phrase {
            sentence: flat.sentence[*w],
            head: k,
            span: phrase(s, k),
        });
        if is_pronoun(flat, *w) {
            let Some(same) = p.same_as else { continue };
            p.span = same;
        }
        let same = |o: &Party| {
            o.span.overlaps(p.span)
                || same_words(facts.text, o.span, p.span)
                || o.name.is_some()
                    && o.name == p.name
                    && o.code == p.code
                    && short(facts.text, o.span, p.span)
        };
        if !out.iter().any(same) {
            out.push(p);
        }
    }
    out.sort_by_key(|p| p.span);
    out
}

fn is_pronoun(flat: &Flat, word: usize) -> bool {
    let t = flat.token(word);
    t.upos == text::Upos::Pron || t.upos == text::Upos::Det
}

/// True when one of the two is a short form of the other ("ISF" beside "Iraqi Security Forces").
fn short(text: &str, a: Span, b: Span) -> bool {
    [a, b].iter().any(|s| !s.of(text).contains(' '))
}

fn same_words(text: &str, a: Span, b: Span) -> bool {
    a.of(text).eq_ignore_ascii_case(b.of(text))
}

/// The places of a claim, the first being the heads' choice: each once, of others only what is known and, where it is not
/// coordinated ("Samarra and Salah ad-Din"), does not lie around one that is there already ("Samarra, Salah ad-Din").
fn listed(told: impl Iterator<Item = (Place, bool)>) -> Vec<Place> {
    let around = |o: &Place, i: &Place| match (&o.value, &i.value) {
        (Some(o), Some(i)) => {
            o.precision == PlacePrecision::Country && i.precision != o.precision && o.country == i.country
                || o.precision == PlacePrecision::Admin1
                    && i.admin1.as_ref() == Some(&o.name)
                    && i.name != o.name
        }
        _ => false,
    };
    let same = |a: &Place, b: &Place| {
        let id = |p: &Place| p.value.as_ref().map(|v| (v.name.clone(), v.geonames_id));
        a.span.overlaps(b.span) || id(a) == id(b)
    };
    let mut out: Vec<Place> = Vec::new();
    for (p, coordinated) in told {
        let nested = |o: &Place| !coordinated && around(&p, o);
        if out.is_empty() || p.value.is_some() && !out.iter().any(|o| same(o, &p) || nested(o)) {
            out.push(p);
        }
    }
    out
}

fn counts(know: Knowledge<'_>, facts: Facts<'_>, flat: &Flat, d: &Draft) -> Vec<Count> {
    let index = flat.sentence[d.word];
    let s = &facts.analysis.sentences[index];
    let lemma = |k: usize| s.tokens[k].lemma.to_lowercase();
    let mut out: Vec<Count> = Vec::new();
    for w in &d.counts {
        // Money, shares, dates and measures are numbers and count nobody.
        let all = count::find(facts.text, s, know.numbers);
        let word = flat.within(*w);
        let Some(n) = all.into_iter().find(|n| n.tokens.contains(&word)) else {
            continue;
        };
        if count::is_of_other_clause(s, flat.within(d.word), &n) {
            continue;
        }
        // "1310 road flooded": the time of an entry counts nothing.
        let is_time = |t: &Timex| t.class == TimexClass::Time && t.span == n.span;
        if out.iter().any(|c| c.span.overlaps(n.span)) || facts.dates.timexes().iter().any(is_time) {
            continue;
        }
        let of = count::of(s, &n);
        let head = of.as_ref().map(|r| r.end - 1);
        let is = |heads: &[usize]| {
            of.as_ref().is_some_and(|r| {
                heads
                    .iter()
                    .any(|h| flat.sentence[*h] == index && r.contains(&flat.within(*h)))
            })
        };
        let counted = head.map(lemma);
        // A number that counts no noun hangs from the verb or the state itself: "killing 12", "12 dead".
        let alone = Some(n.core.end - 1).filter(|k| matches!(base(s, *k), "obj" | "nsubj" | "nummod"));
        let governor = head
            .or(alone)
            .and_then(|h| s.tokens[h].head)
            .filter(|g| *g != flat.within(d.word))
            .map(lemma);
        let trigger = lemma(flat.within(d.word));
        let cues = RoleCues {
            kind: &d.kind,
            mode: d.mode.as_deref(),
            trigger: &trigger,
            governor: governor.as_deref(),
            counted: counted.as_deref(),
            is_actor: is(&d.actors),
            is_recipient: is(&d.recipients),
        };
        out.push(Count {
            span: n.span,
            of: of.map(|r| Span::new(s.tokens[r.start].span.start, s.tokens[r.end - 1].span.end)),
            role: count::role(cues, know.numbers),
            scope: count::scope(facts.text, s, &n, know.numbers),
            value: n.value,
        });
    }
    out.sort_by_key(|c| c.span);
    out
}

fn speaker(
    facts: Facts<'_>,
    flat: &Flat,
    word: usize,
    actors: &[Party],
    recipients: &[Party],
) -> Option<Speaker> {
    let (s, k) = (flat.sentence_of(word), flat.within(word));
    let own = Phrase {
        sentence: flat.sentence[word],
        head: k,
        span: phrase(s, k),
    };
    let full = facts.cast.full_name(&own);
    let who = facts.cast.party(&own);
    let mut span = own.span;
    if is_pronoun(flat, word) {
        span = full.as_ref().map(|f| f.1).or(who.same_as)?;
    }
    let code = who.code.as_ref();
    let party = actors
        .iter()
        .chain(recipients)
        .any(|p| p.span.overlaps(span) || code.is_some() && p.code.as_ref() == code);
    let name = full.map(|f| f.0).or(who.name);
    Some(Speaker { span, name, party })
}

fn contexts(book: &Codebook, d: &Draft, lemmas: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let kind = book.kind(&d.kind);
    let of_mode = d.mode.as_deref().and_then(|m| kind?.mode(m)).map(|m| &m.contexts);
    let given = kind
        .map(|k| &k.contexts)
        .into_iter()
        .chain(of_mode)
        .flatten()
        .map(String::as_str);
    for c in given.chain(book.contexts_in(lemmas)) {
        if !out.iter().any(|o| o == c) {
            out.push(c.to_owned());
        }
    }
    out
}

/// The type; with its mode where one word tells two acts of a type.
fn act_of(d: &Draft) -> String {
    match &d.mode {
        Some(mode) if d.second => format!("{}/{mode}", d.kind),
        _ => d.kind.clone(),
    }
}

/// Sixteen hex digits that the same input, trigger, type and codebook give again.
fn id(sha256: &str, trigger: Span, kind: &str, codebook: &str) -> String {
    let key = format!("{sha256}\n{}-{}\n{kind}\n{codebook}", trigger.start, trigger.end);
    Sha256::digest(key.as_bytes())[..8]
        .iter()
        .fold(String::new(), |s, b| format!("{s}{b:02x}"))
}
