//! In: the actor table and one report's analysis. Out: its mentions (names, and common nouns that the
//! table knows as parties) in order, each with what its own words say. Links nothing to anything.

use super::fold::{self, Case, Word};
use super::lookup::lookup_near;
use super::table::{ActorTable, EntryKind, Gender, Shape};
use super::{Match, Sector};
use jiff::civil::Date;
use std::collections::HashMap;
use text::{Analysis, NameKind, Sentence, Span, Upos};

/// One mention of a possible party.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub sentence: usize,
    /// Head token in the sentence.
    pub head: usize,
    /// The name, or the noun with what stands before it.
    pub span: Span,
    /// `span` with the ranks and titles before a person's name.
    pub titled: Span,
    /// `None` for common nouns.
    pub name: Option<NameKind>,
    pub found: Option<Match>,
    pub plural: bool,
    pub human: bool,
    pub gender: Option<Gender>,
    /// Folded words of `span`.
    pub words: Vec<Word>,
    /// Nouns that describe a person's name ("Colonel", "spokesman"), folded.
    pub roles: Vec<String>,
}

/// All mentions of a report, and the countries it speaks of, most frequent first.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub mentions: Vec<Mention>,
    pub near: Vec<String>,
}

pub(super) fn read(table: &ActorTable, text: &str, analysis: &Analysis, day: Option<Date>) -> Book {
    let mut book = Book {
        near: countries(table, text, analysis, day),
        ..Book::default()
    };
    for name in &analysis.names {
        let Some(sentence) = analysis.sentences.get(name.sentence) else {
            continue;
        };
        if name.first >= name.end || name.end > sentence.tokens.len() {
            continue;
        }
        book.mentions
            .push(named(table, text, sentence, *name, day, &book.near));
    }
    for (at, sentence) in analysis.sentences.iter().enumerate() {
        for (head, token) in sentence.tokens.iter().enumerate() {
            let inside = analysis
                .names
                .iter()
                .any(|n| n.sentence == at && (n.first..n.end).contains(&head));
            let part = matches!(token.deprel.as_str(), "compound" | "flat" | "fixed" | "goeswith");
            if inside || part || !matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj) {
                continue;
            }
            book.mentions
                .extend(common(table, text, sentence, at, head, day, &book.near));
        }
    }
    book.mentions.sort_by_key(|m| (m.span.start, m.span.end));
    book
}

/// The noun with what stands before it in its phrase: articles, adjectives, numbers, owners.
pub(super) fn noun_phrase(sentence: &Sentence, head: usize) -> Span {
    let first = leftmost(sentence, head, 0);
    let last = sentence
        .children(head)
        .filter(|c| *c > head && sentence.tokens[*c].deprel == "flat")
        .max();
    let end = sentence.tokens[last.unwrap_or(head)].span.end;
    Span::new(sentence.tokens[first].span.start, end)
}

fn leftmost(sentence: &Sentence, head: usize, depth: usize) -> usize {
    let kept = |d: &str| {
        matches!(
            d,
            "det" | "amod" | "compound" | "nummod" | "nmod:poss" | "flat" | "advmod" | "punct" | "det:predet"
        )
    };
    let children = sentence
        .children(head)
        .filter(|c| *c < head && kept(&sentence.tokens[*c].deprel));
    let deeper = children.map(|c| {
        if depth < 8 {
            leftmost(sentence, c, depth + 1)
        } else {
            c
        }
    });
    let mut first = deeper.min().unwrap_or(head).min(head);
    while first < head && sentence.tokens[first].deprel == "punct" {
        first += 1;
    }
    first
}

/// The noun phrase with the "of", "for", "from" and "in" phrases right after it.
pub(super) fn long_phrase(sentence: &Sentence, head: usize) -> Span {
    let mut span = noun_phrase(sentence, head);
    let after = sentence
        .children(head)
        .filter(|c| *c > head && sentence.tokens[*c].deprel == "nmod");
    for child in after {
        let inner = noun_phrase(sentence, child);
        // Only what follows at once: a case word, then the phrase.
        if inner.start <= span.end + 12 {
            span = span.join(inner);
        }
    }
    span
}

fn countries(table: &ActorTable, text: &str, analysis: &Analysis, day: Option<Date>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let capital = |t: &&text::Token| {
        matches!(t.upos, Upos::Propn | Upos::Adj) && t.span.of(text).starts_with(char::is_uppercase)
    };
    let words = analysis
        .sentences
        .iter()
        .flat_map(|s| s.tokens.iter())
        .filter(capital)
        .map(|t| t.span);
    for span in analysis.names.iter().map(|n| n.span).chain(words) {
        let found = lookup_near(table, span.of(text), day, &[]);
        if let Some(country) = found.and_then(|m| m.country) {
            *seen.entry(country).or_default() += 1;
        }
    }
    let mut out: Vec<(String, usize)> = seen.into_iter().collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out.into_iter().map(|(c, _)| c).collect()
}

