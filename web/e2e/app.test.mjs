/** In: the sample project in a real browser. Out: whether each page does what people come to it for. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, page, shot, start, until } from "./bench.mjs";

let server;
let browser;
let at;
before(async () => {
  server = await start();
  browser = await browse();
  at = await page(browser, server.url);
  await at.goto("/log");
  await at.evaluate(() => localStorage.setItem("sitrep.coder", "Ana"));
});
after(async () => {
  await browser?.close();
  server?.stop();
});

const claims = async (opened = at) => Number((await opened.locator(".counters dd").first().textContent()).replace(/\D/g, ""));
const settled = async (opened = at) => {
  await opened.waitForFunction(() => !document.querySelector(".is-stale") && /\d/.test(document.querySelector(".counters dd")?.textContent ?? ""));
};
const explore = async (query = "", opened = at) => {
  await opened.goto(`/${query}`);
  await settled(opened);
};
const mapReady = (opened = at) => opened.waitForSelector(".map-canvas[data-drawn]", { state: "attached" });
const api = async (path) => (await fetch(`${server.url}/api/v1${path}`)).json();

test("one filter: counters, list, map, timeline and the address follow it, and a link brings a colleague to the same view", async () => {
  await explore();
  await mapReady();
  const all = await claims();
  assert.ok(all > 50, `${all} claims`);
  await shot(at, "explore-1440");
  const placesOfAll = Number(await at.getAttribute(".map-canvas", "data-places"));
  await at.locator(".facet", { hasText: "Type" }).first().getByRole("checkbox").first().check();
  await at.waitForURL(/type=/);
  await at.waitForFunction((n) => Number(document.querySelector(".counters dd")?.textContent?.replace(/\D/g, "")) < n, all);
  await settled();
  const some = await claims();
  const type = new URL(at.url()).searchParams.get("type");
  assert.equal((await api(`/claims?type=${type}`)).total, some);
  const tags = await at.locator(".list .line .type").allTextContents();
  assert.ok(tags.every((t) => t.toUpperCase().startsWith(type)), tags.join());
  await at.waitForFunction((n) => Number(document.querySelector(".map-canvas")?.getAttribute("data-places")) < n, placesOfAll);
  assert.deepEqual(await at.locator(".legend li").count(), 1, "the timeline shows the one type");
  // A colleague opens the link.
  const other = await page(browser, server.url);
  await other.goto(at.url());
  await settled(other);
  assert.equal(await claims(other), some);
  assert.ok(await other.locator(".chip").first().isVisible());
  await other.context().close();
  await at.goBack();
  await at.waitForFunction((n) => Number(document.querySelector(".counters dd")?.textContent?.replace(/\D/g, "")) === n, all);
  await at.getByLabel("Words").fill("checkpoint");
  await at.keyboard.press("Enter");
  await at.waitForURL(/q=checkpoint/);
  await at.waitForFunction(() => {
    const all = [...document.querySelectorAll(".list .sentence")];
    return all.length > 0 && all.every((s) => /checkpoint/i.test(s.textContent));
  });
  await at.getByRole("button", { name: "table", exact: true }).click();
  await at.waitForSelector(".list table tbody tr");
  await shot(at, "explore-table-1440");
});

test("the map draws places by precision, keeps countries in a tray, and takes an area", async () => {
  await explore("?precision=country&precision=none");
  assert.match(await at.locator(".tray summary").textContent(), /No place on the map: \d/);
  // What is left on the map are the further places of a list, which have points of their own.
  const off = await api("/map?precision=country&precision=none");
  assert.ok(off.placed < off.tray.reduce((n, t) => n + t.claims, 0) / 5, JSON.stringify(off.tray));
  await at.waitForFunction((n) => document.querySelector(".map-canvas")?.getAttribute("data-places") === String(n), off.places.length);
  await explore();
  await mapReady();
  const answer = await api("/map");
  assert.ok(answer.places.every((p) => !["country", "none"].includes(p.precision)));
  const total = (await api("/claims?limit=1")).total;
  assert.equal(answer.placed + answer.tray.reduce((n, t) => n + t.claims, 0), total, "every claim is on the map or in the tray");
  await at.locator(".map-legend summary").click();
  await at.locator(".tray summary").click();
  await shot(at, "map-legend");
  await at.locator(".map-legend summary").click();
  await at.locator(".tray summary").click();
  await at.getByRole("button", { name: "Draw area" }).click();
  const box = await at.locator(".map-canvas canvas").boundingBox();
  for (const [x, y] of [[0.35, 0.3], [0.65, 0.3], [0.65, 0.65], [0.35, 0.65]]) {
    await at.mouse.click(box.x + box.width * x, box.y + box.height * y);
    // Two clicks in one place and moment are a double click.
    await at.waitForTimeout(350);
  }
  await at.getByRole("button", { name: /Close area \(4\)/ }).click();
  await at.waitForURL(/area=/);
  await settled();
  const inside = await claims();
  assert.ok(inside < total, `${inside} of ${total}`);
  await shot(at, "map-area");
  await at.getByRole("button", { name: "Clear area" }).click();
  await at.waitForURL((u) => !u.search.includes("area="));
});

test("the timeline is brushed by mouse and by keys", async () => {
  await explore("?unit=day&from=2019-10-01&to=2019-10-31");
  await explore("?unit=day");
  const svg = at.locator(".timeline svg");
  await svg.waitFor();
  await at.waitForSelector(".timeline .bars path");
  const all = await claims();
  const box = await svg.boundingBox();
  await at.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await at.mouse.down();
  await at.mouse.move(box.x + box.width * 0.97, box.y + 40, { steps: 4 });
  await at.mouse.up();
  await at.waitForURL(/from=.*to=/);
  await at.waitForFunction((n) => Number(document.querySelector(".counters dd")?.textContent?.replace(/\D/g, "")) < n, all);
  const url = new URL(at.url());
  assert.ok(url.searchParams.get("from") < url.searchParams.get("to"));
  await svg.focus();
  await at.keyboard.press("Escape");
  await at.waitForURL((u) => !u.search.includes("from="));
  await at.keyboard.press("End");
  await at.keyboard.press("Shift+ArrowLeft");
  await at.keyboard.press("Enter");
  await at.waitForURL(/from=/);
  await settled();
  await at.getByRole("button", { name: "month", exact: true }).click();
  await at.waitForURL(/unit=month/);
});

test("the reader underlines every claim, connects its roles, and shows what other reports say", async () => {
  const { reports } = await api("/reports?limit=200");
  const briefing = reports.find((r) => r.doc_id === "briefing.txt");
  await at.goto(`/reports/${briefing.sha256}`);
  await at.waitForSelector(".word-trigger");
  const detail = await api(`/reports/${briefing.sha256}`);
  const underlined = new Set((await at.locator("[data-trigger]").evaluateAll((all) => all.flatMap((e) => e.dataset.trigger.split(" ")))));
  assert.deepEqual([...underlined].sort(), detail.claims.map((c) => c.claim_id).sort());
  const text = (await at.locator(".report-text p").allTextContents()).join("\n");
  assert.equal(text.replace(/\s+/g, " "), detail.report.text.trim().replace(/\s+/g, " "));
  const rich = detail.claims.find((c) => c.actors.length > 0 && c.place);
  await at.locator(`[data-trigger~="${rich.claim_id}"]`).hover();
  await at.waitForSelector(".threads path");
  await at.locator(`[data-trigger~="${rich.claim_id}"]`).click();
  await at.waitForURL(/claim=/);
  await at.waitForSelector(".card.is-chosen .values");
  await shot(at, "reader-1440");
  // Some event is told by two reports.
  const { events } = await api("/events?limit=200");
  const shared = events.find((e) => new Set(e.claims.map((c) => c.doc_id)).size > 1);
  if (shared) {
    const first = shared.claims[0];
    const claim = await api(`/claims/${first.claim_id}`);
    await at.goto(`/reports/${claim.report_sha256}?claim=${first.claim_id}`);
    await at.waitForSelector(".elsewhere li");
    await at.locator(".elsewhere").scrollIntoViewIfNeeded();
    await shot(at, "reader-elsewhere");
  }
});

test("hostile text is text, and right-to-left words keep their direction", async () => {
  const { reports } = await api("/reports?limit=200");
  for (const name of ["hostile.txt", "local.txt"]) {
    const report = reports.find((r) => r.doc_id === name);
    await at.goto(`/reports/${report.sha256}`);
    await at.waitForSelector(".report-text p");
    await shot(at, `reader-${name.replace(".txt", "")}`);
  }
  for (const path of ["/", "/events", "/reports", "/review", "/log", "/brief"]) {
    await at.goto(path);
    await at.waitForLoadState("networkidle");
    assert.equal(await at.evaluate(() => window.pwned), undefined, path);
  }
  const hostile = reports.find((r) => r.doc_id === "hostile.txt");
  await at.goto(`/reports/${hostile.sha256}`);
  await at.waitForSelector(".report-text p");
  assert.match(await at.locator(".report-text").textContent(), /<script>window\.pwned=2<\/script>/);
  assert.equal(await at.locator(".report img, .report-text script").count(), 0);
  // A frame of another page stays empty.
  const frame = await page(browser, server.url);
  await frame.setContent(`<iframe src="${server.url}/"></iframe>`);
  await frame.waitForTimeout(500);
  assert.equal(await frame.frames()[1]?.locator("main").count().catch(() => 0), 0);
  await frame.context().close();
});

test("events show ranges and sources, take claims out and put events together; operations show phases", async () => {
  await at.goto("/events");
  await at.waitForSelector(".event");
  await shot(at, "events-1440");
  const all = (await api("/events?limit=1")).total;
  await at.reload();
  await at.waitForSelector(".event");
  await at.locator(".event .choose input").nth(0).check();
  await at.locator(".event .choose input").nth(1).check();
  await at.getByLabel("Why one event").fill("a test");
  await at.getByRole("button", { name: "Put together" }).click();
  // What they draw along once they are together may be more than the two.
  await until("that the events are put together", async () => (await api("/events?limit=1")).total < all);
  const joined = (await api("/events?limit=500")).events.find((e) => e.claims.some((c) => c.reasons.some((r) => r.feature === "forced")));
  await at.goto(`/events/${joined.event_id}`);
  await at.waitForSelector(".who-says li");
  await shot(at, "event-1440");
  await at.getByRole("button", { name: "Undo" }).click();
  await until("that the merge is undone", async () => (await api("/events?limit=1")).total === all);
  await at.goto("/operations");
  await at.waitForSelector(".operation .phases");
  await shot(at, "operations-1440");
});

test("twenty claims in two minutes by keys, corrected, undone, and all of it in the log", async () => {
  await at.goto("/review");
  await at.evaluate(() => localStorage.removeItem("sitrep.coder"));
  await at.reload();
  await at.getByLabel(/Your name/).fill("Ana");
  await at.getByRole("button", { name: "Begin" }).click();
  await at.waitForSelector(".desk .sentence");
  await shot(at, "review-1440");
  const began = Date.now();
  const judged = [];
  for (let n = 0; n < 20; n++) {
    judged.push(await at.locator(".desk .context .sentence").textContent());
    if (n === 3) {
      await at.keyboard.press("t");
      await at.waitForSelector("[role=dialog] input");
      await at.keyboard.type("aid");
      await at.keyboard.press("Enter");
      await at.waitForSelector(".desk .verdict-corrected");
      assert.match(await at.locator(".desk-main .type").textContent(), /^Aid/);
    }
    if (n === 5) {
      await at.keyboard.press("s");
      await at.waitForSelector("[role=dialog] input");
      await at.keyboard.press("3");
      await at.waitForSelector(".desk .status-planned");
    }
    if (n === 7) {
      await at.keyboard.press("d");
      await at.getByLabel("First day").fill("2019-10-09");
      await at.getByLabel("Last day").fill("2019-10-10");
      await at.getByRole("button", { name: "Save" }).click();
      await at.waitForFunction(() => document.querySelector(".desk-main .when")?.textContent === "9–10 Oct 2019");
    }
    if (n === 9) {
      await at.keyboard.press("p");
      await at.getByRole("searchbox", { name: "Name" }).fill("Mosul");
      await at.waitForFunction(() => [...document.querySelectorAll("[role=dialog] .options b")].some((b) => b.textContent === "Mosul"));
      await shot(at, "review-place");
      await at.getByRole("searchbox", { name: "Name" }).press("Enter");
      await at.waitForFunction(() => [...document.querySelectorAll(".desk-values dd")].some((d) => d.textContent?.includes("Mosul")));
    }
    if (n === 11) {
      await at.keyboard.press("c");
      await at.getByLabel("best").first().fill("17");
      await at.getByRole("button", { name: "Save" }).click();
      await at.waitForSelector(".desk .verdict-corrected");
    }
    await at.keyboard.press(n % 4 === 2 ? "r" : "a");
    await at.waitForFunction((i) => document.querySelector(".desk")?.getAttribute("aria-label")?.startsWith(`Claim ${i} `), n + 2);
  }
  const seconds = (Date.now() - began) / 1000;
  console.log(`# 20 claims with 5 corrections in ${seconds.toFixed(1)} s of a machine's keys`);
  assert.ok(seconds < 120, `${seconds} s`);
  await at.keyboard.press("u");
  await at.waitForFunction(() => document.querySelector(".desk")?.getAttribute("aria-label")?.startsWith("Claim 20 "));
  await until("that 19 judgements stand", async () => (await api("/claims?review=accepted&limit=1")).total + (await api("/claims?review=rejected&limit=1")).total === 19);
  assert.ok((await api("/claims?review=corrected&limit=1")).total >= 5);
  const { lines } = await api("/log?limit=100");
  assert.ok(lines.filter((l) => l.act === "correct" && l.who === "Ana").length >= 26);
  await at.goto("/log");
  await at.waitForSelector("tbody tr");
  await shot(at, "log-1440");
});

test("two coders are blind to each other, and what they differ on is settled", async () => {
  const judge = async (name, key) => {
    const one = await page(browser, server.url);
    await one.addInitScript((n) => localStorage.setItem("sitrep.coder", n), name);
    await one.goto("/review?blind=1&status=occurred&type=ASSAULT&review=untouched");
    await one.waitForSelector(".desk .sentence");
    const first = await one.locator(".desk .context .sentence").textContent();
    assert.equal(await one.locator(".opinions").count(), 0);
    await one.keyboard.press(key);
    await one.waitForFunction(() => document.querySelector(".desk")?.getAttribute("aria-label")?.startsWith("Claim 2 "));
    await one.waitForLoadState("networkidle");
    await one.context().close();
    return first;
  };
  const blind = async (name, keys) => {
    const seen = [];
    for (const key of keys) seen.push(await judge(name, key));
    return seen;
  };
  // Each looks at the first that he has not judged: two alike, one not.
  assert.deepEqual(await blind("Ben", ["a", "r", "a"]), await blind("Cem", ["a", "r", "r"]));
  const before = (await api("/claims?review=rejected&limit=1")).total;
  await at.goto("/review?tab=settle");
  await at.waitForSelector(".opinions li");
  await shot(at, "settle-1440");
  // Of three claims two alike: kappa (2/3 - 4/9) / (1 - 4/9); of six opinions three are right, three wrong: alpha 1 - (1/3) / (18/30).
  const table = await at.locator("table tbody tr").first().locator("td").allTextContents();
  assert.deepEqual(table, ["Ben, Cem", "3", "67 %", "0.40"]);
  assert.match(await at.locator(".review p", { hasText: "Krippendorff" }).textContent(), /^3 claims were reviewed by two coders or more.*: 0\.44/);
  await at.locator(".opinions li", { hasText: "Cem" }).getByRole("button").first().click();
  await until("that what Cem says stands", async () => (await api("/claims?review=rejected&limit=1")).total === before + 1);
});

test("the codebook tells what fires and reads a sentence", async () => {
  await at.goto("/codebook");
  await at.waitForSelector("tbody tr");
  assert.equal(await at.locator("tbody tr").count(), 16);
  await at.getByRole("textbox", { name: "Try a sentence" }).fill("Police arrested 14 suspects near Baqubah on Monday.");
  await at.getByRole("button", { name: "Read it" }).click();
  await at.waitForSelector(".try .card .values");
  assert.match(await at.locator(".try .card").first().textContent(), /Coerce\/arrest/);
  await shot(at, "codebook-1440");
  await at.goto("/codebook/ASSAULT");
  await at.waitForSelector(".definition");
  await shot(at, "codebook-type-1440");
});

test("reports are added by pasting and by dropping, with what was removed", async () => {
  await at.goto("/add");
  await at.getByLabel("Text", { exact: true }).fill("Rebels released 12 prisoners in Sinjar on 20 October 2019, the Red Cross said.");
  await at.getByLabel("Title").fill("Release in Sinjar");
  await at.getByLabel("Source").fill("Pasted Wire");
  await at.getByRole("button", { name: "Add", exact: true }).click();
  const page_ = readFileSync(join(import.meta.dirname, "../../examples/press-page.html"), "utf8");
  writeFileSync(join(server.folder, "dropped.html"), page_.replaceAll("the", "the ").concat("<!-- another -->"));
  await at.locator("input[type=file]").setInputFiles(join(server.folder, "dropped.html"));
  await at.waitForFunction(() => [...document.querySelectorAll(".jobs .badge")].filter((b) => b.textContent === "done").length >= 2, null, { timeout: 300_000 });
  assert.match(await at.locator(".jobs").textContent(), /taken out as page furniture/);
  await at.locator(".jobs details").first().click();
  await shot(at, "add-1440");
  await explore("?q=prisoners");
  assert.ok((await claims()) >= 1);
});

test("an export tells first what it withholds, and the brief prints with its sources", async () => {
  await at.goto("/export?type=COERCE");
  await at.waitForSelector("text=What is withheld");
  assert.ok((await at.locator(".page ul li").count()) > 2);
  await shot(at, "export-1440");
  const saved = at.waitForEvent("download");
  await at.getByRole("link", { name: "Save the file" }).click();
  await saved;
  const file = await at.request.get(await at.getByRole("link", { name: "Save the file" }).getAttribute("href"));
  assert.match(file.headers()["content-disposition"], /package\.zip"$/);
  assert.equal((await file.body()).subarray(0, 2).toString(), "PK");
  await at.getByRole("radio", { name: /internal/ }).check();
  await at.waitForURL(/profile=internal/);
  await at.waitForSelector("text=Say so first");
  assert.equal(await at.getByRole("link", { name: "Save the file" }).count(), 0);
  await at.goto("/brief");
  await at.waitForSelector(".brief-events li");
  assert.ok((await at.locator(".brief-sources li").count()) > 0);
  await at.emulateMedia({ media: "print" });
  await shot(at, "brief-print");
  await at.emulateMedia({ media: "screen" });
});

test("nothing was asked of another host, and no page complained", async () => {
  assert.deepEqual(at.strangers, []);
  // An event that was linked anew while its claim was looked at has another id by then; the page says nothing of it.
  const gone = at.faults.filter((f) => /^404 GET .*\/api\/v1\/events\/[0-9a-f]{16}$/.test(f)).length;
  const others = at.faults.filter((f) => !/^404 GET .*\/api\/v1\/events\/[0-9a-f]{16}$/.test(f));
  for (let n = 0; n < gone; n++) others.splice(others.findIndex((f) => /Failed to load resource.*404/.test(f)), 1);
  assert.deepEqual(others, []);
});
