import { adoptStore } from './adopt.ts'
import { adoptVm } from './adopt-vm.ts'
import type { App } from './app.ts'
import { deleteVm, purgeFromBin, restoreFromBin } from './bin.ts'
import { cloneVm } from './clone-vm.ts'
import { createStore } from './create-store.ts'
import { createVm } from './create-vm.ts'
import type { AppDeps } from './deps.ts'
import { addDisk, growDisk, removeDisk } from './disks.ts'
import { createGuests } from './guests.ts'
import { buildImage, importImage, pullImage, removeImage } from './images.ts'
import { moveVm } from './move-vm.ts'
import { copyNow, createCopyQueries, setCopies } from './copies/copies.ts'
import { createTarget, removeTarget } from './copies/targets.ts'
import { createPolicyQueries, setPolicy } from './policies/policies.ts'
import { createPoolQueries } from './pool-queries.ts'
import { createPoolChanges } from './pools.ts'
import { changePower, startVm, stopVm } from './power.ts'
import { createQueries } from './queries.ts'
import { renameVm } from './rename-vm.ts'
import { createScreenshots } from './screenshots/create-screenshots.ts'
import { setVm } from './set-vm.ts'
import { createSnapshotReads } from './snapshot-reads.ts'
import {
  createSnapshot,
  goBack,
  holdSnapshot,
  releaseSnapshot,
  removeBranch,
  removeSnapshot,
  switchBranch,
} from './snapshots.ts'
import { createUploads } from './uploads/create-uploads.ts'
import { discardTry, keepTry, startTry } from './try-vm.ts'

/** All use cases on one host. */
export function createApp(deps: AppDeps): App {
  return {
    changes: {
      ...createPoolChanges(deps),
      createVm: (wish) => createVm(deps, wish),
      startVm: (vm, wish) => startVm(deps, vm, wish),
      stopVm: (vm, wish) => stopVm(deps, vm, wish, 'stop'),
      restartVm: (vm, wish) => stopVm(deps, vm, wish, 'restart'),
      pauseVm: (vm) => changePower(deps, vm, 'pause'),
      resumeVm: (vm) => changePower(deps, vm, 'resume'),
      renameVm: (vm, name) => renameVm(deps, vm, name),
      setVm: (vm, wish) => setVm(deps, vm, wish),
      cloneVm: (vm, wish) => cloneVm(deps, vm, wish),
      moveVm: (vm, wish) => moveVm(deps, vm, wish),
      addDisk: (vm, wish) => addDisk(deps, vm, wish),
      growDisk: (vm, wish) => growDisk(deps, vm, wish),
      removeDisk: (vm, wish) => removeDisk(deps, vm, wish),
      deleteVm: (vm, how) => deleteVm(deps, vm, how),
      restoreFromBin: (entry, wish) => restoreFromBin(deps, entry, wish),
      purgeFromBin: (entry) => purgeFromBin(deps, entry),
      createStore: (pool) => createStore(deps, pool),
      adoptVm: (vm, wish) => adoptVm(deps, vm, wish),
      adoptStore: (store) => adoptStore(deps, store),
      createSnapshot: (vms, wish) => createSnapshot(deps, vms, wish),
      removeSnapshot: (vm, snapshot) => removeSnapshot(deps, vm, snapshot),
      holdSnapshot: (vm, snapshot, hold) => holdSnapshot(deps, vm, snapshot, hold),
      releaseSnapshot: (vm, snapshot, hold) => releaseSnapshot(deps, vm, snapshot, hold),
      goBack: (vm, wish) => goBack(deps, vm, wish),
      switchBranch: (vm, wish) => switchBranch(deps, vm, wish),
      removeBranch: (vm, branch) => removeBranch(deps, vm, branch),
      startTry: (vm, wish) => startTry(deps, vm, wish),
      keepTry: (vm) => keepTry(deps, vm),
      discardTry: (vm, wish) => discardTry(deps, vm, wish),
      setPolicy: (of, wish) => setPolicy(deps, of, wish),
      createTarget: (wish) => createTarget(deps, wish),
      removeTarget: (target) => removeTarget(deps, target),
      setCopies: (of, wish) => setCopies(deps, of, wish),
      copyNow: (wish) => copyNow(deps, wish),
      pullImage: (wish) => pullImage(deps, wish),
      buildImage: (wish) => buildImage(deps, wish),
      importImage: (wish) => importImage(deps, wish),
      removeImage: (image) => removeImage(deps, image),
    },
    queries: {
      ...createQueries(deps),
      ...createPoolQueries(deps),
      ...createPolicyQueries(deps),
      ...createCopyQueries(deps),
    },
    guests: createGuests(deps),
    files: createSnapshotReads(deps),
    screenshots: createScreenshots(deps.host, () => deps.now().getTime()),
    uploads: createUploads(deps),
    upload: (content, options) => deps.host.images.upload(content, options),
    cancelJob: async (id) => deps.engine.cancel(id),
  }
}
