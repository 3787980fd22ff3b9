//! In: the lexicon of light verbs, a sentence and a word. Out: what the word lends the noun that it carries. Knows no
//! codebook.

use std::collections::HashSet;

use serde::Deserialize;
use text::Sentence;

/// Verbs that only carry a noun which names the act (`data/lexicon/en/light.toml`): lemma and particle or object.
#[derive(Debug, Clone, Default)]
pub struct LightVerbs {
    actor: HashSet<(String, Option<String>)>,
    recipient: HashSet<(String, Option<String>)>,
    keep: HashSet<(String, Option<String>)>,
    happen: HashSet<(String, Option<String>)>,
    begin: HashSet<(String, Option<String>)>,
    quantity: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightFile {
    actor: Vec<LightRow>,
    #[serde(default)]
    recipient: Vec<LightRow>,
    #[serde(default)]
    keep: Vec<LightRow>,
    #[serde(default)]
    happen: Vec<LightRow>,
    #[serde(default)]
    begin: Vec<LightRow>,
    #[serde(default)]
    quantity: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightRow {
    lemma: String,
    particle: Option<String>,
    object: Option<String>,
}

impl LightVerbs {
    /// Reads the TOML form. Errors name the line.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        let f: LightFile = toml::from_str(source)?;
        let set = |rows: Vec<LightRow>| {
            rows.into_iter()
                .map(|r| (r.lemma, r.particle.or(r.object)))
                .collect()
        };
        Ok(Self {
            actor: set(f.actor),
            recipient: set(f.recipient),
            keep: set(f.keep),
            happen: set(f.happen),
            begin: set(f.begin),
            quantity: f.quantity.into_iter().collect(),
        })
    }

    /// True for a verb whose subject suffers the act of its noun ("come under").
    pub fn lends_recipient(&self, s: &Sentence, verb: usize) -> bool {
        holds(&self.recipient, s, verb)
    }

    /// True for a verb whose object is kept from the act of a noun behind "from" ("protect").
    pub fn keeps_object(&self, s: &Sentence, verb: usize) -> bool {
        holds(&self.keep, s, verb)
    }

    /// True for a verb that tells when and where its subject, the noun, took place ("erupt").
    pub fn lends_time(&self, s: &Sentence, verb: usize) -> bool {
        holds(&self.happen, s, verb)
    }

    /// True for a verb that only carries a noun, whose act its subject does ("carry out", "provide").
    pub fn lends_actor(&self, s: &Sentence, verb: usize) -> bool {
        holds(&self.actor, s, verb)
    }

    /// True where the sentence says that the act of `word` has not begun: "its offensive has not yet begun", "talks have
    /// yet to start", "phase two has not begun" (where the verb itself is the word).
    pub fn has_not_begun(&self, s: &Sentence, word: usize) -> bool {
        let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
        let dep = |w: usize| s.tokens[w].deprel.as_str();
        let noun = self.carried(s, word);
        // The word itself, the verb that it is the subject of, or the verb under that one ("has yet to start").
        let above = s.tokens[noun].head.filter(|_| dep(noun).starts_with("nsubj"));
        let below = above.and_then(|h| s.children(h).find(|c| dep(*c) == "xcomp"));
        let mut verbs = [Some(word), above, below].into_iter().flatten();
        let Some(verb) = verbs.find(|v| holds(&self.begin, s, *v)) else {
            return false;
        };
        let has = |w: usize, words: &[&str]| s.children(w).any(|c| words.contains(&lemma(c).as_str()));
        let modal = [
            "will", "would", "may", "might", "can", "could", "shall", "should", "must",
        ];
        let denied = has(verb, &["not", "never"]) && !has(verb, &modal);
        let waiting = [Some(verb), s.tokens[verb].head].into_iter().flatten();
        denied || dep(verb) == "xcomp" && waiting.into_iter().any(|w| has(w, &["yet"]))
    }

    /// The word that stands for `noun` above: "number" in "a number of attacks".
    pub fn carried(&self, s: &Sentence, noun: usize) -> usize {
        let t = &s.tokens[noun];
        match t.head {
            Some(h)
                if t.deprel.starts_with("nmod")
                    && self.quantity.contains(&s.tokens[h].lemma.to_lowercase()) =>
            {
                h
            }
            _ => noun,
        }
    }
}

/// True for a verb of the set, with the particle or object that it stands there with ("break out", "take place").
fn holds(set: &HashSet<(String, Option<String>)>, s: &Sentence, verb: usize) -> bool {
    let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
    let below = |relation: &str| (s.children(verb).find(|c| s.tokens[*c].deprel == relation)).map(lemma);
    let particle = below("compound:prt");
    let object = below("obj").filter(|_| particle.is_none());
    set.contains(&(lemma(verb), particle)) || object.is_some() && set.contains(&(lemma(verb), object))
}

#[cfg(test)]
mod tests {
    use super::LightVerbs;
    use crate::testing::sentence;

    #[test]
    fn an_act_that_has_not_begun() {
        let light =
            LightVerbs::parse(include_str!("../../../../data/lexicon/en/light.toml")).expect("parses");
        let check = |table: &str, word: usize, want: bool| {
            assert_eq!(light.has_not_begun(&sentence(table), word), want, "{table}");
        };
        let not_yet = "offensive offensive NOUN 4 nsubj\nhas have AUX 4 aux\nnot not PART 4 advmod\nbegun begin VERB 0 root";
        check(not_yet, 0, true);
        check(not_yet, 3, true);
        let yet_to = "Talks talk NOUN 2 nsubj\nhave have VERB 0 root\nyet yet ADV 2 advmod\nto to PART 5 mark\nstart start VERB 2 xcomp";
        check(yet_to, 0, true);
        let done = "Talks talk NOUN 3 nsubj\nhave have AUX 3 aux\nbegun begin VERB 0 root";
        check(done, 0, false);
        let to_come =
            "Talks talk NOUN 4 nsubj\nwill will AUX 4 aux\nnot not PART 4 advmod\nstart start VERB 0 root";
        check(to_come, 0, false);
        let other =
            "raid raid NOUN 4 nsubj\ndid do AUX 4 aux\nnot not PART 4 advmod\nsucceed succeed VERB 0 root";
        check(other, 0, false);
    }
}
