//! In: a file of records, one a line. Out: a job for each line. Knows no fields.

use std::io::BufRead;
use std::ops::ControlFlow;

use super::LONGEST;
use super::job::{Fault, Work};
use super::walk::{Emit, Place, read_line, told};

/// True when the first line that is not blank is a whole JSON object, or one too long to see its end, and no feed.
pub fn begin(head: &[u8]) -> bool {
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    if text.first() != Some(&b'{') || is_feed(text) || text.contains(&0) {
        return false;
    }
    let whole = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    match text.iter().position(|b| *b == b'\n') {
        Some(end) => whole(&text[..end]) || some_line_is_whole(&text[end..]),
        None => text.len() > (32 << 10) || whole(text),
    }
}

/// A broken first line must not hide the records below it.
fn some_line_is_whole(rest: &[u8]) -> bool {
    rest.split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|l| !l.is_empty())
        .take(3)
        .any(|l| l.starts_with(b"{\"") && serde_json::from_slice::<serde::de::IgnoredAny>(l).is_ok())
}

fn is_feed(text: &[u8]) -> bool {
    let mark = b"jsonfeed.org/version/";
    text[..text.len().min(4096)]
        .windows(mark.len())
        .any(|w| w == mark)
}

/// The jobs of all lines that are not blank.
pub fn walk(mut input: impl BufRead, place: &Place, emit: Emit<'_>) -> ControlFlow<()> {
    let name = &place.name;
    let mut bytes = Vec::new();
    for number in 1.. {
        match read_line(&mut input, LONGEST, &mut bytes) {
            Ok(None) => break,
            Ok(Some(n)) if n > LONGEST => {
                let limit = LONGEST >> 20;
                emit(Work::Problem(Fault::part(
                    name,
                    number,
                    format!(
                        "cannot read {name}:{number}: the line is longer than {limit} MiB; leave it out or shorten it"
                    ),
                )))?;
            }
            Ok(Some(_)) => {
                let text = bytes
                    .strip_prefix(b"\xEF\xBB\xBF")
                    .filter(|_| number == 1)
                    .unwrap_or(&bytes);
                let text = text.trim_ascii();
                if !text.is_empty() {
                    emit(Work::Line {
                        name: name.clone(),
                        number,
                        bytes: text.to_vec(),
                    })?;
                }
            }
            Err(e) => {
                return emit(Work::Problem(Fault::part(
                    name,
                    number,
                    format!("cannot read {name}: {}", told(&e)),
                )));
            }
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader, Read};

    use super::*;

    fn check(head: &[u8], expected: bool) {
        assert_eq!(begin(head), expected, "{}", String::from_utf8_lossy(head));
    }

    #[test]
    fn records_are_told_from_text() {
        check(b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n", true);
        check(b"\n  {\"text\": \"a\"}", true);
        check(b"\xEF\xBB\xBF{\"text\": \"a\"}\n", true);
        check(b"{\"text\": \"cut\n{\"text\": \"b\"}\n", true);
        check(b"{\n  \"text\": \"a\"\n}\n", false);
        check(
            b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}\n",
            false,
        );
        check(b"{curly} words of a report\n", false);
        check(b"Troops moved on Monday.\n", false);
        check(b"", false);
    }

    fn jobs(input: impl Read) -> Vec<Work> {
        let mut jobs = Vec::new();
        let place = Place {
            name: "x".into(),
            ..Place::default()
        };
        let flow = walk(BufReader::new(input), &place, &mut |work| {
            jobs.push(work);
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
        jobs
    }

    fn line(number: usize, bytes: &[u8]) -> Work {
        Work::Line {
            name: "x".into(),
            number,
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_passed_over() {
        assert_eq!(
            jobs(&b"\xEF\xBB\xBF{}\r\n\n{ }"[..]),
            [line(1, b"{}"), line(3, b"{ }")]
        );
    }

    #[test]
    fn an_endless_line_is_refused_and_the_next_one_read() {
        let jobs = jobs(io::repeat(b'a').take(LONGEST as u64 + 7).chain(&b"\n{}\n"[..]));
        assert!(matches!(&jobs[0], Work::Problem(fault) if fault.message.contains("x:1")));
        assert_eq!(jobs[1..], [line(2, b"{}")]);
    }
}
