import type { App } from '../app/app.ts'
import type { poolRoutes } from '../contract/routes/pools.ts'
import type { Handlers } from './handler.ts'

type PoolHandlers = Pick<Handlers, keyof typeof poolRoutes>

/** What the endpoints of pools and drives do. */
export function poolHandlers({ changes, queries }: App): PoolHandlers {
  return {
    listPools: () => queries.pools(),
    getPool: ({ params }) => queries.pool(params.pool),
    getPoolHealth: ({ params }) => queries.poolHealth(params.pool),
    listImportablePools: ({ query }) => queries.importablePools({ destroyed: query.destroyed ?? false }),
    layOutPool: ({ body }) => queries.poolLayouts(body),
    createPool: ({ body }) => changes.createPool(body),
    importPool: ({ params, body }) => changes.importPool(params.pool, body),
    exportPool: ({ params }) => changes.exportPool(params.pool),
    destroyPool: ({ params }) => changes.destroyPool(params.pool),
    scrubPool: ({ params, body }) => changes.scrubPool(params.pool, body.action ?? 'start'),
    trimPool: ({ params, body }) => changes.trimPool(params.pool, body.action ?? 'start'),
    addToPool: ({ params, body }) => changes.addToPool(params.pool, body),
    attachToPool: ({ params, body }) => changes.attachToPool(params.pool, body),
    detachFromPool: ({ params, body }) => changes.detachFromPool(params.pool, body),
    replaceInPool: ({ params, body }) => changes.replaceInPool(params.pool, body),
    offlineInPool: ({ params, body }) => changes.offlineInPool(params.pool, body),
    onlineInPool: ({ params, body }) => changes.onlineInPool(params.pool, body.device),
    expandPool: ({ params }) => changes.expandPool(params.pool),
    removeFromPool: ({ params, body }) => changes.removeFromPool(params.pool, body.vdev),
    stopRemoval: ({ params }) => changes.stopRemoval(params.pool),
    splitPool: ({ params, body }) => changes.splitPool(params.pool, body),
    upgradePool: ({ params }) => changes.upgradePool(params.pool),
    checkpointPool: ({ params, body }) => changes.checkpointPool(params.pool, body.action ?? 'make'),
    clearPool: ({ params }) => changes.clearPool(params.pool),
    loadPoolKey: ({ params, body }) => changes.loadPoolKey(params.pool, body),
    unloadPoolKey: ({ params }) => changes.unloadPoolKey(params.pool),
    changePoolKey: ({ params, body }) => changes.changePoolKey(params.pool, body),
    advisePool: ({ params, body }) => changes.advisePool(params.pool, body),
    benchPool: ({ params, body }) => changes.benchPool(params.pool, body),
    setPool: ({ params, body }) => changes.setPool(params.pool, body.settings, body.dataset),
    getArc: () => queries.arc(),
    setArc: ({ body }) => changes.setArcMax(body.maxBytes),
    listDrives: () => queries.drives(),
    getDrive: ({ params }) => queries.drive(params.drive),
  }
}
