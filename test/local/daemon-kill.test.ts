import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jobKinds } from '../../src/app/job-kinds.ts'
import type { Client } from '../../src/cli/client.ts'
import type { World } from '../../src/host/fake/world.ts'
import { makeHome, removeHome, startDaemon } from './support/daemon.ts'
import { example, waitForEnd, type KillExample } from './support/kill-example.ts'
import { poolExamples, poolsByHand } from './support/pool-kill-examples.ts'
import { copyExamples } from './support/copy-kill-examples.ts'
import { policyExamples } from './support/policy-kill-examples.ts'
import { snapshotExamples } from './support/snapshot-kill-examples.ts'

// The real daemon, killed with -9 at every step of every kind of job. It runs on the fake host, whose world is kept in a file and so
// outlives it as VMs do; the same on real libvirt is in daemon-real.test.ts.

const vmNamed = async (client: Client, name: string) =>
  (await client.call('listVms', {})).find((vm) => vm.name === name)
const stateOf = async (client: Client, name: string) => (await vmNamed(client, name))?.status.state
const imageIds = async (client: Client) => (await client.call('listImages', {})).map((image) => image.id)
const binNames = async (client: Client) => (await client.call('listBin', {})).map((entry) => entry.vm)

const examples: readonly KillExample[] = [
  ...snapshotExamples,
  ...policyExamples,
  ...copyExamples,
  ...poolExamples,
  example(
    'vm.create',
    'createVm',
    { body: { name: 'new', image: 'debian-12', autostart: true } },
    async (client) => (await stateOf(client, 'new')) === 'running',
  ),
  example(
    'vm.start',
    'startVm',
    { params: { vm: 'build' }, body: {} },
    async (client) => (await stateOf(client, 'build')) === 'running',
  ),
  example(
    'vm.stop',
    'stopVm',
    { params: { vm: 'web' }, body: {} },
    async (client) => (await stateOf(client, 'web')) === 'stopped',
  ),
  // A restart leaves things as they were, so that it ended well is all there is to see.
  example(
    'vm.restart',
    'restartVm',
    { params: { vm: 'web' }, body: {} },
    async (client) => (await stateOf(client, 'web')) === 'running',
  ),
  example(
    'vm.pause',
    'pauseVm',
    { params: { vm: 'web' }, body: {} },
    async (client) => (await stateOf(client, 'web')) === 'paused',
  ),
  example(
    'vm.resume',
    'resumeVm',
    { params: { vm: 'home-assistant' }, body: {} },
    async (client) => (await stateOf(client, 'home-assistant')) === 'running',
  ),
  example(
    'vm.rename',
    'renameVm',
    { params: { vm: 'build' }, body: { name: 'builder' } },
    async (client) =>
      (await stateOf(client, 'builder')) === 'stopped' && (await vmNamed(client, 'build')) === undefined,
  ),
  example(
    'vm.adopt',
    'adoptVm',
    { params: { vm: 'win-test' }, body: {} },
    async (client) => (await vmNamed(client, 'win-test'))?.managed === true,
  ),
  example(
    'vm.set',
    'setVm',
    { params: { vm: 'build' }, body: { cpus: 1, autostart: true } },
    async (client) => (await vmNamed(client, 'build'))?.cpus === 1,
  ),
  example(
    'vm.clone',
    'cloneVm',
    { params: { vm: 'build' }, body: { name: 'copy', start: true } },
    async (client) => (await stateOf(client, 'copy')) === 'running',
  ),
  {
    ...example('vm.move', 'moveVm', { params: { vm: 'build' }, body: { store: 'tank' } }, async (client) => {
      const { store } = await client.call('getVm', { params: { vm: 'build' } })
      return store === 'tank' && (await binNames(client)).includes('build')
    }),
    async prepare(client) {
      const { id } = await client.submit('createStore', { body: { pool: 'tank' } })
      expect(await waitForEnd(client, id)).toMatchObject({ state: 'done' })
    },
  },
  example(
    'disk.add',
    'addDisk',
    { params: { vm: 'web' }, body: { name: 'data', sizeBytes: 2 ** 30 } },
    async (client) => (await vmNamed(client, 'web'))?.disks.length === 2,
  ),
  example(
    'disk.grow',
    'growDisk',
    { params: { vm: 'web', disk: 'root' }, body: { sizeBytes: 2 ** 40 } },
    async (client) => {
      const { diskSizes } = await client.call('getVm', { params: { vm: 'web' } })
      return diskSizes[0]?.virtualSizeBytes === 2 ** 40
    },
  ),
  example(
    'disk.remove',
    'removeDisk',
    { params: { vm: 'build', disk: 'root' } },
    async (client) => (await vmNamed(client, 'build'))?.disks.length === 0,
  ),
  example(
    'vm.delete',
    'deleteVm',
    { params: { vm: 'build' }, query: { now: true } },
    async (client) =>
      (await vmNamed(client, 'build')) === undefined && !(await binNames(client)).includes('build'),
  ),
  example('store.create', 'createStore', { body: { pool: 'tank' } }, async (client) =>
    (await client.call('listStores', {})).some(({ name }) => name === 'tank'),
  ),
  {
    ...example(
      'store.adopt',
      'adoptStore',
      { params: { store: 'local' }, body: {} },
      async (client) => (await stateOf(client, 'build')) === 'stopped',
    ),
    // The world is in its file from its first change on.
    async prepare(client) {
      const { id } = await client.submit('setVm', { params: { vm: 'build' }, body: { autostart: true } })
      expect(await waitForEnd(client, id)).toMatchObject({ state: 'done' })
    },
    // As on a fresh host: its place is there, and nobody knows it.
    async meanwhile(path) {
      const world = JSON.parse(await readFile(path, 'utf8')) as World
      const uuid = world.places['build']?.uuid ?? ''
      delete world.vms[uuid]
      await writeFile(path, JSON.stringify(world))
    },
  },
  example(
    'bin.restore',
    'restoreFromBin',
    { params: { entry: 'playground' }, body: {} },
    async (client) => (await stateOf(client, 'playground')) === 'stopped',
  ),
  example(
    'bin.purge',
    'purgeFromBin',
    { params: { entry: 'playground' } },
    async (client) => !(await binNames(client)).includes('playground'),
  ),
  example('image.pull', 'pullImage', { body: { entry: 'debian-13' } }, async (client) =>
    (await imageIds(client)).includes('debian-13'),
  ),
  example(
    'image.build',
    'buildImage',
    { body: { distribution: 'debian', release: '13', id: 'mine' } },
    async (client) => (await imageIds(client)).includes('mine'),
  ),
  example(
    'image.import',
    'importImage',
    { body: { id: 'mine', url: 'https://example.org/mine.qcow2' } },
    async (client) => (await imageIds(client)).includes('mine'),
  ),
  {
    ...example(
      'image.remove',
      'removeImage',
      { params: { image: 'spare' } },
      async (client) => !(await imageIds(client)).includes('spare'),
    ),
    // An image that nothing stands on.
    async prepare(client) {
      const { id } = await client.submit('importImage', {
        body: { id: 'spare', url: 'https://example.org/spare.qcow2' },
      })
      expect(await waitForEnd(client, id)).toMatchObject({ state: 'done' })
    },
  },
]

