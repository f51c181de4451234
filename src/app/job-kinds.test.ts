import { describe, expect, test } from 'vitest'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import type { AnyJobKind } from '../jobs/job-kind.ts'
import { describeJobKind } from '../jobs/testing.ts'
import { adoptStore } from './adopt.ts'
import type { PlannedChange } from './app.ts'
import { deleteVm, purgeFromBin, restoreFromBin } from './bin.ts'
import { cloneVm } from './clone-vm.ts'
import { createVm } from './create-vm.ts'
import type { AppDeps } from './deps.ts'
import { buildImage, importImage, pullImage, removeImage } from './images.ts'
import { jobKinds } from './job-kinds.ts'
import type { JobDeps } from './jobs/deps.ts'
import { changePower, stopVm } from './power.ts'
import { renameVm } from './rename-vm.ts'
import { setVm } from './set-vm.ts'
import { recordPlan } from './testing/record-plan.ts'

interface Example {
  readonly kind: string
  readonly example?: string
  /** Makes the VM or image that the change is about. */
  readonly prepare?: (host: FakeHost) => Promise<void>
  readonly change: (deps: AppDeps) => Promise<PlannedChange>
}

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
  { kind: 'vm.start', change: (deps) => changePower(deps, 'build', 'start') },
  { kind: 'vm.stop', change: (deps) => stopVm(deps, 'web', {}, 'stop') },
  { kind: 'vm.stop', example: 'by force', change: (deps) => stopVm(deps, 'web', { force: 'now' }, 'stop') },
  { kind: 'vm.restart', change: (deps) => stopVm(deps, 'web', {}, 'restart') },
  { kind: 'vm.pause', change: (deps) => changePower(deps, 'web', 'pause') },
  { kind: 'vm.resume', change: (deps) => changePower(deps, 'home-assistant', 'resume') },
  { kind: 'vm.rename', change: (deps) => renameVm(deps, 'build', 'builder') },
  { kind: 'vm.set', change: (deps) => setVm(deps, 'web', { cpus: 1, memoryMiB: 1024, autostart: false }) },
  {
    kind: 'vm.set',
    example: 'while off',
    change: (deps) => setVm(deps, 'build', { cpus: 1, autostart: true }),
  },
  { kind: 'vm.clone', change: (deps) => cloneVm(deps, 'build', { name: 'copy', start: true }) },
  {
    kind: 'vm.clone',
    example: 'in full',
    change: (deps) => cloneVm(deps, 'build', { name: 'copy', how: 'full' }),
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
  {
    kind: 'store.adopt',
    // As on a fresh host: its place is there, and nobody knows it.
    prepare: async ({ vms, stores }) => {
      const build = (await vms.list()).find(({ name }) => name === 'build')
      if (!build) throw new Error('no VM build')
      await stores.get('local').writeDefinition('build', build.uuid, await vms.definition(build.uuid))
      await vms.undefine(build.uuid)
    },
    change: (deps) => adoptStore(deps, 'local'),
  },
  { kind: 'image.pull', change: (deps) => pullImage(deps, { entry: 'debian-13' }) },
  { kind: 'image.build', change: (deps) => buildImage(deps, { distribution: 'debian', release: '13' }) },
  {
    kind: 'image.import',
    change: (deps) => importImage(deps, { id: 'mine', url: 'https://example.org/mine.qcow2' }),
  },
  {
    kind: 'image.remove',
    prepare: async (host) => {
      const work = { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }
      await host.images.build('spare', { distribution: 'debian', release: 'trixie' }, work)
    },
    change: (deps) => removeImage(deps, 'spare'),
  },
]

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

for (const { kind: name, example, prepare, change } of examples) {
  const kind = jobKinds.find((candidate) => candidate.kind === name)
  if (!kind) throw new Error(`no job kind ${name}`)
  describeJobKind<JobDeps>({
    kind,
    ...(example === undefined ? {} : { example }),
    async makeWorld() {
      const host = createFakeHost({ seedData: 'demo' })
      await host.settle()
      await prepare?.(host)
      const plan = await recordPlan(host, change)
      return {
        // While a step waits, the fake world goes on.
        deps: { host, sleep: async () => void host.step() },
        plan,
        snapshotWorld: () => host.snapshot(),
        restart: () => host.settle(),
        dispose: () => host.close(),
      }
    },
  })
}
