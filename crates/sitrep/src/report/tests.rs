//! Tests of the reader as a whole: every kind of input, good and bad, and what holds for all.

mod documents;

use unicode_normalization::UnicodeNormalization as _;

use super::*;

/// The lexicon that is shipped.
pub(crate) fn lexicon() -> FurnitureLexicon {
    let furniture = include_str!("../../../../data/lexicon/en/furniture.toml");
    let model = include_str!("../../../../data/lexicon/en/furniture_model.toml");
    FurnitureLexicon::parse(furniture, model).expect("the shipped lexicon")
}

fn read_all(name: &str, bytes: &[u8]) -> Vec<Result<Report, Problem>> {
    let found = read(name, bytes, &Given::default(), &lexicon(), &Limits::default());
    found.iter().flatten().for_each(holds);
    found
}

fn one(bytes: &[u8]) -> Report {
    let mut found = read_all("folder/one.txt", bytes);
    assert_eq!(found.len(), 1);
    found.remove(0).expect("a report")
}

/// What is true of every report.
fn holds(report: &Report) {
    for removed in report.furniture.iter().chain(&report.captions) {
        assert_eq!(removed.span.of(&report.raw), removed.text);
        assert!(Reason::parse(removed.reason).is_some());
    }
    let raw: String = report.raw.nfc().collect();
    for paragraph in report.text.split("\n\n") {
        assert!(raw.contains(paragraph), "{paragraph:?}");
    }
    assert_eq!(report.sha256.len(), 64);
    assert_eq!(
        report.published.is_none(),
        report.published_basis == PublishedBasis::None
    );
    assert_eq!(
        report.language.is_none(),
        report.notes.iter().any(|n| n == "language: unknown")
    );
}

fn check_problem(name: &str, bytes: &[u8], expected: &[&str]) {
    let found: Vec<String> = read_all(name, bytes)
        .into_iter()
        .filter_map(Result::err)
        .map(|p| p.to_string())
        .collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected) && found.starts_with(name), "{found}");
        assert!(!found.contains('\n'));
    }
}

const PRESS_PAGE: &str = "Skip to main content\n\nHome\n\nWorld\n\nWells Reopen East of Sinjar\n\nVillagers fill jars at the well of Til Azer, Iraq, Sept. 3, 2018. (Photo by Rojda Amin)\n\nWater is back in four villages east of Sinjar.\n\nWells Reopen East of Sinjar\nplease wait\n\nNo media source currently available\n\n0:00 0:02:10 0:00\n\nWater is back in four villages east of Sinjar, said Hassan Murad, the engineer in charge of the works for the district.\n\nThe pumps had been destroyed in 2014, he said. Crews of the district and of two aid groups replaced them in three weeks, and 310 families have come home since.\n\nMurad said that mines were found beside two of the wells and that the army cleared them before the work began. Nobody was hurt.\n\nFour more wells will be opened next month if the road to Baaj stays open, he said.\n\nShare on Facebook\n\nRelated\n\nMarket Burns in Tal Afar";

#[test]
fn a_pasted_press_page_gives_its_paragraphs() {
    let report = one(PRESS_PAGE.as_bytes());
    let paragraphs: Vec<&str> = report.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 4, "{paragraphs:#?}");
    assert!(paragraphs[0].starts_with("Water is back in four villages east of Sinjar, said"));
    assert!(paragraphs[3].ends_with("stays open, he said."));
    assert_eq!(report.title.as_deref(), Some("Wells Reopen East of Sinjar"));
    let captions: Vec<&str> = report.captions.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(
        captions,
        ["Villagers fill jars at the well of Til Azer, Iraq, Sept. 3, 2018. (Photo by Rojda Amin)"]
    );
    let reason = |text: &str| {
        report
            .furniture
            .iter()
            .filter(|f| f.text == text)
            .map(|f| f.reason)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        reason("Water is back in four villages east of Sinjar."),
        ["standfirst"]
    );
    assert_eq!(reason("Wells Reopen East of Sinjar"), ["title", "title-repeat"]);
    assert_eq!(reason("please wait"), ["player"]);
    assert_eq!(reason("0:00 0:02:10 0:00"), ["player"]);
    assert_eq!(reason("Share on Facebook"), ["share"]);
    assert_eq!(report.published, None, "a caption's date is not the report's");
}

