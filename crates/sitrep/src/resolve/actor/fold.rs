//! In: words as written. Out: folded words (lower case, no accents, dots or apostrophes) with what
//! their spelling said: capitals, possessive, hyphen, comma. Knows no name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a word was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Without a capital ("forces", "42").
    Lower,
    /// With at least one capital ("Forces", "al-Qaida" has it in its second word).
    Capital,
    /// Capitals only ("SDF", "U.S.").
    Upper,
}

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded form.
    pub text: String,
    /// How it was written.
    pub case: Case,
    /// True when "'s" or the apostrophe of a plural followed.
    pub owner: bool,
    /// True when a hyphen or slash tied it to the word before.
    pub glued: bool,
    /// True when a comma, bracket or the like stood between it and the word after.
    pub stop: bool,
}

/// Cuts a phrase into folded words. Never fails; signs without letters or digits give nothing.
pub fn words(phrase: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for piece in phrase.split_whitespace() {
        let mut glued = false;
        for part in piece.split(is_dash) {
            match word(part, glued) {
                Some(w) => {
                    out.push(w);
                    glued = true;
                }
                None => {
                    if let Some(last) = out.last_mut() {
                        last.stop |= part.contains([',', ';', '(', ')', ':']);
                        last.owner |= is_possessive(part);
                    }
                }
            }
        }
    }
    out
}

/// The folded words of a name as one key of the table ("al-Qa'ida" → "al qaida").
pub fn key(name: &str) -> String {
    let list = words(name);
    let mut out = String::with_capacity(name.len());
    for w in &list {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&w.text);
    }
    out
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2014}' | '/')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '\u{00b4}')
}

fn is_possessive(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(is_apostrophe) && matches!(chars.as_str(), "s" | "S" | "")
}

fn word(part: &str, glued: bool) -> Option<Word> {
    // "'s" on its own, as tokens are joined again, belongs to the word before.
    if is_possessive(part) {
        return None;
    }
    let stop = part.ends_with([',', ';', ')', ':']) || part.starts_with('(');
    let core = part.trim_matches(|c: char| !c.is_alphanumeric() && !is_apostrophe(c));
    let bare = core.trim_end_matches(|c: char| is_apostrophe(c));
    let (stem, owner) = match bare
        .strip_suffix(['s', 'S'])
        .filter(|s| s.ends_with(is_apostrophe))
    {
        Some(s) => (s, true),
        None => (bare, bare.len() < core.len()),
    };
    let mut text = String::with_capacity(stem.len());
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in stem.nfkd() {
        if is_combining_mark(c) || !c.is_alphanumeric() {
            continue;
        }
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
        match c {
            'ı' => text.push('i'),
            'ø' | 'Ø' => text.push('o'),
            'ł' | 'Ł' => text.push('l'),
            'đ' | 'Đ' => text.push('d'),
            'ə' | 'Ə' => text.push('e'),
            'ß' => text.push_str("ss"),
            'æ' | 'Æ' => text.push_str("ae"),
            'œ' | 'Œ' => text.push_str("oe"),
            _ => text.extend(c.to_lowercase()),
        }
    }
    if text.is_empty() {
        return None;
    }
    let case = match (upper, lower) {
        (0, _) => Case::Lower,
        (_, 0) => Case::Upper,
        _ => Case::Capital,
    };
    Some(Word {
        text,
        case,
        owner,
        glued,
        stop,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(key(name), expected, "{name}");
    }

    #[test]
    fn folds_spelling_away() {
        check("al-Qa'ida", "al qaida");
        check("Côte d’Ivoire", "cote divoire");
        check("U.S.", "us");
        check("Recep Tayyip Erdoğan", "recep tayyip erdogan");
        check("Hassan Rouhani’s", "hassan rouhani");
        check("the militants' leader", "the militants leader");
        check("Binali Yıldırım", "binali yildirim");
        check("  —  ", "");
    }

    #[test]
    fn keeps_what_spelling_said() {
        let w = words("Turkey's US-led allies, SDF");
        assert!(w[0].owner && w[2].glued && w[3].stop);
        assert_eq!(
            (w[0].case, w[1].case, w[3].case, w[4].case),
            (Case::Capital, Case::Upper, Case::Lower, Case::Upper)
        );
    }
}
