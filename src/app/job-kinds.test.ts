import { Readable } from 'node:stream'
import { somePolicy } from '../domain/testing/some-policy.ts'
import { describe, expect, test } from 'vitest'
import { GiB } from '../domain/size.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import type { AnyJobKind } from '../jobs/job-kind.ts'
import { describeJobKind } from '../jobs/testing.ts'
import { adoptStore } from './adopt.ts'
import type { PlannedChange } from './app.ts'
import { deleteVm, purgeFromBin, restoreFromBin } from './bin.ts'
import { cloneVm } from './clone-vm.ts'
import { createStore } from './create-store.ts'
import { createVm } from './create-vm.ts'
import type { AppDeps } from './deps.ts'
import { addDisk, growDisk, removeDisk } from './disks.ts'
import { buildImage, importImage, pullImage, removeImage } from './images.ts'
import { jobKinds } from './job-kinds.ts'
import type { JobDeps } from './jobs/deps.ts'
import { moveVm } from './move-vm.ts'
import { changePower, startVm, stopVm } from './power.ts'
import { adoptVm } from './adopt-vm.ts'
import { renameVm } from './rename-vm.ts'
import {
  createSnapshot,
  goBack,
  holdSnapshot,
  releaseSnapshot,
  removeBranch,
  removeSnapshot,
  switchBranch,
} from './snapshots.ts'
import {
  forgotten,
  forked,
  renamed,
  snapshotsOf,
  taken,
  tried,
  uuidOf,
  withDisk,
  withoutCopies,
  withoutFreezing,
} from './testing/past.ts'
import { discardTry, keepTry, startTry } from './try-vm.ts'
import { setVm } from './set-vm.ts'
import { dueJob, following, policyMade } from './testing/policy-jobs.ts'
import { setPolicy } from './policies/policies.ts'
import { withWish } from '../domain/scoped.ts'
import { copyExamples } from './testing/copy-jobs.ts'
import { freshKeepers, jobDeps, type Keepers } from './testing/fresh-keepers.ts'
import { done, inTank } from './testing/done.ts'
import { withLockedVm } from './testing/locked-vm.ts'
import { poolExamples } from './testing/pool-examples.ts'
import { recordPlan } from './testing/record-plan.ts'

interface Example {
  readonly kind: string
  readonly example?: string
  /** Makes the VM or image that the change is about. */
  readonly prepare?: (host: FakeHost, keepers: Keepers) => Promise<void>
  readonly change: (deps: AppDeps) => Promise<PlannedChange>
  /** Whether there are calls inside the steps to fail; default true. */
  readonly insideSteps?: boolean
}

const fileDiskOf = (vm: string) => (deps: AppDeps) =>
  addDisk(deps, vm, { name: 'data', sizeBytes: GiB, kind: 'file' })
const fileDisk = fileDiskOf('new')

