#!/usr/bin/env python3
"""Learns the weights by which incidents are found (`packs/incident.bin`).

    cargo run --release -p sitrep --example incident_states -- REPORTS.jsonl STATES
    python training/incidents.py STATES KEYS.jsonl packs/incident.bin [--leave-out N]

In: reports as `incident_states` writes them (words, trees, claims, states of the words), and KEYS: one object a line with
`doc_id` and `templates` in the form of MUC-4 (roles PerpInd, PerpOrg, Target, Victim, Weapon, each a list of entities, an
entity a list of the strings by which the report calls it; VictimDesc, HumTargets, PhysTargets, stage). Out: two networks of
one hidden layer, in 8 bits. `--leave-out 4` leaves out every fourth report (by a hash of its name), for choosing thresholds.

Every place where a report uses a string of its key teaches the noun phrase there: its part, the type of incident, what
became of it and the stage. A claim's trigger learns the types of the incidents whose parts stand in its sentence.
The rows of features are the counterpart of `crates/sitrep/src/event/incident/row.rs`.
"""

import argparse
import bisect
import json
import re
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

STATE, WIDTH, SIGNS, HIDDEN, EPOCHS = 384, 3 * 384, 40, 64, 8
PARTS = ["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"]
TYPES = ["attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage"]
STAGES = ["ACCOMPLISHED", "ATTEMPTED", "THREATENED"]
PEOPLE = [None, "DEATH", "INJURY", "NO INJURY OR DEATH", "REGAINED FREEDOM"]
THINGS = [None, "SOME DAMAGE", "DESTROYED", "NO DAMAGE"]
SAME = {"NO INJURY": "NO INJURY OR DEATH", "NO DEATH": "NO INJURY OR DEATH"}
KINDS = ["ASSAULT", "COERCE", "PROTEST", "THREATEN", "MOBILIZE", "ACCUSE", "SANCTION", "RETREAT"]
STATUS = ["occurred", "ongoing", "planned", "hypothetical", "negated", "denied", "alleged"]
UNKNOWN = -1


class Report:
    """One report, its words numbered through."""

    def __init__(self, row, states):
        self.text, self.claims, self.names = row["text"], row["claims"], row["names"]
        self.words, self.sentence, self.starts = [], [], []
        for k, sentence in enumerate(row["sentences"]):
            self.starts.append(len(self.words))
            self.words += sentence
            self.sentence += [k] * len(sentence)
        self.states = states[: len(self.words)]
        self.first = [w[0] for w in self.words]

    def head(self, w):
        return self.words[w][4]

    def upos(self, w):
        return self.words[w][3]

    def relation(self, w):
        return self.words[w][5]

    def at(self, point):
        return bisect.bisect_left(self.first, point)


def phrases(r):
    """Heads of noun phrases; names by their heads; for each word of a name its head and kind."""
    names, inside = {}, {}
    for (a, b), kind in r.names:
        i, j = r.at(a), r.at(b)
        if j <= i:
            continue
        head = next((w for w in range(i, j) if r.head(w) is None or not i <= r.head(w) < j), i)
        names[head] = (i, j)
        inside.update({w: (head, kind) for w in range(i, j)})
    part = ("compound", "flat", "flat:name", "goeswith")
    heads = [w for w in range(len(r.words))
             if (inside[w][0] == w if w in inside else r.upos(w) in ("NOUN", "PROPN") and r.relation(w) not in part)]
    return heads, names, inside


