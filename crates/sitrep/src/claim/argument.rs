//! In: a sentence's tree and a word. Out: the words that are its arguments. Knows no codebook.
//!
//! Arguments are brought to the word that they belong to: the noun that a relative clause or participle modifies, subjects
//! shared among conjuncts or controlled from the verb above, objects shared among conjuncts.

use text::{Sentence, Upos};

use super::flat::{base, cases, lead};
use super::relative::{is_relative, other_antecedents};

/// A word that hangs from a trigger, or is brought to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arg {
    /// Relation, as in the tree or as the syntax lends it.
    pub deprel: String,
    /// Its case word.
    pub case: Option<String>,
    /// The word.
    pub word: usize,
}

/// The arguments of a word: its own dependents and what the syntax shares with it.
pub fn arguments(s: &Sentence, word: usize) -> Vec<Arg> {
    let case = cases(s);
    let arg = |w: usize, deprel: &str| Arg {
        deprel: deprel.to_owned(),
        case: case.get(&w).cloned(),
        word: w,
    };
    let mut out: Vec<Arg> = s.children(word).map(|c| arg(c, &s.tokens[c].deprel)).collect();
    let t = &s.tokens[word];
    let passive = s.children(word).any(|c| s.tokens[c].deprel == "aux:pass");
    if t.upos == Upos::Verb && !passive && !out.iter().any(|a| a.deprel == "obj") {
        out.extend(shared_object(s, word).map(|w| arg(w, "obj")));
    }
    let Some(head) = t.head else { return out };
    let base = base(s, word);
    if base == "acl" && is_behind_preposition(s, word) {
        // "Needs, as in rebuilding roads": what hangs from a noun by a preposition is not done by the noun.
        out.extend(main_subjects(s, head).into_iter().map(|w| arg(w, "nsubj")));
        return out;
    }
    if base == "acl" {
        // The modified noun takes the place of the relative pronoun, or is subject or object of the bare participle.
        let pronoun = out.iter().find(|a| is_relative(s, a.word)).cloned();
        out.retain(|a| pronoun.as_ref().is_none_or(|p| p.word != a.word));
        let relation = match &pronoun {
            Some(p) => (p.deprel.clone(), p.case.clone()),
            None if t.deprel == "acl:relcl" => {
                let subject = out.iter().any(|a| a.deprel.starts_with("nsubj"));
                (if subject { "obj" } else { "nsubj" }.to_owned(), None)
            }
            None if t.feats.contains("VerbForm=Part")
                && (t.feats.contains("Tense=Past") || t.feats.contains("Voice=Pass")) =>
            {
                ("nsubj:pass".to_owned(), None)
            }
            None => ("nsubj".to_owned(), None),
        };
        let others = pronoun.map_or(Vec::new(), |p| other_antecedents(s, word, p.word));
        out.extend(std::iter::once(head).chain(others).map(|w| Arg {
            deprel: relation.0.clone(),
            case: relation.1.clone(),
            word: w,
        }));
    }
    let has_subject = |args: &[Arg]| args.iter().any(|a| a.deprel.starts_with("nsubj"));
    if !has_subject(&out) && t.upos == Upos::Verb && matches!(base, "conj" | "xcomp" | "advcl" | "ccomp") {
        // A conjunct of the same voice shares the subject; a controlled verb takes the object, else the subject, above.
        let above = if word == head {
            Vec::new()
        } else {
            arguments_above(s, head)
        };
        let object = above.iter().find(|a| a.deprel == "obj" && base == "xcomp");
        let subject = above.iter().find(|a| a.deprel.starts_with("nsubj"));
        if let Some(a) = object.or(subject) {
            let role = if passive || t.feats.contains("Voice=Pass") {
                "nsubj:pass"
            } else {
                "nsubj"
            };
            out.push(Arg {
                deprel: role.to_owned(),
                case: None,
                word: a.word,
            });
        }
    }
    if base == "conj" && matches!(t.upos, Upos::Noun | Upos::Propn) {
        // "the arrest and trial of 20 men": the modifiers of the first conjunct, where this one has none.
        if !out.iter().any(|a| a.deprel.starts_with("nmod")) {
            out.extend(
                s.children(head)
                    .filter(|c| s.tokens[*c].deprel.starts_with("nmod"))
                    .map(|c| arg(c, &s.tokens[c].deprel)),
            );
        }
    }
    out
}

