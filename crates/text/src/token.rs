//! In: a text and the word lists of a language. Out: words by the conventions of UD English, with byte spans.
//! Knows neither sentences nor tags.
//!
//! White space always cuts. Inside a run without white space, addresses stay whole, punctuation is peeled
//! from both ends, clitics are cut off ("do|n't", "Iraq|'s"), hyphens and slashes between letters become words
//! of their own ("US|-|led") unless the first half is a prefix ("anti-tank"), and numbers, times and dates stay whole.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::Span;

/// Word lists of one language (`data/lexicon/en/token.toml`).
#[derive(Debug, Clone, Default)]
pub struct WordLists {
    abbreviations: HashSet<String>,
    titles: HashSet<String>,
    prefixes: HashSet<String>,
    clitics: Vec<String>,
    fused: HashMap<String, (String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    abbreviations: Vec<String>,
    titles: Vec<String>,
    prefixes: Vec<String>,
    clitics: Vec<String>,
    fused: HashMap<String, (String, String)>,
}

impl WordLists {
    /// Reads the TOML form. Errors name the line.
    pub fn parse(toml: &str) -> Result<Self, toml::de::Error> {
        let f: WordFile = toml::from_str(toml)?;
        Ok(Self {
            abbreviations: f.abbreviations.into_iter().collect(),
            titles: f.titles.into_iter().collect(),
            prefixes: f.prefixes.into_iter().collect(),
            clitics: f.clitics,
            fused: f.fused,
        })
    }

    /// True when `word`, which ends in a period, keeps it: "Mr.", "U.S.", "J.".
    pub fn is_abbreviation(&self, word: &str) -> bool {
        let Some(body) = word.strip_suffix('.') else {
            return false;
        };
        let mut letters = body.chars();
        let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        initial || is_dotted(body) || self.abbreviations.contains(&word.to_lowercase())
    }

    /// True when the abbreviation stands before a name or number ("Col.", "No."), so that no sentence ends with it.
    pub fn is_title(&self, word: &str) -> bool {
        self.titles.contains(&word.to_lowercase())
    }
}

/// "U.S", "a.m", "J.F.K": single letters between periods.
fn is_dotted(body: &str) -> bool {
    body.contains('.')
        && body
            .split('.')
            .all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic))
}

/// A word's place, and whether it is fused with the word before it ("n't").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// True for the second or later part of a fused word.
    pub joined: bool,
}

/// Longest run without white space that is looked into; what is longer becomes pieces of this many bytes.
const LONGEST_RUN: usize = 400;

/// The words of `text`, in order; every character that is no white space belongs to one word.
pub fn words(text: &str, lists: &WordLists) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(from) = rest.find(|c: char| !is_space(c)) else {
            break;
        };
        let run = &rest[from..];
        let mut len = run.find(is_space).unwrap_or(run.len());
        if len > LONGEST_RUN {
            len = run.floor_char_boundary(LONGEST_RUN);
        }
        cut_run(text, Span::new(at + from, at + from + len), lists, &mut out);
        at += from + len;
    }
    out
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{200b}' || c == '\u{feff}'
}

fn cut_run(text: &str, run: Span, lists: &WordLists, out: &mut Vec<Word>) {
    let (mut lo, mut hi) = (run.start, run.end);
    let mut tail = Vec::new();
    // Opening punctuation, one word each; repeated marks ("...", "--", "''") are one word.
    while lo < hi {
        let s = &text[lo..hi];
        if is_address(s) {
            break;
        }
        let Some(n) = leading_mark(s) else { break };
        push(out, lo, lo + n, false);
        lo += n;
    }
    // Closing punctuation.
    while lo < hi {
        let s = &text[lo..hi];
        let Some(n) = trailing_mark(s, lists) else { break };
        tail.push((hi - n, hi));
        hi -= n;
    }
    if lo < hi {
        cut_core(text, lo, hi, lists, out);
    }
    for &(a, b) in tail.iter().rev() {
        push(out, a, b, false);
    }
}

fn push(out: &mut Vec<Word>, start: usize, end: usize, joined: bool) {
    if start < end {
        out.push(Word {
            span: Span::new(start, end),
            joined,
        });
    }
}

/// Web and mail addresses, and file names with an ending.
fn is_address(s: &str) -> bool {
    let body = s.trim_start_matches(['<', '(', '"']);
    if body.len() != s.len() {
        return false;
    }
    let lower_starts = |p: &str| s.get(..p.len()).is_some_and(|x| x.eq_ignore_ascii_case(p));
    if lower_starts("http://") || lower_starts("https://") || lower_starts("www.") || lower_starts("mailto:")
    {
        return true;
    }
    match s.split_once('@') {
        Some((a, b)) => {
            !a.is_empty()
                && b.contains('.')
                && a.chars().all(|c| c.is_alphanumeric() || "._-+".contains(c))
                && b.starts_with(char::is_alphanumeric)
        }
        None => false,
    }
}

