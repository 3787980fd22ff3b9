//! In: a report's text and analysis, the gazetteer. Out: [`Mention`]s: stretches that may name places. Knows no
//! scores: whether a place is named is weighed in [`super::keep`], which place is decided in [`super::resolve`].

use std::ops::Range;

use gazetteer::Gazetteer;
use text::{Analysis, NameKind, Sentence, Span, Upos};

use super::lexicon::PlaceLexicon;
use super::words::{without_possessive, wording};

/// Where the words of a mention stand; each has weights of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A whole name that the tagger calls a place.
    Whole,
    /// A part of such a name that the gazetteer does not know whole ("Hawija" of "Hawija Bridge").
    Part,
    /// In the name of a body.
    Body,
    /// In the name of a person, or in words that the tagger took for one.
    Person,
    /// Proper nouns outside all names.
    Run,
    /// An adjective or a word for people.
    Adjective,
}

impl Source {
    /// All, with the names that data/lexicon/en/place_model.toml gives them.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Whole, "whole"),
        (Self::Part, "part"),
        (Self::Body, "body"),
        (Self::Person, "person"),
        (Self::Run, "run"),
        (Self::Adjective, "adjective"),
    ];
}

/// A stretch that may name a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// Where they stand.
    pub source: Source,
    /// The name or run in which they stand.
    pub whole: Span,
    /// The kind of that name; `None` outside all names.
    pub kind: Option<NameKind>,
}

/// All stretches that may name places, in order, none over another: more than there are.
pub(super) fn mentions(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    analysis: &Analysis,
) -> Vec<Mention> {
    let mut out = Vec::new();
    for sentence in &analysis.sentences {
        for (range, kind) in stretches(sentence, analysis) {
            let stretch = Stretch {
                world,
                lexicon,
                text,
                sentence,
                kind,
            };
            stretch.mentions(range, &mut out);
        }
    }
    out.sort_by_key(|m: &Mention| (m.span.start, std::cmp::Reverse(m.span.end)));
    out.dedup_by(|next, kept| kept.span.overlaps(next.span));
    out
}

/// The names of a sentence with their kinds, and between them the runs of capitalised words, as ranges of tokens.
fn stretches(sentence: &Sentence, analysis: &Analysis) -> Vec<(Range<usize>, Option<NameKind>)> {
    let tokens = &sentence.tokens;
    let from = analysis
        .names
        .partition_point(|n| n.span.end <= sentence.span.start);
    let names = analysis.names[from..].iter();
    let names: Vec<_> = names.take_while(|n| n.span.start < sentence.span.end).collect();
    let owner = |k: usize| names.iter().position(|n| n.span.overlaps(tokens[k].span));
    let mut out: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    for (k, token) in tokens.iter().enumerate() {
        let owner = owner(k);
        if owner.is_none() && !matches!(token.upos, Upos::Propn | Upos::Adj | Upos::Noun) {
            continue;
        }
        match out.last_mut() {
            Some((range, last)) if range.end == k && *last == owner => range.end = k + 1,
            _ => out.push((k..k + 1, owner)),
        }
    }
    out.into_iter()
        .map(|(range, owner)| (range, owner.map(|o| names[o].kind)))
        .collect()
}

struct Stretch<'a> {
    world: &'a Gazetteer,
    lexicon: &'a PlaceLexicon,
    text: &'a str,
    sentence: &'a Sentence,
    kind: Option<NameKind>,
}

impl Stretch<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        let tokens = &self.sentence.tokens[range.clone()];
        tokens.iter().fold(tokens[0].span, |all, t| all.join(t.span))
    }

    fn mentions(&self, range: Range<usize>, out: &mut Vec<Mention>) {
        let whole = self.span(&range);
        let mention = |span, source| Mention {
            span,
            source,
            whole,
            kind: self.kind,
        };
        if self.kind == Some(NameKind::Loc) && self.stands_whole(whole) {
            out.push(mention(whole, Source::Whole));
            return;
        }
        let from = out.len();
        let mut at = range.start;
        while at < range.end {
            let found = (at + 1..=range.end.min(at + LONGEST))
                .rev()
                .find_map(|to| Some((to, self.part(at..to, range.len() > 1)?)));
            if let Some((to, (span, source))) = found {
                out.push(mention(span, source));
                at = to;
            } else {
                at += 1;
            }
        }
        let adjectives = out[from..].iter().all(|m| m.source == Source::Adjective);
        if self.kind == Some(NameKind::Loc) && (out.len() == from || adjectives && range.len() > 1) {
            out.truncate(from);
            out.push(mention(whole, Source::Whole));
        }
    }

    /// True for a name of a place that is to be resolved as it stands: known, or a road, which lies in no town of its name.
    fn stands_whole(&self, span: Span) -> bool {
        let words = span.of(self.text);
        if self.world.demonym(words).is_some() {
            return false;
        }
        let last = words.rsplit(' ').next().unwrap_or(words).to_lowercase();
        let w = wording(self.lexicon, self.text, span);
        self.lexicon.road.contains(last.trim_end_matches('.'))
            || !self.world.candidates(w.whole).is_empty()
            || self.world.demonym(w.bare).is_none() && !self.world.candidates(w.bare).is_empty()
    }

    /// The span of these words when they name something known, with where they stand. `among` others of a name, a word for
    /// bodies names none: "Centre" of "Mine Action Centre" is no region.
    fn part(&self, range: Range<usize>, among: bool) -> Option<(Span, Source)> {
        let span = self.span(&range);
        let words = without_possessive(span.of(self.text));
        let span = Span::new(span.start, span.start + words.len());
        let capital = words.starts_with(char::is_uppercase)
            || words.contains(['-', ' ']) && words.contains(char::is_uppercase);
        let spaced = range.len() > 1 && words.contains('\n');
        if !capital || spaced || words.len() < 2 {
            return None;
        }
        if self.world.demonym(words).is_some() {
            return Some((span, Source::Adjective));
        }
        let plain = range.len() == 1 && self.sentence.tokens[range.start].upos != Upos::Propn;
        // A common word that stands alone is no place however it is written.
        if plain && self.kind.is_none() || self.lexicon.calendar.contains(&words.to_lowercase()) {
            return None;
        }
        let body = |word: &str| self.lexicon.public.contains(word) || self.lexicon.private.contains(word);
        if among && range.len() == 1 && body(&words.to_lowercase()) || self.world.candidates(words).is_empty()
        {
            return None;
        }
        let source = match self.kind {
            Some(NameKind::Loc) => Source::Part,
            Some(NameKind::Org) => Source::Body,
            Some(NameKind::Per) => Source::Person,
            None => Source::Run,
        };
        Some((span, source))
    }
}

/// Most words of a place's name that are asked for inside of other names.
const LONGEST: usize = 5;
