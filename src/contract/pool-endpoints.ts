import { Type, type TSchema } from 'typebox'
import type { poolRoutes } from './routes/pools.ts'
import { dryRunQuery, strict } from './schemas/common.ts'
import { ArcSchema, ArcSetSchema } from './schemas/arc.ts'
import { DriveSchema } from './schemas/drive.ts'
import {
  ImportablePoolSchema,
  PoolGlanceSchema,
  PoolHealthSchema,
  PoolLayoutsSchema,
  PoolSchema,
} from './schemas/pool.ts'
import {
  PoolAddSchema,
  PoolAdviseSchema,
  PoolBenchSchema,
  PoolAttachSchema,
  PoolChangeKeySchema,
  PoolLoadKeySchema,
  PoolCheckpointWishSchema,
  PoolCreateSchema,
  PoolDetachSchema,
  PoolImportSchema,
  PoolLayoutsWishSchema,
  PoolOfflineSchema,
  PoolOnlineSchema,
  PoolRemoveSchema,
  PoolReplaceSchema,
  PoolScrubSchema,
  PoolSetSchema,
  PoolSplitSchema,
} from './schemas/pool-wishes.ts'

const pool = strict({ pool: Type.String() })
const drive = strict({ drive: Type.String({ description: 'By any name of its own' }) })
const nothing = strict({})

/** What crosses the endpoints of pools and drives. */
export const poolEndpoints = {
  listPools: { response: Type.Array(PoolGlanceSchema) },
  getPool: { params: pool, response: PoolSchema },
  getPoolHealth: { params: pool, response: PoolHealthSchema },
  listImportablePools: {
    query: strict({
      destroyed: Type.Optional(
        Type.Boolean({ description: 'Those that were given up, in place of the others' }),
      ),
    }),
    response: Type.Array(ImportablePoolSchema),
  },
  layOutPool: { body: PoolLayoutsWishSchema, response: PoolLayoutsSchema },
  createPool: { query: dryRunQuery, body: PoolCreateSchema },
  importPool: { params: pool, query: dryRunQuery, body: PoolImportSchema },
  exportPool: { params: pool, query: dryRunQuery, body: nothing },
  destroyPool: { params: pool, query: dryRunQuery },
  scrubPool: { params: pool, query: dryRunQuery, body: PoolScrubSchema },
  trimPool: { params: pool, query: dryRunQuery, body: PoolScrubSchema },
  addToPool: { params: pool, query: dryRunQuery, body: PoolAddSchema },
  attachToPool: { params: pool, query: dryRunQuery, body: PoolAttachSchema },
  detachFromPool: { params: pool, query: dryRunQuery, body: PoolDetachSchema },
  replaceInPool: { params: pool, query: dryRunQuery, body: PoolReplaceSchema },
  offlineInPool: { params: pool, query: dryRunQuery, body: PoolOfflineSchema },
  onlineInPool: { params: pool, query: dryRunQuery, body: PoolOnlineSchema },
  expandPool: { params: pool, query: dryRunQuery, body: nothing },
  removeFromPool: { params: pool, query: dryRunQuery, body: PoolRemoveSchema },
  stopRemoval: { params: pool, query: dryRunQuery, body: nothing },
  splitPool: { params: pool, query: dryRunQuery, body: PoolSplitSchema },
  upgradePool: { params: pool, query: dryRunQuery, body: nothing },
  checkpointPool: { params: pool, query: dryRunQuery, body: PoolCheckpointWishSchema },
  clearPool: { params: pool, query: dryRunQuery, body: nothing },
  loadPoolKey: { params: pool, query: dryRunQuery, body: PoolLoadKeySchema },
  unloadPoolKey: { params: pool, query: dryRunQuery, body: nothing },
  changePoolKey: { params: pool, query: dryRunQuery, body: PoolChangeKeySchema },
  advisePool: { params: pool, query: dryRunQuery, body: PoolAdviseSchema },
  benchPool: { params: pool, query: dryRunQuery, body: PoolBenchSchema },
  setPool: { params: pool, query: dryRunQuery, body: PoolSetSchema },
  getArc: { response: ArcSchema },
  setArc: { query: dryRunQuery, body: ArcSetSchema },
  listDrives: { response: Type.Array(DriveSchema) },
  getDrive: { params: drive, response: DriveSchema },
} as const satisfies Record<keyof typeof poolRoutes, Readonly<Record<string, TSchema>>>
