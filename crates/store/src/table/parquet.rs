//! In: a Parquet file. Out: rows. Reads one row group after another; knows no Arrow.

use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::file::reader::{ChunkReader, FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use serde_json::Value;

use super::Row;

/// A row group whose columns unpack to more than this is refused: it would be held in memory.
const LARGEST_GROUP: i64 = 2 << 30;

/// The rows of a Parquet file.
///
/// # Errors
/// When it is broken or a row group is too large. Each item: when a row is broken; that is then the last item.
pub fn parquet_rows(
    source: impl ChunkReader + 'static,
) -> Result<impl Iterator<Item = Result<Row, String>>, String> {
    // Other people's code over arbitrary bytes; its failure must not end the run.
    let guarded = |what: &mut dyn FnMut() -> Result<(), String>| {
        catch_unwind(AssertUnwindSafe(what)).unwrap_or_else(|_| Err("the file is broken".to_owned()))
    };
    let mut rows = None;
    let mut source = Some(source);
    guarded(&mut || {
        let source = source.take().ok_or("read twice")?;
        let reader = SerializedFileReader::new(source).map_err(|e| e.to_string())?;
        for group in reader.metadata().row_groups() {
            let size = group.total_byte_size();
            if size > LARGEST_GROUP {
                return Err(format!(
                    "a row group of {size} bytes is too large (limit {LARGEST_GROUP}); write the table with smaller row groups"
                ));
            }
        }
        rows = Some(RowIter::from_file_into(Box::new(reader)));
        Ok(())
    })?;
    let mut number = 0;
    Ok(std::iter::from_fn(move || {
        let mut next = None;
        let read = guarded(&mut || {
            next = rows.as_mut().and_then(Iterator::next);
            Ok(())
        });
        if let Err(e) = read {
            rows = None;
            return Some(Err(e));
        }
        number += 1;
        match next? {
            Ok(row) => match row.to_json_value() {
                Value::Object(cells) => Some(Ok(Row { number, cells })),
                _ => Some(Err("a row is no set of cells".to_owned())),
            },
            Err(e) => {
                rows = None;
                Some(Err(e.to_string()))
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn table() -> Vec<u8> {
        let schema = "message reports { required binary maintext (UTF8); required int64 id; }";
        let schema = Arc::new(parse_message_type(schema).expect("a schema"));
        let mut bytes = Vec::new();
        let properties = Arc::new(WriterProperties::builder().build());
        let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
        let mut group = file.next_row_group().expect("a group");
        let texts = [
            ByteArray::from("Two men were held."),
            ByteArray::from("One was freed."),
        ];
        let mut column = group.next_column().expect("a column").expect("the first");
        column
            .typed::<ByteArrayType>()
            .write_batch(&texts, None, None)
            .expect("texts");
        column.close().expect("closed");
        let mut column = group.next_column().expect("a column").expect("the second");
        column
            .typed::<Int64Type>()
            .write_batch(&[7, 8], None, None)
            .expect("numbers");
        column.close().expect("closed");
        group.close().expect("closed");
        file.close().expect("closed");
        bytes
    }

    #[test]
    fn rows_are_read() {
        let rows: Vec<_> = parquet_rows(Bytes::from(table())).expect("a table").collect();
        let second = rows[1].as_ref().expect("a row");
        assert_eq!((rows.len(), second.number), (2, 2));
        assert_eq!(second.cells["maintext"], "One was freed.");
        assert_eq!(second.cells["id"], 8);
    }

    #[test]
    fn broken_tables_end_in_an_error_and_never_in_a_panic() {
        let whole = table();
        for at in 0..whole.len() {
            let mut cut = whole.clone();
            cut[at] ^= 0xff;
            if let Ok(rows) = parquet_rows(Bytes::from(cut)) {
                rows.take(10).for_each(drop);
            }
        }
        assert!(parquet_rows(Bytes::from(whole[..whole.len() - 9].to_vec())).is_err());
    }
}
