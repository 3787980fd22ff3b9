//! In: phrases on standard input, one a line: `phrase`, or `phrase<TAB>YYYY-MM-DD`. Out: a line each:
//! country, sector, code, name, tab-separated, `-` for unknown. Scored by `bench/accuracy/actors.py`.

use sitrep::resolve::actor::{ActorTable, SOURCES, lookup};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let table = match ActorTable::compile(&SOURCES) {
        Ok(table) => table,
        Err(lines) => return Err(std::io::Error::other(lines.join("\n"))),
    };
    let (stdin, mut out) = (std::io::stdin().lock(), std::io::stdout().lock());
    for line in stdin.lines() {
        let line = line?;
        let (phrase, day) = line.split_once('\t').unwrap_or((&line, ""));
        let found = lookup(&table, phrase, day.parse().ok()).unwrap_or_default();
        let show = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let sector = found.sector.map(|s| s.code().to_owned());
        writeln!(
            out,
            "{}\t{}\t{}\t{}",
            show(found.country),
            show(sector),
            show(found.code),
            show(found.name)
        )?;
    }
    Ok(())
}
