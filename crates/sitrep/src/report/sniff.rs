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
    /// RSS, Atom or JSON Feed.
    Feed,
    /// XML that is no page and no feed.
    Xml,
}

/// A document that is not read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Document {
    /// Portable Document Format.
    Pdf,
    /// A Word document (docx).
    Word,
    /// One mail.
    Mail,
}

/// Programs put up to so many bytes before the mark of a PDF.
const PDF_MARK_WITHIN: usize = 1024;
/// The headers of a mail have some thousand bytes, with long traces some more.
const MAIL_HEAD: usize = 16 * 1024;

/// The document that the bytes are, told by their beginning (for Word: by the names of its parts).
pub(crate) fn document(bytes: &[u8]) -> Option<Document> {
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if head.windows(5).any(|w| w == b"%PDF-") && !head.trim_ascii_start().starts_with(b"<") {
        return Some(Document::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let part = b"word/document.xml";
        let has = bytes.windows(part.len()).any(|w| w == part);
        return has.then_some(Document::Word);
    }
    is_mail(bytes).then_some(Document::Mail)
}

/// True when the bytes begin with the headers of a mail: two or more, of which one is written by programs only. A
/// report that is headed "From: ... To: ... Date: ..." is none.
pub fn is_mail(bytes: &[u8]) -> bool {
    const BY_PROGRAMS: [&str; 8] = [
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
        "dkim-signature",
        "x-mailer",
    ];
    const BY_PEOPLE: [&str; 5] = ["from", "date", "subject", "to", "sender"];
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MAIL_HEAD)]);
    let (mut programs, mut people) = (false, false);
    for (number, line) in head.lines().enumerate() {
        if line.is_empty() {
            return number > 1 && programs && people;
        }
        if line.starts_with([' ', '\t']) && number > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        let of_header = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(of_header) {
            return false;
        }
        programs |= BY_PROGRAMS.contains(&name.as_str());
        people |= BY_PEOPLE.contains(&name.as_str());
    }
    programs && people
}

/// So much of an input's beginning is looked at.
const HEAD: usize = 4096;
/// JSON lines are told by so many first lines.
const FIRST_LINES: usize = 20;

/// Files that hold no text for us, by their first bytes, with the advice.
const BINARY: [(&[u8], &str); 16] = [
    (
        b"PK\x03\x04",
        "a zip file within others or an office document (odt, xlsx, pptx): unpack it or save it as docx or plain text",
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

/// True when the beginning of a file is that of a page, a feed or a document; with `plain` also when it is that of a text.
/// Drawings (SVG), programs and other data are none.
///
/// ```
/// use sitrep::report::begins_report;
///
/// assert!(begins_report(b"<!doctype html><title>Roads</title>", false));
/// assert!(begins_report(b"Two men were held.", true));
/// assert!(!begins_report(b"Two men were held.", false));
/// assert!(!begins_report(b"\x89PNG\r\n", true));
/// ```
pub fn begins_report(head: &[u8], plain: bool) -> bool {
    if document(head).is_some() {
        return true;
    }
    if binary(head).is_some() {
        return false;
    }
    let text = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0,
        None if head.contains(&0) => return false,
        None => String::from_utf8_lossy(head),
    };
    let text = text.trim_start();
    // Scripts hold pieces of pages too, so that one without an ending to its name must begin as one.
    let page = || text.starts_with('<') && !text.starts_with("<svg");
    let of_text = |c: char| !c.is_control() || c.is_whitespace();
    match kind(text) {
        Kind::Feed => true,
        Kind::Page => page(),
        Kind::Records => plain,
        Kind::Text => plain && !text.is_empty() && text.chars().all(of_text),
        Kind::Xml => false,
    }
}

/// The kind of a decoded text.
pub(crate) fn kind(text: &str) -> Kind {
    let text = text.trim_start();
    if text.starts_with('{') && is_json_feed(text) {
        return Kind::Feed;
    }
    if text.starts_with(['{', '[']) && looks_like_json(text) || are_records(text) {
        return Kind::Records;
    }
    let end = (0..=HEAD.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let head = text[..end].to_ascii_lowercase();
    if is_xml_feed(&head) {
        return Kind::Feed;
    }
    if ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|tag| head.contains(tag))
    {
        return Kind::Page;
    }
    if head.starts_with("<?xml") {
        return Kind::Xml;
    }
    if head.starts_with('<') && TAGS.iter().any(|tag| head.contains(tag)) {
        return Kind::Page;
    }
    // A page that lost its head still shows many tags.
    if TAGS[..6]
        .iter()
        .map(|tag| head.matches(tag).count())
        .sum::<usize>()
        >= 3
    {
        return Kind::Page;
    }
    Kind::Text
}

/// Elements by which HTML is told.
const TAGS: [&str; 14] = [
    "<p>", "<p ", "<div", "<article", "<h1", "<section", "<span", "<br", "<meta", "<title", "<main",
    "<table", "<a ", "<ul",
];

/// True when a text within another form (a feed, a record) is HTML and not plain.
pub(crate) fn has_tags(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    TAGS.iter().any(|tag| text.contains(tag))
        || ["</", "<b>", "<i>", "<em>", "<strong>", "<img "]
            .iter()
            .any(|tag| text.contains(tag))
}

/// True when the first element is that of a feed.
fn is_xml_feed(head: &str) -> bool {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    while let Some(inner) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        let (inner, end) = match inner.strip_prefix("--") {
            Some(inner) => (inner, "-->"),
            None => (inner, ">"),
        };
        let Some((_, after)) = inner.split_once(end) else {
            return false;
        };
        rest = after.trim_start();
    }
    ["<rss", "<feed", "<rdf:rdf", "<atom:feed"].iter().any(|root| {
        rest.strip_prefix(root)
            .is_some_and(|after| after.starts_with(|c: char| c.is_whitespace() || c == '>'))
    })
}

/// True when an object names the version of JSON Feed before anything that is long.
fn is_json_feed(text: &str) -> bool {
    let head: String = text.chars().take(HEAD).collect();
    head.contains("jsonfeed.org/version/") && head.contains("\"version\"")
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
        check("<?xml version='1.0'?><rss>", Kind::Feed);
        check(
            "<?xml version='1.0'?>\n<!-- c -->\n<feed xmlns='http://www.w3.org/2005/Atom'>",
            Kind::Feed,
        );
        check("<?xml version='1.0'?><kml>", Kind::Xml);
        check(
            "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}",
            Kind::Feed,
        );
    }

    #[test]
    fn documents() {
        let check = |bytes: &[u8], expected| assert_eq!(document(bytes), expected);
        check(b"%PDF-1.7\n", Some(Document::Pdf));
        check(b"\0\0%PDF-1.4", Some(Document::Pdf));
        check(b"PK\x03\x04....word/document.xml", Some(Document::Word));
        check(b"PK\x03\x04....xl/workbook.xml", None);
        check(
            b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: x\r\n\r\nText",
            Some(Document::Mail),
        );
        check(
            b"From: HQ\nTo: all\nDate: 3 May\nSubject: roads\n\nThe road is open.",
            None,
        );
        check(b"Received: ten boxes\nMessage-ID lost\n\n", None);
    }

    #[test]
    fn magic() {
        assert!(binary(b"\0\0\0\x18ftypmp42").is_some_and(|a| a.starts_with("a film")));
        assert!(binary(b"plain").is_none());
    }
}
