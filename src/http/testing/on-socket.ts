import { mkdtempSync, rmSync } from 'node:fs'
import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { listenOnSocket } from '../listen.ts'

export interface OnSocket {
  readonly path: string
  /** Begins a request; the caller sends its body and ends it. */
  begin(method: string, url: string, headers?: Readonly<Record<string, string>>): ClientRequest
  /** Sends a GET and resolves when its answer begins. */
  open(url: string, headers?: Readonly<Record<string, string>>): Promise<IncomingMessage>
  /** Removes what listening needed; the server is closed by who made it. */
  clean(): void
}

/** Lets a server listen on a unix socket of its own. */
export async function onSocket(http: FastifyInstance): Promise<OnSocket> {
  const folder = mkdtempSync(join(tmpdir(), 'kiste-'))
  const path = join(folder, 's')
  await listenOnSocket(http, { path })
  const begin: OnSocket['begin'] = (method, url, headers = {}) => {
    const options: RequestOptions = { socketPath: path, method, path: url, headers, agent: false }
    return request(options)
  }
  return {
    path,
    begin,
    open: (url, headers) => answerTo(begin('GET', url, headers).end()),
    clean: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Resolves when the answer begins; rejects when there is none. */
export function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
}

/** The rest of an answer as text. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** Waits until this is so, looking every few milliseconds; throws after 15 s. */
export async function expectSoon(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`waited 15 s in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
