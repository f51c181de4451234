import { datasetOf, poolOf, type DatasetName } from '../../../domain/dataset-name.ts'
import type { Dataset } from '../../../domain/dataset.ts'
import { listDatasets } from '../list-datasets.ts'
import { listBookmarks, listSnapshots } from '../list-snapshots.ts'
import { decodeResumeToken } from '../resume-token.ts'
import { marks } from '../store/marks.ts'
import { datasetNamed } from '../store/run-step.ts'
import { zfsErrorKind, type ZfsErrorKind } from '../zfs-error.ts'
import type { Zfs } from '../zfs.ts'
import {
  copyMarks,
  type CopyDataset,
  type CopyPoint,
  type SourceDataset,
  type TargetDataset,
} from './copy-facts.ts'
import { ownMarks } from './own-marks.ts'

/** What a target says of itself. Its tokens are read by the source, who does not believe them. */
export type FoundTarget = CopyDataset & { readonly token?: string | undefined }

/** All of a store, with no more of each dataset than deciding takes. */
export async function lookAtSource(
  zfs: Zfs,
  root: string,
  signal?: AbortSignal,
): Promise<readonly SourceDataset[]> {
  const name = datasetNamed(root)
  const [datasets, bookmarks] = await Promise.all([
    lookAtDatasets(zfs, name, ['encryption'], signal),
    listBookmarks(zfs, name, { below: true, signal }),
  ])
  const byDataset = groupPoints(bookmarks, '#')
  return datasets.map(({ facts, properties }) => ({
    ...facts,
    bookmarks: byDataset.get(facts.name) ?? [],
    encrypted: (properties.get('encryption')?.value ?? 'off') !== 'off',
  }))
}

/** All that is below the root of copies, and itself. */
export async function lookAtTarget(
  zfs: Zfs,
  root: string,
  signal?: AbortSignal,
): Promise<readonly FoundTarget[]> {
  const datasets = await lookAtDatasets(zfs, datasetNamed(root), ['receive_resume_token'], signal)
  return datasets.map(({ facts, properties }) => {
    const token = properties.get('receive_resume_token')?.value
    return token === undefined || token === '-' ? facts : { ...facts, token }
  })
}

/** Reads what a target keeps of transfers that broke off, with the OpenZFS that would go on with them. */
export async function withPartials(
  zfs: Zfs,
  source: string,
  found: readonly FoundTarget[],
): Promise<readonly TargetDataset[]> {
  return Promise.all(
    found.map(async ({ token, ...dataset }): Promise<TargetDataset> => {
      if (token === undefined) return dataset
      return { ...dataset, partial: { token, ...(await partialOf(zfs, source, token)) } }
    }),
  )
}

async function partialOf(zfs: Zfs, source: string, token: string) {
  try {
    const { guid, fromGuid, raw } = await decodeResumeToken(zfs, token, poolOf(datasetNamed(source)))
    return { guid, fromGuid, raw }
  } catch (error) {
    const kind = zfsErrorKind(error)
    if (kind !== undefined && notOfTheToken.has(kind)) throw error
    // Whatever it is, nothing here is what it asks for; it is given up, and what it was for is sent anew.
    return { guid: '', raw: false }
  }
}

/** Errors that say nothing about the token that was read. */
const notOfTheToken: ReadonlySet<ZfsErrorKind> = new Set<ZfsErrorKind>([
  'cancelled',
  'timeout',
  'abandoned',
  'unreachable',
  'connection-lost',
  'not-installed',
  'module-missing',
  'no-permission',
  'suspended',
])

async function lookAtDatasets(
  zfs: Zfs,
  root: DatasetName,
  more: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly { readonly facts: CopyDataset; readonly properties: Dataset['properties'] }[]> {
  const asked = ['origin', ...more, ...Object.values(marks), ...Object.values(copyMarks)]
  const [datasets, snapshots] = await Promise.all([
    listDatasets(zfs, { root, properties: asked, signal }),
    listSnapshots(zfs, root, { below: true, signal }),
  ])
  const byDataset = groupPoints(snapshots, '@')
  return datasets.map(({ name, kind, guid, properties }) => {
    const origin = properties.get('origin')?.value
    return {
      properties,
      facts: {
        name,
        kind,
        guid,
        ...(origin === undefined || origin === '-' ? {} : { origin }),
        own: ownMarks(properties),
        snapshots: byDataset.get(name) ?? [],
      },
    }
  })
}

/** By dataset, in the order of taking. */
function groupPoints(
  entries: readonly {
    readonly name: Parameters<typeof datasetOf>[0]
    readonly guid: string
    readonly createTxg: number
  }[],
  sign: '@' | '#',
): ReadonlyMap<string, readonly CopyPoint[]> {
  const found = new Map<string, CopyPoint[]>()
  for (const { name, guid, createTxg } of entries) {
    const dataset = datasetOf(name)
    const point = { label: name.slice(name.indexOf(sign) + 1), guid, createTxg }
    const others = found.get(dataset)
    if (others) others.push(point)
    else found.set(dataset, [point])
  }
  return found
}
