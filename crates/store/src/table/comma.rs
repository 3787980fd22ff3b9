//! In: the bytes of a CSV file, whatever its delimiter. Out: rows. Reads as it goes; a row has a longest length.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Value};

use super::Row;

/// The longest name of a column, in bytes: some exports ask whole questions there.
const LONGEST_NAME: usize = 300;

/// What parts the columns of a table that begins with `head`; `None` when it is no table of reports: its first line
/// must name a column for which `holds_text` is true, hold nothing but short names without markup (a page on few long lines
/// has commas too), and be parted in the same way as the row below it.
pub fn delimiter(head: &[u8], holds_text: impl Fn(&str) -> bool) -> Option<u8> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    [b',', b'\t', b';', b'|'].into_iter().find(|delimiter| {
        let mut reader = ReaderBuilder::new()
            .delimiter(*delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(head);
        let mut rows = reader.byte_records();
        let Some(Ok(header)) = rows.next() else {
            return false;
        };
        let names: Vec<String> = header.iter().map(name).collect();
        if names
            .iter()
            .any(|n| n.len() > LONGEST_NAME || n.contains(['<', '>']))
        {
            return false;
        }
        let row = rows.next().and_then(Result::ok);
        // The only row of a short file, or the first of a long one, which the head may cut.
        let fits =
            row.is_some_and(|row| row.len() == names.len() || row.len() < names.len() && head.len() > 1000);
        names.iter().any(|n| holds_text(n)) && (fits && names.len() > 1)
    })
}

fn name(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim().to_owned()
}

/// The rows of a CSV file with a header. A row longer than `longest` bytes ends the table with an error.
///
/// # Errors
/// Each item: when the file cannot be read or a row is too long; that is then the last item.
pub fn csv_rows(
    input: impl Read,
    delimiter: u8,
    longest: usize,
) -> impl Iterator<Item = Result<Row, String>> {
    let left = Arc::new(AtomicUsize::new(longest));
    let bounded = Bounded {
        input,
        left: Arc::clone(&left),
        longest,
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bounded);
    let mut names: Option<Vec<String>> = None;
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            let mut record = ByteRecord::new();
            // The reader reads ahead by less than this.
            left.store(longest + (64 << 10), Ordering::Relaxed);
            match reader.read_byte_record(&mut record) {
                Ok(false) => done = true,
                Ok(true) => {
                    let Some(names) = &names else {
                        let strip = |f: &[u8]| name(f.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(f));
                        names = Some(record.iter().map(strip).collect());
                        continue;
                    };
                    let number = record.position().map_or(0, |p| p.line() as usize);
                    let value = |f: &[u8]| Value::String(String::from_utf8_lossy(f).into_owned());
                    let cells: Map<String, Value> = names
                        .iter()
                        .zip(record.iter())
                        .filter(|(_, f)| !f.is_empty())
                        .map(|(n, f)| (n.clone(), value(f)))
                        .collect();
                    return Some(Ok(Row { number, cells }));
                }
                Err(e) => {
                    done = true;
                    return Some(Err(e.to_string()));
                }
            }
        }
        None
    })
}

/// Refuses to go on when one row has taken too much.
struct Bounded<R> {
    input: R,
    left: Arc<AtomicUsize>,
    longest: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        let left = self.left.load(Ordering::Relaxed);
        if n > left {
            return Err(io::Error::other(format!(
                "a row is longer than {} MiB; a quotation mark may be missing",
                self.longest >> 20
            )));
        }
        self.left.store(left - n, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<u8>) {
        assert_eq!(delimiter(text.as_bytes(), |n| n == "text"), expected, "{text:?}");
    }

    #[test]
    fn tables_are_told_by_their_header() {
        check("id,text\n1,Two men were held.\n", Some(b','));
        check("\u{feff}id;text;date\n1;\"Two; men\";x\n", Some(b';'));
        check("id\ttext\n1\tTwo men, held.\n", Some(b'\t'));
        check("text\nTwo men were held.\n", None);
        check("In the text, two\nlines follow.\n", None);
        check("id,title\n1,x\n", None);
        check("", None);
        check("<html><p>the,text,of</p>\n<p>a,b,c</p>\n", None);
        check(&format!("id,text,{}\n1,x,y\n", "word ".repeat(100)), None);
    }

    #[test]
    fn rows_have_lines_and_names() {
        let rows: Vec<_> = csv_rows(&b"id,text\n1,\"a\nb\"\n2,\n3,c,d\n"[..], b',', 100).collect();
        let show = |r: &Result<Row, String>| {
            let r = r.as_ref().expect("a row");
            (r.number, Value::Object(r.cells.clone()).to_string())
        };
        assert_eq!(
            rows.iter().map(show).collect::<Vec<_>>(),
            [
                (2, "{\"id\":\"1\",\"text\":\"a\\nb\"}".to_owned()),
                (4, "{\"id\":\"2\"}".to_owned()),
                (5, "{\"id\":\"3\",\"text\":\"c\"}".to_owned()),
            ]
        );
    }

    #[test]
    fn an_endless_row_is_refused() {
        let endless = &b"id,text\n1,\""[..];
        let rows: Vec<_> = csv_rows(endless.chain(io::repeat(b'a')), b',', 1 << 20).collect();
        assert_eq!(rows.len(), 1);
        assert!(
            rows[0].as_ref().is_err_and(|e| e.contains("longer than 1 MiB")),
            "{rows:?}"
        );
    }
}
