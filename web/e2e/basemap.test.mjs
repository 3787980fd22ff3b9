/** In: map tiles of the user's own. Out: whether the map draws them below the claims, pictures and shapes. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, page, shot, start } from "./bench.mjs";
import { pmtiles, png, vector } from "./tiles.mjs";

const folder = mkdtempSync(join(tmpdir(), "sitrep-tiles-"));
let browser;
before(async () => { browser = await browse(); });
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** The colour of the map at a point where neither land, name nor claim is. */
async function colour(at) {
  const box = await at.locator(".map-canvas canvas").boundingBox();
  const picture = (await at.screenshot({ clip: { x: box.x + box.width * 0.4, y: box.y + box.height * 0.45, width: 1, height: 1 } })).toString("base64");
  const blank = await at.context().newPage();
  const found = await blank.evaluate(async (data) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], { type: "image/png" }));
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, picture);
  await blank.close();
  return found;
}

for (const [name, file] of [
  ["pictures", pmtiles(png([255, 0, 200]), 2)],
  ["shapes", pmtiles(vector("water"), 1, { vector_layers: [{ id: "water", fields: {} }] })],
]) {
  test(`tiles of one's own are drawn: ${name}`, async () => {
    const path = join(folder, `${name}.pmtiles`);
    writeFileSync(path, file);
    const server = await start({ flags: ["--basemap", path] });
    try {
      const at = await page(browser, server.url);
      const asked = [];
      at.on("response", (r) => { if (r.url().includes("/basemap")) asked.push(r.status()); });
      // Inland Algeria: land unless the tiles say otherwise.
      await at.goto("/?bbox=0,22,8,32");
      await at.waitForSelector(".map-canvas[data-ready]", { state: "attached" });
      const want = name === "pictures" ? [255, 0, 200] : await at.evaluate(() => {
        const [r, g, b] = getComputedStyle(document.documentElement).getPropertyValue("--map-sea").trim().match(/[0-9a-f]{2}/g).map((h) => Number.parseInt(h, 16));
        return [r, g, b];
      });
      // The area of the filter lies over it with 8 % of its colour.
      const near = (got) => got.every((v, i) => Math.abs(v - want[i]) < 26);
      let got = [];
      for (let i = 0; i < 60 && !near(got); i++) {
        got = await colour(at);
        if (!near(got)) await at.waitForTimeout(500);
      }
      await shot(at, `basemap-${name}`);
      assert.ok(near(got), `${got} instead of ${want}`);
      assert.equal(await at.locator(".map-note").count(), 0);
      assert.ok(asked.length > 0 && asked.every((s) => s === 206), `ranges: ${asked}`);
      assert.deepEqual([at.strangers, at.faults], [[], []]);
    } finally {
      server.stop();
    }
  });
}

test("a file that is no tiles is told at once", async () => {
  const path = join(folder, "nonsense.pmtiles");
  writeFileSync(path, "nonsense");
  await assert.rejects(start({ flags: ["--basemap", path] }), /tiles|pmtiles/i);
});
