import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameParser, HEADER_BYTES, MAX_FRAME_BYTES, type Frame } from './framing.ts'
import { capturedFrames } from './testing/frames.ts'
import { XdrError } from './xdr.ts'

/** Header and payload as hex: the parser reuses its frame, so tests look at copies. */
function collect(): { push: (chunk: Buffer) => void; frames: string[] } {
  const frames: string[] = []
  const push = createFrameParser((frame) => frames.push(describeFrame(frame)))
  // The transport reuses its buffer: what a chunk held must not be needed after the call.
  return {
    frames,
    push(chunk) {
      const lent = Buffer.from(chunk)
      push(lent)
      lent.fill(0xee)
    },
  }
}

function describeFrame(frame: Frame): string {
  const payload = frame.bytes.toString('hex', frame.payloadStart, frame.end)
  return [frame.program, frame.procedure, frame.type, frame.serial, frame.status, payload].join(' ')
}

const captured = capturedFrames()
const expected = captured.map(({ program, procedure, type, serial, status, hex }) =>
  [program, procedure, type, serial, status, hex.slice(HEADER_BYTES * 2)].join(' '),
)
const wire = captured.map(({ hex }) => Buffer.from(hex, 'hex'))

describe('real frames', () => {
  test('one chunk each', () => {
    const { push, frames } = collect()
    for (const bytes of wire) push(bytes)
    expect(frames).toEqual(expected)
  })

  test('all in one chunk', () => {
    const { push, frames } = collect()
    push(Buffer.concat(wire))
    expect(frames).toEqual(expected)
  })

  test('each split at every byte, between two neighbours', () => {
    const neighbour = wire[0]!
    for (const [index, bytes] of wire.entries()) {
      for (let at = 0; at <= bytes.length; at++) {
        const { push, frames } = collect()
        push(Buffer.concat([neighbour, bytes.subarray(0, at)]))
        push(Buffer.concat([bytes.subarray(at), neighbour]))
        if (frames.join() !== [expected[0], expected[index], expected[0]].join()) {
          expect.fail(`frame ${index} split at byte ${at}: ${frames.join(' | ').slice(0, 300)}`)
        }
      }
    }
  })

  test('a byte at a time', () => {
    const { push, frames } = collect()
    for (const byte of Buffer.concat(wire)) push(Buffer.from([byte]))
    expect(frames).toEqual(expected)
  })

  test('cut anyhow', () => {
    const all = Buffer.concat(wire)
    fc.assert(
      fc.property(fc.array(fc.nat(all.length), { maxLength: 40 }), (cuts) => {
        const { push, frames } = collect()
        const edges = [0, ...cuts.toSorted((a, b) => a - b), all.length]
        for (const [index, from] of edges.slice(0, -1).entries()) push(all.subarray(from, edges[index + 1]))
        expect(frames).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

describe('impossible lengths', () => {
  test.each([0, 4, HEADER_BYTES - 1, MAX_FRAME_BYTES + 1, 0xffff_ffff])('%i, whole and split', (length) => {
    const bytes = Buffer.alloc(HEADER_BYTES)
    bytes.writeUInt32BE(length)
    expect(() => collect().push(bytes)).toThrow(XdrError)
    const { push } = collect()
    push(bytes.subarray(0, 2))
    expect(() => push(bytes.subarray(2))).toThrow(XdrError)
  })

  test('text where a frame should be', () => {
    expect(() => collect().push(Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'))).toThrow(
      /a frame of 1397966893 bytes/,
    )
  })

  test('the largest frame there may be', () => {
    const frame = Buffer.alloc(MAX_FRAME_BYTES)
    frame.writeUInt32BE(MAX_FRAME_BYTES)
    let seen = 0
    const push = createFrameParser(({ end, payloadStart }) => (seen = end - payloadStart))
    for (let at = 0; at < frame.length; at += 1_000_000) push(frame.subarray(at, at + 1_000_000))
    expect(seen).toBe(MAX_FRAME_BYTES - HEADER_BYTES)
  })
})
