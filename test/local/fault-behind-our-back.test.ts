import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventAnswer } from '../../src/contract/schemas/inventory.ts'
import type { Vm } from '../../src/contract/schemas/vm.ts'
import { eventually } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { echoDomainXml, writeEchoDisk } from './support/echo-guest.ts'
import { mustBeDone, refusalOf } from './support/job-end.ts'
import { openHouse, type RealHouse } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'
import { watchEvents, type EventWatch } from './support/watch-events.ts'

// What virsh does behind our back is seen, kept and never overwritten. The goal is to see it within a second: the measured times are
// printed, and what is asserted is a limit that means "never". The tests are one story: each goes on with what the one before left.

let house: RealHouse
let daemon: TestDaemon
let events: EventWatch
/** What is noticed only by the look that is taken each minute is not noticed. */
const neverMs = 40_000
const delays: string[] = []

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  await mustBeDone(daemon.client, daemon.client.submit('createVm', smallVm('web')))
  events = await watchEvents(daemon.client)
})
afterAll(async () => {
  events.stop()
  await house.stop()
  console.log(`ms until the events and until vm show tell:\n${delays.join('\n')}`)
})

const vm = (name: string) => daemon.client.call('getVm', { params: { vm: name } })
/** The files in the store, while none is being written: a definition that changed is kept a moment later. */
const files = () =>
  eventually(
    'nothing is being written',
    async () => {
      const { files: found } = await house.remains()
      return found.every((file) => !file.startsWith('.tmp/')) && found
    },
    neverMs,
  )
const maybeVm = async (name: string) =>
  (await daemon.client.call('listVms', {})).find((one) => one.name === name)

interface Change {
  readonly virsh: readonly string[]
  readonly name: string
  /** How the VM of this name is afterwards; undefined if it is not there. */
  readonly looks: (vm: Vm | undefined) => boolean | undefined
}

const behindOurBack = (change: Change) =>
  isSeen(change.virsh.join(' '), change, () => house.virsh(...change.virsh))

/** Does it, and measures how long after that the event stream and the API tell. */
async function isSeen(
  what: string,
  { name, looks }: Omit<Change, 'virsh'>,
  act: () => unknown,
): Promise<void> {
  const startedAt = performance.now()
  // virsh returns when libvirt has done it.
  await act()
  const doneAt = performance.now()
  const fits = (event: EventAnswer) => {
    if (event.type === 'vm' && event.vm.name === name) return looks(event.vm) === true
    return event.type === 'vm-gone' && event.name === name && looks(undefined) === true
  }
  const shown = eventually(
    'vm show shows it',
    async () => looks(await maybeVm(name)) === true && performance.now(),
    neverMs,
  )
  const times = await Promise.all([events.next(startedAt, fits, neverMs), shown])
  const [byEvent, byShow] = times.map((time) => Math.max(0, Math.round(time - doneAt)))
  delays.push(`${what.replaceAll(house.home, '')}: ${byEvent}, ${byShow}`)
}

const gone = (one: Vm | undefined) => one === undefined
const state = (name: Vm['status']['state']) => (one: Vm | undefined) => one?.status.state === name