#[test]
fn a_clean_text_is_kept_to_the_letter() {
    for text in [
        "0630 patrol left the camp\n0710 road blocked near Al-Qaim by burned truck\nno shots heard\n1145 back in camp, all well\n",
        "\n  HEALTH\n\nThe clinic in Gao is closed.\n\n  EDUCATION\n\nNine schools are shut.\n",
        "Two men were held in Tikrit.",
        "Line one of the notes\r\nLine two of the notes\r\n",
    ] {
        let report = one(text.as_bytes());
        assert_eq!(report.text, text);
        assert_eq!(report.raw, text);
        assert!(report.furniture.is_empty() && report.captions.is_empty());
    }
    let given = Given {
        clean: true,
        ..Given::default()
    };
    let found = read("x", PRESS_PAGE.as_bytes(), &given, &lexicon(), &Limits::default());
    assert_eq!(found[0].as_ref().map(|r| r.text.as_str()), Ok(PRESS_PAGE));
}

#[test]
fn text_is_composed_and_offsets_point_into_the_input() {
    let page = PRESS_PAGE
        .replace("Murad", "Mu\u{301}rad")
        .replace("please wait", "please\u{a0}wait");
    let report = one(page.as_bytes());
    assert!(report.text.contains("M\u{fa}rad"));
    assert!(report.raw.contains("Mu\u{301}rad"));
}

#[test]
fn a_page_of_html() {
    let html = "<!DOCTYPE html><html lang='en'><head><title>Ferry Sinks - The Lake Post</title>
        <meta property='og:title' content='Ferry Sinks on Lake Albert'>
        <meta property='article:published_time' content='2019-02-11T08:00:00+03:00'></head><body>
        <nav><a href='/'>Home</a> <a href='/w'>World</a></nav><article><h1>Ferry Sinks on Lake Albert</h1>
        <figure><img src='f.jpg'><figcaption>Rescuers look for survivors, Feb. 9, 2019.</figcaption></figure>
        <p>At least <b>27 people</b> drowned when a ferry sank on Lake Albert on Sunday, the police of Hoima district said.</p>
        <p>The boat left Kaiso in Uganda for the Congolese shore with over 50 people and their goods on board, said Julius Hakiza, a spokesman for the police.</p>
        <p>Twenty-one passengers were pulled out of the water by fishermen, he said, and the army has sent divers. The owner of the boat was not arrested.</p></article>
        <footer>Copyright 2019 The Lake Post</footer></body></html>";
    let report = one(html.as_bytes());
    let paragraphs: Vec<&str> = report.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 3, "{paragraphs:#?}");
    assert!(paragraphs[0].starts_with("At least 27 people drowned"));
    assert_eq!(report.title.as_deref(), Some("Ferry Sinks on Lake Albert"));
    assert_eq!(
        report.published.map(|d| d.to_string()).as_deref(),
        Some("2019-02-11")
    );
    assert_eq!(report.published_basis, PublishedBasis::Metadata);
    assert_eq!(
        report.captions[0].text,
        "Rescuers look for survivors, Feb. 9, 2019."
    );
    let cut = &html[..html.find("he said, and").expect("there")];
    assert!(
        one(cut.as_bytes()).text.contains("Julius Hakiza"),
        "a page cut short is read"
    );
}

