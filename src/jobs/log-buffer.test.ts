import { expect, it } from 'vitest'
import { createLogBuffer, maxLineLength, maxLogLines } from './log-buffer.ts'

const at = '2026-01-01T00:00:00.000Z'

it('numbers lines on from the last one, split at line ends', () => {
  const buffer = createLogBuffer(7, () => at)
  buffer.add('one\r\ntwo\nthree\rfour', 'define')
  expect(buffer.take()).toEqual(
    ['one', 'two', 'three', 'four'].map((text, index) => ({ n: 8 + index, at, step: 'define', text })),
  )
  expect(buffer.size).toBe(0)
})

it('cuts long lines and says so', () => {
  const buffer = createLogBuffer(0, () => at)
  buffer.add('x'.repeat(maxLineLength), null)
  buffer.add('x'.repeat(maxLineLength + 1), null)
  const [whole, cut] = buffer.take()
  expect(whole?.text).toBe('x'.repeat(maxLineLength))
  expect(cut?.text).toBe(`${'x'.repeat(maxLineLength - 1)}…`)
})

it('holds the newest lines only, however many come', () => {
  const buffer = createLogBuffer(0, () => at)
  for (let n = 0; n < 100_000; n += 1) buffer.add(`${n}`, null)
  expect(buffer.size).toBeLessThanOrEqual(maxLogLines * 2)
  const lines = buffer.take()
  expect(lines).toHaveLength(maxLogLines)
  expect(lines.at(-1)).toMatchObject({ n: 100_000, text: '99999' })
})

it('takes lines back that could not be stored', () => {
  const buffer = createLogBuffer(0, () => at)
  buffer.add('one', null)
  const taken = buffer.take()
  buffer.add('two', null)
  buffer.giveBack(taken)
  expect(buffer.take().map((line) => line.text)).toEqual(['one', 'two'])
})
