import type { SetPolicyWish } from '../domain/plan-set-policy.ts'
import type { Access, Caller } from '../app/access/access.ts'
import type { App } from '../app/app.ts'
import { vmNamed } from '../app/find-vm.ts'
import type { Metrics } from '../app/metrics/metrics.ts'
import type { PublicCertificateAnswer, WebAnswer } from '../contract/schemas/web.ts'
import type { Wire } from '../contract/wire.ts'
import { withCertificate } from '../domain/doctor-certificate.ts'
import { isFinished } from '../domain/job.ts'
import { problemError } from '../domain/problem.ts'
import type { Live } from '../live/live.ts'
import { sees, seesHouse, type Rights } from '../domain/rights.ts'
import { accessHandlers } from './access-handlers.ts'
import type { TryWish } from './certificate/keep-public-certificate.ts'
import { noPublicCertificate } from './certificate/no-public-certificate.ts'
import type { Handlers } from './handler.ts'
import { known } from './known-caller.ts'
import { hostMetrics, sampleSeenBy, vmMetrics } from './metrics-answers.ts'
import { buildOpenApi } from './openapi.ts'
import { copyHandlers } from './copy-handlers.ts'
import { poolHandlers } from './pool-handlers.ts'
import { inventorySeenBy, isEventSeen, jobsSeenBy } from './seen-by.ts'
import { orSeenLast } from './seen-last.ts'
import { ticketLifeMs, type Tickets } from './tickets.ts'
import { uploadHandlers } from './upload-handlers.ts'

export interface HandlerDeps {
  readonly app: App
  readonly live: Live
  readonly access: Access
  readonly metrics: Metrics
  /** One box for all doors. */
  readonly tickets: Tickets
  readonly health: HealthFacts
  /** How the page is served; absent where it is not. */
  readonly web?: (() => ServedWeb | undefined) | undefined
}

export interface ServedWeb {
  /** Undefined while its port is not known. */
  facts(): Wire<WebAnswer> | undefined
  /** Has a certificate of an authority tried for now; throws `ProblemError` where that cannot be. */
  tryCertificate(wish: TryWish): Promise<Wire<PublicCertificateAnswer>>
}

export interface HealthFacts {
  readonly version: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Runs on the fake host. */
  readonly fake: boolean
}

