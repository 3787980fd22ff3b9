//! Names looked up, and a dump and P-codes imported: what is printed, what bad rows do, what a stopped import leaves.

use std::fmt::Write as _;

use crate::bench::{Bench, rows};

/// A line of a dump.
fn row(id: u32, name: &str, also: &str, at: (f64, f64), code: (&str, &str), units: (&str, &str)) -> String {
    let ((lat, lon), (class, feature), (admin1, admin2)) = (at, code, units);
    format!(
        "{id}\t{name}\t{name}\t{also}\t{lat}\t{lon}\t{class}\t{feature}\tIQ\t\t{admin1}\t{admin2}\t\t\t1200\t\t39\tAsia/Baghdad\t2021-01-01\n"
    )
}

/// A country, a unit in it, a district in that, a town there, and thousands of places all over.
fn dump() -> String {
    let mut out = row(
        99_237,
        "Republic of Iraq",
        "Iraq",
        (33.0, 44.0),
        ("A", "PCLI"),
        ("00", ""),
    );
    out += &row(
        90_000_003,
        "Tall Quznaybar",
        "Tell Quznabar,Kuznaibar",
        (34.2, 44.2),
        ("P", "PPL"),
        ("99", "9901"),
    );
    out += &row(
        90_000_002,
        "Quznland District",
        "",
        (34.1, 44.1),
        ("A", "ADM2"),
        ("99", "9901"),
    );
    out += &row(
        90_000_001,
        "Quznland",
        "",
        (34.0, 44.0),
        ("A", "ADM1"),
        ("99", ""),
    );
    out += &row(
        90_000_004,
        "Quznaybar School",
        "",
        (34.2, 44.2),
        ("S", "SCH"),
        ("99", "9901"),
    );
    for n in 0..3000 {
        let _ = write!(
            out,
            "{}",
            row(
                91_000_000 + n,
                &format!("Zzplace {n}"),
                "",
                (30.0, 40.0 + f64::from(n) / 1000.0),
                ("P", "PPL"),
                ("07", "")
            )
        );
    }
    out
}

