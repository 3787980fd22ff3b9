//! In: the first paragraphs and header lines of a report. Out: the day of publication that they state.
//! A date without a year gives none; a caption's date is never looked at.

use jiff::civil::Date;

use super::date;
use super::lexicon::{FurnitureLexicon, fold};

/// A dateline stands within the first bytes of a paragraph.
const DATELINE: usize = 120;
/// "DEIR EZ-ZOR GOVERNORATE, Syria" is about the longest place.
const PLACE_WORDS: usize = 6;

/// The day of a dateline at the start of a paragraph: `BAGHDAD, Aug. 14, 2018 (Agency) —`.
/// `None` when there is no dateline or it states no full date.
pub(crate) fn of_dateline(paragraph: &str, lexicon: &FurnitureLexicon) -> Option<Date> {
    let end = (0..=DATELINE.min(paragraph.len()))
        .rev()
        .find(|at| paragraph.is_char_boundary(*at))?;
    let head = &paragraph[..end];
    let close = ["—", "–", " - ", "--", ": "]
        .iter()
        .filter_map(|mark| head.find(mark))
        .min()?;
    let head = &head[..close];
    let comma = head.find(',')?;
    let place = &head[..comma];
    let letters = |f: fn(char) -> bool| place.chars().filter(|c| f(*c)).count();
    let upper = letters(char::is_uppercase);
    if place.split_whitespace().count() > PLACE_WORDS || upper < 3 || letters(char::is_lowercase) > upper {
        return None;
    }
    let rest = head[comma + 1..].split('(').next()?.trim();
    date::only_one(rest, lexicon)
}

/// The day of a header line: `Published: 14 August 2018`, `Date: 2018-08-14`. The label must be one of
/// the lexicon's. `None` when it is no such line or its date is not full.
pub(crate) fn of_header(line: &str, lexicon: &FurnitureLexicon) -> Option<Date> {
    let folded = fold(line);
    let (label, rest) = match line.split_once(':') {
        Some((label, rest)) if lexicon.labels.contains(&fold(label)) => (label, rest),
        _ => {
            let label = lexicon
                .labels
                .iter()
                .filter(|l| folded.starts_with(&format!("{l} ")))
                .max_by_key(|l| l.len())?;
            let words = label.split_whitespace().count();
            let rest = line.split_whitespace().nth(words)?;
            let at = rest.as_ptr() as usize - line.as_ptr() as usize;
            (label.as_str(), &line[at..])
        }
    };
    // "Date" alone says little without its colon ("Date palms were burned ...").
    if rest.len() > 60 || (fold(label) == "date" && !line.contains(':')) {
        return None;
    }
    date::only_one(rest, lexicon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::lexicon;

    #[test]
    fn datelines() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                of_dateline(text, &lexicon()).map(|d| d.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        };
        check(
            "BAGHDAD, Aug. 14, 2018 (Agency) — Two men were held.",
            Some("2018-08-14"),
        );
        check(
            "TIKRIT, Iraq, 14 August 2018 – Two men were held.",
            Some("2018-08-14"),
        );
        check("BAGHDAD, Aug. 14 (Agency) — Two men were held.", None);
        check("BAGHDAD — Two men were held on Aug. 14, 2018.", None);
        check(
            "On Tuesday, Aug. 14, 2018 - the day of the strike - two men were held.",
            None,
        );
        check("Two men were held.", None);
    }

    #[test]
    fn headers() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                of_header(text, &lexicon()).map(|d| d.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        };
        check("Published: 14 August 2018", Some("2018-08-14"));
        check("Published on Tuesday, 14 August 2018, 18:30", Some("2018-08-14"));
        check("DATE: 2018-08-14", Some("2018-08-14"));
        check("Date palms burned 14 August 2018", None);
        check("Date: 14 August", None);
        check("Photographed: 14 August 2018", None);
    }
}
