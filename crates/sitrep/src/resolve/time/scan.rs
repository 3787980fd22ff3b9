//! In: text. Out: its words, numbers and signs with their lexicon entries, in order.
//! Knows no grammar. A number keeps thousands commas and a decimal part; "a.m." is one word.

use super::lexicon::{Entry, Role, TimeLexicon};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    /// Plain digits.
    Digits,
    /// Digits with thousands commas, or a decimal part.
    Figure,
    /// "28th".
    Ordinal,
    /// "1960s", "'70s".
    Decade,
    Sign(char),
    /// "0630" at the head of a line of a log: a clock time, whose digits are no year and no quantity.
    Log,
}

/// One piece of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    pub shape: Shape,
    /// The number of digits, ordinals, decades; whole part of a figure. Saturates.
    pub value: u32,
    /// Tenths of a decimal figure.
    pub tenth: u32,
    pub entry: u16,
    /// White space stands before it.
    pub gap: bool,
    /// A line ends before it.
    pub line: bool,
}

/// The words of a text with the lexicon that explains them.
pub(super) struct Words<'a> {
    pub text: &'a str,
    pub list: Vec<Word>,
    pub lexicon: &'a TimeLexicon,
}

impl<'a> Words<'a> {
    /// Word `i`, when there is one.
    pub(super) fn word(&self, i: usize) -> Option<&Word> {
        self.list.get(i)
    }
    /// The entry of word `i`; the empty one past the end.
    pub(super) fn entry(&self, i: usize) -> &'a Entry {
        self.lexicon.get(self.word(i).map_or(0, |w| w.entry))
    }
    /// True when word `i` can play `role`.
    pub(super) fn is(&self, i: usize, role: Role) -> bool {
        self.entry(i).is(role)
    }
    /// The sign at `i`.
    pub(super) fn sign(&self, i: usize) -> Option<char> {
        match self.word(i)?.shape {
            Shape::Sign(sign) => Some(sign),
            _ => None,
        }
    }
    /// True when word `i` is a dash of any length.
    pub(super) fn dash(&self, i: usize) -> bool {
        matches!(self.sign(i), Some('-' | '–' | '—' | '‑' | '−'))
    }
    /// The value of plain digits at `i` and how many they are.
    pub(super) fn digits(&self, i: usize) -> Option<(u32, usize)> {
        let word = self.word(i)?;
        (word.shape == Shape::Digits).then_some((word.value, word.end - word.start))
    }
    /// Hour and minute of the line of a log that begins at `i`.
    pub(super) fn log(&self, i: usize) -> Option<(u8, u8)> {
        let word = self.word(i).filter(|w| w.shape == Shape::Log)?;
        Some(((word.value / 100) as u8, (word.value % 100) as u8))
    }
    /// True when nothing stands between word `i` and the one before.
    pub(super) fn glued(&self, i: usize) -> bool {
        i > 0 && self.word(i).is_some_and(|w| !w.gap)
    }
    /// The letters of word `i`; empty past the end.
    pub(super) fn letters(&self, i: usize) -> &'a str {
        self.word(i).map_or("", |w| &self.text[w.start..w.end])
    }
    /// True when the words from `i` on are those of `phrase`, whatever their case.
    pub(super) fn matches(&self, i: usize, phrase: &[String]) -> bool {
        phrase
            .iter()
            .enumerate()
            .all(|(k, p)| self.letters(i + k).eq_ignore_ascii_case(p))
    }
}

/// Cuts `text` into words.
pub(super) fn words<'a>(text: &'a str, lexicon: &'a TimeLexicon) -> Words<'a> {
    let bytes = text.as_bytes();
    let mut list = Vec::with_capacity(text.len() / 5);
    let (mut at, mut gap, mut line) = (0, false, true);
    let mut lower = String::with_capacity(32);
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        let mut word = Word {
            start,
            end: at,
            shape: Shape::Word,
            value: 0,
            tenth: 0,
            entry: 0,
            gap,
            line,
        };
        if byte.is_ascii_digit() {
            at = number(bytes, at, &mut word);
        } else if let Some(next) = letters(text, at) {
            at = next;
            lower.clear();
            lower.extend(
                text[start..at]
                    .trim_end_matches('.')
                    .chars()
                    .map(|c| c.to_ascii_lowercase()),
            );
            word.entry = lexicon.find(&lower);
        } else {
            let sign = text[at..].chars().next().unwrap_or(' ');
            at += sign.len_utf8();
            if sign.is_whitespace() {
                gap = true;
                line |= sign == '\n';
                continue;
            }
            word.shape = Shape::Sign(sign);
            let mark = matches!(sign, '\'' | '’' | '‘');
            if let Some(end) = short_decade(bytes, at).filter(|_| mark) {
                word.shape = Shape::Decade;
                word.value = u32::from(bytes[at] - b'0') * 10;
                at = end;
            }
        }
        word.end = at;
        list.push(word);
        (gap, line) = (false, false);
    }
    mark_log(&mut list);
    Words { text, list, lexicon }
}

