//! In: small sources, each with one fault. Out: that each fault is told once, with its line and a mend.

use crate::tests::{KIND, SHARED};
use crate::{Source, compile};

const CROSSWALK: &str = r#"name = "cameo"
[[row]]
type = "COERCE"
mode = "none"
context = "legal"
code = "172"
"#;

/// Compiles the sound sources with `old` in one of them replaced by `new`; the first diagnostic must start with `wanted`
/// ("file:line: what") and be the only one.
#[track_caller]
fn check(old: &str, new: &str, wanted: &str) {
    let texts = [SHARED, KIND, CROSSWALK];
    let hit = texts
        .iter()
        .position(|t| t.contains(old))
        .expect("the text to replace stands in a source");
    let changed: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(i, t)| {
            if i == hit {
                t.replacen(old, new, 1)
            } else {
                (*t).into()
            }
        })
        .collect();
    let sources: Vec<Source<'_>> = ["shared.toml", "COERCE.toml", "cameo.toml"]
        .iter()
        .zip(&changed)
        .map(|(path, text)| Source { path, text })
        .collect();
    let compiled = compile(&sources);
    let told: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with(wanted), "{told:#?}");
    assert!(compiled.diagnostics[0].mend.len() > 5, "{told:#?}");
    assert!(compiled.codebook.is_none());
}

#[test]
#[rustfmt::skip] // One fault a line reads as the table that it is.
fn every_fault_is_told_with_its_line() {
    check("quad = \"mat", "quad = mat", "COERCE.toml:2: no TOML");
    check("code = \"170\"", "kode = \"170\"", "COERCE.toml:4: the key \"kode\" is not known in a type");
    check("code = \"170\"", "code = 170", "COERCE.toml:4: \"code\" is a integer");
    check("code = \"170\"", "code = \"17x\"", "COERCE.toml:4: \"17x\" is no CAMEO code");
    check("quad = \"material conflict\"\n", "", "COERCE.toml:1: the type lacks the key \"quad\"");
    check("\"material conflict\"", "\"material\"", "COERCE.toml:2: \"material\" is no quad class");
    check("\"Power is used.\"", "\" \"", "COERCE.toml:5: the definition of the type is empty");
    check("\"Persons are held.\"", "\"\"", "COERCE.toml:7: the definition of [mode.arrest] is empty");
    check("contexts = [\"legal\"]", "contexts = [\"lego\"]", "COERCE.toml:9: the context \"lego\" is not known");
    check("mode = \"arrest\"\npos", "mode = \"arest\"\npos", "COERCE.toml:11: the mode \"arest\" is not declared");
    check("pos = \"verb\"", "pos = \"adverb\"", "COERCE.toml:12: \"adverb\" is no part of speech");
    check("frame = \"transitive\"", "frame = \"ditrans\"", "COERCE.toml:13: the frame \"ditrans\" is not known");
    check("strength = 0.9", "strength = 1.9", "COERCE.toml:14: the strength 1.9 is out of range");
    check("strength = 0.9", "strength = 0.9\nunder = [\"make\"]", "COERCE.toml:15: only a noun stands under a verb");
    check("strength = 0.9\n", "", "COERCE.toml:10: [[trigger]] lacks the key \"strength\"");
    check("[\"arrest\", \"round up\"]", "[]", "COERCE.toml:10: [[trigger]] has no words");
    check("\"round up\"", "\"arrest\"", "COERCE.toml:15: the trigger \"arrest\" stands twice in COERCE");
    check("\"round up\"", "\"Round up\"", "COERCE.toml:15: the trigger \"Round up\" is not in lower case");
    check("\"round up\"", "\"round men women\"", "COERCE.toml:15: the trigger \"round men women\" has more than one");
    check("\"round up\"", "\"round up @persn\"", "COERCE.toml:15: the class \"persn\" is not known");
    check("\"round up\"", "\"@person @person\"", "COERCE.toml:15: the trigger \"@person @person\" has a class where");
    check("\"round up\"", "\"round  up\"", "COERCE.toml:15: the trigger \"round  up\" is empty or has stray");
    check("words = [\"arrest\", ", "words = [1, ", "COERCE.toml:15: \"words\" is a integer");
    check("strength = 0.9", "strength = 0.9\nactor = [\"subj\"]", "COERCE.toml:15: \"subj\" is no relation of UD v2");
    check("trigger = \"arrested\"\n", "", "COERCE.toml:16: [[example]] lacks the key \"trigger\"");
    check("trigger = \"arrested\"", "trigger = \"held\"", "COERCE.toml:18: \"held\" does not stand in the sentence");
    check("mode = \"arrest\"\n[[near", "mode = \"seize\"\n[[near", "COERCE.toml:19: the mode \"seize\" is not declared");
    check("mode = \"arrest\"\n[[near", "status = \"done\"\n[[near", "COERCE.toml:19: \"done\" is no status");
    check("word = \"held\"", "word = \"shelled\"", "COERCE.toml:22: \"shelled\" does not stand in the sentence");
    check("\"no event\"", "\"COERSE/arrest\"", "COERCE.toml:23: the type \"COERSE\" is not known");
    check("\"obl=by\"", "\"dobj\"", "shared.toml:8: \"dobj\" is no relation of UD v2");
    check("\"obl=by\"", "\"nsubj=by\"", "shared.toml:8: \"nsubj=by\" is no relation of UD v2");
    check("about = \"One", "light = \"none\"\nabout = \"One", "shared.toml:7: the frame \"none\" is not known");
    check("[\"PER\"]", "[\"PERS\"]", "shared.toml:12: \"PERS\" is no kind of name");
    check("\"woman\"", "\"Woman\"", "shared.toml:13: the word \"Woman\" of [class.person] is not in lower case");
    check("[class.person]", "[clas.person]", "shared.toml:10: the key \"clas\" is not known in a file without type");
    check("code = \"172\"", "code = \"172\"\nsubb = \"x\"", "cameo.toml:7: the key \"subb\" is not known in [[row]]");
    check("mode = \"none\"", "mode = \"seize\"", "cameo.toml:4: the mode \"seize\" is not declared");
}

#[test]
fn what_stands_in_two_files_is_told() {
    let twice = [
        Source {
            path: "shared.toml",
            text: SHARED,
        },
        Source {
            path: "again.toml",
            text: SHARED,
        },
    ];
    let told: Vec<String> = compile(&twice)
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told.len(), 3, "{told:#?}");
    for (line, start) in told.iter().zip([
        "again.toml:6: the frame \"transitive\" stands twice",
        "again.toml:10: the class \"person\" stands twice",
        "again.toml:14: the context \"legal\" stands twice",
    ]) {
        assert!(line.starts_with(start), "{told:#?}");
    }

    let kinds = [
        Source {
            path: "shared.toml",
            text: SHARED,
        },
        Source {
            path: "COERCE.toml",
            text: KIND,
        },
        Source {
            path: "mine.toml",
            text: KIND,
        },
    ];
    let told: Vec<String> = compile(&kinds)
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["mine.toml:1: the type COERCE is declared twice; keep one, or name it anew"]
    );

    let small = KIND.replace("type = \"COERCE\"", "type = \"Coerce\"");
    let small = [
        Source {
            path: "shared.toml",
            text: SHARED,
        },
        Source {
            path: "small.toml",
            text: &small,
        },
    ];
    let told: Vec<String> = compile(&small)
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        ["small.toml:1: the type \"Coerce\" is not in capitals; write \"COERCE\""]
    );
}
