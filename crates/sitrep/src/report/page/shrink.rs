//! In: the HTML of a page. Out: the same page with less for a parser to do: without scripts, styles, comments and attributes
//! that nobody reads, its white space collapsed; and whether a parser may be let loose on it. The tree that is built from it
//! says the same. Builds none.

use std::ops::Range;

use memchr::memchr;

use super::guard::Guard;
use super::tag::{Tag, close, comment, end};
use crate::report::limits::Limits;

/// True for an attribute that something in this folder looks at. A new one must be added here: the tree has no other, and asks in
/// unoptimised builds.
pub(super) fn is_read(element: &str, name: &str) -> bool {
    let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
    let read = match name.len() {
        2 => is("id"),
        3 => is("rel"),
        4 => is("lang") || is("name") || is("role") || is("type") || is("href") && element == "link",
        5 => is("class") || is("style") || is("title"),
        7 => is("content") || is("pubdate"),
        8 => is("datetime") || is("itemprop") || is("property") || is("xml:lang"),
        10 => is("http-equiv"),
        11 => is("aria-hidden"),
        _ => false,
    };
    // Whether these end a drawing is told by their attributes.
    read || matches!(element, "font" | "annotation-xml")
}

/// A page made small.
pub(crate) struct Shrunk {
    pub(crate) html: String,
    /// Why it must not be parsed nevertheless; `None` when it may.
    pub(crate) refusal: Option<String>,
}

/// The page without what a parser need not see. Structured data stay; so does, as it is written, what stands in elements that
/// hold text only (a title, a frame's fallback). A page over the limit of bytes is refused as it is.
pub(crate) fn shrink(html: &str, limits: &Limits) -> Shrunk {
    if html.len() > limits.page_bytes {
        let (size, limit) = (html.len(), limits.page_bytes);
        return Shrunk {
            html: html.to_owned(),
            refusal: Some(format!("page: {size} bytes, over the limit of {limit}")),
        };
    }
    let mut out = String::with_capacity(html.len() / 2);
    let (mut guard, mut refusal) = (Guard::default(), None);
    let (mut at, mut preformatted, mut drawings) = (0, false, 0_usize);
    let mut kept = Vec::new();
    while at < html.len() {
        let rest = &html[at..];
        let text = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        if text > 0 {
            // A line break says something where text is set out beforehand.
            if preformatted {
                out.push_str(&rest[..text]);
            } else {
                collapse(&rest[..text], &mut out);
            }
            at += text;
            continue;
        }
        if rest.starts_with("<!--") {
            at += comment(rest);
            continue;
        }
        kept.clear();
        let tag = Tag::of(rest, |element, name, span| {
            if is_read(element, name) {
                kept.push(span);
            }
        });
        let Some(tag) = tag else {
            out.push('<');
            at += 1;
            continue;
        };
        at += tag.length;
        let name = tag.name.as_str();
        if matches!(name, "svg" | "math") && !tag.closed {
            drawings = if tag.opens {
                drawings + 1
            } else {
                drawings.saturating_sub(1)
            };
        }
        // Within a drawing, and only there, "<style/>" is whole.
        let raw = tag.opens && is_raw(name) && !(tag.closed && drawings > 0);
        preformatted |= tag.opens && name == "pre";
        let close = if raw {
            close(&html[at..], name).map_or(html.len(), |n| at + n)
        } else {
            at
        };
        if raw && matches!(name, "script" | "style") && !rest[..tag.length].contains("ld+json") {
            at = memchr(b'>', &html.as_bytes()[close..]).map_or(html.len(), |n| close + n + 1);
            continue;
        }
        if refusal.is_none() {
            refusal = guard.count(name, tag.opens, kept.len(), limits);
        }
        write(rest, &tag, &kept, &mut out);
        out.push_str(&html[at..close]);
        at = close;
    }
    Shrunk { html: out, refusal }
}

/// Elements in which no tag is a tag but their own end.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "title" | "textarea" | "iframe" | "noscript" | "noembed" | "noframes" | "xmp"
    )
}

/// Appends a tag with the attributes to keep; one without end as it is.
fn write(rest: &str, tag: &Tag, kept: &[Range<usize>], out: &mut String) {
    if !tag.whole {
        out.push_str(rest);
        return;
    }
    out.push_str(&rest[..tag.named]);
    if tag.opens {
        for span in kept {
            out.push(' ');
            out.push_str(&rest[span.clone()]);
        }
    }
    out.push_str(if tag.closed { " />" } else { ">" });
}

