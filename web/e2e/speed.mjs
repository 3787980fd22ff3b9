/** In: a project of 10,000 reports and 100,000 claims (SITREP_BIG). Out: how long the first load takes and whether the map stutters; run by hand. */
import { browse, page, shot, start } from "./bench.mjs";

const server = await start({ project: process.env.SITREP_BIG, flags: ["--read-only"] });
const browser = await browse();
try {
  for (const turn of ["cold", "warm", "warm"]) {
    const at = await page(browser, server.url);
    const began = performance.now();
    await at.goto("/");
    await at.waitForSelector(".list .line");
    const list = performance.now() - began;
    await at.waitForFunction(() => /\d/.test(document.querySelector(".counters dd")?.textContent ?? ""));
    const counters = performance.now() - began;
    await at.waitForSelector(".map-canvas[data-ready][data-places]", { state: "attached" });
    const map = performance.now() - began;
    console.log(`${turn}: list ${list.toFixed(0)} ms, counters ${counters.toFixed(0)} ms, map ${map.toFixed(0)} ms, ${await at.getAttribute(".map-canvas", "data-places")} places`);
    if (turn === "cold") await shot(at, "big");
    // Frames while the map is dragged to and fro.
    const box = await at.locator(".map-canvas canvas").boundingBox();
    await at.evaluate(() => {
      globalThis.gaps = [];
      let last = performance.now();
      const tick = (now) => { globalThis.gaps.push(now - last); last = now; globalThis.ticking = requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
    });
    for (let n = 0; n < 4; n++) {
      await at.mouse.move(box.x + 200, box.y + 150);
      await at.mouse.down();
      await at.mouse.move(box.x + 420, box.y + 260, { steps: 20 });
      await at.mouse.up();
      await at.mouse.wheel(0, n % 2 ? 240 : -240);
    }
    const gaps = (await at.evaluate(() => { cancelAnimationFrame(globalThis.ticking); return globalThis.gaps; })).sort((a, b) => a - b);
    console.log(`  ${gaps.length} frames, median ${gaps[gaps.length >> 1].toFixed(1)} ms, 95 % under ${gaps[Math.floor(gaps.length * 0.95)].toFixed(1)} ms, longest ${gaps.at(-1).toFixed(0)} ms`);
    await at.context().close();
  }
  for (const path of ["/facets?", "/map?", "/timeline?unit=month", "/claims?limit=60", "/facets?type=ASSAULT&q=troops", "/map?from=2018-01-01&to=2018-03-01", "/codebook?", "/queue?limit=100"]) {
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
} finally {
  await browser.close();
  server.stop();
}
