import { expect, test } from 'vitest'
import { qrPath } from './qr-path.ts'

const read = (text: string) => text.split('/').map((row) => Array.from(row, (square) => square === '#'))

test.each([
  ['', ''],
  ['...', ''],
  ['##.', 'M0 0h2v1h-2z'],
  ['.##/#.#', 'M1 0h2v1h-2zM0 1h1v1h-1zM2 1h1v1h-1z'],
])('%s', (squares, path) => {
  expect(qrPath(read(squares))).toBe(path)
})
