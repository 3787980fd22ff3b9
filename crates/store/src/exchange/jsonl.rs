//! In: a dataset or a table. Out: JSON, one object a line. Reports, claims, events and operations are written with all
//! they hold, as `sitrep code` and `sitrep events` print them; rows of other tables as flat objects. Knows no meaning.

use serde::Serialize;
use serde_json::{Map, Value};

use super::dataset::Dataset;
use super::table::{Cell, Table};

/// The whole rows of `reports`, `claims`, `events` or `operations`; `None` for another table, see [`flat`].
pub fn whole(data: &Dataset, table: &str) -> Option<Vec<u8>> {
    Some(match table {
        "reports" => lines(&data.reports),
        "claims" => lines(&data.claims),
        "events" => lines(&data.events),
        "operations" => lines(&data.operations),
        _ => return None,
    })
}

/// The rows of a table as objects under the names of its columns.
pub fn flat(table: &Table) -> Vec<u8> {
    let rows: Vec<Map<String, Value>> = table.rows.iter().map(|r| object(table, r)).collect();
    lines(&rows)
}

/// A row as an object.
pub fn object(table: &Table, row: &[Cell]) -> Map<String, Value> {
    let cells = table.columns.iter().zip(row);
    cells.map(|(c, cell)| (c.name.clone(), value(cell))).collect()
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(t) => t.as_str().into(),
        Cell::Int(n) => (*n).into(),
        Cell::Float(x) => (*x).into(),
        Cell::Bool(b) => (*b).into(),
        Cell::Day(d) => d.to_string().into(),
        Cell::List(items) => items.clone().into(),
    }
}

/// Rows, one a line.
pub fn lines<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        // Rows hold strings, numbers and lists of them; those always serialise.
        let _ = serde_json::to_writer(&mut out, row);
        out.push(b'\n');
    }
    out
}
