import type { Readable } from 'node:stream'
import { refused, toProblems, type Problem } from '../../../domain/problem.ts'
import type { CopyTarget } from './copy-target.ts'
import { readRequest, type CopyRequest } from './read-request.ts'

/** What a sender hears: one line of JSON. */
export type CopyReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export interface Keeper {
  /** The dataset below which each store has its root. */
  readonly below: string
  targetAt(root: string): Promise<CopyTarget>
}

/** Does one thing that a sender asks of this host, which keeps its copies, and gives the answer. Never rejects. */
export async function serveRequest(
  asked: string,
  { below, targetAt }: Keeper,
  { input, signal }: { readonly input: Readable; readonly signal: AbortSignal },
): Promise<CopyReply> {
  const read = readRequest(below, asked)
  if (!read.ok) return refused(...read.problems)
  const { root, request } = read.value
  try {
    const value = await done(request, await targetAt(root), input, signal)
    return value === undefined ? { ok: true } : { ok: true, value }
  } catch (error) {
    return { ok: false, problems: toProblems(error) }
  }
}

async function done(
  request: CopyRequest,
  target: CopyTarget,
  input: Readable,
  signal: AbortSignal,
): Promise<unknown> {
  switch (request.do) {
    case 'prepare':
      return target.prepare(request.of)
    case 'times':
      return [...(await target.times(request.snapshots))]
    case 'look':
      return target.look(signal)
    case 'change':
      return target.change(request.step)
    case 'receive':
      return target.receive(request.stream, input, signal)
  }
}
