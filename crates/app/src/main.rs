//! In: a command line. Out: claims on standard output or in a file. The only crate with threads and a terminal.

fn main() {}
