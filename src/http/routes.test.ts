import { isDeepStrictEqual } from 'node:util'
import type { InjectOptions } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { endpoints, type EndpointSchemas, type JobEndpoint } from '../contract/endpoints.ts'
import { routes, type EndpointName } from '../contract/routes.ts'
import type { accessRoutes } from '../contract/routes/access.ts'
import { JobSchema } from '../contract/schemas/job.ts'
import { PlanPreviewSchema } from '../contract/schemas/plan.ts'
import { mismatches } from '../contract/testing/match-exactly.ts'
import { forked, snapshotsOf, taken, tried, uuidOf } from '../app/testing/past.ts'
import { fakeServedWeb } from './testing/fake-served-web.ts'
import { buildHouse, type House } from './testing/house.ts'
import { copyRequests, copyWishes, preparedCopies } from './testing/copy-requests.ts'
import { leftAsBefore, poolLooks, poolRequests, preparedPools } from './testing/pool-requests.ts'

// One good request for each endpoint; what misses does not compile. Those about who may come in have a test of their own.
type Request = Omit<InjectOptions, 'url' | 'method'> & { readonly url: string }
type ByKind<Kind> = {
  readonly [
    Name in Exclude<EndpointName, keyof typeof accessRoutes> as (typeof routes)[Name]['answers'] extends Kind
      ? Name
      : never
  ]: Request
}

/** What is noted in the house and changes nothing on the host. */
const onlyWishes: readonly EndpointName[] = ['setVmPolicy', 'setStorePolicy', 'setHostPolicy', ...copyWishes]

const bytes = { 'content-type': 'application/octet-stream' }

const answeredAtOnce: ByKind<'json'> = {
  health: { url: '/v1/health' },
  openapi: { url: '/v1/openapi.json' },
  getHost: { url: '/v1/host' },
  getHostMetrics: { url: '/v1/metrics/host?range=day' },
  getWeb: { url: '/v1/web' },
  tryCertificate: { url: '/v1/web/certificate/try', payload: { rehearsal: true } },
  getDoctor: { url: '/v1/doctor' },
  getInventory: { url: '/v1/inventory' },
  listVms: { url: '/v1/vms' },
  getVm: { url: '/v1/vms/web' },
  getVmMetrics: { url: '/v1/vms/web/metrics' },
  getVmXml: { url: '/v1/vms/web/xml' },
  getVmLog: { url: '/v1/vms/web/log?lines=5' },
  getVmConsoleLog: { url: '/v1/vms/web/console/log?lines=5' },
  ticketVmConsole: { url: '/v1/vms/web/console/ticket', payload: { screen: 'serial' } },
  execVm: { url: '/v1/vms/web/exec', payload: { argv: ['echo', 'hello'], input: 'aGk=', timeoutSeconds: 5 } },
  writeVmFile: { url: '/v1/vms/web/file?path=/tmp/a', headers: bytes, payload: Buffer.from('content') },
  getVmHistory: { url: '/v1/vms/build/history' },
  diffSnapshots: { url: '/v1/vms/build/snapshots/s1/diff?path=/&to=s2' },
  lookInSnapshot: { url: '/v1/vms/build/snapshots/s1/files?path=/etc' },
  ...poolLooks,
  listHistories: { url: '/v1/histories' },
  listPolicies: { url: '/v1/policies' },
  getVmPolicy: { url: '/v1/vms/build/policy' },
  listTargets: { url: '/v1/targets' },
  listCopies: { url: '/v1/copies' },
  listStores: { url: '/v1/stores' },
  listBin: { url: '/v1/bin' },
  listImages: { url: '/v1/images' },
  getImage: { url: '/v1/images/debian-12' },
  listCatalogue: { url: '/v1/catalogue' },
  uploadImage: { url: '/v1/uploads?name=disk.qcow2', headers: bytes, payload: Buffer.from('QFI\xfb') },
  listUploads: { url: '/v1/uploads' },
  beginUpload: { url: '/v1/uploads/begin', payload: { name: 'a.iso', sizeBytes: 5, fingerprint: 'x' } },
  getUpload: { url: '/v1/uploads/piece' },
  sendPiece: { url: '/v1/uploads/piece/content?offset=0', headers: bytes, payload: Buffer.from('hello') },
  finishUpload: { url: '/v1/uploads/nothing/finish', payload: {} },
  discardUpload: { url: '/v1/uploads/piece' },
  listNetworks: { url: '/v1/networks' },
  listJobs: { url: '/v1/jobs?limit=5&open=false' },
  getJob: { url: '/v1/jobs/JOB' },
  getJobLog: { url: '/v1/jobs/JOB/log' },
  cancelJob: { url: '/v1/jobs/JOB/cancel' },
}

