//! In: a text, its words and a learned model of case. Out: the same text with case where the writer used none, byte
//! for byte as long as it was; `None` where nothing is to be done. Knows no names.
//!
//! Wire copy and headlines stand in capitals, hasty messages in small letters; the encoder, the tagger of names and the
//! look-ups live on capitals. What is returned is for them to read: offsets stay, and evidence is cut from the text as
//! written. Words are judged from left to right by a linear model over hashed features of the word, its neighbours and
//! the case chosen before; then a word leans to what the same word is elsewhere in the report.
//! `examples/train_case.rs` learns the weights with this very code.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::token::Word;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// "bridge".
    Lower,
    /// "Hajin".
    Title,
    /// "NATO".
    Upper,
}

impl Case {
    /// All, in the order of the model's scores.
    pub const ALL: [Self; 3] = [Self::Lower, Self::Title, Self::Upper];

    /// The case of a written word; `None` without letters. Mixed case ("McCain") counts as title.
    pub fn of(word: &str) -> Option<Self> {
        if !word.chars().any(|c| c.is_uppercase() || c.is_lowercase()) {
            return None;
        }
        let upper = word.chars().filter(|c| c.is_uppercase()).count();
        Some(match upper {
            0 => Self::Lower,
            _ if !word.chars().any(char::is_lowercase)
                && word.chars().filter(|c| c.is_alphabetic()).count() > 1 =>
            {
                Self::Upper
            }
            _ => Self::Title,
        })
    }
}

/// Weights of the model of case: hash of a feature → weight for each case.
#[derive(Debug, Clone, Default)]
pub struct CaseModel {
    weights: HashMap<u32, [i8; 3]>,
}

/// One unit of a weight, in nats of score.
const UNIT: f32 = 1.0 / 8.0;

impl CaseModel {
    /// From pairs of feature hash and weights; a weight is rounded to an eighth and cut at ±15.8.
    pub fn new(weights: impl IntoIterator<Item = (u32, [f32; 3])>) -> Self {
        let round = |w: f32| (w / UNIT).round().clamp(-127.0, 127.0) as i8;
        let rounded = weights.into_iter().map(|(k, w)| (k, w.map(round)));
        Self {
            weights: rounded.filter(|(_, w)| *w != [0; 3]).collect(),
        }
    }

    /// Reads what [`CaseModel::to_bytes`] writes; a trailing partial record is ignored.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let weights = bytes.as_chunks::<7>().0.iter().map(|r| {
            let signed = |b: u8| i8::from_le_bytes([b]);
            (
                u32::from_le_bytes([r[0], r[1], r[2], r[3]]),
                [signed(r[4]), signed(r[5]), signed(r[6])],
            )
        });
        Self {
            weights: weights.collect(),
        }
    }

    /// Records of four bytes hash and three bytes weights, little-endian, sorted by hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<_> = self.weights.iter().collect();
        rows.sort_by_key(|(k, _)| **k);
        rows.iter()
            .flat_map(|(k, w)| {
                k.to_le_bytes()
                    .into_iter()
                    .chain(w.iter().map(|x| x.to_le_bytes()[0]))
            })
            .collect()
    }

    /// Score of each case for a word with these features.
    pub fn scores(&self, features: &[u32]) -> [f32; 3] {
        let mut out = [0.0; 3];
        for w in features.iter().filter_map(|f| self.weights.get(f)) {
            for (o, x) in out.iter_mut().zip(w) {
                *o += f32::from(*x) * UNIT;
            }
        }
        out
    }
}

