//! In: a path. Out: [`Project`], an open project file of this version's schema. Knows whether a file is one, older, or
//! from the future.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::error::told;
use super::log::{self, Entry};
use super::{By, Error};

/// Marks an SQLite file as a project ("sitr" in its header).
pub const APPLICATION_ID: i32 = 0x7369_7472;
/// The schema that this version writes.
pub const SCHEMA_VERSION: i32 = 1;
/// Steps from nothing to version 1, from 1 to 2, and so on.
const STEPS: [&str; SCHEMA_VERSION as usize] = [include_str!("schema_1.sql")];
/// First bytes of an SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open project file.
#[derive(Debug)]
pub struct Project {
    pub(super) db: Connection,
    path: PathBuf,
    read_only: bool,
}

/// True when the file begins as a project file does; false also when it cannot be read.
pub fn is_project(path: &Path) -> bool {
    let mut head = [0; 72];
    let read = File::open(path).and_then(|mut f| f.read_exact(&mut head));
    read.is_ok() && head.starts_with(MAGIC) && head[68..72] == APPLICATION_ID.to_be_bytes()
}

impl Project {
    /// Makes a new project file.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn init(path: &Path, by: By<'_>) -> Result<Self, Error> {
        const DOING: &str = "make the project file";
        if path.exists() {
            return Err(Error::file(
                path,
                DOING,
                "a file of that name is there already; name another",
            ));
        }
        // Written beside and renamed, so that there is never half a project under the name.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let made = Self::make(&part, by).map_err(|e| Error::file(path, DOING, e.detail()));
        let placed = made.and_then(|()| {
            std::fs::hard_link(&part, path)
                .or_else(|e| {
                    if path.exists() {
                        Err(e)
                    } else {
                        std::fs::rename(&part, path)
                    }
                })
                .map_err(|e| {
                    Error::file(
                        path,
                        DOING,
                        format!("{e}; name a file in a folder that you may write to"),
                    )
                })
        });
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(
                part.with_file_name(format!(".{name}.{}.part{ending}", std::process::id())),
            );
        }
        placed.map_err(|e| {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
            if folder.is_some_and(|f| !f.is_dir()) {
                return Error::file(path, DOING, "there is no such folder; make it first");
            }
            e
        })?;
        Self::open(path)
    }

    fn make(part: &Path, by: By<'_>) -> Result<(), Error> {
        let mut db = Connection::open(part)?;
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
        db.pragma_update(None, "foreign_keys", true)?;
        let tx = db.transaction()?;
        for step in STEPS {
            tx.execute_batch(step)?;
        }
        tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        log::add(
            &tx,
            by,
            &Entry::Init {
                schema: SCHEMA_VERSION,
            },
        )?;
        tx.commit()?;
        db.pragma_update(None, "journal_mode", "wal")?;
        db.close().map_err(|(_, e)| e.into())
    }

    /// Opens a project file for reading and writing; one of an older version is brought up to this one.
    ///
    /// # Errors
    /// When it is no project file, from a later version, damaged, or not writable.
    pub fn open(path: &Path) -> Result<Self, Error> {
        const DOING: &str = "open the project file";
        check_head(path, DOING)?;
        let failed = |e: rusqlite::Error| Error::file(path, DOING, told(&e));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags).map_err(failed)?;
        settle(&db).map_err(failed)?;
        if db.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
            return Err(Error::file(
                path,
                DOING,
                "it may not be written to; check the permissions of the file and its folder",
            ));
        }
        let version = version(&db, path, DOING)?;
        if version < SCHEMA_VERSION {
            upgrade(&mut db, version).map_err(failed)?;
        }
        // Each commit is on the disk before it is told.
        db.pragma_update(None, "synchronous", "full").map_err(failed)?;
        Ok(Self {
            db,
            path: path.to_owned(),
            read_only: false,
        })
    }

    /// Opens a project file for reading, beside a writer too, and in a folder that cannot be written to.
    ///
    /// # Errors
    /// When it is no project file, of another version, or damaged.
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        const DOING: &str = "read the project file";
        check_head(path, DOING)?;
        let failed = |e: rusqlite::Error| Error::file(path, DOING, told(&e));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags).map_err(failed)?;
        settle(&db).map_err(failed)?;
        let probe =
            |db: &Connection| db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
        let written = std::fs::metadata(beside(path, "-wal")).is_ok_and(|m| m.len() > 0);
        if probe(&db).is_err() && !written {
            // With nothing in a log of writes beside it nobody writes, and where none can be made nobody can.
            let uri = format!("file:{}?immutable=1", escaped(path));
            db = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).map_err(failed)?;
            settle(&db).map_err(failed)?;
        }
        probe(&db).map_err(failed)?;
        let version = version(&db, path, DOING)?;
        if version < SCHEMA_VERSION {
            return Err(Error::file(
                path,
                DOING,
                format!(
                    "an earlier version wrote it (schema {version}, now {SCHEMA_VERSION}); bring it up to date with: sitrep link {}",
                    path.display()
                ),
            ));
        }
        Ok(Self {
            db,
            path: path.to_owned(),
            read_only: true,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True when nothing can be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The database itself, for questions that this interface does not ask. Whoever writes through it breaks the log.
    pub fn connection(&self) -> &Connection {
        &self.db
    }

    /// A transaction that writes; others wait.
    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Many questions of one state of the file, whatever a writer does meanwhile.
    pub fn snapshot<T>(&self, ask: impl FnOnce(&Self) -> Result<T, Error>) -> Result<T, Error> {
        self.db.execute_batch("BEGIN DEFERRED")?;
        let answer = ask(self);
        self.db.execute_batch("ROLLBACK")?;
        answer
    }
}

/// A value of `meta`.
pub(super) fn meta(db: &Connection, key: &str) -> Result<Option<String>, Error> {
    Ok(db
        .query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0))
        .optional()?)
}

