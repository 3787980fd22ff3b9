/** In: the sample project, and no mouse. Out: whether every dimension of the filter is in the address, and whether keys alone lead
 * from the first page to a judged claim. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, page, start } from "./bench.mjs";

let server;
let browser;
before(async () => {
  server = await start();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  server?.stop();
});

test("every dimension of the filter is in the address, and the counters follow each", async () => {
  const at = await page(browser, server.url);
  const total = async (query) => (await (await fetch(`${server.url}/api/v1/claims?limit=1&${query}`)).json()).total;
  const all = await total("");
  const agree = async (query) => {
    const want = await total(query);
    await at.waitForFunction((n) => !document.querySelector(".is-stale") && Number(document.querySelector(".counters dd")?.textContent?.replace(/\D/g, "")) === n, want);
    return want;
  };
  const seen = [];
  await at.goto("/");
  await agree("");
  for (const name of ["Type", "Mode", "Who", "To whom", "Sector", "Status", "Source", "Country", "Precision of the place", "Sensitivity", "Review", "Operation"]) {
    const facet = at.locator(".facet").filter({ has: at.locator("summary", { hasText: new RegExp(`^${name}$`) }) });
    if ((await facet.getAttribute("open")) === null) await facet.locator("summary").press("Enter");
    await facet.getByRole("checkbox").first().press("Space");
    await at.waitForURL(/\?/);
    const query = new URL(at.url()).searchParams;
    assert.equal([...query].length, 1, at.url());
    seen.push([...query.keys()][0]);
    const some = await agree(query.toString());
    assert.ok(some > 0 && some <= all, `${name}: ${some} of ${all}`);
    await at.getByRole("button", { name: "Clear all" }).press("Enter");
    await at.waitForURL((u) => u.search === "");
    await agree("");
  }
  assert.deepEqual(seen, ["type", "mode", "actor", "recipient", "sector", "status", "source", "country", "precision", "sensitivity", "review", "operation"]);
  for (const query of ["from=2019-10-10&to=2019-10-12", "q=checkpoint", "bbox=43,34,45,36", "area=43,34,45,34,44,36"]) {
    await at.goto(`/?${query}`);
    const some = await agree(query);
    assert.ok(some > 0 && some < all, `${query}: ${some} of ${all}`);
    assert.ok(await at.locator(".chip").first().isVisible());
  }
  await at.context().close();
});

test("keys alone: to a claim on the map's page, its report, and a judged claim", async () => {
  const at = await page(browser, server.url);
  await at.goto("/");
  await at.waitForSelector(".list .line a");
  const focused = () => at.evaluate(() => ({ text: document.activeElement?.textContent?.trim().slice(0, 60) ?? "", in: document.activeElement?.closest(".list .line") !== null, tag: document.activeElement?.tagName }));
  const tabTo = async (right, most = 160) => {
    for (let i = 0; i < most; i++) {
      await at.keyboard.press("Tab");
      const now = await focused();
      if (right(now)) return now;
    }
    throw new Error("no Tab leads there");
  };
  await tabTo((f) => f.text === "Reports");
  await tabTo((f) => f.in && f.tag === "A" && f.text.length > 8);
  await at.keyboard.press("Enter");
  await at.waitForURL(/\/reports\/[0-9a-f]{64}/);
  await at.waitForSelector(".word-trigger");
  await tabTo((f) => f.text === "Review");
  await at.keyboard.press("Enter");
  await at.waitForURL(/\/review/);
  await at.getByLabel(/Your name/).waitFor();
  await tabTo((f) => f.tag === "INPUT");
  await at.keyboard.type("Ana");
  await at.keyboard.press("Enter");
  await at.waitForSelector(".desk .sentence");
  await at.keyboard.press("a");
  await at.waitForFunction(() => document.querySelector(".desk")?.getAttribute("aria-label")?.startsWith("Claim 2 "));
  // What is in hand is said aloud, and where the keys go can be seen.
  assert.ok((await at.locator("[aria-live]").count()) > 0);
  await tabTo((f) => /accept/.test(f.text));
  assert.notEqual(await at.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  assert.deepEqual([at.strangers, at.faults], [[], []]);
  await at.context().close();
});
