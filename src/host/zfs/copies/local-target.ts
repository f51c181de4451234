import { abortReceive, receive } from '../receive.ts'
import { datasetNamed, runStep, snapshotNamed } from '../store/run-step.ts'
import { zfsErrorKind } from '../zfs-error.ts'
import type { Zfs } from '../zfs.ts'
import type { CopyTarget } from './copy-target.ts'
import { lookAtTarget } from './look-copies.ts'
import { timesOfSnapshots } from './said-of-snapshots.ts'
import { prepareRoot } from './prepare-root.ts'
import { receivedProperties } from './received-properties.ts'

/** Copies below a dataset of a pool that this host has. `now` names what is kept of others' changes. */
export function localTarget(zfs: Zfs, root: string, now: () => Date): CopyTarget {
  return {
    root,
    prepare: (of) => prepareRoot(zfs, root, of),
    look: (signal) => lookAtTarget(zfs, root, signal),
    times: (snapshots) => timesOfSnapshots(zfs, snapshots),
    async change(step) {
      if (step.do === 'drop-partial') return abortReceive(zfs, datasetNamed(step.dataset))
      return runStep(zfs, step)
    },
    async receive(stream, input, signal) {
      const { target, how } = stream
      const origin = how.as === 'new' && how.origin !== undefined ? snapshotNamed(how.origin) : undefined
      const where = { target: datasetNamed(target), origin, ...receivedProperties(stream) }
      try {
        await receive(zfs, where, input, { signal })
        return 'received'
      } catch (error) {
        if (zfsErrorKind(error) !== 'target-changed') throw error
        const second = now().toISOString().slice(0, 19).replaceAll(':', '-')
        await runStep(zfs, { do: 'snapshot', snapshots: [`${target}@kiste-kept-${second}`], properties: {} })
        return 'changed'
      }
    },
  }
}