// The demo house: web and photos run, build is off, home-assistant is paused, playground-1 is in the bin.
const examples: readonly Example[] = [
  {
    kind: 'vm.create',
    change: (deps) => createVm(deps, { name: 'new', image: 'debian-12', autostart: true }),
  },
  {
    kind: 'vm.create',
    example: 'empty and not started',
    change: (deps) => createVm(deps, { name: 'new', start: false }),
  },
  {
    kind: 'vm.create',
    example: 'of an image that is fetched first',
    change: (deps) => createVm(deps, { name: 'new', image: 'debian-13', pull: true }),
  },
  { kind: 'vm.start', change: (deps) => startVm(deps, 'build', {}) },
  {
    kind: 'vm.start-when-unlocked',
    insideSteps: false,
    prepare: async (host) => host.outside.pools.lock(await withLockedVm(host)),
    change: (deps) => startVm(deps, 'secret', { whenUnlocked: true }),
  },
  {
    kind: 'vm.start-when-unlocked',
    example: 'that waits already',
    insideSteps: false,
    prepare: async (host, { waits }) => {
      host.outside.pools.lock(await withLockedVm(host))
      const uuid = await uuidOf(host, 'secret')
      waits.change((now) => ({ ...now, waiting: [waiting(uuid)] }))
    },
    change: (deps) => startVm(deps, 'secret', { whenUnlocked: true }),
  },
  {
    kind: 'vm.stop-waiting',
    insideSteps: false,
    prepare: async (host, { waits }) => {
      const uuid = await uuidOf(host, 'build')
      waits.change((now) => ({ ...now, waiting: [waiting(uuid)] }))
    },
    change: (deps) => stopVm(deps, 'build', {}, 'stop'),
  },
  { kind: 'vm.stop', change: (deps) => stopVm(deps, 'web', {}, 'stop') },
  { kind: 'vm.stop', example: 'by force', change: (deps) => stopVm(deps, 'web', { force: 'now' }, 'stop') },
  { kind: 'vm.restart', change: (deps) => stopVm(deps, 'web', {}, 'restart') },
  {
    kind: 'vm.start',
    example: 'with a smaller cache of ZFS',
    prepare: async (host) => host.vms.setConfig(await uuidOf(host, 'build'), { memoryMiB: 18_300 }),
    change: (deps) => startVm(deps, 'build', { memory: 'shrink-arc' }),
  },
  { kind: 'vm.pause', change: (deps) => changePower(deps, 'web', 'pause') },
  { kind: 'vm.resume', change: (deps) => changePower(deps, 'home-assistant', 'resume') },
  { kind: 'vm.adopt', change: (deps) => adoptVm(deps, 'win-test', {}) },
  { kind: 'vm.rename', change: (deps) => renameVm(deps, 'build', 'builder') },
  {
    kind: 'policy.set',
    insideSteps: false,
    change: (deps) => setPolicy(deps, { of: 'vm', vm: 'web' }, { rules: 'daily at 03:00, keep 14' }),
  },
  {
    kind: 'policy.set',
    example: 'of a store, taken back',
    insideSteps: false,
    prepare: async (_host, { policies }) =>
      policies.change((now) => withWish(now, { of: 'store', store: 'local' }, 'none')),
    change: (deps) => setPolicy(deps, { of: 'store', store: 'local' }, {}),
  },
  ...copyExamples,
  { kind: 'policy.snapshot', change: (deps) => dueJob(deps, 'policy.snapshot', 'daily, keep 1') },
  {
    kind: 'policy.prune',
    prepare: async (host) => {
      for (const id of ['p1', 'p2', 'p3']) await policyMade(host, id)
    },
    change: (deps) => dueJob(deps, 'policy.prune', 'yearly on 1 jan, keep 1'),
  },
  { kind: 'vm.set', change: (deps) => setVm(deps, 'web', { cpus: 1, memoryMiB: 1024, autostart: false }) },
  {
    kind: 'vm.set',
    example: 'while off',
    change: (deps) => setVm(deps, 'build', { cpus: 1, autostart: true }),
  },
  {
    kind: 'vm.set',
    example: 'with notes',
    change: (deps) => setVm(deps, 'web', { cpus: 1, notes: '# Web\n\n<b>ä</b>' }),
  },
  {
    kind: 'vm.set',
    example: 'without its notes',
    prepare: async (host) => host.vms.setNotes(await uuidOf(host, 'build'), 'old'),
    change: (deps) => setVm(deps, 'build', { notes: '' }),
  },
  { kind: 'vm.clone', change: (deps) => cloneVm(deps, 'build', { name: 'copy', start: true }) },
  {
    kind: 'vm.clone',
    example: 'of a snapshot',
    prepare: async (host) => taken(host, 'build', 's1'),
    change: (deps) => cloneVm(deps, 'build', { name: 'copy', fromSnapshot: 's1', start: true }),
  },
  {
    kind: 'vm.clone',
    example: 'of a snapshot, in full',
    prepare: async (host) => taken(host, 'build', 's1'),
    change: (deps) => cloneVm(deps, 'build', { name: 'copy', fromSnapshot: 's1', how: 'full' }),
  },
  {
    kind: 'vm.clone',
    example: 'in full',
    change: (deps) => cloneVm(deps, 'build', { name: 'copy', how: 'full' }),
  },
  {
    kind: 'vm.move',
    prepare: async (host) => {
      await host.stores.create('tank')
      await taken(host, 'build', 's1')
    },
    change: (deps) => moveVm(deps, 'build', { store: 'tank' }),
  },
  {
    kind: 'vm.move',
    example: 'back, for good',
    prepare: (host) => inTank(host),
    change: (deps) => moveVm(deps, 'new', { store: 'local', now: true }),
  },
  {
    kind: 'vm.move',
    example: 'back, with a disk that is a file',
    prepare: (host) => inTank(host, fileDisk),
    change: (deps) => moveVm(deps, 'new', { store: 'local' }),
  },
  {
    kind: 'vm.clone',
    example: 'with a disk that is a file',
    // Chance stands still here, and would give a VM made before the same MAC address as its clone.
    prepare: async (host) => {
      await host.stores.create('tank')
      await done(host, 'vm.move', (deps) => moveVm(deps, 'build', { store: 'tank', now: true }))
      await done(host, 'disk.add', fileDiskOf('build'))
    },
    change: (deps) => cloneVm(deps, 'build', { name: 'copy', start: true }),
  },
  { kind: 'disk.add', example: 'as a file', prepare: (host) => inTank(host), change: fileDisk },
  {
    kind: 'disk.grow',
    example: 'that is a file',
    prepare: (host) => inTank(host, fileDisk),
    change: (deps) => growDisk(deps, 'new', { disk: 'data', sizeBytes: 2 * GiB }),
  },
  {
    kind: 'disk.remove',
    example: 'that is a file',
    prepare: (host) => inTank(host, fileDisk),
    change: (deps) => removeDisk(deps, 'new', { disk: 'data' }),
  },
  { kind: 'disk.add', change: (deps) => addDisk(deps, 'build', { name: 'data', sizeBytes: GiB }) },
  {
    kind: 'disk.add',
    example: 'to a VM that runs',
    change: (deps) => addDisk(deps, 'web', { name: 'data', sizeBytes: GiB }),
  },
  { kind: 'disk.grow', change: (deps) => growDisk(deps, 'build', { disk: 'root', sizeBytes: 100 * GiB }) },
  {
    kind: 'disk.grow',
    example: 'of a VM that runs',
    change: (deps) => growDisk(deps, 'web', { disk: 'vda', sizeBytes: 100 * GiB }),
  },
  {
    kind: 'disk.remove',
    prepare: (host) => withDisk(host, 'build'),
    change: (deps) => removeDisk(deps, 'build', { disk: 'data' }),
  },
  {
    kind: 'disk.remove',
    example: 'of a VM that runs',
    prepare: (host) => withDisk(host, 'web'),
    change: (deps) => removeDisk(deps, 'web', { disk: 'data' }),
  },
  {
    kind: 'disk.remove',
    example: 'for good',
    prepare: (host) => withDisk(host, 'web'),
    change: (deps) => removeDisk(deps, 'web', { disk: 'vdb', now: true }),
  },
  { kind: 'vm.delete', change: (deps) => deleteVm(deps, 'build', { now: false }) },
  { kind: 'vm.delete', example: 'for good', change: (deps) => deleteVm(deps, 'build', { now: true }) },
  { kind: 'bin.restore', change: (deps) => restoreFromBin(deps, 'playground', {}) },
  {
    kind: 'bin.restore',
    example: 'under another name',
    change: (deps) => restoreFromBin(deps, 'playground', { name: 'sandbox' }),
  },
  { kind: 'bin.purge', change: (deps) => purgeFromBin(deps, 'playground') },
  { kind: 'store.create', change: (deps) => createStore(deps, 'tank') },
  {
    kind: 'store.create',
    example: 'that is there',
    prepare: async ({ stores }) => void (await stores.create('tank')),
    change: (deps) => createStore(deps, 'tank'),
  },
  {
    kind: 'store.adopt',
    prepare: (host) => forgotten(host, 'build'),
    change: (deps) => adoptStore(deps, 'local'),
  },
  {
    kind: 'store.adopt',
    example: 'of one that followed a policy',
    prepare: async (host) => {
      await following(host, 'build', { policy: somePolicy('daily, keep 3'), from: 'host' })
      await forgotten(host, 'build')
    },
    change: (deps) => adoptStore(deps, 'local'),
  },
  {
    kind: 'snapshot.create',
    example: 'of a VM that runs and one that is off',
    change: (deps) => createSnapshot(deps, ['web', 'build'], { name: 's1', note: 'both' }),
  },
  {
    kind: 'snapshot.create',
    example: 'of two that run',
    change: (deps) => createSnapshot(deps, ['web', 'photos'], {}),
  },
  {
    kind: 'snapshot.create',
    example: 'as after a power cut',
    change: (deps) => createSnapshot(deps, ['web'], { crash: true }),
  },
  {
    kind: 'snapshot.create',
    example: 'with RAM',
    change: (deps) => createSnapshot(deps, ['web', 'photos', 'build'], { ram: true }),
  },
  {
    kind: 'snapshot.create',
    example: 'with the RAM of one that is paused',
    change: (deps) => createSnapshot(deps, ['home-assistant'], { ram: true }),
  },
  {
    kind: 'snapshot.create',
    example: 'whose agent lies',
    prepare: renamed('build', 'lie-freeze'),
    change: (deps) => createSnapshot(deps, ['lie-freeze'], {}),
  },
  {
    kind: 'snapshot.create',
    example: 'whose agent freezes and does not say so',
    prepare: renamed('build', 'hang-freeze'),
    change: (deps) => createSnapshot(deps, ['hang-freeze', 'web'], {}),
  },
  {
    kind: 'snapshot.create',
    example: 'whose agent is away while it is frozen',
    prepare: renamed('build', 'slow-thaw'),
    change: (deps) => createSnapshot(deps, ['slow-thaw'], {}),
  },
  {
    kind: 'snapshot.remove',
    prepare: (host) => taken(host, 'build', 's1', 's2'),
    change: (deps) => removeSnapshot(deps, 'build', 's1'),
  },
  {
    kind: 'snapshot.hold',
    prepare: (host) => taken(host, 'build', 's1'),
    change: (deps) => holdSnapshot(deps, 'build', 's1', 'audit'),
  },
  {
    kind: 'snapshot.hold',
    example: 'that is held already',
    insideSteps: false,
    prepare: async (host) => {
      await taken(host, 'build', 's1')
      await snapshotsOf(host).hold('build', await uuidOf(host, 'build'), 's1', 'audit')
    },
    change: (deps) => holdSnapshot(deps, 'build', 's1', 'audit'),
  },
  {
    kind: 'snapshot.release',
    prepare: async (host) => {
      await taken(host, 'build', 's1')
      await snapshotsOf(host).hold('build', await uuidOf(host, 'build'), 's1', 'audit')
    },
    change: (deps) => releaseSnapshot(deps, 'build', 's1', 'audit'),
  },
  {
    kind: 'vm.go-back',
    prepare: async (host) => {
      await taken(host, 'build', 's1')
      const uuid = await uuidOf(host, 'build')
      await host.vms.setConfig(uuid, { cpus: 1 })
      await host.stores.get('local').writeDefinition('build', uuid, await host.vms.definition(uuid))
    },
    change: (deps) => goBack(deps, 'build', { snapshot: 's1' }),
  },
  {
    kind: 'vm.go-back',
    example: 'of a VM that runs',
    prepare: (host) => taken(host, 'web', 's1'),
    change: (deps) => goBack(deps, 'web', { snapshot: 's1', stop: {} }),
  },
  {
    kind: 'vm.go-back',
    example: 'to RAM',
    prepare: async (host) => {
      const uuid = await uuidOf(host, 'photos')
      await host.vms.saveRam(uuid, snapshotsOf(host).ramPath('photos'), 'on')
      await taken(host, 'photos', 's1')
      await snapshotsOf(host).dropRam('photos', uuid)
    },
    change: (deps) => goBack(deps, 'photos', { snapshot: 's1', branch: 'again' }),
  },
  {
    kind: 'branch.switch',
    prepare: (host) => forked(host, 'build'),
    change: (deps) => switchBranch(deps, 'build', { branch: 'main', start: true }),
  },
  {
    kind: 'branch.remove',
    prepare: (host) => forked(host, 'build'),
    change: (deps) => removeBranch(deps, 'build', 'main'),
  },
  { kind: 'vm.try', change: (deps) => startTry(deps, 'web', { note: 'a new kernel' }) },
  {
    kind: 'vm.try-keep',
    prepare: (host) => tried(host, 'build'),
    change: (deps) => keepTry(deps, 'build'),
  },
  {
    kind: 'vm.try-discard',
    prepare: (host) => tried(host, 'web'),
    change: (deps) => discardTry(deps, 'web', { stop: { force: 'now' } }),
  },
  { kind: 'image.pull', change: (deps) => pullImage(deps, { entry: 'debian-13' }) },
  { kind: 'image.build', change: (deps) => buildImage(deps, { distribution: 'debian', release: '13' }) },
  {
    kind: 'image.import',
    change: (deps) => importImage(deps, { id: 'mine', url: 'https://example.org/mine.qcow2' }),
  },
  {
    kind: 'image.import',
    example: 'from an upload',
    prepare: async (host) => void (await sendDisk(host)),
    change: async (deps) => {
      const [sent] = await deps.host.images.uploads()
      return importImage(deps, { id: 'mine', upload: sent?.id ?? '' })
    },
  },
  {
    kind: 'image.remove',
    prepare: async (host) => {
      const work = { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }
      await host.images.build('spare', { distribution: 'debian', release: 'trixie' }, work)
    },
    change: (deps) => removeImage(deps, 'spare'),
  },
  ...poolExamples,
]

