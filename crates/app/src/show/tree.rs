//! In: a sentence. Out: its dependency tree, drawn with one word a line. Knows no claim.

use std::fmt::Write;

use text::Sentence;

use super::claim::one_line;

/// The tree, the root first, dependents in the order of the text; each line starts with `indent`.
pub fn drawn(text: &str, sentence: &Sentence, indent: &str) -> String {
    let mut children = vec![Vec::new(); sentence.tokens.len()];
    for (i, token) in sentence.tokens.iter().enumerate() {
        if let Some(head) = token.head.filter(|h| *h < children.len()) {
            children[head].push(i);
        }
    }
    let mut out = String::new();
    // A stack, not recursion: a list of a thousand names may hang down a thousand levels.
    let mut open = vec![(sentence.root(), String::new(), String::new())];
    let mut left = sentence.tokens.len();
    while let Some((word, before, below)) = open.pop() {
        // As many lines as words, even if the heads went round in a circle.
        if left == 0 {
            break;
        }
        left -= 1;
        let Some(token) = sentence.tokens.get(word) else {
            continue;
        };
        let form = one_line(token.span.of(text));
        let _ = writeln!(
            out,
            "{indent}{before}{form} {} {} ({})",
            token.upos.name(),
            token.deprel,
            token.lemma
        );
        for (nth, child) in children[word].iter().enumerate().rev() {
            let last = nth + 1 == children[word].len();
            let (branch, rest) = if last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            open.push((*child, format!("{below}{branch}"), format!("{below}{rest}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use text::{Span, Token, Upos};

    use super::*;

    #[test]
    fn dependents_hang_below_their_heads_in_order() {
        let text = "Iraqi troops fled Hajin";
        let words = [
            (0, 5, Upos::Adj, Some(1), "amod"),
            (6, 12, Upos::Noun, Some(2), "nsubj"),
            (13, 17, Upos::Verb, None, "root"),
            (18, 23, Upos::Propn, Some(2), "obj"),
        ];
        let tokens = words
            .iter()
            .map(|&(start, end, upos, head, deprel)| Token {
                span: Span::new(start, end),
                lemma: "x".into(),
                upos,
                xpos: "_".into(),
                feats: "_".into(),
                head,
                deprel: deprel.into(),
                joined: false,
            })
            .collect();
        let sentence = Sentence {
            span: Span::new(0, 23),
            tokens,
        };
        let expected = "fled VERB root (x)\n├─ troops NOUN nsubj (x)\n│  └─ Iraqi ADJ amod (x)\n└─ Hajin PROPN obj (x)\n";
        assert_eq!(drawn(text, &sentence, ""), expected);
    }
}
