"""What trafilatura makes of pages, printed as the reader's lines; the peer of the figures of pages.

    python bench/accuracy/trafilatura_run.py precise|default PAGES.jsonl

In: a JSON line a page with `id` and `html`. Out: a JSON line a page with `doc_id` and `text`, on one thread, with metadata and
without comments. Needs `pip install trafilatura==2.3.1 lxml_html_clean`.
"""
import json
import logging
import sys

from trafilatura import bare_extraction

logging.disable(logging.CRITICAL)
precise = sys.argv[1] == "precise"
with open(sys.argv[2], encoding="utf-8") as lines:
    for page in map(json.loads, lines):
        found = bare_extraction(page["html"], with_metadata=True, include_comments=False, favor_precision=precise)
        text = found.text if found is not None else None
        print(json.dumps({"doc_id": page["id"], "text": text or ""}))
