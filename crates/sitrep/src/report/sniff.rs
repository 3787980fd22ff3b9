//! In: the bytes of an input. Out: what it is, told by its content and never by its name.
//! Does not read it.

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One JSON object a line, or one object or array over many lines.
    Records,
    /// HTML or XHTML.
    Page,
    /// Plain text.
    Text,
    /// XML that is no page: a feed, a document of an office program. The name of its root.
    Xml,
}

/// So much of an input's beginning is looked at.
const HEAD: usize = 4096;
/// JSON lines are told by so many first lines.
const FIRST_LINES: usize = 20;

/// Files that hold no text for us, by their first bytes, with the advice.
const BINARY: [(&[u8], &str); 17] = [
    (
        b"%PDF-",
        "a PDF: extract its text (for instance with pdftotext) and read that",
    ),
    (
        b"PK\x03\x04",
        "a zip file or an office document (docx, odt, xlsx): unpack it or save it as plain text",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an old office document (doc, xls): save it as plain text",
    ),
    (b"{\\rtf", "an RTF document: save it as plain text"),
    (b"\x89PNG", "a picture (PNG): only text can be read"),
    (b"\xff\xd8\xff", "a picture (JPEG): only text can be read"),
    (b"GIF8", "a picture (GIF): only text can be read"),
    (b"RIFF", "a sound, film or picture (RIFF): only text can be read"),
    (
        b"\x1f\x8b",
        "gzip-compressed: decompress it (gzip -d) and read that",
    ),
    (b"BZh", "bzip2-compressed: decompress it (bzip2 -d) and read that"),
    (b"\xfd7zXZ", "xz-compressed: decompress it (xz -d) and read that"),
    (
        b"\x28\xb5\x2f\xfd",
        "zstd-compressed: decompress it (zstd -d) and read that",
    ),
    (b"7z\xbc\xaf", "a 7z file: unpack it and read what it holds"),
    (b"\x7fELF", "a program (ELF): only text can be read"),
    (
        b"SQLite format 3",
        "an SQLite database: export its texts as JSON lines",
    ),
    (b"PAR1", "a Parquet file: export its texts as JSON lines"),
    (b"ftyp", "a film (MP4): only text can be read"),
];

/// What a file that holds no text is, with the advice; `None` when it may be text.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    let film = bytes.get(4..8) == Some(b"ftyp");
    BINARY
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic) || (film && *magic == b"ftyp"))
        .map(|(_, advice)| *advice)
}

/// The kind of a decoded text.
pub(crate) fn kind(text: &str) -> Kind {
    let text = text.trim_start();
    if text.starts_with(['{', '[']) && looks_like_json(text) || are_records(text) {
        return Kind::Records;
    }
    let end = (0..=HEAD.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let head = text[..end].to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|tag| head.contains(tag))
    {
        return Kind::Page;
    }
    if head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<feed") {
        return Kind::Xml;
    }
    let tags = [
        "<p>", "<p ", "<div", "<article", "<h1", "<section", "<span", "<br", "<meta", "<title", "<main",
        "<table", "<a ", "<ul",
    ];
    if head.starts_with('<') && tags.iter().any(|tag| head.contains(tag)) {
        return Kind::Page;
    }
    // A page that lost its head still shows many tags.
    if tags[..6]
        .iter()
        .map(|tag| head.matches(tag).count())
        .sum::<usize>()
        >= 3
    {
        return Kind::Page;
    }
    Kind::Text
}

/// An opening brace alone may begin a text ("[Baghdad] Two men ..."); a key or a value after it is JSON.
fn looks_like_json(text: &str) -> bool {
    let next = text[1..].trim_start().chars().next();
    if text.starts_with('{') {
        return next.is_none_or(|c| c == '"' || c == '}');
    }
    next.is_some_and(|c| c == '{') || (next == Some(']') && text[1..].trim_start()[1..].trim().is_empty())
}

/// True when most of the first lines are whole JSON objects by their ends.
fn are_records(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .take(FIRST_LINES)
        .collect();
    let objects = lines
        .iter()
        .filter(|l| l.starts_with("{\"") && l.ends_with('}'))
        .count();
    objects > 0 && objects * 2 >= lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Kind) {
        assert_eq!(kind(text), expected, "{text:?}");
    }

    #[test]
    fn kinds() {
        check("Two men were held.", Kind::Text);
        check("[Baghdad] Two men were held.", Kind::Text);
        check("{Baghdad} Two men were held.", Kind::Text);
        check("a < b and <b>bold</b>", Kind::Text);
        check("{\"text\": \"x\"}", Kind::Records);
        check("broken\n{\"text\": \"x\"}\n{\"text\": \"y\"}", Kind::Records);
        check("[\n {\"text\": \"x\"}]", Kind::Records);
        check("\u{feff}<!DOCTYPE html><title>x</title>", Kind::Page);
        check("<?xml version='1.0'?><html xmlns='x'>", Kind::Page);
        check("<!-- c --><p>One", Kind::Page);
        check("<?xml version='1.0'?><rss>", Kind::Xml);
    }

    #[test]
    fn magic() {
        assert!(binary(b"%PDF-1.7\n").is_some_and(|a| a.starts_with("a PDF")));
        assert!(binary(b"\0\0\0\x18ftypmp42").is_some_and(|a| a.starts_with("a film")));
        assert!(binary(b"plain").is_none());
    }
}
