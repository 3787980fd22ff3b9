//! In: a report and the bytes that it was read from. Out: for each stretch of its clean text the bytes that gave it. Made when
//! asked for, so that a report carries nothing for it. For plain text only: a page's or a document's text does not stand in
//! its bytes as it is read.

use std::ops::Range;

use encoding_rs::{CoderResult, UTF_8};
use text::Span;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::decode;
use crate::record::{Origin, Report};

/// Where each stretch of a clean text stands in the original bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// From clean text to the decoded input, and from that to the bytes.
    steps: [Vec<Run>; 2],
}

/// Stretches that stand for each other, in order, next to one another on the left side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    to: Range<usize>,
    from: Range<usize>,
    /// Byte for byte the same, so that parts stand for parts.
    same: bool,
}

impl Alignment {
    /// Aligns a report of plain text with the bytes that [`read`](super::read) was given, `charset` being what was given with
    /// them. `None` when the report was not read from these bytes as plain text.
    pub fn of(report: &Report, bytes: &[u8], charset: Option<&str>) -> Option<Self> {
        let decoded = decode::decode(bytes, charset).filter(|d| d.text == report.raw)?;
        let mut removed: Vec<Span> = report
            .furniture
            .iter()
            .chain(&report.captions)
            .map(|f| f.span)
            .collect();
        removed.sort_by_key(|s| s.start);
        Some(Self {
            steps: [
                composed(&report.raw, &removed, &report.text)?,
                encoded(&decoded, bytes)?,
            ],
        })
    }

    /// The bytes that gave a stretch of the clean text; all that took part in a letter that was composed, decoded or mended.
    /// Empty for an empty stretch.
    pub fn source(&self, span: Span) -> Range<usize> {
        self.steps
            .iter()
            .fold(span.start..span.end, |range, runs| through(runs, &range))
    }

    /// Where the whole clean text stands, in as few stretches as tell it exactly.
    pub fn origin(&self, text: &str) -> Vec<Origin> {
        let mut out: Vec<(Origin, usize)> = Vec::new();
        for (at, letter) in text.char_indices() {
            let span = Span::new(at, at + letter.len_utf8());
            let bytes = self.source(span);
            if bytes.is_empty() {
                continue;
            }
            let width = bytes.len();
            match out.last_mut() {
                Some((last, w)) if *w == width && last.span.end == at && last.bytes.end == bytes.start => {
                    (last.span.end, last.bytes.end) = (span.end, bytes.end);
                }
                _ => out.push((Origin { span, bytes }, width)),
            }
        }
        out.into_iter().map(|(origin, _)| origin).collect()
    }
}

fn through(runs: &[Run], range: &Range<usize>) -> Range<usize> {
    let run = |offset: usize| {
        let at = runs.partition_point(|r| r.to.end <= offset);
        &runs[at.min(runs.len() - 1)]
    };
    if runs.is_empty() || range.is_empty() {
        return 0..0;
    }
    let (first, last) = (run(range.start), run(range.end - 1));
    let start = if first.same {
        first.from.start + (range.start - first.to.start)
    } else {
        first.from.start
    };
    let end = if last.same {
        last.from.start + (range.end - last.to.start)
    } else {
        last.from.end
    };
    start..end.max(start)
}

fn push(runs: &mut Vec<Run>, to: Range<usize>, from: Range<usize>, same: bool) {
    if let Some(last) = runs.last_mut()
        && last.same
        && same
        && last.to.end == to.start
        && last.from.end == from.start
    {
        (last.to.end, last.from.end) = (to.end, from.end);
        return;
    }
    runs.push(Run { to, from, same });
}

