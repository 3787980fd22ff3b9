//! In: drafts. Out: the same without acts that are told twice or not at all by their own word. Knows no place or day.
//!
//! - "Providing safe passage", "carried out an attack": a light verb and its noun are one act, of the noun; what only the
//!   verb knew of it comes along.
//! - "They ensure that fighters are arrested": a verb of causing and its clause are one act, of the clause.
//! - "Operations to rid the valley of mines are under way": a noun and the infinitive that says what it is are one act, of
//!   the verb, with the status of the noun.
//! - "Efforts are focused on demining, water and power": what is listed beside an act of aid and names a public service is
//!   an act of aid too.

use codebook::Codebook;
use text::Upos;

use super::draft::Draft;
use super::flat::Flat;
use super::light::LightVerbs;

/// Leaves of a light verb and its noun the noun.
pub fn without_light_verbs(flat: &Flat, light: &LightVerbs, drafts: &[Draft]) -> Vec<Draft> {
    let noun_of = |verb: &Draft| {
        drafts.iter().position(|n| {
            let t = flat.token(n.word);
            n.kind == verb.kind
                && matches!(t.upos, Upos::Noun | Upos::Propn)
                && matches!(t.deprel.as_str(), "obj" | "nsubj:pass")
                && flat.head(n.word) == Some(verb.word)
                // A noun on its frame alone is an act by the verb that carries it.
                && (n.rule.starts_with("frame:")
                    || light.lends_actor(flat.sentence_of(verb.word), flat.within(verb.word)))
        })
    };
    let nouns: Vec<Option<usize>> = drafts.iter().map(noun_of).collect();
    let mut out = drafts.to_vec();
    for (verb, noun) in nouns.iter().enumerate() {
        if let Some(n) = *noun {
            out[n].take_from(&drafts[verb]);
        }
    }
    let mut gone = nouns.iter().map(Option::is_some);
    out.retain(|_| !gone.next().unwrap_or(false));
    out
}

/// Leaves of a verb of causing and the act of its clause the act.
pub fn without_causes(flat: &Flat, light: &LightVerbs, drafts: &[Draft]) -> Vec<Draft> {
    let causes = |verb: &Draft| {
        let below = |d: &Draft| {
            let first = flat.lead(d.word);
            flat.token(first).deprel == "ccomp" && flat.head(first) == Some(verb.word)
        };
        light.is_cause(flat.sentence_of(verb.word), flat.within(verb.word)) && drafts.iter().any(below)
    };
    drafts.iter().filter(|d| !causes(d)).cloned().collect()
}

/// Leaves of a noun and the infinitive behind it the verb, where both are acts of one type.
pub fn without_nouns_of_infinitives(flat: &Flat, drafts: &[Draft]) -> Vec<Draft> {
    let is_infinitive = |w: usize| {
        let marked = flat
            .children(w)
            .any(|c| flat.token(c).deprel == "mark" && flat.token(c).lemma == "to");
        flat.token(w).deprel == "acl" && flat.token(w).upos == Upos::Verb && marked
    };
    let noun_of = |verb: &Draft| {
        let head = flat.head(verb.word).filter(|_| is_infinitive(verb.word));
        drafts.iter().position(|n| {
            Some(n.word) == head && n.kind == verb.kind && flat.token(n.word).upos == Upos::Noun
        })
    };
    let nouns: Vec<Option<usize>> = drafts.iter().map(noun_of).collect();
    let mut out = drafts.to_vec();
    for (verb, noun) in nouns.iter().enumerate() {
        if let Some(n) = *noun {
            out[verb].status = drafts[n].status;
            out[verb].take_from(&drafts[n]);
        }
    }
    let mut at = 0..;
    out.retain(|_| !nouns.contains(&at.next()));
    out
}