/// Hashes of the features of word `i` of a stretch, given in lower case, and the case chosen for the word before.
/// `known` tells words of the vocabulary: the others share their features.
pub fn case_features(
    words: &[String],
    i: usize,
    before: Option<Case>,
    known: &dyn Fn(&str) -> bool,
    out: &mut Vec<u32>,
) {
    out.clear();
    let at = |k: Option<usize>| k.and_then(|k| words.get(k)).map_or("", String::as_str);
    let w = at(Some(i));
    let (prev, next, next2, prev2) = (
        at(i.checked_sub(1)),
        at(Some(i + 1)),
        at(Some(i + 2)),
        at(i.checked_sub(2)),
    );
    let shown = if known(w) { w } else { "?" };
    let start = starts(words, i);
    let chosen = match before {
        None => "-",
        Some(Case::Lower) => "a",
        Some(Case::Title) => "A",
        Some(Case::Upper) => "AA",
    };
    let flag = if start { "s" } else { "" };
    let tail = |n: usize| w.char_indices().rev().nth(n - 1).map_or(w, |(k, _)| &w[k..]);
    let letters = w.chars().count().min(7);
    let size = ["0", "1", "2", "3", "4", "5", "6", "7"][letters];
    let vowels = if w.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        "v"
    } else {
        "c"
    };
    let marked = if w.contains('.') {
        "."
    } else if w.contains(|c: char| c.is_ascii_digit()) {
        "1"
    } else {
        ""
    };
    let mut f = |name: u8, parts: [&str; 3]| out.push(hash(name, parts));
    f(0, [flag, "", ""]);
    f(1, [shown, "", ""]);
    f(2, [shown, flag, chosen]);
    f(3, [size, vowels, marked]);
    f(4, [chosen, prev, ""]);
    f(5, [chosen, next, ""]);
    f(6, [prev, shown, ""]);
    f(7, [shown, next, ""]);
    f(8, [prev, next, if shown == "?" { "?" } else { "" }]);
    f(9, [chosen, flag, size]);
    if shown == "?" || marked.is_empty() {
        let kind = if shown == "?" { "?" } else { "" };
        f(10, [tail(2), kind, flag]);
        f(11, [tail(3), kind, chosen]);
        f(12, [tail(4.min(letters.max(1))), kind, ""]);
        f(13, [size, vowels, chosen]);
        f(14, [prev, kind, chosen]);
        f(15, [next, kind, chosen]);
        f(16, [prev2, prev, kind]);
        f(17, [next, next2, kind]);
    }
}

/// True when word `i` begins a sentence: the first, or after a closing mark, quotes and brackets looked through.
fn starts(words: &[String], i: usize) -> bool {
    words[..i]
        .iter()
        .rev()
        .find(|w| !w.chars().all(|c| "\"'“”’()[]".contains(c)))
        .is_none_or(|w| [".", "!", "?", "...", ":", "--", "—"].contains(&w.as_str()))
}

/// FNV-1a over the feature's name and parts, folded to 32 bits.
fn hash(name: u8, parts: [&str; 3]) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(name);
    for p in parts {
        for b in p.bytes().chain([0x1f]) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (h >> 32) as u32 ^ (h as u32)
}

/// The feature by which a word itself is known; where the model has none, the word is not in its vocabulary.
pub fn word_feature(word: &str) -> u32 {
    hash(1, [word, "", ""])
}

/// Share of a word's score that comes from all its places in the report (set by hand, not searched).
const TOGETHER: f32 = 0.4;
/// Fewest words with letters of a stretch in capitals: fewer may be names.
const FEWEST_UPPER: usize = 4;
/// Fewest words of a paragraph in small letters; lists have short ones.
const FEWEST_LOWER: usize = 8;

