//! In: a text. Out: where the lines begin that are items of a list or log. Knows no sentence.
//!
//! A line is an item when it begins with a mark of a list ("-", "•", "2.", "b)") or with a time of day ("0630", "14:05"), and
//! another line before the next blank one begins with a mark of the same kind. Four digits in a row are a year as often as a time:
//! in wrapped text they make no item.

use std::ops::Range;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A dash, star or dot, with a space behind it.
    Bullet(char),
    /// "2.", "2)", "(2)".
    Number,
    /// "b)", "(b)".
    Letter,
    /// "14:05", "14h05".
    Clock,
    /// "0630".
    Digits,
}

/// The starts of the items, in bytes, in order; each is that of its first character that is no white space.
pub fn items(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut run: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        if line.trim().is_empty() {
            close(text, &mut run, &mut out);
        } else {
            run.push(start..start + line.trim().len());
        }
    }
    close(text, &mut run, &mut out);
    out
}

/// Ends a run of lines without a blank one between.
fn close(text: &str, run: &mut Vec<Range<usize>>, out: &mut Vec<usize>) {
    let line = |k: usize| &text[run[k].clone()];
    let marks: Vec<Option<Mark>> = (0..run.len()).map(|k| mark(line(k))).collect();
    let length = |k: usize| line(k).chars().count();
    let width = (0..run.len()).map(length).max().unwrap_or(0);
    // In wrapped text nearly all lines are full: the next line's first word would not have fitted.
    let is_full = |k: &usize| {
        let next = line(k + 1).split_whitespace().next().unwrap_or_default();
        length(*k) + 1 + next.chars().count() > width
    };
    let pairs = run.len().saturating_sub(1);
    let wrapped = (0..pairs).filter(is_full).count() * 3 >= pairs * 2;
    // How many lines begin with each mark; of marks there are few, of lines there may be millions.
    let mut counts: Vec<(Mark, usize)> = Vec::new();
    for found in marks.iter().flatten() {
        match counts.iter_mut().find(|(m, _)| m == found) {
            Some((_, n)) => *n += 1,
            None => counts.push((*found, 1)),
        }
    }
    for (k, found) in marks.iter().enumerate() {
        let Some(found) = *found else { continue };
        let alone = counts.iter().any(|(m, n)| *m == found && *n < 2);
        if !(alone || found == Mark::Digits && wrapped) {
            out.push(run[k].start);
        }
    }
    run.clear();
}

/// The mark that a line begins with; what it marks must follow.
fn mark(line: &str) -> Option<Mark> {
    let (first, rest) = line.split_once(char::is_whitespace)?;
    if rest.trim().is_empty() {
        return None;
    }
    let mut chars = first.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && "-–—*•·▪◦‣●○■□➢✓►".contains(c)
    {
        return Some(Mark::Bullet(c));
    }
    let inner = first.strip_prefix('(').unwrap_or(first);
    let enumerated = inner.strip_suffix(')').or_else(|| first.strip_suffix('.'));
    let digits = |s: &str, longest: usize| {
        !s.is_empty() && s.len() <= longest && s.bytes().all(|b| b.is_ascii_digit())
    };
    match enumerated {
        Some(n) if digits(n, 2) => return Some(Mark::Number),
        Some(n) if n.len() == 1 && inner.ends_with(')') && n.bytes().all(|b| b.is_ascii_alphabetic()) => {
            return Some(Mark::Letter);
        }
        _ => {}
    }
    let is_time = |h: &str, m: &str| {
        let below = |s: &str, end: u32| s.parse::<u32>().is_ok_and(|n| n < end);
        digits(h, 2) && below(h, 24) && digits(m, 2) && m.len() == 2 && below(m, 60)
    };
    let bare = first.trim_end_matches([':', ',', 'Z', 'z']);
    if let Some((h, m)) = bare.split_once([':', 'h']) {
        return is_time(h, m).then_some(Mark::Clock);
    }
    let four = digits(bare, 4) && bare.len() == 4 && is_time(&bare[..2], &bare[2..]);
    four.then_some(Mark::Digits)
}

#[cfg(test)]
mod tests {
    use super::items;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = items(text)
            .into_iter()
            .map(|at| text[at..].lines().next().unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn a_log_is_cut_at_its_times() {
        check(
            "0630 left Bor with two cars\n0815 first checkpoint\n  - two herders killed\n  - one boy carried off\nall well",
            &[
                "0630 left Bor with two cars",
                "0815 first checkpoint",
                "- two herders killed",
                "- one boy carried off",
            ],
        );
        check("14:05 shots\n9:20: calm", &["14:05 shots", "9:20: calm"]);
        check("1. Roads\n2. Water", &["1. Roads", "2. Water"]);
        check("(a) Roads\n(b) Water", &["(a) Roads", "(b) Water"]);
    }

    #[test]
    fn what_is_no_item() {
        // One mark makes no list, a mark alone marks nothing, and a blank line parts lists.
        check("It was quiet\n- they said", &[]);
        check("-\n-", &[]);
        check("- one\n\n- two", &[]);
        // Years at the head of wrapped lines.
        check(
            "The town fell to them in March\n2014 and was taken back in\n2016 after a siege",
            &[],
        );
        check("2561 people and\n2590 more", &[]);
        check("25:61 people and\n25:90 more", &[]);
    }
}
