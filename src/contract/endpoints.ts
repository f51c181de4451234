import { Type, type Static, type TSchema } from 'typebox'
import { accessEndpoints } from './access-endpoints.ts'
import { poolEndpoints } from './pool-endpoints.ts'
import type { EndpointName, routes } from './routes.ts'
import { dryRunQuery, strict } from './schemas/common.ts'
import { BinEntrySchema, StoreSchema, DoctorSchema, HealthSchema, HostSchema } from './schemas/host.ts'
import {
  CatalogueItemSchema,
  ImageBuildSchema,
  ImageDetailsSchema,
  ImageImportSchema,
  ImagePullSchema,
  ImageSchema,
} from './schemas/image.ts'
import { GuestLookSchema, SnapshotDiffSchema } from './schemas/guest-file.ts'
import { InventorySchema } from './schemas/inventory.ts'
import { JobLogSchema, JobSchema } from './schemas/job.ts'
import { HostMetricsSchema, metricsQuery, VmMetricsSchema } from './schemas/metrics.ts'
import { NetworkSchema } from './schemas/network.ts'
import { CopiesSchema, CopyWishSchema, TargetsSchema, TargetWishSchema } from './schemas/copy.ts'
import { PoliciesSchema, PolicyWishSchema, VmPolicySchema } from './schemas/policy.ts'
import {
  BranchSwitchSchema,
  GoBackSchema,
  HistoriesSchema,
  HistorySchema,
  HoldSchema,
  SnapshotCreateSchema,
  TrySchema,
} from './schemas/snapshot.ts'
import {
  DiskAddSchema,
  DiskGrowSchema,
  VmCloneSchema,
  VmCreateSchema,
  VmDetailsSchema,
  VmExecResultSchema,
  VmExecSchema,
  VmAdoptSchema,
  VmRenameSchema,
  VmListedSchema,
  VmMoveSchema,
  VmSetSchema,
  VmStartSchema,
  VmStopSchema,
} from './schemas/vm.ts'
import { uploadEndpoints } from './upload-endpoints.ts'
import { CertificateTrySchema, PublicCertificateSchema, WebSchema } from './schemas/web.ts'

/** What crosses an endpoint. For `answers: 'job'` the answer is a job (202) or, with `dryRun`, a plan (200). */
export interface EndpointSchemas {
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly response?: TSchema
}

const vm = strict({ vm: Type.String({ description: 'Name or UUID' }) })
const snapshot = strict({ vm: Type.String({ description: 'Name or UUID' }), snapshot: Type.String() })
const branch = strict({ vm: Type.String({ description: 'Name or UUID' }), branch: Type.String() })
const disk = strict({
  vm: Type.String({ description: 'Name or UUID' }),
  disk: Type.String({ description: 'Its name, or its target such as vdb' }),
})
const image = strict({ image: Type.String() })
const entry = strict({ entry: Type.String() })
const store = strict({ store: Type.String() })
const target = strict({ target: Type.String() })
const vmTarget = strict({ vm: Type.String({ description: 'Name or UUID' }), target: Type.String() })
const job = strict({ job: Type.String() })
const nothing = strict({})
const place = {
  path: Type.String({
    minLength: 1,
    maxLength: 16_384,
    description: 'From / on; a backslash is written \\\\, and a byte that is no character \\xHH',
  }),
  fileSystem: Type.Optional(
    Type.String({ maxLength: 4096, description: "The id of a file system; default the guest's own tree" }),
  ),
}
const guestPlace = strict(place)
const diffQuery = strict({
  ...place,
  to: Type.Optional(
    Type.String({ description: 'Another snapshot; default what the VM is now, while it is off' }),
  ),
})

const ticket = Type.String({ maxLength: 255, description: 'For one opening; needed over the net' })

const linesQuery = strict({ lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) })
const LinesSchema = Type.Object({ lines: Type.Array(Type.String()) })

