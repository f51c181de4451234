import { dirname } from 'node:path'
import { datasetRef } from '../../../domain/dataset.ts'
import { poolOf } from '../../../domain/dataset-name.ts'
import { wouldHide } from '../../../domain/plan-mounts.ts'
import { problemError } from '../../../domain/problem.ts'
import { look as fileAt, namesIn } from '../../store-files.ts'
import { listHolds } from '../holds.ts'
import { listDatasets } from '../list-datasets.ts'
import { listSnapshots, snapshotsNamed } from '../list-snapshots.ts'
import { mountFilesystem } from '../mounts.ts'
import { ZfsOutputError } from '../output-error.ts'
import { parseCount } from '../numbers.ts'
import { askOfThoseThere, explained, type Zfs, type ZfsCall } from '../zfs.ts'
import { abortReceive } from '../receive.ts'
import { activateZvol, findZvol } from '../zvol-device.ts'
import { copyVolume } from './copy-volume.ts'
import { checkLink } from './linked-device.ts'
import type { Marks } from './marks.ts'
import { datasetAt, devicesOf } from './mounted.ts'
import { isAnyOpen } from './open-devices.ts'
import { isFileOpen } from './open-files.ts'
import { askedProperties, heldIn, readSettings, readTree, rowColumns } from './read-tree.ts'
import { datasetNamed, runStep, snapshotNamed } from './run-step.ts'
import type { LookFor, StoreZfs } from './store-zfs.ts'

/** The store's view of real OpenZFS on this machine. */
export function openStoreZfs(zfs: Zfs): StoreZfs {
  return {
    look: (roots, what) => look(zfs, roots, what),
    async withSettings(tree) {
      if (tree.length === 0) return tree
      const names = tree.map(({ name }) => name)
      const settings = await askOfThoseThere(
        zfs,
        getCall(names, ['-s', 'local,received', '-t', 'filesystem,volume'], 'all'),
        readSettings,
      )
      const none: Marks = {}
      return tree.map((dataset) => ({ ...dataset, settings: settings.get(dataset.name) ?? none }))
    },
    run: (step) => runStep(zfs, step),
    async space(dataset, signal) {
      const properties = ['used', 'available']
      const [found] = await listDatasets(zfs, { root: datasetNamed(dataset), depth: 0, properties, signal })
      const bytes = (property: string) => parseCount(found?.properties.get(property)?.value)
      const usedBytes = bytes('used')
      const availableBytes = bytes('available')
      if (usedBytes === undefined || availableBytes === undefined)
        throw problemError({
          code: 'not_found',
          object: datasetRef(dataset),
          message: `There is no dataset ${dataset}.`,
        })
      return { usedBytes, availableBytes }
    },
    async mount(dataset, path) {
      if ((await datasetAt(path)) === dataset) return
      // OpenZFS would mount over what is there (overlay=on).
      if ((await namesIn(path)).length > 0) throw problemError(wouldHide({ dataset, path }))
      await mountFilesystem(zfs, datasetNamed(dataset))
      if ((await datasetAt(path)) === dataset) return
      throw problemError({
        code: 'wrong_state',
        object: datasetRef(dataset),
        message: `The file system ${dataset} is not mounted at ${path}.`,
        hint: `See where it is and why: zfs get mountpoint,canmount,mounted,keystatus ${dataset}`,
      })
    },
    device: (volume) => activateZvol(zfs, datasetNamed(volume)),
    link: (volume, path) => checkLink(zfs, volume, path),
    async isOpen({ name, kind }) {
      const attempt = { object: datasetRef(name), done: 'looked at', readOnly: true }
      return explained(attempt, async () => {
        if (kind === 'filesystem') return isFileOpen(await devicesOf(name))
        const node = await findZvol(zfs.runner, datasetNamed(name))
        return node !== undefined && (await isAnyOpen([node]))
      })
    },
    async fileBytes(dataset, path) {
      if ((await datasetAt(dirname(path))) !== dataset) return undefined
      const stats = await fileAt(path)
      return stats?.isFile() === true ? stats.size : undefined
    },
    copy: (snapshot, to, properties, work) => copyVolume(zfs, snapshot, to, properties, work),
    abandonCopy: (volume) => abortReceive(zfs, datasetNamed(volume)),
    async existing(snapshots) {
      if (snapshots.length === 0) return []
      return (await snapshotsNamed(zfs, snapshots.map(snapshotNamed))).map(({ name }) => name)
    },
    async snapshotNames(root) {
      const found = await listSnapshots(zfs, datasetNamed(root), { below: true })
      return found.map(({ name }) => name)
    },
  }
}

async function look(zfs: Zfs, roots: readonly string[], what: LookFor = {}) {
  if (roots.length === 0) return []
  const { depth, kinds = ['filesystem', 'volume'], snapshots = false, signal } = what
  const types = [...kinds, ...(snapshots ? ['snapshot'] : [])].join(',')
  const reach = depth === undefined ? ['-r'] : ['-d', `${depth}`]
  const call = { ...getCall(roots, ['-t', types, ...reach], askedProperties.join(',')), signal }
  const stdout = await askOfThoseThere(zfs, call, (text) => text)
  const held = await reading(call, () => heldIn(stdout))
  const holds = await listHolds(zfs, held.map(snapshotNamed))
  const tree = await reading(call, () =>
    readTree(stdout, (name) => holds.filter(({ snapshot }) => snapshot === name).map(({ tag }) => tag)),
  )
  // What lies below two of the roots is given twice by some releases.
  return [...new Map(tree.map((dataset) => [dataset.name, dataset])).values()]
}

const reading = <T>(call: ZfsCall, read: () => T) => explained(call.attempt, async () => read())

function getCall(roots: readonly string[], options: readonly string[], properties: string): ZfsCall {
  const [first] = roots
  if (first === undefined) throw new ZfsOutputError('nothing to look at')
  const names = roots.map(datasetNamed)
  return {
    argv: ['zfs', 'get', '-H', '-p', '-o', rowColumns, ...options, '--', properties, ...names],
    limit: 'look',
    pool: poolOf(datasetNamed(first)),
    attempt: { object: datasetRef(first), done: 'looked at', readOnly: true },
  }
}
