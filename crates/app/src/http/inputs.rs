//! In: the bytes of a file, or a text. Out: its reports in the project, coded and linked, on a thread of its own that tells how far it
//! is. Knows no form of input: what one is, is told by its content, as for `sitrep add`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::civil::Date;
use sitrep::report::Given;
use sitrep::{Packs, code_report};
use store::project::{By, NewReport, Project};
use store::{Codes, claim_rows, report_row};

use super::claims::caller;
use super::problem::{Answer, Problem};
use super::query::Pairs;
use super::state::{App, locked, now};
use super::wire::{AddedReport, Job, JobList, NewText};
use crate::command::reading::read;
use crate::input::{self, Source, Work};

/// Inputs that wait at most, and those that are remembered.
const MOST: usize = 500;
/// Longest name of an input, in characters.
const LONGEST: usize = 120;

/// One input on its way.
struct Order {
    id: u64,
    name: String,
    bytes: Vec<u8>,
    given: Given,
    who: String,
}

/// What was and is being added since the start.
#[derive(Default)]
pub struct Jobs {
    list: Mutex<Vec<Job>>,
    send: Mutex<Option<Sender<Order>>>,
}

impl Jobs {
    fn change(&self, id: u64, with: impl FnOnce(&mut Job)) {
        if let Some(job) = locked(&self.list).iter_mut().find(|j| j.id == id) {
            with(job);
        }
    }
}

/// Adds the bytes of one file, whatever it is: a page, a document, an archive of many.
#[utoipa::path(post, path = "/api/v1/inputs", tag = "inputs", params(("name" = String, Query, description = "name of the file, which tells nothing but what it is called")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Job), (status = 400, body = Problem), (status = 413, body = Problem)))]
pub async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    pairs: Pairs,
    body: Bytes,
) -> Answer<Json<Job>> {
    let name = pairs.0.into_iter().find(|(n, _)| n == "name").map(|(_, v)| v);
    let name = clean(&name.unwrap_or_default());
    if name.is_empty() {
        return Err(Problem::bad("name", "name is missing; give the name of the file"));
    }
    order(&app, &headers, name, body.to_vec(), Given::default()).map(Json)
}

/// Adds one pasted text.
#[utoipa::path(post, path = "/api/v1/inputs/text", tag = "inputs", request_body = NewText, responses((status = 200, body = Job), (status = 400, body = Problem)))]
pub async fn add_text(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(new): Json<NewText>,
) -> Answer<Json<Job>> {
    let some = |v: Option<String>| v.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let published: Option<Date> = some(new.published)
        .map(|d| {
            d.parse().map_err(|_| {
                Problem::bad(
                    "published",
                    format!("published is \"{d}\"; give a day as 2018-08-13"),
                )
            })
        })
        .transpose()?;
    let title = some(new.title);
    let given = Given {
        published,
        source: some(new.source),
        url: some(new.url),
        doc_id: title.clone(),
        ..Given::default()
    };
    // A title stands above its text, where readers of plain text look for it.
    let text = match &title {
        Some(title) => format!("{title}\n\n{}", new.text),
        None => new.text,
    };
    let name = clean(&format!("{}.txt", title.as_deref().unwrap_or("pasted text")));
    order(&app, &headers, name, text.into_bytes(), given).map(Json)
}

/// What was and is being added since the start of the server, oldest first.
#[utoipa::path(get, path = "/api/v1/inputs", operation_id = "inputs", tag = "inputs", responses((status = 200, body = JobList)))]
pub async fn list(State(app): State<Arc<App>>) -> Answer<Json<JobList>> {
    Ok(Json(JobList {
        jobs: locked(&app.jobs.list).clone(),
    }))
}

/// The last part of a name, without what could mean something to a file system or a terminal.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'));
    let name: String = kept.take(LONGEST).collect();
    name.trim().trim_start_matches('.').to_owned()
}

fn order(app: &Arc<App>, headers: &HeaderMap, name: String, bytes: Vec<u8>, given: Given) -> Answer<Job> {
    if app.read_only {
        return Err(Problem::forbidden(
            "this project is open for reading only; start `sitrep serve` without --read-only to add reports",
        ));
    }
    if bytes.is_empty() {
        return Err(Problem::body("the input is empty"));
    }
    let job = {
        let mut list = locked(&app.jobs.list);
        if list.iter().filter(|j| j.state == "waiting").count() >= MOST {
            return Err(Problem::conflict(format!(
                "{MOST} inputs wait already; add more when they are done, or use `sitrep add`"
            )));
        }
        if list.len() >= MOST * 2 {
            list.remove(0);
        }
        let job = Job {
            id: list.last().map_or(1, |j| j.id + 1),
            name: name.clone(),
            state: "waiting".to_owned(),
            added: Vec::new(),
            faults: Vec::new(),
        };
        list.push(job.clone());
        job
    };
    let who = Some(caller(headers))
        .filter(|w| !w.is_empty())
        .unwrap_or_else(|| "web app".to_owned());
    let order = Order {
        id: job.id,
        name,
        bytes,
        given,
        who,
    };
    let mut send = locked(&app.jobs.send);
    let to = send.get_or_insert_with(|| {
        let (to, from) = channel::<Order>();
        let app = Arc::clone(app);
        thread::spawn(move || from.into_iter().for_each(|order| work(&app, order)));
        to
    });
    if to.send(order).is_ok() {
        return Ok(job);
    }
    // The worker has ended, which it never should; the next input starts another.
    *send = None;
    Err(Problem::inside(
        "the thread that adds inputs has ended; try again",
    ))
}

