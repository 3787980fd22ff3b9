/**
 * In: the sample project, and browsers in states that come seldom: no motion wanted, events that are being put together, answers
 * that hang, days that no words tell. Out: whether the pages hold and say so.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, page, start } from "./bench.mjs";

let server;
let browser;
before(async () => {
  server = await start({ flags: ["--read-only"] });
  browser = await browse();
});
after(async () => {
  await browser?.close();
  server?.stop();
});

const api = async (path) => (await fetch(`${server.url}/api/v1${path}`)).json();
const drawn = (at) => at.waitForSelector(".map-canvas[data-drawn]", { state: "attached" });

test("who wants no motion sees none: no style is animated, and the map jumps", async () => {
  const at = await page(browser, server.url, { reducedMotion: "reduce" });
  for (const [path, there] of [["/events", ".event"], ["/review", "h1"], ["/codebook", "tbody tr"], ["/", ".map-canvas[data-drawn]"]]) {
    await at.goto(path);
    await at.waitForSelector(there, { state: "attached" });
    const moving = await at.evaluate(() => [...document.querySelectorAll("*")].flatMap((e) => ["", "::before", "::after"].map((p) => [e, p, getComputedStyle(e, p || null)]))
      .filter(([, , s]) => s.animationName !== "none" || s.transitionDuration.split(",").some((d) => parseFloat(d) > 0) || s.scrollBehavior === "smooth")
      .map(([e, p]) => `${e.tagName}.${e.className}${p}`));
    assert.deepEqual(moving, [], path);
    assert.equal(await at.evaluate(() => document.getAnimations().length), 0, path);
  }
  // The scale is written anew with every step of the map.
  await at.evaluate(() => {
    const scale = document.querySelector(".maplibregl-ctrl-scale");
    const seen = (globalThis.scales = new Set());
    new MutationObserver(() => seen.add(scale.textContent + scale.style.width)).observe(scale, { attributes: true, childList: true, characterData: true, subtree: true });
  });
  await at.getByRole("button", { name: "Zoom in" }).click();
  await at.waitForFunction(() => globalThis.scales.size > 0);
  await at.waitForTimeout(1000);
  assert.equal(await at.evaluate(() => globalThis.scales.size), 1, "one step");
  await at.context().close();
});

test("while events are put together again the head says so, moves nothing, and the views ask anew when it is done", async () => {
  const at = await page(browser, server.url, { viewport: { width: 360, height: 740 } });
  let linking = false;
  let asked = 0;
  await at.route("**/api/v1/project", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), linking } });
  });
  at.on("request", (r) => { if (/\/api\/v1\/events\?/.test(r.url())) asked += 1; });
  await at.goto("/events");
  await at.waitForSelector(".event");
  const button = at.getByRole("button", { name: "Light or dark" });
  const before = await button.boundingBox();
  assert.ok(before.x + before.width > 360 - 16, `the button stands at the edge: ${JSON.stringify(before)}`);
  assert.equal(await at.locator(".linking").textContent(), "");
  linking = true;
  const note = at.getByRole("status").filter({ hasText: "Events are being put together again" });
  await at.evaluate(() => dispatchEvent(new Event("sitrep:sent")));
  await note.waitFor();
  assert.deepEqual(await button.boundingBox(), before);
  const box = await note.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  const sofar = asked;
  linking = false;
  await note.waitFor({ state: "detached" });
  await at.waitForFunction(() => document.querySelector(".linking").textContent === "");
  for (let n = 0; n < 100 && asked === sofar; n++) await at.waitForTimeout(100);
  assert.ok(asked > sofar, "the page asks for the events again");
  await at.context().close();
});

test("a list or counters that hang keep the map away for a while only", async () => {
  const at = await page(browser, server.url);
  await at.route(/\/api\/v1\/facets/, () => undefined);
  await at.goto("/");
  await at.waitForSelector(".list .line");
  await drawn(at);
  assert.equal(await at.locator(".counters dd").first().textContent(), "…", "no number is made up");
  await at.context().close();
});

