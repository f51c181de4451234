import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { problemError } from '../../../domain/problem.ts'
import type { CopyTarget } from './copy-target.ts'
import type { FoundTarget } from './look-copies.ts'
import { remoteTarget } from './remote-target.ts'
import { serveRequest } from './serve-request.ts'

const below = 'tank/kiste-copies/box'
const root = `${below}/tank`
const web = `${root}/web`
const found: FoundTarget = {
  name: web,
  kind: 'filesystem',
  guid: '18446744073709551615',
  own: { 'kiste:vm': 'u' },
  snapshots: [{ label: 'a', guid: '1', createTxg: 5 }],
  token: '1-x',
}

/** The keeper of another host, as if over ssh: text there, a stream there, text back. */
function overWire(change: Partial<CopyTarget> = {}) {
  const did: unknown[] = []
  const kept: CopyTarget = {
    root,
    prepare: async (of) => void did.push(['prepare', of]),
    look: () => Promise.resolve([found]),
    times: (names) => Promise.resolve(new Map(names.map((name) => [name, '2026-01-05T03:00:00.000Z']))),
    change: async (step) => void did.push(step),
    async receive(stream, input) {
      did.push([stream, await text(input)])
      return 'received'
    },
    ...change,
  }
  const { signal } = new AbortController()
  const keeper = { below, targetAt: (at: string) => Promise.resolve({ ...kept, root: at }) }
  const target = remoteTarget({ host: 'attic', root }, async (request, input) =>
    JSON.stringify(await serveRequest(request, keeper, { input, signal })),
  )
  return { target, did }
}

test('all that a target does is done by the other host', async () => {
  const { target, did } = overWire()
  expect(await target.look()).toEqual([found])
  expect(await target.times([`${web}@a`])).toEqual(new Map([[`${web}@a`, '2026-01-05T03:00:00.000Z']]))
  await target.prepare('123')
  await target.change({ do: 'promote', dataset: web })
  const how = { as: 'new', properties: { 'kiste:copy-of': '1' }, origin: `${root}/i@a` } as const
  // Where a stream begins at the source is nobody's business there.
  const stream = { target: web, kind: 'volume', raw: true, how: { ...how, from: 'secret/i@a' } } as const
  expect(await target.receive(stream, Readable.from(['STREAM']))).toBe('received')
  expect(did).toEqual([
    ['prepare', '123'],
    { do: 'promote', dataset: web },
    [{ target: web, kind: 'volume', raw: true, how }, 'STREAM'],
  ])
})

test('what goes wrong there is told here, with its code', async () => {
  const full = problemError({ code: 'no_space', message: 'Pool tank is full.' })
  const { target } = overWire({ receive: () => Promise.reject(full) })
  const stream = { target: web, kind: 'volume', raw: true, how: { as: 'more' } } as const
  await expect(target.receive(stream, Readable.from(['']))).rejects.toMatchObject({
    problems: [{ code: 'no_space', message: 'Pool tank is full.' }],
  })
})

test('what it does not do is refused there', async () => {
  const { target, did } = overWire()
  await expect(target.change({ do: 'promote', dataset: 'tank/other' })).rejects.toMatchObject({
    problems: [{ code: 'forbidden' }],
  })
  expect(did).toEqual([])
})

describe('a host that says something else', () => {
  test.each([
    ['nothing', ''],
    ['prose', 'Last login: Sat Nov 28'],
    ['no list', '{"ok":true,"value":{}}'],
    ['a list of something', '{"ok":true,"value":[{"name":5}]}'],
    ['a guid that is a number', JSON.stringify({ ok: true, value: [{ ...found, guid: 5 }] })],
    ['a failure without a reason', '{"ok":false,"problems":[]}'],
  ])('%s', async (_, said) => {
    const target = remoteTarget({ host: 'attic', root }, () => Promise.resolve(said))
    await expect(target.look()).rejects.toMatchObject({ problems: [{ code: 'host_failed' }] })
  })
})
