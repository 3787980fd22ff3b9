//! In: an analysis and the span of an expression. Out: the tense of the clause around it. Knows no calendar.

use text::{Analysis, Sentence, Span, Upos};

use super::Tense;

/// The tense of the clause that holds `span`; `None` where no finite verb governs it.
pub fn tense_at(analysis: &Analysis, span: Span) -> Option<Tense> {
    let s = analysis.sentences.iter().find(|s| s.span.overlaps(span))?;
    let mut at = s.tokens.iter().position(|t| t.span.overlaps(span))?;
    for _ in 0..s.tokens.len() {
        let t = &s.tokens[at];
        let governs =
            matches!(t.upos, Upos::Verb | Upos::Aux) || s.children(at).any(|c| s.tokens[c].deprel == "cop");
        if governs && let Some(tense) = of_verb(s, at) {
            return Some(tense);
        }
        at = t.head?;
    }
    None
}

fn of_verb(s: &Sentence, verb: usize) -> Option<Tense> {
    let helpers: Vec<usize> = s
        .children(verb)
        .filter(|c| matches!(s.tokens[*c].deprel.as_str(), "aux" | "aux:pass" | "cop"))
        .collect();
    let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
    if helpers
        .iter()
        .any(|h| matches!(lemma(*h).as_str(), "will" | "shall" | "wo" | "'ll"))
    {
        return Some(Tense::Future);
    }
    // "is going to", "is due to", "plans to": an infinitive lies ahead of its governor.
    let infinitive = s
        .children(verb)
        .any(|c| s.tokens[c].deprel == "mark" && lemma(c) == "to");
    let finite = helpers
        .iter()
        .copied()
        .find(|h| s.tokens[*h].feats.contains("VerbForm=Fin"))
        .unwrap_or(verb);
    let feats = &s.tokens[finite].feats;
    if infinitive {
        return Some(Tense::Future);
    }
    if feats.contains("Tense=Past") && feats.contains("VerbForm=Fin")
        || helpers.iter().any(|h| lemma(*h) == "have")
    {
        return Some(Tense::Past);
    }
    if feats.contains("Tense=Pres") && feats.contains("VerbForm=Fin") {
        return Some(Tense::Present);
    }
    None
}
