//! In: a name as somebody wrote it. Out: the key under which its spellings meet: [`fold`] for
//! the letters, [`without_article`] for the Arabic article, `skeleton` for transliterations.

use unicode_normalization::UnicodeNormalization as _;

/// The Arabic article before sun and moon letters, as the press writes it.
const ARTICLES: [&str; 15] = [
    "al", "el", "ad", "ar", "as", "at", "az", "an", "ash", "ath", "adh", "ul", "il", "esh", "ez",
];

/// Lower case without accents; hyphens and slashes become spaces, apostrophes and full stops vanish.
///
/// ```
/// assert_eq!(gazetteer::fold("Deir ez-Zor"), "deir ez zor");
/// assert_eq!(gazetteer::fold("Şalāḩ ad Dīn"), "salah ad din");
/// assert_eq!(gazetteer::fold("U.S."), "us");
/// assert_eq!(gazetteer::fold("St. Louis"), "saint louis");
/// ```
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.is_ascii() {
        name.bytes().for_each(|b| push(&mut out, char::from(b)));
    } else {
        name.nfkd().for_each(|c| push(&mut out, c));
    }
    if out.ends_with(' ') {
        out.pop();
    }
    in_full(&out).unwrap_or(out)
}

/// Words that names shorten before another word ("St. Louis", "Mt. Sinjar", "Ft. Hood").
const SHORT: [(&str, &str); 4] = [
    ("st", "saint"),
    ("ste", "sainte"),
    ("mt", "mount"),
    ("ft", "fort"),
];

/// The name with such words spelt out; `None` when it has none.
fn in_full(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    let (last, front) = words.split_last()?;
    let full = |word: &str| {
        SHORT
            .iter()
            .find(|(short, _)| *short == word)
            .map(|(_, full)| *full)
    };
    front.iter().any(|w| full(w).is_some()).then(|| {
        let spelt: Vec<&str> = front
            .iter()
            .map(|w| full(w).unwrap_or(w))
            .chain([*last])
            .collect();
        spelt.join(" ")
    })
}

fn push(out: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\''
        | '.'
        | '’'
        | '‘'
        | '`'
        | '´'
        | 'ʻ'
        | 'ʼ'
        | 'ʾ'
        | 'ʿ'
        | 'ʹ'
        | 'ʺ'
        | '"'
        | '\u{300}'..='\u{36f}' => {}
        ' ' | '-' | '–' | '—' | '‑' | '/' | ',' | '_' | '(' | ')' | '\u{a0}' | '\n' | '\t'
            if out.is_empty() || out.ends_with(' ') => {}
        ' ' | '-' | '–' | '—' | '‑' | '/' | ',' | '_' | '(' | ')' | '\u{a0}' | '\n' | '\t' => {
            out.push(' ');
        }
        '&' => out.push_str("and"),
        'ı' => out.push('i'),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ß' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        'ə' | 'Ə' => out.push('a'),
        'ħ' | 'Ħ' => out.push('h'),
        'ŋ' | 'Ŋ' => out.push_str("ng"),
        other if other.is_alphanumeric() => out.extend(other.to_lowercase()),
        _ => {}
    }
}

/// The folded name without a leading article; `None` when it has none or nothing would remain.
///
/// ```
/// assert_eq!(gazetteer::without_article("al hawija"), Some("hawija"));
/// assert_eq!(gazetteer::without_article("kirkuk"), None);
/// ```
pub fn without_article(folded: &str) -> Option<&str> {
    let (first, rest) = folded.split_once(' ')?;
    (ARTICLES.contains(&first) && rest.len() > 2).then_some(rest)
}

/// The consonants that spellings of one Arabic, Persian or Turkic name share; `None` when fewer
/// than three remain, which would match too much.
pub(crate) fn skeleton(folded: &str) -> Option<String> {
    let mut letters: Vec<u8> = Vec::with_capacity(folded.len());
    for word in folded.split(' ').filter(|w| !ARTICLES.contains(w)) {
        letters.extend(word.bytes().filter(u8::is_ascii_alphabetic));
    }
    let mut out = String::new();
    let mut k = 0;
    while k < letters.len() {
        let pair = [letters[k], letters.get(k + 1).copied().unwrap_or(0)];
        let (sound, used) = match &pair {
            b"kh" | b"ck" => ('k', 2),
            b"gh" => ('g', 2),
            b"dh" | b"th" => (char::from(pair[0]), 2),
            b"sh" | b"ch" => ('s', 2),
            b"dj" => ('j', 2),
            [b'q' | b'c', _] => ('k', 1),
            [b'v', _] => ('w', 1),
            [b'a' | b'e' | b'i' | b'o' | b'u' | b'y', _] => ('_', 1),
            [other, _] => (char::from(*other), 1),
        };
        let last = k + used >= letters.len();
        if !(sound == '_' || out.ends_with(sound) || last && sound == 'h') {
            out.push(sound);
        }
        k += used;
    }
    (out.len() >= 3).then(|| format!("\u{1}{out}"))
}

/// True when two folded names are at most `most` edits apart. Counts bytes where both are ASCII, which nearly all are.
pub(crate) fn within_edits(a: &str, b: &str, most: usize) -> bool {
    if !(a.is_ascii() && b.is_ascii()) || b.len() >= ROW {
        return edits(a, b) <= most;
    }
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let (b, mut row) = (b.as_bytes(), [0_usize; ROW]);
    (0..=b.len()).for_each(|j| row[j] = j);
    for (i, ca) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        let mut least = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replace = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(row[j] + 1).min(diagonal + 1);
            least = least.min(row[j + 1]);
        }
        // No later row is less than the least of this one.
        if least > most {
            return false;
        }
    }
    row[b.len()] <= most
}

/// Longer names are counted the slow way.
const ROW: usize = 64;

/// Edits (insert, delete, replace) between two folded names.
pub(crate) fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replace = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(spellings: &[&str]) {
        let keys: Vec<_> = spellings.iter().map(|s| skeleton(&fold(s))).collect();
        assert!(
            keys[0].is_some() && keys.windows(2).all(|w| w[0] == w[1]),
            "{spellings:?} give {keys:?}"
        );
    }

    #[test]
    fn spellings_of_one_name_share_a_skeleton() {
        check(&["Hawija", "al-Hawijah", "Haweeja"]);
        check(&["Deir ez-Zor", "Deir al-Zour", "Der Zor"]);
        check(&[
            "Salah ad-Din",
            "Salahaddin",
            "Salah al-Dhin".replace("Dh", "D").as_str(),
        ]);
        check(&["Muqdadiyah", "al-Mukdadiya", "Al Miqdādīyah"]);
    }

    #[test]
    fn edits_count_letters() {
        assert_eq!(edits("hawija", "hawijah"), 1);
        assert_eq!(edits("", "abc"), 3);
        let names = ["hawija", "hawijah", "kirkuk", "", "al qaim", "hāwīja", "haouidja"];
        for a in names {
            for b in names {
                for most in 0..4 {
                    assert_eq!(within_edits(a, b, most), edits(a, b) <= most, "{a} {b} {most}");
                }
            }
        }
    }
}
