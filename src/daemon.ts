#!/usr/bin/env node
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pino, type Logger } from 'pino'
import { openAccess } from './app/access/open-access.ts'
import { createApp } from './app/create-app.ts'
import { jobKinds } from './app/job-kinds.ts'
import type { JobDeps } from './app/jobs/deps.ts'
import { troubleLevel } from './app/trouble-level.ts'
import { showWaits } from './app/show-waits.ts'
import { keepWaits } from './app/waits-keeper.ts'
import { createSettingsTable } from './db/settings-table.ts'
import type { Host } from './host/host.ts'
import { createSecretBox } from './app/secret-box.ts'
import { keepCopies } from './app/copies/copies-keeper.ts'
import { keepPolicies } from './app/policies/policies-keeper.ts'
import { composeHost } from './compose-host.ts'
import { openMetrics } from './compose-metrics.ts'
import { runReconcilers, type Reconcilers } from './compose-reconcilers.ts'
import { openWeb } from './compose-web.ts'
import { readDaemonOptions, type DaemonOptions, type FaultWish } from './daemon-options.ts'
import { openDb } from './db/open-db.ts'
import { officialCatalogue, servedFrom } from './domain/image-catalogue.ts'
import { isFinished } from './domain/job.ts'
import { toProblems, type Problem } from './domain/problem.ts'
import { buildHttp } from './http/build.ts'
import { socketDoor } from './http/door.ts'
import { createTickets } from './http/tickets.ts'
import { listenOnSocket } from './http/listen.ts'
import { createJobEngine } from './jobs/engine.ts'
import type { FaultPoint } from './jobs/job-engine.ts'
import { createLive } from './live/create-live.ts'

const version = readVersion()

/** Starts everything in order and returns the way to stop it, which leaves every VM running and every job resumable. */
async function startDaemon(options: DaemonOptions, logger: Logger): Promise<() => Promise<void>> {
  const onTrouble = (message: string, error: unknown) => logger[troubleLevel(error)]({ err: error }, message)
  const warn = ({ message, hint, object }: Problem) => logger.warn({ object, hint }, message)
  const db = openDb({ path: join(options.stateDir, 'kiste.db') })
  const { host: found, jobHost } = await composeHost(options, logger)
  const settings = createSettingsTable(db)
  const waits = keepWaits(settings, {
    now: () => new Date(),
    onChange: () => live.touch('vms'),
  })
  const policies = keepPolicies(settings, {
    now: () => new Date(),
    onTrouble: (message) => logger.error(message),
  })
  const copies = keepCopies(settings, {
    now: () => new Date(),
    onTrouble: (message) => logger.error(message),
  })
  const host: Host = { ...found, vms: showWaits(found.vms, waits) }
  const live = createLive({ host, jobs: () => engine.list({ limit: 50 }), onTrouble })
  const secrets = createSecretBox()
  const deps: JobDeps = {
    host: jobHost,
    secrets,
    waits,
    policies,
    copies,
    now: () => new Date(),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  }
  /** Once they run. */
  const later: { reconcilers?: Reconcilers } = {}
  const engine = createJobEngine({
    db,
    kinds: jobKinds,
    deps,
    onChange: (job) => {
      live.jobChanged(job)
      // What a job did to VMs, images and bin `live` sees by itself; how much room is left is a slow fact.
      if (!isFinished(job)) return
      live.touch('host')
      later.reconcilers?.jobEnded(job)
    },
    onTrouble,
    ...(options.fault ? { faultPoint: dieAt(options.fault) } : {}),
  })
  const { catalogueBase } = options
  const app = createApp({
    host,
    engine,
    secrets,
    waits,
    policies,
    copies,
    catalogue: catalogueBase === undefined ? officialCatalogue : servedFrom(officialCatalogue, catalogueBase),
    now: () => new Date(),
    randomUuid: randomUUID,
    randomBytes,
  })
  const access = openAccess(db, {
    settings,
    house: hostname(),
    vms: () => host.vms.list(),
    now: () => new Date(),
    randomUuid: randomUUID,
  })
  const { metrics, forgetting } = openMetrics(db, host, onTrouble)
  const http = {
    app,
    live,
    access,
    metrics,
    tickets: createTickets(Date.now),
    logger,
    health: { version, startedAt: new Date().toISOString(), fake: options.fake },
  }
  const web =
    options.web === undefined
      ? undefined
      : await openWeb(
          {
            http: { ...http, pageFolder: builtPage() },
            folder: join(options.stateDir, 'tls'),
            onTrouble,
          },
          options.web,
        )
  const server = buildHttp({ ...http, door: socketDoor(() => web?.origin()), web: () => web })
  await live.start()
  // Listening first: a second daemon on the same socket is refused before this one takes up any job.
  const socket = socketOptions(options)
  await listenOnSocket(server, socket)
  await web?.listen()
  engine.start()

  const reconcilers = runReconcilers({
    host,
    engine,
    app,
    settings,
    waits,
    policies,
    copies,
    now: () => new Date(),
    logger,
    warn,
    onTrouble,
  })
  later.reconcilers = reconcilers
  logger.info(
    { socket: socket.path, state: options.stateDir, page: web?.origin(), fake: options.fake },
    'ready',
  )

  return async () => {
    const ended = Promise.all([reconcilers.stop(), forgetting.stop()])
    // Together: a request that waits for a job is turned away only when the engine stops.
    await Promise.all([server.close(), web?.close(), engine.stop(), metrics.stop()])
    await live.stop()
    await host.close()
    // Only now: what they wait for, such as a libvirt that is away, ends with the host.
    await ended
    db.close()
  }
}

/** Beside the built daemon; a checkout that was not built serves the API alone. */
function builtPage(): string | undefined {
  const folder = fileURLToPath(new URL('web', import.meta.url))
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}

function socketOptions({ runtimeDir }: DaemonOptions): { path: string; groupId?: number } {
  const path = join(runtimeDir, 'kiste.sock')
  const facts = statSync(runtimeDir, { throwIfNoEntry: false })
  // A directory prepared for a group, as `npm start` run by root does, lets that group in; one of our own making nobody else.
  return facts && (facts.mode & 0o777) === 0o750 ? { path, groupId: facts.gid } : { path }
}

function dieAt(wish: FaultWish): (point: FaultPoint) => void {
  return ({ kind, stepIndex, moment }) => {
    if (kind === wish.kind && stepIndex === wish.stepIndex && moment === wish.moment)
      process.kill(process.pid, 'SIGKILL')
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function main(): Promise<void> {
  const logger = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    level: process.env['KISTE_LOG_LEVEL'] ?? 'info',
  })
  // Whatever the caller had: what must be private gets its mode where it is made, and builds run as other users of a namespace.
  process.umask(0o022)
  const endWith = (stop: () => Promise<void>) => (signal: string) => {
    logger.info({ signal }, 'stopping; VMs go on running')
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT')
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  try {
    const end = endWith(await startDaemon(readDaemonOptions(process.argv.slice(2), process.env), logger))
    process.on('SIGTERM', end).on('SIGINT', end)
  } catch (error) {
    for (const { message, hint } of toProblems(error)) {
      process.stderr.write(`kisted: ${message}${hint === undefined ? '' : `\n  ${hint}`}\n`)
    }
    logger.fatal({ err: error }, 'could not start')
    process.exit(1)
  }
}

await main()
