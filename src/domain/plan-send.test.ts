import {
  assert,
  boolean,
  commands,
  constantFrom,
  integer,
  modelRun,
  property,
  type Command,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  planSend,
  type NextSend,
  type PartialTransfer,
  type SendPoint,
  type SendTarget,
} from './plan-send.ts'

const snapshot = (guid: string, createTxg = Number(guid.slice(1))): SendPoint => ({
  guid,
  createTxg,
  is: 'snapshot',
})
const bookmark = (guid: string): SendPoint => ({ ...snapshot(guid), is: 'bookmark' })
const has = (...guids: string[]): SendTarget => ({
  snapshots: guids.map((guid, at) => ({ guid, createTxg: 100 + at })),
})
const s = [1, 2, 3, 4].map((n) => snapshot(`s${n}`))
const [s1, s2, s3, s4] = s as [SendPoint, SendPoint, SendPoint, SendPoint]

describe('what comes next', () => {
  test.each<[what: string, source: readonly SendPoint[], target: SendTarget | undefined, next: NextSend]>([
    ['nothing to send', [], undefined, { do: 'wait' }],
    ['bookmarks alone', [bookmark('s1')], undefined, { do: 'wait' }],
    ['a first time: the oldest', [s3, s1, s2], undefined, { do: 'send-whole', guid: 's1' }],
    ['a target that is empty', s, has(), { do: 'send-whole', guid: 's1' }],
    ['all that is new at once', s, has('s1'), { do: 'send-since', from: s1, guid: 's4', all: true }],
    ['one that is new', s, has('s1', 's2', 's3'), { do: 'send-since', from: s3, guid: 's4', all: false }],
    ['all is there', s, has('s1', 's2', 's3', 's4'), { do: 'nothing' }],
    ['all but what only the target has kept', [s3, s4], has('s1', 's2', 's3', 's4'), { do: 'nothing' }],
    [
      'from a bookmark, one at a time',
      [bookmark('s1'), s2, s3],
      has('s1'),
      { do: 'send-since', from: bookmark('s1'), guid: 's2', all: false },
    ],
    [
      'from the snapshot rather than from its bookmark',
      [bookmark('s1'), s1, s2, s3],
      has('s1'),
      { do: 'send-since', from: s1, guid: 's3', all: true },
    ],
    ['the target went its own way', s, has('s1', 's2', 'x1'), { do: 'set-aside', common: 's2' }],
    ['it did, and there is nothing new for it', [s1, s2], has('s1', 's2', 'x1'), { do: 'nothing' }],
    ['the source has lost its newest', [s1], has('s1', 's2'), { do: 'nothing' }],
    [
      'all that is left is older than the bookmark of the newest',
      [s1, bookmark('s2')],
      has('s2'),
      { do: 'nothing' },
    ],
    ['the base is gone', [s3, s4], has('s1', 's2'), { do: 'set-aside', common: undefined }],
    ['another dataset of that name', s, has('x1'), { do: 'set-aside', common: undefined }],
    // By its own order, not by names or clocks.
    [
      'a snapshot of an old name',
      [snapshot('s9', 5), s4],
      has('s4'),
      { do: 'send-since', from: s4, guid: 's9', all: false },
    ],
  ])('%s', (_, source, target, next) => {
    expect(planSend({ source, target, raw: false })).toEqual(next)
  })
})

describe('what is left of a transfer that broke off', () => {
  const left = (partial: PartialTransfer, ...there: string[]): SendTarget => ({ ...has(...there), partial })
  test.each<[what: string, source: readonly SendPoint[], target: SendTarget, next: NextSend]>([
    ['goes on', s, left({ guid: 's2', fromGuid: 's1', raw: false }, 's1'), { do: 'resume', guid: 's2' }],
    [
      'goes on from a bookmark',
      [bookmark('s1'), s2],
      left({ guid: 's2', fromGuid: 's1', raw: false }, 's1'),
      { do: 'resume', guid: 's2' },
    ],
    ['goes on, whole', s, left({ guid: 's1', raw: false }), { do: 'resume', guid: 's1' }],
    [
      'its snapshot is gone',
      [s1, s3],
      left({ guid: 's2', fromGuid: 's1', raw: false }, 's1'),
      { do: 'drop-partial', because: 'snapshot-gone' },
    ],
    [
      'its snapshot is a bookmark by now',
      [s1, bookmark('s2')],
      left({ guid: 's2', fromGuid: 's1', raw: false }, 's1'),
      { do: 'drop-partial', because: 'snapshot-gone' },
    ],
    [
      'its base is gone',
      [s2],
      left({ guid: 's2', fromGuid: 's1', raw: false }, 's1'),
      { do: 'drop-partial', because: 'base-gone' },
    ],
    [
      'it claims another base than the target has',
      s,
      left({ guid: 's3', fromGuid: 's2', raw: false }, 's1'),
      { do: 'drop-partial', because: 'other-base' },
    ],
    [
      'it is a whole one where something is',
      s,
      left({ guid: 's2', raw: false }, 's1'),
      { do: 'drop-partial', because: 'other-base' },
    ],
    [
      'it would bring what is encrypted as plain text',
      s,
      left({ guid: 's2', fromGuid: 's1', raw: true }, 's1'),
      { do: 'drop-partial', because: 'other-form' },
    ],
    [
      'nothing is there any more',
      [],
      left({ guid: 's2', raw: false }),
      { do: 'drop-partial', because: 'snapshot-gone' },
    ],
  ])('%s', (_, source, target, next) => {
    expect(planSend({ source, target, raw: false })).toEqual(next)
  })
})

