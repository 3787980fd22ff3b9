//! In: the jobs of the inputs. Out: their reports in order, each new, or a copy of an earlier one, or a fault. Knows
//! threads and the longest time that a document may take.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sitrep::Reader;
use sitrep::record::Report;
use sitrep::report::{Given, Problem};

use super::feed;
use crate::input::{self, Fault, Job, Stated, Work};
use crate::order::in_order;
use crate::seen::{Memory, Remembered};
use crate::web::fetch::Fetcher;

/// The longest that one page or document may take. Pages take milliseconds and a thick PDF seconds; what is not done
/// after this is left to itself and left out.
pub const LONGEST_READ: Duration = Duration::from_mins(1);
/// Smaller inputs cannot take long.
const SMALL: usize = 8 << 10;

/// What is to be read.
pub enum Task<'a> {
    /// A job of the inputs.
    Input(Job),
    /// A feed, as it was typed.
    Feed(&'a str),
}

/// What comes out of a job.
pub enum Item {
    /// A report, with its signature when it is to be remembered.
    New(Box<Report>, Option<Box<Remembered>>),
    /// A report that says again what another said.
    Copy {
        /// The report.
        report: Box<Report>,
        /// The other's `doc_id`.
        of: String,
        /// How like, 0 to 1.
        alike: f32,
    },
    /// What is wrong.
    Fault(Fault),
    /// A job is done; so many bytes of the inputs were read for it.
    End(u64),
}

/// Reads all tasks on `threads` threads, feeds one after the other with `fetcher`, and sends what comes out, in order; ends
/// early when nobody takes it. With `memory`, copies are told from new reports.
pub fn read_all<'a>(
    threads: usize,
    tasks: impl Iterator<Item = Task<'a>> + Send,
    fetcher: Fetcher,
    reader: &'static Reader,
    given: &Given,
    mut memory: Option<Memory>,
    send: &SyncSender<Item>,
) {
    let compared = memory.is_some();
    let fetcher = Mutex::new(fetcher);
    let work = |task: Task<'a>| {
        let (bytes, read) = match task {
            Task::Input(job) => (job.bytes, read(job.work, reader, given)),
            Task::Feed(name) => {
                let mut fetcher = fetcher.lock().unwrap_or_else(PoisonError::into_inner);
                (feed::size(name), feed::entries(name, &mut fetcher, reader, given))
            }
        };
        let read: Vec<_> = read
            .into_iter()
            .map(|read| {
                read.map(|report| {
                    let remembered = compared.then(|| Remembered::of(&report)).flatten();
                    (report, remembered)
                })
            })
            .collect();
        (bytes, read)
    };
    let _ = in_order(threads, tasks, work, |(bytes, read)| {
        for part in read {
            let item = match part {
                Err(fault) => Item::Fault(fault),
                Ok((report, remembered)) => {
                    let look = |m: &mut Memory| remembered.as_ref().and_then(|r| m.look(r));
                    match memory.as_mut().and_then(look) {
                        Some((of, alike)) => Item::Copy {
                            report: Box::new(report),
                            of,
                            alike,
                        },
                        None => Item::New(Box::new(report), remembered.map(Box::new)),
                    }
                }
            };
            send.send(item).map_err(|_| ())?;
        }
        send.send(Item::End(bytes)).map_err(|_| ())
    });
}

/// The reports of one piece of work, or what is wrong.
pub fn read(work: Work, reader: &'static Reader, given: &Given) -> Vec<Result<Report, Fault>> {
    let tell = |read: Vec<Result<Report, Problem>>| {
        read.into_iter()
            .map(|r| r.map_err(Fault::from))
            .collect::<Vec<_>>()
    };
    match work {
        Work::Problem(fault) => vec![Err(fault)],
        Work::File(path) => {
            let name = path.display().to_string();
            match input::read_file(&path) {
                Ok(bytes) => whole(name, bytes, reader, given.clone()),
                Err(line) => vec![Err(Fault::whole(name, line))],
            }
        }
        Work::Whole { name, bytes, stated } => whole(name, bytes, reader, with(given, stated)),
        Work::Line { name, number, bytes } => {
            if bytes.len() < SMALL {
                return tell(vec![sitrep::read_record(reader, &name, number, &bytes, given)]);
            }
            let given = given.clone();
            timed(&name.clone(), LONGEST_READ, move || {
                tell(vec![sitrep::read_record(reader, &name, number, &bytes, &given)])
            })
        }
        Work::Row { name, row } => {
            let given = given.clone();
            timed(&name.clone(), LONGEST_READ, move || {
                tell(vec![sitrep::read_fields(
                    reader, &name, row.number, &row.cells, &given,
                )])
            })
        }
    }
}

fn whole(name: String, bytes: Vec<u8>, reader: &'static Reader, given: Given) -> Vec<Result<Report, Fault>> {
    let read = move |name: &str, bytes: &[u8], given: &Given| -> Vec<Result<Report, Fault>> {
        sitrep::read(reader, name, bytes, given)
            .into_iter()
            .map(|r| r.map_err(Fault::from))
            .collect()
    };
    if bytes.len() < SMALL {
        return read(&name, &bytes, &given);
    }
    timed(&name.clone(), LONGEST_READ, move || read(&name, &bytes, &given))
}

fn with(given: &Given, stated: Stated) -> Given {
    Given {
        doc_id: stated.doc_id.or_else(|| given.doc_id.clone()),
        url: stated.url.or_else(|| given.url.clone()),
        charset: stated.charset,
        ..given.clone()
    }
}

/// Does `work` on a thread of its own and waits no longer than `longest`. Work that does not end goes on until
/// the program does; nothing can stop it from outside.
fn timed(
    name: &str,
    longest: Duration,
    work: impl FnOnce() -> Vec<Result<Report, Fault>> + Send + 'static,
) -> Vec<Result<Report, Fault>> {
    let (send, done) = sync_channel(1);
    thread::spawn(move || {
        let _ = send.send(work());
    });
    let fault = |what: String| vec![Err(Fault::whole(name, format!("cannot read {name}: {what}")))];
    match done.recv_timeout(longest) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => {
            let limit = longest.as_secs();
            fault(format!(
                "it takes longer than {limit} seconds; save its text as plain text"
            ))
        }
        Err(RecvTimeoutError::Disconnected) => {
            fault("the program failed on it, which is a bug; please report it with the file".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What never ends, or fails, is told in one line, and the run goes on.
    #[test]
    fn work_without_end_is_given_up() {
        let told = |work: fn() -> Vec<Result<Report, Fault>>| {
            let read = timed("a.pdf", Duration::from_secs(1), work);
            assert_eq!(read.len(), 1);
            read[0].as_ref().expect_err("a fault").message.clone()
        };
        let endless = told(|| {
            loop {
                thread::park();
            }
        });
        assert_eq!(
            endless,
            "cannot read a.pdf: it takes longer than 1 seconds; save its text as plain text"
        );
        let failing = told(|| panic!("as planned"));
        assert!(
            failing.starts_with("cannot read a.pdf: the program failed on it"),
            "{failing}"
        );
    }
}
