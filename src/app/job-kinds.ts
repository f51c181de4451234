import type { AnyJobKind } from '../jobs/job-kind.ts'
import { advisePoolJob } from './jobs/advise-pool.ts'
import { benchPoolJob } from './jobs/bench-pool.ts'
import { adoptStoreJob } from './jobs/adopt-store.ts'
import { createStoreJob } from './jobs/create-store.ts'
import { setArcJob } from './jobs/arc.ts'
import { deleteVmJob, purgeFromBinJob, restoreFromBinJob } from './jobs/bin.ts'
import { cloneVmJob } from './jobs/clone-vm.ts'
import { createVmJob } from './jobs/create-vm.ts'
import type { JobDeps } from './jobs/deps.ts'
import { addDiskJob, growDiskJob, removeDiskJob } from './jobs/disk.ts'
import { buildImageJob, importImageJob, pullImageJob, removeImageJob } from './jobs/image.ts'
import { moveVmJob } from './jobs/move-vm.ts'
import { pauseVmJob, restartVmJob, resumeVmJob, startVmJob, stopVmJob } from './jobs/power.ts'
import { adoptVmJob } from './jobs/adopt-vm.ts'
import { createTargetJob, removeTargetJob, setCopiesJob, updateCopiesJob } from './jobs/copies.ts'
import { policyPruneJob, setPolicyJob } from './jobs/policy.ts'
import { poolJobs } from './jobs/pool.ts'
import { startWhenUnlockedJob, stopWaitingJob } from './jobs/start-wait.ts'
import { renameVmJob } from './jobs/rename-vm.ts'
import { discardTryJob, goBackJob, switchBranchJob } from './jobs/return-vm.ts'
import { setVmJob } from './jobs/set-vm.ts'
import { createSnapshotJob, policySnapshotJob, tryVmJob } from './jobs/snapshot.ts'
import {
  holdSnapshotJob,
  keepTryJob,
  releaseSnapshotJob,
  removeBranchJob,
  removeSnapshotJob,
} from './jobs/snapshot-changes.ts'

/** Every kind of job there is; the generic job test walks this list. */
export const jobKinds: readonly AnyJobKind<JobDeps>[] = [
  createVmJob,
  startVmJob,
  startWhenUnlockedJob,
  stopWaitingJob,
  stopVmJob,
  restartVmJob,
  pauseVmJob,
  resumeVmJob,
  adoptVmJob,
  renameVmJob,
  setVmJob,
  cloneVmJob,
  moveVmJob,
  addDiskJob,
  growDiskJob,
  removeDiskJob,
  deleteVmJob,
  restoreFromBinJob,
  purgeFromBinJob,
  createStoreJob,
  adoptStoreJob,
  createSnapshotJob,
  setPolicyJob,
  createTargetJob,
  removeTargetJob,
  setCopiesJob,
  updateCopiesJob,
  policySnapshotJob,
  policyPruneJob,
  removeSnapshotJob,
  holdSnapshotJob,
  releaseSnapshotJob,
  goBackJob,
  switchBranchJob,
  removeBranchJob,
  tryVmJob,
  keepTryJob,
  discardTryJob,
  pullImageJob,
  buildImageJob,
  importImageJob,
  removeImageJob,
  ...poolJobs,
  setArcJob,
  advisePoolJob,
  benchPoolJob,
]
