import type { Logger } from 'pino'
import type { App } from './app/app.ts'
import { createKeyLoader } from './app/reconcile-keys.ts'
import { reconcileBin } from './app/reconcile-bin.ts'
import { reconcileDefinitions } from './app/reconcile-definitions.ts'
import { changeDisks, reconcileLibvirtPools } from './app/reconcile-libvirt-pools.ts'
import { reconcileRenames } from './app/reconcile-renames.ts'
import { reconcileSpace, type ToldLevels } from './app/reconcile-space.ts'
import { reconcileStartHook } from './app/reconcile-start-hook.ts'
import { reconcileUploads } from './app/reconcile-uploads.ts'
import { reconcileWaits } from './app/reconcile-waits.ts'
import { runReconciler } from './app/reconciler.ts'
import type { CopiesKeeper } from './app/copies/copies-keeper.ts'
import { reconcileCopies } from './app/copies/reconcile-copies.ts'
import type { PoliciesKeeper } from './app/policies/policies-keeper.ts'
import { createOnce } from './app/once.ts'
import { reconcilePolicies } from './app/policies/reconcile-policies.ts'
import { reconcilePolicyNotes } from './app/policies/reconcile-policy-notes.ts'
import type { WaitsKeeper } from './app/waits-keeper.ts'
import type { SettingsTable } from './db/settings-table.ts'
import type { Job } from './domain/job.ts'
import type { Problem } from './domain/problem.ts'
import type { Host } from './host/host.ts'
import type { JobEngine } from './jobs/job-engine.ts'

export interface ReconcilerParts {
  readonly host: Host
  readonly engine: JobEngine
  readonly app: App
  readonly settings: SettingsTable
  readonly waits: WaitsKeeper
  readonly policies: PoliciesKeeper
  readonly copies: CopiesKeeper
  readonly now: () => Date
  readonly logger: Logger
  readonly warn: (problem: Problem) => void
  readonly onTrouble: (message: string, error: unknown) => void
}

export interface Reconcilers {
  /** A job has ended: what it changed may ask for more. */
  jobEnded(job: Job): void
  stop(): Promise<void>
}

/** All that becomes true by itself, on ticks and when the host or a job has changed something. */
export function runReconcilers(parts: ReconcilerParts): Reconcilers {
  const { host, engine, app, settings, waits, policies, copies, now, logger, warn, onTrouble } = parts
  const definitions = runReconciler({
    name: 'keeping definitions beside their disks',
    intervalMs: 60_000,
    reconcile: (signal) => reconcileDefinitions(host, signal),
    onTrouble,
  })
  const policyNotes = runReconciler({
    name: 'keeping policies beside the disks',
    intervalMs: 60_000,
    settleMs: 2_000,
    reconcile: (signal) => reconcilePolicyNotes(host, policies.read(), signal),
    onTrouble,
  })
  const bin = runReconciler({
    name: 'emptying the bin',
    intervalMs: 3_600_000,
    reconcile: () => reconcileBin({ host, engine, now }),
    onTrouble,
  })
  const renames = runReconciler({
    name: 'moving the places of renamed VMs',
    intervalMs: 60_000,
    reconcile: () => reconcileRenames({ host, engine, now }),
    onTrouble,
  })
  const told: ToldLevels = new Map()
  const space = runReconciler({
    name: 'watching how full the stores are',
    intervalMs: 60_000,
    reconcile: () => reconcileSpace(host, told, warn),
    onTrouble,
  })
  const uploads = runReconciler({
    name: 'removing uploads that no import will use',
    intervalMs: 3_600_000,
    reconcile: () => reconcileUploads({ host, uploads: app.uploads, engine, now }),
    onTrouble,
  })
  const keys = runReconciler({
    name: 'loading the keys of pools',
    intervalMs: 60_000,
    reconcile: createKeyLoader({
      host,
      changes: app.changes,
      engine,
      settings,
      now,
      warn,
    }),
    onTrouble,
  })
  const shownProblems = new Set<string>()
  const shownDisks = runReconciler({
    name: 'showing the disks as storage pools of libvirt',
    intervalMs: 60_000,
    // Nobody waits for it, and a VM that has just been made had better have the processor.
    settleMs: 2_000,
    reconcile: (signal) => reconcileLibvirtPools(host, shownProblems, warn, signal),
    onTrouble,
  })
  const startHook = runReconciler({
    name: 'having libvirt look at the devices of disks before it starts a VM',
    intervalMs: 3_600_000,
    // Not while a VM that was just defined is being started.
    settleMs: 2_000,
    reconcile: () => reconcileStartHook(host),
    onTrouble,
  })
  const starts = runReconciler({
    name: 'starting what waited for a key',
    intervalMs: 60_000,
    reconcile: () =>
      reconcileWaits({
        host,
        engine,
        changes: app.changes,
        waits,
        now,
        onTrouble: (vm, error) => logger.warn({ err: error }, `${vm} waited for a key and is not started`),
      }),
    onTrouble,
  })
  const tellOnce = createOnce(warn)
  const protection = runReconciler({
    name: 'following the policies of VMs',
    intervalMs: 20_000,
    reconcile: () =>
      tellOnce.during((tell) => reconcilePolicies({ host, engine, policies, copies, now, warn: tell })),
    onTrouble,
  })
  const elsewhere = runReconciler({
    name: 'copying VMs elsewhere',
    intervalMs: 20_000,
    settleMs: 2_000,
    reconcile: () => reconcileCopies({ host, engine, copies, now }),
    onTrouble,
  })
  host.onHint((hint) => {
    if (hint.what === 'disconnected') return
    if (hint.what === 'connected') shownDisks.wake()
    if (hint.what === 'connected' || hint.event === 'defined') {
      definitions.wake()
      startHook.wake()
    }
    // A running VM's place stays, so its end is waited for.
    if (hint.what === 'connected' || hint.event === 'defined' || hint.event === 'state') renames.wake()
    // What libvirt could not start shows once it is there; one that was started by hand waits no longer.
    if (hint.what === 'connected' || hint.event === 'state') starts.wake()
  })
  const all = [
    definitions,
    policyNotes,
    bin,
    renames,
    space,
    uploads,
    keys,
    starts,
    startHook,
    shownDisks,
    protection,
    elsewhere,
  ]
  return {
    jobEnded({ kind }) {
      for (const reconciler of [uploads, starts, protection, elsewhere]) reconciler.wake()
      if (changeDisks.has(kind)) shownDisks.wake()
      if (kind === 'policy.set') policyNotes.wake()
      // A pool came with or without its key.
      if (kind.startsWith('pool.')) keys.wake()
    },
    stop: async () => void (await Promise.all(all.map((one) => one.stop()))),
  }
}
