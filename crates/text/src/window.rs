//! In: sentences as ranges of words. Out: windows: stretches of whole sentences with the sentences before them as
//! context. Knows no words.

use std::ops::Range;

/// Words that are read together: `context` from `from`, answers wanted for `target`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// First word of the context.
    pub from: usize,
    /// Words whose answers count.
    pub target: Range<usize>,
    /// Range of sentences that `from..target.end` holds.
    pub sentences: Range<usize>,
}

/// Target words that a window aims at; whole sentences, so a long one may exceed it.
const WORDS: usize = 80;
/// Most words of context. Both as the claim heads were trained (`claims.py`, `window_ranges`).
const CONTEXT: usize = 60;

/// Windows whose targets cover all sentences in order.
pub fn windows(sentences: &[Range<usize>]) -> Vec<Window> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < sentences.len() {
        let start = sentences[i].start;
        let mut j = i + 1;
        while j < sentences.len() && sentences[j].end - start <= WORDS {
            j += 1;
        }
        let mut back = i;
        while back > 0 && start - sentences[back - 1].start <= CONTEXT {
            back -= 1;
        }
        out.push(Window {
            from: sentences[back].start,
            target: start..sentences[j - 1].end,
            sentences: back..j,
        });
        i = j;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_cover_everything_once() {
        let mut sentences = Vec::new();
        let mut at = 0;
        for n in [10, 30, 50, 5, 200, 7, 40, 40, 3] {
            sentences.push(at..at + n);
            at += n;
        }
        let w = windows(&sentences);
        let mut next = 0;
        for x in &w {
            assert_eq!(x.target.start, next);
            assert!(x.target.start - x.from <= CONTEXT);
            assert_eq!(sentences[x.sentences.start].start, x.from);
            assert_eq!(sentences[x.sentences.end - 1].end, x.target.end);
            next = x.target.end;
        }
        assert_eq!(next, at);
    }
}
