import { expect, test } from 'vitest'
import { MiB } from '../../src/domain/size.ts'
import type { OpenUpload, WholeUpload } from '../api/answers.ts'
import { ApiError } from '../api/api-error.ts'
import { nextPieceBytes } from './piece-size.ts'
import { sendFile, type SendState, type UploadApi } from './send-file.ts'

const size = 9 * MiB
const file = {
  name: 'disk.iso',
  size,
  slice: (from: number, to: number) => new Blob([new Uint8Array(to - from)]),
}
const away = () => new ApiError([{ code: 'internal', message: 'away' }], 0)
const refused = (code: 'in_use' | 'no_space' | 'wrong_state', status = 409) =>
  new ApiError([{ code, message: code }], status)

function bench(
  change: {
    readonly refuses?: true
    readonly put?: (turn: number) => void
    readonly finish?: (turn: number) => void
  } = {},
) {
  let receivedBytes = 0
  let whole: WholeUpload | undefined
  let [puts, finishes, nowMs] = [0, 0, 0]
  const states: SendState[] = []
  const stop = new AbortController()
  const open = (): OpenUpload => ({
    id: 'u',
    state: 'open',
    name: file.name,
    sizeBytes: size,
    receivedBytes,
    startedAt: '',
    changedAt: '',
  })
  const api: UploadApi = {
    get: () => Promise.resolve(whole ?? open()),
    put: async (_id, offset, piece) => {
      if (change.refuses || offset !== receivedBytes) throw refused('wrong_state')
      receivedBytes += piece.size
      nowMs += 100
      change.put?.((puts += 1))
      return open()
    },
    finish: async () => {
      whole = { id: 'u', state: 'whole', name: file.name, sizeBytes: size, sha256: 'abc' }
      change.finish?.((finishes += 1))
      return whole
    },
  }
  const run = () =>
    sendFile(
      file,
      open(),
      { api, nowMs: () => nowMs, rest: () => Promise.resolve(), show: (state) => states.push(state) },
      stop.signal,
    )
  return { run, states, stop, received: () => receivedBytes }
}
const at = (states: readonly SendState[]) => states.map((state) => state.at)

test('piece by piece to the end, and then looked at as a whole', async () => {
  const { run, states } = bench()
  await run()
  expect(at(states)).toEqual(['sending', 'sending', 'sending', 'checking', 'whole'])
  expect(states[1]).toEqual({ at: 'sending', sentBytes: 2 * MiB, bytesPerSecond: 20 * MiB })
  expect(states.at(-1)).toMatchObject({ upload: { sha256: 'abc' } })
})

test('a line that breaks is waited for, and what came before it did is not sent again', async () => {
  const { run, states, received } = bench({
    put: (turn) => {
      if (turn === 2) throw away()
    },
  })
  await run()
  expect(at(states)).toEqual(['sending', 'sending', 'waiting', 'sending', 'checking', 'whole'])
  expect(received()).toBe(size)
})

test('an answer that is lost at the very end is asked for again', async () => {
  const { run, states } = bench({
    finish: () => {
      throw away()
    },
  })
  await run()
  expect(at(states).slice(-3)).toEqual(['checking', 'waiting', 'whole'])
})

test('one that is told to stop says where it stands', async () => {
  const parts = bench({ put: (turn) => turn === 1 && parts.stop.abort() })
  await parts.run()
  expect(parts.states.at(-1)).toEqual({ at: 'paused', sentBytes: 2 * MiB, because: 'asked' })
})

test('where somebody else sends the same, it stops', async () => {
  const { run, states } = bench({
    put: () => {
      throw refused('in_use')
    },
  })
  await run()
  expect(states.at(-1)).toEqual({ at: 'paused', sentBytes: 0, because: 'taken' })
})

test('what is refused is said', async () => {
  const { run, states } = bench({
    put: () => {
      throw refused('no_space', 507)
    },
  })
  await run()
  expect(states.at(-1)).toMatchObject({ at: 'failed', problems: [{ code: 'no_space' }] })
})

test('it does not ask for ever where asking mends nothing', async () => {
  const { run, states } = bench({ refuses: true })
  await run()
  expect(states.at(-1)).toMatchObject({ at: 'failed' })
})

test.each([
  [2 * MiB, 100, 4 * MiB],
  [16 * MiB, 10, 32 * MiB],
  [2 * MiB, 60_000, MiB],
  [8 * MiB, 3_000, 4 * MiB],
])('after %d bytes in %d ms comes a piece of %d', (sent, took, next) =>
  expect(nextPieceBytes(sent, took)).toBe(next),
)
