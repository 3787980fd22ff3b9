//! In: small sound sources and the built-in data. Out: that they compile to what they say.

use std::path::{Path, PathBuf};

use crate::{Act, Argument, Codebook, Pos, Source, compile};

pub(crate) const SHARED: &str = r#"
particles = ["up", "into", "of", "for", "out", "off"]
[default]
place = ["obl=in"]
time = ["obl:tmod"]
[frame.transitive]
about = "One does it to another."
actor = ["nsubj", "obl:agent", "obl=by"]
recipient = ["obj", "nsubj:pass"]
[class.person]
about = "People."
names = ["PER"]
lemmas = ["man", "woman"]
[context.legal]
definition = "Courts."
words = ["court", "arrest warrant"]
"#;

pub(crate) const KIND: &str = r#"type = "COERCE"
quad = "material conflict"
cameo = "17"
code = "170"
definition = "Power is used."
[mode.arrest]
definition = "Persons are held."
cameo = "173"
contexts = ["legal"]
[[trigger]]
mode = "arrest"
pos = "verb"
frame = "transitive"
strength = 0.9
words = ["arrest", "round up"]
[[example]]
text = "Police arrested men."
trigger = "arrested"
mode = "arrest"
[[near-miss]]
text = "The rain held off."
word = "held"
is = "no event"
"#;

fn built_in() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/codebook");
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [root.clone(), root.join("crosswalk")] {
        let entries = std::fs::read_dir(&folder).expect("the codebook's folder");
        files.extend(
            entries
                .map(|e| e.expect("an entry").path())
                .filter(|p| p.extension().is_some_and(|x| x == "toml")),
        );
    }
    files.sort();
    files
        .into_iter()
        .map(|p| {
            (
                p.display().to_string(),
                std::fs::read_to_string(&p).expect("a source"),
            )
        })
        .collect()
}

fn sources(files: &[(String, String)]) -> Vec<Source<'_>> {
    files.iter().map(|(path, text)| Source { path, text }).collect()
}