/// The text with case restored in its stretches without; `None` when it has none.
pub fn recase(text: &str, words: &[Word], model: &CaseModel) -> Option<String> {
    let stretches = caseless(text, words);
    if stretches.is_empty() {
        return None;
    }
    let seen = seen_case(text, words, &stretches);
    let known = |w: &str| model.weights.contains_key(&word_feature(w));
    let lower: Vec<String> = words.iter().map(|w| w.span.of(text).to_lowercase()).collect();
    let mut scores: Vec<Option<[f32; 3]>> = vec![None; words.len()];
    let mut sums: HashMap<&str, ([f32; 3], f32)> = HashMap::new();
    let mut features = Vec::with_capacity(24);
    for range in &stretches {
        let here = &lower[range.clone()];
        let mut before = None;
        for k in 0..here.len() {
            if Case::of(&here[k]).is_none() {
                before = None;
                continue;
            }
            case_features(here, k, before, &known, &mut features);
            let mut s = model.scores(&features);
            if let Some(case) = seen.get(here[k].as_str()) {
                s[*case as usize] += 3.0;
            }
            before = Some(best(&s));
            scores[range.start + k] = Some(s);
            if !starts(here, k) {
                let sum = sums.entry(here[k].as_str()).or_default();
                sum.0.iter_mut().zip(s).for_each(|(a, b)| *a += b);
                sum.1 += 1.0;
            }
        }
    }
    let mut out = text.to_owned().into_bytes();
    for range in stretches {
        for k in range.clone() {
            let Some(mut s) = scores[k] else { continue };
            let start = starts(&lower[range.clone()], k - range.start);
            if let Some((sum, n)) = sums.get(lower[k].as_str()).filter(|_| !start) {
                s.iter_mut()
                    .zip(sum)
                    .for_each(|(a, m)| *a = (1.0 - TOGETHER) * *a + TOGETHER * m / n);
            }
            let word = words[k];
            let case = match best(&s) {
                Case::Lower if start && !word.joined => Case::Title,
                other => other,
            };
            out[word.span.start..word.span.end].copy_from_slice(written(word.span.of(text), case).as_bytes());
        }
    }
    String::from_utf8(out).ok()
}

fn best(s: &[f32; 3]) -> Case {
    Case::ALL.into_iter().fold(
        Case::Lower,
        |b, c| if s[c as usize] > s[b as usize] { c } else { b },
    )
}

/// The word in that case; a letter whose other form has another length stays as it is.
fn written(word: &str, case: Case) -> String {
    let mut first = true;
    let one = |c: char, mut to: Vec<char>| -> char {
        match (to.pop(), to.is_empty()) {
            (Some(d), true) if d.len_utf8() == c.len_utf8() => d,
            _ => c,
        }
    };
    word.chars()
        .map(|c| {
            let up = case == Case::Upper || case == Case::Title && first;
            first &= !c.is_alphabetic();
            if up {
                one(c, c.to_uppercase().collect())
            } else {
                one(c, c.to_lowercase().collect())
            }
        })
        .collect()
}

/// What the words of the cased part of a report look like inside its sentences, where they are always the same.
fn seen_case(text: &str, words: &[Word], without: &[Range<usize>]) -> HashMap<String, Case> {
    let mut out: HashMap<String, Option<Case>> = HashMap::new();
    for k in 1..words.len() {
        let word = words[k].span.of(text);
        let inside = words[k - 1].span.of(text).chars().all(char::is_alphanumeric);
        if !inside || without.iter().any(|r| r.contains(&k)) {
            continue;
        }
        let Some(case) = Case::of(word) else { continue };
        out.entry(word.to_lowercase())
            .and_modify(|c| *c = c.filter(|c| *c == case))
            .or_insert(Some(case));
    }
    out.into_iter().filter_map(|(w, c)| Some((w, c?))).collect()
}

/// Stretches of words without case: lines in capitals (neighbours join within a paragraph), and paragraphs in small
/// letters of a text that has hardly a capital.
fn caseless(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let letters = |p: fn(char) -> bool| text.chars().filter(|c| p(*c)).count();
    let (up, low) = (letters(char::is_uppercase), letters(char::is_lowercase));
    let all_small = up * 200 < low;
    // Where nearly everything is written so, the short lines are too.
    let different = count(text, words, &(0..words.len()));
    if low * 33 <= up && different >= FEWEST_UPPER || all_small && different >= 3 * FEWEST_LOWER {
        return cut(text, words, 0..words.len(), 2);
    }
    for paragraph in cut(text, words, 0..words.len(), 2) {
        let found = if all_small && count(text, words, &paragraph) >= FEWEST_LOWER {
            vec![paragraph]
        } else {
            capitals(text, words, paragraph)
        };
        out.extend(found);
    }
    out
}

