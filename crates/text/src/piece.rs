//! In: a word. Out: the ids of its subwords (WordPiece with BERT's uncased normalisation). Knows no sentence.
//!
//! The runtime's own tokenizer cannot be shared between threads; this one reads the same `tokenizer.json`, and the
//! parity test holds it to what the trainers' tokenizer says.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Error;

/// A vocabulary of subwords.
#[derive(Debug, Clone)]
pub struct Pieces {
    vocab: HashMap<String, i32>,
    unknown: i32,
}

#[derive(Deserialize)]
struct File {
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    vocab: HashMap<String, i32>,
}

/// Longest part that is looked up; a longer one is unknown, as in BERT.
const LONGEST: usize = 100;

impl Pieces {
    /// Reads a `tokenizer.json`.
    pub fn load(json: &[u8]) -> Result<Self, Error> {
        let bad = |why: &str| Error::pack("english", &format!("tokenizer.json {why}"));
        let file: File = serde_json::from_slice(json).map_err(|e| bad(&format!("does not read ({e})")))?;
        let unknown = *file.model.vocab.get("[UNK]").ok_or_else(|| bad("has no [UNK]"))?;
        Ok(Self {
            vocab: file.model.vocab,
            unknown,
        })
    }

    /// Ids of the subwords of `word`; the unknown id where nothing is left of it.
    pub fn of(&self, word: &str) -> Vec<i32> {
        let mut out = Vec::new();
        for part in parts(word) {
            self.greedy(&part, &mut out);
        }
        if out.is_empty() {
            out.push(self.unknown);
        }
        out
    }

    fn greedy(&self, part: &str, out: &mut Vec<i32>) {
        let before = out.len();
        let mut at = 0;
        if part.chars().count() > LONGEST {
            out.push(self.unknown);
            return;
        }
        let mut key = String::new();
        while at < part.len() {
            let mut end = part.len();
            let found = loop {
                key.clear();
                if at > 0 {
                    key.push_str("##");
                }
                key.push_str(&part[at..end]);
                if let Some(id) = self.vocab.get(&key) {
                    break Some(*id);
                }
                match part[at..end].char_indices().next_back() {
                    Some((0, _)) | None => break None,
                    Some((k, _)) => end = at + k,
                }
            };
            let Some(id) = found else {
                out.truncate(before);
                out.push(self.unknown);
                return;
            };
            out.push(id);
            at = end;
        }
    }
}

/// Lower case without accents, cut at white space, marks and ideographs.
fn parts(word: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in word
        .to_lowercase()
        .nfd()
        .filter(|c| !is_combining_mark(*c) && *c != '\u{fffd}')
    {
        if c.is_whitespace() || c.is_control() {
            if c.is_whitespace() {
                out.push(String::new());
            }
        } else if is_mark(c) || is_ideograph(c) {
            out.push(c.to_string());
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out.retain(|p| !p.is_empty());
    out
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2CEAF)
}

/// BERT's punctuation: all ASCII signs and Unicode's category P (its blocks up to the half-width forms).
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c as u32,
            0xA1 | 0xA7 | 0xAB | 0xB6 | 0xB7 | 0xBB | 0xBF | 0x37E | 0x387 | 0x55A..=0x55F | 0x589 | 0x58A | 0x5BE
            | 0x5C0 | 0x5C3 | 0x5C6 | 0x5F3 | 0x5F4 | 0x609 | 0x60A | 0x60C | 0x60D | 0x61B | 0x61D..=0x61F
            | 0x66A..=0x66D | 0x6D4 | 0x700..=0x70D | 0x964 | 0x965 | 0x970 | 0xE4F | 0xE5A | 0xE5B | 0x10FB
            | 0x1361..=0x1368 | 0x2010..=0x2027 | 0x2030..=0x2043 | 0x2045..=0x2051 | 0x2053..=0x205E | 0x207D
            | 0x207E | 0x2308..=0x230B | 0x2329 | 0x232A | 0x2768..=0x2775 | 0x27E6..=0x27EF | 0x2983..=0x2998
            | 0x29D8..=0x29DB | 0x2E00..=0x2E2E | 0x2E30..=0x2E4F | 0x3001..=0x3003 | 0x3008..=0x3011
            | 0x3014..=0x301F | 0x3030 | 0x30FB | 0xFE50..=0xFE61 | 0xFE63 | 0xFE68 | 0xFE6A | 0xFE6B
            | 0xFF01..=0xFF03 | 0xFF05..=0xFF0A | 0xFF0C..=0xFF0F | 0xFF1A | 0xFF1B | 0xFF1F | 0xFF20
            | 0xFF3B..=0xFF3D | 0xFF3F | 0xFF5B | 0xFF5D | 0xFF5F..=0xFF65)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_pieces_first() {
        let json =
            br###"{"model":{"vocab":{"[UNK]":0,"un":1,"##explode":2,"##d":3,"-":4,"haw":5,"##ija":6}}}"###;
        let p = Pieces::load(json).expect("reads");
        assert_eq!(p.of("Unexploded"), [1, 2, 3]);
        assert_eq!(p.of("Ḩawīja"), [5, 6]);
        assert_eq!(p.of("un-un"), [1, 4, 1]);
        assert_eq!(p.of("xyz"), [0]);
        assert_eq!(p.of(""), [0]);
    }
}
