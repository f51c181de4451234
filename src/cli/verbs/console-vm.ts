import type { Context } from '../command.ts'
import { openConsole, type ConsoleSocket } from '../console-socket.ts'
import { createLineFeedKeeper } from '../line-feeds.ts'
import { vmWords } from '../vm-words.ts'

/** Ctrl and ]: what telnet and virsh leave with. */
const leaveByte = 0x1d
const defaultIdleSeconds = 3

export async function consoleVm(
  ctx: Context,
  input: { readonly name: string; readonly idle?: number | undefined },
): Promise<number> {
  const { name } = input
  const interactive = ctx.io.stdin.isTTY === true
  const socket = await openConsole(ctx.client.socketPath, name)
  if (interactive) {
    ctx.err.line(vmWords.console.leave(name))
    if (ctx.out.isTerminal) ctx.err.line(vmWords.console.size(ctx.out.rows, ctx.out.columns))
  }
  const ended = interactive
    ? await typeIn(ctx, socket)
    : await pipeIn(ctx, socket, (input.idle ?? defaultIdleSeconds) * 1000)
  switch (ended) {
    case 'left':
      ctx.err.line('')
      ctx.err.line(vmWords.console.left(name))
      return 0
    case 'closed':
      if (interactive) ctx.err.line(vmWords.console.ended(name))
      return 0
    case 'interrupted':
      return 130
  }
}

type Ending = 'left' | 'closed' | 'interrupted'

/** The terminal gives every key as it is, Ctrl-C too; it is put back whatever happens. */
async function typeIn(ctx: Context, socket: ConsoleSocket): Promise<Ending> {
  const { stdin } = ctx.io
  stdin.setRawMode?.(true)
  try {
    return await new Promise<Ending>((resolve, reject) => {
      stdin.on('data', (chunk: Buffer | string) => {
        const bytes = Buffer.from(chunk)
        const end = bytes.indexOf(leaveByte)
        if (end < 0) socket.send(bytes)
        else {
          if (end > 0) socket.send(bytes.subarray(0, end))
          resolve('left')
        }
      })
      stdin.once('end', () => resolve('left'))
      const keep = ctx.out.isTerminal ? createLineFeedKeeper() : undefined
      receive(socket, resolve, reject, (bytes) => ctx.out.raw(keep?.(bytes) ?? bytes))
    })
  } finally {
    stdin.setRawMode?.(false)
    stdin.removeAllListeners('data')
    stdin.pause()
    socket.close()
  }
}

/** Without a terminal: what comes in is typed, what the guest says goes out; at the end of the input, until the guest falls silent. */
async function pipeIn(ctx: Context, socket: ConsoleSocket, idleMs: number): Promise<Ending> {
  const { stdin } = ctx.io
  let timer: NodeJS.Timeout | undefined
  let inputEnded = false
  let release = (): void => undefined
  try {
    return await new Promise<Ending>((resolve, reject) => {
      const rearm = (): void => {
        clearTimeout(timer)
        if (inputEnded && idleMs > 0) timer = setTimeout(() => resolve('closed'), idleMs)
      }
      release = ctx.io.onInterrupt(() => resolve('interrupted'))
      stdin.on('data', (chunk: Buffer | string) => socket.send(Buffer.from(chunk)))
      stdin.once('end', () => {
        inputEnded = true
        rearm()
      })
      receive(socket, resolve, reject, (bytes) => {
        ctx.out.raw(bytes)
        rearm()
      })
    })
  } finally {
    clearTimeout(timer)
    release()
    stdin.removeAllListeners('data')
    stdin.pause()
    socket.close()
  }
}

/** The console is the one place where the guest's bytes reach the terminal as they are: it is the guest's terminal. */
function receive(
  socket: ConsoleSocket,
  resolve: (ending: Ending) => void,
  reject: (error: Error) => void,
  onBytes: (bytes: Buffer) => void,
): void {
  socket.onBytes(onBytes)
  socket.onEnd((error) => (error ? reject(error) : resolve('closed')))
}