/** What each endpoint does: hands its checked input to the app and shapes the answer. */
export function makeHandlers({ app, live, access, metrics, tickets, health, web }: HandlerDeps): Handlers {
  const { changes, queries, guests, files, screenshots } = app
  return {
    health: () => ({ ok: true, pid: process.pid, ...health }),
    openapi: () => buildOpenApi(),
    getWeb: () => web?.()?.facts() ?? { state: 'off', origins: [] },
    tryCertificate: ({ body }) => {
      const served = web?.()
      if (served === undefined) throw noPublicCertificate()
      return served.tryCertificate(body)
    },

    getHost: () => queries.host(),
    getHostMetrics: ({ query }) => hostMetrics(metrics, query, Date.now()),
    getDoctor: async () => withCertificate(await queries.doctor(), publicOf(web?.()), Date.now()),
    getInventory: ({ caller }) => inventorySeenBy(rightsOf(caller), live.inventory()),
    events: ({ query, headers, caller }) => ({
      // A browser that reconnects repeats its first address and says in the header how far it came.
      afterSeq: lastEventId(headers['last-event-id']) ?? query.after ?? live.inventory().seq,
      follow: (afterSeq, listener) =>
        live.follow(afterSeq, (event) => {
          if (isEventSeen(rightsOf(caller), event, () => live.inventory().vms)) listener(event)
        }),
      followMetrics:
        query.metrics === true
          ? (listener) =>
              metrics.follow((sample) => {
                const seen = sampleSeenBy(rightsOf(caller), sample)
                if (seen) listener(seen)
              })
          : undefined,
    }),

    // Listing 1,000 VMs means 1,000 questions to libvirt; the inventory has asked them already. Where it has none the host is asked,
    // so that no error looks like an empty list.
    listVms: async ({ caller }) => {
      const rights = rightsOf(caller)
      const { host, vms: all } = live.inventory()
      if (all.length === 0) return (await queries.vms()).filter(({ uuid }) => sees(rights, uuid))
      const vms = seesHouse(rights) ? all : all.filter(({ uuid }) => sees(rights, uuid))
      const { libvirt } = host
      return libvirt.state === 'connected'
        ? vms
        : vms.map((vm) => ({ ...vm, stale: { because: libvirt.because } }))
    },
    getVm: ({ params }) =>
      orSeenLast(
        live,
        () => queries.vm(params.vm),
        async (seen, stale) => ({ ...(await queries.vmSeen(params.vm, seen)), stale }),
      ),
    getVmMetrics: async ({ params, query }) => {
      // What was measured can be looked at without libvirt, which may be what one wants to know of.
      const seen = vmNamed(live.inventory().vms, params.vm)
      return vmMetrics(metrics, seen?.uuid ?? (await queries.vmUuid(params.vm)), query, Date.now())
    },
    getVmXml: async ({ params }) => ({ xml: await queries.vmXml(params.vm) }),
    getVmLog: async ({ params, query }) => {
      const lines = query.lines ?? 200
      return {
        lines: await orSeenLast(
          live,
          () => queries.vmLog(params.vm, lines),
          (seen) => queries.vmLogSeen(params.vm, seen, lines),
        ),
      }
    },
    getVmConsoleLog: async ({ params, query }) => ({
      lines: await queries.vmConsoleLog(params.vm, query.lines ?? 200),
    }),
    createVm: ({ body }) => changes.createVm(body),
    startVm: ({ params, body }) => changes.startVm(params.vm, body),
    stopVm: ({ params, body }) => changes.stopVm(params.vm, body),
    restartVm: ({ params, body }) => changes.restartVm(params.vm, body),
    pauseVm: ({ params }) => changes.pauseVm(params.vm),
    resumeVm: ({ params }) => changes.resumeVm(params.vm),
    renameVm: ({ params, body }) => changes.renameVm(params.vm, body.name),
    setVm: ({ params, body }) => changes.setVm(params.vm, body),
    cloneVm: ({ params, body }) => changes.cloneVm(params.vm, body),
    moveVm: ({ params, body }) => changes.moveVm(params.vm, body),
    addDisk: ({ params, body }) => changes.addDisk(params.vm, body),
    growDisk: ({ params, body }) => changes.growDisk(params.vm, { ...body, disk: params.disk }),
    removeDisk: ({ params, query }) =>
      changes.removeDisk(params.vm, { disk: params.disk, now: query.now ?? false }),
    deleteVm: ({ params, query }) => changes.deleteVm(params.vm, { now: query.now ?? false }),
    execVm: async ({ params, body, signal }) => {
      const { stdout, stderr, ...end } = await guests.exec(params.vm, {
        argv: body.argv,
        input: body.input === undefined ? undefined : fromBase64(body.input, 'input'),
        timeoutSeconds: body.timeoutSeconds ?? 60,
        signal,
      })
      return { ...end, stdout: toBase64(stdout), stderr: toBase64(stderr) }
    },
    readVmFile: ({ params, query, signal }) => guests.readFile(params.vm, query.path, signal),
    writeVmFile: async ({ params, query, content, signal }) => ({
      sizeBytes: await guests.writeFile(params.vm, query.path, content.stream, signal),
    }),
    openVmScreen: ({ params }) => guests.screen(params.vm),
    screenshotVm: ({ params, query }) => screenshots.take(params.vm, live.inventory().vms, query),
    openVmConsole: ({ params }) => guests.console(params.vm),
    ticketVmConsole: async ({ params, body, caller }) => {
      const vm = await queries.vmUuid(params.vm)
      return {
        ticket: tickets.issue(known(caller), { vm, screen: body.screen }),
        expiresInSeconds: ticketLifeMs / 1_000,
      }
    },

    getVmHistory: ({ params }) => queries.history(params.vm),
    listHistories: async ({ caller }) => {
      const rights = rightsOf(caller)
      return (await queries.histories()).filter(({ uuid }) => sees(rights, uuid))
    },
    lookInSnapshot: ({ params, query }) => files.look(params.vm, params.snapshot, query),
    readSnapshotFile: ({ params, query, signal }) => files.read(params.vm, params.snapshot, query, signal),
    readSnapshotFolder: ({ params, query, signal }) =>
      files.readFolder(params.vm, params.snapshot, query, signal),
    diffSnapshots: ({ params, query: { to, ...place }, signal }) =>
      files.diff(params.vm, params.snapshot, to, place, signal),
    listPolicies: () => queries.policies(),
    getVmPolicy: ({ params }) => queries.vmPolicy(params.vm),
    setVmPolicy: ({ params, body }) => changes.setPolicy({ of: 'vm', vm: params.vm }, asWish(body)),
    setStorePolicy: ({ params, body }) =>
      changes.setPolicy({ of: 'store', store: params.store }, asWish(body)),
    setHostPolicy: ({ body }) => changes.setPolicy({ of: 'host' }, asWish(body)),
    ...copyHandlers(app),
    createSnapshot: ({ body: { vms, ...wish } }) => changes.createSnapshot(vms, wish),
    removeSnapshot: ({ params }) => changes.removeSnapshot(params.vm, params.snapshot),
    holdSnapshot: ({ params, body }) => changes.holdSnapshot(params.vm, params.snapshot, body.hold),
    releaseSnapshot: ({ params, body }) => changes.releaseSnapshot(params.vm, params.snapshot, body.hold),
    goBack: ({ params, body }) => changes.goBack(params.vm, { ...body, snapshot: params.snapshot }),
    switchBranch: ({ params, body }) => changes.switchBranch(params.vm, { ...body, branch: params.branch }),
    removeBranch: ({ params }) => changes.removeBranch(params.vm, params.branch),
    startTry: ({ params, body }) => changes.startTry(params.vm, body),
    keepTry: ({ params }) => changes.keepTry(params.vm),
    discardTry: ({ params, body }) => changes.discardTry(params.vm, body),

    ...poolHandlers(app),
    ...accessHandlers(access),

    listStores: () => queries.stores(),
    createStore: ({ body }) => changes.createStore(body.pool),
    adoptVm: ({ params, body }) => changes.adoptVm(params.vm, body),
    adoptStore: ({ params }) => changes.adoptStore(params.store),
    listBin: () => queries.bin(),
    restoreFromBin: ({ params, body }) => changes.restoreFromBin(params.entry, body),
    purgeFromBin: ({ params }) => changes.purgeFromBin(params.entry),

    listImages: () => queries.images(),
    getImage: ({ params }) => queries.image(params.image),
    listCatalogue: async () =>
      (await queries.catalogue()).map(
        ({ id, title, arch, url, defaultUser, cloudInit, minDiskMiB, present }) => ({
          id,
          title,
          arch,
          url,
          defaultUser,
          cloudInit,
          minDiskMiB,
          present,
        }),
      ),
    pullImage: ({ body }) => changes.pullImage(body),
    buildImage: ({ body }) => changes.buildImage(body),
    importImage: ({ body }) => changes.importImage(body),
    uploadImage: async ({ query, content, signal }) => ({
      upload: await app.upload(content.stream, { name: query.name, sizeBytes: content.sizeBytes, signal }),
    }),
    removeImage: ({ params }) => changes.removeImage(params.image),
    ...uploadHandlers(app),

    listNetworks: () => queries.networks(),

    listJobs: ({ query, caller }) =>
      jobsSeenBy(
        rightsOf(caller),
        queries.jobs({ limit: query.limit ?? 100, openOnly: query.open ?? false, pool: query.pool }),
        live.inventory().vms,
      ),
    getJob: ({ params }) => {
      const job = queries.job(params.job)
      // A job's end shows here when it shows in the inventory, so that whoever waited for it finds its effects there.
      const seen = live.inventory().jobs.find(({ id }) => id === job.id)
      return seen !== undefined && !isFinished(seen) ? seen : job
    },
    getJobLog: ({ params }) => ({ lines: queries.jobLog(params.job) }),
    cancelJob: ({ params }) => app.cancelJob(params.job),
  }
}

/** What a caller may see; the routes let nobody through who is not known. */
function rightsOf(caller: Caller | undefined): Rights {
  return known(caller).rights
}

function lastEventId(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : undefined
}

function fromBase64(text: string, field: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[0-9A-Za-z+/]*={0,2}$/.test(text))
    throw problemError({
      code: 'invalid_input',
      field,
      message: `${field} is not base64 (RFC 4648, with padding).`,
    })
  return Buffer.from(text, 'base64')
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function publicOf(served: ServedWeb | undefined): Wire<PublicCertificateAnswer> | undefined {
  const facts = served?.facts()
  return facts?.state === 'tls' ? facts.public : undefined
}

/** `null` takes a policy back. */
function asWish({
  rules,
  zone,
}: {
  readonly rules: string | null
  readonly zone?: string | undefined
}): SetPolicyWish {
  return { rules: rules ?? undefined, zone }
}
