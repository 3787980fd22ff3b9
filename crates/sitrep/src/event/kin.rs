//! In: skeletons of names. Out: for each the others that can be the same name in another spelling ([`same_name`]). Compares
//! no name with all others: names meet by their parts and by what one letter less leaves of them.

use std::collections::HashMap;

use super::words::{LEAST_LETTERS, same_name};

/// For a name's number the numbers of its other spellings, ascending; no entry without any.
pub type Kin = HashMap<u32, Vec<u32>>;

/// Other spellings of one name that are kept, and names with a common part that each is held against.
const MOST: usize = 32;

/// The other spellings of each name.
pub fn kin(names: &[(u32, &str)]) -> Kin {
    let long: Vec<(u32, &str)> = (names.iter())
        .filter(|(_, n)| n.len() >= LEAST_LETTERS && n.is_ascii())
        .copied()
        .collect();
    let of: HashMap<&str, u32> = long.iter().map(|(i, n)| (*n, *i)).collect();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut parts: Vec<(String, u32, &str)> = Vec::new();
    for (id, name) in &long {
        for from in 0..name.len() {
            for to in from + LEAST_LETTERS..=name.len() {
                if let Some(other) = of.get(&name[from..to]).filter(|o| *o != id) {
                    pairs.extend([(*id, *other), (*other, *id)]);
                }
            }
        }
        parts.push(((*name).to_owned(), *id, name));
        for cut in 0..name.len() {
            parts.push((format!("{}{}", &name[..cut], &name[cut + 1..]), *id, name));
        }
    }
    parts.sort_unstable();
    parts.dedup();
    for (i, (part, id, name)) in parts.iter().enumerate() {
        let next = parts[i + 1..].iter().take(MOST).take_while(|p| p.0 == *part);
        for (_, other, spelling) in next.filter(|p| p.1 != *id && same_name(name, p.2)) {
            debug_assert_ne!(name, spelling);
            pairs.extend([(*id, *other), (*other, *id)]);
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut out = Kin::new();
    for (a, b) in pairs {
        let list = out.entry(a).or_default();
        if list.len() < MOST {
            list.push(b);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kin_are_the_names_that_all_with_all_would_find() {
        let names = [
            "kibkabia",
            "kabkabia",
            "mukujo",
            "mukuju",
            "nahud",
            "nahuda",
            "mopti",
            "gao",
            "salah",
            "salahadin",
            "isfara",
        ];
        let ids: Vec<(u32, &str)> = names.iter().enumerate().map(|(i, n)| (i as u32, *n)).collect();
        let found = kin(&ids);
        for (i, a) in &ids {
            let want: Vec<u32> = (ids.iter())
                .filter(|(j, b)| i != j && same_name(a, b))
                .map(|(j, _)| *j)
                .collect();
            assert_eq!(found.get(i).cloned().unwrap_or_default(), want, "{a}");
        }
    }
}
