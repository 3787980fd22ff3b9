//! In: a table, CSV or Parquet. Out: its rows as JSON objects, one at a time, under the names of the columns. What
//! the columns mean the reader of records knows.

mod comma;
mod parquet;

pub use self::comma::{csv_rows, delimiter};
pub use self::parquet::parquet_rows;

/// A row: its number as people count (the line in a CSV file, the row in a Parquet file, both from 1), and its cells by
/// the names of the columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it stands.
    pub number: usize,
    /// Its cells.
    pub cells: serde_json::Map<String, serde_json::Value>,
}
