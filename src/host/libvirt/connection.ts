import type { Duplex } from 'node:stream'
import { createJob, followSignal, type CallJob } from './call-job.ts'
import type { CallOptions, Caller, CallRest } from './caller.ts'
import { ConnectionLost, LibvirtError, remoteError, type LossReason, type Outcome } from './error.ts'
import {
  beginFrame,
  createFrameParser,
  endFrame,
  PROGRAM,
  PROTOCOL_VERSION,
  STATUS,
  TYPE,
  type Frame,
} from './framing.ts'
import { createKeepalive, MAX_UNANSWERED } from './keepalive.ts'
import type { Procedure } from './procedure.ts'
import type { ProcedureName, ResultOf } from './procedures.ts'
import { createStreamTable } from './stream-table.ts'
import type { Transport } from './transport.ts'
import { XdrError, XdrReader } from './xdr.ts'
import { XdrWriter } from './xdr-writer.ts'

/**
 * libvirtd takes five requests of a connection and then stops reading it, keepalive answers included
 * (src/rpc/virnetserverclient.c, max_client_requests). One less is never head-of-line blocked.
 */
export const DEFAULT_WINDOW = 4

export type MessageHandler = (program: number, procedure: number, reader: XdrReader) => void

export interface Connection extends Caller {
  /** Calls a procedure that opens a stream. Use a connection of its own. */
  openStream<N extends ProcedureName>(name: N, ...rest: CallRest<N>): Promise<OpenStream<ResultOf<N>>>
  /** Receives what the daemon sends by itself. An XdrError thrown here ends the connection as a protocol error. */
  onMessage(handler: MessageHandler): void
  /** Resolves, never rejects, once the connection is gone. */
  readonly closed: Promise<ConnectionLost>
  /** Resolves once the daemon gives a sign of life, which it is asked for; never, if it hangs. */
  ask(): Promise<void>
  /** Ends it at once. `cause` says why, in the errors of what was under way: the loss of another connection is this one's too. */
  close(cause?: Error): void
}

export interface OpenStream<R> {
  readonly result: R
  readonly stream: Duplex
}

export interface ConnectionOptions {
  /** Calls under way at once; further ones wait their turn here. Default 4. */
  readonly window?: number
  /** Pings when nothing was heard for so long. Default: never. */
  readonly keepaliveMs?: number
  /** So many pings may stay unanswered. Default 5. */
  readonly keepaliveCount?: number
}

const DEADLINE_CHECK_MS = 250

