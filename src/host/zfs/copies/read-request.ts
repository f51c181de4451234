import { checkDatasetName, checkPoolName, checkSnapshotName } from '../../../domain/dataset-name.ts'
import { isObject } from '../../../domain/is-object.ts'
import { refused, valid, type Checked } from '../../../domain/problem.ts'
import { marks, type Marks } from '../store/marks.ts'
import { copyMarks, sharedMarks } from './copy-facts.ts'
import type { CopyStep } from './copy-plan.ts'
import type { Arriving } from './copy-target.ts'

/** What a sender asks of the host that keeps its copies. */
export type CopyRequest =
  | { readonly do: 'prepare'; readonly of: string }
  | { readonly do: 'look' }
  | { readonly do: 'times'; readonly snapshots: readonly string[] }
  | { readonly do: 'change'; readonly step: CopyStep }
  | { readonly do: 'receive'; readonly stream: Arriving }

/** A request and the root of the store that it is about. */
export interface RootedRequest {
  readonly root: string
  readonly request: CopyRequest
}

/** As it goes over to another host. */
export function writeRequest(store: string, request: CopyRequest): string {
  return JSON.stringify({ store, ...request })
}

/**
 * Reads what a sender asks, who may be anybody who got hold of its key: made anew of what is known, word by word, so that nothing else of it
 * reaches a command. Each store has its root right `below` one dataset; all names lie below that root, none is that itself. Nothing can be
 * asked for that destroys, rolls back, mounts or shares.
 */
export function readRequest(below: string, text: string): Checked<RootedRequest> {
  const asked = parsed(text)
  const root = isObject(asked) ? rootIn(below, asked['store']) : undefined
  const request = root === undefined ? undefined : requestIn(root, asked)
  return root === undefined || request === undefined
    ? refused({
        code: 'forbidden',
        message: `That is nothing that the keeper of copies below ${below} does.`,
        hint: 'The Kiste that sends may be newer than the one that receives: see kiste version on both.',
      })
    : valid({ root, request })
}

function rootIn(below: string, store: unknown): string | undefined {
  // A store in a pool is called after it.
  return typeof store === 'string' && checkPoolName(store).ok
    ? datasetIn(below, `${below}/${store}`)
    : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function requestIn(root: string, asked: unknown): CopyRequest | undefined {
  if (!isObject(asked)) return undefined
  switch (asked['do']) {
    case 'prepare': {
      const { of } = asked
      return typeof of === 'string' && /^\d{1,20}$/.test(of) ? { do: 'prepare', of } : undefined
    }
    case 'look':
      return { do: 'look' }
    case 'times': {
      const names = asked['snapshots']
      const snapshots = Array.isArray(names) ? names.flatMap((name) => snapshotIn(root, name) ?? []) : []
      return Array.isArray(names) && snapshots.length === names.length
        ? { do: 'times', snapshots }
        : undefined
    }
    case 'change': {
      const step = stepIn(root, asked['step'])
      return step && { do: 'change', step }
    }
    case 'receive': {
      const stream = streamIn(root, asked['stream'])
      return stream && { do: 'receive', stream }
    }
    default:
      return undefined
  }
}

function stepIn(root: string, asked: unknown): CopyStep | undefined {
  if (!isObject(asked)) return undefined
  const dataset = datasetIn(root, asked['dataset'])
  const properties = marksIn(asked['properties'])
  switch (asked['do']) {
    case 'create':
      return dataset === undefined ? undefined : { do: 'create', dataset, properties: { canmount: 'off' } }
    case 'drop-partial':
    case 'promote':
      return dataset === undefined ? undefined : { do: asked['do'], dataset }
    case 'set':
      return dataset === undefined || !properties ? undefined : { do: 'set', dataset, properties }
    case 'inherit':
      return dataset === undefined ? undefined : { do: 'inherit', dataset, property: copyMarks.resumed }
    case 'clone': {
      const snapshot = snapshotIn(root, asked['snapshot'])
      if (dataset === undefined || snapshot === undefined || !properties) return undefined
      return { do: 'clone', snapshot, dataset, properties }
    }
    case 'rename': {
      const [from, to] = [datasetIn(root, asked['from']), datasetIn(root, asked['to'])]
      return from === undefined || to === undefined ? undefined : { do: 'rename', from, to }
    }
    case 'rename-snapshot': {
      const [label, to] = [labelIn(asked['label']), labelIn(asked['to'])]
      if (dataset === undefined || label === undefined || to === undefined) return undefined
      return { do: 'rename-snapshot', dataset, label, to }
    }
    case 'mark-snapshot': {
      const snapshot = snapshotIn(root, asked['snapshot'])
      const said = marksIn(asked['marks'])
      return snapshot === undefined || !said ? undefined : { do: 'mark-snapshot', snapshot, marks: said }
    }
    default:
      return undefined
  }
}

function streamIn(root: string, asked: unknown): Arriving | undefined {
  if (!isObject(asked) || !isObject(asked['how'])) return undefined
  const { kind, raw, how } = asked
  const target = datasetIn(root, asked['target'])
  if (target === undefined || typeof raw !== 'boolean') return undefined
  if (kind !== 'filesystem' && kind !== 'volume') return undefined
  switch (how['as']) {
    case 'resume':
    case 'more':
      return { target, kind, raw, how: { as: how['as'] } }
    case 'new': {
      const properties = marksIn(how['properties'])
      const origin = how['origin'] === undefined ? undefined : snapshotIn(root, how['origin'])
      if (!properties || (how['origin'] !== undefined && origin === undefined)) return undefined
      return {
        target,
        kind,
        raw,
        how: { as: 'new', properties, ...(origin === undefined ? {} : { origin }) },
      }
    }
    default:
      return undefined
  }
}

function datasetIn(root: string, asked: unknown): string | undefined {
  return typeof asked === 'string' && asked.startsWith(`${root}/`) && checkDatasetName(asked).ok
    ? asked
    : undefined
}

function snapshotIn(root: string, asked: unknown): string | undefined {
  return typeof asked === 'string' && asked.startsWith(`${root}/`) && checkSnapshotName(asked).ok
    ? asked
    : undefined
}

function labelIn(asked: unknown): string | undefined {
  return typeof asked === 'string' && checkSnapshotName(`x@${asked}`).ok ? asked : undefined
}

const known: ReadonlySet<string> = new Set([
  ...sharedMarks,
  copyMarks.of,
  copyMarks.form,
  copyMarks.resumed,
  marks.by,
  marks.createdAt,
  marks.consistency,
  marks.note,
])

/** Marks of Kiste's; anything else among them makes all of it nothing. */
function marksIn(asked: unknown): Marks | undefined {
  if (!isObject(asked)) return undefined
  const entries = Object.entries(asked)
  const isSound = entries.every(
    ([name, value]) => known.has(name) && typeof value === 'string' && value.length < 4_096,
  )
  return isSound ? (Object.fromEntries(entries) as Marks) : undefined
}