#[track_caller]
fn sound(sources: &[Source<'_>]) -> Codebook {
    let compiled = compile(sources);
    let told: Vec<String> = compiled.diagnostics.iter().map(ToString::to_string).collect();
    compiled.codebook.unwrap_or_else(|| panic!("{}", told.join("\n")))
}

#[test]
fn words_become_patterns() {
    let words = r#"["take into @person", "@person rise up", "open fire", "set man off"]"#;
    let nouns = "[[trigger]]\npos = \"noun\"\nframe = \"transitive\"\nstrength = 0.5\nwords = [\"air strike\", \
                 \"strike for @person\", \"capture of @person\", \"call for help\"]\n";
    let text = KIND
        .replace("[\"arrest\", \"round up\"]", words)
        .replace("[[example]]", &format!("{nouns}[[example]]"));
    let sources = [
        Source {
            path: "shared.toml",
            text: SHARED,
        },
        Source {
            path: "COERCE.toml",
            text: &text,
        },
    ];
    let book = sound(&sources);

    let take = &book.frames("take", Pos::Verb)[0].pattern;
    assert_eq!(
        (&take.particles[..], &take.object),
        (&["into".to_owned()][..], &Some(Argument::Class("person".into())))
    );
    let rise = &book.frames("rise", Pos::Verb)[0].pattern;
    assert_eq!(
        (&rise.subject, rise.conditions()),
        (&Some(Argument::Class("person".into())), 2)
    );
    let open = &book.frames("open", Pos::Verb)[0].pattern;
    assert_eq!(
        (&open.object, open.particles.len()),
        (&Some(Argument::Word("fire".into())), 0)
    );
    let set = &book.frames("set", Pos::Verb)[0].pattern;
    assert_eq!(
        (&set.object, &set.particles[0][..]),
        (&Some(Argument::Word("man".into())), "off")
    );
    // A compound comes first, though what follows the noun has more conditions.
    let strike = &book.frames("strike", Pos::Noun)[0].pattern;
    assert_eq!(strike.modifiers, ["air"]);
    let capture = &book.frames("capture", Pos::Noun)[0].pattern;
    assert_eq!(
        (&capture.particles[0][..], &capture.object),
        ("of", &Some(Argument::Class("person".into())))
    );
    assert_eq!(
        book.frames("call", Pos::Noun)[0].pattern.object,
        Some(Argument::Word("help".into()))
    );
}

#[test]
fn roles_come_from_frame_default_and_trigger() {
    let text = KIND.replace("strength = 0.9", "strength = 0.9\nrecipient = [\"obl=off\"]");
    let sources = [
        Source {
            path: "shared.toml",
            text: SHARED,
        },
        Source {
            path: "COERCE.toml",
            text: &text,
        },
    ];
    let book = sound(&sources);
    let roles = &book.frames("arrest", Pos::Verb)[0].roles;
    let show = |r: &[crate::Relation]| r.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(show(&roles.actor), "nsubj obl:agent obl=by");
    assert_eq!(show(&roles.recipient), "obl=off");
    assert_eq!(show(&roles.place), "obl=in");
    assert_eq!(show(&roles.time), "obl:tmod");
    assert_eq!(
        show(&book.frame("transitive").expect("the frame").roles.recipient),
        "obj nsubj:pass"
    );
}

#[test]
fn the_built_in_codebook_compiles() {
    let files = built_in();
    let book = sound(&sources(&files));
    assert_eq!(book.kinds().len(), 16);
    for kind in book.kinds() {
        let name = &kind.name;
        assert!(
            kind.examples.len() >= 6,
            "{name} has {} examples",
            kind.examples.len()
        );
        assert!(
            kind.near_misses.len() >= 4,
            "{name} has {} near-misses",
            kind.near_misses.len()
        );
        assert!(
            kind.cameo_root.is_some() && kind.code.is_some(),
            "{name} lacks CAMEO codes"
        );
        assert!(
            kind.modes.iter().all(|m| m.cameo.is_some()),
            "{name} has a mode without CAMEO code"
        );
        assert!(
            book.triggers().filter(|t| t.kind == *name).count() >= 100,
            "{name} has few triggers"
        );
    }
    assert!(book.triggers().count() >= 1500);

    // Conditions come first, so that "seize a town" and "seize a rifle" part.
    let seize = book.frames("seize", Pos::Verb);
    assert!(seize[0].pattern.conditions() > seize[seize.len() - 1].pattern.conditions());
    let towns = seize
        .iter()
        .find(|t| t.pattern.object == Some(Argument::Class("place".into())))
        .expect("seize @place");
    assert_eq!(
        (towns.kind.as_str(), towns.mode.as_deref()),
        ("ASSAULT", Some("territory"))
    );
    assert_eq!(book.class_of("town"), ["place", "structure"]);
    assert!(
        book.class("person")
            .expect("the class")
            .names
            .contains(&"PER".to_owned())
    );
    assert_eq!(
        book.frame("noun-on").and_then(|f| f.light.as_deref()),
        Some("intransitive-against")
    );
}

#[test]
fn contexts_are_found_in_lemmas() {
    let files = built_in();
    let book = sound(&sources(&files));
    assert_eq!(book.contexts().len(), 37);
    let lemmas = [
        "sapper", "say", "safe", "passage", "for", "the", "Refugee", "be", "open",
    ];
    assert_eq!(book.contexts_in(&lemmas), ["human_security", "migration"]);
    assert!(book.contexts_in(&["safe", "and", "passage"]).is_empty());
    assert!(book.contexts_in(&["safe"]).is_empty());
}

#[test]
fn crosswalks_give_the_first_row_that_fits() {
    let files = built_in();
    let book = sound(&sources(&files));
    let act = Act {
        kind: "COERCE",
        mode: Some("arrest"),
        ..Act::default()
    };
    assert_eq!(book.cameo(&act), Some("173"));
    assert_eq!(
        book.cameo(&Act {
            kind: "AID",
            contexts: &["asylum"],
            ..Act::default()
        }),
        Some("075")
    );
    assert_eq!(
        book.cameo(&Act {
            kind: "AID",
            ..Act::default()
        }),
        Some("070")
    );
    assert_eq!(
        book.cameo(&Act {
            kind: "NO-SUCH",
            ..Act::default()
        }),
        None
    );

    let code = |name: &str, act: &Act<'_>| {
        book.crosswalk(name)
            .expect("the crosswalk")
            .code(act)
            .map(|c| (c.code.clone(), c.sub.clone().unwrap_or_default()))
    };
    let told = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    let taken = Act {
        kind: "ASSAULT",
        mode: Some("territory"),
        actors: &["MIL"],
        ..Act::default()
    };
    assert_eq!(
        code("acled", &taken),
        told("Battles", "Government regains territory")
    );
    let on_civilians = Act {
        kind: "ASSAULT",
        actors: &["REB"],
        recipients: &["CVL"],
        ..Act::default()
    };
    assert_eq!(
        code("acled", &on_civilians),
        told("Violence against civilians", "Attack")
    );
    assert_eq!(code("ucdp", &on_civilians), told("3", "one-sided"));
    let among_groups = Act {
        kind: "ASSAULT",
        actors: &["REB"],
        recipients: &["REB"],
        ..Act::default()
    };
    assert_eq!(code("ucdp", &among_groups), told("2", "non-state"));
    assert_eq!(
        code(
            "acled",
            &Act {
                kind: "CONSULT",
                ..Act::default()
            }
        ),
        None
    );
}

