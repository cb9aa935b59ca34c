import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const web = dirname(fileURLToPath(import.meta.url));

// Names are stable: Django's hashed static storage adds the hashes.
export default defineConfig({
  root: web,
  base: "./",
  publicDir: false,
  css: {
    preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] } },
  },
  build: {
    outDir: join(web, "..", "src", "saolang", "ui", "static", "saolang"),
    emptyOutDir: false,
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: false,
    target: "es2020",
    cssTarget: ["chrome111", "firefox113", "safari16"],
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        "public-css": join(web, "src/public.scss"),
        "desk-css": join(web, "src/desk.scss"),
        public: join(web, "src/public.js"),
        desk: join(web, "src/desk.js"),
        scoring: join(web, "src/scoring.js"),
        notices: join(web, "src/notices.js"),
        inspection: join(web, "src/inspection.js"),
        "inspection-sw": join(web, "src/inspection-sw.js"),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunk-[name].js",
        assetFileNames: (asset) => {
          const name = asset.names?.[0] ?? asset.name ?? "";
          if (/\.woff2?$/.test(name)) return "fonts/[name][extname]";
          if (name.endsWith(".css")) return name.replace("-css", "");
          return "[name][extname]";
        },
      },
    },
  },
});
