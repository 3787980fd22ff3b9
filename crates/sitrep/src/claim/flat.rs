//! In: an analysis. Out: its words numbered through the report, with what the claim heads need of trees. Knows no act.
//!
//! The counterpart of `training/sitrep_training/labels.py`: what is computed here must be what the heads learned with.

use std::collections::HashMap;

use text::{Analysis, Sentence, Token};

/// The first of the two classes of words in names of places (see `Flat::name`).
pub const LOCATION: i32 = 5;

/// The words of a report numbered through.
#[derive(Debug)]
pub struct Flat<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// First word of each sentence.
    pub start: Vec<usize>,
    /// Sentence of each word.
    pub sentence: Vec<usize>,
    /// BIO class of each word: 0 = O, then B and I of PER, ORG, LOC.
    pub name: Vec<i32>,
}

impl<'a> Flat<'a> {
    /// Numbers the words of `analysis`.
    pub fn new(analysis: &'a Analysis) -> Self {
        let (mut start, mut sentence) = (Vec::new(), Vec::new());
        for (i, s) in analysis.sentences.iter().enumerate() {
            start.push(sentence.len());
            sentence.extend(std::iter::repeat_n(i, s.tokens.len()));
        }
        let mut name = vec![0; sentence.len()];
        for n in &analysis.names {
            let base = start[n.sentence];
            for w in n.first..n.end {
                name[base + w] = 1 + 2 * (n.kind as i32) + i32::from(w > n.first);
            }
        }
        Self {
            analysis,
            start,
            sentence,
            name,
        }
    }
    /// The word's sentence.
    pub fn sentence_of(&self, word: usize) -> &'a Sentence {
        &self.analysis.sentences[self.sentence[word]]
    }
    /// Where the word stands in its sentence.
    pub fn within(&self, word: usize) -> usize {
        word - self.start[self.sentence[word]]
    }
    /// The word.
    pub fn token(&self, word: usize) -> &'a Token {
        &self.sentence_of(word).tokens[self.within(word)]
    }
    /// The words that hang from `word`.
    pub fn children(&self, word: usize) -> impl Iterator<Item = usize> + use<'a> {
        let base = self.start[self.sentence[word]];
        self.sentence_of(word)
            .children(self.within(word))
            .map(move |c| base + c)
    }

    /// The word that `word` hangs from; `None` for the root.
    pub fn head(&self, word: usize) -> Option<usize> {
        let base = self.start[self.sentence[word]];
        self.token(word).head.map(|h| base + h)
    }

    /// The first conjunct of the coordination that `word` stands in; itself where it is in none.
    pub fn lead(&self, word: usize) -> usize {
        let base = self.start[self.sentence[word]];
        base + lead(self.sentence_of(word), word - base)
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.sentence.len()
    }
    /// True for a report without words.
    pub fn is_empty(&self) -> bool {
        self.sentence.is_empty()
    }
}

const STEPS: [usize; 13] = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/// Signed distance in words, in 28 classes.
pub fn distance_class(from: usize, to: usize) -> i32 {
    let far = from.abs_diff(to);
    let k = STEPS.iter().position(|s| far <= *s).unwrap_or(STEPS.len()) as i32;
    if to >= from { k } else { 14 + k }
}

/// A word and its heads up to the root.
pub fn chain(s: &Sentence, word: usize) -> Vec<usize> {
    let mut out = vec![word];
    while let Some(h) = s.tokens[out[out.len() - 1]].head {
        if out.contains(&h) {
            break;
        }
        out.push(h);
    }
    out
}

/// Function words that hang from `word` and bear on mode and status.
pub fn cues(s: &Sentence, word: usize) -> Vec<usize> {
    const CUES: [&str; 9] = [
        "aux",
        "aux:pass",
        "mark",
        "advmod",
        "case",
        "det",
        "cop",
        "cc",
        "nmod:poss",
    ];
    s.children(word)
        .filter(|c| CUES.contains(&s.tokens[*c].deprel.as_str()))
        .collect()
}

