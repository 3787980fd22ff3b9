//! In: a table whose rows have points. Out: GeoJSON (RFC 7946): WGS 84, longitude first, one feature a row, its cells as
//! properties. The geometry is null where the place is a country or not known: no point is invented.

use serde_json::{Map, Value, json};

use super::jsonl::object;
use super::table::{Cell, Table};

/// The table as one `FeatureCollection`.
pub fn write(table: &Table) -> Vec<u8> {
    let features: Vec<Value> = table.rows.iter().map(|r| feature(table, r)).collect();
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec();
    for (k, feature) in features.iter().enumerate() {
        out.extend_from_slice(if k == 0 { b"\n" } else { b",\n" });
        out.extend_from_slice(feature.to_string().as_bytes());
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

fn feature(table: &Table, row: &[Cell]) -> Value {
    let geometry = match table.point(row) {
        Some((lon, lat)) => json!({"type": "Point", "coordinates": [lon, lat]}),
        None => Value::Null,
    };
    let mut out = Map::new();
    out.insert("type".to_owned(), "Feature".into());
    if let [key] = table.key.as_slice()
        && let Some(id) = table.at(key).and_then(|k| row.get(k)).and_then(Cell::text)
    {
        out.insert("id".to_owned(), id.into());
    }
    out.insert("geometry".to_owned(), geometry);
    out.insert("properties".to_owned(), Value::Object(object(table, row)));
    Value::Object(out)
}
