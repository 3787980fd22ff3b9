"""Incidents of `sitrep code --incidents` in the form of MUC-4's templates.

In: a row of an incident. Out: the template that the scorer of that set reads. Knows no key.
"""

import re

COUNTRIES = {
    "ARG": "ARGENTINA", "BOL": "BOLIVIA", "BRA": "BRAZIL", "CHL": "CHILE", "COL": "COLOMBIA", "CRI": "COSTA RICA", "CUB": "CUBA",
    "DOM": "DOMINICAN REPUBLIC", "ECU": "ECUADOR", "ESP": "SPAIN", "GTM": "GUATEMALA", "HND": "HONDURAS", "HTI": "HAITI",
    "JAM": "JAMAICA", "MEX": "MEXICO", "NIC": "NICARAGUA", "PAN": "PANAMA", "PER": "PERU", "SLV": "EL SALVADOR",
    "URY": "URUGUAY", "USA": "UNITED STATES", "VEN": "VENEZUELA",
}


def words(player):
    return " ".join(player["text"].split())


def number(player):
    n = player["best"] if player["best"] is not None else player["low"]
    return str(n) if n is not None else "PLURAL" if player["plural"] and not player["named"] else "1"


def template(i, published, named):
    """One template; with `named`, only victims with a name, as template F1 asks for."""
    victims = [v for v in i["victims"] if v["named"] or not named]
    hit = lambda players: [{"mentions": [words(p)], "number": number(p), "effect": p["effect"] and p["effect"].upper()} for p in players]
    entities = lambda players: [[words(p)] for p in players]
    t = i["time"]
    location = [[COUNTRIES.get(i["country"], i["country"]), None]] if i["country"] else []
    if location and i["place"]:
        location.append([words(i["place"]), None])
    return {
        "incident_type": i["type"], "stage": i["stage"], "location": location,
        # Where no day is told, it was on or before the day of telling.
        "date": {"from": t["start"], "to": t["end"]} if t else {"from": None, "to": published},
        "PerpInd": entities(i["perpetrators"]), "PerpOrg": entities(i["organisations"]), "Target": entities(i["targets"]),
        "Victim": entities(victims), "Weapon": entities(i["weapons"]), "HumTargets": hit(victims), "PhysTargets": hit(i["targets"]),
    }


# Types of claims that tell an incident of the key's kinds; the others are talk about it.
ACTS = {"ASSAULT"}
ACTS_OF = {"KIDNAPPING": {"ASSAULT", "COERCE"}, "ROBBERY": {"ASSAULT", "COERCE"}, "FORCED WORK STOPPAGE": {"COERCE", "PROTEST"}}
# Words of the key's places that tell no place.
SORTS = {"city", "country", "department", "municipality", "neighborhood", "province", "region", "town", "village"}
COMMON = {"and", "for", "from", "had", "has", "men", "more", "people", "several", "than", "that", "the", "this", "three", "two", "was", "were", "with"}


def content(text):
    return {w for w in re.findall("[a-z]{3,}", (text or "").lower()) if w not in COMMON}


def words_of(event):
    """Content words of an event's perpetrators, targets and place in the key."""
    parts = [v for k in ("perp_individual", "perp_org") for x in event[k] for v in x["value"]]
    parts += [r for k in ("hum_tgt_number", "phys_tgt_number") for x in event[k] for r in x["refs"]]
    place = {w for part in re.split("[:()]", event["location"])[1:] for w in content(part)} - SORTS
    return set().union(place, *map(content, parts))


def claim_of(event, kind, claims):
    """The claim of the report in which most words of the event stand, its parties and place twice; None without any."""
    wanted, best = words_of(event), None
    for c in claims:
        if c["type"] not in ACTS_OF.get(kind, ACTS):
            continue
        filled = c["actors"] + c["recipients"] + ([c["place"]] if c["place"] else [])
        shared = len(wanted & content(c["sentence"]["text"])) + len(wanted & set().union(*(content(f["text"]) for f in filled), set()))
        if shared and (best is None or (shared, c["confidence"]) > best[0]):
            best = ((shared, c["confidence"]), c)
    return best and best[1]


def dates(keys, claims, incidents):
    """Share of events, in percent, whose days are what the report's claim of them says.

    `keys`: {doc_id: {"dct", "events"}}; `claims`, `incidents`: {doc_id: rows}. An event of the key is found again by its words;
    where the claim tells no day, the report's incident of the event's kind does. Where neither does, it was "on or before"
    publication; asked for one day, as a user who wants one is, that is the day of publication. Only events whose key has
    one date and no second reading count. "publication day" is how often that day alone would have been right."""
    known = lambda t: t if t and (t["start"] or t["end"]) else None
    right, every, by_publication = {}, {}, 0
    for doc, key in keys.items():
        for event in key["events"]:
            if len(event["dates"]) != 1:
                continue
            date, kind = event["dates"][0], event["type"].split(" / ")[0]
            claim = claim_of(event, kind, claims.get(doc, []))
            of_kind = next((i for i in incidents.get(doc, []) if i["type"].upper() == kind), None)
            time = known(claim and claim["time"]) or known(of_kind and of_kind["time"])
            got = (time["start"], time["end"]) if time else (None, key["dct"])
            if date["kind"] == "day" and not time:
                got = (key["dct"], key["dct"])
            every[date["kind"]] = every.get(date["kind"], 0) + 1
            right[date["kind"]] = right.get(date["kind"], 0) + (got == (date["from"], date["to"]))
            by_publication += date["kind"] == "day" and date["from"] == key["dct"]
    share = lambda n, kind: round(100 * n / max(1, every.get(kind, 0)), 1)
    out = {f"{name} %": share(right.get(k, 0), k) for k, name in (("day", "day"), ("on_or_before", "on or before"), ("interval", "interval"))}
    return out | {"events with a day": every.get("day", 0), "publication day %": share(by_publication, "day")}
