//! In: HTML that begins with a mark. Out: how long the tag or comment is that it begins, its name, where its attributes stand, as
//! a browser's tokenizer takes it. Knows no elements.

use std::ops::Range;

use memchr::{memchr, memmem};

/// A tag.
pub(super) struct Tag {
    pub(super) name: Name,
    pub(super) opens: bool,
    /// Bytes up to the end of the name.
    pub(super) named: usize,
    /// Bytes of the tag, its marks with it; one without end goes on to the end of the page.
    pub(super) length: usize,
    /// Ends in its mark, not with the page.
    pub(super) whole: bool,
    /// Ends in a slash.
    pub(super) closed: bool,
}

impl Tag {
    /// The tag that `rest` begins with; `None` when the mark begins none. `attribute` is told of each attribute: the element's
    /// name, its own as it is written, and where it stands with its value.
    pub(super) fn of(rest: &str, mut attribute: impl FnMut(&str, &str, Range<usize>)) -> Option<Self> {
        let bytes = rest.as_bytes();
        let opens = bytes.get(1) != Some(&b'/');
        let from = if opens { 1 } else { 2 };
        if !bytes.get(from)?.is_ascii_alphabetic() {
            return None;
        }
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
        let not_blank = |b: &u8| !b.is_ascii_whitespace();
        let mut at = end(bytes, from, is_end);
        let mut tag = Self {
            name: Name::of(&bytes[from..at]),
            opens,
            named: at,
            length: bytes.len(),
            whole: false,
            closed: false,
        };
        while let Some(b) = bytes.get(at) {
            match b {
                b'>' => {
                    (tag.length, tag.whole) = (at + 1, true);
                    break;
                }
                b'/' => {
                    tag.closed = true;
                    at += 1;
                    continue;
                }
                _ => tag.closed = false,
            }
            if b.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let start = at;
            at = end(bytes, at + 1, |b| is_end(b) || *b == b'=');
            let name = &rest[start..at];
            let mark = end(bytes, at, not_blank);
            if bytes.get(mark) == Some(&b'=') {
                at = end(bytes, mark + 1, not_blank);
                at = match bytes.get(at) {
                    Some(quote @ (b'"' | b'\'')) => {
                        let Some(n) = memchr(*quote, &bytes[at + 1..]) else {
                            break;
                        };
                        at + n + 2
                    }
                    _ => end(bytes, at, |b| b.is_ascii_whitespace() || *b == b'>'),
                };
            }
            attribute(tag.name.as_str(), name, start..at);
        }
        Some(tag)
    }
}

/// An element's name in lower case, cut where it is longer than any that matters here.
pub(super) struct Name {
    letters: [u8; 16],
    length: usize,
}

impl Name {
    fn of(written: &[u8]) -> Self {
        let mut letters = [0; 16];
        let length = written.len().min(letters.len());
        letters[..length].copy_from_slice(&written[..length]);
        letters.make_ascii_lowercase();
        Self { letters, length }
    }

    /// Empty where the name is cut within a letter.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// Length of the comment that `rest` begins with; one without end goes on to the end of the page.
pub(super) fn comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 2;
    while let Some(n) = memmem::find(&bytes[at..], b"--") {
        let after = at + n + 2;
        match (&bytes[after..], after) {
            ([b'>', ..], _) => return after + 1,
            // Not with the two of its beginning.
            ([b'!', b'>', ..], 6..) => return after + 2,
            _ => at = after - 1,
        }
    }
    rest.len()
}

/// Where the end of an element of raw text stands in `rest`.
pub(super) fn close(rest: &str, name: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memmem::find(&rest.as_bytes()[at..], b"</")?;
        let after = rest.as_bytes().get(found + 2..found + 2 + name.len())?;
        if after.eq_ignore_ascii_case(name.as_bytes()) {
            return Some(found);
        }
        at = found + 2;
    }
}

/// Where the next byte stands that `is` it, from `from` on; the end when there is none.
pub(super) fn end(bytes: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(is)
        .map_or(bytes.len(), |n| from + n)
}
