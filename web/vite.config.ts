import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [preact()],
  build: {
    outDir: "../src/seawall/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "docs/index.html"] },
    chunkSizeWarningLimit: 2_000,
  },
});