/// Adds the public services that are listed beside an act of aid.
pub fn with_listed_services(flat: &Flat, book: &Codebook, mut drafts: Vec<Draft>) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    for d in drafts
        .iter()
        .filter(|d| d.kind == "AID" && flat.token(d.word).upos == Upos::Noun)
    {
        let is_listed = |w: &usize| flat.token(*w).deprel == "conj";
        let first = flat.head(d.word).filter(|_| is_listed(&d.word)).unwrap_or(d.word);
        for w in flat.children(first).filter(is_listed).chain([first]) {
            let t = flat.token(w);
            let is_service = t.upos == Upos::Noun
                && book
                    .class_of(&t.lemma.to_lowercase())
                    .iter()
                    .any(|c| c == "service");
            if is_service && !drafts.iter().chain(&found).any(|o| o.word == w) {
                found.push(Draft {
                    word: w,
                    mode: Some("services".to_owned()),
                    counts: Vec::new(),
                    rule: "list:AID/services".to_owned(),
                    ..d.clone()
                });
            }
        }
    }
    drafts.append(&mut found);
    drafts.sort_by_key(|d| d.word);
    drafts
}

#[cfg(test)]
mod tests {
    use codebook::{Source, compile};
    use text::Analysis;

    use super::*;
    use crate::record::Status;
    use crate::testing::{draft, sentence};

    fn analysis(table: &str) -> Analysis {
        Analysis {
            sentences: vec![sentence(table)],
            names: Vec::new(),
        }
    }

    #[test]
    fn a_light_verb_and_its_noun_are_one_act() {
        let a = analysis(
            "Troops troop NOUN 2 nsubj\nprovide provide VERB 0 root\npassage passage NOUN 2 obj\nfor for ADP 5 case\nthem they PRON 3 nmod",
        );
        let flat = Flat::new(&a);
        let light = LightVerbs::parse("[[actor]]\nlemma = \"provide\"").expect("parses");
        let mut verb = draft(1, "AID");
        verb.actors = vec![0];
        let out = without_light_verbs(&flat, &light, &[verb.clone(), draft(2, "AID")]);
        assert_eq!(
            out.iter().map(|d| (d.word, d.actors.clone())).collect::<Vec<_>>(),
            [(2, vec![0])]
        );
        let two = without_light_verbs(&flat, &light, &[verb, draft(2, "COERCE")]);
        assert_eq!(two.len(), 2, "acts of two types are two");
    }

    #[test]
    fn a_noun_and_its_infinitive_are_one_act() {
        let a = analysis(
            "Raids raid NOUN 0 root\nto to PART 3 mark\nseize seize VERB 1 acl\narms arm NOUN 3 obj\ngo go VERB 1 conj",
        );
        let flat = Flat::new(&a);
        let mut noun = draft(0, "COERCE");
        noun.status = Status::Ongoing;
        let out = without_nouns_of_infinitives(&flat, &[noun.clone(), draft(2, "COERCE")]);
        assert_eq!(
            out.iter().map(|d| (d.word, d.status)).collect::<Vec<_>>(),
            [(2, Status::Ongoing)]
        );
        let two = without_nouns_of_infinitives(&flat, &[noun, draft(2, "ASSAULT")]);
        assert_eq!(two.len(), 2, "acts of two types are two");
    }

    #[test]
    fn services_beside_an_act_of_aid_are_acts() {
        let book = compile(&[Source {
            path: "classes.toml",
            text: include_str!("../../../../data/codebook/classes.toml"),
        }]);
        let book = book.codebook.expect("compiles");
        let a = analysis(
            "demining demining NOUN 0 root\nwater water NOUN 1 conj\nand and CCONJ 4 cc\nhope hope NOUN 1 conj",
        );
        let flat = Flat::new(&a);
        let words = |kind: &str| {
            let out = with_listed_services(&flat, &book, vec![draft(0, kind)]);
            out.iter().map(|d| d.word).collect::<Vec<_>>()
        };
        assert_eq!(words("AID"), [0, 1]);
        assert_eq!(words("COERCE"), [0]);
    }
}