#[test]
fn days_of_publication() {
    let day = |bytes: &[u8], given: Given| {
        let found = read("x.txt", bytes, &given, &lexicon(), &Limits::default());
        let report = found[0].as_ref().expect("a report");
        (report.published.map(|d| d.to_string()), report.published_basis)
    };
    let text = b"BAGHDAD, Aug. 14, 2018 (Agency) - Two men were held on Monday, the police said.";
    let some = |d: &str, b| (Some(d.to_owned()), b);
    assert_eq!(
        day(text, Given::default()),
        some("2018-08-14", PublishedBasis::Dateline)
    );
    let url = Some("https://example.org/2018/08/15/held".to_owned());
    assert_eq!(
        day(
            text,
            Given {
                url: url.clone(),
                ..Given::default()
            }
        ),
        some("2018-08-15", PublishedBasis::Url)
    );
    // A day off the instant that the page states in Greenwich's time; farther off, the page's word counts.
    for (address, expected) in [("2018/08/15", "2018-08-15"), ("2018/08/12", "2018-08-16")] {
        let page = b"<html><head><meta property='article:published_time' content='2018-08-16T01:50:00Z'></head><body><p>Two men were held on Monday, the police said.</p></body></html>";
        let url = Some(format!("https://example.org/{address}/held"));
        let found = day(
            page,
            Given {
                url,
                ..Given::default()
            },
        );
        assert_eq!(found.0.as_deref(), Some(expected));
    }
    // So do a line above the text, a marked one and the dateline, in this order, where a zone has that day at that hour.
    for (hour, line, dateline, expected) in [
        ("01", "By A. Writer, August 15, 2018", "", "2018-08-15"),
        (
            "01",
            "By A. Writer",
            "TIKRIT, Aug. 15, 2018 (Agency) - ",
            "2018-08-15",
        ),
        (
            "01",
            "By A. Writer, August 16, 2018",
            "TIKRIT, Aug. 15, 2018 (Agency) - ",
            "2018-08-16",
        ),
        ("13", "By A. Writer, August 15, 2018", "", "2018-08-16"),
        ("13", "By A. Writer, August 17, 2018", "", "2018-08-17"),
        ("01", "By A. Writer, August 12, 2018", "", "2018-08-16"),
    ] {
        let page = format!(
            "<html><head><meta property='article:published_time' content='2018-08-16T{hour}:50:00Z'></head><body><article>\
             <h1>Two men held</h1><p>{line}</p><p>{dateline}Two men were held on Monday, the police of the town said. They \
             are said to have laid a mine on the road to the depot, which hurt nobody.</p></article></body></html>"
        );
        let found = day(page.as_bytes(), Given::default());
        assert_eq!(found.0.as_deref(), Some(expected), "{hour} {line} {dateline}");
    }
    let published = Some(jiff::civil::date(2018, 8, 16));
    assert_eq!(
        day(
            text,
            Given {
                url,
                published,
                ..Given::default()
            }
        ),
        some("2018-08-16", PublishedBasis::Given)
    );
    let headed = b"Bulletin 7\nPublished: 14 August 2018\n\nTwo men were held on Monday.";
    assert_eq!(
        day(headed, Given::default()),
        some("2018-08-14", PublishedBasis::Metadata)
    );
    let none = (None, PublishedBasis::None);
    assert_eq!(
        day(
            b"BAGHDAD, Aug. 14 (Agency) - Two men were held.",
            Given::default()
        ),
        none
    );
    assert_eq!(
        day(
            b"Two men were held on 14 August 2018, the police said.",
            Given::default()
        ),
        none
    );
}

#[test]
fn records() {
    let lines = b"{\"id\": 7, \"text\": \"Two men were held in Tikrit.\", \"dct\": \"2018-08-14\"}\n\nnot json\n{\"text\": \"\"}\n[1]\n{\"html\": \"<p>One man was freed in Mosul.</p>\", \"source\": \"Post\"}\n";
    let found = read_all("in/wire.jsonl", lines);
    assert_eq!(found.len(), 5);
    let first = found[0].as_ref().expect("a report");
    assert_eq!(
        (first.doc_id.as_str(), first.text.as_str()),
        ("7", "Two men were held in Tikrit.")
    );
    assert_eq!(
        (
            first.published.map(|d| d.to_string()).as_deref(),
            first.published_basis
        ),
        (Some("2018-08-14"), PublishedBasis::Given)
    );
    let last = found[4].as_ref().expect("a report");
    assert_eq!(
        (last.doc_id.as_str(), last.text.as_str()),
        ("wire.jsonl:6", "One man was freed in Mosul.")
    );
    assert_eq!(last.source.as_deref(), Some("Post"));
    check_problem(
        "wire.jsonl",
        lines,
        &[
            ":3: reading a record: not valid JSON",
            ":4: reading a record: no text",
            ":5: reading a record: not a JSON object",
        ],
    );
    let object = b"{\n  \"doc_id\": \"a\",\n  \"text\": \"Two men were held.\"\n}";
    assert_eq!(one(object).doc_id, "a");
    let array = b"[\n{\"text\": \"Two men were held.\"},\n{\"text\": \"One was freed.\"}]";
    let ids: Vec<String> = read_all("a.json", array)
        .into_iter()
        .flatten()
        .map(|r| r.doc_id)
        .collect();
    assert_eq!(ids, ["a.json:2", "a.json:3"]);
    check_problem("a.json", b"[]", &["the array is empty"]);
    assert!(begins_as_records(lines) && !begins_as_records(PRESS_PAGE.as_bytes()));
}

