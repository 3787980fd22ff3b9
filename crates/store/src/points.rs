//! In: a text. Out: a table that turns byte offsets of it into Unicode code points and back.
//! Knows no claim.
//!
//! Offsets are bytes inside and code points outside, because Python slices by code points.

use text::Span;

/// The offsets of one text. Costs one pass to build, eight bytes for each byte that continues
/// a character (nothing for ASCII), and a binary search for each look-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    /// Bytes of the text that continue a character, ascending.
    continuing: Vec<usize>,
}

impl Points {
    /// The table of `text`.
    pub fn new(text: &str) -> Self {
        let continuing = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| b & 0xC0 == 0x80)
            .map(|(i, _)| i)
            .collect();
        Self { continuing }
    }

    /// The code points before byte `byte`, which must be a character boundary of the text.
    pub fn of_byte(&self, byte: usize) -> usize {
        byte - self.continuing.partition_point(|&c| c < byte)
    }

    /// The byte at which code point `point` begins; the text's length for the point past the last.
    pub fn to_byte(&self, point: usize) -> usize {
        let mut before = 0..self.continuing.len();
        // The i-th continuing byte c belongs to code point c - i - 1; that number never falls.
        while before.start < before.end {
            let middle = usize::midpoint(before.start, before.end);
            if self.continuing[middle] - middle <= point {
                before.start = middle + 1;
            } else {
                before.end = middle;
            }
        }
        point + before.start
    }

    /// First and end of a span in code points.
    pub fn of_span(&self, span: Span) -> (usize, usize) {
        (self.of_byte(span.start), self.of_byte(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let points = Points::new(text);
        let mut expected = 0;
        for (byte, _) in text.char_indices() {
            assert_eq!(points.of_byte(byte), expected, "{text:?} byte {byte}");
            assert_eq!(points.to_byte(expected), byte, "{text:?} point {expected}");
            expected += 1;
        }
        assert_eq!(points.of_byte(text.len()), expected, "{text:?} end");
        assert_eq!(points.to_byte(expected), text.len(), "{text:?} end");
    }

    #[test]
    fn bytes_and_code_points_agree_both_ways() {
        for text in [
            "",
            "plain",
            "Ḩawījah",
            "the region’s — “power”",
            "قرية حجين",
            "🚁 over Deir ez-Zôr 🚁",
            "e\u{301}",
        ] {
            check(text);
        }
    }

    #[test]
    fn spans_become_code_points() {
        let text = "Région: Ḩawījah";
        let start = text.find('Ḩ').expect("it is there");
        assert_eq!(Points::new(text).of_span(Span::new(start, text.len())), (8, 15));
    }
}
