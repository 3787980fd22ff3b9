/** In: every page in light and dark, wide and at 360 px. Out: whether axe finds a fault, and whether the page fits. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browse, page, shot, start } from "./bench.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server;
let browser;
let report;
before(async () => {
  server = await start();
  browser = await browse();
  const { reports } = await (await fetch(`${server.url}/api/v1/reports?limit=200`)).json();
  report = reports.find((r) => r.doc_id === "briefing.txt").sha256;
});
after(async () => {
  await browser?.close();
  server?.stop();
});

const PAGES = () => [
  ["explore", "/", ".list .line"], ["table", "/?as=table", ".list tbody tr"], ["reader", `/reports/${report}`, ".word-trigger"], ["reports", "/reports", "tbody tr"],
  ["events", "/events", ".event"], ["operations", "/operations", ".operation"], ["review", "/review", ".desk .sentence"], ["settle", "/review?tab=settle", "h2"],
  ["codebook", "/codebook", "tbody tr"], ["type", "/codebook/COERCE", ".definition"], ["add", "/add", ".drop"], ["export", "/export", "text=What is withheld"],
  ["brief", "/brief", ".brief-events li"], ["log", "/log", "tbody tr"],
];

for (const [scheme, width] of [["light", 1440], ["dark", 1440], ["light", 360], ["dark", 360]]) {
  test(`every page at ${width} px, ${scheme}`, async () => {
    const at = await page(browser, server.url, { colorScheme: scheme, viewport: { width, height: width < 500 ? 740 : 900 } });
    await at.addInitScript(() => localStorage.setItem("sitrep.coder", "Ana"));
    const faults = [];
    for (const [name, path, there] of PAGES()) {
      await at.goto(path);
      await at.waitForSelector(there, { state: "attached" });
      if (name === "explore") await at.waitForSelector(".map-canvas[data-drawn]", { state: "attached" });
      await at.waitForLoadState("networkidle");
      await shot(at, `${name}-${width}-${scheme}`);
      if (name === "explore" && width < 500) {
        for (const part of ["claims", "filter", "map"]) {
          await at.locator(".narrow-tabs").getByRole("button", { name: part }).click();
          await shot(at, `explore-${part}-${width}-${scheme}`);
        }
      }
      const cut = await at.evaluate(() => [...document.querySelectorAll(".ticks span")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 0.5).map((e) => e.textContent));
      if (cut.length > 0) faults.push(`${name}: cut off: ${cut.join(", ")}`);
      const wide = await at.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) faults.push(`${name}: ${wide} px wider than the screen`);
      await at.evaluate(AXE);
      const found = await at.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] }));
      for (const v of found.violations) faults.push(`${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" | ")}`);
    }
    assert.deepEqual(faults, []);
    assert.deepEqual(at.strangers, []);
    await at.context().close();
  });
}

test("the keyboard reaches the content, and a page in another direction holds", async () => {
  const at = await page(browser, server.url);
  await at.goto("/events");
  await at.waitForSelector(".event");
  await at.keyboard.press("Tab");
  assert.equal(await at.evaluate(() => document.activeElement?.className), "skip");
  await at.keyboard.press("Enter");
  assert.equal(await at.evaluate(() => document.activeElement?.id), "main");
  await at.goto("/");
  await at.waitForSelector(".list .line");
  await at.evaluate(() => { document.documentElement.dir = "rtl"; });
  await at.waitForTimeout(300);
  await shot(at, "explore-rtl");
  const [side, list] = await Promise.all([at.locator(".side").boundingBox(), at.locator(".list").boundingBox()]);
  assert.ok(side.x > list.x, "the filter stands on the right");
  assert.ok((await at.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 1);
  await at.context().close();
});
