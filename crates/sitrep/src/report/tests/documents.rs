//! Feeds, mails, Word documents and PDFs, made here, good and hostile.

use std::fmt::Write as _;
use std::io::Write as _;

use super::*;
use crate::record::Basis;

const FIRST: &str = "The road between Gossi and Hombori was closed on 3 May after a truck struck a mine. Two traders were killed, the prefect said.";
const SECOND: &str = "In Menaka, 1,240 families who fled the fighting have been registered since 27 April; 310 of them have no shelter.";

fn reports(name: &str, bytes: &[u8]) -> Vec<Report> {
    read_all(name, bytes)
        .into_iter()
        .map(|r| r.unwrap_or_else(|p| panic!("{p}")))
        .collect()
}

fn day(report: &Report) -> Option<String> {
    report.published.map(|d| d.to_string())
}

/// A feed with two entries: the first whole with a caption and a button, the second a summary.
fn check_feed(feed: &str) {
    let found = reports("feed.xml", feed.as_bytes());
    assert_eq!(found.len(), 2);
    let whole = &found[0];
    assert_eq!(whole.text, format!("{FIRST}\n\n{SECOND}"), "{feed}");
    assert_eq!(whole.title.as_deref(), Some("Mine on the road to Hombori"));
    assert_eq!(whole.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(whole.source.as_deref(), Some("Desert Post"));
    assert_eq!(whole.author.as_deref(), Some("A. Maiga"));
    assert_eq!(whole.bases.author, Basis::Metadata);
    assert_eq!(day(whole).as_deref(), Some("2019-05-04"));
    assert_eq!(whole.captions.len(), 1);
    assert_eq!(whole.captions[0].text, "The road, 2017.");
    assert_eq!(found[1].text, SECOND);
    assert!(found[1].notes.iter().any(|n| n.contains("a summary")));
}

#[test]
fn feeds() {
    let html = format!(
        "<p>{FIRST}</p><figure><img src='x'><figcaption>The road, 2017.</figcaption></figure><p>{SECOND}</p><p>Share on Facebook</p>"
    );
    check_feed(&format!(
        "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Desert Post</title><link>https://example.org</link>\
         <item><title>Mine on the road to Hombori</title><link>https://example.org/a</link><dc:creator>A. Maiga</dc:creator>\
         <pubDate>Sat, 04 May 2019 08:00:00 +0000</pubDate><description>short</description><content:encoded><![CDATA[{html}]]></content:encoded></item>\
         <item><title>Families</title><link>https://example.org/b</link><description>{SECOND}</description></item></channel></rss>"
    ));
    check_feed(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Desert Post</title><id>urn:f</id><updated>2019-05-04T10:00:00Z</updated>\
         <entry><id>urn:a</id><title>Mine on the road to Hombori</title><link href='https://example.org/a'/><author><name>A. Maiga</name></author>\
         <published>2019-05-04T08:00:00Z</published><updated>2019-05-05T08:00:00Z</updated><content type='html'>{}</content></entry>\
         <entry><id>urn:b</id><title>Families</title><summary>{SECOND}</summary><updated>2019-05-04T08:00:00Z</updated></entry></feed>",
        html.replace('<', "&lt;")
    ));
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Desert Post",
        "items": [
            {"id": "a", "url": "https://example.org/a", "title": "Mine on the road to Hombori", "content_html": html,
             "date_published": "2019-05-04T08:00:00Z", "authors": [{"name": "A. Maiga"}]},
            {"id": "b", "title": "Families", "summary": SECOND, "content_text": ""},
        ]
    });
    check_feed(&json.to_string());
    check_problem(
        "f.xml",
        b"<rss version='2.0'><channel><title>x</title></channel></rss>",
        &["no entries"],
    );
    check_problem("f.xml", b"<rss version='2.0'><chan", &["reading the feed"]);
}

