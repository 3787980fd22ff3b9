//! In: CoNLL-U with sentences and words. Out: its documents, each with a text made of the forms, ready to be
//! analysed. Tags, heads and names of the file are not looked at. Knows no report.

use std::mem::take;
use std::ops::Range;

use text::Span;
use text::token::Word;

/// A document of a treebank: what stands between two `# newdoc`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The forms, with white space where the file has it.
    pub text: String,
    /// The words, in order.
    pub words: Vec<Word>,
    /// The words of each sentence; none is empty.
    pub ranges: Vec<Range<usize>>,
    /// The sentences as they stand in the file, one for each range.
    pub sentences: Vec<Given>,
}

/// A sentence as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Comment lines, whole.
    pub comments: Vec<String>,
    /// Words, and multiword tokens before their words. Empty nodes are left out.
    pub rows: Vec<Row>,
}

/// One row of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// `3`, or `3-4` for a multiword token.
    pub id: String,
    /// How it is written.
    pub form: String,
    /// False when the file says `SpaceAfter=No`.
    pub space_after: bool,
}

impl Row {
    /// True for the row of a multiword token, which is no word itself.
    pub fn is_multiword(&self) -> bool {
        self.id.contains('-')
    }
}

/// The documents of a file.
///
/// # Errors
/// The number of the first line that is no CoNLL-U, from 1, and what is wrong with it.
pub fn documents(file: &str) -> Result<Vec<Document>, (usize, String)> {
    let mut documents: Vec<Document> = Vec::new();
    let mut sentence = Given::default();
    let mut words = 0;
    for (number, line) in (1..).zip(file.lines().chain([""])) {
        if line.trim().is_empty() {
            if words > 0 {
                let new = sentence.comments.iter().any(|c| starts_document(c));
                if new || documents.is_empty() {
                    documents.push(Document::default());
                }
                if let Some(document) = documents.last_mut() {
                    document.add(take(&mut sentence));
                }
                words = 0;
            } else if !sentence.rows.is_empty() {
                return Err((
                    number,
                    "a sentence without words ends here; give its words or leave it out".to_owned(),
                ));
            }
        } else if line.starts_with('#') {
            sentence.comments.push(line.to_owned());
        } else if let Some(row) = row(line, words + 1).map_err(|what| (number, what))? {
            words += usize::from(!row.is_multiword());
            sentence.rows.push(row);
        }
    }
    Ok(documents)
}

fn starts_document(comment: &str) -> bool {
    comment.trim_start_matches('#').trim_start().starts_with("newdoc")
}

/// `None` for an empty node, which is no word of the text.
fn row(line: &str, next: usize) -> Result<Option<Row>, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let &[id, form, .., misc] = &columns[..] else {
        return Err(format!(
            "no row of CoNLL-U, which has 10 columns with tabs between them: {}",
            shown(line)
        ));
    };
    if columns.len() != 10 {
        return Err(format!(
            "{} columns; CoNLL-U has 10 with tabs between them",
            columns.len()
        ));
    }
    if id.contains('.') {
        return Ok(None);
    }
    let (first, last) = id.split_once('-').unwrap_or((id, id));
    let last: Option<usize> = last.parse().ok();
    if first.parse() != Ok(next) || last.is_none_or(|last| last < next) {
        return Err(format!(
            "the number is {}, the next word has {next}; number the words of a sentence from 1",
            shown(id)
        ));
    }
    if form.trim().is_empty() {
        return Err("the form is missing; give the word as it is written".to_owned());
    }
    let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
    Ok(Some(Row {
        id: id.to_owned(),
        form: form.to_owned(),
        space_after,
    }))
}

fn shown(words: &str) -> String {
    let start: String = words.chars().take(40).collect();
    format!("{start:?}")
}

impl Document {
    fn add(&mut self, sentence: Given) {
        let from = self.words.len();
        // The last word of the open multiword token, and whether a blank follows it.
        let mut token: Option<(&str, bool)> = None;
        let mut joined = false;
        for row in &sentence.rows {
            if let Some((_, last)) = row.id.split_once('-') {
                token = Some((last, row.space_after));
                continue;
            }
            let start = self.text.len();
            self.text += &row.form;
            self.words.push(Word {
                span: Span::new(start, self.text.len()),
                joined,
            });
            joined = token.is_some_and(|(last, _)| last != row.id);
            if !joined {
                let space = token.take().map_or(row.space_after, |(_, space)| space);
                self.text += if space { " " } else { "" };
            }
        }
        self.ranges.push(from..self.words.len());
        self.sentences.push(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, form: &str, misc: &str) -> String {
        format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n")
    }

    fn check(rows: &[(&str, &str, &str)], text: &str, words: &[&str], joined: &[&str]) {
        let file: String = rows.iter().map(|(id, form, misc)| row(id, form, misc)).collect();
        let documents = documents(&file).expect("the rows are CoNLL-U");
        let [document] = &documents[..] else {
            panic!("one document")
        };
        assert_eq!(document.text, text);
        assert_eq!(
            document.words.iter().map(|w| w.span.of(text)).collect::<Vec<_>>(),
            words
        );
        let fused = document.words.iter().filter(|w| w.joined);
        assert_eq!(fused.map(|w| w.span.of(text)).collect::<Vec<_>>(), joined);
    }

    #[test]
    fn the_text_is_made_of_forms() {
        check(
            &[
                ("1", "He", "_"),
                ("2", "fled", "SpaceAfter=No"),
                ("2.1", "home", "_"),
                ("3", ".", "_"),
            ],
            "He fled. ",
            &["He", "fled", "."],
            &[],
        );
        check(
            &[
                ("1-2", "don't", "SpaceAfter=No"),
                ("1", "do", "_"),
                ("2", "n't", "_"),
                ("3", ",", "_"),
                ("4", "he", "_"),
            ],
            "don't, he ",
            &["do", "n't", ",", "he"],
            &["n't"],
        );
    }

    #[test]
    fn documents_and_sentences_are_kept() {
        let one = row("1", "Yes", "_");
        let file = format!("# newdoc id = a\n# sent_id = a-1\n{one}\n{one}\n\n# newdoc id = b\n{one}");
        let documents = documents(&file).expect("CoNLL-U");
        let sentences: Vec<_> = documents
            .iter()
            .map(|d| (d.sentences.len(), d.words.len()))
            .collect();
        assert_eq!(sentences, [(2, 2), (1, 1)]);
        assert_eq!(documents[0].ranges, [0..1, 1..2]);
        assert_eq!(
            documents[0].sentences[0].comments,
            ["# newdoc id = a", "# sent_id = a-1"]
        );
        assert_eq!(self::documents("\n# nothing\n"), Ok(Vec::new()));
    }

    #[test]
    fn faults_name_their_line() {
        for (file, line, says) in [
            ("Troops fled on Monday.\n".to_owned(), 1, "10 columns"),
            (
                row("1", "He", "_") + &row("3", "fled", "_"),
                2,
                "the next word has 2",
            ),
            (row("2-1", "He", "_"), 1, "the next word has 1"),
            (row("1", " ", "_"), 1, "the form is missing"),
            (row("1-2", "don't", "_"), 2, "without words"),
            ("1\tHe\t_\n".to_owned(), 1, "3 columns"),
        ] {
            let fault = documents(&file).expect_err("no CoNLL-U");
            assert!(fault.0 == line && fault.1.contains(says), "{fault:?}");
        }
    }
}