/// From the clean text to the decoded one: what was not removed, composed, with white space between paragraphs set anew.
fn composed(raw: &str, removed: &[Span], clean: &str) -> Option<Vec<Run>> {
    let mut runs = Vec::new();
    let (mut at, mut from, mut next) = (0, 0, 0);
    while at < clean.len() {
        if let Some(gone) = removed.get(next).filter(|s| from >= s.start) {
            (from, next) = (gone.end.max(from), next + 1);
            continue;
        }
        let end = removed.get(next).map_or(raw.len(), |s| s.start);
        let letter = cluster(&raw[from..end]);
        let form: String = letter.nfc().collect();
        if !letter.is_empty() && clean[at..].starts_with(&form) {
            let same = form == letter;
            push(&mut runs, at..at + form.len(), from..from + letter.len(), same);
            (at, from) = (at + form.len(), from + letter.len());
        } else if let Some(blank) = letter.chars().next().filter(|c| c.is_whitespace()) {
            from += blank.len_utf8();
        } else {
            // The blank line between two paragraphs, where none stood.
            let blank = clean[at..].chars().next().filter(|c| c.is_whitespace())?;
            push(&mut runs, at..at + blank.len_utf8(), from..from, false);
            at += blank.len_utf8();
        }
    }
    Some(runs)
}

/// The first letter with all that composes with it. ASCII stands alone unless a mark follows.
fn cluster(text: &str) -> &str {
    let starts = |c: char| canonical_combining_class(c) == 0 && !composes_back(c);
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| starts(*c))
        .map_or(text.len(), |(n, _)| n);
    &text[..end]
}

/// Letters of class 0 that may still compose with the one before: vowels of Korean and of Indic scripts.
fn composes_back(c: char) -> bool {
    !c.is_ascii() && is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe
}

/// From the decoded text to the bytes.
fn encoded(decoded: &decode::Decoded, bytes: &[u8]) -> Option<Vec<Run>> {
    let start = decoded.mark;
    if decoded.encoding == UTF_8 && !decoded.mended && bytes.get(start..)? == decoded.text.as_bytes() {
        let length = decoded.text.len();
        return Some(vec![Run {
            to: 0..length,
            from: start..start + length,
            same: true,
        }]);
    }
    let mut runs = Vec::new();
    let mut letters = letters(decoded, &bytes[start..]).into_iter();
    let mut at = 0;
    for c in decoded.text.chars() {
        let (first, mut from) = letters.next()?;
        if first != c {
            // A mended letter was read as so many letters as it has bytes.
            for _ in 1..c.len_utf8() {
                from.end = letters.next()?.1.end;
            }
        }
        let from = from.start + start..from.end + start;
        let same = bytes.get(from.clone())? == c.encode_utf8(&mut [0; 4]).as_bytes();
        push(&mut runs, at..at + c.len_utf8(), from, same);
        at += c.len_utf8();
    }
    Some(runs)
}

