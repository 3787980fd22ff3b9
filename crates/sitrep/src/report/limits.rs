//! In: nothing; the limits on inputs. Out: [`Limits`]. Each is a guard against a file that is no report.

/// Limits on one input. An input beyond one of the first two gives a problem; a page beyond one of the
/// others is read as plain text, without its tags, and a note says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest report, in bytes: a text file, a page, or a line or object of JSON.
    pub report_bytes: usize,
    /// Largest document in another form (PDF, Word, mail, feed), and largest text that may come out of its
    /// compressed parts, in bytes.
    pub document_bytes: usize,
    /// Most pages of a PDF that are read; a note tells of the rest.
    pub pdf_pages: usize,
    /// Mails within mails, and documents attached to them, so deep.
    pub mail_depth: usize,
    /// Longest line of plain text, in bytes.
    pub line_bytes: usize,
    /// Largest page that is taken apart by its elements, in bytes.
    pub page_bytes: usize,
    /// Deepest nesting of elements.
    pub html_depth: usize,
    /// Most elements of a page.
    pub html_elements: usize,
}

impl Limits {
    /// A long book has a million bytes of text; an inquiry's report of 2,600,000 words has 16 million.
    pub const REPORT_BYTES: usize = 16 << 20;
    /// Reports with pictures; their text is a small part of it.
    pub const DOCUMENT_BYTES: usize = 64 << 20;
    /// The longest inquiries have some thousand pages.
    pub const PDF_PAGES: usize = 3000;
    /// A forwarded mail with a forwarded mail in it is the most that people send.
    pub const MAIL_DEPTH: usize = 4;
    /// A line is a paragraph at most; a million bytes without a line end are a book or no text.
    pub const LINE_BYTES: usize = 1 << 20;
    /// Pages of news have 0.1 to 2 million bytes, most of them scripts.
    pub const PAGE_BYTES: usize = 6 << 20;
    /// Pages nest 20 to 60 deep; parsers take quadratic time and deep stacks beyond some hundreds.
    pub const HTML_DEPTH: usize = 400;
    /// Pages of news have 500 to 10,000 elements; the extractor takes minutes over a million.
    pub const HTML_ELEMENTS: usize = 100_000;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            report_bytes: Self::REPORT_BYTES,
            document_bytes: Self::DOCUMENT_BYTES,
            pdf_pages: Self::PDF_PAGES,
            mail_depth: Self::MAIL_DEPTH,
            line_bytes: Self::LINE_BYTES,
            page_bytes: Self::PAGE_BYTES,
            html_depth: Self::HTML_DEPTH,
            html_elements: Self::HTML_ELEMENTS,
        }
    }
}