describe('a clone', () => {
  const clone = (target: SendTarget | undefined, origin: string | undefined) =>
    planSend({ source: [s3, s4], target, raw: false, origin })
  test('goes as what it has beyond its origin, where the target has that', () => {
    expect(clone(undefined, 's2')).toEqual({ do: 'send-whole', guid: 's3', origin: 's2' })
    expect(clone(undefined, undefined)).toEqual({ do: 'send-whole', guid: 's3' })
    expect(clone(has('s3'), 's2')).toMatchObject({ do: 'send-since', from: s3 })
  })

  test('that broke off goes on, from its own origin and no other', () => {
    const partial = { guid: 's3', fromGuid: 's2', raw: false }
    expect(clone({ snapshots: [], partial }, 's2')).toEqual({ do: 'resume', guid: 's3' })
    expect(clone({ snapshots: [], partial }, 's1')).toMatchObject({ because: 'other-base' })
    expect(clone({ ...has('s3'), partial }, 's2')).toMatchObject({ because: 'other-base' })
  })
})

// Two pools as ZFS has them: what is sent arrives, or breaks off at any snapshot; people and policies do as they like meanwhile.
interface World {
  source: SendPoint[]
  target: { snapshots: { guid: string; createTxg: number }[]; partial?: PartialTransfer } | undefined
  aside: string[][]
  txg: number
}

function step(world: World, breaksAfter: number | undefined): NextSend['do'] {
  const next = planSend({ source: world.source, target: world.target, raw: false })
  const arrive = (guid: string) => {
    world.txg += 1
    world.target ??= { snapshots: [] }
    delete world.target.partial
    world.target.snapshots.push({ guid, createTxg: world.txg })
  }
  const last = () => world.target?.snapshots.at(-1)?.guid
  switch (next.do) {
    case 'nothing':
    case 'wait':
      break
    case 'resume':
      expect(world.target?.partial).toMatchObject({ guid: next.guid })
      arrive(next.guid)
      break
    case 'drop-partial':
      delete world.target?.partial
      if (world.target?.snapshots.length === 0) world.target = undefined
      break
    case 'set-aside':
      world.aside.push(world.target?.snapshots.map(({ guid }) => guid) ?? [])
      world.target = undefined
      break
    case 'send-whole':
    case 'send-since': {
      // As ZFS does: an increment goes onto the very snapshot it was made from, a whole stream onto nothing.
      const from = next.do === 'send-since' ? next.from : undefined
      expect(from?.guid).toBe(last())
      const sent = sentBy(world.source, next)
      for (const [index, guid] of sent.entries()) {
        if (index === breaksAfter) {
          const base = last()
          world.target ??= { snapshots: [] }
          world.target.partial = { guid, raw: false, ...(base === undefined ? {} : { fromGuid: base }) }
          break
        }
        arrive(guid)
      }
    }
  }
  return next.do
}

function sentBy(source: readonly SendPoint[], next: NextSend): string[] {
  if (next.do !== 'send-since' || !next.all) return 'guid' in next ? [next.guid] : []
  expect(next.from.is).toBe('snapshot')
  return source
    .filter(({ is, createTxg }) => is === 'snapshot' && createTxg > next.from.createTxg)
    .toSorted((a, b) => a.createTxg - b.createTxg)
    .map(({ guid }) => guid)
}

type Act = Command<object, World>
const act = (name: string, run: (world: World) => void): Act => ({
  check: () => true,
  run: (_, world) => run(world),
  toString: () => name,
})

const acts = [
  integer({ min: 0, max: 0 }).map(() =>
    act('a snapshot is taken', (world) => {
      world.txg += 1
      world.source.push(snapshot(`s${world.txg}`, world.txg))
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`snapshot ${at} goes`, (world) => {
      const gone = world.source[at]
      if (gone) world.source = world.source.filter((one) => one !== gone)
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`snapshot ${at} goes and leaves its bookmark`, (world) => {
      world.source = world.source.map((one, index) => (index === at ? { ...one, is: 'bookmark' } : one))
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`the target's own retention takes ${at}`, (world) => {
      const there = world.target?.snapshots
      // Never its newest: that is what the next one goes onto.
      if (there && at < there.length - 1) there.splice(at, 1)
    }),
  ),
  boolean().map((isNewest) =>
    act(`somebody takes a snapshot on the target: ${isNewest}`, (world) => {
      world.txg += 1
      if (isNewest) world.target?.snapshots.push({ guid: `x${world.txg}`, createTxg: world.txg })
    }),
  ),
  constantFrom(undefined, 0, 1, 2).map((breaksAfter) =>
    act(`a step, broken off after ${breaksAfter}`, (world) => void step(world, breaksAfter)),
  ),
]

test('whatever happens in between, in the end the newest is there, and all that ever came is still somewhere', () => {
  assert(
    property(commands(acts, { maxCommands: 40 }), (run) => {
      const world: World = { source: [], target: undefined, aside: [], txg: 0 }
      modelRun(() => ({ model: {}, real: world }), run)
      const before = [...world.aside.flat(), ...(world.target?.snapshots.map(({ guid }) => guid) ?? [])]
      let steps = 0
      while (!['nothing', 'wait'].includes(step(world, undefined))) expect((steps += 1)).toBeLessThan(100)
      const after = new Set([
        ...world.aside.flat(),
        ...(world.target?.snapshots.map(({ guid }) => guid) ?? []),
      ])
      for (const guid of before) expect(after).toContain(guid)
      const newest = world.source
        .filter(({ is }) => is === 'snapshot')
        .toSorted((a, b) => a.createTxg - b.createTxg)
      const last = newest.at(-1)?.guid
      const there = world.target?.snapshots.map(({ guid }) => guid) ?? []
      const isOlderThanBase = world.source.some(({ guid }) => guid === there.at(-1))
      if (last !== undefined && !isOlderThanBase) expect(there).toContain(last)
    }),
    { numRuns: 500 },
  )
})
