//! In: decoded text. Out: its units: lines, with the lines of a hard-wrapped paragraph taken
//! together, each as a span of bytes. Knows no furniture.

use text::Span;

/// Hard-wrapped text has lines of about these lengths, in characters: mail and wire copy is set
/// to 60 to 80, plain reports to 100. Shorter runs of lines are lists.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 50..=110;

/// The units of `raw` in order: no unit is empty, none overlap, each begins and ends with a
/// character that is not white space.
pub(crate) fn units(raw: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut run: Vec<Span> = Vec::new();
    for line in lines(raw) {
        let trimmed = trim(raw, line);
        if trimmed.start == trimmed.end {
            flush(raw, &mut run, &mut out);
        } else {
            run.push(trimmed);
        }
    }
    flush(raw, &mut run, &mut out);
    out
}

/// Splits at `\n`, `\r\n`, `\r`, form feeds and the Unicode line and paragraph separators.
fn lines(raw: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in raw.char_indices() {
        match c {
            '\n' if at > 0 && raw.as_bytes()[at - 1] == b'\r' => start = at + 1,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{c}' => {
                out.push(Span::new(start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(Span::new(start, raw.len()));
    out
}

fn trim(raw: &str, span: Span) -> Span {
    let line = span.of(raw);
    let start = span.start + (line.len() - line.trim_start().len());
    Span::new(start, start + line.trim().len())
}

/// Ends a run of lines without a blank one between: a wrapped paragraph becomes one unit, else
/// each line is one.
fn flush(raw: &str, run: &mut Vec<Span>, out: &mut Vec<Span>) {
    let mut from = 0;
    for end in wrapped(raw, run) {
        out.push(run[from].join(run[end - 1]));
        from = end;
    }
    run.clear();
}

/// The ends of the paragraphs in a run. A line goes on in the next when the next line's first
/// word would not have fitted into the width of the run, as a wrapping program decides.
fn wrapped(raw: &str, run: &[Span]) -> Vec<usize> {
    let length = |s: &Span| s.of(raw).chars().count();
    let width = run.iter().map(length).max().unwrap_or(0);
    if !WRAP_WIDTHS.contains(&width) {
        return (1..=run.len()).collect();
    }
    let goes_on: Vec<bool> = run
        .windows(2)
        .map(|pair| {
            let word = pair[1]
                .of(raw)
                .split_whitespace()
                .next()
                .map_or(0, |w| w.chars().count());
            length(&pair[0]) + 1 + word > width
        })
        .collect();
    // A list of headlines has a longest line too; in a wrapped paragraph nearly all lines are full.
    let full = goes_on.iter().filter(|g| **g).count();
    if full * 3 < goes_on.len() * 2 {
        return (1..=run.len()).collect();
    }
    (1..=run.len())
        .filter(|end| *end == run.len() || !goes_on[end - 1])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::units;

    fn check(raw: &str, expected: &[&str]) {
        let found: Vec<&str> = units(raw).into_iter().map(|u| u.of(raw)).collect();
        assert_eq!(found, expected, "{raw:?}");
    }

    #[test]
    fn lines_and_wrapped_paragraphs() {
        check("", &[]);
        check("  \n\t\r\n", &[]);
        check("one\ntwo\r\n\r\n three ", &["one", "two", "three"]);
        check(
            "The convoy left the depot at first light and reached the\nbridge two hours later without any loss; from there on it\nwas slow.\nIt went on.\n\nNext",
            &[
                "The convoy left the depot at first light and reached the\nbridge two hours later without any loss; from there on it\nwas slow.",
                "It went on.",
                "Next",
            ],
        );
        check(
            "Share\nTweet\nA line that is a good deal longer than the two above it",
            &[
                "Share",
                "Tweet",
                "A line that is a good deal longer than the two above it",
            ],
        );
    }
}
