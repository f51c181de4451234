import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Inventory, LiveEvent } from './answers.ts'
import { startLive, type Connection } from './live.ts'

/** A daemon and a browser in one, whose time passes when the test says so. */
function bench() {
  const shown: { readonly seq: number; readonly events: number }[] = []
  const connections: Connection['state'][] = []
  const streams: {
    after: number
    closed: boolean
    open(): void
    say(data: string): void
    event(event: object): void
    beat(): void
    broken(): void
  }[] = []
  const pictures: (() => void)[] = []
  const timers: { readonly delayMs: number; readonly act: () => void }[] = []
  const daemon = { seq: 1, isUp: true, reads: 0 }
  const live = startLive({
    async readInventory() {
      daemon.reads += 1
      if (!daemon.isUp) throw new Error('away')
      return { seq: daemon.seq, vms: [], images: [], bin: [], jobs: [] } as unknown as Inventory
    },
    openStream(after) {
      const acts = {
        open: () => {},
        event: (data: string): void => void data,
        beat: () => {},
        broken: () => {},
      }
      const stream = {
        after,
        closed: false,
        open: () => acts.open(),
        say: (data: string) => acts.event(data),
        event: (event: object) => acts.event(JSON.stringify(event)),
        beat: () => acts.beat(),
        broken: () => acts.broken(),
      }
      streams.push(stream)
      return {
        onOpen: (act) => (acts.open = act),
        onEvent: (act) => (acts.event = act),
        onBeat: (act) => (acts.beat = act),
        onBroken: (act) => (acts.broken = act),
        close: () => (stream.closed = true),
      }
    },
    soon: (act) => void pictures.push(act),
    later(act, delayMs) {
      const timer = { act, delayMs }
      timers.push(timer)
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1)
      }
    },
    nowMs: () => 1_000,
    show: ({ seq }: Inventory, events: readonly LiveEvent[]) =>
      void shown.push({ seq, events: events.length }),
    connection: ({ state }) => void connections.push(state),
  })
  const draw = () => {
    for (const act of pictures.splice(0)) act()
  }
  const pass = async () => {
    for (const { act } of timers.splice(0)) act()
    await turn()
  }
  return { shown, connections, streams, pictures, timers, daemon, live, draw, pass }
}

const change = (seq: number) => ({ seq, type: 'vm-gone', uuid: 'x', name: 'x' })

describe('while all is well', () => {
  test('the inventory is read once, and followed from its number', async () => {
    const { shown, streams, connections } = bench()
    await turn()
    streams[0]?.open()
    expect(shown).toEqual([{ seq: 1, events: 0 }])
    expect(streams.map(({ after }) => after)).toEqual([1])
    expect(connections).toEqual(['connecting', 'live'])
  })

  test('what comes between two pictures is shown as one', async () => {
    const { shown, streams, pictures, draw } = bench()
    await turn()
    for (const seq of [2, 3, 4]) streams[0]?.event(change(seq))
    expect(pictures).toHaveLength(1)
    draw()
    expect(shown.at(-1)).toEqual({ seq: 4, events: 3 })
    streams[0]?.event(change(5))
    draw()
    expect(shown.at(-1)).toEqual({ seq: 5, events: 1 })
  })

  test('when changes are missing, all is read again', async () => {
    const { shown, streams, daemon } = bench()
    await turn()
    daemon.seq = 900
    streams[0]?.event({ seq: 2, type: 'reset' })
    await turn()
    expect(shown.at(-1)).toEqual({ seq: 900, events: 0 })
    expect(streams.map(({ after, closed }) => [after, closed])).toEqual([
      [1, true],
      [900, false],
    ])
  })
})

describe('when the daemon goes away', () => {
  test('the page says so, tries again ever less often, and shows what is so when it is back', async () => {
    const { shown, streams, connections, timers, daemon, pass } = bench()
    await turn()
    streams[0]?.open()
    daemon.isUp = false
    streams[0]?.broken()
    const delaysMs: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      delaysMs.push(timers[0]?.delayMs ?? 0)
      await pass()
    }
    expect(delaysMs).toEqual([500, 1_000, 2_000, 5_000, 5_000])
    expect(connections.at(-1)).toBe('lost')
    daemon.isUp = true
    daemon.seq = 77
    await pass()
    expect(shown.at(-1)).toEqual({ seq: 77, events: 0 })
    streams.at(-1)?.open()
    expect(connections.at(-1)).toBe('live')
  })

  test('a picture that was asked for before shows nothing of what came then', async () => {
    const { shown, streams, draw, pass, daemon } = bench()
    await turn()
    streams[0]?.event(change(2))
    streams[0]?.broken()
    daemon.seq = 50
    await pass()
    draw()
    expect(shown).toEqual([
      { seq: 1, events: 0 },
      { seq: 50, events: 0 },
    ])
  })
})

describe('a connection that is cut without a word', () => {
  test('is given up after a long silence', async () => {
    const { streams, connections, timers, pass } = bench()
    await turn()
    streams[0]?.open()
    expect(timers).toMatchObject([{ delayMs: 35_000 }])
    await pass()
    expect(streams[0]?.closed).toBe(true)
    expect(connections.at(-1)).toBe('lost')
    await pass()
    expect(streams).toHaveLength(2)
  })

  test('is not mistaken for one on which nothing changes', async () => {
    const { streams, timers } = bench()
    await turn()
    streams[0]?.open()
    const [first] = timers
    streams[0]?.beat()
    expect(timers).toHaveLength(1)
    expect(timers[0]).not.toBe(first)
    streams[0]?.event(change(2))
    expect(timers).toHaveLength(1)
  })
})

test('after a sleep all is read again, and only one stream stays', async () => {
  const { live, streams, daemon } = bench()
  await turn()
  live.again()
  live.again()
  await turn()
  expect(daemon.reads).toBe(3)
  expect(streams.filter(({ closed }) => !closed)).toHaveLength(1)
})

test('what is no event is left out', async () => {
  const { streams, pictures } = bench()
  await turn()
  for (const data of ['{"seq":', '"text"', 'null', '{"seq":3}']) streams[0]?.say(data)
  expect(pictures).toEqual([])
})
