// How the page is built: into the Python package, where the server finds it.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8080"; // of `./dev run`, for `npm run dev`

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: "{{nonce}}" }, // the server writes a new one into each answer
  build: {
    outDir: "../src/proffer/workspace/dist",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // they know light-dark(); older ones get plain surfaces
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: { isolate: false }, // what is tested is pure
  server: {
    proxy: {
      "/api": { target: SERVER, ws: true },
      "/demo": SERVER,
    },
  },
});
