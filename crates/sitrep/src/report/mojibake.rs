//! In: a decoded text. Out: the same with UTF-8 that somebody had read as windows-1252 ("Ã©", "â€™") set right, where
//! that can be proven. Knows no words.

use encoding_rs::WINDOWS_1252;

/// One odd pair proves nothing; a damaged text shows more.
const FEWEST: usize = 2;

/// The mended text and the number of places; `None` when nothing is to be mended.
///
/// A line is mended when each of its stretches beyond ASCII is valid UTF-8 once it is turned back into windows-1252, and
/// gives letters or marks that people write. Text in any language that was read rightly has stretches that are not: a
/// single accented letter is none.
pub(crate) fn mend(text: &str) -> Option<(String, usize)> {
    if text.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut places = 0;
    for line in text.split_inclusive('\n') {
        match mended(line) {
            Some((line, n)) => {
                out.push_str(&line);
                places += n;
            }
            None => out.push_str(line),
        }
    }
    (places >= FEWEST).then_some((out, places))
}

fn mended(line: &str) -> Option<(String, usize)> {
    if line.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let (mut places, mut rest) = (0, line);
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        out.push_str(&stretch(&rest[..end])?);
        places += 1;
        rest = &rest[end..];
    }
    out.push_str(rest);
    Some((out, places))
}

/// What a stretch beyond ASCII was before it was read wrongly.
fn stretch(text: &str) -> Option<String> {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    let meant = std::str::from_utf8(&bytes).ok()?;
    meant.chars().all(is_written).then(|| meant.to_owned())
}

/// Letters, and the marks of typesetting: dashes, quotation marks, dots, currencies, the hard space.
fn is_written(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '\u{250}'..='\u{2af}')
        || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2010}'..='\u{2044}' | '\u{20a0}'..='\u{20bf}' | '\u{2122}')
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{60c}'..='\u{61f}' | '\u{64b}'..='\u{65f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::mend;

    /// `meant` in UTF-8, read as windows-1252.
    fn damaged(meant: &str) -> String {
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(meant.as_bytes());
        text.into_owned()
    }

    #[test]
    fn damaged_text_is_mended() {
        for meant in [
            "The préfet of Séno said: “No one was hurt” — in Ménaka.",
            "Нападение на колонну в Донецке",
            "قتل ثلاثة أشخاص في انفجار عبوة ناسفة، وفق الشرطة",
        ] {
            let found = mend(&damaged(meant)).map(|(text, _)| text);
            assert_eq!(found.as_deref(), Some(meant));
        }
        let mixed = format!("{}\nLe maire de Séno est là.\n", damaged("“Non”, dit-il à Dori"));
        let (text, places) = mend(&mixed).expect("mended");
        assert_eq!(
            (text.as_str(), places),
            ("“Non”, dit-il à Dori\nLe maire de Séno est là.\n", 3)
        );
    }

    #[test]
    fn text_that_is_right_is_left_alone() {
        for right in [
            "Le préfet du Séno a dit que « le CAFÉ » est fermé.",
            "«CAFÉ» und «CAFÉ»",
            "10 °C, 5 µm, £3, naïve, Ångström",
            "قتل ثلاثة أشخاص",
            "one odd Ã© pair",
            "plain",
        ] {
            assert_eq!(mend(right), None, "{right}");
        }
    }
}