/// The letters as they were decoded, each with its bytes: the decoder is fed byte by byte.
fn letters(decoded: &decode::Decoded, bytes: &[u8]) -> Vec<(char, Range<usize>)> {
    let mut decoder = decoded.encoding.new_decoder_without_bom_handling();
    let mut out = Vec::new();
    let mut start = 0;
    let mut buffer = String::with_capacity(64);
    for n in 0..=bytes.len() {
        let last = n == bytes.len();
        let input = if last { &[][..] } else { &bytes[n..=n] };
        buffer.clear();
        let (result, ..) = decoder.decode_to_string(input, &mut buffer, last);
        debug_assert!(
            matches!(result, CoderResult::InputEmpty),
            "64 bytes hold what one byte gives"
        );
        let end = (n + 1).min(bytes.len());
        let many = buffer.chars().count();
        for (i, c) in buffer.chars().enumerate() {
            // A broken sequence and the letter after it come together: the letter is the last byte.
            let from = if i + 1 == many && many > 1 {
                end - 1..end
            } else {
                start..end.max(start)
            };
            out.push((c, from));
        }
        if many > 0 {
            start = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Alignment;
    use crate::report::tests::lexicon;
    use crate::report::{Given, Limits, read};
    use encoding_rs::Encoding;
    use text::Span;
    use unicode_normalization::UnicodeNormalization as _;

    /// Every word of the clean text, cut from the bytes and decoded, is that word.
    fn check(
        bytes: &[u8],
        charset: Option<&str>,
        encoding: &'static Encoding,
        meant: impl Fn(&str) -> String,
    ) {
        let given = Given {
            charset: charset.map(str::to_owned),
            ..Given::default()
        };
        let report = read("a.txt", bytes, &given, &lexicon(), &Limits::default())
            .remove(0)
            .expect("reads");
        let alignment = Alignment::of(&report, bytes, charset).expect("plain text is aligned");
        let mut words = 0;
        for word in report.text.split_whitespace() {
            let start = word.as_ptr() as usize - report.text.as_ptr() as usize;
            let source = alignment.source(Span::new(start, start + word.len()));
            let (found, _) = encoding.decode_without_bom_handling(&bytes[source]);
            assert_eq!(meant(&found), word, "{:?}", report.text);
            words += 1;
        }
        assert!(words > 3, "{:?}", report.text);
    }

    const NOTE: &str = "Le dépôt près de Séno a été touché, dit l’armée.\n\nNobody was hurt.";

    #[test]
    fn words_are_cut_from_the_bytes() {
        let nfc = |s: &str| s.nfc().collect::<String>();
        let utf8 = encoding_rs::UTF_8;
        check(NOTE.as_bytes(), None, utf8, nfc);
        check(format!("\u{feff}{NOTE}").as_bytes(), None, utf8, nfc);
        check(NOTE.nfd().collect::<String>().as_bytes(), None, utf8, nfc);
        check("한글 보고서 두 줄 각\u{1100}\u{1161}".as_bytes(), None, utf8, nfc);
        let windows = encoding_rs::WINDOWS_1252;
        check(&windows.encode(NOTE).0, Some("windows-1252"), windows, nfc);
        let jis = encoding_rs::SHIFT_JIS;
        check(
            &jis.encode("橋は 月曜日に 再び 開通した。").0,
            Some("shift_jis"),
            jis,
            nfc,
        );
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain(NOTE.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&utf16, None, encoding_rs::UTF_16LE, nfc);
    }

    #[test]
    fn mended_letters_are_cut_whole() {
        let (damaged, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(NOTE.as_bytes());
        let meant = |s: &str| {
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(s);
            String::from_utf8_lossy(&bytes).into_owned()
        };
        check(damaged.as_bytes(), None, encoding_rs::UTF_8, meant);
    }

    #[test]
    fn what_was_removed_is_stepped_over() {
        let page = include_bytes!("../../../../examples/press-page.txt");
        check(page, None, encoding_rs::UTF_8, |s| s.nfc().collect());
        let decomposed: String = String::from_utf8_lossy(page).replace("road", "ro\u{301}ad");
        check(decomposed.as_bytes(), None, encoding_rs::UTF_8, |s| {
            s.nfc().collect()
        });
    }

    /// Stretches tell of every letter where it stands, and letters of one stretch are of one width.
    #[test]
    fn stretches_tell_all() {
        let (damaged, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(NOTE.as_bytes());
        let nfd = NOTE.nfd().collect::<String>();
        let page = include_bytes!("../../../../examples/press-page.txt");
        for bytes in [NOTE.as_bytes(), damaged.as_bytes(), nfd.as_bytes(), page] {
            let given = Given {
                origin: true,
                ..Given::default()
            };
            let report = read("a.txt", bytes, &given, &lexicon(), &Limits::default())
                .remove(0)
                .expect("reads");
            let alignment = Alignment::of(&report, bytes, None).expect("plain text is aligned");
            let mut told = 0;
            for stretch in &report.origin {
                let letters = stretch.span.of(&report.text);
                let width = stretch.bytes.len() / letters.chars().count();
                for (n, (at, letter)) in letters.char_indices().enumerate() {
                    let first = stretch.bytes.start + n * width;
                    let start = stretch.span.start + at;
                    let own = alignment.source(Span::new(start, start + letter.len_utf8()));
                    assert_eq!(own, first..first + width, "{letter:?}");
                    told += 1;
                }
            }
            let blanks = report.text.matches('\n').count();
            assert!(told + blanks >= report.text.chars().count(), "{:?}", report.text);
        }
    }

    #[test]
    fn a_page_has_no_alignment() {
        let page =
            b"<html><body><p>Two trucks were burned near Dori on Monday, the army said.</p></body></html>";
        let report = read("a.html", page, &Given::default(), &lexicon(), &Limits::default())
            .remove(0)
            .expect("reads");
        assert_eq!(Alignment::of(&report, page, None), None);
    }
}
