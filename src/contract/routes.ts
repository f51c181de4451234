import { accessRoutes } from './routes/access.ts'
import { hostRoutes } from './routes/host.ts'
import { imageRoutes } from './routes/images.ts'
import { jobRoutes } from './routes/jobs.ts'
import { networkRoutes } from './routes/networks.ts'
import { poolRoutes } from './routes/pools.ts'
import { copyRoutes } from './routes/copies.ts'
import { policyRoutes } from './routes/policies.ts'
import { snapshotRoutes } from './routes/snapshots.ts'
import { storeRoutes } from './routes/stores.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { vmRoutes } from './routes/vms.ts'

/**
 * Method, path and permission of every endpoint: plain data without schemas, so that the CLI starts fast.
 * What crosses each of them is in `endpoints.ts`.
 */
export const routes = {
  ...hostRoutes,
  ...vmRoutes,
  ...snapshotRoutes,
  ...policyRoutes,
  ...copyRoutes,
  ...storeRoutes,
  ...poolRoutes,
  ...imageRoutes,
  ...uploadRoutes,
  ...networkRoutes,
  ...jobRoutes,
  ...accessRoutes,
} as const

export type EndpointName = keyof typeof routes