/// The object that coordinated verbs share and the tree hangs from one of them: "locate and destroy the mines". It stands
/// behind them all, with nothing else between the verbs.
fn shared_object(s: &Sentence, word: usize) -> Option<usize> {
    let first = lead(s, word);
    let verbs = |w: &usize| lead(s, *w) == first && s.tokens[*w].upos == Upos::Verb;
    let of_one = (0..s.tokens.len()).filter(verbs).flat_map(|v| s.children(v));
    let object = of_one
        .filter(|c| s.tokens[*c].deprel == "obj" && *c > word)
        .min()?;
    let verb = s.tokens[object].head?;
    let between = word.min(verb) + 1..word.max(verb);
    let bare = |w: usize| verbs(&w) || matches!(s.tokens[w].upos, Upos::Cconj | Upos::Punct | Upos::Adv);
    (object > verb && between.into_iter().all(bare)).then_some(object)
}

/// Subjects and objects of the word above, itself with what is shared (at most the depth of the tree).
fn arguments_above(s: &Sentence, word: usize) -> Vec<Arg> {
    let mut at = word;
    for _ in 0..s.tokens.len() {
        let found = arguments_plain(s, at);
        if found.iter().any(|a| a.deprel.starts_with("nsubj")) {
            return found;
        }
        let t = &s.tokens[at];
        match t.head {
            Some(h) if matches!(t.deprel.as_str(), "conj" | "xcomp" | "advcl") => at = h,
            Some(h) if t.deprel.starts_with("acl") => {
                let subjects = if is_behind_preposition(s, at) {
                    main_subjects(s, h)
                } else {
                    vec![h]
                };
                let subject = |word| Arg {
                    deprel: "nsubj".into(),
                    case: None,
                    word,
                };
                return subjects.into_iter().map(subject).collect();
            }
            _ => return found,
        }
    }
    Vec::new()
}

fn arguments_plain(s: &Sentence, word: usize) -> Vec<Arg> {
    s.children(word)
        .map(|c| Arg {
            deprel: s.tokens[c].deprel.clone(),
            case: None,
            word: c,
        })
        .collect()
}

/// A gerund behind a preposition: "in rebuilding", "by searching".
fn is_behind_preposition(s: &Sentence, word: usize) -> bool {
    let preposition = |c: usize| {
        matches!(s.tokens[c].deprel.as_str(), "mark" | "case")
            && matches!(
                s.tokens[c].lemma.to_lowercase().as_str(),
                "after" | "before" | "by" | "for" | "from" | "in" | "of" | "on" | "through" | "without"
            )
    };
    s.tokens[word].xpos == "VBG" && s.children(word).any(preposition)
}

/// The subject of the nearest verb above, `word` itself among them, that has one before it; of a participle that describes a
/// noun that noun.
pub fn main_subjects(s: &Sentence, word: usize) -> Vec<usize> {
    let mut at = word;
    // The bound keeps a wrong tree from looping.
    for _ in 0..s.tokens.len() {
        let own: Vec<usize> = (s.children(at))
            .filter(|c| s.tokens[*c].deprel.starts_with("nsubj") && *c < at)
            .collect();
        if !own.is_empty() {
            return own;
        }
        let Some(head) = s.tokens[at].head else { break };
        if at == word && s.tokens[at].deprel.starts_with("acl") {
            return vec![head];
        }
        at = head;
    }
    Vec::new()
}
