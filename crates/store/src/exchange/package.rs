//! In: a dataset that has passed the gate. Out: the files of a Frictionless Data Package (version 2): linked tables as
//! CSV, the events as GeoJSON and GeoParquet, a README with the data dictionary, and what was withheld. Opens no files.

use std::fmt::Write;

use serde_json::{Value, json};

use super::dataset::Dataset;
use super::gate::Withheld;
use super::table::{Kind, Link, Table};
use super::{csv, geojson, parquet, tables};

/// A file of the package: its path with `/`, and its bytes.
pub type File = (String, Vec<u8>);

/// What a package is called and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Lower case, digits, `-`, `.` and `_`.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// SPDX name of the licence under which the publisher gives the data away; `None`: not stated.
    pub licence: Option<String>,
}

/// The files, `datapackage.json` first.
///
/// # Errors
/// When a table cannot be written.
pub fn files(data: &Dataset, withheld: &Withheld, about: &About, hxl: bool) -> Result<Vec<File>, String> {
    let tables = tables::tables(data);
    let mut out = Vec::new();
    let mut resources = Vec::new();
    for table in &tables {
        let path = format!("data/{}.csv", table.name);
        resources.push(resource(table, &path, &tables));
        out.push((path, csv::write(table, hxl)));
    }
    // Not among the resources: readers of packages take a Parquet file for a table and fail on its lists.
    let mut maps = Vec::new();
    for table in tables.iter().filter(|t| t.name == "events") {
        for (ending, bytes) in [
            ("geojson", geojson::write(table)),
            ("parquet", parquet::write(table, true)?),
        ] {
            let path = format!("data/{}.{ending}", table.name);
            maps.push(path.clone());
            out.push((path, bytes));
        }
    }
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.name,
        "title": about.title,
        "description": "Claims of field and press reports, and the events that they tell of. A claim is what a report says, not \
                        what happened.",
        "resources": resources,
        "sitrep": {"version": env!("CARGO_PKG_VERSION"), "profile": withheld.profile, "rules": withheld.rules, "maps": maps},
    });
    if let Some(licence) = &about.licence {
        package["licenses"] = json!([{"name": licence}]);
    }
    let mut files = vec![("datapackage.json".to_owned(), pretty(&package))];
    files.push((
        "README.md".to_owned(),
        readme(about, &tables, withheld).into_bytes(),
    ));
    files.push(("withheld.json".to_owned(), pretty(&json!(withheld))));
    files.append(&mut out);
    Ok(files)
}

/// JSON for people, with a line break at its end.
pub fn pretty(value: &Value) -> Vec<u8> {
    let mut out = serde_json::to_vec_pretty(value).unwrap_or_default();
    out.push(b'\n');
    out
}

fn resource(table: &Table, path: &str, all: &[Table]) -> Value {
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": table.name,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.says,
        "schema": schema(table, all),
    })
}

/// The data dictionary of a table as a Table Schema; links to tables that are not among `all` are left out.
pub fn schema(table: &Table, all: &[Table]) -> Value {
    let fields: Vec<Value> = (table.columns.iter())
        .map(|c| {
            let mut field = json!({"name": c.name, "type": type_of(c.kind), "description": c.says});
            if c.kind == Kind::List {
                field["description"] = format!(
                    "{}. Items are joined by `;`, within an item written `\\;`",
                    c.says
                )
                .into();
            }
            if let Some(tag) = c.hxl {
                field["hxl"] = tag.into();
            }
            if table.key == [c.name.as_str()] {
                field["constraints"] = json!({"required": true, "unique": true});
            } else if table.key.contains(&c.name.as_str()) {
                field["constraints"] = json!({"required": true});
            }
            field
        })
        .collect();
    let mut out = json!({
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
    });
    if !table.key.is_empty() {
        out["primaryKey"] = json!(table.key);
    }
    let known = |l: &&Link| all.iter().any(|t| t.name == l.table);
    let links: Vec<Value> = (table.links.iter().filter(known))
        .map(|l| json!({"fields": [l.column], "reference": {"resource": l.table, "fields": [l.key]}}))
        .collect();
    if !links.is_empty() {
        out["foreignKeys"] = links.into();
    }
    out
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List => "string",
        Kind::Int => "integer",
        Kind::Float => "number",
        Kind::Bool => "boolean",
        Kind::Day => "date",
    }
}

fn readme(about: &About, tables: &[Table], withheld: &Withheld) -> String {
    let mut out = format!("# {}\n\n", about.title);
    out += "Claims of field and press reports, and the events that they tell of, made by sitrep. A claim is what a report \
            says, not what happened; nothing was checked against the world. `confidence` says how often claims of that score \
            are right.\n\nFiles are UTF-8; empty means not known or not told; days are ISO 8601, times that are no day stand in \
            `edtf` (ISO 8601-2); items of a list are joined by `;`. A text that a spreadsheet would take for a formula has an \
            apostrophe in front.\n\n## What was withheld\n\n";
    for rule in &withheld.rules {
        let _ = writeln!(out, "- {rule}");
    }
    out += "\n`withheld.json` has the numbers.\n\n## Tables\n\nThe events are also in `data/events.geojson` and, as GeoParquet, in `data/events.parquet`.\n";
    for table in tables {
        let _ = write!(
            out,
            "\n### {}\n\n{}; {} rows.\n\n| column | type | meaning |\n|---|---|---|\n",
            table.name,
            table.says,
            table.rows.len()
        );
        for c in &table.columns {
            let kind = if c.kind == Kind::List {
                "list"
            } else {
                type_of(c.kind)
            };
            let _ = writeln!(out, "| {} | {kind} | {} |", c.name, c.says.replace('|', "\\|"));
        }
    }
    out
}
