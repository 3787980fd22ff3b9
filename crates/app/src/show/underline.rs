//! In: a sentence and the spans it is evidence with. Out: its lines, wrapped, with those words underlined.
//! Knows no claim.

use text::Span;
use unicode_width::UnicodeWidthChar;

/// How the words of a span are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A value's words: underlined, or `~~~` below.
    Value,
    /// The word that names the act: underlined and bold, or `^^^` below.
    Trigger,
}

/// The words of `sentence` in lines of `width` columns after `indent`, white space as one blank. `styled` marks
/// by terminal styles, else by a line of `^` and `~` below.
pub fn wrapped(
    text: &str,
    sentence: Span,
    marks: &[(Span, Mark)],
    width: usize,
    indent: &str,
    styled: bool,
) -> String {
    let room = width.saturating_sub(indent.len()).max(20);
    let mut out = String::new();
    for line in lines(text, sentence, room) {
        out += indent;
        let cells = cells(text, &line, marks);
        out += &if styled {
            styled_line(&cells)
        } else {
            plain_line(&cells, indent)
        };
    }
    out
}

/// A word as bytes of the text.
type Word = Span;

fn lines(text: &str, sentence: Span, room: usize) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = Vec::new();
    let mut used = 0;
    for word in words(text, sentence) {
        let width: usize = word.of(text).chars().map(columns).sum();
        match lines.last_mut() {
            Some(line) if used + 1 + width <= room => {
                used += 1 + width;
                line.push(word);
            }
            _ => {
                used = width;
                lines.push(vec![word]);
            }
        }
    }
    lines
}

fn words(text: &str, sentence: Span) -> impl Iterator<Item = Word> + '_ {
    let words = sentence.of(text).split_whitespace();
    words.map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + word.len())
    })
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The characters of a line with their marks; the blank between two words bears the mark that spans both.
fn cells(text: &str, line: &[Word], marks: &[(Span, Mark)]) -> Vec<(char, Option<Mark>)> {
    let mut cells = Vec::new();
    let mark_of = |span: Span| {
        marks
            .iter()
            .filter(|(m, _)| m.contains(span))
            .map(|(_, mark)| *mark)
            .max()
    };
    for (i, word) in line.iter().enumerate() {
        if i > 0 {
            cells.push((' ', mark_of(Span::new(line[i - 1].end, word.start))));
        }
        for (at, c) in word.of(text).char_indices() {
            // Control characters would move the cursor.
            let shown = if c.is_control() { '\u{FFFD}' } else { c };
            let start = word.start + at;
            cells.push((shown, mark_of(Span::new(start, start + c.len_utf8()))));
        }
    }
    cells
}

fn styled_line(cells: &[(char, Option<Mark>)]) -> String {
    let mut out = String::new();
    let mut now = None;
    for (c, mark) in cells {
        if *mark != now {
            if now.is_some() {
                out += "\x1b[0m";
            }
            out += match mark {
                Some(Mark::Trigger) => "\x1b[1;4m",
                Some(Mark::Value) => "\x1b[4m",
                None => "",
            };
            now = *mark;
        }
        out.push(*c);
    }
    if now.is_some() {
        out += "\x1b[0m";
    }
    out.push('\n');
    out
}

fn plain_line(cells: &[(char, Option<Mark>)], indent: &str) -> String {
    let mut out: String = cells.iter().map(|(c, _)| *c).collect();
    out.push('\n');
    let mut below = String::new();
    for (c, mark) in cells {
        let sign = match mark {
            Some(Mark::Trigger) => "^",
            Some(Mark::Value) => "~",
            None => " ",
        };
        below += &sign.repeat(columns(*c));
    }
    if !below.trim_end().is_empty() {
        out += indent;
        out += below.trim_end();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, values: &[&str], trigger: &str, width: usize, expected: &str) {
        let span = |words: &str| {
            let start = text.find(words).expect("the words stand in the text");
            Span::new(start, start + words.len())
        };
        let mut marks: Vec<_> = values.iter().map(|w| (span(w), Mark::Value)).collect();
        marks.push((span(trigger), Mark::Trigger));
        assert_eq!(
            wrapped(text, Span::new(0, text.len()), &marks, width, "  ", false),
            expected
        );
    }

    #[test]
    fn marks_stand_below_their_words() {
        check(
            "Troops held\n34 men in Ḩawījah.",
            &["Troops", "34 men", "Ḩawījah"],
            "held",
            80,
            "  Troops held 34 men in Ḩawījah.\n  ~~~~~~ ^^^^ ~~~~~~    ~~~~~~~\n",
        );
    }

    #[test]
    fn long_sentences_are_wrapped_and_wide_characters_counted() {
        check(
            "The 军队 troops held no fewer men.",
            &["军队 troops"],
            "held",
            24,
            "  The 军队 troops held\n      ~~~~~~~~~~~ ^^^^\n  no fewer men.\n",
        );
    }

    #[test]
    fn terminal_styles_end_where_the_words_end() {
        let text = "He fled.";
        let marks = [(Span::new(3, 7), Mark::Trigger)];
        let line = wrapped(text, Span::new(0, 8), &marks, 80, "", true);
        assert_eq!(line, "He \u{1b}[1;4mfled\u{1b}[0m.\n");
    }
}