/// Appends a text with each run of ASCII white space as one blank.
fn collapse(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let end = end(bytes, at, |b| !b.is_ascii_whitespace());
        if end > at + 1 || bytes[at] != b' ' {
            out.push_str(&text[from..at]);
            out.push(' ');
            from = end;
        }
        at = end;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::tree::Tree;

    fn check(html: &str, small: &str) {
        assert_eq!(shrink(html, &Limits::default()).html, small, "{html}");
    }

    #[test]
    fn scripts_are_left_out() {
        check("<p>One<SCRIPT>if (a<b) '</p>'</SCRIPT >two", "<p>Onetwo");
        check("<style>p > b {}</style><p>One", "<p>One");
        check(
            "<script type='application/ld+json'>{\"a\":  \"<style>\"}</script><p>One",
            "<script type='application/ld+json'>{\"a\":  \"<style>\"}</script><p>One",
        );
        check(
            "<p title='<style>'>1 < 2<title>The  <style> element</title>",
            "<p title='<style>'>1 < 2<title>The  <style> element</title>",
        );
        check("<!-- <script> --><p>One</p><script>no end", "<p>One</p>");
        check(
            "<svg><style/><g/></svg>One<style/>two</style>three",
            "<svg><style /><g /></svg>Onethree",
        );
        check("<a href=x?a='><b>One</b>", "<a><b>One</b>");
    }

    #[test]
    fn comments_end_as_browsers_have_it() {
        check("a<!-->b<!--->c<!-- x --!>d<!-- - -- --->e", "abcde");
        check("a<!--!>b-->c", "ac");
        check("a<!-- no end <p>", "a");
    }

    #[test]
    fn attributes_that_nobody_reads_are_left_out() {
        check(
            "<div\n data-a=\"b > c\" CLASS = x id='y' onclick=z()>",
            "<div CLASS = x id='y'>",
        );
        check("<a href='x'><link href='x' rel=y/>", "<a><link href='x' rel=y/>");
        check("<br/><img src=x / ><path d='m' />", "<br /><img><path />");
        check("</p class=x><font color=red>", "</p><font color=red>");
        check("<p class=\"no end><p>", "<p class=\"no end><p>");
        check("2 <3 <é> </> a<b", "2 <3 <é> </> a<b");
        check("<x =class=y class>", "<x class>");
        check("<a/class=x/><b/>", "<a class=x/><b />");
    }

    #[test]
    fn white_space_is_collapsed_but_where_it_says_something() {
        check("<p>\n  One\ttwo \u{a0}\n</p> <p>", "<p> One two \u{a0} </p> <p>");
        check("<p> \n<pre>a\n b</pre>\n\n", "<p> <pre>a\n b</pre>\n\n");
    }

    /// What is built of the small page holds the same elements, names and words.
    #[test]
    fn the_tree_is_the_same() {
        let told = |html: &str| -> Vec<String> {
            let tree = Tree::parse(html);
            let words = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
            tree.within(Tree::root())
                .map(|n| match tree.text(n) {
                    Some(text) => words(text),
                    None => format!("<{} {}>", tree.tag(n), tree.class(n)),
                })
                .filter(|t| !t.is_empty() && t != "< >")
                .collect()
        };
        for html in [
            "<table><tr>\n<td a=1 class=b>One<div hidden>two</table>three<svg viewBox=0><path d=m/>\n<g/></svg> four",
            "<svg><style/><text>One</text><title/></svg> two <svg/> three",
            "<svg><font color=red>One</svg><math><annotation-xml encoding='text/html'><p>two</math>",
            "<p><a href=1>One<p>two<a href=2>three</a><b x=1><i y=2>four</b> five</i>\n\n<ul><li>six <li>seven",
            "<!doctype html>\n<html lang=en>\n<head>\n<title> A\n b</title>\n</head>\n<body class='c'\n>\n<pre>\n\nd\n  e</pre>",
            "<select><option value=1>One <option selected>two</select><textarea>\n <p></textarea><![CDATA[ x ]]><?php y ?>",
        ] {
            assert_eq!(told(&shrink(html, &Limits::default()).html), told(html), "{html}");
        }
    }
}
