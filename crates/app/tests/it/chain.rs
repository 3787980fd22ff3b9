//! The whole chain on texts of our own: what is coded, what is not, and what people are shown of it.

use std::path::{Path, PathBuf};

use crate::bench::{Bench, rows};

const ARREST: &str = "Iraqi troops detained 34 suspects near Hawija on Monday.";

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Each of `words` stands in `out`, in this order.
#[track_caller]
fn check(out: &str, words: &[&str]) {
    let mut rest = out;
    for word in words {
        let at = rest.find(word);
        let Some(at) = at else {
            panic!("{word:?} is missing after the words before it, in:\n{out}")
        };
        rest = &rest[at + word.len()..];
    }
}

#[test]
fn a_language_that_cannot_be_read_is_coded_as_nothing_with_a_note() {
    let bench = Bench::new("french");
    let text = "Les soldats ont fouillé des maisons dans les quartiers nord de la ville lundi, selon un porte-parole \
                du gouverneur. Deux hommes ont été arrêtés et trois autres tués.";
    bench.file("fr.txt", text);
    let ended = bench.run(&["code", "fr.txt", "--reports", "reports.jsonl"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(1), ""),
        "{:?}",
        ended.errors
    );
    let reports = rows(&bench.text("reports.jsonl").expect("reports are written"));
    check(
        &reports[0]["notes"].to_string(),
        &["not coded", "language fr", "only English"],
    );
    let shown = bench.run(&["code", "fr.txt", "--format", "text"]);
    check(&shown.out, &["== fr.txt", "note: not coded"]);
}

