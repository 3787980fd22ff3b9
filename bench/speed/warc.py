"""Makes a WARC of invented web pages, to measure how archives are read.

    python bench/speed/warc.py OUT.warc.gz [--bytes 1000000000] [--seed 1]
    /usr/bin/time -v target/release/sitrep read OUT.warc.gz -o reports.jsonl

In: nothing but the seed. Out: a gzip file, a member a record, with so many bytes of pages before compression. Pages have
20 to 300 KB as news pages do: half of it scripts and styles, menus, related links, comments, a footer; one report in 50
is a copy of an earlier one, one record in 1,000 is broken. Standard library only.
"""
import argparse
import datetime
import gzip
import random
import uuid

PLACES = "Dori Gorgadji Seno Maradi Tillaberi Zinder Aribinda Djibo Tera Ayorou Filingue Abala".split()
WHO = ["soldiers", "gunmen", "police officers", "residents", "protesters", "two guards", "an army patrol", "militia members"]
DID = ["attacked", "left", "searched", "surrounded", "shelled", "returned to", "blocked the road to", "opened fire near"]
WHAT = ["the market", "a checkpoint", "the depot", "a convoy", "the town hall", "a bridge", "the camp", "a school"]
THEN = [
    "Nobody was hurt, the governor said.",
    "At least {n} people were killed and {m} wounded.",
    "The road was closed for {n} hours.",
    "A spokesman said that {n} people were arrested.",
    "It was the {n}th such incident since the beginning of the year.",
    "Families left for the next town, aid workers said.",
]


def sentence(rng):
    head = f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(WHAT)} in {rng.choice(PLACES)} on {rng.choice(['Monday', 'Tuesday', 'Friday'])}"
    tail = rng.choice(THEN).format(n=rng.randint(2, 90), m=rng.randint(2, 90))
    return f"{head[0].upper()}{head[1:]}, witnesses said. {tail}"


def body(rng):
    return ["".join(" " + sentence(rng) for _ in range(rng.randint(1, 4))).strip() for _ in range(rng.randint(4, 25))]


def page(rng, paragraphs, day):
    title = sentence(rng).split(",")[0]
    links = "".join(f"<li><a href='/{rng.random()}'>{sentence(rng).split(',')[0]}</a></li>" for _ in range(rng.randint(5, 60)))
    script = "".join(f"window.d{i}={{a:{rng.random()},b:'{rng.getrandbits(64):x}'}};" for i in range(rng.randint(100, 2500)))
    style = "".join(f".c{i}>p{{margin:{rng.randint(0, 40)}px;color:#{rng.getrandbits(24):06x}}}" for i in range(rng.randint(100, 1500)))
    comments = "".join(f"<div class='comment'><b>user{rng.randint(1, 999)}</b><p>{sentence(rng)}</p></div>" for _ in range(rng.randint(0, 30)))
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"""<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | The Invented Daily</title><style>{style}</style>
<meta property="og:site_name" content="The Invented Daily"><meta property="article:published_time" content="{day}T08:00:00Z"><script>{script}</script></head>
<body><nav><ul>{links}</ul></nav><main><article><h1>{title}</h1><div class="byline">By A. Writer</div><div class="article-body">{text}</div></article></main>
<aside><ul>{links}</ul></aside><div id="comments" class="comments">{comments}</div><footer>Copyright. All rights reserved.</footer></body></html>"""


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("out")
    args.add_argument("--bytes", type=int, default=1_000_000_000)
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    rng, size, number, kept = random.Random(args.seed), 0, 0, []
    with open(args.out, "wb") as out:
        while size < args.bytes:
            number += 1
            day = datetime.date(2018, 1, 1) + datetime.timedelta(days=rng.randint(0, 600))
            if kept and number % 50 == 0:
                paragraphs = rng.choice(kept)
            else:
                paragraphs = body(rng)
                kept = (kept + [paragraphs])[-50:]
            html = page(rng, paragraphs, day).encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=rng.getrandbits(128))}>\r\n"
                f"WARC-Target-URI: https://daily.example/{number}\r\nWARC-Date: {day}T09:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            record = head.encode() + http + b"\r\n\r\n"
            if number % 1000 == 0:
                record = record[: len(record) // 2]
            size += len(record)
            out.write(gzip.compress(record, 1, mtime=0))
    print(f"{number} pages, {size} bytes")


if __name__ == "__main__":
    main()
