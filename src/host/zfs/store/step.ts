import type { Marks } from './marks.ts'

/** One change, one command of ZFS. Names are full names. */
export type Step =
  | { readonly do: 'create'; readonly dataset: string; readonly properties: Marks }
  | {
      readonly do: 'create-volume'
      readonly dataset: string
      readonly sizeBytes: number
      readonly blockBytes: number
      /** All of its room is set aside at once. */
      readonly thick?: boolean | undefined
      readonly properties: Marks
    }
  /** All at one instant. */
  | { readonly do: 'snapshot'; readonly snapshots: readonly string[]; readonly properties: Marks }
  | { readonly do: 'clone'; readonly snapshot: string; readonly dataset: string; readonly properties: Marks }
  | {
      readonly do: 'rename'
      readonly from: string
      readonly to: string
      /** It is mounted no more, neither now nor when the host starts: where it goes there may be no folder for it. */
      readonly unmounted?: boolean | undefined
    }
  | {
      readonly do: 'rename-snapshot'
      readonly dataset: string
      readonly label: string
      readonly to: string
    }
  | { readonly do: 'promote'; readonly dataset: string }
  | { readonly do: 'set'; readonly dataset: string; readonly properties: Marks }
  | { readonly do: 'mark-snapshot'; readonly snapshot: string; readonly marks: Marks }
  | { readonly do: 'inherit'; readonly dataset: string; readonly property: string }
  | { readonly do: 'hold' | 'release'; readonly snapshots: readonly string[]; readonly tag: string }
  /** Of one dataset, by label and by guid: another one under the same name stays. */
  | { readonly do: 'destroy-snapshots'; readonly dataset: string; readonly snapshots: readonly Doomed[] }
  /** Has nothing below it and no snapshots by then. */
  | { readonly do: 'destroy'; readonly dataset: string; readonly guid: string }

export interface Doomed {
  readonly label: string
  readonly guid: string
}

/** The command a person would type for it. */
export function commandOf(step: Step): string {
  return commandWords(step).map(quoted).join(' ')
}

function commandWords(step: Step): string[] {
  switch (step.do) {
    case 'create':
      return ['zfs', 'create', ...options(step.properties), step.dataset]
    case 'create-volume': {
      const { sizeBytes, blockBytes, properties, dataset, thick } = step
      return [
        'zfs',
        'create',
        ...(thick === true ? [] : ['-s']),
        '-V',
        `${sizeBytes}`,
        '-b',
        `${blockBytes}`,
        ...options(properties),
        dataset,
      ]
    }
    case 'snapshot':
      return ['zfs', 'snapshot', ...options(step.properties), ...step.snapshots]
    case 'clone':
      return ['zfs', 'clone', ...options(step.properties), step.snapshot, step.dataset]
    case 'rename':
      return ['zfs', 'rename', step.from, step.to]
    case 'rename-snapshot':
      return ['zfs', 'rename', `${step.dataset}@${step.label}`, `${step.dataset}@${step.to}`]
    case 'promote':
      return ['zfs', 'promote', step.dataset]
    case 'set':
      return ['zfs', 'set', ...pairs(step.properties), step.dataset]
    case 'mark-snapshot':
      return ['zfs', 'set', ...pairs(step.marks), step.snapshot]
    case 'inherit':
      return ['zfs', 'inherit', step.property, step.dataset]
    case 'hold':
    case 'release':
      return ['zfs', step.do, step.tag, ...step.snapshots]
    case 'destroy-snapshots':
      return ['zfs', 'destroy', `${step.dataset}@${step.snapshots.map(({ label }) => label).join(',')}`]
    case 'destroy':
      return ['zfs', 'destroy', step.dataset]
  }
}

const pairs = (properties: Marks) => Object.entries(properties).map(([name, value]) => `${name}=${value}`)
const options = (properties: Marks) => pairs(properties).flatMap((pair) => ['-o', pair])

function quoted(word: string): string {
  return /^[\w./:@,=+%-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
