//! In: a mailbox (mbox). Out: a job for each mail. Knows where a mail begins, nothing of its content.

use std::io::BufRead;
use std::ops::ControlFlow;

use sitrep::report::is_mail;

use super::LONGEST;
use super::job::{Fault, Stated, Work};
use super::walk::{Emit, Place, read_line, told};

/// True when the bytes begin with a line "From sender date", and with a mail below it.
pub fn begins(head: &[u8]) -> bool {
    let Some(end) = head.iter().position(|b| *b == b'\n') else {
        return false;
    };
    is_begin(&head[..end]) && is_mail(&head[end + 1..])
}

/// A line that parts mails: "From ", a sender, and a date that ends in a year or names a clock time.
fn is_begin(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let rest = rest.trim_ascii();
    let clock = rest
        .windows(5)
        .any(|w| w[0].is_ascii_digit() && w[1].is_ascii_digit() && w[2] == b':' && w[3].is_ascii_digit());
    clock && rest.iter().filter(|b| **b == b' ').count() >= 4
}

/// The jobs of all mails.
pub fn walk(mut input: impl BufRead, place: &Place, emit: Emit<'_>) -> ControlFlow<()> {
    let name = &place.name;
    let (mut mail, mut line, mut number) = (Vec::new(), Vec::new(), 0_usize);
    let (mut blank, mut long) = (true, false);
    let end = |mail: &mut Vec<u8>, number: usize, long: bool, emit: Emit<'_>| {
        let bytes = std::mem::take(mail);
        if long {
            let limit = LONGEST >> 20;
            return emit(Work::Problem(Fault::part(
                name,
                number,
                format!(
                    "cannot read {name}:{number}: the mail is longer than {limit} MiB; save it and what is attached apart"
                ),
            )));
        }
        if bytes.trim_ascii().is_empty() {
            return ControlFlow::Continue(());
        }
        emit(Work::Whole {
            name: format!("{name}/{number}"),
            bytes,
            stated: Stated::default(),
        })
    };
    loop {
        match read_line(&mut input, LONGEST, &mut line) {
            Ok(None) => return end(&mut mail, number, long, emit),
            Err(e) => {
                end(&mut mail, number, long, &mut *emit)?;
                let message = format!("cannot read {name}: {}", told(&e));
                return emit(Work::Problem(Fault::part(name, number + 1, message)));
            }
            Ok(Some(_)) if blank && is_begin(&line) => {
                end(&mut mail, number, long, &mut *emit)?;
                number += 1;
                (blank, long) = (false, false);
            }
            Ok(Some(_)) => {
                blank = line.trim_ascii().is_empty();
                // A line of text that would begin a mail is quoted in a mailbox.
                let quotes = line.iter().take_while(|b| **b == b'>').count();
                let quoted = quotes > 0 && line[quotes..].starts_with(b"From ");
                long |= mail.len() + line.len() > LONGEST;
                if !long {
                    mail.extend_from_slice(if quoted { &line[1..] } else { &line });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_parted_and_quoted_lines_restored() {
        let mail = "Subject: x\nMessage-ID: <a>\nDate: Sat, 4 May 2019 08:00:00 +0000\n\n";
        let begin = "From a@example.org Sat May  4 08:00:00 2019\n";
        let mailbox =
            format!("{begin}{mail}One.\n>From here it went on.\n\n{begin}{mail}From noon on, two.\n");
        assert!(begins(mailbox.as_bytes()));
        assert!(!begins(
            b"From the north came smoke at 10:30 and it was black.\nNobody was hurt.\n"
        ));
        let mut found = Vec::new();
        let place = Place {
            name: "box".into(),
            ..Place::default()
        };
        let flow = walk(mailbox.as_bytes(), &place, &mut |work| {
            if let Work::Whole { name, bytes, .. } = work {
                found.push((name, String::from_utf8(bytes).expect("text")));
            }
            ControlFlow::Continue(())
        });
        assert!(flow.is_continue());
        assert_eq!(
            found,
            [
                (
                    "box/1".to_owned(),
                    format!("{mail}One.\nFrom here it went on.\n\n")
                ),
                ("box/2".to_owned(), format!("{mail}From noon on, two.\n")),
            ]
        );
    }
}
