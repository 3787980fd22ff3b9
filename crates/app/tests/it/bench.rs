//! In: a name. Out: a folder of its own to work in, and the program run in it. Removed when dropped.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test.
pub struct Bench {
    folder: PathBuf,
}

/// How the program ended.
pub struct Ended {
    /// Exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// The lines of standard error.
    pub errors: Vec<String>,
}

impl Bench {
    /// An empty folder; `name` must be used by one test only.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        Self { folder }
    }

    /// Where `name` lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, with the folders it needs.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("folders of the file");
        std::fs::write(path, bytes).expect("a file of the test");
        self
    }

    /// The text of a file; `None` when there is none.
    pub fn text(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path(name)).ok()
    }

    /// All names in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program with these arguments, in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sitrep"));
        command
            .args(args)
            .current_dir(&self.folder)
            .env_remove("RUST_BACKTRACE");
        command
    }

    /// Runs it with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Ended {
        ended(
            self.command(args)
                .stdin(Stdio::null())
                .output()
                .expect("the program starts"),
        )
    }

    /// The reports of a file that is read without complaint.
    pub fn read_well(&self, name: &str) -> Vec<serde_json::Value> {
        let ended = self.run(&["read", name]);
        assert_eq!(
            (ended.code, ended.errors.len()),
            (Some(0), 0),
            "{name}: {:?}",
            ended.errors
        );
        rows(&ended.out)
    }

    /// Runs it with `input` on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ended {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(input)
            .expect("the program reads its input");
        ended(child.wait_with_output().expect("the program ends"))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        errors: String::from_utf8_lossy(&output.stderr)
            .lines()
            .map(str::to_owned)
            .collect(),
    }
}

/// The JSON objects of an output, one a line.
pub fn rows(out: &str) -> Vec<serde_json::Value> {
    out.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}
