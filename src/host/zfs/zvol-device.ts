import { setTimeout as realSleep } from 'node:timers/promises'
import type { DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { problemError } from '../../domain/problem.ts'
import { linkedName, volumeLinks } from '../../domain/zvol-link.ts'
import { CommandError, type CommandResult, type Runner } from '../exec.ts'
import { ZfsOutputError } from './output-error.ts'
import { getDataset } from './list-datasets.ts'
import { setProperties } from './set-properties.ts'
import { isZvolInUse } from './zvol-users.ts'
import { explained, type Zfs } from './zfs.ts'

export interface DeviceWait {
  /** How long the node may take to come. Default: 30 s; udev is slow on a busy host. */
  readonly limitMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Waits; for tests. */
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined
}

const pollMs = 200

/** Where udev's helper lies that asks the kernel which volume a node is (BLKZNAME); not in PATH. */
export const zvolHelpers = ['/usr/lib/udev/zvol_id', '/lib/udev/zvol_id']

/**
 * Makes a volume's device node appear and gives its path, `/dev/zd16`. The kernel has confirmed that the node is this volume: the links
 * in /dev/zvol come late, and can still point to the node's former owner, whose disk a VM would then get.
 */
export async function activateZvol(zfs: Zfs, name: DatasetName, wait: DeviceWait = {}): Promise<string> {
  const volume = await volumeNamed(zfs, name)
  const mode = volume.properties.get('volmode')
  // `dev`: the host does not look for partitions in a guest's disk.
  if (mode?.value !== 'dev' && (await isFree(zfs.runner, name)))
    await setProperties(zfs, name, { volmode: 'dev' })
  const path = await explained({ object: datasetRef(name), done: 'given a device' }, () =>
    polled(wait, () => findZvol(zfs.runner, name)),
  )
  if (path !== undefined) return path
  throw problemError({
    code: 'host_failed',
    object: datasetRef(name),
    message: `The device of volume ${name} did not appear.`,
    hint: 'See whether udev runs and answers: udevadm settle; and whether the key is loaded, if it is encrypted.',
  })
}

/**
 * Whether a volume's node may be made anew, as each change of `volmode` does. With one that is open the kernel shuts out its user and
 * waits for its end, and so does each volume of the host that is made or changed from then on (seen on 2.3.2).
 */
async function isFree(runner: Runner, name: DatasetName): Promise<boolean> {
  const node = await findZvol(runner, name)
  return node === undefined || !(await isZvolInUse(runner, node))
}

/** The node of a volume, confirmed by the kernel; undefined if it has none. */
export async function findZvol(runner: Runner, name: DatasetName): Promise<string | undefined> {
  const linked = await linkTarget(runner, name)
  if (linked !== undefined && (await zvolBehind(runner, linked)) === linkedName(name)) return linked
  return (await allZvols(runner)).get(linkedName(name))
}

/** Whether a node is the one of this volume. To be asked at each use: nodes are given to other volumes. */
export async function isZvol(runner: Runner, path: string, name: DatasetName): Promise<boolean> {
  return (await zvolBehind(runner, path)) === linkedName(name)
}

async function volumeNamed(zfs: Zfs, name: DatasetName) {
  const dataset = await getDataset(zfs, name, ['volmode'])
  if (dataset?.kind === 'volume') return dataset
  throw problemError({
    code: dataset === undefined ? 'not_found' : 'wrong_state',
    object: datasetRef(name),
    message:
      dataset === undefined ? `There is no volume ${name}.` : `${name} is a file system and has no device.`,
  })
}

async function linkTarget(runner: Runner, name: DatasetName): Promise<string | undefined> {
  const { stdout } = await runner.run(['readlink', '-e', '--', `${volumeLinks}${linkedName(name)}`], {
    okCodes: [0, 1],
    timeoutMs: 10_000,
  })
  const path = stdout.trim()
  return isNode(path) ? path : undefined
}

/** The volume a node is, as the kernel says; undefined when the node is gone or none of a volume. */
async function zvolBehind(runner: Runner, path: string): Promise<string | undefined> {
  const { stdout, code } = await withHelper((helper) =>
    runner.run([helper, path], { okCodes: [0, 1], timeoutMs: 30_000 }),
  )
  return code === 0 ? stdout.trim() : undefined
}

/** The nodes of all volumes that have one, by the volume's name with `+` for blanks. One process of ours, however many there are. */
export async function allZvols(runner: Runner): Promise<ReadonlyMap<string, string>> {
  // Partitions have a `p` in their names. A node that goes away in the middle leaves its line without a volume.
  const { stdout } = await withHelper((helper) =>
    runner.run(
      // prettier-ignore
      [
        'find', '/dev', '-maxdepth', '1', '-type', 'b', '-name', 'zd*', '!', '-name', 'zd*p*',
        '-printf', String.raw`\n%p\t`, '-exec', helper, '{}', ';',
      ],
      { okCodes: [0, 1], timeoutMs: 120_000 },
    ),
  )
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [path = '', volume = ''] = line.split('\t')
      return isNode(path) && volume !== '' ? [[volume, path] as const] : []
    }),
  )
}

/** The first of the helpers that there is. `find` tells by its text that it could not start one. */
async function withHelper(run: (helper: string) => Promise<CommandResult>): Promise<CommandResult> {
  for (const helper of zvolHelpers) {
    try {
      const result = await run(helper)
      if (!result.stderr.includes(`‘${helper}’: No such file`)) return result
    } catch (error) {
      if (!(error instanceof CommandError) || error.end.why !== 'missing') throw error
    }
  }
  throw new ZfsOutputError(`there is no ${zvolHelpers.join(' and no ')}; zfs-utils installs it`)
}

function isNode(path: string): boolean {
  return /^\/dev\/zd\d+$/.test(path)
}

/** Asks until there is an answer or the time is over. */
async function polled<T>(wait: DeviceWait, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const { limitMs = 30_000, sleep = realSleep, signal } = wait
  for (let left = Math.ceil(limitMs / pollMs); ; left--) {
    signal?.throwIfAborted()
    const found = await look()
    if (found !== undefined || left <= 0) return found
    await sleep(pollMs)
  }
}
