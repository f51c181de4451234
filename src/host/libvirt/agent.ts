import { problemError, type ProblemError } from '../../domain/problem.ts'
import type { Connection } from './connection.ts'
import type { ErrorCodeName } from './error-codes.ts'
import { ConnectionLost, LibvirtError } from './error.ts'
import type { DomainRef } from './objects.ts'

export interface AgentCall {
  /** How long the agent may take to answer; seconds are all libvirt knows. */
  readonly timeoutSeconds: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends one command to the guest agent and returns what it answers. Use a connection of its own: a guest that hangs holds it.
 * Rejects with ProblemError `agent_unavailable` (nobody answers), `agent_failed` (it refuses) or `cancelled`.
 */
export async function callAgent(
  own: Connection,
  dom: DomainRef,
  execute: string,
  args: Readonly<Record<string, unknown>>,
  { timeoutSeconds, signal }: AgentCall,
): Promise<unknown> {
  if (isAborted(signal)) throw cancelled(dom)
  const command = JSON.stringify({ execute, arguments: args })
  try {
    const reply = await own.call(
      'domainAgentCommand',
      { dom, command, timeoutSeconds: Math.max(1, Math.ceil(timeoutSeconds)) },
      signal === undefined ? {} : { signal },
    )
    const parsed: unknown = JSON.parse(reply ?? '{}')
    return typeof parsed === 'object' && parsed !== null && 'return' in parsed ? parsed.return : undefined
  } catch (error) {
    if (isAborted(signal)) throw cancelled(dom)
    throw agentProblem(error, dom.name, execute)
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

export function cancelled(dom: DomainRef): ProblemError {
  return problemError({
    code: 'cancelled',
    object: { type: 'vm', name: dom.name },
    message: `Work in the guest of VM ${dom.name} was cancelled.`,
  })
}

export function agentFailed(vm: string, message: string, hint?: string, cause?: unknown): ProblemError {
  const object = { type: 'vm', name: vm } as const
  return problemError(
    { code: 'agent_failed', object, message, ...(hint === undefined ? {} : { hint }) },
    cause,
  )
}

/** What libvirt's answer to an agent command means. */
export function agentProblem(error: unknown, vm: string, command: string): unknown {
  if (error instanceof SyntaxError)
    return agentFailed(vm, `The guest agent of VM ${vm} answered with what is no JSON.`, undefined, error)
  if (error instanceof ConnectionLost && error.reason === 'timeout') return unavailable(vm, 'silent', error)
  if (!(error instanceof LibvirtError)) return error
  const silence = silenceOf(error)
  if (silence !== undefined) return unavailable(vm, silence, error)
  if (error.code === 'operation-invalid')
    return problemError(
      {
        code: 'wrong_state',
        object: { type: 'vm', name: vm },
        message: `VM ${vm} is not running, so nothing can be done in its guest.`,
        hint: `Start it: kiste vm start ${vm}`,
      },
      error,
    )
  // The daemon cannot put the answer into a message: text has at most 4 MiB there (REMOTE_STRING_MAX).
  if (error.code === 'rpc')
    return agentFailed(
      vm,
      `The answer from the guest of VM ${vm} is too long: at most 3 MiB of output fit.`,
      'Let the command write a file in the guest, and copy that: kiste vm copy',
      error,
    )
  return refusals.has(error.code) ? refusal(vm, command, error) : error
}

const refusals: ReadonlySet<ErrorCodeName> = new Set<ErrorCodeName>([
  'agent-command-failed',
  'internal-error',
])

/** Codes that mean nobody answered; libvirt's own word for a channel that nobody in the guest has opened is "not connected". */
const silenceByCode: Readonly<Partial<Record<ErrorCodeName, keyof typeof silences>>> = {
  'argument-unsupported': 'no-channel',
  'agent-unresponsive': 'silent',
  'agent-command-timeout': 'silent',
  'agent-unsynced': 'silent',
  'operation-timeout': 'silent',
}

function silenceOf({ code, libvirtMessage }: LibvirtError): keyof typeof silences | undefined {
  const absent = code === 'agent-unresponsive' && libvirtMessage.includes('not connected')
  return absent ? 'absent' : silenceByCode[code]
}

const silences = {
  'no-channel': {
    because: 'it has no channel for one',
    hint: (vm: string) =>
      `Add one with virsh edit ${vm}: <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`,
  },
  absent: {
    because: 'none is running in it (yet)',
    hint: (vm: string) =>
      `Wait until the guest is up, or install qemu-guest-agent in it. See how far it is: kiste vm log ${vm} --serial`,
  },
  silent: {
    because: 'it does not answer',
    hint: (vm: string) => `The guest may be busy or stuck; look at it with kiste vm console ${vm}.`,
  },
} as const

function unavailable(vm: string, why: keyof typeof silences, cause: unknown): ProblemError {
  const { because, hint } = silences[why]
  return problemError(
    {
      code: 'agent_unavailable',
      object: { type: 'vm', name: vm },
      message: `No guest agent can be reached in VM ${vm}: ${because}.`,
      hint: hint(vm),
    },
    cause,
  )
}

/** The agent's own words stand after libvirt's (qemu_agent.c, qemuAgentCheckError). */
function refusal(vm: string, command: string, error: LibvirtError): ProblemError {
  const said = /unable to execute QEMU agent command '[\w-]*':? ?([^]*)$/.exec(error.libvirtMessage)?.[1]
  if (said === undefined && /[Ee]nd of file|I\/O error|[Mm]issing agent reply/.test(error.libvirtMessage))
    return unavailable(vm, 'absent', error)
  const because = (said ?? error.libvirtMessage).trim() || 'it gave no reason'
  if (/has been disabled|has not been found|not supported/.test(because))
    return agentFailed(
      vm,
      `The guest agent of VM ${vm} does not allow ${command}: ${sentence(because)}`,
      'Allow it in the guest: see block-rpcs in /etc/qemu/qemu-ga.conf, or BLACKLIST_RPC in /etc/sysconfig/qemu-ga.',
      error,
    )
  return agentFailed(vm, `The guest agent of VM ${vm} refused: ${sentence(because)}`, undefined, error)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