def features(r, heads, inside):
    """Rows for noun phrases and for claims (`row.rs`)."""
    trigger_of = [min(r.at(c["trigger"][0]), len(r.words) - 1) for c in r.claims]
    triggers, links = set(trigger_of), defaultdict(list)
    for k, c in enumerate(r.claims):
        for acts, key in ((True, "actors"), (False, "recipients")):
            for party in c[key]:
                for w in range(r.at(party[0][0]), r.at(party[0][1])):
                    links[w].append((acts, k))
    first = r.states[:, :STATE].astype(np.float32)
    ends = r.starts[1:] + [len(r.words)]
    sentences, report = [first[a:b].mean(0) for a, b in zip(r.starts, ends)], first.mean(0)
    kind = lambda k: KINDS.index(r.claims[k]["kind"]) if r.claims[k]["kind"] in KINDS else len(KINDS)

    def context(w):
        up = r.head(w)
        while up is not None and up not in triggers and r.upos(up) != "VERB":
            up = r.head(up)
        predicate = np.zeros(STATE, np.float32) if up is None else first[up]
        return [r.states[w].astype(np.float32), predicate, sentences[r.sentence[w]], report]

    def position(w, s):
        s[27 + min(r.sentence[w], 4)] = 1
        s[32] = min(r.sentence[w] / 20, 1.5)

    def of_phrase(w):
        s = np.zeros(SIGNS, np.float32)
        for acts, k in links[w][:4]:
            s[(0 if acts else 10) + kind(k)] = 1
            s[20] = max(s[20], r.claims[k]["p"])
        if w in inside:
            s[21 + ["PER", "ORG", "LOC"].index(inside[w][1])] = 1
        s[24 + {"NOUN": 0, "PROPN": 1}.get(r.upos(w), 2)] = 1
        position(w, s)
        return np.concatenate([*context(w), s])

    def of_claim(k):
        s, c = np.zeros(SIGNS, np.float32), r.claims[k]
        s[kind(k)] = s[10 + STATUS.index(c["status"])] = 1
        s[20:25] = [c["p"], bool(c["actors"]), bool(c["recipients"]), c["time"] is not None, c["place"] is not None]
        position(trigger_of[k], s)
        return np.concatenate([*context(trigger_of[k]), s])

    rows = lambda made: np.stack(made).astype(np.float16) if made else np.zeros((0, 6 * STATE + SIGNS), np.float16)
    return rows([of_phrase(w) for w in heads]), rows([of_claim(k) for k in range(len(r.claims))]), trigger_of


def told(r, templates, inside):
    """For each head the parts that the key gives it: (part, template, strings of the entity)."""
    text, last = r.text.upper(), {w[1]: k for k, w in enumerate(r.words)}
    first = {w[0]: k for k, w in enumerate(r.words)}
    out = defaultdict(list)
    for n, t in enumerate(templates):
        entities = [(part, e) for part in PARTS for e in t[part]]
        entities += [("Victim", v["alts"]) for v in t.get("VictimDesc", []) if not v["of"]]
        for part, strings in entities:
            for string in strings:
                body = r"\s+".join(re.escape(w) for w in string.split())
                body = body.replace(r"\(", r"[\[(]").replace(r"\)", r"[\])]")
                for found in re.finditer(rf"(?<![A-Z0-9]){body}(?![A-Z0-9])", text):
                    i, j = first.get(found.start()), last.get(found.end())
                    if i is None or j is None:
                        continue
                    w = next((w for w in range(i, j + 1) if r.head(w) is None or not i <= r.head(w) <= j), i)
                    while r.relation(w) in ("compound", "flat", "flat:name") and r.head(w) is not None:
                        w = r.head(w)
                    out[inside[w][0] if w in inside else w].append((part, n, strings))
    return out


def effect(template, part, strings):
    """Class of what became of the entity; `UNKNOWN` where the key tells it otherwise than we do."""
    classes = PEOPLE if part == "Victim" else THINGS
    for x in template["HumTargets" if part == "Victim" else "PhysTargets"]:
        if set(x["mentions"]) & set(strings):
            e = (x.get("effect") or [None])[0]
            e = SAME.get(e, e)
            return classes.index(e) if e in classes else UNKNOWN
    return UNKNOWN


def examples(row, states, templates):
    """Rows and labels of one report."""
    r = Report(row, states)
    heads, _, inside = phrases(r)
    x, claims, trigger_of = features(r, heads, inside)
    key = told(r, templates, inside)
    kind = [TYPES.index(t["incident_type_alts"][0].lower()) for t in templates]
    n = len(heads)
    part, people, things, stage = np.zeros(n, int), *(np.full(n, UNKNOWN) for _ in range(3))
    types = np.zeros((n, len(TYPES)), np.float32)
    near = defaultdict(set)
    for k, w in enumerate(heads):
        if w not in key:
            continue
        role, t, strings = key[w][0]
        part[k] = PARTS.index(role) + 1
        types[k, sorted({kind[t] for _, t, _ in key[w]})] = 1
        stage[k] = next((i for i in (1, 2) if STAGES[i] in templates[t]["stage"]), 0)
        if role == "Victim":
            people[k] = effect(templates[t], role, strings)
        if role == "Target":
            things[k] = effect(templates[t], role, strings)
    for w, parts in key.items():
        near[r.sentence[w]].add(kind[parts[0][1]])
    triggers = np.zeros((len(r.claims), len(TYPES)), np.float32)
    for k, w in enumerate(trigger_of):
        triggers[k, sorted(near[r.sentence[w]])] = 1
    return x, part, types, people, things, stage, claims, triggers


