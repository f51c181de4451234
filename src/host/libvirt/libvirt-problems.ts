import { ProblemError, problemError, type Problem, type ProblemCode } from '../../domain/problem.ts'
import { messageOf } from '../../domain/thrown.ts'
import type { ErrorCodeName } from './error-codes.ts'
import { ConnectFailed, ConnectionLost, LibvirtError } from './error.ts'
import { XmlError } from './xml-dom.ts'

/** What was being done to which VM, as in "start" and "web". */
export interface Attempt {
  readonly vm: string
  /** Completes "… could not be …": `started`, `paused`. */
  readonly done: string
  /** True for calls that only look: losing them leaves nothing in doubt. */
  readonly readOnly?: boolean
}

interface Row {
  readonly code: ProblemCode
  readonly when: readonly ErrorCodeName[] | RegExp
  /** Why it did not work; `found` holds what the pattern caught. */
  readonly because: (found: readonly string[], message: string) => string
  readonly hint: (attempt: Attempt, found: readonly string[]) => string
}

/**
 * What libvirt's and QEMU's refusals mean. libvirt's own codes come first where they are telling; but what QEMU says when it
 * does not start has one code for everything ("internal error"), so those rows know it by QEMU's words, which are never translated.
 */
const rows: readonly Row[] = [
  {
    code: 'not_found',
    when: ['no-domain'],
    because: () => 'libvirt does not know it (any more)',
    hint: () => 'See what there is: kiste vm list',
  },
  {
    code: 'in_use',
    when: ['operation-timeout', 'resource-busy'],
    because: (_, message) => `libvirt is still busy with it (${message})`,
    hint: ({ vm }) => `Try again in a while; virsh domjobinfo ${vm} shows what goes on.`,
  },
  {
    code: 'already_exists',
    when: ['dom-exist'],
    because: (_, message) => message,
    hint: () => 'Choose another name.',
  },
  {
    code: 'forbidden',
    when: ['access-denied', 'auth-failed', 'operation-denied'],
    because: (_, message) => `libvirt denies it (${message})`,
    hint: () => 'Add the user Kiste runs as to the group libvirt, or run Kiste as root.',
  },
  {
    code: 'in_use',
    when: /Could not set up host forwarding rule '(\w*):?([\d.]*):(\d+)-/,
    because: ([protocol = 'tcp', address = '', port = '']) =>
      `port ${port}/${protocol} of ${address === '' ? 'the host' : address} is taken by another program`,
    hint: (_, [protocol = 'tcp', , port = '']) =>
      `See who has it: ss -l${protocol === 'udp' ? 'u' : 't'}np 'sport = :${port}'. Ports below 1024 also need root.`,
  },
  {
    code: 'in_use',
    when: /Failed to get (?:shared )?"[\w ]+" lock[^]*?\[([^\]]+)\]|Failed to get (?:shared )?"[\w ]+" lock/,
    because: ([path]) => `${path ?? 'one of its disks'} is in use by another QEMU process`,
    hint: (_, [path]) => `See which: fuser -v ${path ?? 'DISK'}`,
  },
  {
    code: 'host_failed',
    when: /(?:Cannot access storage file|Could not open|Cannot access backing file|Failed to open file) '([^']+)'[^]*No such file or directory/,
    because: ([path = '']) => `the file ${path} is missing`,
    hint: () => 'Bring the file back, or take the disk out with virsh edit.',
  },
  {
    code: 'host_failed',
    when: /'([^']+)'[^\n]*Permission denied/,
    because: ([path = '']) => `QEMU may not open ${path}`,
    hint: () => 'Let the user that QEMU runs as (see ps) read and write the file and enter its folders.',
  },
  {
    code: 'no_space',
    when: /No space left on device/,
    because: () => 'the disk of the host is full',
    hint: () => 'Make room: kiste bin list shows deleted VMs that can go for good.',
  },
  {
    code: 'no_space',
    when: /[Cc]annot (?:allocate memory|set up guest memory)/,
    because: () => 'the host has not enough free memory',
    hint: ({ vm }) => `Stop another VM, or give it less: kiste vm set ${vm} --memory SIZE`,
  },
  {
    code: 'no_space',
    when: ['no-memory'],
    because: () => 'the host has not enough free memory',
    hint: () => 'Stop another VM.',
  },
  {
    code: 'wrong_state',
    when: /network '([^']+)' is not active/,
    because: ([network = '']) => `the network ${network} is not started`,
    hint: (_, [network = '']) => `Start it: virsh net-start ${network}`,
  },
  {
    code: 'not_supported',
    when: /Could not access KVM kernel module|failed to initialize kvm|kvm accelerator/i,
    because: () => 'it asks for KVM, which does not work on this host',
    hint: () => 'See why: kiste doctor',
  },
  {
    code: 'not_supported',
    when: /does not support O_DIRECT/,
    because: () => "the file system of one of its disks cannot do cache='none'",
    hint: ({ vm }) => `Change it to cache='writeback' with virsh edit ${vm}, or move the disk.`,
  },
  {
    code: 'not_supported',
    when: ['config-unsupported', 'operation-unsupported', 'argument-unsupported', 'no-support'],
    because: (_, message) => message,
    hint: () => 'The libvirt or QEMU of this host cannot do it; a newer version may.',
  },
  {
    code: 'invalid_input',
    when: ['xml-error', 'xml-detail', 'xml-invalid-schema'],
    because: (_, message) => `libvirt does not take its definition (${message})`,
    hint: () => 'Compare it with virsh dumpxml of a VM that works.',
  },
  {
    code: 'wrong_state',
    when: ['operation-invalid'],
    because: (_, message) => message,
    hint: ({ vm }) => `See how it is now: kiste vm show ${vm}`,
  },
]

