import { homedir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { rewriteXterm } from './rewrite-xterm.ts'

// Where the page finds the daemon while it is developed; the built page is served by the daemon itself.
const runtimeDir =
  process.env['KISTE_RUNTIME_DIR'] ??
  join(process.env['XDG_RUNTIME_DIR'] ?? join(homedir(), '.cache'), 'kiste')
const socketPath = process.env['KISTE_SOCKET'] ?? join(runtimeDir, 'kiste.sock')

export default defineConfig({
  root: import.meta.dirname,
  // What the tests of the checkout cache is theirs.
  cacheDir: join(import.meta.dirname, '../node_modules/.vite-page'),
  plugins: [react(), rewriteXterm()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no inline script or style, and images as data only where they are images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    // What matters is the whole of the first load, and the build measures that.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: {
      '/v1': { target: { socketPath, host: 'kiste' } as never, ws: true },
    },
  },
})
