//! In: command lines. Out: they are taken or refused as they should be. Knows no command.

use clap::CommandFactory;

use super::*;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn typed_values_are_checked() {
    assert!(Cli::try_parse_from(["sitrep", "code", "a.txt", "--published", "2018-08-13"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "code", "a.txt", "--published", "13.8.2018"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "code"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "code", "--feed", "a.rss"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "read", "a.txt", "--feed", "a.rss", "--feed", "b.rss"]).is_ok());
    assert!(
        Cli::try_parse_from(["sitrep", "read", "--feed", "a.rss", "--url", "https://a.example/"]).is_err(),
        "entries have addresses of their own"
    );
    assert!(Cli::try_parse_from(["sitrep", "times", "--feed", "a.rss"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "code", "a", "--format", "xml"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "codebook", "check"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "gazetteer", "look", "Hawija"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "gazetteer", "import"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "gazetteer", "import", "--admin", "a.csv"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "pack", "build", "places", "tables"]).is_ok());
    assert!(
        Cli::try_parse_from(["sitrep", "events"]).is_ok(),
        "those of the project"
    );
    assert!(Cli::try_parse_from(["sitrep", "add"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "merge", "e1", "--why", "same"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "merge", "e1", "e2"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "split", "e1", "c1", "c2", "--why", "two towns"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "correct", "c", "place.lat", "-1.5", "--why", "map"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "parse"]).is_err());
    assert!(Cli::try_parse_from(["sitrep", "parse", "--tokens", "a.conllu"]).is_ok());
    assert!(Cli::try_parse_from(["sitrep", "parse", "a.txt", "--tokens", "a.conllu"]).is_err());
}