fn work(app: &Arc<App>, order: Order) {
    let id = order.id;
    app.jobs.change(id, |j| "coding".clone_into(&mut j.state));
    let done = catch_unwind(AssertUnwindSafe(|| add_now(app, order)));
    let fault = match done {
        Ok(Ok(())) => None,
        Ok(Err(line)) => Some(line),
        Err(_) => Some(
            "the program failed on this input, which is a bug; please report it with the file".to_owned(),
        ),
    };
    if let Some(line) = fault {
        app.jobs.change(id, |j| j.faults.push(line));
    }
    let any = locked(&app.jobs.list)
        .iter()
        .any(|j| j.id == id && j.added.iter().any(|a| a.new));
    if any {
        app.jobs.change(id, |j| "linking".clone_into(&mut j.state));
        if let Err(e) = app.link_now() {
            app.jobs.change(id, |j| j.faults.push(e.to_string()));
        }
    }
    app.jobs.change(id, |j| {
        let good = !j.added.is_empty();
        (if good { "done" } else { "failed" }).clone_into(&mut j.state);
    });
}

/// Walks the input as a file of its own name in a folder of its own: what it holds is told by its content, and archives are read
/// piece by piece.
fn add_now(app: &Arc<App>, order: Order) -> Result<(), String> {
    let folder = Folder::new(order.id)?;
    let path = folder.0.join(&order.name);
    fs::write(&path, &order.bytes)
        .map_err(|e| format!("cannot keep {} while it is read: {e}", order.name))?;
    drop(order.bytes);
    let mut project = Project::open(&app.path).map_err(|e| e.to_string())?;
    let packs = app.packs;
    let at = now();
    let by = By {
        who: &order.who,
        at: &at,
        why: "added in the web app",
    };
    let run = project
        .run_for_new(&app.knowledge, by)
        .map_err(|e| e.to_string())?;
    let inside = |text: &str| text.replace(&format!("{}/", folder.0.display()), "");
    for job in input::jobs(vec![Source::File(path)], None) {
        let original = original(&job.work);
        let parts = read(job.work, &packs.reader, &order.given);
        for part in parts {
            let report = match part {
                Ok(report) => report,
                Err(fault) => {
                    app.jobs
                        .change(order.id, |j| j.faults.push(inside(&fault.to_string())));
                    continue;
                }
            };
            let input = inside(&order.name);
            let (row, claims) = coded(packs, report);
            let new = NewReport {
                original: &original,
                input: &input,
                retrieved: &at,
                report: row,
            };
            let added = project.add(run, &new, &claims, by).map_err(|e| e.to_string())?;
            let told = AddedReport {
                id: new.report.sha256.clone(),
                doc_id: new.report.doc_id.clone(),
                title: new.report.title.clone(),
                claims: claims.len() as u64,
                new: added,
                furniture: new.report.furniture.clone(),
                notes: new.report.notes.clone(),
            };
            app.jobs.change(order.id, |j| j.added.push(told));
        }
    }
    Ok(())
}

fn coded(packs: &Packs, report: sitrep::record::Report) -> (store::ReportRow, Vec<store::ClaimRow>) {
    let coded = code_report(packs, report);
    let codes = Codes {
        codebook: &packs.codebook_hash,
        model: &packs.model_hash,
    };
    (report_row(&coded.report), claim_rows(&coded, codes))
}

/// The bytes that a job's reports are read from.
fn original(work: &Work) -> Vec<u8> {
    match work {
        Work::File(path) => input::read_file(path).unwrap_or_default(),
        Work::Whole { bytes, .. } | Work::Line { bytes, .. } => bytes.clone(),
        Work::Row { row, .. } => serde_json::to_vec(&row.cells).unwrap_or_default(),
        Work::Problem(_) => Vec::new(),
    }
}

/// A folder for one input, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(id: u64) -> Result<Self, String> {
        let mut salt = [0_u8; 8];
        getrandom::fill(&mut salt).map_err(|e| format!("cannot name a folder for the input: {e}"))?;
        let name = format!(
            "sitrep-{}-{id}-{:016x}",
            std::process::id(),
            u64::from_le_bytes(salt)
        );
        let path = std::env::temp_dir().join(name);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|e| {
            format!("cannot make a folder for the input: {e}; check the space for temporary files")
        })?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing else knows of it; what cannot be removed the system clears.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_reach_no_other_folder() {
        for (name, kept) in [
            ("report.txt", "report.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.docx", "a.docx"),
            ("..", ""),
            (".hidden", "hidden"),
            ("a\u{0}b\nc.txt", "abc.txt"),
            ("تقرير.txt", "تقرير.txt"),
            ("", ""),
        ] {
            assert_eq!(clean(name), kept, "{name:?}");
        }
        assert_eq!(clean(&"x".repeat(500)).len(), 120);
    }
}
