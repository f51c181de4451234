import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remoteError, type RemoteError } from '../error.ts'
import { beginFrame, createFrameParser, endFrame, PROGRAM, STATUS, TYPE } from '../framing.ts'
import type { Procedure } from '../procedure.ts'
import { procedures, type ArgsOf, type ProcedureName, type ResultOf } from '../procedures.ts'
import { XdrWriter } from '../xdr-writer.ts'
import { XdrReader } from '../xdr.ts'

/** A handler returns this to leave a call unanswered; `call.reply` may answer it later. */
export const NO_REPLY = Symbol('no reply')

export interface ServerCall<N extends ProcedureName> {
  readonly peer: Peer
  readonly serial: number
  reply(result: ResultOf<N>): void
  fail(error: Partial<RemoteError>): void
  /** Sends a stream packet belonging to this call. */
  packet(status: number, bytes?: Uint8Array): void
}

export type Handlers = {
  [N in ProcedureName]?: (args: ArgsOf<N>, call: ServerCall<N>) => ResultOf<N> | typeof NO_REPLY
}

/** One connected client, seen from the server. */
export interface Peer {
  readonly number: number
  readonly socket: Socket
  /** Sends bytes as they are: the way to send garbage. */
  raw(bytes: Uint8Array): void
  /** Sends a whole frame. */
  send(frame: FrameToSend): void
  /** Stream packets and messages that came. */
  readonly received: ReceivedFrame[]
}

export interface FrameToSend {
  readonly program?: number
  readonly procedure: number
  readonly type: number
  readonly serial: number
  readonly status: number
  readonly body?: (writer: XdrWriter) => void
}

export interface ReceivedFrame {
  readonly program: number
  readonly procedure: number
  readonly type: number
  readonly serial: number
  readonly status: number
  readonly payload: Buffer
}

export interface ScriptedServer {
  readonly uri: string
  readonly path: string
  readonly peers: readonly Peer[]
  /** Names of the calls in the order they came, of all clients. */
  readonly calls: readonly string[]
  /** Replaces handlers while running. */
  handle(handlers: Handlers): void
  /** Hangs, as a stopped process does: takes connections and bytes, and answers nothing, not even pings. What came is then lost. */
  hang(): void
  /** Answers again, from now on. */
  goOn(): void
  /** Cuts every client off, and takes no new ones until `listen`. */
  stop(): Promise<void>
  listen(): Promise<void>
  close(): Promise<void>
}

const NO_ERROR: RemoteError = {
  code: 1,
  domain: 10,
  message: 'scripted',
  level: 2,
  dom: null,
  str1: null,
  str2: null,
  str3: null,
  int1: 0,
  int2: 0,
  net: null,
}

const [PING, PONG] = [1, 2]

/** A libvirtd whose every answer a test decides. It authenticates, opens and registers events by itself. */
export async function startScriptedServer(given: Handlers = {}): Promise<ScriptedServer> {
  const directory = mkdtempSync(join(tmpdir(), 'ks-'))
  const path = join(directory, 'libvirt-sock')
  const peers: Peer[] = []
  const calls: string[] = []
  let callbackId = 0
  let handlers: Handlers = {
    authList: () => [0],
    connectOpen: () => undefined,
    connectGetLibVersion: () => 9_000_000,
    domainEventRegister: () => callbackId++,
    networkEventRegister: () => callbackId++,
    connectRegisterCloseCallback: () => undefined,
    ...given,
  }
  let server: Server | undefined
  let hangs = false

  function accept(socket: Socket): void {
    const received: ReceivedFrame[] = []
    const peer: Peer = {
      number: peers.length,
      socket,
      received,
      raw: (bytes) => void socket.write(bytes),
      send: (frame) => void socket.write(encodeFrame(frame)),
    }
    peers.push(peer)
    // A client under test may cut the connection at any moment.
    socket.on('error', () => socket.destroy())
    const parse = createFrameParser(
      ({ program, procedure, type, serial, status, bytes, payloadStart, end }) => {
        if (hangs) return
        const payload = Buffer.from(bytes.subarray(payloadStart, end))
        if (program === PROGRAM.keepalive && procedure === PING) pong(peer)
        if (type === TYPE.call) answer(peer, program, procedure, serial, payload)
        else received.push({ program, procedure, type, serial, status, payload })
      },
    )
    socket.on('data', parse)
  }

  function pong(peer: Peer): void {
    const header = { program: PROGRAM.keepalive, procedure: PONG, type: TYPE.message, serial: 0 }
    peer.send({ ...header, status: STATUS.ok })
  }

  function answer(peer: Peer, program: number, number: number, serial: number, payload: Buffer): void {
    const name = nameOf(program, number)
    calls.push(name)
    const procedure = procedures[name] as Procedure<unknown, unknown>
    const header = { program, procedure: number, serial }
    const call: ServerCall<ProcedureName> = {
      peer,
      serial,
      reply: (result) =>
        peer.send({
          ...header,
          type: TYPE.reply,
          status: STATUS.ok,
          body: (w) => procedure.result.write(w, result),
        }),
      fail: (error) =>
        peer.send({
          ...header,
          type: TYPE.reply,
          status: STATUS.error,
          body: (w) => remoteError.write(w, { ...NO_ERROR, ...error }),
        }),
      packet: (status, bytes) =>
        peer.send({ ...header, type: TYPE.stream, status, body: (w) => bytes !== undefined && w.raw(bytes) }),
    }
    const handler = handlers[name] as
      | ((args: unknown, call: ServerCall<ProcedureName>) => unknown)
      | undefined
    if (handler === undefined) return call.fail({ code: 3, message: `no handler for ${name}` })
    const result = handler(procedure.args.read(new XdrReader().reset(payload, 0, payload.length)), call)
    if (result !== NO_REPLY) call.reply(result as ResultOf<ProcedureName>)
  }

  async function listen(): Promise<void> {
    const next = createServer(accept)
    server = next
    await new Promise<void>((resolve) => next.listen(path, resolve))
  }

  async function stop(): Promise<void> {
    const last = server
    server = undefined
    if (last === undefined) return
    const closed = new Promise((resolve) => last.close(resolve))
    for (const { socket } of peers) socket.destroy()
    await closed
  }

  await listen()
  return {
    uri: `qemu+unix:///session?socket=${path}`,
    path,
    peers,
    calls,
    handle: (more) => (handlers = { ...handlers, ...more }),
    hang: () => (hangs = true),
    goOn: () => (hangs = false),
    stop,
    listen,
    async close() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A frame as it goes over the wire. */
export function encodeFrame({ program, procedure, type, serial, status, body }: FrameToSend): Buffer {
  const writer = new XdrWriter()
  const mark = beginFrame(writer, program ?? PROGRAM.remote, procedure, type, serial, status)
  body?.(writer)
  endFrame(writer, mark)
  return Buffer.from(writer.take())
}

function nameOf(program: number, number: number): ProcedureName {
  for (const [name, procedure] of Object.entries(procedures)) {
    if (procedure.program === program && procedure.number === number) return name as ProcedureName
  }
  throw new Error(`the scripted server does not know procedure ${number} of program ${program}`)
}