fn named(
    table: &ActorTable,
    text: &str,
    sentence: &Sentence,
    name: text::Name,
    day: Option<Date>,
    near: &[String],
) -> Mention {
    let range = name.first..name.end;
    let outside = |h: Option<usize>| h.is_none_or(|h| !range.contains(&h));
    let head = range
        .clone()
        .find(|t| outside(sentence.tokens[*t].head))
        .unwrap_or(name.end - 1);
    let words = fold::words(name.span.of(text));
    let mut found = lookup_near(table, name.span.of(text), day, near).filter(|m| m.code.is_some());
    let person = name.kind == NameKind::Per;
    let mut titled = name.span;
    let mut roles = Vec::new();
    let mut gender = None;
    if person {
        let title = title_start(table, text, sentence, name.first);
        titled = Span::new(sentence.tokens[title].span.start, name.span.end);
        let descriptions = descriptions(text, sentence, &range, head);
        for (span, words) in &descriptions {
            for at in 0..words.len() {
                if let (key, _, Some(noun)) = table.find(&words[at..=at]) {
                    gender = gender.or(noun.gender);
                    roles.push(key);
                }
                let word = words[at].text.as_str();
                if table.words.female_titles.contains(word) {
                    gender = Some(Gender::Female);
                } else if table.words.male_titles.contains(word) {
                    gender = Some(Gender::Male);
                }
            }
            let known = found.as_ref().is_some_and(|m| m.kind == Some(EntryKind::Person));
            if !known {
                found = described(found, lookup_near(table, span.of(text), day, near));
            }
        }
        gender = gender.or_else(|| {
            let known = found.as_ref().and_then(|m| m.name.as_ref())?;
            table
                .entries
                .iter()
                .find(|e| e.name == *known)
                .and_then(|e| e.gender)
        });
    }
    let plural = words.last().is_some_and(|w| w.text.ends_with('s'))
        && sentence.tokens[head].feats.contains("Number=Plur")
        && !person;
    let kind = if name.kind == NameKind::Per {
        NameKind::Per
    } else {
        name.kind
    };
    Mention {
        sentence: name.sentence,
        head,
        span: name.span,
        titled,
        name: Some(kind),
        human: person,
        found,
        plural,
        gender,
        words,
        roles,
    }
}

/// What is known of a person with one more description: the first code and the first telling sector
/// hold. The description's name is the body's or the office's, not this person's.
fn described(known: Option<Match>, more: Option<Match>) -> Option<Match> {
    let Some(more) = more else { return known };
    let Some(known) = known else {
        return Some(Match { name: None, ..more });
    };
    let sector = known.sector.filter(|s| *s != Sector::Unk).or(more.sector);
    if known.code.is_some() {
        Some(Match { sector, ..known })
    } else {
        Some(Match {
            name: None,
            sector,
            ..more
        })
    }
}

/// The first token of the ranks right before a name ("Colonel", "Prime Minister").
fn title_start(table: &ActorTable, text: &str, sentence: &Sentence, first: usize) -> usize {
    let mut start = first;
    for at in (first.saturating_sub(4)..first).rev() {
        let token = &sentence.tokens[at];
        if !matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj) {
            break;
        }
        let words = fold::words(
            text.get(token.span.start..sentence.tokens[start].span.start)
                .unwrap_or(""),
        );
        let capital = words.iter().all(|w| w.case != Case::Lower);
        let title = words.last().is_some_and(|w| {
            table.words.male_titles.contains(&w.text) || table.words.female_titles.contains(&w.text)
        });
        if capital && (title || table.find(&words).2.is_some()) {
            start = at;
        }
    }
    start
}

/// What describes a person's name: the nouns before it, its apposition, the noun it is an apposition of.
fn descriptions(
    text: &str,
    sentence: &Sentence,
    range: &std::ops::Range<usize>,
    head: usize,
) -> Vec<(Span, Vec<Word>)> {
    let mut spans = Vec::new();
    let mut start = range.start;
    while start > 0 && range.start - start < 8 {
        let token = &sentence.tokens[start - 1];
        let hyphen = token.upos == Upos::Punct && matches!(token.span.of(text), "-" | "'s");
        let owner = token.upos == Upos::Part;
        if hyphen
            || owner
            || matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb) && !verb(token)
        {
            start -= 1;
        } else {
            break;
        }
    }
    if start < range.start {
        let end = sentence.tokens[range.start - 1].span.end;
        spans.push(Span::new(sentence.tokens[start].span.start, end));
    }
    for child in sentence
        .children(head)
        .filter(|c| sentence.tokens[*c].deprel == "appos")
    {
        spans.push(long_phrase(sentence, child));
    }
    if sentence.tokens[head].deprel == "appos"
        && let Some(parent) = sentence.tokens[head].head
    {
        spans.push(long_phrase(sentence, parent));
    }
    spans.into_iter().map(|s| (s, fold::words(s.of(text)))).collect()
}

/// A finite verb; participles inside a noun phrase ("US-led") hang as amod or compound.
fn verb(token: &text::Token) -> bool {
    token.upos == Upos::Verb && !matches!(token.deprel.as_str(), "amod" | "compound")
}

fn common(
    table: &ActorTable,
    text: &str,
    sentence: &Sentence,
    at: usize,
    head: usize,
    day: Option<Date>,
    near: &[String],
) -> Option<Mention> {
    let span = noun_phrase(sentence, head);
    let words = fold::words(span.of(text));
    // Two-word nouns first ("prime minister").
    let len = words.len();
    let tail = |n: usize| {
        len.checked_sub(n)
            .and_then(|from| table.find(&words[from..]).2.copied())
    };
    let noun = tail(3).or_else(|| tail(2)).or_else(|| tail(1));
    let long = long_phrase(sentence, head);
    let found = lookup_near(table, long.of(text), day, near);
    if noun.is_none() && found.as_ref().is_none_or(|m| m.code.is_none()) {
        return None;
    }
    let feats = &sentence.tokens[head].feats;
    let plural = feats.contains("Number=Plur") || noun.is_some_and(|n| n.plural);
    Some(Mention {
        sentence: at,
        head,
        span,
        titled: span,
        name: None,
        plural,
        human: noun.is_some_and(|n| n.shape == Shape::Person || (n.plural && n.sector != Sector::Bus)),
        gender: noun.and_then(|n| n.gender),
        found,
        words,
        roles: Vec::new(),
    })
}
