//! In: a table. Out: Parquet, and with `geo` GeoParquet 1.1: points as WKB, a bounding box a row, the default CRS
//! (OGC:CRS84). Days are `date32`, numbers `int64` and `float64`, lists are lists. The same table gives the same bytes.
//! Knows no meaning of columns but those of a point.

use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema};
use jiff::civil::{Date, date};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::json;

use super::table::{Cell, Column, Kind, Table};

/// Day 0 of `date32`.
const EPOCH: Date = date(1970, 1, 1);

/// Rows of a group: enough for good compression, few enough to be read in parts.
const GROUP: usize = 1 << 16;

/// The table as Parquet; with `geo`, where it has points, as GeoParquet.
///
/// # Errors
/// When the writer fails, which it does on no table that was seen.
pub fn write(table: &Table, geo: bool) -> Result<Vec<u8>, String> {
    let failed = |e: &dyn std::fmt::Display| format!("cannot write the table {} as Parquet: {e}", table.name);
    let mut fields: Vec<Field> = table.columns.iter().map(field).collect();
    let mut arrays: Vec<ArrayRef> = (0..table.columns.len()).map(|k| array(table, k)).collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_created_by("sitrep".to_owned());
    if geo && table.has_points() {
        let points: Vec<Option<(f64, f64)>> = table.rows.iter().map(|r| table.point(r)).collect();
        fields.push(Field::new("geometry", DataType::Binary, true));
        arrays.push(geometries(&points));
        fields.push(Field::new("bbox", DataType::Struct(corners()), true));
        arrays.push(boxes(&points));
        let entry = KeyValue::new("geo".to_owned(), geo_metadata(&points));
        properties = properties.set_key_value_metadata(Some(vec![entry]));
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|e| failed(&e))?;
    let mut out = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut out, schema, Some(properties.build())).map_err(|e| failed(&e))?;
    writer.write(&batch).map_err(|e| failed(&e))?;
    writer.close().map_err(|e| failed(&e))?;
    Ok(out)
}

fn field(column: &Column) -> Field {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Int => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Bool => DataType::Boolean,
        Kind::Day => DataType::Date32,
        Kind::List => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
    };
    Field::new(&column.name, kind, true)
}

