//! In: the opened project and what the user stated. Out: [`App`], which all routes share: readers and one writer of the
//! file, each on a thread that may wait. Knows no route.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use sitrep::{LinkConfig, Packs};
use store::ReportRow;
use store::exchange::NameRow;
use store::project::{Atlas, By, Error, Index, Knowledge, Project};

use super::inputs::Jobs;
use super::kept::Kept;
use super::problem::{Answer, Problem};
use crate::command::dataset::names_of;

/// Linking waits so long for more to be changed, or half as long as it took the last time; at most the second.
const SETTLE: Duration = Duration::from_millis(400);
const LONGEST_SETTLE: Duration = Duration::from_secs(20);

/// What the routes share.
pub struct App {
    /// The project file.
    pub path: PathBuf,
    /// True when nothing may be changed.
    pub read_only: bool,
    /// Map tiles of the user's own.
    pub basemap: Option<PathBuf>,
    /// The user's places pack; `None`: the built-in gazetteer.
    pub places: Option<PathBuf>,
    /// Knowledge.
    pub packs: &'static Packs,
    /// What new reports are coded with, as runs are told apart by.
    pub knowledge: Knowledge,
    /// How claims are linked.
    pub link: LinkConfig,
    /// What is being added.
    pub jobs: Jobs,
    /// Answers that were given of this state of the project.
    pub kept: Kept,
    readers: Mutex<Vec<Project>>,
    writer: Mutex<Option<Project>>,
    atlas: Mutex<Option<Arc<Atlas>>>,
    index: Mutex<Option<Arc<Index>>>,
    /// Names that stand in reports, by the hash of the report: to look for them takes a moment each.
    names: Mutex<HashMap<String, Arc<Vec<NameRow>>>>,
    unlinked: Mutex<Option<Sender<()>>>,
    /// How often linking was asked for, and up to which of these it is done.
    asked: AtomicU64,
    linked: AtomicU64,
}

