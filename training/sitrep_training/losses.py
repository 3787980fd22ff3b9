"""What the claim heads lose on a batch of windows, coded by people or labelled by a teacher.

In: a model, the states of the words, windows as `claims.window` cuts them. Out: a loss and its parts, for each event of the
batch. Knows no encoder.
"""

import collections

import torch
import torch.nn.functional as F

from .batch import pad
from .labels import ROLES

# What one event's parts count for beside its trigger.
WEIGHTS = dict(mode=0.5, status=0.9, role=0.7)


def weighed(trigger, sums, events):
    """The loss and its parts, from sums over the batch and its number of events."""
    parts = {k: v / events for k, v in sums.items()}
    told = {k: float(v.detach()) for k, v in parts.items()} | dict(trigger=float(trigger.detach()))
    return trigger + sum(WEIGHTS[k] * v for k, v in parts.items()), told


def role_gold(window, ok, same_word):
    """What each word is to each event (E, N, NR), and what it counts for. The same word elsewhere may be the same party: it is
    no counter-example. `ok` (E, N) are the words that may be asked."""
    events, c0, t1 = window["events"], window["c0"], window["t1"]
    gold = torch.zeros(len(events), t1 - c0, len(ROLES))
    weight = ok[..., None].float().repeat(1, 1, len(ROLES))
    for q, e in enumerate(events):
        for r, (heads, others) in e["roles"].items():
            r = ROLES.index(r)
            same = {same_word(window["doc"], x) for x in heads}
            for x in range(c0, t1):
                if same_word(window["doc"], x) in same:
                    weight[q, x - c0, r] = 0
            for x in heads:
                if c0 <= x < t1:
                    gold[q, x - c0, r] = weight[q, x - c0, r] = 1
            for x in others:
                if c0 <= x < t1:
                    weight[q, x - c0, r] = 0
    return gold, weight


def coded(model, states, lex, batch, index, heads):
    """The loss on windows that people coded. `heads` is the module `claims`."""
    y = pad([w["y"] for w in batch], -100, states.shape[2])
    events = max(1, sum(len(w["events"]) for w in batch))
    logits = model.trigger(states[0], lex)
    trigger = F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=-100, reduction="sum") / events
    sums = collections.defaultdict(float)
    for i, w in enumerate(batch):
        ev = w["events"]
        if not ev:
            continue
        kinds = torch.tensor([e["type"] for e in ev])
        n = w["t1"] - w["c0"]
        mode, status, roles, ok = heads.run_events(model, states[1:, i, :n], w, [e["word"] for e in ev], kinds, index)
        mode = mode.masked_fill(~heads.MODE_OK[kinds], -1e9)
        sums["mode"] += F.cross_entropy(mode, torch.tensor([e["mode"] for e in ev]), reduction="sum")
        sums["status"] += F.cross_entropy(status, torch.tensor([e["status"] for e in ev]), heads.STATUS_WEIGHT, reduction="sum", label_smoothing=0.05)
        if "role_gold" not in w:
            w["role_gold"] = role_gold(w, ok, heads.doc_word)
        gold, weight = w["role_gold"]
        sums["role"] += (F.binary_cross_entropy_with_logits(roles, gold, reduction="none") * weight).sum()
    return weighed(trigger, sums, events)


def labelled(model, states, lex, batch, index, heads):
    """The loss on windows that a teacher labelled (`soft.py`): what it holds for likely, each event as far as it is sure of it."""
    logits = torch.log_softmax(model.trigger(states[0], lex), -1)
    trigger, events, sums = 0.0, 0.0, collections.defaultdict(float)
    for i, w in enumerate(batch):
        label, n = w["soft"], w["t1"] - w["c0"]
        p = label["p"].float()
        events += float((1 - p[:, 0]).sum())
        trigger = trigger - (p * logits[i, w["t0"] - w["c0"] : n]).sum() + (p * p.clamp(min=1e-6).log()).sum()
        found = label["events"]
        if not found:
            continue
        kinds, sure = torch.tensor(found["kinds"]), found["sure"].float()
        mode, status, roles, ok = heads.run_events(model, states[1:, i, :n], w, [w["c0"] + x for x in found["at"]], kinds, index)
        mode = torch.log_softmax(mode.masked_fill(~heads.MODE_OK[kinds], -1e9), -1).clamp(min=-50)
        sums["mode"] -= (sure * (found["mode"].float() * mode).sum(-1)).sum()
        sums["status"] -= (sure * (found["status"].float() * torch.log_softmax(status, -1)).sum(-1)).sum()
        role = F.binary_cross_entropy_with_logits(roles, found["roles"].float(), reduction="none")
        sums["role"] += (sure[:, None, None] * role * ok[..., None]).sum()
    events = max(1.0, events)
    return weighed(trigger / events, sums, events)