const SAME_MARK: &str = ".-–—!?*=_'’‘`<>~#";

/// Bytes of the mark that opens `s`.
fn leading_mark(s: &str) -> Option<usize> {
    let c = s.chars().next()?;
    if c.is_alphanumeric() {
        return None;
    }
    let second = s[c.len_utf8()..].chars().next();
    // "'s" at the start of a run, ".5", "-5", "+1", "@name", "#tag" stay together with what follows.
    match (c, second) {
        ('\'' | '’', Some(d)) if d.is_alphabetic() => {
            let low = s.to_lowercase();
            let own = ["'s", "’s", "'re", "'ll", "'ve", "'m", "'d"];
            if own.contains(&low.as_str())
                || s[c.len_utf8()..].chars().all(|x| x.is_ascii_digit() || x == 's')
            {
                return None;
            }
        }
        ('.' | '+' | '@', Some(d)) if d.is_alphanumeric() => return None,
        ('\'' | '’', Some(d)) if d.is_ascii_digit() => return None,
        _ => {}
    }
    Some(mark_run(s, c))
}

/// Length of a run of one mark, where repeated marks make one word ("...", "--").
fn mark_run(s: &str, c: char) -> usize {
    if SAME_MARK.contains(c) {
        s.chars().take_while(|x| *x == c).map(char::len_utf8).sum()
    } else {
        c.len_utf8()
    }
}

/// Bytes of the mark that closes `s`; `None` where the last character belongs to the word.
fn trailing_mark(s: &str, lists: &WordLists) -> Option<usize> {
    let c = s.chars().next_back()?;
    if c.is_alphanumeric() {
        return None;
    }
    if c == '.' {
        let n: usize = s.chars().rev().take_while(|x| *x == '.').count();
        return if n == 1 && lists.is_abbreviation(last_piece(s)) {
            None
        } else {
            Some(n)
        };
    }
    if is_address(s) && !",;:!?)>\"'”’]".contains(c) {
        return None;
    }
    match c {
        '!' | '?' => Some(
            s.chars()
                .rev()
                .take_while(|x| "!?".contains(*x))
                .map(char::len_utf8)
                .sum(),
        ),
        _ if SAME_MARK.contains(c) => Some(s.chars().rev().take_while(|x| *x == c).map(char::len_utf8).sum()),
        _ => Some(c.len_utf8()),
    }
}

/// The part after the last hyphen or slash: "ex-Gov." ends in the abbreviation "Gov.".
fn last_piece(s: &str) -> &str {
    s.rsplit(['-', '/', '–', '—', '(', '"', '“']).next().unwrap_or(s)
}

/// Cuts a run that begins and ends in a letter, digit or abbreviation's period.
fn cut_core(text: &str, lo: usize, hi: usize, lists: &WordLists, out: &mut Vec<Word>) {
    let s = &text[lo..hi];
    if is_address(s) {
        push(out, lo, hi, false);
        return;
    }
    let mut from = lo;
    let chars: Vec<(usize, char)> = s.char_indices().collect();
    let mut k = 0;
    while k < chars.len() {
        let (i, c) = chars[k];
        let before = if k > 0 { Some(chars[k - 1].1) } else { None };
        let after = chars.get(k + 1).map(|x| x.1);
        let run = mark_run(&s[i..], c);
        let cut = match c {
            _ if c.is_alphanumeric() || before.is_none() => false,
            '—' | '–' | '“' | '”' | '"' | '(' | ')' | '[' | ']' | ';' | '<' | '>' | '|' | '…' | '=' => {
                true
            }
            '-' => {
                run > 1
                    || !(digits_on_both_sides(s, i, c)
                        || lists.prefixes.contains(&text[from..lo + i].to_lowercase())
                            && after.is_some_and(char::is_alphanumeric))
            }
            '/' => !(before.is_some_and(|b| b.is_ascii_digit()) && after.is_some_and(|a| a.is_ascii_digit())),
            '.' => run > 1,
            ',' | ':' | '!' | '?' => {
                !(before.is_some_and(|b| b.is_ascii_digit()) && after.is_some_and(|a| a.is_ascii_digit()))
            }
            '%' | '$' | '€' | '£' | '#' | '*' => {
                after.is_some_and(char::is_alphanumeric) && before.is_some_and(char::is_alphanumeric)
            }
            _ => false,
        };
        if cut {
            cut_word(text, from, lo + i, lists, out);
            push(out, lo + i, lo + i + run, false);
            from = lo + i + run;
            while k < chars.len() && chars[k].0 < i + run {
                k += 1;
            }
        } else {
            k += 1;
        }
    }
    cut_word(text, from, hi, lists, out);
}