/// A thread that fails leaves whole values behind: each is put back or replaced at once.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Opens the project.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(
        path: PathBuf,
        read_only: bool,
        basemap: Option<PathBuf>,
        places: Option<PathBuf>,
        packs: &'static Packs,
        knowledge: Knowledge,
        link: LinkConfig,
    ) -> Result<Self> {
        // A file that may not be written to is shown all the same.
        let writer = if read_only {
            None
        } else {
            Some(Project::open(&path)?)
        };
        let reader = Project::open_read_only(&path)?;
        Ok(Self {
            read_only,
            basemap,
            places,
            packs,
            knowledge,
            link,
            path,
            jobs: Jobs::default(),
            kept: Kept::default(),
            readers: Mutex::new(vec![reader]),
            writer: Mutex::new(writer),
            atlas: Mutex::new(None),
            index: Mutex::new(None),
            names: Mutex::new(HashMap::new()),
            unlinked: Mutex::new(None),
            asked: AtomicU64::new(0),
            linked: AtomicU64::new(0),
        })
    }

    /// Asks the project on a thread that may wait.
    ///
    /// # Errors
    /// What `ask` says, and a project that cannot be read.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&Project) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let app = Arc::clone(self);
        wait(move || {
            let kept = locked(&app.readers).pop();
            let project = match kept {
                Some(project) => project,
                None => Project::open_read_only(&app.path)?,
            };
            let answer = ask(&project);
            locked(&app.readers).push(project);
            answer
        })
        .await
    }

    /// Changes the project; one change at a time.
    ///
    /// # Errors
    /// What `change` says; that nothing may be changed.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Project) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        let app = Arc::clone(self);
        wait(move || app.write_now(change)).await
    }

    /// The same, on a thread that may wait already.
    ///
    /// # Errors
    /// What `change` says; that nothing may be changed.
    pub fn write_now<T>(&self, change: impl FnOnce(&mut Project) -> Answer<T>) -> Answer<T> {
        let mut writer = locked(&self.writer);
        let Some(project) = writer.as_mut() else {
            return Err(Problem::forbidden(
                "this project is open for reading only; start `sitrep serve` without --read-only to change it",
            ));
        };
        change(project)
    }

    /// Where the claims lie and what fired, brought up to date.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn atlas(&self, project: &Project) -> Result<Arc<Atlas>, Error> {
        up_to_date(&self.atlas, |a| project.is_current(a), |old| project.atlas(old))
    }

    /// What the claims belong to, brought up to date.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn index(&self, project: &Project) -> Result<Arc<Index>, Error> {
        up_to_date(&self.index, |i| project.is_indexed(i), |old| project.index(old))
    }

    /// Reads what the first pages will ask, so that they need not wait for it: side by side, for list and counters wait for
    /// neither the atlas nor what `also` opens. What goes wrong here goes wrong at the first question too, and is told then.
    pub fn warm(self: &Arc<Self>, also: impl FnOnce(&Self) + Send + 'static) {
        let app = Arc::clone(self);
        thread::spawn(move || {
            if let Ok(project) = Project::open_read_only(&app.path) {
                let _ = app.index(&project);
            }
            also(&app);
        });
        let app = Arc::clone(self);
        thread::spawn(move || {
            if let Ok(project) = Project::open_read_only(&app.path) {
                let _ = app.atlas(&project);
            }
        });
    }

    /// The names in the words of a report, looked for once: those stay as they are.
    pub fn names(&self, report: &ReportRow) -> Arc<Vec<NameRow>> {
        if let Some(known) = locked(&self.names).get(&report.sha256) {
            return Arc::clone(known);
        }
        let found = Arc::new(names_of(self.packs, report));
        locked(&self.names).insert(report.sha256.clone(), Arc::clone(&found));
        found
    }

    /// Has the claims linked anew soon: once for all changes that come close together.
    pub fn relink(self: &Arc<Self>) {
        let mut send = locked(&self.unlinked);
        self.asked.fetch_add(1, Ordering::SeqCst);
        if send.as_ref().is_some_and(|s| s.send(()).is_ok()) {
            return;
        }
        let (to, from) = channel();
        let _ = to.send(());
        *send = Some(to);
        let app = Arc::clone(self);
        thread::spawn(move || {
            let mut settle = SETTLE;
            while from.recv().is_ok() {
                while from.recv_timeout(settle).is_ok() {}
                let (asked, began) = (app.asked.load(Ordering::SeqCst), Instant::now());
                if let Err(e) = app.link_now() {
                    eprintln!("sitrep: cannot link the claims: {e}");
                }
                app.linked.store(asked, Ordering::SeqCst);
                settle = (began.elapsed() / 2).clamp(SETTLE, LONGEST_SETTLE);
            }
        });
    }

    /// True while events are those of before the last change.
    pub fn is_linking(&self) -> bool {
        self.asked.load(Ordering::SeqCst) != self.linked.load(Ordering::SeqCst)
    }

    /// Links the claims, with a connection of its own, so that others are not held up.
    ///
    /// # Errors
    /// When the project cannot be written to.
    pub fn link_now(&self) -> Result<(), Error> {
        let mut project = Project::open(&self.path)?;
        let at = now();
        let by = By {
            who: "sitrep",
            at: &at,
            why: "changes in the web app",
        };
        project.link(&self.link, by).map(|_| ())
    }
}

/// What is kept, made from what it was when it is out of date. Held while it is made, so that two pages do not make it twice.
fn up_to_date<T: Clone>(
    kept: &Mutex<Option<Arc<T>>>,
    is_current: impl FnOnce(&T) -> Result<bool, Error>,
    make: impl FnOnce(Option<T>) -> Result<T, Error>,
) -> Result<Arc<T>, Error> {
    let mut kept = locked(kept);
    let now = match kept.take() {
        Some(old) if is_current(&old)? => old,
        old => Arc::new(make(old.map(Arc::unwrap_or_clone))?),
    };
    *kept = Some(Arc::clone(&now));
    Ok(now)
}

/// This moment, to the second, in UTC.
pub fn now() -> String {
    jiff::Timestamp::from_second(jiff::Timestamp::now().as_second())
        .unwrap_or_default()
        .to_string()
}

async fn wait<T: Send + 'static>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(_) => Err(Problem::inside(
            "the program failed on this request, which is a bug; please report it with the address",
        )),
    }
}

impl From<Error> for Problem {
    fn from(e: Error) -> Self {
        if e.is_request() {
            Self::body(e.to_string())
        } else {
            eprintln!("sitrep: {e}");
            // The line names the file, and where files lie is nobody's matter on the network.
            Self::inside(
                "the project file cannot be read or written; the terminal of `sitrep serve` says why",
            )
        }
    }
}