export const endpoints = {
  health: { response: HealthSchema },
  openapi: { response: Type.Record(Type.String(), Type.Unknown()) },

  getHost: { response: HostSchema },
  getHostMetrics: { query: metricsQuery, response: HostMetricsSchema },
  getDoctor: { response: DoctorSchema },
  getWeb: { response: WebSchema },
  tryCertificate: { body: CertificateTrySchema, response: PublicCertificateSchema },
  getInventory: { response: InventorySchema },
  events: {
    query: strict({
      after: Type.Optional(Type.Integer({ description: 'Only changes after this sequence number' })),
      metrics: Type.Optional(
        Type.Boolean({ description: 'What is measured, too, as `event: metrics`; it comes often' }),
      ),
    }),
  },

  listVms: { response: Type.Array(VmListedSchema) },
  getVm: { params: vm, response: VmDetailsSchema },
  getVmMetrics: { params: vm, query: metricsQuery, response: VmMetricsSchema },
  getVmXml: { params: vm, response: Type.Object({ xml: Type.String() }) },
  getVmLog: { params: vm, query: linesQuery, response: LinesSchema },
  getVmConsoleLog: { params: vm, query: linesQuery, response: LinesSchema },
  createVm: { query: dryRunQuery, body: VmCreateSchema },
  startVm: { params: vm, query: dryRunQuery, body: VmStartSchema },
  stopVm: { params: vm, query: dryRunQuery, body: VmStopSchema },
  restartVm: { params: vm, query: dryRunQuery, body: VmStopSchema },
  pauseVm: { params: vm, query: dryRunQuery, body: nothing },
  resumeVm: { params: vm, query: dryRunQuery, body: nothing },
  adoptVm: { params: vm, query: dryRunQuery, body: VmAdoptSchema },
  renameVm: { params: vm, query: dryRunQuery, body: VmRenameSchema },
  setVm: { params: vm, query: dryRunQuery, body: VmSetSchema },
  cloneVm: { params: vm, query: dryRunQuery, body: VmCloneSchema },
  moveVm: { params: vm, query: dryRunQuery, body: VmMoveSchema },
  addDisk: { params: vm, query: dryRunQuery, body: DiskAddSchema },
  growDisk: { params: disk, query: dryRunQuery, body: DiskGrowSchema },
  removeDisk: {
    params: disk,
    query: strict({
      dryRun: Type.Optional(Type.Boolean()),
      now: Type.Optional(Type.Boolean({ description: 'For good: no snapshot keeps it' })),
    }),
  },
  deleteVm: {
    params: vm,
    query: strict({
      dryRun: Type.Optional(Type.Boolean()),
      now: Type.Optional(Type.Boolean({ description: 'For good, not into the bin' })),
    }),
  },
  execVm: { params: vm, body: VmExecSchema, response: VmExecResultSchema },
  readVmFile: { params: vm, query: strict({ path: Type.String({ minLength: 1, maxLength: 4096 }) }) },
  writeVmFile: {
    params: vm,
    query: strict({ path: Type.String({ minLength: 1, maxLength: 4096 }) }),
    response: Type.Object({ sizeBytes: Type.Integer() }),
  },
  openVmScreen: { params: vm, query: strict({ ticket: Type.Optional(ticket) }) },
  screenshotVm: {
    params: vm,
    query: strict({
      widthPx: Type.Optional(
        Type.Integer({ minimum: 16, maximum: 4096, description: 'As wide as this at most' }),
      ),
    }),
  },
  openVmConsole: { params: vm, query: strict({ ticket: Type.Optional(ticket) }) },
  ticketVmConsole: {
    params: vm,
    body: strict({ screen: Type.Enum(['serial', 'vnc']) }),
    response: Type.Object({ ticket, expiresInSeconds: Type.Integer() }),
  },

  getVmHistory: { params: vm, response: HistorySchema },
  listHistories: { response: HistoriesSchema },
  lookInSnapshot: { params: snapshot, query: guestPlace, response: GuestLookSchema },
  readSnapshotFile: { params: snapshot, query: guestPlace },
  readSnapshotFolder: { params: snapshot, query: guestPlace },
  diffSnapshots: { params: snapshot, query: diffQuery, response: SnapshotDiffSchema },
  listPolicies: { response: PoliciesSchema },
  getVmPolicy: { params: vm, response: VmPolicySchema },
  setVmPolicy: { params: vm, query: dryRunQuery, body: PolicyWishSchema },
  setStorePolicy: { params: store, query: dryRunQuery, body: PolicyWishSchema },
  setHostPolicy: { query: dryRunQuery, body: PolicyWishSchema },
  listTargets: { response: TargetsSchema },
  createTarget: { query: dryRunQuery, body: TargetWishSchema },
  removeTarget: { params: target, query: dryRunQuery },
  listCopies: { response: CopiesSchema },
  setVmCopies: { params: vm, query: dryRunQuery, body: CopyWishSchema },
  setStoreCopies: { params: store, query: dryRunQuery, body: CopyWishSchema },
  setHostCopies: { query: dryRunQuery, body: CopyWishSchema },
  copyVm: { params: vmTarget, query: dryRunQuery },
  createSnapshot: { query: dryRunQuery, body: SnapshotCreateSchema },
  removeSnapshot: { params: snapshot, query: dryRunQuery },
  holdSnapshot: { params: snapshot, query: dryRunQuery, body: HoldSchema },
  releaseSnapshot: { params: snapshot, query: dryRunQuery, body: HoldSchema },
  goBack: { params: snapshot, query: dryRunQuery, body: GoBackSchema },
  switchBranch: { params: branch, query: dryRunQuery, body: BranchSwitchSchema },
  removeBranch: { params: branch, query: dryRunQuery },
  startTry: { params: vm, query: dryRunQuery, body: TrySchema },
  keepTry: { params: vm, query: dryRunQuery, body: nothing },
  discardTry: { params: vm, query: dryRunQuery, body: GoBackSchema },

  ...poolEndpoints,
  ...accessEndpoints,

  listStores: { response: Type.Array(StoreSchema) },
  createStore: {
    query: dryRunQuery,
    body: strict({ pool: Type.String({ description: 'A ZFS pool that is imported' }) }),
  },
  adoptStore: { params: store, query: dryRunQuery, body: nothing },
  listBin: { response: Type.Array(BinEntrySchema) },
  restoreFromBin: {
    params: entry,
    query: dryRunQuery,
    body: strict({ name: Type.Optional(Type.String({ description: 'Another name than it had' })) }),
  },
  purgeFromBin: { params: entry, query: dryRunQuery },

  listImages: { response: Type.Array(ImageSchema) },
  getImage: { params: image, response: ImageDetailsSchema },
  listCatalogue: { response: Type.Array(CatalogueItemSchema) },
  pullImage: { query: dryRunQuery, body: ImagePullSchema },
  buildImage: { query: dryRunQuery, body: ImageBuildSchema },
  importImage: { query: dryRunQuery, body: ImageImportSchema },
  uploadImage: {
    query: strict({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
    response: Type.Object({ upload: Type.String() }),
  },
  removeImage: { params: image, query: dryRunQuery },
  ...uploadEndpoints,

  listNetworks: { response: Type.Array(NetworkSchema) },

  listJobs: {
    query: strict({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      open: Type.Optional(Type.Boolean({ description: 'Only those not ended' })),
      pool: Type.Optional(Type.String({ description: 'Only those about this pool' })),
    }),
    response: Type.Array(JobSchema),
  },
  getJob: { params: job, response: JobSchema },
  getJobLog: { params: job, response: JobLogSchema },
  cancelJob: { params: job, body: nothing, response: JobSchema },
} as const satisfies Record<EndpointName, EndpointSchemas>

type Endpoints = typeof endpoints
type Part<Name extends EndpointName, Key extends keyof EndpointSchemas> =
  Endpoints[Name] extends Record<Key, infer Schema extends TSchema> ? Static<Schema> : undefined

/** The TypeScript types of what crosses an endpoint; `undefined` where it takes or gives none. */
export interface EndpointTypes<Name extends EndpointName> {
  readonly params: Part<Name, 'params'>
  readonly query: Part<Name, 'query'>
  readonly body: Part<Name, 'body'>
  readonly response: Part<Name, 'response'>
}

/** Names of the endpoints that answer with a job. */
export type JobEndpoint = {
  [Name in EndpointName]: (typeof routes)[Name]['answers'] extends 'job' ? Name : never
}[EndpointName]
