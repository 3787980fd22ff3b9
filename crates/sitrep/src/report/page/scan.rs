//! In: the HTML of a page, however absurd. Out: whether a parser may be let loose on it, and its text
//! without tags for when not. One pass; builds no tree.

use memchr::{memchr, memmem};

use crate::report::limits::Limits;

/// A page that unclosed formatting elements would blow up: parsers repeat them in every block.
const REPEATED_FORMATS: usize = 2_000_000;
/// Parsers compare each attribute of a tag with all others.
const ATTRIBUTES: usize = 2_000;
/// Elements that end themselves.
const NOT_NESTING: [&str; 33] = [
    "p", "li", "td", "tr", "th", "dd", "dt", "option", "tbody", "thead", "tfoot", "colgroup", "optgroup",
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "html", "head", "body", "rp", "rt", "frame",
];
const FORMATS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements after which the line goes on.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "wbr",
];

/// What one pass over the tags shows.
pub(crate) struct Scan {
    /// Why the page must not be parsed; `None` when it may.
    pub(crate) refusal: Option<String>,
    /// Its text without tags, blocks on lines of their own; empty when the page may be parsed.
    pub(crate) text: String,
}

/// Looks at a page's tags.
pub(crate) fn scan(html: &str, limits: &Limits) -> Scan {
    let refusal = refusal(html, limits);
    let text = if refusal.is_some() {
        strip(html)
    } else {
        String::new()
    };
    Scan { refusal, text }
}

fn refusal(html: &str, limits: &Limits) -> Option<String> {
    if html.len() > limits.page_bytes {
        return Some(format!(
            "page: {} bytes, over the limit of {}",
            html.len(),
            limits.page_bytes
        ));
    }
    let (mut depth, mut formats, mut repeated, mut elements) = (0_usize, 0_usize, 0_usize, 0_usize);
    for piece in Pieces::new(html) {
        let Piece::Tag {
            name,
            open,
            attributes,
        } = piece
        else {
            continue;
        };
        elements += usize::from(open);
        if elements > limits.html_elements {
            return Some(format!("page: over {} elements", limits.html_elements));
        }
        if attributes > ATTRIBUTES {
            return Some(format!("page: a tag with over {ATTRIBUTES} attributes"));
        }
        if NOT_NESTING.contains(&name.as_str()) {
            repeated += formats;
        } else {
            let format = FORMATS.contains(&name.as_str());
            depth = if open { depth + 1 } else { depth.saturating_sub(1) };
            match (format, open) {
                (true, true) => formats += 1,
                (true, false) => formats = formats.saturating_sub(1),
                _ => repeated += formats,
            }
        }
        if depth > limits.html_depth {
            return Some(format!("page: nested over {} deep", limits.html_depth));
        }
        if repeated > REPEATED_FORMATS {
            return Some("page: too many unclosed elements".to_owned());
        }
    }
    None
}

/// The page without its scripts and styles, which are the half of many pages; structured data stay. What stands in elements
/// that hold text only (a title, a frame's fallback) is left as it is.
pub(crate) fn shrink(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let (mut from, mut at) = (0, 0);
    while let Some(start) = memchr(b'<', &html.as_bytes()[at..]).map(|n| at + n) {
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = memmem::find(rest.as_bytes(), b"-->").map_or(html.len(), |n| start + n + 3);
            continue;
        }
        let name = 1 + rest[1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is = |wanted: &str| rest[1..name].eq_ignore_ascii_case(wanted);
        let Some(raw) = RAW.iter().find(|raw| is(raw)) else {
            let is_tag = name > 1 || rest.starts_with("</");
            at = start + if is_tag { tag(rest).0 } else { 1 };
            continue;
        };
        let open = tag(rest).0;
        let close = close(&rest[open..], raw).map_or(html.len(), |n| start + open + n);
        let drop = matches!(*raw, "script" | "style") && !rest[..open].contains("ld+json");
        if drop {
            out.push_str(&html[from..start]);
            from = memchr(b'>', &html.as_bytes()[close..]).map_or(html.len(), |n| close + n + 1);
            at = from;
        } else {
            at = close;
        }
    }
    out.push_str(&html[from..]);
    out
}

/// Elements in which no tag is a tag but their own end.
const RAW: [&str; 9] = [
    "script", "style", "title", "textarea", "iframe", "noscript", "noembed", "noframes", "xmp",
];

/// Length of the tag that `rest` begins with, and about how many attributes it has. A quoted value may hold the mark that
/// ends a tag; a tag without end goes on to the end of the page, as browsers have it.
fn tag(rest: &str) -> (usize, usize) {
    let bytes = rest.as_bytes();
    let (mut at, mut attributes) = (1, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return (at + 1, attributes),
            b'=' => {
                at += 1;
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
                    match bytes[at + 1..].iter().position(|b| b == quote) {
                        Some(n) => at += n + 2,
                        None => return (bytes.len(), attributes),
                    }
                } else {
                    while bytes
                        .get(at)
                        .is_some_and(|b| !b.is_ascii_whitespace() && *b != b'>')
                    {
                        at += 1;
                    }
                }
            }
            b => {
                attributes += usize::from(b == b'/' || b.is_ascii_whitespace());
                at += 1;
            }
        }
    }
    (bytes.len(), attributes)
}

