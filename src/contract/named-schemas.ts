import type { TSchema } from 'typebox'
import { ErrorAnswerSchema, ObjectRefSchema, ProblemSchema } from './schemas/common.ts'
import { AcceleratorSchema, BinEntrySchema, DoctorSchema, HealthSchema, HostSchema } from './schemas/host.ts'
import {
  CatalogueItemSchema,
  ImageBuildSchema,
  ImageDetailsSchema,
  ImageImportSchema,
  ImagePullSchema,
  ImageSchema,
  SignatureCheckSchema,
} from './schemas/image.ts'
import { EventSchema, InventorySchema } from './schemas/inventory.ts'
import { JobLogSchema, JobSchema, JobStepSchema } from './schemas/job.ts'
import { PlanPreviewSchema } from './schemas/plan.ts'
import {
  DiskSchema,
  GuestAddressSchema,
  NicLinkSchema,
  NicSchema,
  PortForwardSchema,
  VmCloneSchema,
  VmCreateSchema,
  VmDetailsSchema,
  VmExecResultSchema,
  VmExecSchema,
  VmMadeSchema,
  VmRenameSchema,
  VmSchema,
  VmSetSchema,
  VmStatusSchema,
  VmStopSchema,
} from './schemas/vm.ts'

/** Schemas that have a name in the OpenAPI document; wherever one of them appears, the document refers to it. */
export const namedSchemas = {
  Accelerator: AcceleratorSchema,
  BinEntry: BinEntrySchema,
  CatalogueItem: CatalogueItemSchema,
  Disk: DiskSchema,
  Doctor: DoctorSchema,
  Error: ErrorAnswerSchema,
  Event: EventSchema,
  GuestAddress: GuestAddressSchema,
  Health: HealthSchema,
  Host: HostSchema,
  Image: ImageSchema,
  ImageBuild: ImageBuildSchema,
  ImageDetails: ImageDetailsSchema,
  ImageImport: ImageImportSchema,
  ImagePull: ImagePullSchema,
  Inventory: InventorySchema,
  Job: JobSchema,
  JobLog: JobLogSchema,
  JobStep: JobStepSchema,
  Nic: NicSchema,
  NicLink: NicLinkSchema,
  ObjectRef: ObjectRefSchema,
  Plan: PlanPreviewSchema,
  PortForward: PortForwardSchema,
  Problem: ProblemSchema,
  SignatureCheck: SignatureCheckSchema,
  Vm: VmSchema,
  VmClone: VmCloneSchema,
  VmCreate: VmCreateSchema,
  VmDetails: VmDetailsSchema,
  VmExec: VmExecSchema,
  VmExecResult: VmExecResultSchema,
  VmMade: VmMadeSchema,
  VmRename: VmRenameSchema,
  VmSet: VmSetSchema,
  VmStatus: VmStatusSchema,
  VmStop: VmStopSchema,
} as const satisfies Record<string, TSchema>