describe('a VM of ours', () => {
  test('is seen to change', async () => {
    const changes: readonly Change[] = [
      { virsh: ['start', 'web'], name: 'web', looks: state('running') },
      { virsh: ['suspend', 'web'], name: 'web', looks: state('paused') },
      { virsh: ['resume', 'web'], name: 'web', looks: state('running') },
      {
        virsh: ['setvcpus', 'web', '2', '--config'],
        name: 'web',
        looks: (one) => one?.status.state === 'running' && one.status.pending?.cpus === 2,
      },
      { virsh: ['setvcpus', 'web', '2', '--live'], name: 'web', looks: (one) => one?.cpus === 2 },
      { virsh: ['autostart', 'web'], name: 'web', looks: (one) => one?.autostart },
      { virsh: ['destroy', 'web'], name: 'web', looks: state('stopped') },
    ]
    for (const change of changes) await behindOurBack(change)
    expect(await vm('web')).toMatchObject({ cpus: 2, autostart: true, status: { state: 'stopped' } })
  })

  test('that was undefined keeps its disks, and its definition beside them brings it back', async () => {
    const hadFiles = await files()
    const before = await vm('web')
    await behindOurBack({ virsh: ['undefine', 'web'], name: 'web', looks: gone })
    expect(await refusalOf(vm('web'))).toMatchObject([{ code: 'not_found', object: { name: 'web' } }])
    expect(await refusalOf(daemon.client.submit('createVm', smallVm('web')))).toMatchObject([
      { code: 'already_exists', field: 'name', object: { type: 'store', name: 'web' } },
    ])
    expect(await files()).toEqual(hadFiles)
    const kept = join(house.store, 'web', 'domain.xml')
    await behindOurBack({ virsh: ['define', kept], name: 'web', looks: state('stopped') })
    expect(await vm('web')).toEqual({ ...before, autostart: false })
  })

  test('that was renamed keeps its disks, and its folder goes after it', async () => {
    const before = await vm('web')
    const hadFiles = await files()
    const isNamed = async (from: string, to: string) => {
      await behindOurBack({ virsh: ['domrename', from, to], name: to, looks: state('stopped') })
      const disk = join(house.store, to, 'root.qcow2')
      await eventually(
        'its folder follows',
        async () => (await vm(to)).disks[0]?.source?.path === disk,
        neverMs,
      )
    }
    await isNamed('web', 'www')
    const path = join(house.store, 'www', 'root.qcow2')
    expect(await vm('www')).toMatchObject({ uuid: before.uuid, disks: [{ source: { path } }] })
    expect(await house.virsh('dumpxml', '--inactive', 'www')).toContain(path)
    // Kept last of all, in a file that takes the other's place.
    await eventually('it is kept', async () => (await kept('www')).includes('<name>www</name>'), neverMs)
    const moved = hadFiles.map((file) => file.replace(/^web\//, 'www/')).join('\n')
    await eventually('its files are those it had', async () => (await files()).join('\n') === moved, neverMs)
    await isNamed('www', 'web')
    expect(await vm('web')).toEqual(before)
  })

  test('keeps what was written into it with virsh edit, through every change of ours', async () => {
    await edit('web')
    await eventually('it is kept beside the disks', async () => hasMine(await kept('web')), neverMs)

    const { client } = daemon
    const set = { params: { vm: 'web' }, body: { cpus: 1, memoryMiB: 80, autostart: true } }
    await mustBeDone(client, client.submit('setVm', set))
    await isStillMine('web')
    await mustBeDone(client, client.submit('renameVm', { params: { vm: 'web' }, body: { name: 'www' } }))
    await isStillMine('www')
    await mustBeDone(client, client.submit('cloneVm', { params: { vm: 'www' }, body: { name: 'copy' } }))
    await isStillMine('copy')
    await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'www' } }))
    await mustBeDone(
      client,
      client.submit('restoreFromBin', { params: { entry: 'www' }, body: { name: 'web' } }),
    )
    await isStillMine('web')
    expect(await vm('web')).toMatchObject({ cpus: 1, memoryMiB: 80, autostart: true })
    await mustBeDone(client, client.submit('startVm', { params: { vm: 'web' }, body: {} }))
    await mustBeDone(client, client.submit('stopVm', { params: { vm: 'web' }, body: { force: 'now' } }))
    await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'copy' }, query: { now: true } }))
  })
})

test('a QEMU that is killed with -9 shows as crashed, and its VM can be started again', async () => {
  const { client } = daemon
  await mustBeDone(client, client.submit('startVm', { params: { vm: 'web' }, body: {} }))
  const pid = (await house.qemuPid('web')) ?? -1
  await isSeen('kill -9 QEMU', { name: 'web', looks: state('crashed') }, async () => {
    process.kill(pid, 'SIGKILL')
    // Until init has buried it, which some take a second for, libvirt does not believe that it is dead.
    await eventually('it is gone', async () => !existsSync(`/proc/${pid}`))
  })
  expect((await house.remains()).processes).toEqual([])
  await mustBeDone(client, client.submit('startVm', { params: { vm: 'web' }, body: {} }))
  expect(await house.qemuPid('web')).not.toBe(pid)
  expect((await vm('web')).status.state).toBe('running')
  await mustBeDone(client, client.submit('stopVm', { params: { vm: 'web' }, body: { force: 'now' } }))
})

