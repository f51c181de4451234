import type { Readable } from 'node:stream'
import { refused, toProblems, type Problem } from '../../../domain/problem.ts'
import type { CopyTarget } from './copy-target.ts'
import { readRequest, type CopyRequest } from './read-request.ts'

/** What a sender hears: one line of JSON. */
export type CopyReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Does one thing that a sender asks of this host, which keeps its copies, and gives the answer. Never rejects. */
export async function serveRequest(
  asked: string,
  {
    target,
    input,
    signal,
  }: { readonly target: CopyTarget; readonly input: Readable; readonly signal: AbortSignal },
): Promise<CopyReply> {
  const request = readRequest(target.root, asked)
  if (!request.ok) return refused(...request.problems)
  try {
    const value = await done(request.value, target, input, signal)
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
    case 'look':
      return target.look(signal)
    case 'change':
      return target.change(request.step)
    case 'receive':
      return target.receive(request.stream, input, signal)
  }
}
