import { request, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { EndpointTypes, JobEndpoint } from '../contract/endpoints.ts'
import type { Input } from '../contract/input.ts'
import type { Route } from '../contract/route.ts'
import { routes, type EndpointName } from '../contract/routes.ts'
import type { JobAnswer } from '../contract/schemas/job.ts'
import type { PlanAnswer } from '../contract/schemas/plan.ts'
import { CliError } from './cli-error.ts'
import { unreachable } from './socket-path.ts'
import { words } from './words.ts'

/** What goes along with a request besides its input. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** How long the daemon may be silent; default 60 s, 0 for ever. */
  readonly timeoutMs?: number | undefined
  /** The bytes to send, to endpoints that take bytes. */
  readonly content?: { readonly stream: Readable; readonly sizeBytes?: number | undefined } | undefined
}

/** The daemon as the CLI sees it: the contract's endpoints over a unix socket. Everything rejects with `CliError`. */
export interface Client {
  readonly socketPath: string
  call<Name extends EndpointName>(
    name: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): Promise<EndpointTypes<Name>['response']>
  submit<Name extends JobEndpoint>(name: Name, input: Input<Name>): Promise<JobAnswer>
  /** What `submit` would do. */
  preview<Name extends JobEndpoint>(name: Name, input: Input<Name>): Promise<PlanAnswer>
  /** The answer as a stream, once its head is there and says that all is well. */
  open<Name extends EndpointName>(
    name: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): Promise<IncomingMessage>
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export function createClient(socketPath: string): Client {
  // `Input<Name>` says which parts an endpoint takes; from here on only that they are parts counts.
  const open = (name: EndpointName, input: unknown, options?: CallOptions): Promise<IncomingMessage> =>
    send(socketPath, routes[name], input as LooseInput, options)
  const json = async (name: EndpointName, input: unknown, options?: CallOptions): Promise<unknown> => {
    const answer = await open(name, input, options)
    return readJson(await readText(answer, socketPath), answer)
  }
  return {
    socketPath,
    open,
    // The contract is the promise that these answers have these types; http serialises by the same schemas.
    call: async (name, input, options) =>
      (await json(name, input, options)) as EndpointTypes<typeof name>['response'],
    submit: async (name, input) => (await json(name, input)) as JobAnswer,
    preview: async (name, input) => {
      const given = input as LooseInput
      return (await json(name, { ...given, query: { ...given.query, dryRun: true } })) as PlanAnswer
    },
  }
}

/** The path and query of a request; every value is encoded, so a name cannot leave its place. */
export function requestPath(route: Route, input: LooseInput): string {
  const path = route.path.replaceAll(/:([A-Za-z]+)/g, (_, key: string) =>
    encodeURIComponent(input.params?.[key] ?? ''),
  )
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}

// Keeps Node's agent from working out a name for TLS, which costs 4 ms of start-up for a regular expression over IPv6 addresses
// (`calculateServerName` in Node's lib/_http_agent.js).
const noServerName = { servername: '' }

function send(
  socketPath: string,
  route: Route,
  input: LooseInput,
  options: CallOptions = {},
): Promise<IncomingMessage> {
  const { content, signal } = options
  const body = route.takes === 'json' ? JSON.stringify(input.body ?? {}) : undefined
  const headers: Record<string, string | number> = { host: 'kiste' }
  if (body !== undefined) {
    headers['content-type'] = 'application/json'
    headers['content-length'] = Buffer.byteLength(body)
  } else if (content) {
    headers['content-type'] = 'application/octet-stream'
    // Node's server closes a connection that is not kept alive as soon as it has answered; when it refuses in the middle of an upload,
    // our next write would break the pipe before its reason was read.
    headers['connection'] = 'keep-alive'
    if (content.sizeBytes !== undefined) headers['content-length'] = content.sizeBytes
  }
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath,
      method: route.method,
      path: requestPath(route, input),
      headers,
      // One connection a request: nothing has to be closed before the process may end.
      agent: false,
      ...noServerName,
      ...(signal ? { signal } : {}),
    })
    let answered = false
    const timeoutMs = options.timeoutMs ?? 60_000
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(words.unreachable.silent(timeoutMs))))
    sent.once('response', (answer) => {
      answered = true
      const status = answer.statusCode ?? 0
      if (content) answer.once('close', () => sent.destroy())
      if (status >= 200 && status < 300) resolve(answer)
      else refuse(answer, socketPath).catch(reject)
    })
    sent.on('error', (error) => {
      // A daemon that refuses an upload closes while we still write: its answer, not the broken pipe, is the reason.
      if (!answered) reject(signal?.aborted === true ? error : unreachable(socketPath, error))
    })
    if (content) {
      content.stream.once('error', (error) => {
        sent.destroy()
        reject(error)
      })
      content.stream.pipe(sent)
    } else sent.end(body)
  })
}

async function refuse(answer: IncomingMessage, socketPath: string): Promise<never> {
  throw errorOf(await readText(answer, socketPath), answer.statusCode ?? 0)
}

/** The error that an answer with this body and status stands for. */
export function errorOf(text: string, status: number): CliError {
  const body = tryJson(text)
  if (isErrorAnswer(body)) return new CliError(body.problems, { requestId: body.requestId })
  return new CliError([{ code: 'internal', ...words.strangeAnswer(status) }])
}

function isErrorAnswer(value: unknown): value is {
  readonly problems: ConstructorParameters<typeof CliError>[0]
  readonly requestId?: string
} {
  if (typeof value !== 'object' || value === null || !('problems' in value)) return false
  const { problems } = value
  return (
    Array.isArray(problems) &&
    problems.length > 0 &&
    problems.every(
      (problem: unknown) =>
        typeof problem === 'object' &&
        problem !== null &&
        'code' in problem &&
        'message' in problem &&
        typeof problem.message === 'string',
    )
  )
}

function readJson(text: string, answer: IncomingMessage): unknown {
  const value = tryJson(text)
  if (value === undefined)
    throw new CliError([{ code: 'internal', ...words.strangeAnswer(answer.statusCode ?? 0) }])
  return value
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readText(answer: IncomingMessage, socketPath: string): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  } catch (error) {
    throw unreachable(socketPath, error)
  }
  return Buffer.concat(chunks).toString('utf8')
}
