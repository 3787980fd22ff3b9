//! In: clean text. Out: its language as a BCP 47 tag, or `None` when it cannot be told.
//! Knows English by its function words and other languages by `whatlang`.

use super::lexicon::FurnitureLexicon;

/// So much of a text's beginning is looked at, in bytes.
const SAMPLE: usize = 8_000;
/// In English prose 35 to 50 of 100 words are on the list of function words, in headlines and terse
/// notes 15; in other languages of Europe under 10 once a telling word is asked for.
const ENGLISH_SHARE: f32 = 0.15;
/// From this share on nothing else need be asked.
const SURE_SHARE: f32 = 0.25;
/// Below this share a text that `whatlang` takes for English is not trusted.
const DOUBTFUL_SHARE: f32 = 0.08;
/// `whatlang` is weak on texts shorter than this, in characters.
const SHORT: usize = 100;

/// ISO 639-3 codes of `whatlang` and the shortest codes, which BCP 47 asks for.
const SHORTEST: [(&str, &str); 70] = [
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

/// The language of `text`. English is told by its own words, so that a note of one line is not taken
/// for Dutch; other languages need a text that `whatlang` is sure of.
pub(crate) fn tell(text: &str, lexicon: &FurnitureLexicon) -> Option<&'static str> {
    let end = (0..=SAMPLE.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let sample = text[..end].to_lowercase();
    let words: Vec<&str> = sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty() {
        return None;
    }
    let (mut common, mut telling) = (0, 0);
    for word in &words {
        let listed = lexicon.listed(word);
        common += usize::from(listed.function);
        telling += usize::from(listed.telling);
    }
    let share = common as f32 / words.len() as f32;
    if share >= SURE_SHARE && telling > 0 {
        return Some("en");
    }
    let guess = whatlang::detect(&sample);
    let long = sample.chars().count() >= SHORT;
    let certain_other = long
        && guess
            .as_ref()
            .is_some_and(|g| g.lang().code() != "eng" && g.confidence() > 0.95);
    if share >= ENGLISH_SHARE && telling > 0 && !certain_other {
        return Some("en");
    }
    let guess = guess.filter(whatlang::Info::is_reliable)?;
    let code = guess.lang().code();
    let foreign_script = guess.script() != whatlang::Script::Latin;
    if (code == "eng" && share < DOUBTFUL_SHARE) || !(foreign_script || long) {
        return None;
    }
    SHORTEST
        .iter()
        .find(|(three, _)| *three == code)
        .map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::tell;
    use crate::report::tests::lexicon;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(tell(text, &lexicon()), expected, "{text:?}");
    }

    #[test]
    fn english_even_when_short() {
        check("Two trucks burned near Dori, no one hurt.", Some("en"));
        check("0630: patrol left for the bridge", Some("en"));
        check("THE ARMY SAID THAT GUERRILLAS ATTACKED A FARM.", Some("en"));
        check("Shelling in Idlib kills four, says monitor", Some("en"));
        check("Road to Hajin closed by the army", Some("en"));
        check("Mine owners locked out 400 workers on Friday.", Some("en"));
    }

    #[test]
    fn others_and_unknown() {
        check(
            "Les forces armées ont annoncé mardi que deux soldats avaient été tués dans une embuscade près de la frontière, dans le nord du pays.",
            Some("fr"),
        );
        check(
            "Die Polizei teilte mit, dass bei dem Angriff am Dienstag drei Menschen verletzt wurden; die Täter sind auf der Flucht.",
            Some("de"),
        );
        check(
            "أعلنت وزارة الدفاع أن القوات الأمنية ألقت القبض على ثلاثة مشتبه بهم في محافظة ديالى يوم الثلاثاء",
            Some("ar"),
        );
        check(
            "Según la policía, los manifestantes bloquearon la carretera durante dos horas y luego se retiraron sin incidentes.",
            Some("es"),
        );
        check("De politie is op zoek naar de dader of daders", None);
        check("12 34 56", None);
        check("", None);
        check("xkcd qwrt plmn", None);
    }
}
