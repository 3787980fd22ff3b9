//! In: the relations that a frame names ("nsubj:pass", "obl=against", "obj>nmod:poss"). Out: [`Relation`]s that match
//! steps of a tree. Knows UD's relation names and no tree.

use std::fmt;

/// The universal relations of UD v2.
const UNIVERSAL: [&str; 37] = [
    "acl",
    "advcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "case",
    "cc",
    "ccomp",
    "clf",
    "compound",
    "conj",
    "cop",
    "csubj",
    "dep",
    "det",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nsubj",
    "nummod",
    "obj",
    "obl",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];

/// The subtypes that English treebanks use.
const ENGLISH: [&str; 24] = [
    "acl:relcl",
    "advcl:relcl",
    "advmod:emph",
    "aux:pass",
    "cc:preconj",
    "compound:prt",
    "csubj:outer",
    "csubj:pass",
    "det:predet",
    "flat:foreign",
    "flat:name",
    "nmod:desc",
    "nmod:npmod",
    "nmod:poss",
    "nmod:tmod",
    "nmod:unmarked",
    "nsubj:outer",
    "nsubj:pass",
    "nsubj:xsubj",
    "obl:agent",
    "obl:arg",
    "obl:npmod",
    "obl:tmod",
    "obl:unmarked",
];

/// One step down the tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// UD relation with subtype ("nsubj:pass").
    pub deprel: String,
    /// Lemma of the case word that the dependent must carry; `None` when it does not matter.
    pub case: Option<String>,
}

impl Step {
    /// True when a dependent with this relation and case lemma takes the step. Without a case the relation must be
    /// equal, subtype and all ("obj", "nsubj:pass"); with one its subtype does not matter ("obl=by" takes obl:agent).
    ///
    /// ```
    /// let by = codebook::Relation::parse("obl=by").unwrap();
    /// assert!(by.steps[0].matches("obl:agent", Some("by")));
    /// assert!(!by.steps[0].matches("obl", Some("near")));
    /// ```
    pub fn matches(&self, deprel: &str, case: Option<&str>) -> bool {
        match &self.case {
            None => deprel == self.deprel,
            Some(c) => case == Some(c) && base(deprel) == base(&self.deprel),
        }
    }
}

/// A way from a trigger down to the word that fills a role: nearly always one step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Steps from the trigger. Never empty.
    pub steps: Vec<Step>,
}

impl Relation {
    /// Reads "nsubj", "obl=against" or "obj>nmod:poss"; `None` when a step is no relation of UD v2.
    ///
    /// ```
    /// use codebook::Relation;
    /// assert_eq!(Relation::parse("obj>nmod:poss").unwrap().to_string(), "obj>nmod:poss");
    /// assert!(Relation::parse("dobj").is_none()); // UD v1
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let steps: Option<Vec<Step>> = text.split('>').map(step).collect();
        steps.map(|steps| Self { steps })
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, s) in self.steps.iter().enumerate() {
            if i > 0 {
                f.write_str(">")?;
            }
            f.write_str(&s.deprel)?;
            if let Some(c) = &s.case {
                write!(f, "={c}")?;
            }
        }
        Ok(())
    }
}

fn step(text: &str) -> Option<Step> {
    let (deprel, case) = match text.split_once('=') {
        Some((_, "")) => return None,
        Some((d, c)) => (d, Some(c.to_owned())),
        None => (text, None),
    };
    let known = UNIVERSAL.contains(&deprel) || ENGLISH.contains(&deprel);
    // Only these carry case words that tell a role.
    let sound = case.is_none() || matches!(base(deprel), "obl" | "nmod");
    (known && sound).then(|| Step {
        deprel: deprel.to_owned(),
        case,
    })
}

fn base(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or(deprel)
}
