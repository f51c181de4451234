import { afterAll, beforeAll, expect, test } from 'vitest'
import { poolRoutes } from '../../src/contract/routes/pools.ts'
import { buildHouse, type House } from '../../src/http/testing/house.ts'
import { poolLooks, poolRequests } from '../../src/http/testing/pool-requests.ts'
import { germanTexts } from '../../web/messages/daemon/german.ts'
import { createTranslate } from '../../web/messages/daemon/translate.ts'
import { findIn } from './texts/find-in.ts'

// What a house in memory truly says, in plans, refusals, findings and jobs.

const translate = createTranslate(germanTexts)
const spoken = new Set([
  'message',
  'hint',
  'title',
  'detail',
  'remedy',
  'sentence',
  'notes',
  'losses',
  'causes',
  'beware',
])

let house: House

beforeAll(async () => {
  house = await buildHouse()
})

afterAll(() => house.close())

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly payload?: object
}

const post = (url: string, payload: object = {}): Request => ({ method: 'POST', url, payload })
const create = (payload: object) => post('/v1/vms?dryRun=true', payload)

const requests: Readonly<Record<string, readonly Request[]>> = {
  'what the doctor finds': [
    { method: 'GET', url: '/v1/doctor' },
    { method: 'GET', url: '/v1/stores' },
  ],
  'power of VMs': ['web', 'photos', 'build', 'home-assistant', 'old-forum', 'win-test', 'nobody'].flatMap(
    (vm) =>
      ['start', 'stop', 'restart', 'pause', 'resume'].map((verb) =>
        post(`/v1/vms/${vm}/${verb}?dryRun=true`),
      ),
  ),
  'making VMs': [
    create({ name: 'blog', image: 'debian-12' }),
    create({ name: 'web', image: 'none', cpus: 0, memoryMiB: 1, diskBytes: 1, user: 'ä', sshKeys: ['x'] }),
    create({ name: '-', image: 'debian-12', cpus: 900, memoryMiB: 9_000_000 }),
    create({ name: 'blog', image: 'debian-12', publish: [{ hostPort: 8080, guestPort: 80 }], start: true }),
    create({ name: 7, what: 'is it' }),
    create({ name: 'blog', image: 'debian-12', store: 'nowhere', network: '%' }),
  ],
  'changing VMs': [
    post('/v1/vms/build/clone?dryRun=true', { name: 'copy' }),
    post('/v1/vms/build/clone?dryRun=true', { name: 'web', linked: true }),
    post('/v1/vms/build/rename?dryRun=true', { name: 'built' }),
    post('/v1/vms/web/rename?dryRun=true', { name: 'built' }),
    post('/v1/vms/build/move?dryRun=true', { store: 'tank' }),
    post('/v1/vms/build/disks?dryRun=true', { name: 'data', sizeBytes: 1_073_741_824 }),
    post('/v1/vms/build/disks?dryRun=true', { name: 'root', sizeBytes: 1 }),
    post('/v1/vms/build/disks/root/grow?dryRun=true', { sizeBytes: 1 }),
    { method: 'DELETE', url: '/v1/vms/build?dryRun=true' },
    { method: 'DELETE', url: '/v1/vms/web?dryRun=true' },
    { method: 'DELETE', url: '/v1/vms/build/disks/root?dryRun=true' },
    {
      method: 'PATCH',
      url: '/v1/vms/build?dryRun=true',
      payload: { cpus: 2, memoryMiB: 4096, autostart: true },
    },
    { method: 'PATCH', url: '/v1/vms/build?dryRun=true', payload: {} },
    post('/v1/vms/win-test/adopt?dryRun=true'),
  ],
  snapshots: [
    post('/v1/snapshots?dryRun=true', { vms: ['web', 'build', 'photos'], name: 'now' }),
    post('/v1/snapshots?dryRun=true', { vms: [], name: '/' }),
    post('/v1/snapshots?dryRun=true', { vms: ['web'], ram: true }),
    post('/v1/snapshots?dryRun=true', { vms: ['web'], ram: true, crash: true }),
    { method: 'GET', url: '/v1/vms/web/snapshots/none' },
  ],
  pools: Object.entries(poolRequests).map(([name, request]) => ({
    ...request,
    method: poolRoutes[name as keyof typeof poolRequests].method as Request['method'],
    url: `${request.url}?dryRun=true`,
  })),
  'looks at pools': Object.entries(poolLooks).map(([name, request]) => ({
    ...request,
    method: poolRoutes[name as keyof typeof poolLooks].method as Request['method'],
  })),
  'pools that do not fit': [
    post('/v1/pools?dryRun=true', { name: 'mirror', drives: ['sda', 'nothing'] }),
    post('/v1/pools?dryRun=true', { name: 'new', drives: [] }),
    post('/v1/pools?dryRun=true', { name: 'tank', drives: ['sde'] }),
    post('/v1/pools?dryRun=true', {
      name: 'new',
      groups: [
        { class: 'normal', kind: 'raidz1', drives: ['sde'] },
        { class: 'normal', kind: 'mirror', drives: ['sdf', 'sdg'] },
      ],
    }),
    post('/v1/pools/tank/replace?dryRun=true', { old: 'sda', new: 'sdb' }),
    post('/v1/pools/tank/detach?dryRun=true', { device: 'sda' }),
    post('/v1/pools/none/scrub?dryRun=true', {}),
    {
      method: 'PATCH',
      url: '/v1/pools/tank?dryRun=true',
      payload: { settings: { ashift: '12', dedup: 'perhaps' } },
    },
  ],
  jobs: [
    { method: 'GET', url: '/v1/jobs' },
    { method: 'GET', url: '/v1/jobs/nothing' },
    post('/v1/jobs/nothing/cancel'),
  ],
  images: [
    post('/v1/images/pull?dryRun=true', { entry: 'debian-13' }),
    post('/v1/images/pull?dryRun=true', { entry: 'windows' }),
    post('/v1/images/build?dryRun=true', { distribution: 'debian', release: '1' }),
    post('/v1/images/import?dryRun=true', { id: 'x', url: 'ftp://x' }),
    { method: 'DELETE', url: '/v1/images/debian-12?dryRun=true' },
  ],
}

test.each(Object.keys(requests))('%s', async (name) => {
  const said = new Set<string>()
  for (const request of requests[name] ?? []) {
    const answer = await house.http.inject(request)
    for (const text of findIn(JSON.parse(answer.body), spoken)) said.add(text)
  }
  expect([...said].filter((text) => text.includes(' ') && translate(text).lang === 'en')).toEqual([])
})

test('much is said', async () => {
  const { body } = await house.http.inject('/v1/doctor')
  expect(findIn(JSON.parse(body), spoken).length).toBeGreaterThan(10)
})
