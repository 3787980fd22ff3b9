//! In: a draft of an arrest. Out: the seizure that stands under the same word. Knows no other act.
//!
//! "The arrest of 50 suspects, and 500 devices" tells two acts with one word: things are not arrested. What is
//! coordinated to the persons and is a weapon, a hazard or goods by the codebook's word classes was seized.

use codebook::Codebook;
use text::Upos;

use super::draft::Draft;
use super::flat::Flat;

/// The classes whose nouns are things, not people.
const THINGS: [&str; 3] = ["weapon", "hazard", "goods"];

/// The seizure told by the word of an arrest, taken out of the arrest; `None` where only people are held.
pub fn seizure(book: &Codebook, flat: &Flat, arrest: &mut Draft) -> Option<Draft> {
    if arrest.kind != "COERCE" || arrest.mode.as_deref() != Some("arrest") {
        return None;
    }
    let is_thing = |w: usize| {
        let classes = book.class_of(&flat.token(w).lemma.to_lowercase());
        flat.token(w).upos == Upos::Noun
            && THINGS.iter().any(|t| classes.iter().any(|c| c == t))
            && !classes.iter().any(|c| c == "person")
    };
    let mut things: Vec<usize> = Vec::new();
    for w in arrest
        .recipients
        .iter()
        .filter(|w| flat.sentence[**w] == flat.sentence[arrest.word])
    {
        let conjuncts = flat.children(*w).filter(|c| flat.token(*c).deprel == "conj");
        let found = conjuncts.filter(|c| !is_other_name(flat, *c));
        things.extend(found.chain([*w]).filter(|w| is_thing(*w)));
    }
    things.sort_unstable();
    things.dedup();
    let people = arrest.recipients.iter().any(|w| !things.contains(w));
    if things.is_empty() || !people {
        return None;
    }
    let of_things = |w: &usize| things.iter().any(|t| is_under(flat, *w, *t));
    let mut counts: Vec<usize> = arrest.counts.iter().copied().filter(of_things).collect();
    for t in &things {
        counts.extend(flat.children(*t).filter(|c| flat.token(*c).deprel == "nummod"));
    }
    counts.sort_unstable();
    counts.dedup();
    arrest.counts.retain(|w| !of_things(w));
    arrest.recipients.retain(|w| !things.contains(w));
    let mut why = arrest.why.clone();
    why.push("things under the word of an arrest: seized".to_owned());
    Some(Draft {
        mode: Some("seize".to_owned()),
        recipients: things,
        counts,
        second: true,
        rule: "zeugma:COERCE/seize".to_owned(),
        why,
        ..arrest.clone()
    })
}

/// "… devices, or IEDs": a second name of the same things.
fn is_other_name(flat: &Flat, word: usize) -> bool {
    flat.children(word)
        .any(|c| flat.token(c).deprel == "cc" && flat.token(c).lemma == "or")
}

/// True for a word of the phrase that `head` heads; what is coordinated to it has a phrase of its own.
fn is_under(flat: &Flat, word: usize, head: usize) -> bool {
    let mut at = word;
    for _ in 0..flat.len() {
        if at == head {
            return true;
        }
        match flat.head(at) {
            Some(up) if flat.token(at).deprel != "conj" => at = up,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use codebook::{Source, compile};
    use text::Analysis;

    use super::*;
    use crate::testing::{draft, sentence};

    fn check(
        table: &str,
        recipients: &[usize],
        counts: &[usize],
        want: Option<(&[usize], &[usize])>,
        left: &[usize],
    ) {
        let book = compile(&[Source {
            path: "classes.toml",
            text: include_str!("../../../../data/codebook/classes.toml"),
        }]);
        let book = book.codebook.expect("compiles");
        let analysis = Analysis {
            sentences: vec![sentence(table)],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let mut arrest = Draft {
            mode: Some("arrest".to_owned()),
            recipients: recipients.to_vec(),
            counts: counts.to_vec(),
            ..draft(0, "COERCE")
        };
        let seized = seizure(&book, &flat, &mut arrest);
        let got = seized.map(|d| (d.recipients, d.counts));
        assert_eq!(got, want.map(|(r, c)| (r.to_vec(), c.to_vec())), "{table}");
        assert_eq!(arrest.recipients, left, "{table}");
    }

    #[test]
    fn things_are_not_arrested() {
        let both = "arrest arrest NOUN 0 root\nof of ADP 4 case\n40 40 NUM 4 nummod\nmen man NOUN 1 nmod\nand and CCONJ 7 cc\n300 300 NUM 7 nummod\ndevices device NOUN 4 conj\nor or CCONJ 9 cc\nIEDs ied NOUN 4 conj";
        check(both, &[3], &[2, 5], Some((&[6], &[5])), &[3]);
        let people = "arrest arrest NOUN 0 root\nof of ADP 3 case\nmen man NOUN 1 nmod\nand and CCONJ 5 cc\nwomen woman NOUN 3 conj";
        check(people, &[2, 4], &[], None, &[2, 4]);
        let things = "arrest arrest NOUN 0 root\nof of ADP 3 case\nweapons weapon NOUN 1 nmod";
        check(things, &[2], &[], None, &[2]);
    }
}