/** Speaks libvirt's RPC over a transport: calls, replies, messages, streams. It does not open the hypervisor; see `openConnection`. */
export function createConnection(transport: Transport, options: ConnectionOptions = {}): Connection {
  const windowSize = options.window ?? DEFAULT_WINDOW
  const writer = new XdrWriter()
  const reader = new XdrReader()
  const pending = new Map<number, CallJob>()
  const waiting: CallJob[] = []
  let serial = 0
  let flushPlanned = false
  let deaf = false
  let deadlineTimer: NodeJS.Timeout | undefined
  let lost: ConnectionLost | undefined
  let messageHandler: MessageHandler = refuseMessage
  let tellClosed: (error: ConnectionLost) => void
  const closed = new Promise<ConnectionLost>((resolve) => (tellClosed = resolve))

  const streams = createStreamTable({
    send: sendPacket,
    pause: () => setDeaf(true),
    resume: () => setDeaf(false),
  })
  const keepalive = createKeepalive(options.keepaliveMs, options.keepaliveCount ?? MAX_UNANSWERED, {
    send: sendKeepalive,
    deaf: () => deaf,
    onDead: () => end('keepalive'),
  })
  const parse = createFrameParser(onFrame)
  transport.listen({
    onData(chunk) {
      if (lost !== undefined) return
      keepalive.heard()
      try {
        parse(chunk)
      } catch (error) {
        if (!(error instanceof XdrError)) throw error
        end('protocol-error', error)
      }
    },
    onDrain: () => streams.onDrain(),
    onClose: (error) => end(error === undefined ? 'server-closed' : 'transport-failed', error),
  })

  function enqueue(
    name: ProcedureName,
    args: unknown,
    opensStream: boolean,
    callOptions: CallOptions | undefined,
  ) {
    return new Promise<unknown>((resolve, reject) => {
      if (lost !== undefined) return reject(new ConnectionLost(lost.reason, 'not-sent', name, lost.cause))
      const job = createJob(name, args, opensStream, callOptions, resolve, reject)
      if (callOptions?.signal !== undefined) followSignal(job, callOptions.signal, dropWaiting)
      if (job.abandoned) return
      if (pending.size < windowSize) send(job)
      else waiting.push(job)
    })
  }

  function dropWaiting(job: CallJob): void {
    const index = waiting.indexOf(job)
    if (index >= 0) waiting.splice(index, 1)
  }

  function send(job: CallJob): void {
    const { program, number, args } = job.procedure
    const before = writer.pending()
    serial = serial === 0xffff_ffff ? 1 : serial + 1
    try {
      const mark = beginFrame(writer, program, number, TYPE.call, serial, STATUS.ok)
      args.write(writer, job.args)
      endFrame(writer, mark)
    } catch (error) {
      writer.truncate(before)
      job.stopFollowing?.()
      job.reject(error)
      return
    }
    pending.set(serial, job)
    if (job.opensStream) job.stream = streams.open(job.name, job.procedure, serial)
    if (job.limitMs !== Infinity) {
      job.deadline = performance.now() + job.limitMs
      deadlineTimer ??= setTimeout(checkDeadlines, DEADLINE_CHECK_MS).unref()
    }
    planFlush()
  }

  function sendPacket(
    { program, number }: Procedure<unknown, unknown>,
    streamSerial: number,
    status: number,
    bytes?: Uint8Array,
  ): boolean {
    if (lost !== undefined) return true
    const mark = beginFrame(writer, program, number, TYPE.stream, streamSerial, status)
    if (bytes !== undefined) writer.raw(bytes)
    endFrame(writer, mark)
    return flush()
  }

  function setDeaf(next: boolean): void {
    if (deaf === next) return
    deaf = next
    if (deaf) transport.pause()
    else transport.resume()
  }

  function sendKeepalive(procedure: number): void {
    endFrame(writer, beginFrame(writer, PROGRAM.keepalive, procedure, TYPE.message, 0, STATUS.ok))
    planFlush()
  }

  /** All frames of one turn of the event loop leave in one write. */
  function planFlush(): void {
    if (flushPlanned) return
    flushPlanned = true
    process.nextTick(flush)
  }

  function flush(): boolean {
    flushPlanned = false
    if (lost !== undefined || writer.pending() === 0) return true
    return transport.write(writer.take())
  }

  function onFrame(frame: Frame): void {
    if (lost !== undefined) return
    if (frame.version !== PROTOCOL_VERSION) throw new XdrError(`protocol version ${frame.version}`)
    switch (frame.type) {
      case TYPE.reply:
        return onReply(frame)
      case TYPE.stream:
        if (pending.has(frame.serial))
          throw new XdrError(`a stream packet before the reply to call ${frame.serial}`)
        return streams.onPacket(frame)
      case TYPE.message:
        return onServerMessage(frame)
      default:
        throw new XdrError(`a frame of type ${frame.type} was not asked for`)
    }
  }

  function onReply(frame: Frame): void {
    const job = pending.get(frame.serial)
    if (job === undefined) throw new XdrError(`a reply to call ${frame.serial}, which was not made`)
    const { procedure } = job
    if (frame.program !== procedure.program || frame.procedure !== procedure.number) {
      throw new XdrError(`a reply of procedure ${frame.procedure} to a call of ${procedure.number}`)
    }
    reader.reset(frame.bytes, frame.payloadStart, frame.end)
    switch (frame.status) {
      case STATUS.ok:
        succeed(job, frame.serial, procedure.result.read(reader))
        break
      case STATUS.error:
        fail(job, frame.serial, new LibvirtError(job.name, remoteError.read(reader)))
        break
      default:
        throw new XdrError(`a reply with status ${frame.status}`)
    }
    while (pending.size < windowSize && waiting.length > 0) send(waiting.shift()!)
  }

  function succeed(job: CallJob, jobSerial: number, value: unknown): void {
    settle(job, jobSerial)
    if (job.stream === undefined) job.resolve(value)
    else if (job.abandoned) job.stream.destroy()
    else job.resolve({ result: value, stream: job.stream })
  }

  function fail(job: CallJob, jobSerial: number, error: LibvirtError): void {
    settle(job, jobSerial)
    if (job.opensStream) streams.forget(jobSerial)
    job.reject(error)
  }

  function settle(job: CallJob, jobSerial: number): void {
    if (reader.remaining() !== 0)
      throw new XdrError(`${reader.remaining()} bytes too many in a reply to ${job.name}`)
    pending.delete(jobSerial)
    job.stopFollowing?.()
  }

  function onServerMessage({ program, procedure, bytes, payloadStart, end: messageEnd }: Frame): void {
    if (program === PROGRAM.keepalive) return keepalive.onMessage(procedure)
    reader.reset(bytes, payloadStart, messageEnd)
    messageHandler(program, procedure, reader)
    if (reader.remaining() !== 0)
      throw new XdrError(`${reader.remaining()} bytes too many in message ${procedure}`)
  }

  function checkDeadlines(): void {
    deadlineTimer = undefined
    const now = performance.now()
    for (const job of pending.values()) {
      if (job.deadline <= now)
        return end('timeout', new Error(`${job.name} took more than ${job.limitMs} ms`))
    }
    if (pending.size > 0) deadlineTimer = setTimeout(checkDeadlines, DEADLINE_CHECK_MS).unref()
  }

  function end(reason: LossReason, cause?: Error): void {
    if (lost !== undefined) return
    lost = new ConnectionLost(reason, 'unknown', undefined, cause)
    clearTimeout(deadlineTimer)
    keepalive.stop()
    transport.destroy()
    for (const [jobSerial, job] of pending) {
      // Nobody holds its stream yet, so nobody could hear its error.
      if (job.opensStream) streams.forget(jobSerial)
      lose(job, 'unknown', lost)
    }
    for (const job of waiting) lose(job, 'not-sent', lost)
    pending.clear()
    waiting.length = 0
    // Closing here abandons streams on purpose; an 'error' nobody listens for would end the process.
    streams.endAll(reason === 'closed-here' ? cause : lost)
    tellClosed(lost)
  }

  function lose(job: CallJob, outcome: Outcome, { reason, cause }: ConnectionLost): void {
    job.stopFollowing?.()
    job.reject(new ConnectionLost(reason, outcome, job.name, cause))
  }

  return {
    // `enqueue` carries every procedure alike; the procedure's own codec made the value, so it has the type its name stands for.
    call: (name, ...[args, callOptions]) => enqueue(name, args, false, callOptions) as Promise<never>,
    openStream: (name, ...[args, callOptions]) => enqueue(name, args, true, callOptions) as Promise<never>,
    onMessage: (handler) => (messageHandler = handler),
    closed,
    ask: () => keepalive.ask(),
    close: (cause) =>
      cause instanceof ConnectionLost ? end(cause.reason, cause.detail) : end('closed-here', cause),
  }
}

function refuseMessage(_program: number, procedure: number): void {
  throw new XdrError(`message ${procedure}, though no events were registered for`)
}
