import { planAdd, type AddWish } from '../domain/plan-pool-add.ts'
import type { AdviceWish } from '../domain/plan-pool-advice.ts'
import type { BenchWish } from '../domain/plan-pool-bench.ts'
import { planArc } from '../domain/plan-arc.ts'
import { planAttach, type AttachWish } from '../domain/plan-pool-attach.ts'
import { planCheckpoint } from '../domain/plan-pool-checkpoint.ts'
import { planClear } from '../domain/plan-pool-clear.ts'
import { planDetach, type DetachWish } from '../domain/plan-pool-detach.ts'
import { planDestroy, planExport } from '../domain/plan-pool-leave.ts'
import { planChangeKey, planLoadKey, planUnloadKey } from '../domain/plan-pool-keys.ts'
import { planExpand, planOffline, planOnline, type OfflineWish } from '../domain/plan-pool-online.ts'
import { planCancelRemove, planRemove } from '../domain/plan-pool-remove.ts'
import { planReplace, type ReplaceWish } from '../domain/plan-pool-replace.ts'
import { planScrub, planTrim, type ScrubWish, type TrimWish } from '../domain/plan-pool-scrub.ts'
import { planSetPool, type SetPoolWish } from '../domain/plan-pool-set.ts'
import { planSplit, type SplitWish } from '../domain/plan-pool-split.ts'
import { planUpgrade } from '../domain/plan-pool-upgrade.ts'
import type { PoolFacts } from '../domain/pool-facts.ts'
import { previewPoolPlan, type PoolPlan } from '../domain/pool-plan.ts'
import { throwIfProblems, type Checked, type Problem } from '../domain/problem.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'
import { poolJobKind } from './jobs/pool.ts'
import { createPool, importPool, type CreatePoolRequest, type ImportRequest } from './make-pool.ts'
import { advisePool, benchPool } from './measure-pool.ts'
import { gatherPoolFacts } from './pool-facts.ts'
import { isPassphrase } from './secret-box.ts'

/** What can be done to the pool of this name. */
export interface PoolChanges {
  createPool(wish: CreatePoolRequest): Promise<PlannedChange>
  importPool(pool: string, wish: ImportRequest): Promise<PlannedChange>
  exportPool(pool: string): Promise<PlannedChange>
  destroyPool(pool: string): Promise<PlannedChange>
  scrubPool(pool: string, action: ScrubWish): Promise<PlannedChange>
  trimPool(pool: string, action: TrimWish): Promise<PlannedChange>
  addToPool(pool: string, wish: AddWish): Promise<PlannedChange>
  attachToPool(pool: string, wish: AttachWish): Promise<PlannedChange>
  detachFromPool(pool: string, wish: DetachWish): Promise<PlannedChange>
  replaceInPool(pool: string, wish: ReplaceWish): Promise<PlannedChange>
  offlineInPool(pool: string, wish: OfflineWish): Promise<PlannedChange>
  onlineInPool(pool: string, device: string): Promise<PlannedChange>
  expandPool(pool: string): Promise<PlannedChange>
  removeFromPool(pool: string, vdev: string): Promise<PlannedChange>
  stopRemoval(pool: string): Promise<PlannedChange>
  splitPool(pool: string, wish: SplitWish): Promise<PlannedChange>
  upgradePool(pool: string): Promise<PlannedChange>
  checkpointPool(pool: string, action: 'make' | 'discard'): Promise<PlannedChange>
  clearPool(pool: string): Promise<PlannedChange>
  /** 0 leaves it to ZFS. */
  setArcMax(maxBytes: number): Promise<PlannedChange>
  /** `dataset`: one in the pool in the place of its root. */
  setPool(pool: string, wish: SetPoolWish, dataset?: string): Promise<PlannedChange>
  loadPoolKey(pool: string, wish: { readonly passphrase?: string | undefined }): Promise<PlannedChange>
  unloadPoolKey(pool: string): Promise<PlannedChange>
  changePoolKey(pool: string, wish: ChangeKeyRequest): Promise<PlannedChange>
  advisePool(pool: string, wish: AdviceWish): Promise<PlannedChange>
  benchPool(pool: string, wish: BenchWish): Promise<PlannedChange>
}

export type ChangeKeyRequest =
  | { readonly key: 'passphrase'; readonly passphrase: string }
  | { readonly key: 'file'; readonly path: string; readonly format: 'raw' | 'hex' | 'passphrase' }