test("a page asks each thing once, and the first things beside its scripts", async () => {
  const at = await page(browser, server.url);
  const asked = [];
  at.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/api/v1/")) asked.push(pathname.slice("/api/v1".length) + search);
  });
  await at.goto("/");
  await drawn(at);
  const [, , , ...later] = asked;
  assert.deepEqual(asked.slice(0, 3).sort(), ["/claims?limit=24&", "/facets", "/project"]);
  // The head asks for the project again after three seconds, whether events are being put together.
  assert.ok(later.every((path) => /^\/(map|timeline|names)(\?|$)|^\/project$/.test(path)), later.join(", "));
  const times = await at.evaluate(() => performance.getEntriesByType("resource").map((r) => [new URL(r.name).pathname, r.startTime, r.responseEnd, r.initiatorType]));
  const started = (path) => times.find(([p]) => p === path)[1];
  const app = times.find(([p]) => /\/app-/.test(p));
  for (const path of ["/api/v1/project", "/api/v1/claims", "/api/v1/facets"]) assert.ok(started(path) < app[2], `${path} waited for the scripts`);
  asked.length = 0;
  await at.goto("/?type=ASSAULT");
  await drawn(at);
  assert.deepEqual(asked.filter((path) => /^\/(claims|facets)(\?|$)/.test(path) && !path.includes("type=ASSAULT")), [], "what the filter does not ask");
  await at.context().close();
});

test("the map tells of days that are inferred: all of a point, or some", async () => {
  const { places } = await api("/map");
  const all = places.find((p) => p.inferred > 0 && p.inferred === p.claims && p.precision === "exact");
  const some = places.find((p) => p.inferred > 0 && p.inferred < p.claims && p.precision === "exact");
  assert.ok(all && some, "the sample has points of both kinds");
  for (const [place, said] of [[all, /on days inferred, not told$/], [some, new RegExp(`${some.inferred} of them on an inferred day$`)]]) {
    const at = await page(browser, server.url);
    // Alone in the middle of the map, whatever else the claims there list.
    await at.route(/\/api\/v1\/map/, (route) => route.fulfill({ json: { places: [place], placed: place.claims, tray: [] } }));
    await at.goto("/");
    await drawn(at);
    const box = await at.locator(".map-canvas canvas").boundingBox();
    const tip = at.locator(".tip");
    for (let n = 0; n < 40 && (await tip.count()) === 0; n++) {
      await at.mouse.move(box.x + box.width / 2 + (n % 2), box.y + box.height / 2);
      await at.waitForTimeout(100);
    }
    const words = await tip.locator(".maplibregl-popup-content").textContent();
    assert.ok(words.startsWith(place.name), words);
    assert.match(words, said);
    await at.context().close();
  }
});

test("an operation marks what days of it are inferred", async () => {
  const answer = await api("/operations");
  const [one] = answer.operations;
  const claim = one.claims.find((c) => c.time?.start);
  assert.ok(claim, "the sample has an operation with a day");
  // The same claim as it is when its words tell no day and another's stand for it.
  const undated = { ...claim, claim_id: `${claim.claim_id}0`, time: null, time_inferred: { ...claim.time, basis: "document" } };
  const shown = async (claims) => {
    const at = await page(browser, server.url);
    await at.route("**/api/v1/operations", (route) => route.fulfill({ json: { ...answer, operations: [{ ...one, claims, total: claims.length }] } }));
    await at.goto("/operations");
    const when = at.locator(".operation > header .when");
    await when.waitFor();
    const told = { text: await when.textContent(), inferred: await when.evaluate((e) => e.classList.contains("inferred")), phase: await at.locator(".operation .phases small").first().textContent() };
    await at.context().close();
    return told;
  };
  const told = await shown([claim]);
  assert.ok(!told.inferred && !/inferred/.test(told.text + told.phase), JSON.stringify(told));
  const inferred = await shown([undated]);
  assert.ok(inferred.inferred && / inferred$/.test(inferred.text) && /\(inferred /.test(inferred.phase), JSON.stringify(inferred));
  const both = await shown([claim, undated]);
  assert.ok(!both.inferred && / and 1 claim with an inferred day$/.test(both.text), JSON.stringify(both));
});