/// Lines of a log at least.
const LOG_LINES: usize = 3;
/// Hours that they are spread over, where none has the nought of "0630", which no year has.
const LOG_HOURS: usize = 4;

/// Notes that were taken by the clock begin their lines with it: "0630 left Bor", "0815 first checkpoint". Lists of years do not
/// pass: their numbers stand close together or have minutes of more than 59.
fn mark_log(list: &mut [Word]) {
    let is_clock = |w: &Word| {
        w.line && w.shape == Shape::Digits && w.end - w.start == 4 && w.value < 2400 && w.value % 100 < 60
    };
    let at: Vec<usize> = (0..list.len()).filter(|i| is_clock(&list[*i])).collect();
    let values: Vec<u32> = at.iter().map(|i| list[*i].value).collect();
    let rising = values.windows(2).filter(|w| w[0] <= w[1]).count();
    let mut hours: Vec<u32> = values.iter().map(|v| v / 100).collect();
    hours.dedup();
    let spread = values.iter().any(|v| *v < 1000) || hours.len() >= LOG_HOURS;
    // A log of several days falls back once a day.
    if at.len() >= LOG_LINES && spread && rising * 2 > at.len() {
        for i in at {
            list[i].shape = Shape::Log;
        }
    }
}

/// The end of a run of letters that starts at `at`, with "a.m." and "o'clock" whole.
fn letters(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        if bytes[end].is_ascii_alphabetic() {
            end += 1;
        } else if bytes[end] >= 0x80 {
            match text[end..].chars().next() {
                Some(c) if c.is_alphabetic() => end += c.len_utf8(),
                _ => break,
            }
        } else {
            break;
        }
    }
    if end == at {
        return None;
    }
    let single = |i: usize| {
        bytes.get(i).is_some_and(u8::is_ascii_alphabetic)
            && !bytes.get(i + 1).is_some_and(u8::is_ascii_alphanumeric)
    };
    if end == at + 1 && bytes.get(end) == Some(&b'.') && single(end + 1) {
        while bytes.get(end) == Some(&b'.') && single(end + 1) {
            end += 2;
        }
        if bytes.get(end) == Some(&b'.') {
            end += 1;
        }
    } else if end == at + 1 {
        for mark in ["'clock", "’clock"] {
            if text[end..].starts_with(mark) {
                end += mark.len();
            }
        }
    }
    Some(end)
}

/// The end of "70s" at `at`, where a mark for the century stands before.
fn short_decade(bytes: &[u8], at: usize) -> Option<usize> {
    let ends = !bytes.get(at + 3).is_some_and(u8::is_ascii_alphanumeric);
    (bytes.get(at)?.is_ascii_digit() && bytes.get(at + 1..at + 3) == Some(b"0s") && ends).then_some(at + 3)
}

/// Reads the number that starts at `at` into `word`; its end.
fn number(bytes: &[u8], at: usize, word: &mut Word) -> usize {
    let run = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let value = |from: usize, to: usize, first: u32| {
        bytes[from..to].iter().fold(first, |n, b| {
            n.saturating_mul(10).saturating_add(u32::from(b - b'0'))
        })
    };
    let mut end = run(at);
    word.value = value(at, end, 0);
    word.shape = Shape::Digits;
    while bytes.get(end) == Some(&b',') && end - at <= 3 + 8 && run(end + 1) == end + 4 {
        word.value = value(end + 1, end + 4, word.value);
        word.shape = Shape::Figure;
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') {
        let after = run(end + 1);
        // "12.08.2018" is a date and no decimal.
        let date = bytes.get(after) == Some(&b'.') && bytes.get(after + 1).is_some_and(u8::is_ascii_digit);
        let before = at >= 2 && bytes[at - 1] == b'.' && bytes[at - 2].is_ascii_digit();
        if after > end + 1 && !date && !before {
            word.tenth = u32::from(bytes[end + 1] - b'0');
            word.shape = Shape::Figure;
            return after;
        }
    }
    let tail = bytes[end..]
        .iter()
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let suffix = bytes[end..end + tail].to_ascii_lowercase();
    match suffix.as_slice() {
        b"st" | b"nd" | b"rd" | b"th" => {
            word.shape = Shape::Ordinal;
            end += 2;
        }
        b"s" if end - at == 4 && word.value.is_multiple_of(10) => {
            word.shape = Shape::Decade;
            end += 1;
        }
        // "the 1990's"
        b"" if end - at == 4 && word.value.is_multiple_of(10) && bytes[end..].starts_with(b"'s") => {
            word.shape = Shape::Decade;
            end += 2;
        }
        _ => {}
    }
    end
}
