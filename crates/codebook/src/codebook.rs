//! In: kinds, triggers, frames, classes, contexts and crosswalks. Out: the [`Codebook`] that answers questions about
//! words and types. Knows no report: it is asked with lemmas.

use std::collections::{BTreeMap, HashMap};

use crate::crosswalk::{Act, Crosswalk};
use crate::model::{Class, Context, Frame, Kind, Pos, Trigger};

/// A compiled codebook.
///
/// ```
/// use codebook::{Pos, Source, compile};
///
/// let text = r#"
/// type = "STRIKE-BREAKING"
/// quad = "material conflict"
/// definition = "Strikers are replaced or driven back to work."
/// [frame.transitive]
/// about = "One does it to another."
/// actor = ["nsubj", "obl:agent"]
/// recipient = ["obj", "nsubj:pass"]
/// [[trigger]]
/// pos = "verb"
/// frame = "transitive"
/// strength = 0.8
/// words = ["replace"]
/// "#;
/// let compiled = compile(&[Source { path: "mine.toml", text }]);
/// assert_eq!(compiled.diagnostics, []);
/// let book = compiled.codebook.unwrap();
/// assert_eq!(book.frames("replace", Pos::Verb)[0].kind, "STRIKE-BREAKING");
/// assert!(book.frames("replace", Pos::Noun).is_empty());
/// assert_eq!(book.kind("STRIKE-BREAKING").unwrap().quad.name(), "material conflict");
/// ```
#[derive(Debug, Clone)]
pub struct Codebook {
    kinds: Vec<Kind>,
    triggers: [HashMap<String, Vec<Trigger>>; 3],
    frames: BTreeMap<String, Frame>,
    classes: BTreeMap<String, Class>,
    classes_of: HashMap<String, Vec<String>>,
    contexts: Vec<Context>,
    // First lemma of a phrase → (context, phrase) by index.
    context_words: HashMap<String, Vec<(usize, usize)>>,
    crosswalks: Vec<Crosswalk>,
    hash: String,
}

impl Codebook {
    pub(crate) fn new(
        kinds: Vec<Kind>,
        triggers: Vec<Trigger>,
        frames: BTreeMap<String, Frame>,
        classes: BTreeMap<String, Class>,
        contexts: Vec<Context>,
        crosswalks: Vec<Crosswalk>,
        hash: String,
    ) -> Self {
        let mut by_lemma: [HashMap<String, Vec<Trigger>>; 3] = Default::default();
        for t in triggers {
            by_lemma[t.pos as usize]
                .entry(t.pattern.lemma.clone())
                .or_default()
                .push(t);
        }
        for list in by_lemma.iter_mut().flat_map(HashMap::values_mut) {
            list.sort_by(|a, b| {
                // A compound names the thing; what follows it only says of what.
                let compound = b.pattern.modifiers.len().cmp(&a.pattern.modifiers.len());
                compound
                    .then_with(|| b.conditions().cmp(&a.conditions()))
                    .then(b.strength.total_cmp(&a.strength))
                    .then_with(|| (&a.kind, &a.mode).cmp(&(&b.kind, &b.mode)))
            });
        }
        let mut classes_of: HashMap<String, Vec<String>> = HashMap::new();
        for class in classes.values() {
            for lemma in &class.lemmas {
                classes_of
                    .entry(lemma.clone())
                    .or_default()
                    .push(class.name.clone());
            }
        }
        let mut context_words: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (c, context) in contexts.iter().enumerate() {
            for (p, phrase) in context.phrases.iter().enumerate() {
                context_words.entry(phrase[0].clone()).or_default().push((c, p));
            }
        }
        Self {
            kinds,
            triggers: by_lemma,
            frames,
            classes,
            classes_of,
            contexts,
            context_words,
            crosswalks,
            hash,
        }
    }

    /// Triggers of a lemma (lower case), the longer compounds first, then those with more conditions, then the stronger
    /// ones; empty when it names no act. Particle verbs stand under their verb.
    pub fn frames(&self, lemma: &str, pos: Pos) -> &[Trigger] {
        self.triggers[pos as usize].get(lemma).map_or(&[], Vec::as_slice)
    }

    /// All triggers, in no order that means anything.
    pub fn triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.iter().flat_map(HashMap::values).flatten()
    }

    /// The type of that name; `None` when there is none.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.name == name)
    }

    /// All types, in the order of the sources.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The frame of that name; `None` when there is none.
    pub fn frame(&self, name: &str) -> Option<&Frame> {
        self.frames.get(name)
    }

    /// Names of the classes that a lemma belongs to, sorted; empty when it belongs to none.
    pub fn class_of(&self, lemma: &str) -> &[String] {
        self.classes_of.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The class of that name, to ask which kinds of name belong to it; `None` when there is none.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// The contexts with their words and sectors.
    pub fn contexts(&self) -> &[Context] {
        &self.contexts
    }

    /// Names of the contexts whose words stand among the lemmas of a sentence, in the order of the source. Lemmas are
    /// compared in lower case.
    pub fn contexts_in(&self, lemmas: &[&str]) -> Vec<&str> {
        let lower: Vec<String> = lemmas.iter().map(|l| l.to_lowercase()).collect();
        let mut found = vec![false; self.contexts.len()];
        for (i, lemma) in lower.iter().enumerate() {
            for &(c, p) in self.context_words.get(lemma).map_or(&[][..], Vec::as_slice) {
                found[c] |= lower[i..].starts_with(&self.contexts[c].phrases[p]);
            }
        }
        self.contexts
            .iter()
            .zip(found)
            .filter(|(_, f)| *f)
            .map(|(c, _)| c.name.as_str())
            .collect()
    }

    /// The crosswalk of that name ("cameo", "acled", "ucdp"); `None` when there is none.
    pub fn crosswalk(&self, name: &str) -> Option<&Crosswalk> {
        self.crosswalks.iter().find(|c| c.name == name)
    }

    /// CAMEO code of an act: from the crosswalk where a row fits, else the mode's, else the type's. `None` for types of
    /// users that state none.
    pub fn cameo(&self, act: &Act<'_>) -> Option<&str> {
        let finer = self
            .crosswalk("cameo")
            .and_then(|c| c.code(act))
            .map(|c| c.code.as_str());
        finer.or_else(|| self.kind(act.kind)?.cameo(act.mode))
    }

    /// SHA-256 over the sources, 64 hex digits. The same files give the same hash, whatever their order, folder or line
    /// ends.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}
