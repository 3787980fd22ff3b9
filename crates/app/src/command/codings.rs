//! In: files of codings: documents with events, or claims; where asked, also reports to code. Out: codings by report, in
//! the order of the inputs. The one place where `score` and `agree` learn where codings come from.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use sitrep::record::Report;
use sitrep::report::Given;
use sitrep::score::coding::{CodedEvent, Coding};
use sitrep::{Packs, code_report};
use store::coding::{CodingLine, Document, read_coding};
use store::{Codes, claim_rows};

use super::reading::read;
use super::{json_line, load_with, threads};
use crate::args::KnowledgeArgs;
use crate::input::{self, Fault, Job, Work};
use crate::order::in_order;

/// Codings that were read, and whether an input was bad, which is told on standard error.
#[derive(Debug, Default)]
pub struct Codings {
    /// One for each report.
    pub documents: Vec<Document>,
    /// True when something is left out.
    pub failed: bool,
}

/// Codes reports, with knowledge that is loaded when the first one comes.
pub struct Coder<'a> {
    knowledge: &'a KnowledgeArgs,
    given: Given,
    packs: OnceLock<Result<&'static Packs, String>>,
}

impl<'a> Coder<'a> {
    /// With this knowledge, and what the user says of the reports.
    pub fn new(knowledge: &'a KnowledgeArgs, given: Given) -> Self {
        Self {
            knowledge,
            given,
            packs: OnceLock::new(),
        }
    }

    fn packs(&self) -> Result<&'static Packs, String> {
        let load = || {
            let places = self.knowledge.places.pack.as_deref();
            load_with(&self.knowledge.codebooks, places).map_err(|e| format!("{e:#}"))
        };
        self.packs.get_or_init(load).clone()
    }

    fn work(&self, work: Work) -> Vec<Result<CodingLine, Fault>> {
        let packs = match self.packs() {
            Ok(packs) => packs,
            Err(e) => return vec![Err(Fault::whole("knowledge", e))],
        };
        let read = read(work, &packs.reader, &self.given).into_iter();
        read.map(|r| Ok(CodingLine::Document(coded(packs, r?)?)))
            .collect()
    }

    /// The codings of the texts that documents hold; a document without a text is told.
    pub fn texts(&self, name: &str, documents: &[Document], threads_asked: usize) -> Result<Codings> {
        let packs = self.packs().map_err(|e| anyhow!(e))?;
        let given = Given {
            clean: true,
            ..self.given.clone()
        };
        let one = |d: &Document| -> Result<CodingLine, Fault> {
            let id = &d.coding.doc_id;
            let Some(text) = &d.text else {
                let what = format!(
                    "{name}: {id} has no text to code; give its text in the gold file, or the reports or claims after it"
                );
                return Err(Fault::part(name, id, what));
            };
            let record = serde_json::json!({"doc_id": id, "text": text, "published": d.published});
            let report = sitrep::read_record(&packs.reader, name, 1, record.to_string().as_bytes(), &given)?;
            Ok(CodingLine::Document(coded(packs, report)?))
        };
        gathered(name, threads_asked, documents.iter(), |d| vec![one(d)])
    }
}

fn coded(packs: &Packs, report: Report) -> Result<Document, Fault> {
    let id = report.doc_id.clone();
    let code = || code_report(packs, report);
    let coded = std::panic::catch_unwind(std::panic::AssertUnwindSafe(code)).map_err(|_| {
        let what = "the program failed on this report, which is a bug; please report it with the text";
        Fault::whole(&id, format!("{id}: {what}"))
    })?;
    let codes = Codes {
        codebook: &packs.codebook_hash,
        model: &packs.model_hash,
    };
    let mut events: Vec<CodedEvent> = Vec::new();
    for row in claim_rows(&coded, codes) {
        // What is printed is what is scored.
        match read_coding(&json_line(&row)) {
            Some(Ok(CodingLine::Event { event, .. })) => events.push(*event),
            _ => {
                return Err(Fault::whole(
                    &id,
                    format!("{id}: a claim cannot be read back, which is a bug"),
                ));
            }
        }
    }
    Ok(Document {
        coding: Coding { doc_id: id, events },
        ..Document::default()
    })
}

/// A file in another form than lines of JSON.
fn no_coding(name: &str) -> Vec<Result<CodingLine, Fault>> {
    let what = format!(
        "{name}: is no file of codings; write a report with its `events` or a claim a line (docs/guide/scores.md)"
    );
    vec![Err(Fault::whole(name, what))]
}

/// The codings of files. Without a `coder`, reports among them are faults.
pub fn codings(inputs: &[PathBuf], coder: Option<&Coder<'_>>, threads_asked: usize) -> Result<Codings> {
    let sources = input::list(inputs, &[]);
    let column = coder.and_then(|c| c.given.text_field.clone());
    let line = |job: Job| match job.work {
        Work::Line { name, number, bytes } => match (read_coding(&bytes), coder) {
            (Some(Ok(line)), _) => vec![Ok(line)],
            (Some(Err(e)), _) => {
                let what = format!("{name}, line {number}: cannot read the coding: {e}");
                vec![Err(Fault::part(&name, number, what))]
            }
            (None, Some(coder)) => coder.work(Work::Line { name, number, bytes }),
            (None, None) => {
                let what = format!(
                    "{name}, line {number}: is no coding; write a report with its `events` or a claim a line (docs/guide/scores.md)"
                );
                vec![Err(Fault::part(&name, number, what))]
            }
        },
        Work::Problem(fault) => vec![Err(fault)],
        work if coder.is_some() => coder.map_or_else(Vec::new, |c| c.work(work)),
        Work::File(path) => no_coding(&path.display().to_string()),
        Work::Whole { name, .. } | Work::Row { name, .. } => no_coding(&name),
    };
    let name = inputs
        .first()
        .map(|p| p.display().to_string())
        .unwrap_or_default();
    gathered(&name, threads_asked, input::jobs(sources, column), line)
}

/// Reports by their ids, from lines in order.
fn gathered<J: Send>(
    name: &str,
    threads_asked: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(J) -> Vec<Result<CodingLine, Fault>> + Sync,
) -> Result<Codings> {
    let mut out = Codings::default();
    let mut at: HashMap<String, usize> = HashMap::new();
    in_order(
        threads(threads_asked, usize::MAX),
        jobs,
        work,
        |lines| -> Result<()> {
            for line in lines {
                match line {
                    Ok(CodingLine::Document(d)) => {
                        let id = d.coding.doc_id.clone();
                        if at.insert(id.clone(), out.documents.len()).is_some() {
                            out.failed = true;
                            eprintln!(
                                "sitrep: {name}: {id} stands there twice; the second is left out, and so are its events"
                            );
                        } else {
                            out.documents.push(d);
                        }
                    }
                    Ok(CodingLine::Event { doc_id, event }) => {
                        let of = *at.entry(doc_id.clone()).or_insert(out.documents.len());
                        if of == out.documents.len() {
                            out.documents.push(Document::default());
                            out.documents[of].coding.doc_id = doc_id;
                        }
                        out.documents[of].coding.events.push(*event);
                    }
                    Err(fault) => {
                        out.failed = true;
                        eprintln!("sitrep: {fault}");
                    }
                }
            }
            Ok(())
        },
    )?;
    Ok(out)
}
