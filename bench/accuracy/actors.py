"""Share of phrases whose country and sector `sitrep` gets right.

In: a JSON-lines file of cases (`input`, `kwargs.query_date`, `expect`) and the built example `actors_bench`.
Out: on standard output the shares and, with --misses, the wrong rows.

Which rows count: those whose `expect` states a country (`country` or `cc`) or a sector (`code_1`); rows that
only expect a page title, or what the answer must not be, say nothing about country and sector and are left out.
A row is right when every stated one of the two is right. The empty string and UNK both mean "not known". An
expected code that is no PLOVER sector or country (a slip in the cases) counts as missed. A UNO/EUR/NGO country
counts for IGO where the cases say IGO. Cases without a date were written for readers of 2023: they are asked
as of --as-of (2023-01-01).
"""

import argparse
import datetime
import json
import pathlib
import subprocess


def day(case, as_of):
    """The day that a case asks about: given by name, or as the second argument; "today" and none are `as_of`."""
    said = (case.get("kwargs") or {}).get("query_date") or (case.get("args") or ["", ""])[1:2]
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y"):
        try:
            return datetime.datetime.strptime(said if isinstance(said, str) else "".join(said), form).date().isoformat()
        except ValueError:
            pass
    return as_of


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("cases", type=pathlib.Path)
    args.add_argument("--binary", default="target/debug/examples/actors_bench")
    args.add_argument("--as-of", default="2023-01-01")
    args.add_argument("--misses", action="store_true")
    a = args.parse_args()
    cases = [json.loads(line) for line in a.cases.read_text(encoding="utf8").splitlines() if line.strip()]
    cases = [c for c in cases if {"country", "cc", "code_1"} & set(c["expect"])]
    asked = "".join(f"{c['input']}\t{day(c, a.as_of)}\n" for c in cases)
    run = subprocess.run([a.binary], input=asked, capture_output=True, text=True, check=True)
    right = {"country": [0, 0], "sector": [0, 0], "both": [0, 0]}
    for case, line in zip(cases, run.stdout.splitlines(), strict=True):
        country, sector, _, name = line.split("\t")
        expect, good = case["expect"], True
        for key, got, want in (
            ("country", country, expect.get("country", expect.get("cc"))),
            ("sector", sector, expect.get("code_1")),
        ):
            if want is None:
                continue
            ok = want == got or (want in ("", "UNK") and got in ("-", "UNK"))
            ok = ok or (key == "country" and want == "IGO" and got == "UNO")
            # "NGO" stands in the place of a country here and in that of a sector there.
            ok = ok or (country == "NGO" and (want, got) in (("", "NGO"), ("NGO", "-")))
            right[key][0] += ok
            right[key][1] += 1
            good &= ok
        right["both"][0] += good
        right["both"][1] += 1
        if a.misses and not good:
            print(f"{case['input']!r}: expected {expect}, got {country} {sector} {name}")
    for key, (n, of) in right.items():
        print(f"{key}: {n}/{of} = {100 * n / of:.1f} %")


if __name__ == "__main__":
    main()
