/** In: web/src and the committed web/dist. Out: whether a build gives what is committed; packed files are compared unpacked. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { build } from "vite";

const out = mkdtempSync(join(tmpdir(), "sitrep-dist-"));
await build({ root: import.meta.dirname, logLevel: "error", build: { outDir: out, emptyOutDir: true } });
const all = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).sort();
const committed = join(import.meta.dirname, "dist");
const [made, kept] = [all(out), all(committed)];
const faults = [...made.filter((f) => !kept.includes(f)).map((f) => `${f} is not committed`), ...kept.filter((f) => !made.includes(f)).map((f) => `${f} is no more made`)];
for (const file of made.filter((f) => kept.includes(f))) {
  if (!gunzipSync(readFileSync(join(out, file))).equals(gunzipSync(readFileSync(join(committed, file))))) faults.push(`${file} differs`);
}
rmSync(out, { recursive: true });
if (faults.length > 0) {
  console.error(`web/dist is not what web/src builds; run: npm --prefix web run build\n  ${faults.join("\n  ")}`);
  process.exit(1);
}
