import { Readable } from 'node:stream'
import { isObject } from '../../../domain/is-object.ts'
import { ProblemError, problemError, type Problem } from '../../../domain/problem.ts'
import type { CopyTarget, Received } from './copy-target.ts'
import type { FoundTarget } from './look-copies.ts'
import { lastStep } from '../store/tree.ts'
import { writeRequest, type CopyRequest } from './read-request.ts'

/** Has one request done by the other host, with this as its input, and gives what it says. */
export type AskKeeper = (request: string, input: Readable, signal: AbortSignal | undefined) => Promise<string>

export interface RemotePlace {
  /** As people call it. */
  readonly host: string
  /** There: its last step is the name of the store. */
  readonly root: string
}

/** Copies that another host keeps: it alone has its ZFS, and does what `readRequest` knows and nothing else. */
export function remoteTarget({ host, root }: RemotePlace, ask: AskKeeper): CopyTarget {
  const store = lastStep(root)
  const call = async (request: CopyRequest, input: Readable = Readable.from([]), signal?: AbortSignal) =>
    valueOf(host, await ask(writeRequest(store, request), input, signal))
  return {
    root,
    prepare: async (of) => void (await call({ do: 'prepare', of })),
    times: async (snapshots) => timesIn(host, await call({ do: 'times', snapshots })),
    look: async (signal) => foundIn(host, await call({ do: 'look' }, undefined, signal)),
    change: async (step) => void (await call({ do: 'change', step })),
    receive: async ({ target, kind, raw, how }, input, signal) =>
      receivedIn(
        host,
        await call({ do: 'receive', stream: { target, kind, raw, how: bare(how) } }, input, signal),
      ),
  }
}

/** What the other host has to know of it; where a stream begins is the sender's affair. */
function bare(how: Parameters<CopyTarget['receive']>[0]['how']): typeof how {
  if (how.as !== 'new') return { as: how.as }
  const { properties, origin } = how
  return { as: 'new', properties, ...(origin === undefined ? {} : { origin }) }
}

function valueOf(host: string, said: string): unknown {
  const reply = parsed(said)
  if (isObject(reply) && reply['ok'] === true) return reply['value']
  const problems =
    isObject(reply) && Array.isArray(reply['problems']) ? reply['problems'].filter(isProblem) : []
  const [first, ...others] = problems
  throw first ? new ProblemError([first, ...others]) : unreadable(host, said)
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return undefined
  }
}

function isProblem(found: unknown): found is Problem {
  return isObject(found) && typeof found['code'] === 'string' && typeof found['message'] === 'string'
}

/** The other host may say what it likes: what is not a dataset as we know them is not taken for one. */
function foundIn(host: string, value: unknown): readonly FoundTarget[] {
  if (Array.isArray(value) && value.every(isFound)) return value
  throw unreadable(host, JSON.stringify(value))
}

function timesIn(host: string, value: unknown): ReadonlyMap<string, string> {
  const isPair = (pair: unknown): pair is [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string')
  if (Array.isArray(value) && value.every(isPair)) return new Map(value)
  throw unreadable(host, JSON.stringify(value))
}

function receivedIn(host: string, value: unknown): Received {
  if (value === 'received' || value === 'changed') return value
  throw unreadable(host, JSON.stringify(value))
}

function isFound(found: unknown): found is FoundTarget {
  if (!isObject(found) || !isObject(found['own']) || !Array.isArray(found['snapshots'])) return false
  const { name, kind, guid, origin, token, snapshots } = found
  const isText = (text: unknown) => typeof text === 'string'
  return (
    [name, guid].every(isText) &&
    (kind === 'filesystem' || kind === 'volume') &&
    [origin, token].every((text) => text === undefined || isText(text)) &&
    snapshots.every(
      (point) =>
        isObject(point) &&
        isText(point['label']) &&
        isText(point['guid']) &&
        typeof point['createTxg'] === 'number',
    )
  )
}

function unreadable(host: string, said: string) {
  return problemError({
    code: 'host_failed',
    object: { type: 'host', name: host },
    message: `The keeper of copies on ${host} gave no answer that can be read: ${said.slice(0, 200)}`,
    hint: 'See whether Kiste runs there, and is as new as here: kiste version.',
  })
}