const waiting = (uuid: string) =>
  ({ uuid, root: 'crypt', because: 'autostart', since: '2026-01-01T00:00:00.000Z' }) as const

function sendDisk(host: FakeHost): Promise<string> {
  const content = Readable.from([Buffer.from('content')])
  return host.images.upload(content, { name: 'disk.raw', signal: new AbortController().signal })
}

test('every kind of job has an example here', () => {
  const missing = jobKinds
    .map((kind) => kind.kind)
    .filter((kind) => !examples.some((example) => example.kind === kind))
  expect(missing).toEqual([])
})

describe.each(jobKinds.map((kind) => [kind.kind, kind] as const))(
  '%s',
  (_name, kind: AnyJobKind<JobDeps>) => {
    test('refuses a journaled plan it cannot read', () => {
      for (const plan of [null, 1, 'x', [], {}]) expect(() => kind.open(plan)).toThrow(/plan/)
    })
  },
)

for (const { kind: name, example, prepare, change, insideSteps } of examples) {
  const kind = jobKinds.find((candidate) => candidate.kind === name)
  if (!kind) throw new Error(`no job kind ${name}`)
  describeJobKind<JobDeps>({
    kind,
    ...(example === undefined ? {} : { example }),
    ...(insideSteps === undefined ? {} : { insideSteps }),
    async makeWorld() {
      const host = createFakeHost({ seedData: 'demo' })
      const keepers = freshKeepers()
      await host.settle()
      await prepare?.(host, keepers)
      const plan = await recordPlan(host, change, keepers)
      return {
        // While a step waits, the fake world goes on.
        deps: jobDeps(host, keepers, () => void host.step()),
        plan,
        // What becomes of an upload once its import has ended is no step's business: see reconcile-uploads.ts. A guest that cannot be
        // frozen is taken as after a power cut, and the job is done all the same.
        snapshotWorld: () =>
          withoutFreezing({
            ...withoutCopies(host.snapshot()),
            uploads: [],
            waits: keepers.waits.read(),
            policies: keepers.policies.read(),
            targets: keepers.copies.targets(),
            copies: keepers.copies.wished(),
          }),
        restart: () => host.settle(),
        dispose: () => host.close(),
      }
    },
  })
}
