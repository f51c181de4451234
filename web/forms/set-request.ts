import { MiB } from '../../src/domain/size.ts'
import { commandOf } from './command-of.ts'
import { readSizeBytes } from './read-size.ts'
import type { Vm } from '../api/answers.ts'

/** What stands in the fields. */
export interface SetFields {
  readonly cpus: string
  readonly memory: string
  readonly autostart: boolean
}

/** What is to be other than it is; only that is asked for. */
export interface SetBody {
  readonly cpus?: number
  readonly memoryMiB?: number
  readonly autostart?: boolean
}

type Known = Pick<Vm, 'cpus' | 'memoryMiB' | 'autostart' | 'status'>

/** What the next start would give it, which is what people change. */
export function wanted({ cpus, memoryMiB, autostart, status }: Known): Required<SetBody> {
  const pending = status.state === 'running' ? status.pending : undefined
  return { cpus: pending?.cpus ?? cpus, memoryMiB: pending?.memoryMiB ?? memoryMiB, autostart }
}

/** Which fields cannot be read. */
export function unreadable({ cpus, memory }: SetFields): readonly ('cpus' | 'memoryMiB')[] {
  return [
    ...(/^\d{1,4}$/.test(cpus.trim()) ? [] : (['cpus'] as const)),
    ...(readSizeBytes(memory) === undefined ? (['memoryMiB'] as const) : []),
  ]
}

/** Undefined while nothing would change, or a field cannot be read. */
export function setBody(fields: SetFields, vm: Known): SetBody | undefined {
  const bytes = readSizeBytes(fields.memory)
  if (unreadable(fields).length > 0 || bytes === undefined) return undefined
  const now = wanted(vm)
  const to = {
    cpus: Number(fields.cpus),
    memoryMiB: Math.round(bytes / MiB),
    autostart: fields.autostart,
  }
  const body = {
    ...(to.cpus === now.cpus ? {} : { cpus: to.cpus }),
    ...(to.memoryMiB === now.memoryMiB ? {} : { memoryMiB: to.memoryMiB }),
    ...(to.autostart === now.autostart ? {} : { autostart: to.autostart }),
  }
  return Object.keys(body).length === 0 ? undefined : body
}

export function setCommand(vm: string, { cpus, memoryMiB, autostart }: SetBody): string {
  return commandOf(
    'kiste vm set',
    vm,
    cpus !== undefined && (['--cpus', String(cpus)] as const),
    memoryMiB !== undefined && (['--memory', `${memoryMiB}M`] as const),
    autostart !== undefined && (autostart ? '--autostart' : '--no-autostart'),
  )
}
