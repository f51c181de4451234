import { setTimeout as sleep } from 'node:timers/promises'
import type { GuestCommand, GuestCommandResult } from '../host.ts'
import { agentFailed, callAgent, cancelled } from './agent.ts'
import type { Connection } from './connection.ts'
import type { DomainRef } from './objects.ts'

const answerSeconds = 20
const firstPauseMs = 15
const longestPauseMs = 500

/** Runs a command in the guest and waits for its end, asking less and less often. Input travels in one message; keep it short. */
export async function guestExec(
  own: Connection,
  dom: DomainRef,
  { argv, input, timeoutMs, signal }: GuestCommand,
): Promise<GuestCommandResult> {
  const [path, ...arg] = argv
  const call = { timeoutSeconds: answerSeconds, signal }
  const startedAt = performance.now()
  const started = await callAgent(
    own,
    dom,
    'guest-exec',
    {
      path,
      arg,
      'capture-output': true,
      ...(input === undefined ? {} : { 'input-data': Buffer.from(input).toString('base64') }),
    },
    call,
  )
  const pid = numberIn(started, 'pid')
  if (pid === undefined) throw agentFailed(dom.name, `The guest agent of VM ${dom.name} named no process.`)

  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.6)) {
    const result = readStatus(await callAgent(own, dom, 'guest-exec-status', { pid }, call))
    if (result !== undefined) return result
    const leftMs = timeoutMs - (performance.now() - startedAt)
    if (leftMs <= 0) throw tooSlow(dom.name, path, timeoutMs)
    await sleep(Math.min(pauseMs, leftMs), undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw cancelled(dom)
    })
  }
}

/** Undefined while it still runs. */
function readStatus(status: unknown): GuestCommandResult | undefined {
  if (!isRecord(status) || status['exited'] !== true) return undefined
  const output = {
    stdout: bytesIn(status, 'out-data'),
    stderr: bytesIn(status, 'err-data'),
    truncated: status['out-truncated'] === true || status['err-truncated'] === true,
  }
  const signal = numberIn(status, 'signal')
  if (signal !== undefined) return { ended: 'signal', signal, ...output }
  return { ended: 'exit', exitCode: numberIn(status, 'exitcode') ?? 0, ...output }
}

function tooSlow(vm: string, command: string, timeoutMs: number) {
  return agentFailed(
    vm,
    `${command} in VM ${vm} did not end within ${timeoutMs / 1000} s; it goes on in the guest.`,
    'Give it longer with --timeout.',
  )
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

export function numberIn(value: unknown, name: string): number | undefined {
  const found = isRecord(value) ? value[name] : undefined
  return typeof found === 'number' ? found : undefined
}

export function bytesIn(value: unknown, name: string): Uint8Array {
  const found = isRecord(value) ? value[name] : undefined
  return typeof found === 'string' ? Buffer.from(found, 'base64') : Buffer.alloc(0)
}
