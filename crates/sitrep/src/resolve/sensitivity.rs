//! In: a claim's type, mode, words and place. Out: may it be published. Knows no text beyond the sentence.

use std::collections::HashSet;

use serde::Deserialize;
use text::Sentence;

use crate::record::{Place, PlacePrecision, Sensitivity};

/// What is held back (`data/lexicon/en/sensitive.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveLexicon {
    acts: HashSet<String>,
    routes: Vec<String>,
    detainees: HashSet<String>,
    minors: HashSet<String>,
    sexual: HashSet<String>,
    hazards: HashSet<String>,
    cleared: HashSet<String>,
}

/// What a claim shows of itself.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its type.
    pub kind: &'a str,
    /// Its mode.
    pub mode: Option<&'a str>,
    /// Its sentence.
    pub sentence: &'a Sentence,
    /// Tokens of its trigger and of its parties' phrases.
    pub words: &'a [usize],
    /// Its place.
    pub place: Option<&'a Place>,
}

/// Restricted when the claim tells ways of escape, persons held, minors, sexual violence, or where a hazard lies
/// uncleared.
pub fn sensitivity(shown: Shown<'_>, lexicon: &SensitiveLexicon) -> Sensitivity {
    let lemma = |w: &usize| shown.sentence.tokens[*w].lemma.to_lowercase();
    let own: Vec<String> = shown.words.iter().map(lemma).collect();
    let all: Vec<String> = shown
        .sentence
        .tokens
        .iter()
        .map(|t| t.lemma.to_lowercase())
        .collect();
    let act = shown
        .mode
        .map_or_else(|| shown.kind.to_owned(), |m| format!("{}/{m}", shown.kind));
    let line = format!(" {} ", all.join(" "));
    let route = lexicon
        .routes
        .iter()
        .any(|r| line.contains(&format!(" {r} ")) || line.contains(&format!(" {r}s ")));
    let any = |set: &HashSet<String>| own.iter().any(|w| set.contains(w));
    let exact = shown
        .place
        .and_then(|p| p.value.as_ref())
        .is_some_and(|v| matches!(v.precision, PlacePrecision::Exact | PlacePrecision::Near));
    let hazard = exact
        && all.iter().any(|w| lexicon.hazards.contains(w))
        && !all.iter().any(|w| lexicon.cleared.contains(w));
    if lexicon.acts.contains(&act)
        || route
        || any(&lexicon.detainees)
        || any(&lexicon.minors)
        || any(&lexicon.sexual)
        || hazard
    {
        Sensitivity::Restricted
    } else {
        Sensitivity::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, kind: &str, mode: Option<&str>, words: &[usize], want: Sensitivity) {
        let lexicon = toml::from_str(include_str!("../../../../data/lexicon/en/sensitive.toml"))
            .expect("the shipped lexicon parses");
        let s = sentence(table);
        assert_eq!(
            sensitivity(
                Shown {
                    kind,
                    mode,
                    sentence: &s,
                    words,
                    place: None
                },
                &lexicon
            ),
            want,
            "{table}"
        );
    }

    #[test]
    fn what_endangers_is_held_back() {
        let leave = "Families family NOUN 2 nsubj\nleft leave VERB 0 root\nby by ADP 5 case\nescape escape NOUN 5 compound\nroutes route NOUN 2 obl";
        check(leave, "SANCTION", Some("expel"), &[1], Sensitivity::Restricted);
        let kill = "Shells shell NOUN 2 nsubj\nkilled kill VERB 0 root\nchildren child NOUN 2 obj";
        check(kill, "ASSAULT", None, &[1, 2], Sensitivity::Restricted);
        check(kill, "ASSAULT", None, &[1, 0], Sensitivity::Open);
        check(kill, "AID", Some("safe-passage"), &[1], Sensitivity::Restricted);
    }
}