/// Lines of a paragraph that stand in capitals, joined.
fn capitals(text: &str, words: &[Word], paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for line in cut(text, words, paragraph, 1) {
        let of = &text[words[line.start].span.start..words[line.end - 1].span.end];
        let up = of.chars().filter(|c| c.is_uppercase()).count();
        let low = of.chars().filter(|c| c.is_lowercase()).count();
        // A line of figures or marks goes with its neighbours.
        if low * 33 > up {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.end == line.start => last.end = line.end,
            _ => out.push(line),
        }
    }
    out.retain(|r| count(text, words, r) >= FEWEST_UPPER);
    out
}

/// Different words with two letters or more.
fn count(text: &str, words: &[Word], range: &Range<usize>) -> usize {
    let found: HashSet<&str> = words[range.clone()]
        .iter()
        .map(|w| w.span.of(text))
        .filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 1)
        .collect();
    found.len()
}

/// `range` cut where at least `breaks` line breaks stand between two words.
fn cut(text: &str, words: &[Word], range: Range<usize>, breaks: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    for k in range.clone() {
        let next = words.get(k + 1).filter(|_| k + 1 < range.end);
        let end = next.is_none_or(|n| text[words[k].span.end..n.span.start].matches('\n').count() >= breaks);
        if end {
            out.push(start..k + 1);
            start = k + 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{WordLists, words};

    fn lists() -> WordLists {
        WordLists::parse(include_str!("../../../data/lexicon/en/token.toml"))
            .expect("the shipped lists parse")
    }

    fn check(text: &str, want: Option<&str>) {
        let model = CaseModel::from_bytes(include_bytes!("../../../packs/case.bin"));
        let w = words(text, &lists());
        let got = recase(text, &w, &model);
        assert_eq!(got.as_deref(), want, "{text:?}");
    }

    #[test]
    fn capitals_become_sentences() {
        check(
            "IRAQI TROOPS SAID ON MONDAY THAT TWO SOLDIERS WERE KILLED NEAR KIRKUK. A UN CONVOY WAS HIT.",
            Some(
                "Iraqi troops said on Monday that two soldiers were killed near Kirkuk. A UN convoy was hit.",
            ),
        );
        check(
            "the iraqi troops said on monday that two soldiers were killed near mosul.",
            Some("The Iraqi troops said on Monday that two soldiers were killed near Mosul."),
        );
    }

    #[test]
    fn what_has_case_stays() {
        check(
            "The Iraqi army said on Monday that two soldiers were killed.",
            None,
        );
        check("NATO, UN, EU", None);
        check("- two killed in the market", None);
        check("", None);
        // Only the headline has none.
        check(
            "SHELLING NEAR HAJIN KILLS FOUR CIVILIANS\n\nFour people died on the road to Hajin.",
            Some("Shelling near Hajin kills four civilians\n\nFour people died on the road to Hajin."),
        );
    }

    #[test]
    fn offsets_stay_whatever_the_letters() {
        let model = CaseModel::default();
        for text in [
            "İSTANBUL VE ŞANLIURFA'DA ÜÇ KİŞİ ÖLDÜ ǅ ẞ",
            "a ſtrange ŉ ligature ﬁ text of many small words here",
        ] {
            let w = words(text, &lists());
            if let Some(out) = recase(text, &w, &model) {
                assert_eq!(out.len(), text.len());
                assert!(
                    w.iter()
                        .all(|w| out.is_char_boundary(w.span.start) && out.is_char_boundary(w.span.end))
                );
            }
        }
    }

    #[test]
    fn weights_survive_bytes() {
        let m = CaseModel::new([(7, [1.0, -0.5, 0.0]), (9, [0.0, 40.0, 0.01])]);
        let back = CaseModel::from_bytes(&m.to_bytes());
        // Rounded to eighths, cut at 127 of them.
        for (got, want) in back.scores(&[7, 9]).into_iter().zip([1.0, 15.375, 0.0]) {
            assert!((got - want).abs() < 1e-6, "{got} {want}");
        }
    }
}
