//! In: the lexicon of light verbs, a sentence and a word. Out: what the word lends the noun that it carries. Knows no
//! codebook.

use std::collections::HashSet;

use serde::Deserialize;
use text::Sentence;

/// Verbs that only carry a noun which names the act (`data/lexicon/en/light.toml`): lemma and particle.
#[derive(Debug, Clone, Default)]
pub struct LightVerbs {
    actor: HashSet<(String, Option<String>)>,
    recipient: HashSet<(String, Option<String>)>,
    happen: HashSet<(String, Option<String>)>,
    quantity: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightFile {
    actor: Vec<LightRow>,
    #[serde(default)]
    recipient: Vec<LightRow>,
    #[serde(default)]
    happen: Vec<LightRow>,
    #[serde(default)]
    quantity: Vec<String>,
}

#[derive(Deserialize)]
struct LightRow {
    lemma: String,
    particle: Option<String>,
}

impl LightVerbs {
    /// Reads the TOML form. Errors name the line.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        let f: LightFile = toml::from_str(source)?;
        let set = |rows: Vec<LightRow>| rows.into_iter().map(|r| (r.lemma, r.particle)).collect();
        Ok(Self {
            actor: set(f.actor),
            recipient: set(f.recipient),
            happen: set(f.happen),
            quantity: f.quantity.into_iter().collect(),
        })
    }

    /// True for a verb whose subject suffers the act of its noun ("come under").
    pub fn lends_recipient(&self, s: &Sentence, verb: usize) -> bool {
        self.recipient.contains(&key(s, verb))
    }

    /// True for a verb that tells when and where its subject, the noun, took place ("erupt").
    pub fn lends_time(&self, s: &Sentence, verb: usize) -> bool {
        self.happen.contains(&key(s, verb))
    }

    /// True for a verb that only carries a noun, whose act its subject does ("carry out", "provide").
    pub fn lends_actor(&self, s: &Sentence, verb: usize) -> bool {
        self.actor.contains(&key(s, verb))
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

/// A verb's lemma and its particle.
fn key(s: &Sentence, verb: usize) -> (String, Option<String>) {
    let particle = s
        .children(verb)
        .find(|c| s.tokens[*c].deprel == "compound:prt")
        .map(|c| s.tokens[c].lemma.to_lowercase());
    (s.tokens[verb].lemma.to_lowercase(), particle)
}