/// Levels above a word, itself among them, that [`signs`] looks at.
const SIGN_LEVELS: usize = 4;

/// Relations of what describes a noun or follows it as a clause.
const DESCRIBES: [&str; 3] = ["amod", "acl", "acl:relcl"];
/// Levels for which [`signs`] looks at those.
const DESCRIBED_LEVELS: usize = 2;

/// The first conjunct of the coordination that `word` stands in; itself where it is in none.
pub fn lead(s: &Sentence, word: usize) -> usize {
    let (mut at, mut seen) = (word, vec![word]);
    while let Some(up) = s.tokens[at]
        .head
        .filter(|h| s.tokens[at].deprel == "conj" && !seen.contains(h))
    {
        at = up;
        seen.push(at);
    }
    at
}

/// The relation of `word` without its subtype: "nmod" of "nmod:poss".
pub fn base(s: &Sentence, word: usize) -> &str {
    s.tokens[word].deprel.split(':').next().unwrap_or("")
}

/// The lemma of `word` in lower case.
pub fn lemma(s: &Sentence, word: usize) -> String {
    s.tokens[word].lemma.to_lowercase()
}

/// "The", "this" or "that" hangs from the noun.
pub fn is_definite(s: &Sentence, noun: usize) -> bool {
    let article = |c: usize| matches!(lemma(s, c).as_str(), "the" | "this" | "that");
    s.children(noun)
        .any(|c| s.tokens[c].deprel == "det" && article(c))
}

/// Function words of `word`; a conjunct without auxiliary, mark or preposition of its own shares those of the first.
fn verb_group(s: &Sentence, word: usize) -> Vec<usize> {
    let dep = |w: usize| s.tokens[w].deprel.as_str();
    let own = cues(s, word);
    let first = lead(s, word);
    let stands_alone = |c: &usize| dep(*c).starts_with("aux") || matches!(dep(*c), "cop" | "mark" | "case");
    let mut out = if first != word && !own.iter().any(stands_alone) {
        cues(s, first)
    } else {
        Vec::new()
    };
    out.extend(own);
    out.retain(|c| dep(*c) != "cc");
    out
}

/// What the grammar says of `word` and of the words above it that may bear on its status: for each level the relation,
/// the verb group ("will+have+be+VBN"), each function word, and the lemma; for the first two also what describes the word
/// ("planned", "alleged", a participle behind it). A conjunct stands where the first one does.
pub fn signs(s: &Sentence, word: usize) -> Vec<String> {
    let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
    let dep = |w: usize| s.tokens[w].deprel.as_str();
    let (mut out, mut seen, mut w) = (Vec::new(), Vec::new(), word);
    for level in 0..SIGN_LEVELS {
        let first = lead(s, w);
        let below = verb_group(s, w);
        let mut group: Vec<String> = (below.iter())
            .filter(|c| dep(**c).starts_with("aux") || dep(**c) == "cop")
            .map(|c| lemma(*c))
            .collect();
        group.push(s.tokens[w].xpos.clone());
        out.push(format!("{level}:{}", dep(first)));
        out.push(format!("{level}:{}", group.join("+")));
        let words = below.iter().filter(|c| dep(**c) != "nmod:poss");
        out.extend(words.map(|c| format!("{level}:{}={}", dep(*c), lemma(*c))));
        out.push(format!("{level}:{}", lemma(w)));
        if level < DESCRIBED_LEVELS {
            let describes = s.children(w).filter(|c| DESCRIBES.contains(&dep(*c)));
            out.extend(describes.map(|c| format!("{level}:{}~{}", base(s, c), lemma(c))));
        }
        seen.extend([w, first]);
        match s.tokens[first].head {
            Some(up) if !seen.contains(&up) => w = up,
            _ => break,
        }
    }
    out
}