#[test]
fn a_users_type_compiles_beside_the_built_in_ones() {
    let own = r#"
type = "STRIKE-BREAKING"
quad = "material conflict"
definition = "Strikers are replaced, locked out or driven back to work."
[class.striker]
about = "Those who strike."
lemmas = ["striker", "picket"]
[frame.replace]
about = "The object is replaced by those after with."
actor = ["nsubj"]
recipient = ["obj", "nsubj:pass"]
[[trigger]]
pos = "verb"
frame = "replace"
strength = 0.8
words = ["lock out", "replace @striker", "bus in @worker", "blackleg", "break picket"]
[[trigger]]
pos = "noun"
frame = "noun-of"
strength = 0.9
words = ["lockout of @worker", "strike-breaking", "union busting", "strikebreaker", "scab labour"]
[[example]]
text = "The owner replaced the strikers with men from the hills."
trigger = "replaced"
[[near-miss]]
text = "She replaced the lamp."
word = "replaced"
is = "no event"
"#;
    let files = built_in();
    let mut with_own = sources(&files);
    let without = sound(&with_own);
    with_own.push(Source {
        path: "mine/strike.toml",
        text: own,
    });
    let book = sound(&with_own);
    assert_eq!(book.kinds().len(), 17);
    assert_eq!(
        book.triggers().filter(|t| t.kind == "STRIKE-BREAKING").count(),
        10
    );
    assert_eq!(book.frames("blackleg", Pos::Verb)[0].frame, "replace");
    assert_eq!(book.kind("STRIKE-BREAKING").and_then(|k| k.cameo(None)), None);
    assert_ne!(book.hash(), without.hash());
}

#[test]
fn the_hash_depends_on_the_text_alone() {
    let shared = Source {
        path: "shared.toml",
        text: SHARED,
    };
    let kind = Source {
        path: "COERCE.toml",
        text: KIND,
    };
    let hash = sound(&[shared, kind]).hash().to_owned();
    assert_eq!(hash.len(), 64);
    let windows = KIND.replace('\n', "\r\n");
    let moved = Source {
        path: "C:\\book\\COERCE.toml",
        text: &windows,
    };
    assert_eq!(sound(&[moved, shared]).hash(), hash);
    let changed = KIND.replace("0.9", "0.8");
    assert_ne!(
        sound(&[
            shared,
            Source {
                path: "COERCE.toml",
                text: &changed
            }
        ])
        .hash(),
        hash
    );
}
