//! In: a small table of words. Out: a sentence with its tree, a draft, or a bare claim, for tests. Knows no engine.

use text::{Sentence, Span, Token, Upos};

use crate::claim::draft::Draft;
use crate::record::{Claim, Sensitivity, Status};

/// A draft with a word and a type, and nothing else.
pub fn draft(word: usize, kind: &str) -> Draft {
    Draft {
        word,
        kind: kind.to_owned(),
        mode: None,
        status: Status::Occurred,
        actors: vec![],
        recipients: vec![],
        place: None,
        more_places: Vec::new(),
        time: None,
        counts: vec![],
        speaker: None,
        second: false,
        confidence: 0.9,
        rule: String::new(),
        why: vec![],
    }
}

/// A sentence from lines "form lemma UPOS head deprel", with XPOS behind where a test needs it (head counts from 1, 0 = root); words are parted by one space.
pub fn sentence(table: &str) -> Sentence {
    sentence_at(table, 0)
}

/// The same, with the first word at byte `at`.
pub fn sentence_at(table: &str, at: usize) -> Sentence {
    let mut start = at;
    let tokens: Vec<Token> = table
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| {
            let c: Vec<&str> = line.split_whitespace().collect();
            let span = Span::new(start, start + c[0].len());
            start = span.end + 1;
            let head: usize = c[3].parse().unwrap_or(0);
            Token {
                span,
                lemma: c[1].to_owned(),
                upos: Upos::parse(c[2]).unwrap_or(Upos::X),
                xpos: c.get(5).map_or_else(String::new, |x| (*x).to_owned()),
                feats: "_".to_owned(),
                head: head.checked_sub(1),
                deprel: c[4].to_owned(),
                joined: false,
            }
        })
        .collect();
    Sentence {
        span: Span::new(at, start.saturating_sub(1).max(at)),
        tokens,
    }
}

/// A claim that tells its type and its trigger, and nothing else.
pub fn claim(kind: &str, sentence: usize, sentence_span: Span, trigger: Span) -> Claim {
    Claim {
        id: String::new(),
        sentence,
        sentence_span,
        trigger,
        kind: kind.to_owned(),
        mode: None,
        quad: None,
        cameo: None,
        contexts: Vec::new(),
        actors: Vec::new(),
        recipients: Vec::new(),
        place: None,
        more_places: Vec::new(),
        place_inferred: None,
        time: None,
        time_inferred: None,
        counts: Vec::new(),
        status: Status::Occurred,
        said_by: None,
        operation: None,
        control: None,
        sensitivity: Sensitivity::Open,
        confidence: 0.9,
        rule: String::new(),
    }
}