/// The cells of a column. A cell of another kind than its column counts as `Null`.
fn array(table: &Table, at: usize) -> ArrayRef {
    let cells = || table.rows.iter().map(|r| &r[at]);
    match table.columns[at].kind {
        Kind::Text => {
            let mut builder = StringBuilder::new();
            for c in cells() {
                builder.append_option(c.text());
            }
            Arc::new(builder.finish())
        }
        Kind::Int => {
            let mut builder = Int64Builder::new();
            for c in cells() {
                builder.append_option(if let Cell::Int(n) = c { Some(*n) } else { None });
            }
            Arc::new(builder.finish())
        }
        Kind::Float => {
            let mut builder = Float64Builder::new();
            for c in cells() {
                builder.append_option(if let Cell::Float(x) = c { Some(*x) } else { None });
            }
            Arc::new(builder.finish())
        }
        Kind::Bool => {
            let mut builder = BooleanBuilder::new();
            for c in cells() {
                builder.append_option(if let Cell::Bool(b) = c { Some(*b) } else { None });
            }
            Arc::new(builder.finish())
        }
        Kind::Day => {
            let mut builder = Date32Builder::new();
            for c in cells() {
                builder.append_option(if let Cell::Day(d) = c { days(*d) } else { None });
            }
            Arc::new(builder.finish())
        }
        Kind::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for cell in cells() {
                match cell {
                    Cell::List(items) => builder.append_value(items.iter().map(Some)),
                    _ => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }
    }
}

fn days(day: Date) -> Option<i32> {
    EPOCH.until(day).ok().map(|span| span.get_days())
}

/// Points as little-endian WKB.
fn geometries(points: &[Option<(f64, f64)>]) -> ArrayRef {
    let mut builder = BinaryBuilder::new();
    for point in points {
        match point {
            Some((lon, lat)) => {
                let mut wkb = vec![1, 1, 0, 0, 0];
                wkb.extend_from_slice(&lon.to_le_bytes());
                wkb.extend_from_slice(&lat.to_le_bytes());
                builder.append_value(wkb);
            }
            None => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

fn corners() -> Fields {
    let names = ["xmin", "ymin", "xmax", "ymax"];
    let fields = names.map(|n| Field::new(n, DataType::Float64, true));
    Fields::from(fields.to_vec())
}

fn boxes(points: &[Option<(f64, f64)>]) -> ArrayRef {
    let column = |which: fn((f64, f64)) -> f64| -> ArrayRef {
        let mut builder = Float64Builder::new();
        for point in points {
            builder.append_option(point.map(which));
        }
        Arc::new(builder.finish())
    };
    let (x, y) = (column(|p| p.0), column(|p| p.1));
    let known = arrow_array::BooleanArray::from(points.iter().map(Option::is_some).collect::<Vec<_>>());
    let nulls = Some(known.values().clone().into());
    // The four columns have the lengths and types that the fields ask for.
    let made = StructArray::try_new(corners(), vec![x.clone(), y.clone(), x, y], nulls);
    made.map_or_else(
        |_| arrow_array::new_null_array(&DataType::Struct(corners()), points.len()),
        |a| Arc::new(a) as ArrayRef,
    )
}

/// The file's `geo` entry. A point must not be missing from its range, so an empty table has none.
fn geo_metadata(points: &[Option<(f64, f64)>]) -> String {
    let known: Vec<(f64, f64)> = points.iter().flatten().copied().collect();
    let corner = |p: &str| json!(["bbox", p]);
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "covering": {"bbox": {"xmin": corner("xmin"), "ymin": corner("ymin"), "xmax": corner("xmax"), "ymax": corner("ymax")}},
    });
    if !known.is_empty() {
        let fold = |start: f64, which: fn(f64, f64) -> f64, x: fn(&(f64, f64)) -> f64| {
            known.iter().map(x).fold(start, which)
        };
        let (inf, sup) = (f64::INFINITY, f64::NEG_INFINITY);
        column["bbox"] = json!([
            fold(inf, f64::min, |p| p.0),
            fold(inf, f64::min, |p| p.1),
            fold(sup, f64::max, |p| p.0),
            fold(sup, f64::max, |p| p.1)
        ]);
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).to_string()
}

/// Reads back what [`write`] wrote, without the columns `geometry` and `bbox`.
///
/// # Errors
/// When it is no such file.
pub fn read(bytes: Vec<u8>) -> Result<(Vec<Kind>, Vec<Vec<Cell>>), String> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type, Int64Type};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let text = |e: &dyn std::fmt::Display| e.to_string();
    let source = bytes::Bytes::from(bytes);
    let reader = ParquetRecordBatchReaderBuilder::try_new(source).map_err(|e| text(&e))?;
    let fields: Vec<_> = (reader.schema().fields().iter())
        .filter(|f| !matches!(f.name().as_str(), "geometry" | "bbox"))
        .cloned()
        .collect();
    let kind = |kind: &DataType| match kind {
        DataType::Utf8 => Ok(Kind::Text),
        DataType::Int64 => Ok(Kind::Int),
        DataType::Float64 => Ok(Kind::Float),
        DataType::Boolean => Ok(Kind::Bool),
        DataType::Date32 => Ok(Kind::Day),
        DataType::List(_) => Ok(Kind::List),
        other => Err(format!("a column of {other}")),
    };
    let kinds: Vec<Kind> = fields
        .iter()
        .map(|f| kind(f.data_type()))
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for batch in reader.build().map_err(|e| text(&e))? {
        let batch = batch.map_err(|e| text(&e))?;
        for row in 0..batch.num_rows() {
            let cells = kinds.iter().enumerate().map(|(k, kind)| {
                let column = batch.column(k);
                if column.is_null(row) {
                    return Cell::Null;
                }
                match kind {
                    Kind::Text => column.as_string::<i32>().value(row).into(),
                    Kind::Int => Cell::Int(column.as_primitive::<Int64Type>().value(row)),
                    Kind::Float => Cell::Float(column.as_primitive::<Float64Type>().value(row)),
                    Kind::Bool => Cell::Bool(column.as_boolean().value(row)),
                    Kind::Day => {
                        let days = column.as_primitive::<Date32Type>().value(row);
                        EPOCH
                            .checked_add(jiff::Span::new().days(days))
                            .map_or(Cell::Null, Cell::Day)
                    }
                    Kind::List => {
                        let items = column.as_list::<i32>().value(row);
                        let items = items.as_string::<i32>();
                        Cell::List(items.iter().flatten().map(str::to_owned).collect())
                    }
                }
            });
            rows.push(cells.collect());
        }
    }
    Ok((kinds, rows))
}