#[test]
fn inputs_that_are_no_reports() {
    check_problem("a", b"", &["the file is empty"]);
    check_problem("a", b" \n\t ", &["only white space"]);
    check_problem("a", b"\xef\xbb\xbf", &["only white space"]);
    check_problem("a", b"%PDF-1.4\n%\xe2\xe3", &["reading the PDF"]);
    check_problem("a", b"PK\x03\x04\x14\0", &["this is a zip file"]);
    check_problem("a", b"\x89PNG\r\n\x1a\n\0\0", &["a picture (PNG)"]);
    check_problem("a", b"\x7fELF\x02\x01\x01\0", &["a program (ELF)"]);
    check_problem("a", b"text and\0\0\0\x01\x02 bytes", &["binary data"]);
    check_problem(
        "a",
        b"<?xml version='1.0'?><kml></kml>",
        &["XML that is neither a web page nor a feed"],
    );
    check_problem(
        "a",
        b"<html><head><title></title></head><body><script>1</script></body></html>",
        &["shows no text"],
    );
    check_problem(
        "a",
        &vec![b'x'; Limits::LINE_BYTES + 1],
        &["a line of 1048577 bytes"],
    );
    check_problem("a", &vec![b'x'; 100_000_000], &["100000000 bytes are too many"]);
    check_problem("a", &vec![0; 100_000_000], &["too many"]);
}

#[test]
fn absurd_pages_are_read_without_tags() {
    let deep = format!(
        "<html><body>{}Two men were held in Tikrit.",
        "<div>".repeat(100_000)
    );
    let report = one(deep.as_bytes());
    assert_eq!(report.text.trim(), "Two men were held in Tikrit.");
    assert!(
        report.notes.iter().any(|n| n.contains("nested over 400 deep")),
        "{:?}",
        report.notes
    );
}

#[test]
fn encodings_and_their_notes() {
    let arabic = "قتل ثلاثة أشخاص في انفجار عبوة ناسفة قرب بغداد يوم الثلاثاء، وفق الشرطة المحلية في المدينة";
    let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
    let report = one(&bytes);
    assert_eq!(
        (report.text.as_str(), report.language.as_deref()),
        (arabic, Some("ar"))
    );
    assert_eq!(report.notes, ["charset guessed: windows-1256"]);
    let report = one(b"Two men were held in Tikrit\xff by the police.");
    assert!(report.text.contains("Tikrit"));
    assert!(!report.notes.is_empty());
}

/// Bytes that look random but are the same on every run.
fn noise(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

#[test]
fn random_input_never_panics() {
    let pieces: [&str; 22] = [
        "<div>",
        "</div>",
        "<p>",
        "<table><tr>",
        "<a href=\"",
        "\">",
        "&amp;",
        "&#x41;",
        "<!--",
        "-->",
        "{\"text\": \"",
        "\"}",
        "\n",
        "\r\n",
        "Share",
        "Aug. 14, 2018",
        "ع",
        "\u{301}",
        "The army said so.",
        "0:00",
        "[",
        "<script>",
    ];
    for seed in 1..150 {
        let mut next = noise(seed);
        let bytes: Vec<u8> = (0..next() % 300).map(|_| next() as u8).collect();
        read_all("noise", &bytes);
        let text: String = (0..next() % 60).map(|_| pieces[(next() % 22) as usize]).collect();
        read_all("noise", text.as_bytes());
        let mut cut = PRESS_PAGE.as_bytes().to_vec();
        let at = (next() % cut.len() as u64) as usize;
        cut[at] = next() as u8;
        cut.truncate((next() % cut.len() as u64) as usize);
        read_all("noise", &cut);
    }
}
