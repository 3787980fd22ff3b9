//! In: a command line. Out: claims on standard output or in a file. The only crate with threads and a terminal.

mod args;
mod command;
mod http;
mod input;
mod order;
mod output;
mod progress;
mod seen;
mod show;
mod state;
mod stop;
mod treebank;
mod web;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::command::Outcome;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Code(args) => command::code::run(args),
        Command::Events(args) => command::events::run(args),
        Command::Export(args) => command::export::run(args),
        Command::Publish(args) => command::export::publish(args),
        Command::Operations(args) => command::operations::run(args),
        Command::Score(args) => command::score::run(args),
        Command::Agree(args) => command::agree::run(args),
        Command::Compare(args) => command::compare::run(args),
        Command::Explain(args) => command::explain::run(args),
        Command::Parse(args) => command::parse::run(args),
        Command::Places(args) => command::places::run(args),
        Command::Times(args) => command::times::run(args),
        Command::Read(args) => command::read::run(args),
        Command::Serve(args) => command::serve::run(args),
        Command::Watch(args) => command::watch::run(args),
        Command::Init(args) => command::project::init(args),
        Command::Add(args) => command::project::add::run(args),
        Command::Link(args) => command::project::link(args),
        Command::Show(args) => command::project::show::run(args),
        Command::Verify(args) => command::project::verify(args),
        Command::Recode(args) => command::project::recode::run(args),
        Command::Diff(args) => command::project::show::diff(args),
        Command::Correct(args) => command::project::edit::correct(args),
        Command::Split(args) => command::project::edit::split(args),
        Command::Merge(args) => command::project::edit::merge(args),
        Command::Undo(args) => command::project::edit::undo(args),
        Command::Log(args) => command::project::show::log(args),
        Command::Codebook(args) => command::codebook::run(args),
        Command::Gazetteer(args) => command::gazetteer::run(args),
        Command::Pack(args) => command::pack::run(args),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Bad) => ExitCode::from(2),
        // Whoever read the output has seen enough.
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("sitrep: {e:#}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
