import { jobDeps } from './testing/fresh-keepers.ts'
import { describe, expect, test } from 'vitest'
import { openDb } from '../db/open-db.ts'
import type { FinishedJob } from '../domain/job.ts'
import { createFakeHost, type FakeHost } from '../host/fake/fake-host.ts'
import { createJobEngine } from '../jobs/engine.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { jobKinds } from './job-kinds.ts'
import { createSnapshot, goBack, switchBranch } from './snapshots.ts'
import { renamed, snapshotsOf, taken, uuidOf } from './testing/past.ts'
import { steadyDeps } from './testing/record-plan.ts'
import { discardTry, keepTry, startTry } from './try-vm.ts'

type Change = (deps: AppDeps) => Promise<PlannedChange>

/** The demo house with jobs that run; `calls` are those that change something, in their order. */
async function house(prepare: (host: FakeHost) => Promise<void> = () => Promise.resolve()) {
  const host = createFakeHost({ seedData: 'demo' })
  await host.settle()
  await prepare(host)
  const engine = createJobEngine({
    db: openDb({ path: ':memory:' }),
    kinds: jobKinds,
    deps: jobDeps(host, {}, () => void host.step()),
    retryDelaysMs: [0],
  })
  engine.start()
  const deps = steadyDeps(host, engine)
  const submit = async (change: Change) => (await change(deps)).submit('somebody').id
  return {
    host,
    engine,
    deps,
    async run(change: Change): Promise<FinishedJob> {
      const job = await engine.wait(await submit(change))
      await host.settle()
      return job
    },
    log: (job: FinishedJob) => engine.log(job.id).lines.map(({ text }) => text),
    async consistencies(vm: string) {
      const { snapshots } = await snapshotsOf(host).history(vm, await uuidOf(host, vm))
      return snapshots.map(({ id, consistency }) => `${id} ${consistency}`)
    },
    async read(vm: string, path: string) {
      const uuid = await uuidOf(host, vm)
      const { stdout } = (await host.guests.exec(uuid, { argv: ['cat', path], timeoutMs: 1000 })) as {
        stdout: Uint8Array
      }
      return Buffer.from(stdout).toString()
    },
    async write(vm: string, path: string, text: string) {
      const uuid = await uuidOf(host, vm)
      await host.guests.exec(uuid, { argv: ['sh', '-c', `echo ${text} > ${path}`], timeoutMs: 1000 })
    },
    isFrozen: (vm: string) => JSON.stringify(vmIn(host, vm)).includes('"frozen":true'),
  }
}

function vmIn(host: FakeHost, name: string): unknown {
  const { vms } = host.snapshot() as { vms: Record<string, { definition: { name: string } }> }
  return Object.values(vms).find(({ definition }) => definition.name === name)
}