class Net(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.hidden, self.out = nn.Linear(6 * STATE + SIGNS, HIDDEN), nn.Linear(HIDDEN, outputs)

    def forward(self, x):
        x = F.dropout(x, 0.2, self.training)
        return self.out(F.dropout(F.relu(self.hidden(x)), 0.3, self.training))


def fit(net, x, loss):
    torch.manual_seed(0)
    best = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-2)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(best, EPOCHS)
    for epoch in range(EPOCHS):
        net.train()
        total = 0.0
        for batch in torch.randperm(len(x)).split(512):
            l = loss(net(x[batch].float()), batch)
            best.zero_grad()
            l.backward()
            best.step()
            total += l.item() * len(batch)
        rate.step()
        print(f"epoch {epoch}: loss {total / len(x):.4f}", flush=True)
    return net.eval()


def learn(parts):
    x, part, types, people, things, stage, claims, triggers = (torch.from_numpy(np.concatenate(p)) for p in zip(*parts))

    def loss(o, batch):
        of_part, of_type, *rest = o.split([6, 6, 5, 4, 3], 1)
        y = part[batch]
        total, some = F.cross_entropy(of_part, y), y > 0
        if some.any():
            total = total + 0.5 * F.binary_cross_entropy_with_logits(of_type[some], types[batch][some])
        for scores, label in zip(rest, (people[batch], things[batch], stage[batch])):
            known = label >= 0
            if known.any():
                total = total + 0.1 * F.cross_entropy(scores[known], label[known])
        return total

    torch.manual_seed(0)
    phrase = fit(Net(24), x, loss)
    trigger = fit(Net(6), claims, lambda o, b: 3 * F.binary_cross_entropy_with_logits(o, triggers[b]))
    return phrase, trigger


def write(path, nets):
    """The form that `IncidentModel::from_bytes` reads; a scale for each row."""
    with open(path, "wb") as f:
        f.write(b"SITREPIN" + (1).to_bytes(4, "little"))
        for net in nets:
            for layer in (net.hidden, net.out):
                w, b = layer.weight.detach().numpy(), layer.bias.detach().numpy()
                scale = np.maximum(np.abs(w).max(1), 1e-9) / 127
                f.write(np.array(w.shape, "<u4").tobytes() + scale.astype("<f4").tobytes() + b.astype("<f4").tobytes())
                f.write(np.round(w / scale[:, None]).astype(np.int8).tobytes())


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("states", type=Path, nargs="+", help="folders of incident_states, then KEYS and OUT")
    ap.add_argument("--leave-out", type=int, metavar="N", help="leave out every Nth report")
    a = ap.parse_args()
    *folders, keys, out = a.states
    keys = {k["doc_id"]: k for k in map(json.loads, open(keys, encoding="utf-8"))}
    parts = []
    for folder in folders:
        states = np.memmap(folder / "states.f16", np.float16, "r")
        states, at = states[: len(states) // WIDTH * WIDTH].reshape(-1, WIDTH), 0
        for line in open(folder / "docs.jsonl", encoding="utf-8"):
            row = json.loads(line)
            n = sum(map(len, row["sentences"]))
            held = a.leave_out and zlib.crc32(row["doc_id"].encode()) % a.leave_out == 0
            if n and not held:
                parts.append(examples(row, states[at : at + n], keys[row["doc_id"]]["templates"]))
            at += n
    print(f"{len(parts)} reports, {sum(len(p[0]) for p in parts)} noun phrases, {sum(len(p[6]) for p in parts)} claims")
    write(out, learn(parts))


if __name__ == "__main__":
    main()
