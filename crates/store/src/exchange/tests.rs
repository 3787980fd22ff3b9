//! Contract of the formats: what is written is read back where nothing is lost, whatever stands in the rows; the same
//! dataset gives the same bytes; no random row makes a writer panic.

pub mod invented;

use serde_json::Value;

use self::invented::{ROUNDS, invented};
use super::gate::{Gate, Profile, Withheld};
use super::package::{About, files, schema};
use super::table::{Cell, Kind, Table};
use super::tables::{NAMES, tables};
use super::{Dataset, csv, gate, geojson, jsonl, parquet};
use crate::row::{ClaimRow, EventRow, ReportRow};

fn all() -> impl Iterator<Item = (Dataset, Table)> {
    (0..ROUNDS).map(invented).flat_map(|data| {
        let all = tables(&data);
        assert_eq!(all.len(), NAMES.len());
        all.into_iter().map(move |t| (data.clone(), t))
    })
}

fn kinds(table: &Table) -> Vec<Kind> {
    table.columns.iter().map(|c| c.kind).collect()
}

/// CSV does not tell an empty text or list from none.
fn as_csv_tells(table: &Table) -> Vec<Vec<Cell>> {
    let plain = |c: &Cell| match c {
        Cell::Text(t) if t.is_empty() => Cell::Null,
        Cell::List(l) if l.is_empty() || *l == [""] => Cell::Null,
        c => c.clone(),
    };
    table.rows.iter().map(|r| r.iter().map(plain).collect()).collect()
}

#[test]
fn cells_are_of_the_kind_of_their_column_and_keys_are_unique() {
    for (_, table) in all() {
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len());
            for (cell, column) in row.iter().zip(&table.columns) {
                let fits = match cell {
                    Cell::Null => true,
                    Cell::Text(_) => column.kind == Kind::Text,
                    Cell::Int(_) => column.kind == Kind::Int,
                    Cell::Float(_) => column.kind == Kind::Float,
                    Cell::Bool(_) => column.kind == Kind::Bool,
                    Cell::Day(_) => column.kind == Kind::Day,
                    Cell::List(_) => column.kind == Kind::List,
                };
                assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
            }
        }
        let key: Vec<usize> = table.key.iter().map(|k| table.at(k).expect("a column")).collect();
        let mut keys: Vec<String> = (table.rows.iter())
            .map(|r| format!("{:?}", key.iter().map(|k| &r[*k]).collect::<Vec<_>>()))
            .collect();
        let before = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), before, "{}: keys are not unique", table.name);
    }
}

#[test]
fn references_lead_to_rows() {
    for seed in 0..ROUNDS {
        let all = tables(&invented(seed));
        for table in &all {
            for link in &table.links {
                let other = all.iter().find(|t| t.name == link.table).expect("a table");
                let keys: std::collections::HashSet<String> = (other.rows.iter())
                    .map(|r| format!("{:?}", r[other.at(link.key).expect("a key")]))
                    .collect();
                let at = table.at(link.column).expect("a column");
                for row in &table.rows {
                    assert!(
                        keys.contains(&format!("{:?}", row[at])),
                        "{}.{}",
                        table.name,
                        link.column
                    );
                }
            }
        }
    }
}

#[test]
fn csv_reads_back() {
    for (_, table) in all() {
        for hxl in [false, true] {
            let bytes = csv::write(&table, hxl);
            assert_eq!(bytes, csv::write(&table, hxl));
            let rows = csv::read(&bytes, &kinds(&table), hxl).expect("its own table");
            assert_eq!(rows, as_csv_tells(&table), "{}", table.name);
        }
    }
}