describe('taking a snapshot', () => {
  test('of a VM that runs freezes its file systems, and lets them go on', async () => {
    const { run, consistencies, isFrozen } = await house()
    const job = await run((deps) => createSnapshot(deps, ['web', 'build'], { name: 's1', note: 'both' }))
    expect(job).toMatchObject({
      state: 'done',
      result: {
        snapshot: 's1',
        vms: [
          { vm: 'web', consistency: 'filesystem' },
          { vm: 'build', consistency: 'off' },
        ],
      },
    })
    expect(await consistencies('web')).toEqual(['s1 filesystem'])
    expect(isFrozen('web')).toBe(false)
  })

  test.each([
    ['lie-freeze', 'crash'],
    ['hang-freeze', 'crash'],
    ['fail-agent', 'crash'],
    ['slow-thaw', 'filesystem'],
  ])(
    'with an agent that does %s is done as %s, told, and the guest goes on',
    async (sentinel, consistency) => {
      const { run, consistencies, isFrozen, log } = await house(renamed('build', sentinel))
      const job = await run((deps) => createSnapshot(deps, [sentinel], { name: 's1' }))
      expect(job).toMatchObject({ state: 'done', result: { vms: [{ vm: sentinel, consistency }] } })
      expect(await consistencies(sentinel)).toEqual([`s1 ${consistency}`])
      expect(isFrozen(sentinel)).toBe(false)
      const said = consistency === 'crash' ? 'taken as after a power cut' : 'could not be told to go on'
      expect(log(job).join('\n')).toContain(said)
    },
  )

  test('with an agent that dies while it holds the file systems is reported, and not kept', async () => {
    const { run, consistencies, isFrozen } = await house(renamed('build', 'die-frozen'))
    const job = await run((deps) => createSnapshot(deps, ['die-frozen', 'web'], { name: 's1' }))
    expect(job).toMatchObject({
      state: 'failed',
      problems: [
        {
          code: 'agent_failed',
          object: { type: 'vm', name: 'die-frozen' },
          message: expect.stringContaining('may still be frozen') as string,
          hint: expect.stringContaining('kiste vm restart die-frozen --force') as string,
        },
      ],
      leftovers: [{ message: expect.stringContaining('virsh domfsthaw die-frozen') as string }],
    })
    expect(isFrozen('web')).toBe(false)
    expect(isFrozen('die-frozen')).toBe(true)
    for (const vm of ['web', 'die-frozen']) expect(await consistencies(vm)).toEqual([])
  })

  test('that cannot be taken lets the guest go on', async () => {
    const { host, run, consistencies, isFrozen } = await house()
    host.failNext('snapshots.create', { code: 'no_space', message: 'The disk is full.' })
    const job = await run((deps) => createSnapshot(deps, ['web'], {}))
    expect(job).toMatchObject({ state: 'undone', because: { problems: [{ code: 'no_space' }] } })
    expect(isFrozen('web')).toBe(false)
    expect(await consistencies('web')).toEqual([])
  })

  test('of several that run holds them, in this order', async () => {
    const { host, deps, engine } = await house()
    const calls: string[] = []
    const noting = <T extends object>(room: T, name: string): T =>
      new Proxy(room, {
        get: (target, key) => {
          const member = Reflect.get(target, key) as unknown
          if (typeof member !== 'function') return member
          return (...args: unknown[]) => {
            calls.push(`${name}.${String(key)}`)
            return Reflect.apply(member, target, args) as unknown
          }
        },
      })
    const store = host.stores.get('local')
    const noted = {
      ...host,
      vms: noting(host.vms, 'vms'),
      guests: noting(host.guests, 'guests'),
      stores: { ...host.stores, get: () => ({ ...store, snapshots: noting(store.snapshots, 'snapshots') }) },
    }
    const second = createJobEngine({
      db: openDb({ path: ':memory:' }),
      kinds: jobKinds,
      deps: jobDeps(noted, {}, () => void host.step()),
    })
    const change = await createSnapshot({ ...deps, engine: second }, ['web', 'photos'], {})
    second.start()
    calls.length = 0
    await second.wait(change.submit('somebody').id)
    const changing = /freeze|thaw|pause|resume|create/
    expect(calls.filter((call) => changing.test(call))).toEqual([
      'guests.freeze',
      'guests.freeze',
      'vms.pause',
      'vms.pause',
      'snapshots.create',
      'vms.resume',
      'vms.resume',
      'guests.thaw',
      'guests.thaw',
    ])
    await engine.stop()
  })

  test('problems of all VMs come at once', async () => {
    const { deps } = await house()
    await expect(createSnapshot(deps, ['nobody', 'win-test', 'web'], {})).rejects.toMatchObject({
      problems: [{ code: 'not_found' }, { code: 'foreign_object' }],
    })
  })

  test('of a VM whose RAM waits on the disk is refused', async () => {
    const { host, deps } = await house()
    host.outside.managedSave(await uuidOf(host, 'web'))
    await expect(createSnapshot(deps, ['web'], {})).rejects.toMatchObject({
      problems: [{ code: 'wrong_state', hint: expect.stringContaining('managedsave-remove') as string }],
    })
  })
})

describe('RAM', () => {
  test('goes on where it was, and again after going back', async () => {
    const { host, run, read, write, consistencies } = await house()
    const bootId = '/proc/sys/kernel/random/boot_id'
    const boot = await read('web', bootId)
    await write('web', '/text', 'then')
    const job = await run((deps) => createSnapshot(deps, ['web'], { name: 'with-ram', ram: true }))
    expect(job).toMatchObject({ state: 'done', result: { vms: [{ consistency: 'ram' }] } })
    expect(await read('web', bootId)).toBe(boot)
    await write('web', '/text', 'later')
    const back = await run((deps) => goBack(deps, 'web', { snapshot: 'with-ram', stop: { force: 'now' } }))
    expect(back).toMatchObject({ state: 'done', result: { branch: 'main-2', left: 'main' } })
    expect([await read('web', bootId), await read('web', '/text')]).toEqual([boot, 'then\n'])
    expect(await consistencies('web')).toEqual(['with-ram ram', 'left-2026-11-22T20-00-00Z off'])
    expect(await host.outside.hands.readFile(snapshotsOf(host).ramPath('web'))).toBeUndefined()
  })

  test('that cannot be restored is kept, and that is told', async () => {
    const { host, run } = await house()
    for (let time = 0; time < 5; time += 1)
      host.failNext('vms.restoreRam', { code: 'host_failed', message: 'QEMU does not want to.' })
    const job = await run((deps) => createSnapshot(deps, ['web'], { ram: true }))
    const path = snapshotsOf(host).ramPath('web')
    expect(job).toMatchObject({
      state: 'failed',
      leftovers: [{ message: expect.stringContaining(`virsh restore ${path}`) as string }],
    })
    expect(await host.outside.hands.readFile(path)).toContain('"boot"')
  })
})