test('every kind of job is killed here', () => {
  const killed = [...examples.map((one) => one.kind), ...poolsByHand]
  expect(jobKinds.map((kind) => kind.kind).toSorted()).toEqual(killed.toSorted())
})

const env = { KISTE_FAKE_HURRY: '1' }

describe.each(examples)('$kind', ({ kind, prepare, meanwhile, submit, preview, isDone }) => {
  test('killed before, in and after every step of one job in turn, it ends as done', async () => {
    await inHome(async (home) => {
      const start = (fault?: string) =>
        startDaemon({
          home,
          fake: true,
          mayDie: fault !== undefined,
          env: fault === undefined ? env : { ...env, KISTE_FAULT: `${kind}:${fault}` },
        })
      let daemon = await start('0:before-step')
      await prepare?.(daemon.client)
      if (meanwhile) {
        await daemon.stop()
        await meanwhile(join(daemon.stateDir, 'fake-host.json'))
        daemon = await start('0:before-step')
      }
      const { steps } = await preview(daemon.client)
      const job = await submit(daemon.client)
      const points = steps.flatMap((_, index) => [`${index}:before-step`, `${index}:after-run`])
      for (const [index, point] of points.entries()) {
        expect(await daemon.ended, `killed at ${point}`).toEqual({ code: null, signal: 'SIGKILL' })
        daemon = await start(points[index + 1])
      }
      const ended = await waitForEnd(daemon.client, job.id)
      expect(ended).toMatchObject({ state: 'done' })
      expect(await isDone(daemon.client)).toBe(true)
      // What had nothing to do with it is as it was.
      expect(await stateOf(daemon.client, 'photos')).toBe('running')
      await daemon.stop()
    })
  })
})

async function inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await makeHome()
  try {
    return await work(home)
  } finally {
    await removeHome(home)
  }
}
