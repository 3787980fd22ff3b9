//! In: the HTML of a page, however absurd. Out: whether a parser may be let loose on it, and its text
//! without tags for when not. One pass; builds no tree.

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
        name: String,
        open: bool,
        attributes: usize,
    },
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
        self.html[self.at..]
            .find(end)
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
                let end = rest.find('<').unwrap_or(rest.len());
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
            let name: String = inner
                .trim_start_matches('/')
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .map(|c| c.to_ascii_lowercase())
                .collect();
            if name.is_empty() {
                self.at += 1;
                return Some(Piece::Text("<"));
            }
            let end = self.until(">");
            let attributes = attributes(&self.html[self.at..end]);
            self.at = end;
            if open && matches!(name.as_str(), "script" | "style") {
                let close = format!("</{name}");
                let rest = &self.html.as_bytes()[self.at..];
                let found = rest
                    .windows(close.len())
                    .position(|w| w.eq_ignore_ascii_case(close.as_bytes()));
                self.at = found.map_or(self.html.len(), |n| self.at + n);
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

/// About how many attributes a tag has: blanks and slashes outside quotes.
fn attributes(tag: &str) -> usize {
    let mut quote = None;
    let mut count = 0;
    for b in tag.bytes() {
        match (quote, b) {
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), _) if q == b => quote = None,
            (None, b'/') => count += 1,
            (None, _) if b.is_ascii_whitespace() => count += 1,
            _ => {}
        }
    }
    count
}

/// Appends `text` with the commonest character references resolved.
fn entities(text: &str, out: &mut String) {
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
    }
}