/** Everything that is done to pools: planned from the facts of now, and run by one kind of job. */
export function createPoolChanges(deps: AppDeps): PoolChanges {
  const { host } = deps
  const planned = async (
    pool: string,
    plan: (facts: PoolFacts) => Checked<PoolPlan>,
    needs: Parameters<typeof gatherPoolFacts>[2] = {},
    passphrase?: string,
  ) => plannedPoolChange(deps, plan(await gatherPoolFacts(host, pool, needs)), passphrase)
  const takesDrives = { drives: true }
  return {
    createPool: async (wish) => {
      const { encryption } = wish
      const passphrase = encryption?.key === 'prompt' ? encryption.passphrase : undefined
      return plannedPoolChange(deps, await createPool(deps, wish), passphrase)
    },
    importPool: async (pool, wish) => plannedPoolChange(deps, await importPool(deps, pool, wish)),
    exportPool: (pool) => planned(pool, planExport, { vms: true }),
    destroyPool: (pool) => planned(pool, planDestroy, { vms: true }),
    scrubPool: (pool, action) => planned(pool, (facts) => planScrub(action, facts)),
    trimPool: (pool, action) => planned(pool, (facts) => planTrim(action, facts)),
    addToPool: (pool, wish) => planned(pool, (facts) => planAdd(wish, facts), takesDrives),
    attachToPool: (pool, wish) => planned(pool, (facts) => planAttach(wish, facts), takesDrives),
    detachFromPool: (pool, wish) => planned(pool, (facts) => planDetach(wish, facts)),
    replaceInPool: (pool, wish) => planned(pool, (facts) => planReplace(wish, facts), takesDrives),
    offlineInPool: (pool, wish) => planned(pool, (facts) => planOffline(wish, facts)),
    onlineInPool: (pool, device) => planned(pool, (facts) => planOnline(device, facts)),
    expandPool: (pool) => planned(pool, planExpand),
    removeFromPool: (pool, vdev) => planned(pool, (facts) => planRemove(vdev, facts)),
    stopRemoval: (pool) => planned(pool, planCancelRemove),
    splitPool: async (pool, wish) => {
      const importable = await host.pools.importable()
      const importableNames = importable.map((one) => one.name)
      return planned(pool, (facts) => planSplit(wish, { ...facts, importableNames }))
    },
    upgradePool: (pool) => planned(pool, planUpgrade),
    checkpointPool: (pool, action) => planned(pool, (facts) => planCheckpoint(action, facts)),
    clearPool: (pool) => planned(pool, planClear),
    setArcMax: async (maxBytes) =>
      plannedChange(deps.engine, 'pool.arc', planArc(maxBytes, await host.pools.arc())),
    setPool: async (pool, wish, dataset) => {
      const one =
        dataset === undefined || dataset === pool
          ? undefined
          : { name: dataset, settings: (await host.pools.settings(pool, dataset)).dataset }
      return planned(pool, (facts) => planSetPool(wish, facts, one))
    },
    loadPoolKey: (pool, { passphrase }) =>
      planned(
        pool,
        (facts) => planLoadKey({ withPassphrase: passphrase !== undefined }, facts),
        { keys: true },
        passphrase,
      ),
    unloadPoolKey: (pool) => planned(pool, planUnloadKey, { vms: true, keys: true }),
    advisePool: (pool, wish) => advisePool(deps, pool, wish),
    benchPool: (pool, wish) => benchPool(deps, pool, wish),
    changePoolKey: (pool, wish) =>
      planned(
        pool,
        (facts) => planChangeKey(wish.key === 'file' ? wish : { key: 'passphrase' }, facts),
        wish.key === 'file' ? { keys: { file: wish.path } } : {},
        wish.key === 'passphrase' ? wish.passphrase : undefined,
      ),
  }
}

/** A plan for a pool as something to show or submit; a refused one throws all its problems. */
function plannedPoolChange(
  { engine, secrets, randomUuid }: AppDeps,
  checked: Checked<PoolPlan>,
  passphrase?: string,
): PlannedChange {
  throwIfProblems([...(checked.ok ? [] : checked.problems), ...whyNotPassphrase(passphrase)])
  if (!checked.ok) throw new TypeError('A plan was refused without a reason.')
  const secret = passphrase === undefined ? {} : { secret: randomUuid() }
  const plan: PoolPlan = { ...checked.value, ...secret }
  const kind = poolJobKind(plan.verb)
  // Opens the plan as the journal would, so that what is shown can be run.
  engine.preview({ kind, plan })
  return {
    preview: previewPoolPlan(plan),
    submit(actor) {
      if (passphrase !== undefined && plan.secret !== undefined) secrets?.keep(plan.secret, passphrase)
      return engine.submit({ kind, plan, actor })
    },
  }
}

function whyNotPassphrase(passphrase: string | undefined): Problem[] {
  if (passphrase === undefined || isPassphrase(passphrase)) return []
  return [
    {
      code: 'invalid_input',
      field: 'passphrase',
      message: 'A passphrase has 8 to 512 bytes, and no line ends.',
    },
  ]
}