#[test]
fn mails() {
    let plain = format!(
        "From: Awa Maiga <awa@example.org>\r\nTo: desk@example.org\r\nSubject: =?utf-8?q?Roads_in_Gourma_=C3=A9t=C3=A9?=\r\n\
         Date: Sat, 4 May 2019 08:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {FIRST}\r\n\r\nOn Friday the desk wrote:\r\n> Is the road open?\r\n> Please ask.\r\n\r\n{SECOND}\r\n-- \r\nAwa Maiga\r\nGao office\r\n"
    );
    let found = reports("roads.eml", plain.as_bytes());
    assert_eq!(found.len(), 1);
    let mail = &found[0];
    assert!(
        mail.text.contains(FIRST) && mail.text.ends_with(SECOND),
        "{}",
        mail.text
    );
    assert!(
        !mail.text.contains("the desk wrote")
            && !mail.text.contains("Is the road open")
            && !mail.text.contains("Gao office")
    );
    assert_eq!(mail.title.as_deref(), Some("Roads in Gourma \u{e9}t\u{e9}"));
    assert_eq!(mail.author.as_deref(), Some("Awa Maiga"));
    assert_eq!(
        (day(mail).as_deref(), mail.doc_id.as_str()),
        (Some("2019-05-04"), "roads.eml")
    );
    let reasons: Vec<&str> = mail.furniture.iter().map(|f| f.reason).collect();
    assert!(
        reasons.contains(&"quoted") && reasons.contains(&"signature"),
        "{reasons:?}"
    );

    let encoded: String = word("Attached", &[FIRST, SECOND])
        .iter()
        .map(|b| format!("={b:02X}"))
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|line| line.concat() + "=\r\n")
        .collect();
    let parts = format!(
        "From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: Two things\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n\
         --B\r\nContent-Type: text/html\r\n\r\n<html><body><p>{FIRST}</p></body></html>\r\n\
         --B\r\nContent-Type: application/octet-stream; name=r.docx\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}\r\n\
         --B\r\nContent-Type: image/png; name=p.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
         --B\r\nContent-Type: message/rfc822\r\n\r\n{plain}\r\n--B--\r\n"
    );
    let found = reports("two.eml", parts.as_bytes());
    let ids: Vec<&str> = found.iter().map(|r| r.doc_id.as_str()).collect();
    assert_eq!(ids, ["two.eml", "two.eml/r.docx", "two.eml/part 3"]);
    assert_eq!(found[0].text, FIRST);
    assert!(
        found[0].notes.iter().any(|n| n.contains("p.png")),
        "{:?}",
        found[0].notes
    );
    assert!(found[1].text.ends_with(SECOND));
    assert_eq!(found[2].author.as_deref(), Some("Awa Maiga"));
}

#[test]
fn mails_in_mails_have_a_limit() {
    let mut mail = format!("Subject: x\r\nMIME-Version: 1.0\r\n\r\n{FIRST}\r\n");
    for n in 0..200 {
        mail = format!(
            "Subject: x{n}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B{n}\r\n\r\n--B{n}\r\nContent-Type: text/plain\r\n\r\n{SECOND}\r\n\
             --B{n}\r\nContent-Type: message/rfc822\r\n\r\n{mail}\r\n--B{n}--\r\n"
        );
    }
    let found = reports("deep.eml", mail.as_bytes());
    assert_eq!(found.len(), Limits::MAIL_DEPTH);
    let notes = &found[Limits::MAIL_DEPTH - 1].notes;
    assert!(notes.iter().any(|n| n.contains("over 4 deep")), "{notes:?}");
}

