import type { Vm } from '../contract/schemas/vm.ts'
import { loadKeyLine } from '../domain/key-lock.ts'
import type { Style, Text } from './printer.ts'
import { vmWords } from './vm-words.ts'

/** How a VM is: it runs, it is off, it wants a look, or it is broken. */
export type Condition = 'runs' | 'off' | 'look' | 'broken'

const shapes: Readonly<
  Record<Condition, { readonly unicode: string; readonly ascii: string; readonly style: Style }>
> = {
  runs: { unicode: '●', ascii: '*', style: 'green' },
  off: { unicode: '○', ascii: 'o', style: 'dim' },
  look: { unicode: '▲', ascii: '^', style: 'yellow' },
  broken: { unicode: '◆', ascii: '!', style: 'red' },
}

/** The shape and word of a state: `● running`. The colour only repeats what both say. */
export function stateText(status: Vm['status'], unicode: boolean): Text {
  const { condition, word } = describeState(status)
  return conditionText(condition, word, unicode)
}

export function conditionText(condition: Condition, word: string, unicode: boolean): Text {
  const shape = shapes[condition]
  return { style: shape.style, text: `${unicode ? shape.unicode : shape.ascii} ${word}` }
}

export function describeState(status: Vm['status']): {
  readonly condition: Condition
  readonly word: string
} {
  switch (status.state) {
    case 'running':
      return { condition: 'runs', word: vmWords.state.running }
    case 'stopped':
      return status.waitsFor === undefined
        ? { condition: 'off', word: vmWords.state.stopped }
        : { condition: 'look', word: vmWords.state.waits(status.waitsFor.root) }
    case 'paused':
      return describePause(status.because)
    case 'stopping':
      return { condition: 'look', word: vmWords.state.stopping }
    case 'sleeping':
      return { condition: 'look', word: vmWords.state.sleeping }
    case 'crashed':
      return { condition: 'broken', word: vmWords.state.crashed }
  }
}

type Pause = Extract<Vm['status'], { state: 'paused' }>['because']

function describePause(because: Pause): { readonly condition: Condition; readonly word: string } {
  switch (because) {
    case 'user':
    case 'other':
      return { condition: 'look', word: vmWords.state.paused }
    case 'starting':
      return { condition: 'look', word: vmWords.state.starting }
    case 'saving':
      return { condition: 'look', word: vmWords.state.saving }
    case 'io-error':
      return { condition: 'broken', word: vmWords.state.ioError }
    case 'no-space':
      return { condition: 'broken', word: vmWords.state.noSpace }
  }
}

/** One sentence on how the VM is, and the command that is most likely wanted next. */
export function vmVerdict(vm: Vm & { readonly lockedBy?: string | undefined }): {
  readonly sentence: string
  readonly next: string
} {
  const { name, status } = vm
  switch (status.state) {
    case 'running':
      return status.agent === 'connected'
        ? { sentence: vmWords.verdict.running(name), next: `kiste vm exec ${name} -- uptime` }
        : { sentence: vmWords.verdict.runningNoAgent(name), next: `kiste vm console ${name}` }
    case 'stopped':
      return offVerdict(vm, status.waitsFor?.root)
    case 'paused':
      return pauseVerdict(name, status.because)
    case 'stopping':
      return { sentence: vmWords.verdict.stopping(name), next: `kiste vm stop ${name} --force` }
    case 'sleeping':
      return { sentence: vmWords.verdict.sleeping(name), next: `kiste vm resume ${name}` }
    case 'crashed':
      return { sentence: vmWords.verdict.crashed(name), next: `kiste vm log ${name}` }
  }
}

function offVerdict(
  { name, lockedBy }: { readonly name: string; readonly lockedBy?: string | undefined },
  waitsFor: string | undefined,
): { readonly sentence: string; readonly next: string } {
  // The key may be there by now, and the start be a moment away.
  if (waitsFor !== undefined)
    return { sentence: vmWords.verdict.waits(name, waitsFor), next: loadKeyLine(lockedBy ?? waitsFor) }
  if (lockedBy !== undefined)
    return { sentence: vmWords.verdict.locked(name, lockedBy), next: loadKeyLine(lockedBy) }
  return { sentence: vmWords.verdict.stopped(name), next: `kiste vm start ${name}` }
}

function pauseVerdict(name: string, because: Pause): { readonly sentence: string; readonly next: string } {
  const resume = `kiste vm resume ${name}`
  switch (because) {
    case 'user':
      return { sentence: vmWords.verdict.pausedByUser(name), next: resume }
    case 'io-error':
      return { sentence: vmWords.verdict.pausedByDisk(name), next: 'kiste doctor' }
    case 'no-space':
      return { sentence: vmWords.verdict.pausedForSpace(name), next: resume }
    case 'starting':
      return { sentence: vmWords.verdict.starting(name), next: `kiste vm show ${name}` }
    case 'saving':
      return { sentence: vmWords.verdict.saving(name), next: `kiste vm show ${name}` }
    case 'other':
      return { sentence: vmWords.verdict.pausedOther(name), next: resume }
  }
}

/** How the host reaches into a VM: `2222:22`, `0.0.0.0:53:53/udp`, as `--publish` takes it. */
export function forwardsOf(vm: Pick<Vm, 'nics'>): string[] {
  return vm.nics.flatMap(({ link }) =>
    link.type === 'user'
      ? link.forwards.map((forward) => {
          const address = forward.hostAddress.includes(':') ? `[${forward.hostAddress}]` : forward.hostAddress
          const where = forward.hostAddress === '127.0.0.1' ? '' : `${address}:`
          return `${where}${forward.hostPort}:${forward.guestPort}${forward.protocol === 'udp' ? '/udp' : ''}`
        })
      : [],
  )
}
