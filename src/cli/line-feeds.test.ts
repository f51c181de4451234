import { expect, it } from 'vitest'
import { createLineFeedKeeper } from './line-feeds.ts'

const output = 'top\r\nabc\ndef\r\n\r\n\n\u001b[2J\n'
const expected = 'top\r\nabc\u001bDdef\r\n\r\n\u001bD\u001b[2J\u001bD'

it('turns bare line feeds into IND, and leaves those after a return', () => {
  expect(createLineFeedKeeper()(Buffer.from(output)).toString()).toBe(expected)
})

it('remembers the return over the end of a piece', () => {
  for (let at = 0; at <= output.length; at++) {
    const keep = createLineFeedKeeper()
    const pieces = [output.slice(0, at), output.slice(at)].map((piece) => keep(Buffer.from(piece)))
    expect(Buffer.concat(pieces).toString()).toBe(expected)
  }
})
