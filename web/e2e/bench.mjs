/** In: the built program. Out: a sample project, a running server, a browser that reaches nothing else. Knows no page. */
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
export const SHOTS = join(import.meta.dirname, "shots");

export const SITREP = process.env.SITREP ?? join(root, "target/release/sitrep");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

for (const [what, path, how] of [["the program", SITREP, "cargo build --release, or set SITREP"], ["Chromium", CHROMIUM, "sh scripts/setup-web.sh, or set CHROMIUM"]]) {
  if (!existsSync(path)) throw new Error(`cannot test in a browser: ${what} is not at ${path}; run ${how}`);
}

/** How long a state is waited for: the machine may be doing much else. What comes is never waited for longer than it takes. */
export const PATIENCE = 150_000;

/** Waits until what is asked of the server is so. */
export async function until(what, holds) {
  for (const began = Date.now(); Date.now() - began < PATIENCE; await new Promise((done) => setTimeout(done, 150))) if (await holds()) return;
  throw new Error(`${what} did not come about in ${PATIENCE / 1000} s`);
}

/** What a page could do to the one who reads it, were its text ever taken for markup. */
export const HOSTILE = `Clashes in <img src=x onerror="window.pwned=1"> Tikrit

Gunmen killed three <script>window.pwned=2</script> soldiers in Tikrit on 4 October 2019, a "spokesman"><svg onload=window.pwned=3> said.
The army shelled javascript:window.pwned=4 a village near Kirkuk on 5 October 2019 and two civilians were wounded.`;

const LOCAL = `Clashes near Ḩawījah “الحويجة”

Iraqi troops arrested 34 suspects near الحويجة on 6 October 2019. Militants of the Islamic State attacked a police checkpoint in Kirkuk province on 7 October 2019 and killed four policemen, a police officer said.
The government denied that civilians were killed. Aid agencies plan to deliver food to 2,000 families in Iraq next week.`;

/** Reports that tell of one thing otherwise, and enough others for a queue. */
function more(folder) {
  writeFileSync(join(folder, "hostile.txt"), HOSTILE);
  writeFileSync(join(folder, "local.txt"), LOCAL);
  const towns = ["Kirkuk", "Mosul", "Tikrit", "Baqubah", "Ramadi", "Samarra", "Fallujah", "Sinjar"];
  for (let n = 0; n < 16; n++) {
    writeFileSync(join(folder, `wire-${n}.jsonl`), JSON.stringify({
      id: `wire-${n}`, title: `Dispatch ${n}`, source: n % 2 ? "Northern Wire" : "Desk Bulletin", url: `https://example.org/${n}`, published: `2019-10-${String(8 + n).padStart(2, "0")}`,
      text: `Iraqi troops arrested ${n + 3} suspects in ${towns[n % 8]} on ${5 + n} October 2019. Gunmen attacked a checkpoint near ${towns[(n + 3) % 8]} on ${6 + n} October 2019 and killed ${2 + (n % 5)} soldiers, the governor said. Police plan to search ${n + 2} villages in Diyala province.`,
    }));
  }
}

export async function start({ project, flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sitrep-e2e-"));
  let file = project;
  if (!file && process.env.SITREP_SAMPLE) {
    // Made by an earlier run: reading takes a minute, which whoever works on the pages need not wait for at each run.
    file = join(folder, "kirkuk.sitrep");
    copyFileSync(process.env.SITREP_SAMPLE, file);
  }
  if (!file) {
    file = join(folder, "kirkuk.sitrep");
    const inbox = join(folder, "inbox");
    mkdirSync(inbox);
    more(inbox);
    execFileSync(SITREP, ["init", file], { stdio: "ignore" });
    execFileSync(SITREP, ["add", "-p", file, join(root, "examples"), inbox, "--no-progress"], { stdio: "ignore" });
  }
  const server = spawn(SITREP, ["serve", file, "--port", "0", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
  const said = [];
  const url = await new Promise((done, failed) => {
    // Closed, not only ended: what it said is read by then.
    server.on("close", (code) => failed(new Error(`sitrep serve ended with ${code}: ${said.join("\n")}`)));
    createInterface({ input: server.stderr }).on("line", (line) => {
      said.push(line);
      const at = /http:\/\/\S+/.exec(line);
      if (at) done(at[0].replace(/\/$/, ""));
    });
  });
  return { url, folder, file, said, stop: () => { server.kill("SIGKILL"); rmSync(folder, { recursive: true, force: true }); } };
}

/** A browser whose every name but this machine's leads nowhere. */
export const browse = () => chromium.launch({
  executablePath: CHROMIUM,
  args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-sandbox", "--use-angle=swiftshader", "--use-gl=angle", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});

/** Answers from a build that is not in the program yet, for whoever works on the pages. */
async function built(route) {
  const path = new URL(route.request().url()).pathname;
  const name = existsSync(join(process.env.WEB_DIST, `${path}.gz`)) && path !== "/" ? path : "/index.html";
  const kinds = { html: "text/html", js: "text/javascript", css: "text/css", json: "application/json", svg: "image/svg+xml" };
  await route.fulfill({ body: gunzipSync(readFileSync(join(process.env.WEB_DIST, `${name}.gz`))), contentType: kinds[name.split(".").pop()] });
}

/** A page that notes what it asks of other hosts and what it complains of. */
export async function page(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url, reducedMotion: "reduce", ...options });
  if (process.env.WEB_DIST) await context.route((to) => to.origin === url && !to.pathname.startsWith("/api/"), built);
  const opened = await context.newPage();
  opened.faults = [];
  opened.strangers = [];
  opened.on("request", (r) => { if (!r.url().startsWith(url) && !/^(data|blob):/.test(r.url())) opened.strangers.push(r.url()); });
  opened.on("console", (m) => { if (m.type() === "error") opened.faults.push(m.text()); });
  opened.on("response", (r) => { if (r.status() >= 400) opened.faults.push(`${r.status()} ${r.request().method()} ${r.url()}`); });
  opened.on("pageerror", (e) => opened.faults.push(String(e)));
  opened.setDefaultTimeout(PATIENCE);
  return opened;
}

export async function shot(opened, name) {
  mkdirSync(SHOTS, { recursive: true });
  await opened.screenshot({ path: join(SHOTS, `${name}.png`) });
}