describe('going back', () => {
  test('gives it what it was: disks, CPUs, under the name it has now', async () => {
    const { host, run, deps } = await house((fresh) => taken(fresh, 'build', 's1'))
    const uuid = await uuidOf(host, 'build')
    await host.vms.setConfig(uuid, { cpus: 1, memoryMiB: 512 })
    await host.outside.hands.writeDisk('build', 'root', 'newer')
    const store = host.stores.get('local')
    await store.renamePlace('build', 'builder', uuid)
    await host.vms.defineFrom(await host.vms.definition(uuid), {
      name: 'builder',
      movePaths: [{ from: store.place('build').path, to: store.place('builder').path }],
    })
    const plan = await goBack(deps, 'builder', { snapshot: 's1' })
    expect(plan.preview.notes.join(' ')).toContain(
      '6 CPUs instead of 1 and 8192 MiB of memory instead of 512',
    )
    expect(await run((again) => goBack(again, 'builder', { snapshot: 's1' }))).toMatchObject({
      state: 'done',
    })
    expect(await host.vms.get(uuid)).toMatchObject({
      name: 'builder',
      cpus: 6,
      memoryMiB: 8192,
      status: { state: 'stopped' },
      disks: [{ source: { path: '/fake/store/builder/root.qcow2' } }],
    })
    expect(await host.outside.hands.readDisk('builder', 'root')).toBe('')
    expect(await store.readDefinition('builder')).toBe(await host.vms.definition(uuid))

    const there = await run((again) => switchBranch(again, 'builder', { branch: 'main' }))
    expect(there).toMatchObject({ state: 'done', result: { branch: 'main', left: 'main-2' } })
    expect(await host.outside.hands.readDisk('builder', 'root')).toBe('newer')
    expect(await host.vms.get(uuid)).toMatchObject({ name: 'builder', cpus: 1, memoryMiB: 512 })
  })

  test('of a VM that runs stops it, and starts it again', async () => {
    const { host, run, read, write } = await house()
    await write('web', '/text', 'one')
    await run((deps) => createSnapshot(deps, ['web'], { name: 's1' }))
    await write('web', '/text', 'two')
    await expect(run((deps) => goBack(deps, 'web', { snapshot: 's1' }))).rejects.toMatchObject({
      problems: [{ code: 'wrong_state', hint: expect.stringContaining('--stop') as string }],
    })
    await run((deps) => goBack(deps, 'web', { snapshot: 's1', stop: {} }))
    expect(await read('web', '/text')).toBe('one\n')
    expect((await host.vms.get(await uuidOf(host, 'web')))?.status.state).toBe('running')
  })
})

describe('trying something out', () => {
  test('keep: what was before stays as a snapshot without a hold', async () => {
    const { host, run } = await house()
    await run((deps) => startTry(deps, 'web', { note: 'a new kernel' }))
    const history = async () => snapshotsOf(host).history('web', await uuidOf(host, 'web'))
    expect((await history()).snapshots).toMatchObject([{ note: 'a new kernel', holds: ['try'] }])
    await run((deps) => keepTry(deps, 'web'))
    expect((await history()).snapshots).toMatchObject([{ holds: [] }])
    expect((await history()).branches).toHaveLength(1)
  })

  test('discard: the VM is as before, and what was tried stays on its branch', async () => {
    const { host, run, read, write } = await house()
    await write('web', '/text', 'before')
    await run((deps) => startTry(deps, 'web', {}))
    await write('web', '/text', 'tried')
    await run((deps) => discardTry(deps, 'web', { stop: {} }))
    expect(await read('web', '/text')).toBe('before\n')
    const { branches, snapshots } = await snapshotsOf(host).history('web', await uuidOf(host, 'web'))
    expect(branches).toMatchObject([
      { id: 'main', current: false },
      { id: 'main-2', current: true },
    ])
    expect(snapshots.map(({ by, holds }) => [by, holds])).toEqual([
      ['user', []],
      ['leaving', []],
    ])
    await run((deps) => switchBranch(deps, 'web', { branch: 'main', stop: {} }))
    expect(await read('web', '/text')).toBe('tried\n')
  })
})
