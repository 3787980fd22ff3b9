/**
 * In: a project of 10,000 reports and 100,000 claims (SITREP_BIG; `cargo run --release -p store --example project_bench -- 10000 10`
 * makes one). Out: how long pages take to load, what frames of the map cost beside those of an empty map, and how soon a
 * correction stands; run by hand, figures in bench/speed/web.csv.
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browse, page, shot, start } from "./bench.mjs";

const ms = (n) => `${n.toFixed(0)} ms`;

/** Until list, counters, timeline and map stand, from the moment at which the address is entered. */
async function load(at) {
  const began = performance.now();
  const since = () => performance.now() - began;
  await at.goto("/", { waitUntil: "commit" });
  const parts = {
    list: () => at.waitForSelector(".list .line"),
    counters: () => at.waitForFunction(() => /\d/.test(document.querySelector(".counters dd")?.textContent ?? "")),
    timeline: () => at.waitForSelector(".timeline .bars path", { state: "attached" }),
    map: () => at.waitForSelector(".map-canvas[data-ready][data-places]", { state: "attached" }),
  };
  const times = await Promise.all(Object.entries(parts).map(async ([name, there]) => { await there(); return [name, since()]; }));
  await at.waitForSelector(".map-canvas[data-drawn]", { state: "attached" });
  return Object.fromEntries([...times, ["drawn", since()]]);
}

/** Frames while the map is dragged and zoomed: their gaps, and what of them is work of scripts on the page's own thread. */
async function drag(at) {
  const cdp = await at.context().newCDPSession(at);
  await cdp.send("Performance.enable");
  const cost = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map((m) => [m.name, m.value * 1000]));
  const box = await at.locator(".map-canvas canvas").boundingBox();
  await at.evaluate(() => {
    globalThis.gaps = [];
    let last = performance.now();
    const tick = (now) => { globalThis.gaps.push(now - last); last = now; globalThis.ticking = requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  const before = await cost();
  for (let n = 0; n < 4; n++) {
    await at.mouse.move(box.x + 200, box.y + 150);
    await at.mouse.down();
    await at.mouse.move(box.x + 420, box.y + 260, { steps: 20 });
    await at.mouse.up();
    await at.mouse.wheel(0, n % 2 ? 240 : -240);
    await at.waitForTimeout(250);
  }
  const after = await cost();
  const gaps = (await at.evaluate(() => { cancelAnimationFrame(globalThis.ticking); return globalThis.gaps; })).sort((a, b) => a - b);
  const script = (after.ScriptDuration - before.ScriptDuration) / gaps.length;
  return `${gaps.length} frames, median ${gaps[gaps.length >> 1].toFixed(1)} ms, 95 % under ${gaps[Math.floor(gaps.length * 0.95)].toFixed(1)} ms, longest ${ms(gaps.at(-1))}; scripts ${script.toFixed(1)} ms a frame`;
}

let folder;
let server = await start({ project: process.env.SITREP_BIG, flags: ["--read-only"] });
const browser = await browse();
try {
  for (const turn of ["cold", "warm", "warm", "warm"]) {
    const at = await page(browser, server.url);
    const times = await load(at);
    console.log(`${turn}: ${Object.entries(times).map(([name, t]) => `${name} ${ms(t)}`).join(", ")}; ${await at.getAttribute(".map-canvas", "data-places")} places`);
    if (turn === "cold") await shot(at, "big");
    console.log(`  map of 100,000 claims: ${await drag(at)}`);
    await at.goto("/?from=1900-01-01&to=1900-01-02");
    await at.waitForSelector(".map-canvas[data-drawn]", { state: "attached" });
    console.log(`  map without a claim:   ${await drag(at)}`);
    await at.context().close();
  }
  for (const path of ["/project", "/claims?limit=60", "/facets?", "/map?", "/timeline?unit=month", "/facets?type=ASSAULT&q=shelled", "/timeline?unit=month&type=ASSAULT", "/map?from=2018-01-01&to=2018-03-01", "/claims?limit=60&q=shelled", "/codebook?", "/queue?limit=100", "/reports?limit=50", "/events?limit=50"]) {
    const times = [];
    let bytes = 0;
    for (let n = 0; n < 3; n++) {
      const began = performance.now();
      const answer = await fetch(`${server.url}/api/v1${path}`);
      bytes = (await answer.arrayBuffer()).byteLength;
      times.push(performance.now() - began);
    }
    console.log(`${path.padEnd(40)} ${times.map((t) => t.toFixed(0)).join(", ")} ms, ${(bytes / 1024).toFixed(0)} KiB`);
  }
  server.stop();
  // A correction, on a copy.
  folder = mkdtempSync(join(tmpdir(), "sitrep-speed-"));
  const copy = join(folder, "big.sitrep");
  copyFileSync(process.env.SITREP_BIG, copy);
  server = await start({ project: copy });
  const ask = async (path, method = "GET", body = undefined) => (await fetch(`${server.url}/api/v1${path}`, {
    method, headers: { "Content-Type": "application/json", "X-Sitrep": "1", "X-Sitrep-Coder": "Ana" }, ...(body ? { body: JSON.stringify(body) } : {}),
  })).json();
  const { claims } = await ask("/queue?limit=5");
  await ask("/facets?");
  for (const claim of claims) {
    let began = performance.now();
    await ask(`/claims/${claim.claim_id}/corrections`, "POST", { field: "status", value: "denied", why: "a measurement" });
    const sent = performance.now() - began;
    began = performance.now();
    const { status } = await ask(`/claims/${claim.claim_id}`);
    const seen = performance.now() - began;
    began = performance.now();
    const { claims: all } = await ask("/facets?");
    const { linking } = await ask("/project");
    console.log(`correction ${ms(sent)}, the claim (${status}) again ${ms(seen)}, counters of ${all} claims ${ms(performance.now() - began)}; events are being put together: ${linking}`);
  }
} finally {
  await browser.close();
  server.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
