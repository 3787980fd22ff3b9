//! In: nothing; the limits on inputs. Out: [`Limits`]. Each is a guard against a file that is no report.

/// Limits on one input. An input beyond one of the first two gives a problem; a page beyond one of the
/// others is read as plain text, without its tags, and a note says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest report, in bytes: a text file, a page, or a line or object of JSON.
    pub report_bytes: usize,
    /// Longest line of plain text, in bytes.
    pub line_bytes: usize,
    /// Largest page that is taken apart by its elements, in bytes.
    pub page_bytes: usize,
    /// Deepest nesting of elements.
    pub html_depth: usize,
}

impl Limits {
    /// A long book has a million bytes of text; an inquiry's report of 2,600,000 words has 16 million.
    pub const REPORT_BYTES: usize = 16 << 20;
    /// A line is a paragraph at most; a million bytes without a line end are a book or no text.
    pub const LINE_BYTES: usize = 1 << 20;
    /// Pages of news have 0.1 to 2 million bytes, most of them scripts.
    pub const PAGE_BYTES: usize = 6 << 20;
    /// Pages nest 20 to 60 deep; parsers take quadratic time and deep stacks beyond some hundreds.
    pub const HTML_DEPTH: usize = 400;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            report_bytes: Self::REPORT_BYTES,
            line_bytes: Self::LINE_BYTES,
            page_bytes: Self::PAGE_BYTES,
            html_depth: Self::HTML_DEPTH,
        }
    }
}
