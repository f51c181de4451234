import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Route } from '../../contract/route.ts'
import { routes, type EndpointName } from '../../contract/routes.ts'
import type { JobAnswer } from '../../contract/schemas/job.ts'
import type { Problem } from '../../domain/problem.ts'
import { cli, type Ran, type RunOptions } from './run.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse, parameter: string) => void

/** A daemon that says what a test tells it to, for faults that the real one does not show. */
export interface StandIn {
  readonly socketPath: string
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>
  /** Which endpoints were asked, in order, with their parameter. */
  readonly asked: string[]
  /** Stops listening and cuts all connections, as a crash does; `start` listens again. */
  crash(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function createStandIn(answers: Partial<Record<EndpointName, Answer>>): Promise<StandIn> {
  const directory = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
  const socketPath = join(directory, 'kiste.sock')
  const asked: string[] = []
  const server = createServer((request, response) => {
    const [name, parameter] = findEndpoint(request)
    asked.push(parameter === '' ? name : `${name} ${parameter}`)
    const answer = answers[name]
    if (answer) answer(request, response, parameter)
    else response.writeHead(404).end('no such thing')
  })
  const start = () => new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const crash = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await start()
  return {
    socketPath,
    asked,
    start,
    crash,
    run: (argv, options) => cli(socketPath, argv, options),
    close: async () => {
      if (server.listening) await crash()
      await rm(directory, { recursive: true })
    },
  }
}

function findEndpoint(request: IncomingMessage): [EndpointName, string] {
  const path = (request.url ?? '').split('?')[0] ?? ''
  for (const [name, route] of Object.entries(routes) as [EndpointName, Route][]) {
    const match = new RegExp(`^${route.path.replace(/:[a-z]+/g, '([^/]+)')}$`).exec(path)
    if (match && route.method === request.method) return [name, decodeURIComponent(match[1] ?? '')]
  }
  throw new Error(`The stand-in knows no ${request.method} ${path}`)
}

export function json(value: unknown, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
}

export function problems(status: number, ...list: readonly Problem[]): Answer {
  return json({ problems: list, requestId: 'req-test' }, status)
}

/** An event stream that the test writes to. */
export function eventFeed(): {
  readonly answer: Answer
  send(event: object): void
  readonly readers: number
} {
  const open = new Set<ServerResponse>()
  return {
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': here\n\n')
      open.add(response)
      response.on('close', () => open.delete(response))
    },
    send: (event) => {
      for (const response of open) response.write(`event: change\ndata: ${JSON.stringify(event)}\n\n`)
    },
    get readers() {
      return open.size
    },
  }
}

const head = {
  id: 'j1',
  kind: 'vm.start',
  title: 'Start web',
  object: { type: 'vm' as const, name: 'web' },
  locks: [],
  createdAt: '2026-03-01T10:00:00.000Z',
}
const startedAt = '2026-03-01T10:00:01.000Z'
const finishedAt = '2026-03-01T10:00:03.500Z'

/** Jobs of one step, in each state that a test needs. */
export const jobs = {
  running: {
    ...head,
    state: 'running',
    startedAt,
    step: 'Start it',
    steps: [{ name: 'Start it', state: 'running', startedAt }],
  },
  held: {
    ...head,
    state: 'running',
    startedAt,
    step: 'Start it',
    steps: [{ name: 'Start it', state: 'running', startedAt }],
    held: {
      since: startedAt,
      problems: [{ code: 'no_space', message: 'The disk of kiste.db is full.', hint: 'Free some space.' }],
    },
  },
  done: {
    ...head,
    state: 'done',
    startedAt,
    finishedAt,
    steps: [{ name: 'Start it', state: 'done', startedAt, finishedAt }],
  },
  cancelled: {
    ...head,
    state: 'undone',
    finishedAt,
    because: { why: 'cancelled' },
    steps: [{ name: 'Start it', state: 'undone', startedAt, finishedAt }],
  },
  turnedBack: {
    ...head,
    state: 'undone',
    finishedAt,
    because: {
      why: 'failed',
      step: 'Start it',
      problems: [{ code: 'host_failed', message: 'QEMU did not start web: no memory.' }],
    },
    steps: [{ name: 'Start it', state: 'undone', startedAt, finishedAt }],
  },
  failed: {
    ...head,
    state: 'failed',
    finishedAt,
    step: 'Start it',
    problems: [{ code: 'no_space', message: 'There is no room for web.', hint: 'Make room.' }],
    undone: false,
    leftovers: [
      { step: 'Make the disk', message: 'The file /store/web/root.qcow2 is still there; remove it.' },
    ],
    steps: [{ name: 'Start it', state: 'failed', startedAt, finishedAt }],
  },
} as const satisfies Record<string, JobAnswer | { readonly problems: readonly Problem[] }>

/** Waits until something is so, at most 5 s. */
export async function until(condition: () => boolean): Promise<void> {
  const give = performance.now() + 5_000
  while (!condition()) {
    if (performance.now() > give) throw new Error(`It did not become true: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