/// Sets a value of `meta`.
pub(super) fn set_meta(db: &Connection, key: &str, value: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![key, value],
    )?;
    Ok(())
}

fn settle(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    // A hostile file must not run code through views or triggers that it brings along.
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "mmap_size", 256_i64 << 20)?;
    db.pragma_update(None, "cache_size", -65_536_i64)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A path in a URI: what has a meaning there is escaped.
fn escaped(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn check_head(path: &Path, doing: &str) -> Result<(), Error> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|f| f.take(72).read_to_end(&mut head))
        .map_err(|e| {
            let what = e.to_string();
            let what = what.split(" (os error").next().unwrap_or(&what);
            Error::file(
                path,
                doing,
                format!("{what}; check the name, or make a project with: sitrep init FILE"),
            )
        })?;
    if !head.starts_with(MAGIC) {
        return Err(Error::file(
            path,
            doing,
            "it is no project file; make one with: sitrep init FILE",
        ));
    }
    if head.get(68..72) != Some(&APPLICATION_ID.to_be_bytes()) {
        return Err(Error::file(
            path,
            doing,
            "it is an SQLite file of another program; make a project with: sitrep init FILE",
        ));
    }
    Ok(())
}

fn version(db: &Connection, path: &Path, doing: &str) -> Result<i32, Error> {
    let version: i32 = db
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .map_err(|e| Error::file(path, doing, told(&e)))?;
    match version {
        1..=SCHEMA_VERSION => Ok(version),
        ..1 => Err(Error::file(
            path,
            doing,
            "it says no version of its tables; it is damaged or half made",
        )),
        _ => Err(Error::file(
            path,
            doing,
            format!(
                "a later version of sitrep wrote it (schema {version}, this version knows {SCHEMA_VERSION}); use that version"
            ),
        )),
    }
}

fn upgrade(db: &mut Connection, from: i32) -> rusqlite::Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in &STEPS[from as usize..] {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    tx.commit()
}
