import type { Readable } from 'node:stream'
import { agentFailed, callAgent, type AgentCall } from './agent.ts'
import type { Connection } from './connection.ts'
import { bytesIn, isRecord, numberIn } from './guest-exec.ts'
import type { DomainRef } from './objects.ts'

/** Bytes a message: the agent's channel is slow, and a guest that is paused midway holds no more than this. */
const chunkBytes = 48 * 1024
const answerSeconds = 30
const closeSeconds = 5

/** A file open in the guest. */
interface GuestFile {
  readonly own: Connection
  readonly dom: DomainRef
  readonly handle: number
  readonly call: AgentCall
}

/** Opens a file in the guest. The path is the guest's own business: nothing on the host reads it. */
export async function openGuestFile(
  own: Connection,
  dom: DomainRef,
  path: string,
  mode: 'r' | 'w',
  signal: AbortSignal | undefined,
): Promise<GuestFile> {
  const call = { timeoutSeconds: answerSeconds, signal }
  const handle = await callAgent(own, dom, 'guest-file-open', { path, mode }, call)
  if (typeof handle !== 'number')
    throw agentFailed(dom.name, `The guest agent of VM ${dom.name} gave no handle for ${path}.`)
  return { own, dom, handle, call }
}

/** Closes it even when the work was cancelled, since the agent keeps handles until the guest restarts. */
export async function closeGuestFile({ own, dom, handle }: GuestFile): Promise<void> {
  await callAgent(own, dom, 'guest-file-close', { handle }, { timeoutSeconds: closeSeconds })
}

/** The file's bytes, read as they are wanted. */
export async function* readGuestFile(file: GuestFile): AsyncGenerator<Uint8Array> {
  const { own, dom, handle, call } = file
  for (;;) {
    const part = await callAgent(own, dom, 'guest-file-read', { handle, count: chunkBytes }, call)
    const bytes = bytesIn(part, 'buf-b64')
    if (bytes.length > 0) yield bytes
    if (bytes.length === 0 || (isRecord(part) && part['eof'] === true)) return
  }
}

/** Writes all of it and returns how many bytes. */
export async function writeGuestFile(file: GuestFile, content: Readable): Promise<number> {
  let written = 0
  for await (const chunk of content) {
    const bytes = Buffer.from(chunk as Uint8Array | string)
    for (let at = 0; at < bytes.length;) {
      const taken = await writePart(file, bytes.subarray(at, at + chunkBytes))
      at += taken
      written += taken
    }
  }
  await callAgent(file.own, file.dom, 'guest-file-flush', { handle: file.handle }, file.call)
  return written
}

async function writePart({ own, dom, handle, call }: GuestFile, part: Buffer): Promise<number> {
  const args = { handle, 'buf-b64': part.toString('base64') }
  const count = numberIn(await callAgent(own, dom, 'guest-file-write', args, call), 'count') ?? 0
  if (count <= 0)
    throw agentFailed(dom.name, `The guest of VM ${dom.name} takes no more bytes; its disk may be full.`)
  return count
}