/// "713-853-3989" and "2018-08-14" stay whole; "15-year", "2017-18", "3-4" do not.
fn digits_on_both_sides(s: &str, i: usize, mark: char) -> bool {
    let numeric = s.chars().all(|c| c.is_ascii_digit() || c == mark);
    let parts = s.split(mark).count();
    let first = s.split(mark).next().map_or(0, str::len);
    numeric && i > 0 && (parts > 2 || (first == 3 && s.len() == 8))
}

/// Money and units ("$5", "10km" stays, "5%" is peeled earlier), clitics and fused words.
fn cut_word(text: &str, lo: usize, hi: usize, lists: &WordLists, out: &mut Vec<Word>) {
    if lo >= hi {
        return;
    }
    let s = &text[lo..hi];
    let low = s.to_lowercase();
    if low.len() == s.len() {
        if let Some((a, b)) = lists.fused.get(&low) {
            debug_assert_eq!(a.len() + b.len(), s.len());
            push(out, lo, lo + a.len(), false);
            push(out, lo + a.len(), hi, true);
            return;
        }
        for c in &lists.clitics {
            if low.ends_with(c.as_str()) && low.len() > c.len() {
                let cut = hi - c.len();
                // Decades: "1990's" is one word.
                if !c.ends_with('s') || !text[lo..cut].ends_with(|x: char| x.is_ascii_digit()) {
                    cut_word(text, lo, cut, lists, out);
                    push(out, cut, hi, true);
                    return;
                }
            }
        }
    }
    push(out, lo, hi, false);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> WordLists {
        WordLists::parse(include_str!("../../../data/lexicon/en/token.toml"))
            .expect("the shipped lists parse")
    }

    fn check(text: &str, want: &str) {
        let got: Vec<&str> = words(text, &lists()).iter().map(|w| w.span.of(text)).collect();
        assert_eq!(got.join(" "), want, "words of {text:?}");
    }

    #[test]
    fn cuts_as_ud_english_does() {
        check(
            "The U.S.-led coalition didn't strike.",
            "The U.S. - led coalition did n't strike .",
        );
        check("\"We can't,\" he said.", "\" We ca n't , \" he said .");
        check(
            "Iraq’s 15-year war, (and/or) peace…",
            "Iraq ’s 15 - year war , ( and / or ) peace …",
        );
        check(
            "On 8/14/2018 at 10:30 a.m. Col. Ryan met 1,200 men.",
            "On 8/14/2018 at 10:30 a.m. Col. Ryan met 1,200 men .",
        );
        check(
            "It cost $5.5m, or 12%... maybe",
            "It cost $ 5.5m , or 12 % ... maybe",
        );
        check(
            "an anti-tank mine; a counter-IED team",
            "an anti-tank mine ; a counter - IED team",
        );
        check(
            "see https://example.org/a-b?c=1, or mail a.b@example.org.",
            "see https://example.org/a-b?c=1 , or mail a.b@example.org .",
        );
        check("It happened in the U.S.", "It happened in the U.S.");
        check(
            "the 1990's and the soldiers' camp",
            "the 1990's and the soldiers ' camp",
        );
        check("Deir ez-Zor—not al-Hol", "Deir ez - Zor — not al - Hol");
    }

    #[test]
    fn fused_parts_are_marked() {
        let text = "they've gone, cannot stay";
        let joined: Vec<&str> = words(text, &lists())
            .iter()
            .filter(|w| w.joined)
            .map(|w| w.span.of(text))
            .collect();
        assert_eq!(joined, ["'ve", "not"]);
    }

    #[test]
    fn every_visible_character_is_in_one_word() {
        let text =
            "«Ça va?» \u{feff}---> x\u{0301}=3 \u{1F600}!!1 ’s ... .5 'tis http:// @ a@b.c (,) \u{0}end";
        let w = words(text, &lists());
        let seen: usize = w.iter().map(|w| w.span.of(text).chars().count()).sum();
        assert_eq!(seen, text.chars().filter(|c| !is_space(*c)).count());
        assert!(w.windows(2).all(|p| p[0].span.end <= p[1].span.start));
    }
}