const answeredByJobs: { readonly [Name in JobEndpoint]: Request } = {
  createVm: { url: '/v1/vms', payload: { name: 'fresh', image: 'debian-12', cpus: 1, password: 'secret' } },
  startVm: { url: '/v1/vms/build/start' },
  stopVm: { url: '/v1/vms/web/stop', payload: { force: 'after-timeout', timeoutSeconds: 5 } },
  restartVm: { url: '/v1/vms/web/restart', payload: {} },
  pauseVm: { url: '/v1/vms/web/pause' },
  resumeVm: { url: '/v1/vms/home-assistant/resume' },
  renameVm: { url: '/v1/vms/build/rename', payload: { name: 'forge' } },
  setVmPolicy: {
    url: '/v1/vms/build/policy',
    payload: { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' },
  },
  setStorePolicy: { url: '/v1/stores/local/policy', payload: { rules: 'none' } },
  setHostPolicy: { url: '/v1/policy', payload: { rules: null } },
  ...copyRequests,
  setVm: { url: '/v1/vms/build', payload: { cpus: 2, autostart: true } },
  cloneVm: { url: '/v1/vms/build/clone', payload: { name: 'build-2', how: 'full' } },
  moveVm: { url: '/v1/vms/build/move', payload: { store: 'tank' } },
  addDisk: { url: '/v1/vms/build/disks', payload: { name: 'data', sizeBytes: 2 ** 30 } },
  growDisk: { url: '/v1/vms/web/disks/root/grow', payload: { sizeBytes: 2 ** 40 } },
  removeDisk: { url: '/v1/vms/build/disks/vda' },
  deleteVm: { url: '/v1/vms/build' },
  ...poolRequests,
  restoreFromBin: { url: '/v1/bin/playground-1/restore', payload: { name: 'play-2' } },
  purgeFromBin: { url: '/v1/bin/playground-1' },
  createStore: { url: '/v1/stores', payload: { pool: 'fast' } },
  adoptVm: { url: '/v1/vms/win-test/adopt', payload: { store: 'local' } },
  adoptStore: { url: '/v1/stores/local/adopt' },
  createSnapshot: { url: '/v1/snapshots', payload: { vms: ['web', 'build'], name: 'both', note: 'x' } },
  removeSnapshot: { url: '/v1/vms/build/snapshots/s2' },
  holdSnapshot: { url: '/v1/vms/build/snapshots/s1/hold', payload: { hold: 'audit' } },
  releaseSnapshot: { url: '/v1/vms/old-forum/snapshots/h1/release', payload: { hold: 'audit' } },
  goBack: { url: '/v1/vms/build/snapshots/s2/rollback', payload: { branch: 'again', start: true } },
  switchBranch: { url: '/v1/vms/build/branches/main/switch' },
  removeBranch: { url: '/v1/vms/build/branches/main' },
  startTry: { url: '/v1/vms/web/try', payload: { crash: true } },
  keepTry: { url: '/v1/vms/photos/try/keep' },
  discardTry: { url: '/v1/vms/photos/try/discard', payload: { stop: { force: 'now' } } },
  pullImage: { url: '/v1/images/pull', payload: { entry: 'debian-13' } },
  buildImage: { url: '/v1/images/build', payload: { distribution: 'debian', id: 'mine' } },
  importImage: { url: '/v1/images/import', payload: { id: 'theirs', url: 'https://example.org/disk.qcow2' } },
  removeImage: { url: '/v1/images/unused' },
}

let house: House | undefined
afterEach(async () => {
  await house?.close()
  house = undefined
})

/** A page with a certificate of an authority. */
const servedWeb = fakeServedWeb()

/** A lived-in host that also has an image nobody uses, and VMs with a history. */
async function livedIn(): Promise<House> {
  house = await buildHouse({ http: { web: () => servedWeb } })
  const signal = new AbortController().signal
  const work = { signal, log: () => undefined, progress: () => undefined }
  await house.host.images.import('unused', { type: 'url', url: 'https://example.org/a.qcow2' }, work)
  await house.host.uploads.begin('piece', { name: 'a.iso', sizeBytes: 5 })
  await house.host.uploads.begin('nothing', { name: 'b.iso', sizeBytes: 0 })
  // A VM whose place is in the store, and that the host does not know.
  const { vms, stores } = house.host
  await stores.create('tank')
  const orphan = { name: 'orphan', uuid: '0f0f0f0f-0000-4000-8000-00000000000f' }
  const build = (await vms.list()).find(({ name }) => name === 'build')
  await stores.get('local').createPlace(orphan.name, orphan.uuid)
  await vms.defineFrom(await vms.definition(build?.uuid ?? ''), orphan)
  await stores.get('local').writeDefinition(orphan.name, orphan.uuid, await vms.definition(orphan.uuid))
  await vms.undefine(orphan.uuid)
  await forked(house.host, 'build')
  await tried(house.host, 'photos')
  await taken(house.host, 'old-forum', 'h1')
  await snapshotsOf(house.host).hold('old-forum', await uuidOf(house.host, 'old-forum'), 'h1', 'audit')
  return house
}

describe('every endpoint answers at once what its schema says, and nothing more', () => {
  it.each(Object.entries(answeredAtOnce) as [keyof typeof answeredAtOnce, Request][])(
    '%s',
    async (name, request) => {
      const { http, app } = await livedIn()
      // `slow-image` takes its time, so there is something to cancel.
      const change = await app.changes.importImage({ id: 'slow-image', url: 'https://example.org/a.qcow2' })
      const { id } = change.submit('test')
      const answer = await http.inject({
        ...request,
        method: routes[name].method,
        url: request.url.replace('JOB', id),
      })
      expect(answer.statusCode, answer.body).toBe(200)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.headers['x-request-id']).toMatch(/^req-[0-9a-f]{10}$/)
      const { response }: EndpointSchemas = endpoints[name]
      expect(mismatches(response ?? {}, answer.json())).toEqual([])
    },
  )
})