/// Where the end of an element of raw text stands in `rest`.
fn close(rest: &str, name: &str) -> Option<usize> {
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

/// The text without tags, with the commonest character references resolved.
pub(crate) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    for piece in Pieces::new(html) {
        match piece {
            Piece::Text(text) => entities(text, &mut out),
            Piece::Tag { name, .. } if INLINE.contains(&name.as_str()) => {}
            Piece::Tag { .. } => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
    out
}

enum Piece<'a> {
    Text(&'a str),
    Tag {
        name: Name,
        open: bool,
        attributes: usize,
    },
}

/// The first letters of an element's name, in lower case: longer names are none that matter here.
struct Name {
    letters: [u8; 12],
    length: usize,
}

impl Name {
    fn of(rest: &str) -> Self {
        let mut letters = [0; 12];
        let mut length = 0;
        for b in rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
        {
            if let Some(letter) = letters.get_mut(length) {
                *letter = b.to_ascii_lowercase();
                length += 1;
            }
        }
        Self { letters, length }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// Text and tags of a page in order; comments, scripts and styles are left out.
struct Pieces<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    fn new(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    /// Where `end` next stands, or the end of the page.
    fn until(&self, end: &str) -> usize {
        memmem::find(&self.html.as_bytes()[self.at..], end.as_bytes())
            .map_or(self.html.len(), |n| self.at + n + end.len())
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = &self.html[self.at..];
            if rest.is_empty() {
                return None;
            }
            let Some(inner) = rest.strip_prefix('<') else {
                let end = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.at += end;
                return Some(Piece::Text(&rest[..end]));
            };
            if inner.starts_with("!--") {
                self.at = self.until("-->");
                continue;
            }
            if inner.starts_with(['!', '?']) {
                self.at = self.until(">");
                continue;
            }
            let open = !inner.starts_with('/');
            let name = Name::of(inner.trim_start_matches('/'));
            if name.length == 0 {
                self.at += 1;
                return Some(Piece::Text("<"));
            }
            let (length, attributes) = tag(rest);
            self.at += length;
            if open && matches!(name.as_str(), "script" | "style") {
                self.at += close(&self.html[self.at..], name.as_str()).unwrap_or(self.html.len() - self.at);
                continue;
            }
            return Some(Piece::Tag {
                name,
                open,
                attributes,
            });
        }
    }
}

/// Appends `text` with the commonest character references resolved.
pub(super) fn entities(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest
            .bytes()
            .skip(1)
            .take(9)
            .position(|b| b == b';')
            .map(|n| &rest[1..=n]);
        let resolved = reference.and_then(|r| match r {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => {
                let digits = r.strip_prefix('#')?;
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                char::from_u32(code).filter(|c| *c != '\0')
            }
        });
        if let (Some(c), Some(r)) = (resolved, reference) {
            out.push(c);
            rest = &rest[r.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, refusal: Option<&str>) {
        assert_eq!(
            scan(html, &Limits::default()).refusal.as_deref(),
            refusal,
            "{html:.60}"
        );
    }

    #[test]
    fn absurd_pages_are_refused() {
        check("<html><body><p>One<p>Two<br><img src=x></body>", None);
        check(&"<p>One".repeat(5000), None);
        check(&"<div>".repeat(500), Some("page: nested over 400 deep"));
        check(
            &format!("<a {}>", "x ".repeat(3000)),
            Some("page: a tag with over 2000 attributes"),
        );
        check(
            &format!("{}{}", "<font>".repeat(390), "<p>".repeat(9000)),
            Some("page: too many unclosed elements"),
        );
        check(&"<p>One".repeat(100_001), Some("page: over 100000 elements"));
        check(
            &"x".repeat(7 << 20),
            Some("page: 7340032 bytes, over the limit of 6291456"),
        );
    }

    #[test]
    fn tags_are_taken_off() {
        assert_eq!(
            strip("<h1>A &amp; B</h1><script>if (a<b) {}</script><p>One <b>two</b> &#x41;&foo; 1 < 2<p>"),
            "A & B\nOne two A&foo; 1 < 2\n"
        );
        assert_eq!(strip("<!-- no end <p>x"), "");
        assert_eq!(strip("<p unclosed"), "");
        assert_eq!(strip("<p title=\"a > b\">One"), "One");
    }

    #[test]
    fn scripts_are_left_out() {
        let check = |html: &str, small: &str| assert_eq!(shrink(html), small, "{html}");
        check("<p>One<SCRIPT>if (a<b) '</p>'</SCRIPT >two", "<p>Onetwo");
        check("<style>p > b {}</style><p>One", "<p>One");
        check(
            "<script type='application/ld+json'>{\"a\": \"<style>\"}</script><p>One",
            "<script type='application/ld+json'>{\"a\": \"<style>\"}</script><p>One",
        );
        check(
            "<p title='<style>'>1 < 2<title>The <style> element</title>",
            "<p title='<style>'>1 < 2<title>The <style> element</title>",
        );
        check(
            "<!-- <script> --><p>One</p><script>no end",
            "<!-- <script> --><p>One</p>",
        );
        check("<a href=x?a='><b>One</b>", "<a href=x?a='><b>One</b>");
    }
}
