import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Whoever runs the tests may not be allowed to write to the checkout.
  cacheDir: process.env['KISTE_CACHE_DIR'] ?? 'node_modules/.vite',
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,setup,bench}/**/*.test.ts', 'test/house/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Guests under software emulation share two cores with the tests: one file at a time.
          fileParallelism: false,
        },
      },
    ],
  },
})
