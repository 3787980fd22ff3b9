//! In: the word lists of linking, and words. Out: stems, folded words and skeletons of names, by which two spellings of
//! one name are the same. Knows no claim.

use std::collections::HashSet;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// Words that linking goes by (`data/lexicon/en/event.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkWords {
    /// Words that say nothing of an event: function words, numbers, words of time.
    pub stop: HashSet<String>,
    /// Articles that are written before names of places in romanised Arabic, with or without a hyphen.
    pub articles: Vec<String>,
    /// Stems of words that tell a casualty of an act told elsewhere ("killed", "the dead").
    pub casualty: HashSet<String>,
    /// Words before a trigger that take up an act told before ("the attack").
    pub definite: HashSet<String>,
    /// Words before a trigger that bring a new act ("another attack").
    pub indefinite: HashSet<String>,
    /// First words of a sentence that goes on about what was told before ("They", "It").
    pub going_on: HashSet<String>,
    /// Words between the parts of a list of acts.
    pub parting: HashSet<String>,
    /// Modes that name the same kind of weapon, by group.
    pub weapons: Vec<Vec<String>>,
    /// Stems of words that name a weapon, by the same groups.
    pub weapon_words: Vec<HashSet<String>>,
    /// Verbs of saying as they stand before a day: "said on Friday" dates the telling.
    pub saying: HashSet<String>,
    /// Units of time: a time without days that names one ("in two weeks") makes a total.
    pub spans: HashSet<String>,
    /// Stems of words that most reports of war have: sharing one says little.
    pub common: HashSet<String>,
}

impl LinkWords {
    /// Reads the file.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }
}

/// Lower case, without marks over letters, apostrophes and the genitive.
pub fn fold(word: &str) -> String {
    let plain: String = word
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase();
    let plain = plain.replace(['’', '‘', 'ʿ', 'ʾ', '`'], "'");
    plain.strip_suffix("'s").unwrap_or(&plain).replace('\'', "")
}

/// A rough stem: endings of English off, where three letters or more remain.
pub fn stem(word: &str) -> &str {
    const ENDS: [&str; 15] = [
        "ations", "ation", "ings", "ing", "ments", "ment", "ed", "es", "s", "ers", "er", "al", "ions", "ion",
        "e",
    ];
    let cut = ENDS
        .iter()
        .find_map(|e| word.strip_suffix(e).filter(|rest| rest.chars().count() >= 3));
    cut.unwrap_or(word)
}

/// What remains of a name when the ways of romanising it are made one: no article, no marks, no doubled letter, and one
/// letter for those that transliterations swap (Kabkabiya, Kebkabiyya; Mucojo, Mukojo). Empty for very short words.
pub fn skeleton(word: &str, articles: &[String]) -> String {
    let folded = fold(word);
    let bare = articles
        .iter()
        .find_map(|a| folded.strip_prefix(a.as_str())?.strip_prefix('-'))
        .unwrap_or(&folded);
    let mut s: String = bare.chars().filter(char::is_ascii_alphabetic).collect();
    // Order matters: two letters before one.
    for (from, to) in [
        ("ph", "f"),
        ("kh", "k"),
        ("gh", "g"),
        ("th", "t"),
        ("dh", "d"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ie", "i"),
        ("y", "i"),
        ("q", "k"),
        ("c", "k"),
        ("w", "u"),
        ("z", "s"),
        ("v", "f"),
        ("e", "i"),
        ("o", "u"),
        ("h", ""),
    ] {
        s = s.replace(from, to);
    }
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    if out.len() < 3 { String::new() } else { out }
}

/// Letters from which on two spellings of a name may differ.
pub const LEAST_LETTERS: usize = 5;

/// True when two skeletons are one name: the same, one within the other, or one letter apart; the last two only for
/// names of five letters or more.
pub fn same_name(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < LEAST_LETTERS {
        return false;
    }
    if long.contains(short) {
        return true;
    }
    if long.len() - short.len() > 1 {
        return false;
    }
    let (s, l) = (short.as_bytes(), long.as_bytes());
    let same = s.iter().zip(l).take_while(|(x, y)| x == y).count();
    if s.len() == l.len() {
        s[same + 1..] == l[same + 1..]
    } else {
        s[same..] == l[same + 1..]
    }
}

/// Words with their bytes: runs of letters with inner hyphens and apostrophes.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inner = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | 'ʿ' | '‘');
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(char::is_alphabetic)?;
        let end = text[start..]
            .find(|c| !inner(c))
            .map_or(text.len(), |n| start + n);
        from = end;
        Some((start, text[start..end].trim_end_matches(['-', '\'', '’'])))
    })
}