describe('every change can be looked at without doing it, and is done as a job', () => {
  it.each(Object.entries(answeredByJobs) as [JobEndpoint, Request][])('%s', async (name, request) => {
    const lived = await livedIn()
    const { http, host, engine } = lived
    const { method } = routes[name]
    await preparedPools[name]?.(host)
    await preparedCopies[name]?.(lived)
    const before = host.snapshot()
    const jobsBefore = engine.list()

    const look = await http.inject({ ...request, method, url: `${request.url}?dryRun=true` })
    expect(look.statusCode, look.body).toBe(200)
    expect(mismatches(PlanPreviewSchema, look.json())).toEqual([])
    expect(host.snapshot()).toEqual(before)
    expect(engine.list()).toEqual(jobsBefore)

    const done = await http.inject({ ...request, method })
    expect(done.statusCode, done.body).toBe(202)
    const job = done.json<{ id: string; actor: string }>()
    expect(mismatches(JobSchema, job)).toEqual([])
    expect(job.actor).toBe('local')
    expect(done.headers.location).toBe(`/v1/jobs/${job.id}`)
    expect(await engine.wait(job.id)).toMatchObject({ state: 'done' })
    // After a restart all is as before, what is read or cleared in a pool changes nothing else, and a wish nothing by itself.
    expect(isDeepStrictEqual(host.snapshot(), before)).toBe(
      name === 'restartVm' || leftAsBefore.includes(name) || onlyWishes.includes(name),
    )
    expect(done.body).not.toContain('secret')

    const later = await http.inject(`/v1/jobs/${job.id}`)
    expect(mismatches(JobSchema, later.json())).toEqual([])
  })
})

describe('what a finished job did is seen', () => {
  it('a history that changed is told of, by the name of its VM', async () => {
    const { http, live } = await livedIn()
    const told = new Promise<string[]>((resolve) => {
      const vms: string[] = []
      live.follow(live.inventory().seq, (event) => {
        if (event.type === 'history') vms.push(event.vm)
        if (event.type === 'job' && event.job.state === 'done') resolve(vms)
      })
    })
    await http.inject({ method: 'POST', url: '/v1/snapshots', payload: { vms: ['web', 'build'] } })
    expect((await told).toSorted()).toEqual(['build', 'web'])
  })

  it('a VM that was made is in the list as soon as its job shows as done', async () => {
    const { http, live } = await livedIn()
    const done = new Promise<void>((resolve) => {
      live.follow(live.inventory().seq, (event) => {
        if (event.type === 'job' && event.job.state === 'done') resolve()
      })
    })
    await http.inject({ method: 'POST', url: '/v1/vms', payload: { name: 'fresh', image: 'debian-12' } })
    await done
    const list = await http.inject('/v1/vms')
    expect(list.json<{ name: string }[]>().map(({ name }) => name)).toContain('fresh')
  })
})
