"""Incidents of `sitrep code --incidents` in the form of MUC-4's templates.

In: a row of an incident. Out: the template that the scorer of that set reads. Knows no key.
"""

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