/// First case word (lower-case lemma) of each word that has one.
pub fn cases(s: &Sentence) -> HashMap<usize, String> {
    let mut out = HashMap::new();
    for t in &s.tokens {
        if let (Some(h), "case") = (t.head, t.deprel.as_str()) {
            out.entry(h).or_insert_with(|| t.lemma.to_lowercase());
        }
    }
    out
}

const LONGEST_PATH: usize = 5;

/// Path from the trigger to each word of its sentence: "^conj" up, "nsubj" down, joined by ">"; the last downward step
/// of an obl or nmod carries its case lemma. `None` when longer than five steps.
pub fn paths(s: &Sentence, trigger: usize) -> Vec<Option<String>> {
    let case = cases(s);
    let up = chain(s, trigger);
    let dep = |w: usize| s.tokens[w].deprel.as_str();
    (0..s.tokens.len())
        .map(|w| {
            let down = chain(s, w);
            let meet = down.iter().position(|x| up.contains(x))?;
            let rise = up.iter().position(|x| *x == down[meet])?;
            if rise + meet > LONGEST_PATH {
                return None;
            }
            let mut steps: Vec<String> = up[..rise].iter().map(|x| format!("^{}", dep(*x))).collect();
            steps.extend(down[..meet].iter().rev().map(|x| dep(*x).to_owned()));
            if let (true, Some(c), "obl" | "nmod", Some(last)) =
                (meet > 0, case.get(&w), base(s, w), steps.last_mut())
            {
                *last = format!("{}={c}", base(s, w));
            }
            Some(steps.join(">"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    #[test]
    fn paths_read_as_in_training() {
        let s = sentence(
            "Police police NOUN 2 nsubj
             arrested arrest VERB 0 root
             men man NOUN 2 obj
             in in ADP 5 case
             Hawija Hawija PROPN 2 obl
             and and CCONJ 7 cc
             fled flee VERB 2 conj",
        );
        let from_arrest = paths(&s, 1);
        let get = |v: &[Option<String>], i: usize| v[i].clone().unwrap_or_default();
        assert_eq!(get(&from_arrest, 0), "nsubj");
        assert_eq!(get(&from_arrest, 4), "obl=in");
        assert_eq!(get(&from_arrest, 1), "");
        let from_flee = paths(&s, 6);
        assert_eq!(get(&from_flee, 0), "^conj>nsubj");
        assert_eq!(get(&from_flee, 4), "^conj>obl=in");
        assert_eq!(cues(&s, 6), [5]);
    }

    #[test]
    fn signs_read_as_in_training() {
        let s = sentence(
            "Troops troops NOUN 3 nsubj
             will will AUX 3 aux
             try try VERB 0 root
             to to PART 5 mark
             leave leave VERB 3 xcomp",
        );
        assert_eq!(
            signs(&s, 4),
            [
                "0:xcomp",
                "0:",
                "0:mark=to",
                "0:leave",
                "1:root",
                "1:will+",
                "1:aux=will",
                "1:try"
            ]
        );
        // A conjunct stands where the first one does, and shares its auxiliaries.
        let s = sentence(
            "They they PRON 3 nsubj
             will will AUX 3 aux
             arrest arrest VERB 0 root
             or or CCONJ 5 cc
             kill kill VERB 3 conj
             in in ADP 8 case
             planned planned ADJ 8 amod
             raids raid NOUN 3 obl",
        );
        let at = |w: usize| signs(&s, w).join(" ");
        assert_eq!(at(4), "0:root 0:will+ 0:aux=will 0:kill");
        assert_eq!(
            at(7),
            "0:obl 0: 0:case=in 0:raid 0:amod~planned 1:root 1:will+ 1:aux=will 1:arrest"
        );
    }

    #[test]
    fn distances_have_28_classes() {
        assert_eq!(distance_class(5, 5), 0);
        assert_eq!(distance_class(5, 4), 15);
        assert_eq!(distance_class(0, 100), 13);
        assert_eq!(distance_class(100, 0), 27);
    }
}
