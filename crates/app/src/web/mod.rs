//! In: addresses that the user named. Out: what stands there. The only part of the program that opens connections, and
//! only for `sitrep watch` and `--feed URL`.

pub mod feeds;
pub mod fetch;