/** The problem an error stands for, with the VM's name, the reason and what to do. */
export function vmProblem(error: unknown, attempt: Attempt): ProblemError {
  if (error instanceof ProblemError) return error
  const object = { type: 'vm', name: attempt.vm } as const
  const failed = `VM ${attempt.vm} could not be ${attempt.done}`
  const problem = (rest: Pick<Problem, 'code' | 'message' | 'hint'>) =>
    problemError({ object, ...rest }, error)

  if (error instanceof ConnectFailed || error instanceof ConnectionLost)
    return lostProblem(error, attempt, failed)
  if (error instanceof XmlError)
    return problem({ code: 'invalid_input', message: `${failed}: ${sentence(error.message)}` })
  if (!(error instanceof LibvirtError)) {
    const because = messageOf(error)
    return problem({ code: 'host_failed', message: `${failed}: ${sentence(because)}` })
  }
  const said = error.libvirtMessage
  for (const row of rows) {
    const found = matches(row, error.code, said)
    if (found === undefined) continue
    return problem({
      code: row.code,
      message: `${failed}: ${sentence(row.because(found, lastLine(said)))}`,
      hint: row.hint(attempt, found),
    })
  }
  return problem({
    code: 'host_failed',
    message: `${failed}: ${sentence(lastLine(said))}`,
    hint: `See what QEMU said: kiste vm log ${attempt.vm}`,
  })
}

/** What a lost or refused connection means for a call: with an outcome nobody knows, or without any. */
function lostProblem(
  error: ConnectFailed | ConnectionLost,
  { vm, readOnly }: Attempt,
  failed: string,
): ProblemError {
  const object = { type: 'vm', name: vm } as const
  if (error instanceof ConnectionLost && error.outcome === 'unknown' && readOnly !== true)
    return problemError(
      {
        code: 'outcome_unknown',
        object,
        message: `The connection to libvirt was lost before it answered; whether VM ${vm} changed is not known.`,
        hint: `See how it is now: kiste vm show ${vm}`,
      },
      error,
    )
  return libvirtUnavailable(error, failed, object)
}

/** For calls that concern no single VM. */
export function libvirtUnavailable(
  error: unknown,
  failed: string,
  object: Problem['object'] = { type: 'host', name: 'libvirt' },
): ProblemError {
  if (error instanceof ProblemError) return error
  return problemError(
    {
      code: 'libvirt_unavailable',
      object,
      message: `${failed}: ${sentence(becauseOf(error))}`,
      hint:
        error instanceof ConnectFailed ? error.advice : 'Kiste connects again by itself; see kiste doctor.',
    },
    error,
  )
}

export function becauseOf(error: unknown): string {
  if (error instanceof ConnectFailed || error instanceof ConnectionLost) return error.because
  return messageOf(error)
}

function matches(row: Row, code: ErrorCodeName, message: string): readonly string[] | undefined {
  if (!(row.when instanceof RegExp)) return row.when.includes(code) ? [] : undefined
  const match = row.when.exec(message)
  return match === null ? undefined : match.slice(1)
}

/** QEMU's last words stand at the end of many lines, after its own name and the time. */
function lastLine(message: string): string {
  const line = message.trim().split('\n').at(-1) ?? message
  return line.replace(/^.*?qemu-system-[\w-]+: /, '').slice(0, 400)
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
