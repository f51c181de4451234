import { poolOf, type DatasetName, type SnapshotName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { throwIfProblems, type Problem } from '../../domain/problem.ts'
import { checkProperties, propertyArgs, type PropertyValues } from './property-args.ts'
import type { Zfs } from './zfs.ts'

export interface NewFilesystem {
  readonly name: DatasetName
  readonly properties?: PropertyValues | undefined
  /** Makes the datasets above it that are missing. */
  readonly parents?: boolean | undefined
  /** Leaves it unmounted. */
  readonly unmounted?: boolean | undefined
  /** The key, when `properties` make it an encryption root with `keylocation=prompt`. */
  readonly key?: string | Uint8Array | undefined
}

/** Makes a file system. Rejects with `already_exists` if there is a dataset of this name. */
export async function createFilesystem(zfs: Zfs, wish: NewFilesystem): Promise<void> {
  throwIfProblems(problemsOf(wish.properties))
  const options = [...(wish.parents === true ? ['-p'] : []), ...(wish.unmounted === true ? ['-u'] : [])]
  await zfs.run({
    argv: ['zfs', 'create', ...options, ...propertyArgs(wish.properties ?? {}), '--', wish.name],
    limit: 'change',
    pool: poolOf(wish.name),
    attempt: { object: datasetRef(wish.name), done: 'created' },
    ...keyInput(wish.key),
  })
}

export interface NewVolume {
  readonly name: DatasetName
  /** A multiple of the block size. */
  readonly sizeBytes: number
  /** A power of two; cannot be changed later. */
  readonly blockBytes: number
  /** Takes space only as it is written; else all of it is reserved. */
  readonly sparse: boolean
  readonly properties?: PropertyValues | undefined
  readonly parents?: boolean | undefined
  readonly key?: string | Uint8Array | undefined
}

/** Makes a volume (zvol). Rejects with `already_exists` if there is a dataset of this name. */
export async function createVolume(zfs: Zfs, wish: NewVolume): Promise<void> {
  throwIfProblems([...problemsOf(wish.properties), ...volumeProblems(wish)])
  const options = [...(wish.parents === true ? ['-p'] : []), ...(wish.sparse ? ['-s'] : [])]
  await zfs.run({
    argv: [
      'zfs',
      'create',
      ...options,
      ...propertyArgs(wish.properties ?? {}),
      '-b',
      String(wish.blockBytes),
      '-V',
      String(wish.sizeBytes),
      '--',
      wish.name,
    ],
    limit: 'change',
    pool: poolOf(wish.name),
    attempt: { object: datasetRef(wish.name), done: 'created' },
    ...keyInput(wish.key),
  })
}

/** Makes a file system or volume that begins as a snapshot is, in constant time and sharing its blocks. Both are in one pool. */
export async function cloneSnapshot(
  zfs: Zfs,
  from: SnapshotName,
  to: DatasetName,
  {
    properties = {},
    parents = false,
  }: { readonly properties?: PropertyValues; readonly parents?: boolean } = {},
): Promise<void> {
  throwIfProblems(problemsOf(properties))
  await zfs.run({
    argv: ['zfs', 'clone', ...(parents ? ['-p'] : []), ...propertyArgs(properties), '--', from, to],
    limit: 'change',
    pool: poolOf(to),
    attempt: { object: datasetRef(to), done: `cloned from ${from}` },
  })
}

/** A key never stands in a command line, which all users of the host can read. */
function keyInput(key: string | Uint8Array | undefined): { readonly input?: string | Uint8Array } {
  return key === undefined ? {} : { input: key }
}

function problemsOf(properties: PropertyValues | undefined): readonly Problem[] {
  const checked = checkProperties(properties ?? {})
  return checked.ok ? [] : checked.problems
}

function volumeProblems({ name, sizeBytes, blockBytes }: NewVolume): Problem[] {
  const problem = (field: string, message: string, hint: string): Problem => ({
    code: 'invalid_input',
    field,
    object: datasetRef(name),
    message,
    hint,
  })
  const power = Number.isSafeInteger(Math.log2(blockBytes)) && blockBytes >= 512
  return [
    ...(power
      ? []
      : [
          problem(
            'blockBytes',
            `${blockBytes} bytes are no block size for a volume.`,
            'Take 16384 or another power of two.',
          ),
        ]),
    ...(Number.isSafeInteger(sizeBytes) && sizeBytes > 0 && (!power || sizeBytes % blockBytes === 0)
      ? []
      : [
          problem(
            'sizeBytes',
            `A volume cannot have ${sizeBytes} bytes: its size is a multiple of its block size, ${blockBytes}.`,
            `Round it up to ${Math.max(1, Math.ceil(sizeBytes / blockBytes)) * blockBytes}.`,
          ),
        ]),
  ]
}
