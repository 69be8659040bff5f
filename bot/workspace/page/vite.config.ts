import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Where `python -m bot.workspace` listens while the page is being worked on with `npm run dev`.
const server = "http://127.0.0.1:8123";

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The block library asks node-emoji first and its own table second. The table is complete for
    // our purpose, and node-emoji would bring 300 kB of names with it.
    alias: { "node-emoji": decodeURI(new URL("./src/blocks/emoji_names.ts", import.meta.url).pathname) },
  },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    // Browsers that know light-dark() and :dir() themselves: both fail when they are rewritten.
    cssTarget: ["chrome123", "edge123", "firefox121", "safari17.5"],
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: {
    proxy: {
      "/page": { target: server, ws: true },
      "/files": { target: server },
    },
  },
});
