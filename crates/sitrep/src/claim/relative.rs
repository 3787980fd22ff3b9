//! In: a sentence and a word. Out: whether it opens a relative clause, and which words such a clause speaks of.
//! Knows no act.

use text::{Sentence, Upos};

/// True for the word that stands for the modified noun in a relative clause, and for other openers of clauses.
pub fn is_relative(s: &Sentence, w: usize) -> bool {
    matches!(
        s.tokens[w].lemma.to_lowercase().as_str(),
        "who" | "which" | "that" | "whom" | "whose" | "where" | "when"
    ) && matches!(s.tokens[w].upos, Upos::Pron | Upos::Sconj | Upos::Det | Upos::Adv)
}

/// The nouns that the clause of `verb`, whose pronoun is `pronoun`, speaks of besides the one that it hangs from. A clause
/// behind a comma that hangs from the last of coordinated common nouns speaks of them all ("the roads and the bridge,
/// which were hit"); one without a comma, or of a list of names, of the last alone.
pub fn other_antecedents(s: &Sentence, verb: usize, pronoun: usize) -> Vec<usize> {
    let Some(last) = s.tokens[verb].head else {
        return Vec::new();
    };
    let is_noun = |w: usize| s.tokens[w].upos == Upos::Noun;
    let apart = s
        .children(verb)
        .any(|c| c < pronoun && s.tokens[c].deprel == "punct");
    let first = s.tokens[last].head.filter(|_| s.tokens[last].deprel == "conj");
    let (Some(first), true) = (first, apart && is_noun(last)) else {
        return Vec::new();
    };
    let others = s
        .children(first)
        .filter(|c| s.tokens[*c].deprel == "conj" && *c != last);
    std::iter::once(first)
        .chain(others)
        .filter(|w| is_noun(*w))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, verb: usize, pronoun: usize, want: &[usize]) {
        assert_eq!(
            other_antecedents(&sentence(table), verb, pronoun),
            want,
            "{table}"
        );
    }

    #[test]
    fn a_clause_behind_a_comma_speaks_of_the_whole_list() {
        let list = "roads road NOUN 0 root\nand and CCONJ 3 cc\nbridge bridge NOUN 1 conj\n";
        let apart = "{list}, , PUNCT 7 punct\nwhich which PRON 7 nsubj:pass\nwere be AUX 7 aux:pass\nhit hit VERB 3 acl:relcl";
        check(&apart.replace("{list}", list), 6, 4, &[0]);
        let bare = "{list}which which PRON 6 nsubj:pass\nwere be AUX 6 aux:pass\nhit hit VERB 3 acl:relcl";
        check(&bare.replace("{list}", list), 5, 3, &[]);
        let names = "Hit Hit PROPN 0 root\nand and CCONJ 3 cc\nRawa Rawa PROPN 1 conj\n, , PUNCT 6 punct\nwhich which PRON 6 nsubj\nfell fall VERB 3 acl:relcl";
        check(names, 5, 4, &[]);
    }
}