#[test]
fn short_texts_are_parsed_even_where_their_language_cannot_be_told() {
    let bench = Bench::new("short");
    bench.file(
        "short.jsonl",
        "{\"id\": \"a b\", \"text\": \"Yes.\"}\n{\"id\": \"c\", \"text\": \"Share\"}\n",
    );
    let ended = bench.run(&["parse", "short.jsonl", "--clean"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    check(
        &ended.out,
        &[
            "# newdoc id = a b\n",
            "# sent_id = a b-1\n",
            "1\tYes\t",
            "# newdoc id = c\n",
            "1\tShare\t",
        ],
    );
}

#[test]
fn claims_and_trees_are_the_same_on_one_thread_and_on_two() {
    let bench = Bench::new("two-threads");
    let mut lines = String::new();
    for name in ["notes.txt", "situation.txt", "kidnapping.txt", "air-strike.txt"] {
        let text = std::fs::read_to_string(in_project("examples").join(name)).expect("an example");
        lines += &serde_json::json!({"id": name, "text": text}).to_string();
        lines.push('\n');
    }
    bench.file("r.jsonl", lines);
    for command in ["code", "parse"] {
        let one = bench.run(&[command, "r.jsonl", "--threads", "1"]);
        let two = bench.run(&[command, "r.jsonl", "--threads", "2"]);
        assert_eq!((one.code, two.code), (Some(0), Some(0)), "{:?}", one.errors);
        assert!(one.out.lines().count() > 20, "{command}: {}", one.out);
        assert_eq!(one.out, two.out, "{command}");
    }
}

#[test]
fn explain_shows_sentence_tree_names_and_what_fired() {
    let ended = Bench::new("explained").run(&["explain", ARREST, "--published", "2019-03-06"]);
    assert_eq!(
        (ended.code, ended.errors.len()),
        (Some(0), 0),
        "{:?}",
        ended.errors
    );
    check(
        &ended.out,
        &[
            &format!("Sentence 1: {ARREST}"),
            "detained VERB root (",
            "├─ troops NOUN nsubj (troops)",
            "Names:",
            "Hawija (LOC)",
            "What fired, and what did not:",
            "detained: kept",
            "COERCE/arrest · occurred · 34 suspects",
            "~~~~~~~~~~~~ ^^^^^^^^",
            "who         Iraqi troops",
            "IRQ MIL",
            "whom",
            "where       Hawija → Hawija, Kirkuk, IRQ",
            "Monday → 2019-03-04 (day)",
            "how many    34 suspects → low 34, best 34, high 34",
            "confidence",
        ],
    );
}

#[test]
fn a_users_type_is_coded_without_training() {
    let bench = Bench::new("own-type");
    bench.file("mine.txt", "Mine owners locked out 400 workers on Friday.");
    let own = in_project("docs/guide/strike-breaking.toml");
    let own = own.to_str().expect("a path in UTF-8");
    let coded = rows(&bench.run(&["code", "mine.txt", "--codebook", own]).out);
    let [claim] = &coded[..] else {
        panic!("one claim: {coded:?}")
    };
    assert_eq!(
        (&claim["type"], &claim["trigger"]["text"]),
        (&"STRIKE-BREAKING".into(), &"locked out".into())
    );
    check(&claim["actors"].to_string(), &["Mine owners"]);
    check(&claim["recipients"].to_string(), &["workers"]);
    assert_eq!(claim["counts"][0]["best"], 400, "{claim}");
    assert!(
        claim["coder"]["rule"]
            .as_str()
            .is_some_and(|r| r.starts_with("frame:STRIKE-BREAKING")),
        "{claim}"
    );
    let without = bench.run(&["code", "mine.txt"]).out;
    assert!(!without.contains("STRIKE-BREAKING"), "{without}");
}

#[test]
fn faults_of_a_codebook_name_file_line_and_mend() {
    let bench = Bench::new("codebook");
    bench.file(
        "faulty.toml",
        "type = \"STRIKE-BREAKING\"\nquad = \"material conflict\"\ndefinition = \"Strikes are broken.\"\n\n\
        [[trigger]]\npos = \"verb\"\nframe = \"transitve\"\nstrength = 0.9\nwords = [\"lock out\"]\n",
    );
    bench.file("broken.toml", "type = \"STRIKE-BREAKING\"\nquad = \n");
    for (name, place, mend) in [
        ("faulty.toml", "faulty.toml:7", "transitive"),
        ("broken.toml", "broken.toml:2", ""),
    ] {
        let ended = bench.run(&["codebook", "check", name]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{name}");
        check(&ended.errors.join("\n"), &[place, mend]);
    }
    let own = in_project("docs/guide/strike-breaking.toml");
    let ended = bench.run(&["codebook", "check", own.to_str().expect("a path in UTF-8")]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    check(&ended.out, &["strike-breaking.toml: no fault found"]);
}

#[test]
fn given_sentences_and_words_are_kept() {
    let bench = Bench::new("tokens");
    let row = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n");
    let file = [
        "# newdoc id = first\n# sent_id = first-a\n# text = Troops can't\n",
        &row("1", "Troops", "_"),
        &row("2-3", "can't", "SpaceAfter=No"),
        &row("2", "ca", "_"),
        &row("3", "n't", "_"),
        "\n# sent_id = first-b\n",
        &row("1", "leave", "_"),
        &row("1.1", "home", "_"),
        &row("2", "Tal Afar", "SpaceAfter=No"),
        &row("3", ".", "_"),
        "\n# newdoc id = second\n# sent_id = second-a\n",
        &row("1", "Yes", "_"),
        "\n",
    ]
    .concat();
    let ended =
        bench
            .file("given.conllu", &file)
            .run(&["parse", "--format", "conllu", "--tokens", "given.conllu"]);
    assert_eq!(
        (ended.code, ended.errors.len()),
        (Some(0), 0),
        "{:?}",
        ended.errors
    );
    let kept = |text: &str| -> Vec<String> {
        let start = |line: &str| line.split('\t').take(2).collect::<Vec<_>>().join("\t");
        text.lines()
            .filter(|l| !l.starts_with("1.1"))
            .map(start)
            .collect()
    };
    assert_eq!(kept(&ended.out), kept(&file));
    check(
        &ended.out,
        &[
            "Troops\ttroops\tNOUN\tNNS",
            "2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
            "3\t.\t.\tPUNCT",
        ],
    );

    let bad =
        bench
            .file("bad.conllu", "1\tYes\n")
            .run(&["parse", "--tokens", "bad.conllu", "-o", "out.conllu"]);
    assert_eq!((bad.code, bench.text("out.conllu")), (Some(2), None));
    check(&bad.errors.join("\n"), &["bad.conllu:1", "10"]);
}

const BLAST: &str = "Two unidentified men threw a bomb at the home of Judge Carlos Medina in Medellin on Tuesday, killing the \
                     judge and injuring his driver. The Shining Path claimed responsibility for the attack in a call to a \
                     radio station. The house was destroyed.";

#[test]
fn incidents_are_written_beside_the_claims() {
    let bench = Bench::new("incidents");
    bench.file("a.txt", BLAST).file("b.txt", BLAST.to_uppercase());
    bench.file(
        "c.txt",
        "Ministers met in Paris on Tuesday and praised the harvest of the year.",
    );
    let ended = bench.run(&[
        "code",
        "a.txt",
        "b.txt",
        "c.txt",
        "-o",
        "claims.jsonl",
        "--incidents",
        "incidents.jsonl",
        "--keep-duplicates",
    ]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    let claims = rows(&bench.text("claims.jsonl").expect("claims"));
    let found = rows(&bench.text("incidents.jsonl").expect("incidents"));
    for (name, text) in [("a.txt", BLAST.to_owned()), ("b.txt", BLAST.to_uppercase())] {
        let own: Vec<_> = found.iter().filter(|i| i["doc_id"] == name).collect();
        assert!(!own.is_empty(), "{name}: {found:?}");
        let bombing = own.iter().find(|i| i["type"] == "bombing").expect("a bombing");
        let told = bombing["claims"].as_array().expect("claims");
        assert!(!told.is_empty() && told.iter().all(|id| claims.iter().any(|c| c["claim_id"] == *id)));
        // Every player is cut from the text as it was written.
        for part in ["perpetrators", "organisations", "targets", "victims", "weapons"] {
            for p in bombing[part].as_array().expect("a list") {
                let at = |k: &str| p[k].as_u64().expect("an offset") as usize;
                let words: String = text
                    .chars()
                    .skip(at("start"))
                    .take(at("end") - at("start"))
                    .collect();
                assert_eq!(p["text"], words.as_str());
            }
        }
        let texts = |part: &str| bombing[part].to_string().to_lowercase();
        assert!(texts("weapons").contains("\"bomb\""), "{bombing}");
        assert!(texts("victims").contains("carlos medina"), "{bombing}");
    }
    assert!(found.iter().all(|i| i["doc_id"] != "c.txt"), "{found:?}");
    let twice = bench.run(&["code", "a.txt", "--incidents", "x.jsonl", "--reports", "x.jsonl"]);
    assert_eq!(twice.code, Some(2));
    assert!(twice.errors[0].contains("name two files"), "{:?}", twice.errors);
}
