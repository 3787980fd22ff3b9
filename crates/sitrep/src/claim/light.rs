//! In: the lexicon of light verbs, a sentence and a word. Out: what the word lends the noun that it carries. Knows no
//! codebook.

use std::collections::HashSet;

use serde::Deserialize;
use text::{Sentence, Upos};

use super::flat::{base, is_definite, lead};

/// Verbs that only carry a noun which names the act (`data/lexicon/en/light.toml`): lemma and particle or object.
#[derive(Debug, Clone, Default)]
pub struct LightVerbs {
    actor: HashSet<(String, Option<String>)>,
    recipient: HashSet<(String, Option<String>)>,
    keep: HashSet<(String, Option<String>)>,
    happen: HashSet<(String, Option<String>)>,
    begin: HashSet<(String, Option<String>)>,
    cause: HashSet<(String, Option<String>)>,
    quantity: HashSet<String>,
    short: HashSet<String>,
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
    cause: Vec<LightRow>,
    #[serde(default)]
    quantity: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
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
            cause: set(f.cause),
            quantity: f.quantity.into_iter().collect(),
            short: f.short.into_iter().collect(),
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

    /// The verb of causing in whose clause the passive `word` stands: "ensure that fighters are arrested". A verb with somebody
    /// as object ("assured the elders that …") promises and causes nothing.
    pub fn causing(&self, s: &Sentence, word: usize) -> Option<usize> {
        let first = lead(s, word);
        let passive = |w: usize| {
            let below = s.children(w).any(|c| s.tokens[c].deprel == "aux:pass");
            below && !s.children(w).any(|c| s.tokens[c].deprel == "obl:agent")
        };
        let above = s.tokens[first].head?;
        // "Made sure that …": the clause may hang from "sure".
        let verb = match s.tokens[above].head {
            Some(h) if s.tokens[above].upos == Upos::Adj && s.tokens[above].deprel == "xcomp" => h,
            _ => above,
        };
        (s.tokens[first].deprel == "ccomp" && passive(word) && self.is_cause(s, verb)).then_some(verb)
    }

    /// True for a verb that only says that its subject brings about the act of its clause ("ensure", "make sure").
    pub fn is_cause(&self, s: &Sentence, verb: usize) -> bool {
        let lemma = s.tokens[verb].lemma.to_lowercase();
        let has = |relations: &[&str]| {
            s.children(verb)
                .find(|c| relations.contains(&s.tokens[*c].deprel.as_str()))
        };
        let sure = has(&["xcomp"]).map(|c| s.tokens[c].lemma.to_lowercase());
        has(&["obj", "iobj", "nsubj:pass"]).is_none()
            && (self.cause.contains(&(lemma.clone(), None))
                || sure.is_some() && self.cause.contains(&(lemma, sure)))
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

    /// True for "the group", "this movement": a definite noun with nothing more to say whom it means, which an earlier mention does.
    pub fn is_short_form(&self, s: &Sentence, word: usize) -> bool {
        let t = &s.tokens[word];
        let says_more = |c: usize| {
            matches!(
                base(s, c),
                "amod" | "compound" | "nmod" | "acl" | "appos" | "nummod" | "flat"
            )
        };
        self.short.contains(&t.lemma.to_lowercase())
            && is_definite(s, word)
            && !s.children(word).any(says_more)
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

    #[test]
    fn a_verb_of_causing_and_its_clause() {
        let light =
            LightVerbs::parse(include_str!("../../../../data/lexicon/en/light.toml")).expect("parses");
        let check = |table: &str, word: usize, want: Option<usize>| {
            assert_eq!(light.causing(&sentence(table), word), want, "{table}");
        };
        let ensure = "They they PRON 2 nsubj\nensured ensure VERB 0 root\nthat that SCONJ 6 mark\nmen man NOUN 6 nsubj:pass\nwere be AUX 6 aux:pass\nfreed free VERB 2 ccomp";
        check(ensure, 5, Some(1));
        check(&ensure.replace("ensured ensure", "said say"), 5, None);
        check(
            &ensure.replace("were be AUX 6 aux:pass", "were be AUX 6 aux"),
            5,
            None,
        );
        let agent = format!("{ensure}\nby by ADP 8 case\nrebels rebel NOUN 6 obl:agent");
        check(&agent, 5, None);
        let promise = ensure
            .replace("that that SCONJ 6 mark", "us we PRON 2 obj")
            .replace("ensured ensure", "assured assure");
        check(&promise, 5, None);
        let sure = "They they PRON 2 nsubj\nmade make VERB 0 root\nsure sure ADJ 2 xcomp\nmen man NOUN 6 nsubj:pass\nwere be AUX 6 aux:pass\nfreed free VERB 3 ccomp";
        check(sure, 5, Some(1));
    }

    #[test]
    fn a_short_form_says_no_more() {
        let light =
            LightVerbs::parse(include_str!("../../../../data/lexicon/en/light.toml")).expect("parses");
        let check = |table: &str, word: usize, want: bool| {
            assert_eq!(light.is_short_form(&sentence(table), word), want, "{table}");
        };
        let bare = "The the DET 2 det\ngroup group NOUN 3 nsubj\nfled flee VERB 0 root";
        check(bare, 1, true);
        check(&bare.replace("The the", "This this"), 1, true);
        check(&bare.replace("The the", "A a"), 1, false);
        check(&bare.replace("group group", "town town"), 1, false);
        check(
            "The the DET 3 det\narmed armed ADJ 3 amod\ngroup group NOUN 0 root",
            2,
            false,
        );
        check(
            "The the DET 2 det\ngroup group NOUN 0 root\nof of ADP 4 case\nmen man NOUN 2 nmod",
            1,
            false,
        );
    }
}
