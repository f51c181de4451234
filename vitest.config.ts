import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'setup/**/*.test.ts', 'test/house/**/*.test.ts'],
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
