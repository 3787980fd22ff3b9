//! In: a sentence, a file or standard input. Out: how it is understood: sentences, trees, names, what
//! fired and why, resolved values and runners-up. Knows the forms for people only.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sitrep::record::Report;
use sitrep::report::Given;
use sitrep::{Coded, Packs, code_report};

use super::reading::read;
use super::{Outcome, load_with};
use crate::args::ExplainArgs;
use crate::input::{self, Fault, Stated, Work};
use crate::show::claim::{Look, block, one_line};
use crate::show::tree;

/// `sitrep explain`.
pub fn run(args: &ExplainArgs) -> Result<Outcome> {
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let look = Look::of_stdout();
    let mut out = std::io::stdout().lock();
    let (mut bad, mut found) = (false, false);
    for part in reports(args, packs) {
        match part {
            Ok(report) => {
                let coded = code_report(packs, report);
                found |= !coded.claims.is_empty();
                out.write_all(explained(&coded, look).as_bytes())?;
            }
            Err(line) => {
                bad = true;
                eprintln!("sitrep: {line}");
            }
        }
    }
    out.flush()?;
    Ok(match (bad, found) {
        (true, _) => Outcome::Bad,
        (false, true) => Outcome::Done,
        (false, false) => Outcome::Nothing,
    })
}

fn reports(args: &ExplainArgs, packs: &'static Packs) -> Vec<Result<Report, Fault>> {
    let given = Given {
        published: args.published,
        ..Given::default()
    };
    // One word is no sentence, so it names a file, even one that is missing.
    let one_word = !args.input.trim().contains(char::is_whitespace);
    if one_word || Path::new(&args.input).is_file() {
        let sources = input::list(&[PathBuf::from(&args.input)], &[]);
        return input::jobs(sources, None)
            .flat_map(|job| read(job.work, &packs.reader, &given))
            .collect();
    }
    let job = || Work::Whole {
        name: "sentence".to_owned(),
        bytes: args.input.clone().into_bytes(),
        stated: Stated::default(),
    };
    let given = Given { clean: true, ..given };
    let told = read(job(), &packs.reader, &given);
    // One sentence may be too short to tell its language; who asks expects English.
    if told.iter().flatten().all(|report| report.language.is_some()) {
        return told;
    }
    read(
        job(),
        &packs.reader,
        &Given {
            language: Some("en".to_owned()),
            ..given
        },
    )
}

fn explained(coded: &Coded, look: Look) -> String {
    let text = coded.report.text.as_str();
    let mut out = String::new();
    for note in &coded.report.notes {
        let _ = writeln!(out, "note: {}", one_line(note));
    }
    for (i, sentence) in coded.analysis.sentences.iter().enumerate() {
        let _ = writeln!(out, "Sentence {}: {}\n", i + 1, one_line(sentence.span.of(text)));
        out += &tree::drawn(text, sentence, "  ");
        out += "\nNames:";
        let names = coded.analysis.names.iter().filter(|n| n.sentence == i);
        let names: Vec<String> = names
            .map(|n| format!(" {} ({})", one_line(n.span.of(text)), n.kind.label()))
            .collect();
        out += if names.is_empty() { " none" } else { "" };
        out += &names.join(",");
        out += "\n\nWhat fired, and what did not:";
        out += &fired(coded, i);
        for claim in coded.claims.iter().filter(|c| c.sentence == i) {
            out.push('\n');
            out += &block(claim, &coded.report, look);
        }
        out.push('\n');
    }
    out
}

fn fired(coded: &Coded, sentence: usize) -> String {
    let traces: Vec<_> = coded.traces.iter().filter(|t| t.sentence == sentence).collect();
    if traces.is_empty() {
        return " no word names an act\n".to_owned();
    }
    let mut out = "\n".to_owned();
    for trace in traces {
        let end = if trace.kept { "kept" } else { "dropped" };
        let _ = writeln!(out, "  {}: {end}", one_line(trace.trigger.of(&coded.report.text)));
        for line in &trace.lines {
            let _ = writeln!(out, "    {}", one_line(line));
        }
    }
    out
}
