import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseReader } from './sse.ts'

const stream =
  'retry: 1000\n\n: still here\n\nid: 1\nevent: change\ndata: {"a":1}\n\ndata: x\r\ndata:  y\r\n\r\nid: 2\n\ndata: z\n\n'

const expected = [
  { id: '1', event: 'change', data: '{"a":1}' },
  { id: '1', event: 'message', data: 'x\n y' },
  { id: '2', event: 'message', data: 'z' },
]

describe('server-sent events', () => {
  it('are read whole', () => {
    expect(createSseReader()(stream)).toEqual(expected)
  })

  it('are the same however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 30 }), (cuts) => {
        const read = createSseReader()
        const points = [0, ...cuts.toSorted((one, other) => one - other), stream.length]
        const messages = points.slice(1).flatMap((end, index) => read(stream.slice(points[index], end)))
        expect(messages).toEqual(expected)
      }),
    )
  })

  it('that are cut off give nothing', () => {
    expect(createSseReader()('data: {"a":')).toEqual([])
    expect(createSseReader()('data: {"a":1}\n')).toEqual([])
  })
})
