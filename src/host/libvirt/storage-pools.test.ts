import { lstat, mkdtemp, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FoundPools, ShownPool } from '../../domain/libvirt-pool.ts'
import type { LibvirtPoolHost } from '../libvirt-pool-host.ts'
import { problem } from '../testing/host-under-test.ts'
import { openLibvirt, type LibvirtClient } from './client.ts'
import { libvirtPools } from './storage-pools.ts'
import { poolUuid, writePool, type PoolSource } from './storage-pool-xml.ts'
import {
  NO_REPLY,
  startScriptedServer,
  type Handlers,
  type ScriptedServer,
} from './testing/scripted-server.ts'
import { until } from './testing/until.ts'

let folder = ''
let server: ScriptedServer
let client: LibvirtClient
let pools: LibvirtPoolHost

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-pools-'))
  server = await startScriptedServer()
  client = openLibvirt({ uri: server.uri, connectWaitMs: 3000 })
  pools = libvirtPools(client, { folder, limitMs: 3000 })
})
afterEach(async () => {
  await client.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const zfs: ShownPool = {
  type: 'zfs',
  name: 'kiste-tank+web',
  store: 'tank',
  dataset: 'tank/kiste/web',
  disks: [{ name: 'root', path: '/dev/zvol/tank/kiste/web/root', sizeBytes: 7 }],
}
const zfsSource: PoolSource = { type: 'zfs', at: zfs.dataset }
const capabilities =
  "<storagepoolCapabilities><pool type='dir' supported='yes'/><pool type='zfs' supported='no'/></storagepoolCapabilities>"

const refuse =
  (code: number, message = 'scripted') =>
  (_: unknown, call: { fail(error: { code: number; message: string }): void }): typeof NO_REPLY => {
    call.fail({ code, message })
    return NO_REPLY
  }
const [NO_SUPPORT, NO_POOL, INVALID] = [3, 49, 55]

/** A libvirt with these pools; those whose name begins with `off` are not active. */
function having(there: readonly { readonly name: string; readonly xml: string; readonly uuid: string }[]) {
  const refs = there.map(({ name, uuid }) => ({ name, uuid }))
  const on = refs.filter(({ name }) => !name.includes('off'))
  const handlers: Handlers = {
    connectGetStoragePoolCapabilities: () => capabilities,
    connectListAllStoragePools: ({ flags }) => {
      const found = flags === 2 ? on : refs
      return { pools: found, count: found.length }
    },
    storagePoolGetXmlDesc: ({ pool }) => there.find(({ uuid }) => uuid === pool.uuid)?.xml ?? '',
    storagePoolListAllVolumes: ({ pool }) => ({
      volumes: [{ pool: pool.name, name: 'root', key: '/root' }],
      count: 1,
    }),
    storageVolGetInfo: () => ({ type: 1, capacityBytes: 7, allocationBytes: 0 }),
  }
  server.handle(handlers)
}

const made = (name: string, source: PoolSource) => ({
  name,
  uuid: poolUuid(source),
  xml: writePool(name, source),
})

async function seen(): Promise<Extract<FoundPools, { state: 'seen' }>> {
  const found = await pools.look()
  if (found.state !== 'seen') throw new Error(`it is ${found.state}: ${found.because}`)
  return found
}

describe('looking', () => {
  test('pools of Kiste’s are told from those of others by what they are made of', async () => {
    const dir = { type: 'dir', at: join(folder, 'local') } as const
    having([
      made('kiste-local', dir),
      made('kiste-tank+web', zfsSource),
      made('kiste-off', { type: 'zfs', at: 'tank/kiste/off' }),
      // Made to show something else since.
      {
        ...made('kiste-edited', { type: 'zfs', at: 'tank/kiste/edited' }),
        xml: writePool('kiste-edited', { type: 'zfs', at: 'tank' }),
      },
      // Another daemon's, and one of a type that Kiste does not make.
      made('kiste-other', { type: 'dir', at: '/elsewhere/libvirt-pools/local' }),
      { name: 'kiste-iscsi', uuid: poolUuid(dir).replace('8', '9'), xml: "<pool type='iscsi'/>" },
      { name: 'default', uuid: poolUuid(dir).replace('8', '7'), xml: 'not read at all' },
    ])
    const { types, pools: found } = await seen()
    expect(types).toEqual({ dir: true, zfs: false })
    expect(found.map(({ name, ours, active }) => [name, ours, active])).toEqual([
      ['kiste-local', true, true],
      ['kiste-tank+web', true, true],
      ['kiste-off', true, false],
      ['kiste-edited', false, true],
      ['kiste-other', false, true],
      ['kiste-iscsi', false, true],
    ])
    expect(found.map(({ volumes }) => volumes.length)).toEqual([1, 1, 0, 0, 0, 0])
    expect(found[0]?.volumes).toEqual([{ name: 'root', sizeBytes: 7 }])
  })

  test('one that goes or stops meanwhile is gone, or off', async () => {
    having([made('kiste-tank+web', zfsSource)])
    server.handle({ storagePoolListAllVolumes: refuse(INVALID) })
    expect((await seen()).pools).toMatchObject([{ name: 'kiste-tank+web', ours: true, active: false }])
    server.handle({ storagePoolGetXmlDesc: refuse(NO_POOL) })
    expect((await seen()).pools).toEqual([])
  })

  test('a volume that is gone is listed without a size, as libvirt lists it until it looks again', async () => {
    having([made('kiste-tank+web', zfsSource)])
    server.handle({ storageVolGetInfo: refuse(38, 'cannot open volume: No such file or directory') })
    expect((await seen()).pools).toMatchObject([{ active: true, volumes: [{ name: 'root' }] }])
  })

  test('a libvirt that does not tell its types is tried', async () => {
    having([])
    server.handle({ connectGetStoragePoolCapabilities: refuse(NO_SUPPORT) })
    expect((await seen()).types).toEqual({ dir: true, zfs: true })
  })

  test('a libvirt without storage driver is one, and so is one on another machine', async () => {
    server.handle({
      connectGetStoragePoolCapabilities: refuse(NO_SUPPORT),
      connectListAllStoragePools: refuse(NO_SUPPORT),
    })
    expect(await pools.look()).toMatchObject({
      state: 'impossible',
      because: 'This libvirt has no storage driver.',
    })
    expect(await libvirtPools(client, { folder: undefined }).look()).toMatchObject({
      state: 'impossible',
      because: expect.stringContaining('another machine') as string,
    })
  })

  test('no libvirt is away', async () => {
    await client.ready()
    await server.stop()
    expect(await pools.look()).toMatchObject({ state: 'away' })
  })

  test('where a look hangs nobody waits for long, and no second one is sent after it', async () => {
    having([])
    let answer = () => {}
    server.handle({
      connectGetStoragePoolCapabilities: (_, call) => {
        answer = () => call.reply(capabilities)
        return NO_REPLY
      },
    })
    await client.ready()
    const hurried = libvirtPools(client, { folder, limitMs: 300 })
    const away = { state: 'away', because: expect.stringContaining('did not answer') as string }
    expect(await hurried.look()).toMatchObject(away)
    const sent = server.calls.length
    expect(await hurried.look()).toMatchObject(away)
    await expect(hurried.show(zfs)).rejects.toMatchObject(problem('host_failed'))
    expect(server.calls.length).toBe(sent)
    server.handle({ connectGetStoragePoolCapabilities: () => capabilities })
    answer()
    await until(() => server.calls.includes('connectListAllStoragePools'))
    let last: FoundPools | undefined
    for (let tries = 0; tries < 500 && last?.state !== 'seen'; tries++) {
      await sleep(10)
      last = await hurried.look()
    }
    expect(last).toMatchObject({ state: 'seen' })
  })
})

describe('showing', () => {
  test('one that is not there is defined and started', async () => {
    const defined: string[] = []
    const ref = { name: zfs.name, uuid: poolUuid(zfsSource) }
    server.handle({
      storagePoolLookupByName: refuse(NO_POOL),
      storagePoolDefineXml: ({ xml }) => (defined.push(xml), ref),
      storagePoolCreate: () => undefined,
    })
    await pools.show(zfs)
    expect(defined).toEqual([
      `<pool type="zfs"><name>kiste-tank+web</name><uuid>${ref.uuid}</uuid><source><name>tank/kiste/web</name></source></pool>`,
    ])
    expect(server.calls.filter((call) => call.startsWith('storagePool'))).toEqual([
      'storagePoolLookupByName',
      'storagePoolDefineXml',
      'storagePoolCreate',
    ])
  })

  test('one that is active is refreshed, and a folder has its links before', async () => {
    const disks = [{ name: 'web+root.qcow2', path: '/store/web/root.qcow2', sizeBytes: 7 }]
    const link = join(folder, 'local', 'web+root.qcow2')
    const seenAtRefresh: string[] = []
    server.handle({
      storagePoolLookupByName: () => ({
        name: 'kiste-local',
        uuid: poolUuid({ type: 'dir', at: join(folder, 'local') }),
      }),
      storagePoolCreate: refuse(INVALID),
      storagePoolRefresh: (_, call) => {
        void readlink(link).then((to) => {
          seenAtRefresh.push(to)
          call.reply(undefined)
        })
        return NO_REPLY
      },
    })
    await pools.show({ type: 'dir', name: 'kiste-local', store: 'local', disks })
    expect(seenAtRefresh).toEqual(['/store/web/root.qcow2'])
    expect((await lstat(join(folder, 'local'))).mode & 0o777).toBe(0o711)
  })

  test("another's of this name is refused and not called", async () => {
    server.handle({
      storagePoolLookupByName: () => ({
        name: zfs.name,
        uuid: '11111111-2222-4333-8444-555555555555',
      }),
    })
    await expect(pools.show(zfs)).rejects.toMatchObject(problem('foreign_object'))
    expect(server.calls.at(-1)).toBe('storagePoolLookupByName')
  })

  test('what libvirt refuses names the pool and what it said', async () => {
    server.handle({
      storagePoolLookupByName: refuse(NO_POOL),
      storagePoolDefineXml: refuse(1, 'missing backend'),
    })
    await expect(pools.show(zfs)).rejects.toMatchObject({
      problems: [
        {
          code: 'host_failed',
          message: 'The storage pool kiste-tank+web could not be shown in libvirt: missing backend',
        },
      ],
    })
  })
})

describe('hiding', () => {
  const ours = { name: zfs.name, uuid: poolUuid(zfsSource), active: true, ours: true, volumes: [] }
  const calls = () => server.calls.filter((call) => call.startsWith('storagePool'))

  test('stops and forgets, and is fine with one that is off or gone', async () => {
    server.handle({ storagePoolDestroy: () => undefined, storagePoolUndefine: () => undefined })
    await pools.hide(ours)
    server.handle({ storagePoolDestroy: refuse(INVALID) })
    await pools.hide(ours)
    server.handle({ storagePoolDestroy: refuse(NO_POOL), storagePoolUndefine: refuse(NO_POOL) })
    await pools.hide(ours)
    const once = ['storagePoolDestroy', 'storagePoolUndefine']
    expect(calls()).toEqual([...once, ...once, ...once])
  })

  test("leaves others' alone", async () => {
    await pools.hide({ ...ours, ours: false })
    expect(calls()).toEqual([])
  })

  test('one in use is told', async () => {
    server.handle({ storagePoolDestroy: refuse(1, 'pool has asynchronous jobs running') })
    await expect(pools.hide(ours)).rejects.toMatchObject(problem('host_failed'))
  })
})
