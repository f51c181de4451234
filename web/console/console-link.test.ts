import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { consoleCloseCodes } from '../../src/contract/console-close-codes.ts'
import { startLink, type LinkState } from './console-link.ts'

interface TestChannel {
  readonly ticket: string
  isClosed: boolean
  opened(): void
  closed(code: number): void
  onOpen(act: () => void): void
  onClosed(act: (code: number) => void): void
  close(): void
}

/** A daemon that gives tickets, or does not, and a time that passes when the test says so. */
function bench() {
  const states: LinkState['state'][] = []
  const channels: TestChannel[] = []
  const timers: { readonly delayMs: number; readonly act: () => void; cancelled: boolean }[] = []
  const daemon = { answers: true, refuses: false, tickets: 0 }
  let nowMs = 0
  const link = startLink<TestChannel>({
    ticket: () => {
      if (!daemon.answers) return Promise.reject(new Error('away'))
      if (daemon.refuses) return Promise.reject(new Error('refused'))
      return Promise.resolve(`ticket ${++daemon.tickets}`)
    },
    open(ticket) {
      const acts = { open: () => {}, closed: (_code: number) => {} }
      const channel: TestChannel = {
        ticket,
        isClosed: false,
        opened: () => acts.open(),
        closed: (code) => acts.closed(code),
        onOpen: (act) => (acts.open = act),
        onClosed: (act) => (acts.closed = act),
        close: () => (channel.isClosed = true),
      }
      channels.push(channel)
      return channel
    },
    problems: ({ message }: Error) =>
      message === 'refused' ? [{ code: 'forbidden', message: 'No.' }] : undefined,
    joined: () => {},
    later(act, delayMs) {
      const timer = { act, delayMs, cancelled: false }
      timers.push(timer)
      return () => (timer.cancelled = true)
    },
    nowMs: () => nowMs,
    show: ({ state }) => void states.push(state),
  })
  const pass = async () => {
    const due = timers.splice(0).filter(({ cancelled }) => !cancelled)
    for (const { delayMs, act } of due) {
      nowMs += delayMs
      act()
    }
    await turn()
    return due.map(({ delayMs }) => delayMs)
  }
  const last = () => {
    const channel = channels.at(-1)
    if (!channel) throw new Error('Nothing was opened.')
    return channel
  }
  return { link, states, channels, daemon, pass, last, wait: (ms: number) => void (nowMs += ms) }
}

test('it is opened with a ticket', async () => {
  const { states, last } = bench()
  await turn()
  last().opened()
  expect(last().ticket).toBe('ticket 1')
  expect(states).toEqual(['connecting', 'open'])
})

describe('what breaks', () => {
  test('is opened again, each time with a ticket of its own, and later each time', async () => {
    const { states, channels, daemon, last, pass, wait } = bench()
    await turn()
    last().opened()
    wait(10_000)
    last().closed(1006)
    expect(states.at(-1)).toBe('lost')
    daemon.answers = false
    expect([await pass(), await pass(), await pass(), await pass(), await pass()]).toEqual([
      [500],
      [1_000],
      [2_000],
      [5_000],
      [5_000],
    ])
    daemon.answers = true
    await pass()
    last().opened()
    expect(states.at(-1)).toBe('open')
    expect(channels.map(({ ticket }) => ticket)).toEqual(['ticket 1', 'ticket 2'])
  })

  test('is given up when it never lasts, until somebody asks for it', async () => {
    const { link, states, last, pass } = bench()
    await turn()
    for (let tries = 0; tries < 6; tries += 1) {
      last().opened()
      last().closed(1000)
      await pass()
    }
    expect(states.at(-1)).toBe('stuck')
    expect(await pass()).toEqual([])
    link.again()
    await turn()
    last().opened()
    expect(states.at(-1)).toBe('open')
  })
})

test('what somebody else has taken is left to them, until it is taken back', async () => {
  const { link, states, channels, last, pass } = bench()
  await turn()
  last().opened()
  last().closed(consoleCloseCodes.taken)
  expect(states.at(-1)).toBe('taken')
  expect(await pass()).toEqual([])
  link.again()
  await turn()
  last().opened()
  expect(channels).toHaveLength(2)
  expect(states.at(-1)).toBe('open')
})

test('what is refused is not asked for again', async () => {
  const { link, states, daemon, pass, last } = bench()
  await turn()
  daemon.refuses = true
  last().closed(1006)
  await pass()
  expect(states.at(-1)).toBe('refused')
  expect(await pass()).toEqual([])
  link.stop()
})

test('once it is stopped all is closed, and nothing is heard any more', async () => {
  const { link, states, last } = bench()
  await turn()
  link.stop()
  expect(last().isClosed).toBe(true)
  last().opened()
  last().closed(1006)
  expect(states).toEqual(['connecting'])
})
