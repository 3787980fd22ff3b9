//! In: the analysis of a report. Out: CoNLL-U (UD v2), names in MISC as `Entity=B-LOC`. Knows no claim.

use std::fmt::Write;

use text::{Analysis, Name, Sentence, Span, Token};

use crate::treebank::{Document, Row};

/// All sentences of a report, each with `# sent_id`, `# text` and a blank line after it.
pub fn document(doc_id: &str, text: &str, analysis: &Analysis) -> String {
    let mut out = format!("# newdoc id = {}\n", field(doc_id));
    let mut names = analysis.names.iter().peekable();
    for (i, sentence) in analysis.sentences.iter().enumerate() {
        let mut here = Vec::new();
        while let Some(name) = names.next_if(|n| n.sentence <= i) {
            here.push(name);
        }
        let _ = writeln!(out, "# sent_id = {}-{}", field(doc_id), i + 1);
        let _ = writeln!(out, "# text = {}", field(sentence.span.of(text)));
        write_words(&mut out, text, sentence, &here);
        out.push('\n');
    }
    out
}

fn write_words(out: &mut String, text: &str, sentence: &Sentence, names: &[&Name]) {
    let tokens = &sentence.tokens;
    for (i, token) in tokens.iter().enumerate() {
        let parts = 1 + tokens[i + 1..].iter().take_while(|t| t.joined).count();
        if !token.joined && parts > 1 {
            let last = tokens[i + parts - 1].span;
            let whole = Span::new(token.span.start, last.end);
            let misc = misc(None, touches_next(text, whole.end));
            let _ = writeln!(
                out,
                "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                i + 1,
                i + parts,
                field(whole.of(text))
            );
        }
        let alone = !token.joined && parts == 1;
        let misc = misc(entity(i, names), alone && touches_next(text, token.span.end));
        write_word(out, i + 1, token.span.of(text), token, &misc);
    }
}

fn write_word(out: &mut String, number: usize, form: &str, token: &Token, misc: &str) {
    let head = token.head.map_or(0, |h| h + 1);
    let _ = writeln!(
        out,
        "{number}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{misc}",
        field(form),
        field(&token.lemma),
        token.upos.name(),
        field(&token.xpos),
        field(&token.feats),
        field(&token.deprel),
    );
}

/// A document whose sentences and words were given, with what the analysis says of them. `None` when the analysis
/// has other sentences or words.
pub fn filled(document: &Document, analysis: &Analysis) -> Option<String> {
    let mut out = String::new();
    let mut names = analysis.names.iter().peekable();
    if analysis.sentences.len() != document.sentences.len() {
        return None;
    }
    for (i, (given, sentence)) in document.sentences.iter().zip(&analysis.sentences).enumerate() {
        let mut here = Vec::new();
        while let Some(name) = names.next_if(|n| n.sentence <= i) {
            here.push(name);
        }
        for comment in &given.comments {
            let _ = writeln!(out, "{comment}");
        }
        let mut tokens = sentence.tokens.iter().enumerate();
        for row in &given.rows {
            let Row { id, form, .. } = row;
            if row.is_multiword() {
                let misc = misc(None, !row.space_after);
                let _ = writeln!(out, "{id}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", field(form));
            } else {
                let (k, token) = tokens.next()?;
                write_word(
                    &mut out,
                    k + 1,
                    form,
                    token,
                    &misc(entity(k, &here), !row.space_after),
                );
            }
        }
        out.push('\n');
    }
    Some(out)
}

/// True when no white space follows: the end of the text counts as white space.
fn touches_next(text: &str, end: usize) -> bool {
    text[end..].chars().next().is_some_and(|c| !c.is_whitespace())
}

fn entity(word: usize, names: &[&Name]) -> Option<String> {
    let name = names.iter().find(|n| (n.first..n.end).contains(&word))?;
    let part = if word == name.first { 'B' } else { 'I' };
    Some(format!("Entity={part}-{}", name.kind.label()))
}

fn misc(entity: Option<String>, touches: bool) -> String {
    let parts: Vec<String> = entity
        .into_iter()
        .chain(touches.then(|| "SpaceAfter=No".to_owned()))
        .collect();
    if parts.is_empty() {
        "_".to_owned()
    } else {
        parts.join("|")
    }
}

/// A value of one line without tabs; `_` for none.
fn field(value: &str) -> String {
    let words: Vec<&str> = value.split_whitespace().collect();
    if words.is_empty() {
        "_".to_owned()
    } else {
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use text::{NameKind, Token, Upos};

    use super::*;

    fn token(start: usize, end: usize, upos: Upos, head: Option<usize>, deprel: &str, joined: bool) -> Token {
        Token {
            span: Span::new(start, end),
            lemma: "l".into(),
            upos,
            xpos: "X".into(),
            feats: "_".into(),
            head,
            deprel: deprel.into(),
            joined,
        }
    }

    #[test]
    fn multiword_tokens_spaces_and_names_are_written_as_ud_wants_them() {
        let text = "They don't\nleave Tal Afar.";
        let tokens = vec![
            token(0, 4, Upos::Pron, Some(3), "nsubj", false),
            token(5, 7, Upos::Aux, Some(3), "aux", false),
            token(7, 10, Upos::Part, Some(3), "advmod", true),
            token(11, 16, Upos::Verb, None, "root", false),
            token(17, 20, Upos::Propn, Some(3), "obj", false),
            token(21, 25, Upos::Propn, Some(4), "flat", false),
            token(25, 26, Upos::Punct, Some(3), "punct", false),
        ];
        let name = Name {
            span: Span::new(17, 25),
            sentence: 0,
            first: 4,
            end: 6,
            kind: NameKind::Loc,
        };
        let analysis = Analysis {
            sentences: vec![Sentence {
                span: Span::new(0, 26),
                tokens,
            }],
            names: vec![name],
        };
        let expected = "# newdoc id = r\n# sent_id = r-1\n# text = They don't leave Tal Afar.\n\
            1\tThey\tl\tPRON\tX\t_\t4\tnsubj\t_\t_\n\
            2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
            2\tdo\tl\tAUX\tX\t_\t4\taux\t_\t_\n\
            3\tn't\tl\tPART\tX\t_\t4\tadvmod\t_\t_\n\
            4\tleave\tl\tVERB\tX\t_\t0\troot\t_\t_\n\
            5\tTal\tl\tPROPN\tX\t_\t4\tobj\t_\tEntity=B-LOC\n\
            6\tAfar\tl\tPROPN\tX\t_\t5\tflat\t_\tEntity=I-LOC|SpaceAfter=No\n\
            7\t.\tl\tPUNCT\tX\t_\t4\tpunct\t_\t_\n\n";
        assert_eq!(document("r", text, &analysis), expected);
    }
}
