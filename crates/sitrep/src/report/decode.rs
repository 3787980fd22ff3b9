//! In: the bytes of an input that is text. Out: the text and notes on what was guessed or broken.
//! Knows byte order marks, declared and guessed encodings; does not know what the text says.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::mojibake;

/// A page declares its encoding within its first bytes (the HTML standard says 1,024; pages err).
const DECLARED_WITHIN: usize = 4096;
/// UTF-16 without a mark and binary data are told by so many bytes.
const SAMPLE: usize = 64 * 1024;
/// Text in UTF-16 has a space or line end at least once in so many characters.
const LONGEST_UTF16_WORD: usize = 40;
/// A text with fewer broken places than one in so many of its UTF-8 sequences is damaged UTF-8, not
/// another encoding.
const DAMAGED_ONE_IN: usize = 4;

/// Text with notes for the reader.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) notes: Vec<String>,
    /// What the bytes are in, after a byte order mark of `mark` bytes.
    pub(crate) encoding: &'static Encoding,
    pub(crate) mark: usize,
    /// UTF-8 that had been read as windows-1252 was set right.
    pub(crate) mended: bool,
}

/// The text of `bytes`: by byte order mark, as UTF-8 when it is valid, by the page's declaration, else
/// by a guess, which is noted; `delivered` is the label that came with the bytes and goes before the page's.
/// `None` when the bytes are no text (NUL or control bytes).
pub(crate) fn decode<'a>(bytes: &'a [u8], delivered: Option<&str>) -> Option<Decoded<'a>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let decoded = finish(encoding, &bytes[mark..], Vec::new());
        return decoded.map(|decoded| Decoded { mark, ..decoded });
    }
    if has_controls(bytes) {
        let encoding = utf16_without_mark(bytes)?;
        return finish(
            encoding,
            bytes,
            vec![format!("charset guessed: {}", lower(encoding))],
        );
    }
    let delivered = delivered.and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = delivered.or_else(|| declared(bytes));
    let escapes = memchr(0x1b, bytes).is_some();
    if let (Ok(text), false) = (std::str::from_utf8(bytes), escapes) {
        return finish_str(UTF_8, Cow::Borrowed(text), Vec::new());
    }
    // A declaration of UTF-8 over bytes that are none is no help.
    if let Some(encoding) = declared.filter(|e| *e != UTF_8 && e.is_ascii_compatible() | escapes) {
        return finish(encoding, bytes, Vec::new());
    }
    if damaged_utf8(bytes) {
        return finish(UTF_8, bytes, Vec::new());
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    finish(
        encoding,
        bytes,
        vec![format!("charset guessed: {}", lower(encoding))],
    )
}

fn finish<'a>(encoding: &'static Encoding, bytes: &'a [u8], mut notes: Vec<String>) -> Option<Decoded<'a>> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        let places = text.matches('\u{fffd}').count();
        notes.push(format!(
            "encoding: {places} places are not valid {} and read as U+FFFD",
            lower(encoding)
        ));
    }
    finish_str(encoding, text, notes)
}

fn finish_str<'a>(
    encoding: &'static Encoding,
    mut text: Cow<'a, str>,
    mut notes: Vec<String>,
) -> Option<Decoded<'a>> {
    let mended = mojibake::mend(&text);
    let is_mended = mended.is_some();
    if let Some((mended, places)) = mended {
        notes.push(note_of_mending(places));
        text = Cow::Owned(mended);
    }
    memchr(0, text.as_bytes()).is_none().then_some(Decoded {
        text,
        notes,
        encoding,
        mark: 0,
        mended: is_mended,
    })
}

/// What is said of a text that was mended.
pub(crate) fn note_of_mending(places: usize) -> String {
    format!("encoding: {places} places of UTF-8 read as windows-1252 are mended")
}

fn lower(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// True when the bytes hold what no text in a byte encoding holds: NUL, or control bytes other than
/// white space, ESC (of ISO-2022-JP) and the odd stray one.
fn has_controls(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls = sample
        .iter()
        .filter(|b| matches!(b, 1..=8 | 11 | 14..=26 | 28..=31 | 127))
        .count();
    memchr(0, bytes).is_some() || controls * 100 > sample.len()
}

/// UTF-16 by its white space: read the right way round, blanks stand between words.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let blanks = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let odd = text
            .chars()
            .filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()))
            .count();
        let blanks = text.chars().filter(|c| matches!(c, ' ' | '\n')).count();
        (odd * 100 <= text.chars().count() && blanks * LONGEST_UTF16_WORD >= text.chars().count())
            .then_some(blanks)
    };
    match (blanks(UTF_16LE), blanks(UTF_16BE)) {
        (Some(le), be) if le >= be.unwrap_or(0) => Some(UTF_16LE),
        (_, Some(_)) => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that a page names: `charset=...` in a meta tag, `encoding="..."` in an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    if !head.contains('<') {
        return None;
    }
    ["charset=", "encoding="].iter().find_map(|key| {
        let (_, rest) = head.split_once(key)?;
        let label: String = rest
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
            .collect();
        Encoding::for_label(label.as_bytes())
    })
}

/// True when most sequences beyond ASCII are valid UTF-8.
fn damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken * DAMAGED_ONE_IN <= good
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, note: Option<&str>) {
        let found = decode(bytes, None).expect("text");
        assert_eq!(found.text, text);
        assert_eq!(found.notes.first().map(String::as_str), note, "{text}");
    }

    #[test]
    fn encodings() {
        let arabic = "قتل ثلاثة أشخاص في انفجار عبوة ناسفة قرب بغداد يوم الثلاثاء، وفق الشرطة";
        let utf16 = |text: &str, le: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() })
                .collect()
        };
        let english = "The road is open.\n";
        check(english.as_bytes(), english, None);
        check(b"\xef\xbb\xbfThe road", "The road", None);
        check(
            &[b"\xff\xfe".to_vec(), utf16(english, true)].concat(),
            english,
            None,
        );
        check(
            &[b"\xfe\xff".to_vec(), utf16(english, false)].concat(),
            english,
            None,
        );
        check(&utf16(english, true), english, Some("charset guessed: utf-16le"));
        check(&utf16(english, false), english, Some("charset guessed: utf-16be"));
        check(&utf16(arabic, true), arabic, Some("charset guessed: utf-16le"));
        let (windows, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
        check(&windows, arabic, Some("charset guessed: windows-1256"));
        let page = [b"<meta charset='windows-1256'>".as_slice(), &windows].concat();
        check(&page, &format!("<meta charset='windows-1256'>{arabic}"), None);
    }

    #[test]
    fn damaged_and_binary() {
        let mut damaged = "Région de Séno, près de Gorgadji, été".as_bytes().to_vec();
        damaged.push(0xc3);
        let found = decode(&damaged, None).expect("text");
        assert!(found.text.starts_with("Région de Séno"));
        assert_eq!(
            found.notes,
            ["encoding: 1 places are not valid utf-8 and read as U+FFFD"]
        );
        assert!(decode(&[0, 1, 2, 3, 0, 0, 9], None).is_none());
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0", None).is_none());
    }
}
