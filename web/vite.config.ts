/** How the app is built: into dist/, every file packed with gzip and named so, as the server embeds it. */
import { readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync, copyFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** What is served as it is: borders and land, and the map's worker. Names bear the version, so that browsers may keep them. */
const SHAPES = resolve(import.meta.dirname, "shapes");
const AS_THEY_ARE = [
  ["node_modules/world-atlas/countries-50m.json", "assets/countries-50m.json"],
  ["node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", "assets/maplibre-worker.js"],
  ...readdirSync(SHAPES).filter((f) => f.endsWith(".json")).map((f) => [join(SHAPES, f), `assets/shapes/${f}`] as const),
] as const;

function packed(): Plugin {
  let out = "";
  let serves = false;
  return {
    name: "packed",
    apply: "build",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
      serves = config.command === "build";
    },
    closeBundle() {
      if (!serves) return;
      mkdirSync(join(out, "assets/shapes"), { recursive: true });
      for (const [from, to] of AS_THEY_ARE) copyFileSync(resolve(import.meta.dirname, from), join(out, to));
      for (const entry of readdirSync(out, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || entry.name.endsWith(".gz")) continue;
        const path = join(entry.parentPath, entry.name);
        let bytes: Buffer = readFileSync(path);
        // A map file beside it is not shipped.
        if (/\.m?js$/.test(path)) bytes = Buffer.from(bytes.toString("utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
        writeFileSync(path + ".gz", gzipSync(bytes, { level: 9 }));
        rmSync(path);
      }
    },
  };
}

/** The first script is short and asks for the others: the page names them, so that they are on their way before it has run. */
function ahead(): Plugin {
  return {
    name: "ahead",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {} }) {
        const files = new Set<string>();
        const take = (file: string): void => {
          const chunk = bundle[file];
          if (chunk?.type !== "chunk" || files.has(file)) return;
          files.add(file);
          chunk.imports.forEach(take);
        };
        const app = Object.values(bundle).find((c) => c.type === "chunk" && c.facadeModuleId?.endsWith("/src/app.tsx"));
        if (!app) throw new Error("vite.config.ts: there is no script of src/app.tsx to name in index.html");
        take(app.fileName);
        return [...files].map((file) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` }, injectTo: "head" as const }));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), ahead(), packed()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        manualChunks(id: string) {
          if (id.includes("maplibre-gl") || id.includes("pmtiles") || id.includes("topojson")) return "map";
          if (id.includes("node_modules")) return "vendor";
          return undefined;
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8017" } },
  test: { include: ["test/**/*.test.ts"], testTimeout: 300_000 },
} as Parameters<typeof defineConfig>[0]);