const mine = ['<description>Keep me &amp; mine</description>', 'urn:somebody-else', "<qemu:env name='MINE'"]
const hasMine = (xml: string) => mine.every((part) => xml.replaceAll('"', "'").includes(part))
const kept = (name: string) => readFile(join(house.store, name, 'domain.xml'), 'utf8')

/** As an editor would: a description, metadata of a program we know nothing of, and an option of QEMU's own. */
async function edit(name: string): Promise<void> {
  const xml = (await house.virsh('dumpxml', '--inactive', name))
    .replace('<metadata>', `${mine[0]}<metadata><other:note xmlns:other='urn:somebody-else'>x</other:note>`)
    .replace("<domain type='qemu'", "$& xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'")
    .replace('</domain>', "<qemu:commandline><qemu:env name='MINE' value='1'/></qemu:commandline></domain>")
  const path = join(house.home, 'edited.xml')
  await writeFile(path, xml)
  await house.virsh('define', path)
  expect(hasMine(await house.virsh('dumpxml', '--inactive', name))).toBe(true)
}

async function isStillMine(name: string): Promise<void> {
  expect(await house.virsh('dumpxml', '--inactive', name)).toSatisfy(hasMine)
  await eventually('it is kept beside the disks', async () => hasMine(await kept(name)), neverMs)
}

describe('a VM of somebody else', () => {
  test('is seen to come, change and go', async () => {
    const disk = join(house.home, 'theirs.raw')
    const xml = join(house.home, 'theirs.xml')
    writeEchoDisk(disk)
    await writeFile(xml, echoDomainXml('theirs', disk))
    const changes: readonly Change[] = [
      { virsh: ['define', xml], name: 'theirs', looks: (one) => one?.managed === false },
      { virsh: ['start', 'theirs'], name: 'theirs', looks: state('running') },
      { virsh: ['suspend', 'theirs'], name: 'theirs', looks: state('paused') },
      { virsh: ['destroy', 'theirs'], name: 'theirs', looks: state('stopped') },
      {
        virsh: ['setmem', 'theirs', '16M', '--config'],
        name: 'theirs',
        looks: (one) => one?.memoryMiB === 16,
      },
      { virsh: ['domrename', 'theirs', 'others'], name: 'others', looks: state('stopped') },
    ]
    for (const change of changes) await behindOurBack(change)
    expect(await maybeVm('theirs')).toBeUndefined()
  })

  test('is not touched by any verb', async () => {
    const { client } = daemon
    const before = await house.remains()
    const params = { vm: 'others' }
    const tries = {
      start: () => client.submit('startVm', { params, body: {} }),
      stop: () => client.submit('stopVm', { params, body: { force: 'now' } }),
      restart: () => client.submit('restartVm', { params, body: {} }),
      pause: () => client.submit('pauseVm', { params, body: {} }),
      resume: () => client.submit('resumeVm', { params, body: {} }),
      rename: () => client.submit('renameVm', { params, body: { name: 'ours' } }),
      set: () => client.submit('setVm', { params, body: { cpus: 2 } }),
      clone: () => client.submit('cloneVm', { params, body: { name: 'ours' } }),
      delete: () => client.submit('deleteVm', { params, query: { now: true } }),
    }
    for (const [verb, request] of Object.entries(tries))
      expect(await refusalOf(request()), verb).toMatchObject([
        { code: 'foreign_object', object: { type: 'vm', name: 'others' } },
      ])
    expect(await house.remains()).toEqual(before)
    await behindOurBack({ virsh: ['undefine', 'others'], name: 'others', looks: gone })
  })
})