/// A Word document with a title, a deleted stretch, a table and a footnote.
fn word(title: &str, paragraphs: &[&str]) -> Vec<u8> {
    let paragraph = |p: &&str| {
        format!("<w:p><w:r><w:t>{p}</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>")
    };
    let text = paragraphs.iter().map(paragraph).collect::<Vec<_>>().concat();
    let body = format!(
        "<?xml version='1.0'?><w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>{title}</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Gao</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>410 &amp; more</w:t></w:r></w:p></w:tc></w:tr></w:tbl>{text}</w:body></w:document>"
    );
    let core = "<cp:coreProperties><dc:creator>Field Office</dc:creator><dcterms:created xsi:type='x'>2019-05-04T08:00:00Z</dcterms:created></cp:coreProperties>";
    zipped(&[
        ("word/document.xml", body.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip file").into_inner()
}

#[test]
fn word_documents() {
    let found = reports("r.docx", &word("Report No. 14", &[FIRST, SECOND]));
    let report = &found[0];
    assert_eq!(report.text, format!("Gao\t410 & more\n\n{FIRST}\n\n{SECOND}"));
    assert_eq!(report.title.as_deref(), Some("Report No. 14"));
    assert_eq!(report.author.as_deref(), Some("Field Office"));
    assert_eq!(
        report.published, None,
        "the day of making is not that of publication"
    );
    assert!(report.notes.iter().any(|n| n.contains("created 2019-05-04")));
    check_problem(
        "e.docx",
        &zipped(&[("word/document.xml", b"<w:document/>")]),
        &["holds no text"],
    );
    let bomb = zipped(&[("word/document.xml", &vec![b' '; Limits::DOCUMENT_BYTES + 1])]);
    assert!(bomb.len() < 1 << 20);
    check_problem("b.docx", &bomb, &["unpacks to more than"]);
    let deep = format!("<w:p>{}", "<w:r>".repeat(100_000));
    check_problem(
        "d.docx",
        &zipped(&[("word/document.xml", deep.as_bytes())]),
        &["nested over 400 deep"],
    );
}

/// A PDF of pages with lines of text at places (points from the lower left), in Helvetica of 10 points.
pub(crate) fn pdf(pages: &[Vec<(f32, f32, &str)>]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut kids = String::new();
    for lines in pages {
        let mut content = String::new();
        for (x, y, text) in lines {
            let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            let _ = writeln!(content, "BT /F1 10 Tf {x} {y} Td ({text}) Tj ET");
        }
        objects.push(format!(
            "<</Length {}>>\nstream\n{content}endstream",
            content.len()
        ));
        let contents = objects.len();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {contents} 0 R>>"
        ));
        let _ = write!(kids, "{} 0 R ", objects.len());
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut at = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        at.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).as_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", at.len() + 1).as_bytes());
    for offset in &at {
        out.extend(format!("{offset:010} 00000 n \n").as_bytes());
    }
    out.extend(
        format!(
            "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF",
            at.len() + 1
        )
        .as_bytes(),
    );
    out
}

/// A page with a head, a foot and two columns of short lines.
fn two_columns(
    number: &'static str,
    left: &[&'static str],
    right: &[&'static str],
) -> Vec<(f32, f32, &'static str)> {
    let mut lines = vec![
        (60.0, 800.0, "Northern Mali: Situation Report No. 14"),
        (60.0, 30.0, number),
    ];
    for (column, x) in [(left, 60.0), (right, 320.0)] {
        for (n, line) in column.iter().enumerate() {
            lines.push((x, 740.0 - 12.0 * n as f32, line));
        }
    }
    lines
}

#[test]
fn pdfs_with_columns_and_running_heads() {
    let left = [
        "The road between Gossi and Hombori was closed",
        "on 3 May after a truck struck a mine east of the",
        "town. Two traders were killed and five people",
        "were wounded, the prefect of the district said.",
    ];
    let right = [
        "In Menaka, 1,240 families who fled fighting in the",
        "east have been registered since 27 April, and the",
        "committee counts 310 families that have no shelter",
        "against the rain and the wind of the season.",
    ];
    let pages = [
        two_columns("Page 1 of 3", &left, &right),
        two_columns("Page 2 of 3", &right, &left),
        two_columns("Page 3 of 3", &left, &right),
    ];
    let found = reports("r.pdf", &pdf(&pages));
    let report = &found[0];
    let (left, right) = (left.join(" "), right.join(" "));
    assert_eq!(
        report.text,
        [&left, &right, &right, &left, &left, &right]
            .map(String::as_str)
            .join("\n\n")
    );
    let heads = report
        .furniture
        .iter()
        .filter(|f| f.reason == "running-head")
        .count();
    assert_eq!(heads, 6, "{:?}", report.furniture);

    let scan = reports("scan.pdf", &pdf(&[vec![], vec![]]));
    assert_eq!(scan[0].text, "");
    assert!(
        scan[0]
            .notes
            .iter()
            .any(|n| n.starts_with("no text layer: 2 of 2 pages")),
        "{:?}",
        scan[0].notes
    );
    check_problem("x.pdf", b"%PDF-1.4\nnothing", &["reading the PDF"]);
}

#[test]
fn field_names_of_others() {
    let fundus = serde_json::json!({
        "title": "Roads", "authors": ["A. Maiga", "B. Toure"], "publishing_date": "2019-05-04 08:00:00+00:00", "lang": "en",
        "body": {"summary": ["In short."], "sections": [{"headline": ["North"], "paragraphs": [FIRST, SECOND]}]},
    });
    let please = serde_json::json!({
        "maintext": FIRST, "title": "Roads", "authors": ["A. Maiga", "B. Toure"], "date_publish": "2019-05-04 08:00:00",
        "source_domain": "example.org", "url": "https://example.org/a", "description": "short", "date_download": "2019-06-01 08:00:00",
    });
    for record in [fundus, please] {
        let report = &reports("n.jsonl", format!("{record}\n").as_bytes())[0];
        assert!(report.text.contains(FIRST));
        assert_eq!(
            (day(report).as_deref(), report.author.as_deref()),
            (Some("2019-05-04"), Some("A. Maiga; B. Toure"))
        );
    }
    let given = Given {
        text_field: Some("story".to_owned()),
        ..Given::default()
    };
    let fields = serde_json::json!({"story": FIRST, "text": "other"});
    let fields = fields.as_object().expect("an object");
    let report = read_fields("t.csv", 3, fields, &given, &lexicon(), &Limits::default()).expect("a report");
    assert_eq!((report.text.as_str(), report.doc_id.as_str()), (FIRST, "t.csv:3"));
}

#[test]
fn contradictions_are_noted() {
    let page = format!(
        "<html><head><title>Roads</title><link rel='canonical' href='https://example.org/2019/05/06/roads'>\
         <meta property='article:published_time' content='2019-05-04'><script type='application/ld+json'>{{\"@type\": \"NewsArticle\", \"datePublished\": \"2019-05-05\"}}</script></head>\
         <body><article><h1>Roads</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    );
    let report = &reports("r.html", page.as_bytes())[0];
    assert_eq!(day(report).as_deref(), Some("2019-05-05"));
    let notes: Vec<&str> = report
        .notes
        .iter()
        .map(String::as_str)
        .filter(|n| n.starts_with("published"))
        .collect();
    assert_eq!(
        notes,
        [
            "published: 2019-05-04 by a meta tag",
            "published: 2019-05-06 by the address"
        ]
    );
    assert_eq!(
        (report.source.as_deref(), report.bases.source),
        (Some("example.org"), Basis::Url)
    );
}

#[test]
fn broken_documents_never_panic() {
    let documents = [
        pdf(&[two_columns("1", &["Two men were held."], &["One was freed."])]),
        word("Title", &[FIRST]),
        format!("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n{FIRST}\r\n--B--").into_bytes(),
        format!("<rss version='2.0'><channel><title>t</title><item><description>{FIRST}</description></item></channel></rss>").into_bytes(),
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><id>u</id><entry><id>a</id><title>t</title><content type='html'>{FIRST}</content></entry></feed>").into_bytes(),
        serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "a", "content_text": FIRST}]})
            .to_string()
            .into_bytes(),
    ];
    for (n, whole) in documents.iter().enumerate() {
        for seed in 1..60 {
            let mut next = noise(seed * 7 + n as u64);
            let mut cut = whole.clone();
            for _ in 0..next() % 8 {
                let at = (next() % cut.len() as u64) as usize;
                cut[at] = next() as u8;
            }
            if next().is_multiple_of(2) {
                cut.truncate((next() % cut.len() as u64) as usize);
            }
            read_all("cut", &cut);
        }
    }
}
