import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createSecretBox } from '../../app/secret-box.ts'
import { createApp } from '../../app/create-app.ts'
import type { App } from '../../app/app.ts'
import { showWaits } from '../../app/show-waits.ts'
import { keepCopies } from '../../app/copies/copies-keeper.ts'
import { keepPolicies } from '../../app/policies/policies-keeper.ts'
import { keepWaits, type WaitsKeeper } from '../../app/waits-keeper.ts'
import { createMetricsTable } from '../../db/metrics-table.ts'
import { createSettingsTable } from '../../db/settings-table.ts'
import { keepMetrics } from '../../app/metrics/keep-metrics.ts'
import { sampleMetrics, type MetricsSampler } from '../../app/metrics/sample-metrics.ts'
import type { Host } from '../../host/host.ts'
import { jobKinds } from '../../app/job-kinds.ts'
import { openDb } from '../../db/open-db.ts'
import { officialCatalogue } from '../../domain/image-catalogue.ts'
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../host/fake/fake-host.ts'
import { createJobEngine } from '../../jobs/engine.ts'
import type { JobEngine } from '../../jobs/job-engine.ts'
import { createLive } from '../../live/create-live.ts'
import type { Live } from '../../live/live.ts'
import type { Access } from '../../app/access/access.ts'
import { openAccess } from '../../app/access/open-access.ts'
import { buildHttp, type HttpDeps } from '../build.ts'
import { createTickets } from '../tickets.ts'
import { webDoor } from '../web-door.ts'

export interface House {
  /** Through the unix socket. */
  readonly http: FastifyInstance
  /** Over the net. */
  readonly web: FastifyInstance
  readonly access: Access
  readonly host: FakeHost
  readonly engine: JobEngine
  readonly live: Live
  readonly app: App
  readonly waits: WaitsKeeper
  readonly metrics: MetricsSampler
  close(): Promise<void>
}

/** The whole daemon but for its listening: the real engine, app, live and HTTP, on a fake host and a journal in memory. */
export async function buildHouse(
  options: {
    readonly host?: FakeHostOptions
    /** What has happened to the host before the daemon starts. */
    readonly prepareHost?: (host: FakeHost) => void
    readonly http?: Partial<Omit<HttpDeps, 'app'>>
    /** Puts something else in a use case's place. */
    readonly changeApp?: (app: App) => App
    /** What time it is for those who come in. */
    readonly accessNow?: () => Date
    /** How often it is measured. */
    readonly metricPeriods?: { readonly whileWatchedMs: number; readonly atRestMs: number }
  } = {},
): Promise<House> {
  const host = createFakeHost({
    auto: true,
    seedData: 'demo',
    delays: { agentMs: 20, powerOffMs: 20, imageMs: 20, poolMs: 20, verbMs: 0 },
    ...options.host,
  })
  options.prepareHost?.(host)
  const db = openDb({ path: ':memory:' })
  // The engine tells live of jobs, and live asks the engine for those there are.
  const later: { live?: Live } = {}
  const secrets = createSecretBox()
  const inSilence = () => undefined
  const settings = createSettingsTable(db)
  const waits = keepWaits(settings, {
    now: () => new Date(),
    onChange: () => later.live?.touch('vms'),
  })
  const policies = keepPolicies(settings, { now: () => new Date(), onTrouble: inSilence })
  const copies = keepCopies(settings, { now: () => new Date(), onTrouble: inSilence })
  const shown: Host = { ...host, vms: showWaits(host.vms, waits) }
  const engine = createJobEngine({
    db,
    kinds: jobKinds,
    deps: {
      host,
      secrets,
      waits,
      policies,
      copies,
      now: () => new Date(),
      sleep: (milliseconds: number, signal: AbortSignal) =>
        delay(Math.min(milliseconds, 20), undefined, { signal }),
    },
    onChange: (job) => later.live?.jobChanged(job),
  })
  const live = createLive({ host: shown, jobs: () => engine.list() })
  later.live = live
  const app = createApp({
    host: shown,
    engine,
    waits,
    policies,
    copies,
    secrets,
    catalogue: officialCatalogue,
    now: () => new Date(),
    randomUuid: randomUUID,
    randomBytes,
  })
  await live.start()
  engine.start()
  const accessNow = options.accessNow ?? (() => new Date())
  const access = openAccess(db, {
    settings,
    house: 'woodbox',
    vms: () => shown.vms.list(),
    now: accessNow,
    randomUuid: randomUUID,
  })
  const metrics = sampleMetrics({
    host: shown,
    keeper: keepMetrics(createMetricsTable(db), inSilence),
    periods: options.metricPeriods,
    onTrouble: inSilence,
  })
  const deps: HttpDeps = {
    app: options.changeApp?.(app) ?? app,
    live,
    access,
    metrics,
    tickets: createTickets(() => accessNow().getTime()),
    health: { version: '0.0.0-test', startedAt: new Date().toISOString(), fake: true },
    ...options.http,
  }
  const http = buildHttp(deps)
  const web = buildHttp({ ...deps, door: webDoor(access) })
  return {
    http,
    web,
    access,
    host,
    engine,
    live,
    app,
    waits,
    metrics,
    close: async () => {
      await Promise.all([http.close(), web.close()])
      await engine.stop({ letFinishMs: 1_000 })
      await live.stop()
      await metrics.stop()
      await host.close()
      db.close()
    },
  }
}
