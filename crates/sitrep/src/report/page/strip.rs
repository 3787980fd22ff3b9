//! In: HTML that no parser should see, or a few words with character references. Out: its text without tags, blocks on lines of
//! their own. One pass; builds no tree.

use memchr::memchr;

use super::tag::{Tag, close, comment};

/// The text without tags, with the commonest character references resolved. Comments, scripts and styles are left out.
pub(crate) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let text = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        if text > 0 {
            entities(&rest[..text], &mut out);
            at += text;
        } else if rest.starts_with("<!--") {
            at += comment(rest);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            at += memchr(b'>', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
        } else if let Some(tag) = Tag::of(rest, |_, _, _| {}) {
            at += tag.length;
            let name = tag.name.as_str();
            if tag.opens && matches!(name, "script" | "style") {
                at += close(&html[at..], name).unwrap_or(html.len() - at);
            } else if !is_inline(name) && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        } else {
            out.push('<');
            at += 1;
        }
    }
    out
}

/// Elements after which the line goes on.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "cite"
            | "code"
            | "em"
            | "font"
            | "i"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "wbr"
    )
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
    use super::strip;

    #[test]
    fn tags_are_taken_off() {
        assert_eq!(
            strip("<h1>A &amp; B</h1><script>if (a<b) {}</script><p>One <b>two</b> &#x41;&foo; 1 < 2<p>"),
            "A & B\nOne two A&foo; 1 < 2\n"
        );
        assert_eq!(strip("<!-- no end <p>x"), "");
        assert_eq!(strip("<p unclosed"), "");
        assert_eq!(strip("<p title=\"a > b\">One"), "One");
        assert_eq!(strip("<STYLE>p {}</style><P>One</P>"), "One\n");
    }
}
