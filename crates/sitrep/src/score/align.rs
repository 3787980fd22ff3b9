//! In: the codings of one report by two or more coders. Out: [`Ready`] events and the groups of them that are one event to
//! several coders. Knows no figure.
//!
//! Events of two coders may be one when their sentences are the same (one holds the other, or they share four fifths of the
//! shorter one's words) and their triggers share a word stem. Of all such pairs those of one type come first, then those
//! that share more parties, then those nearest in the order of events; a pair is taken unless its group would hold two
//! events of one coder. With two coders this is the rule of the bench's scorer.

use super::coding::{CodedEvent, Coding, Mention};
use super::words::{ScoreWords, Sentence, Stems, close, overlap};

/// An event with its words taken apart.
#[derive(Debug, Clone)]
pub struct Ready<'a> {
    /// The event.
    pub event: &'a CodedEvent,
    /// Its sentence.
    pub sentence: Sentence,
    /// Stems of its trigger.
    pub trigger: Stems,
    /// Stems of each actor that has any.
    pub actors: Vec<Stems>,
    /// Stems of each recipient that has any.
    pub recipients: Vec<Stems>,
}

impl<'a> Ready<'a> {
    /// The events of a coding.
    pub fn all(words: &ScoreWords, coding: &'a Coding) -> Vec<Self> {
        (coding.events.iter())
            .map(|event| Self {
                event,
                sentence: Sentence::of(&event.sentence),
                trigger: words.stems(&event.trigger),
                actors: parties(words, &event.actors),
                recipients: parties(words, &event.recipients),
            })
            .collect()
    }

    fn may_be(&self, other: &Self) -> bool {
        close(&self.trigger, &other.trigger) && self.sentence.is_same(&other.sentence)
    }

    fn shared_parties(&self, other: &Self) -> usize {
        let all = |r: &Self| -> Vec<Stems> { r.actors.iter().chain(&r.recipients).cloned().collect() };
        overlap(&all(self), &all(other))
    }
}

/// Stems of the phrases that have any.
fn parties(words: &ScoreWords, mentions: &[Mention]) -> Vec<Stems> {
    let stems = mentions.iter().map(|m| words.stems(&m.text));
    stems.filter(|s| !s.is_empty()).collect()
}

/// Pairs of events of two coders that are one, by index.
pub fn pairs(gold: &[Ready<'_>], got: &[Ready<'_>]) -> Vec<(usize, usize)> {
    (groups(&[gold, got]).into_iter())
        .filter_map(|g| Some((g[0]?, g[1]?)))
        .collect()
}

/// Groups of events of several coders: in each, by coder, the index of the event. Events that nobody else saw stand alone.
/// Ordered by the first coder's events, then the second's, and so on.
pub fn groups(coders: &[&[Ready<'_>]]) -> Vec<Vec<Option<usize>>> {
    let mut groups: Vec<Vec<Option<usize>>> = Vec::new();
    let mut group_of: Vec<Vec<usize>> = Vec::new();
    for (c, events) in coders.iter().enumerate() {
        group_of.push((groups.len()..groups.len() + events.len()).collect());
        for i in 0..events.len() {
            let mut alone = vec![None; coders.len()];
            alone[c] = Some(i);
            groups.push(alone);
        }
    }
    for (.., (a, i), (b, j)) in links(coders) {
        let (into, from) = (group_of[a][i], group_of[b][j]);
        let clash = (groups[into].iter().zip(&groups[from])).any(|(x, y)| x.is_some() && y.is_some());
        if into == from || clash {
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        for (c, event) in moved.into_iter().enumerate() {
            if let Some(e) = event {
                groups[into][c] = Some(e);
                group_of[c][e] = into;
            }
        }
    }
    groups.retain(|g| !g.is_empty());
    let place = |g: &Vec<Option<usize>>| g.iter().position(Option::is_some).map(|c| (c, g[c]));
    groups.sort_by_key(place);
    groups
}

/// Same type, shared parties, distance in the order of events (negative), then coder and index of both.
type Link = (bool, usize, isize, (usize, usize), (usize, usize));

/// What may be one, the best first.
fn links(coders: &[&[Ready<'_>]]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (a, first) in coders.iter().enumerate() {
        for (b, second) in coders.iter().enumerate().skip(a + 1) {
            for (i, x) in first.iter().enumerate() {
                for (j, y) in second.iter().enumerate().filter(|(_, y)| x.may_be(y)) {
                    let apart = -(i.abs_diff(j) as isize);
                    let same = x.event.kind == y.event.kind;
                    links.push((same, x.shared_parties(y), apart, (a, i), (b, j)));
                }
            }
        }
    }
    links.sort_unstable_by(|x, y| y.cmp(x));
    links
}
