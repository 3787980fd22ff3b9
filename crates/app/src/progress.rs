//! In: what has been done. Out: a line of progress on standard error, when that is a terminal, and the
//! lines about bad inputs. Knows no report.

use std::collections::HashMap;
use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::input::Fault;

/// Bad lines told for one file; the rest is summed up, since a file that is no list of records has thousands.
const TOLD_PER_FILE: usize = 20;

/// Shows what is going on.
pub struct Progress {
    bar: ProgressBar,
    reports: u64,
    claims: Option<u64>,
    /// Lines by what they are and the file that they belong to.
    told: HashMap<(&'static str, String), usize>,
}

/// The time left, once something is done to reckon it from.
fn left(state: &ProgressState, out: &mut dyn Write) {
    let _ = if state.pos() == 0 {
        out.write_str("?")
    } else {
        write!(out, "{:#}", HumanDuration(state.eta()))
    };
}

impl Progress {
    /// Shown for `bytes` of input (0 when not known) when `wanted` and standard error is a terminal; counts claims
    /// when `claims`.
    pub fn new(bytes: u64, wanted: bool, claims: bool) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let (bar, template) = if bytes > 0 {
            (
                ProgressBar::new(bytes),
                "{wide_bar} {percent:>3} %  {msg}  {elapsed_precise} (left {left})",
            )
        } else {
            (ProgressBar::new_spinner(), "{spinner} {msg}  {elapsed_precise}")
        };
        bar.set_draw_target(target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("left", left));
        }
        bar.set_message("0 reports");
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self {
            bar,
            reports: 0,
            claims: claims.then_some(0),
            told: HashMap::new(),
        }
    }

    /// So much more is done.
    pub fn advance(&mut self, bytes: u64, reports: u64, claims: u64) {
        self.reports += reports;
        let seconds = self.bar.elapsed().as_secs_f64().max(1e-3);
        let rate = |n: u64| n as f64 / seconds;
        let name = if self.reports == 1 { "report" } else { "reports" };
        let mut message = format!("{} {name} ({:.1}/s)", self.reports, rate(self.reports));
        if let Some(sum) = &mut self.claims {
            *sum += claims;
            let _ = write!(message, ", {sum} claims ({:.1}/s)", rate(*sum));
        }
        self.bar.set_message(message);
        self.bar.inc(bytes);
    }

    /// Tells what is wrong with an input, in one line. False when nothing is: the entry of a feed is a link only.
    pub fn fault(&mut self, fault: &Fault) -> bool {
        let bad = fault.elsewhere.is_none();
        let what = if bad { "bad lines" } else { "entries without text" };
        self.tell(what, &fault.input, &fault.to_string());
        bad
    }

    /// Tells of a bad input, in one line. `file` is what the line belongs to.
    pub fn problem(&mut self, file: &str, line: &str) {
        self.tell("bad lines", file, line);
    }

    fn tell(&mut self, what: &'static str, file: &str, line: &str) {
        let told = self.told.entry((what, file.to_owned())).or_default();
        *told += 1;
        if *told <= TOLD_PER_FILE {
            self.bar.suspend(|| eprintln!("sitrep: {line}"));
        }
    }

    /// Takes the line of progress away and sums up what was not told.
    pub fn finish(&mut self) {
        self.bar.finish_and_clear();
        let mut rest: Vec<_> = self.told.iter().filter(|(_, n)| **n > TOLD_PER_FILE).collect();
        rest.sort();
        for ((what, file), n) in rest {
            eprintln!("sitrep: {file}: {} more {what}, not listed", n - TOLD_PER_FILE);
        }
    }
}
