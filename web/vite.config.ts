import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run web` looks for the service; `resettle serve` listens there unless told otherwise. */
const service = 'http://127.0.0.1:8787'
const served = ['/api', '/creator', '/login', '/docs', '/openapi.json', '/healthz', '/readyz', '/metrics']

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // The service puts a fresh nonce there with every answer; nothing else may style the page from within.
  html: { cspNonce: '__CSP_NONCE__' },
  server: { proxy: Object.fromEntries(served.map((path) => [path, service])) },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy of the service allows no data: addresses for fonts, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_200,
  },
})
