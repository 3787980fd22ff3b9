//! In: the built program. Out: what it does with files, folders, pipes and bad input, and whether the
//! tree of sources keeps the rules of the house. Knows no claim's content.

mod bad_input;
mod bench;
mod chain;
mod contract;
mod export;
mod events;
mod feed;
mod gazetteer;
mod hostile;
mod inputs;
mod output;
mod project;
mod runs;
mod serve;
mod server;
mod score;
mod tidy;
mod watch;