#[test]
fn no_cell_of_csv_is_a_formula() {
    let texts = [
        "=1+1", "+49", "-x", "@a", "\tx", "\rx", "'=x", "''-", "'quoted'", "plain", "a=b", "’=x",
    ];
    let cells: Vec<Cell> = texts.iter().map(|t| Cell::from(*t)).collect();
    let mut table = tables(&invented(0)).remove(0);
    table.columns.truncate(1);
    table.rows = cells.into_iter().map(|c| vec![c]).collect();
    let bytes = csv::write(&table, false);
    let raw = ::csv::Reader::from_reader(bytes.as_slice())
        .into_records()
        .map(|r| r.expect("a record")[0].to_owned())
        .collect::<Vec<_>>();
    assert!(
        raw.iter()
            .all(|f| !f.starts_with(['=', '+', '-', '@', '\t', '\r'])),
        "{raw:?}"
    );
    assert_eq!(raw[8], "'quoted'");
    assert_eq!(
        csv::read(&bytes, &[Kind::Text], false).expect("its own"),
        table.rows
    );
    // A number keeps its sign: it is no formula.
    table.columns[0].kind = Kind::Float;
    table.rows = vec![vec![Cell::Float(-3.5)]];
    assert!(String::from_utf8_lossy(&csv::write(&table, false)).ends_with("\n-3.5\n"));
}

#[test]
fn parquet_reads_back() {
    for (_, table) in all() {
        for geo in [false, true] {
            let bytes = parquet::write(&table, geo).expect("written");
            assert_eq!(bytes, parquet::write(&table, geo).expect("written again"));
            let (found, rows) = parquet::read(bytes).expect("its own table");
            assert_eq!(found, kinds(&table));
            assert_eq!(rows, table.rows, "{}", table.name);
        }
    }
}

fn back<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    text.lines()
        .map(|l| serde_json::from_str(l).expect("a row"))
        .collect()
}

#[test]
fn json_lines_are_the_rows() {
    for seed in 0..ROUNDS {
        let data = invented(seed);
        let whole = |table| jsonl::whole(&data, table).expect("whole rows");
        assert_eq!(back::<ClaimRow>(&whole("claims")), data.claims);
        assert_eq!(back::<EventRow>(&whole("events")), data.events);
        assert_eq!(back::<ReportRow>(&whole("reports")), data.reports);
        assert!(jsonl::whole(&data, "claim_counts").is_none());
    }
}

#[test]
fn maps_draw_no_point_for_a_country() {
    let mut drawn = 0;
    for (_, table) in all().filter(|(_, t)| t.has_points()) {
        let map: Value = serde_json::from_slice(&geojson::write(&table)).expect("JSON");
        let features = map["features"].as_array().expect("features");
        assert_eq!(features.len(), table.rows.len());
        for feature in features {
            let (geometry, own) = (&feature["geometry"], &feature["properties"]);
            let known = own["lon"].is_number()
                && !matches!(own["place_precision"].as_str(), Some("country" | "none"));
            assert_eq!(!geometry.is_null(), known, "{feature}");
            if known {
                drawn += 1;
                assert_eq!(
                    geometry["coordinates"],
                    serde_json::json!([own["lon"], own["lat"]])
                );
            }
        }
    }
    assert!(drawn > 50, "{drawn}");
}

#[test]
fn a_package_lists_its_files_and_says_what_was_withheld() {
    let data = invented(3);
    let gated = |profile| gate(&Gate::of(profile, None), &data);
    let (data, withheld): (Dataset, Withheld) = gated(Profile::Partner);
    let about = About {
        name: "p".to_owned(),
        title: "P".to_owned(),
        licence: Some("CC-BY-4.0".to_owned()),
    };
    let made = files(&data, &withheld, &about, false).expect("files");
    assert_eq!(made, files(&data, &withheld, &about, false).expect("files"));
    let package: Value = serde_json::from_slice(&made[0].1).expect("JSON");
    let resources = package["resources"].as_array().expect("resources");
    let maps = package["sitrep"]["maps"].as_array().expect("maps");
    for path in resources.iter().map(|r| &r["path"]).chain(maps) {
        let path = path.as_str().expect("a path");
        assert!(made.iter().any(|(p, _)| p == path), "{path}");
    }
    assert_eq!(made.len(), 3 + NAMES.len() + 2);
    let own = schema(&tables(&data)[1], &tables(&data));
    assert_eq!(own["foreignKeys"][0]["reference"]["resource"], "reports");
    let readme = String::from_utf8_lossy(&made[1].1).into_owned();
    assert!(readme.contains("restricted claims are left out") && readme.contains("| claim_id | string |"));
}
