import { expect, test } from 'vitest'
import { bestOrigin } from './best-origin.ts'

test.each([
  ['https://box.lan:5478', ['https://woodbox:5478'], 'https://box.lan:5478'],
  ['https://localhost:5478', ['https://woodbox:5478'], 'https://woodbox:5478'],
  ['https://127.0.0.1:5478', ['https://woodbox:5478'], 'https://woodbox:5478'],
  ['https://[::1]:5478', [], 'https://[::1]:5478'],
])('%s with %j', (here, known, best) => {
  expect(bestOrigin(here, known)).toBe(best)
})