#[test]
fn a_name_is_looked_up_with_the_way_it_was_matched() {
    let bench = Bench::new("look");
    let ended = bench.run(&[
        "gazetteer",
        "look",
        "Hawija",
        "al-Hawija",
        "Qqzxvw",
        "--country",
        "IRQ",
    ]);
    let told = rows(&ended.out);
    assert_eq!((ended.code, told.len()), (Some(0), 3), "{:?}", ended.errors);
    let first = |k: usize| &told[k]["candidates"][0];
    assert_eq!(
        (&first(0)["country"], &first(0)["admin1"], &first(0)["matched"]),
        (&"IRQ".into(), &"Kirkuk".into(), &"exact".into())
    );
    assert!(first(1)["score"].as_f64().is_some_and(|s| s > 0.5) && first(1)["population"].is_number());
    assert_eq!(told[2]["candidates"], serde_json::json!([]));
    let nothing = bench.run(&["gazetteer", "look", "Qqzxvw", "--format", "text"]);
    assert_eq!(nothing.code, Some(1));
    assert!(nothing.out.contains("not in the gazetteer"), "{}", nothing.out);
    let nowhere = bench.run(&["gazetteer", "look", "Hawija", "--country", "Iraq"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.errors[0].contains("alpha-3"), "{:?}", nowhere.errors);
}

#[test]
fn a_dump_and_p_codes_make_a_pack_of_ones_own() {
    let bench = Bench::new("import");
    bench.file("dump.txt", dump() + "no row at all\n");
    bench.file(
        "codes.csv",
        "ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,lat,lon\n\
         #country,#country+code,#adm1,#adm1+code,#adm2,#adm2+code,#lat,#lon\n\
         Iraq,IQ,Kirkuk,IQG13,Qqdistrict,IQG13Q99,35.5,43.9\n\
         Nowhere Land,NL,A,B,C,D,1,1\n",
    );
    let ended = bench.run(&[
        "gazetteer",
        "import",
        "dump.txt",
        "--admin",
        "codes.csv",
        "-o",
        "own.pack",
    ]);
    // Bad rows are told; the good ones go through.
    assert_eq!(ended.code, Some(2));
    let told = ended.errors.join("\n");
    for words in [
        "line 3006 has fewer than 19 columns",
        "Nowhere Land",
        "3003 new",
        "1 of other features, 1 bad",
    ] {
        assert!(told.contains(words), "{words:?} is not in: {told}");
    }
    assert_eq!(
        bench.names(),
        ["codes.csv", "dump.txt", "own.pack"],
        "nothing is left beside the pack"
    );
    let looked = |name: &str| {
        let ended = bench.run(&["gazetteer", "look", name, "--places", "own.pack"]);
        rows(&ended.out)[0]["candidates"][0].clone()
    };
    let town = looked("Tell Quznabar");
    assert_eq!(
        (&town["admin1"], &town["country"]),
        (&"Quznland".into(), &"IRQ".into()),
        "{town}"
    );
    assert_eq!(looked("Kirkuk province")["pcode"], "IQG13");
    assert_eq!(looked("Qqdistrict")["pcode"], "IQG13Q99");
    // What the built-in gazetteer knows is there still.
    assert_eq!(looked("Baghuz")["country"], "SYR");
    assert_eq!(looked("Quznaybar School"), serde_json::Value::Null);
    let all = bench.run(&["gazetteer", "import", "dump.txt", "-o", "all.pack", "--all"]);
    assert!(all.errors.join("\n").contains("3004 new"), "{:?}", all.errors);
}

#[test]
fn what_is_no_dump_is_refused_and_leaves_no_pack() {
    let bench = Bench::new("no-dump");
    bench.file("noise.txt", "not a dump\n".repeat(5000));
    bench.file("empty.txt", "");
    for (file, words) in [
        ("noise.txt", "is it allCountries.txt?"),
        ("empty.txt", "no row of places"),
        ("none.txt", "cannot read"),
    ] {
        let ended = bench.run(&["gazetteer", "import", file, "-o", "own.pack"]);
        assert_eq!(ended.code, Some(2), "{file}");
        assert!(
            ended.errors.iter().any(|e| e.contains(words)),
            "{file}: {:?}",
            ended.errors
        );
        assert!(!bench.names().contains(&"own.pack".to_owned()));
    }
    bench.file("bad.pack", "SITREPGZ");
    let ended = bench.run(&["gazetteer", "look", "Hawija", "--places", "bad.pack"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.errors[0].contains("bad.pack"), "{:?}", ended.errors);
}

#[test]
fn a_stopped_import_goes_on_and_ends_the_same() {
    let bench = Bench::new("resume");
    let whole = dump();
    bench.file("dump.txt", &whole);
    let import = |output: &str| bench.run(&["gazetteer", "import", "dump.txt", "-o", output]);
    assert_eq!(import("once.pack").code, Some(0));
    // As after a stop behind the first piece: its files and the journal lie there, the pack does not.
    bench.file("stopped.pack/x", "");
    let failed = import("stopped.pack");
    assert_eq!(failed.code, Some(2), "a folder stands where the pack should go");
    assert!(
        bench.text(".stopped.pack.import/journal.json").is_some(),
        "{:?}",
        bench.names()
    );
    std::fs::remove_dir_all(bench.path("stopped.pack")).expect("the folder goes");
    let again = import("stopped.pack");
    assert!(
        again.errors.join("\n").contains("going on behind line 3005"),
        "{:?}",
        again.errors
    );
    let bytes = |name: &str| std::fs::read(bench.path(name)).expect("a pack");
    assert!(
        bytes("once.pack") == bytes("stopped.pack"),
        "both packs are the same"
    );
}

#[test]
fn tables_are_compiled_into_a_pack() {
    let bench = Bench::new("build");
    bench.file(
        "tables/places.tsv",
        "-1\tPCLI\t99237\t33\t44\t40000000\tIRQ\t1\tIraq\tIrak\n0\tPPL\t1\t35.3\t43.8\t10\t\t1\tQqtown\t\n",
    );
    bench.file("tables/words.tsv", "Iraqi\t0\n");
    let ended = bench.run(&["pack", "build", "places", "tables", "-o", "small.pack"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    let looked = bench.run(&["gazetteer", "look", "Qqtown", "--places", "small.pack"]);
    assert!(looked.out.contains("\"country\":\"IRQ\""), "{}", looked.out);
    bench.file("tables/places.tsv", "-1\tPCLI\n");
    let ended = bench.run(&["pack", "build", "places", "tables", "-o", "other.pack"]);
    assert_eq!(
        (ended.code, bench.names().contains(&"other.pack".to_owned())),
        (Some(2), false)
    );
    let ended = bench.run(&["pack", "build", "places", "nowhere"]);
    assert!(
        ended.errors[0].contains("training/places/build.py"),
        "{:?}",
        ended.errors
    );
}
