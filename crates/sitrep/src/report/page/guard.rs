//! In: the tags of a page one after the other, however absurd. Out: whether a parser may be let loose on it. Knows no text and
//! builds no tree.

use crate::report::limits::Limits;

/// A page that unclosed formatting elements would blow up: parsers repeat them in every block.
const REPEATED_FORMATS: usize = 2_000_000;
/// Parsers compare each attribute of a tag with all others.
const ATTRIBUTES: usize = 2_000;

/// What the tags of a page add up to.
#[derive(Default)]
pub(crate) struct Guard {
    depth: usize,
    formats: usize,
    repeated: usize,
    elements: usize,
}

impl Guard {
    /// Counts a tag with its attributes; `name` in lower case. Why the page must not be parsed, when this tag is one too many.
    pub(crate) fn count(
        &mut self,
        name: &str,
        open: bool,
        attributes: usize,
        limits: &Limits,
    ) -> Option<String> {
        self.elements += usize::from(open);
        if self.elements > limits.html_elements {
            return Some(format!("page: over {} elements", limits.html_elements));
        }
        if attributes > ATTRIBUTES {
            return Some(format!("page: a tag with over {ATTRIBUTES} attributes"));
        }
        if ends_itself(name) {
            self.repeated += self.formats;
        } else {
            self.depth = if open {
                self.depth + 1
            } else {
                self.depth.saturating_sub(1)
            };
            match (is_format(name), open) {
                (true, true) => self.formats += 1,
                (true, false) => self.formats = self.formats.saturating_sub(1),
                _ => self.repeated += self.formats,
            }
        }
        if self.depth > limits.html_depth {
            return Some(format!("page: nested over {} deep", limits.html_depth));
        }
        (self.repeated > REPEATED_FORMATS).then(|| "page: too many unclosed elements".to_owned())
    }
}

/// Elements that end themselves.
fn ends_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "td"
            | "tr"
            | "th"
            | "dd"
            | "dt"
            | "option"
            | "tbody"
            | "thead"
            | "tfoot"
            | "colgroup"
            | "optgroup"
            | "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "html"
            | "head"
            | "body"
            | "rp"
            | "rt"
            | "frame"
    )
}

fn is_format(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

#[cfg(test)]
mod tests {
    use crate::report::limits::Limits;
    use crate::report::page::shrink::shrink;

    #[test]
    fn absurd_pages_are_refused() {
        let check = |html: &str, refusal: Option<&str>| {
            let found = shrink(html, &Limits::default()).refusal;
            assert_eq!(found.as_deref(), refusal, "{html:.60}");
        };
        check("<html><body><p>One<p>Two<br><img src=x></body>", None);
        check(&"<p>One".repeat(5000), None);
        check(&"<div>".repeat(500), Some("page: nested over 400 deep"));
        check(
            &format!("<a {}>", "id ".repeat(3000)),
            Some("page: a tag with over 2000 attributes"),
        );
        // What nobody reads does not reach the parser.
        check(&format!("<a {}>", "x ".repeat(3000)), None);
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
}
