import type { Static, TSchema } from 'typebox'
import { describe, expectTypeOf, it } from 'vitest'
import type { CreateRequest, VmView } from '../app/app.ts'
import type { ChangeKeyRequest } from '../app/pools.ts'
import type { CreatePoolRequest, ImportRequest } from '../app/make-pool.ts'
import type { DriveView, LayoutsView, PoolHealthView, PoolView } from '../app/pool-views.ts'
import type { AddWish } from '../domain/plan-pool-add.ts'
import type { PoolGlance } from '../domain/pool-glance.ts'
import type { AcceleratorVerdict } from '../domain/accelerator.ts'
import type { DoctorReport } from '../domain/doctor.ts'
import type { SnapshotDiff } from '../domain/diff-files.ts'
import type { GuestLook } from '../domain/guest-file.ts'
import type { HostFacts } from '../domain/host-facts.ts'
import type { Image } from '../domain/image.ts'
import type { Job, JobLogLine } from '../domain/job.ts'
import type { GuestAddress, NicLink, PortForward } from '../domain/nic.ts'
import type { PlanPreview } from '../domain/plan.ts'
import type { BuildWish, ImportWish, PullWish } from '../domain/plan-image.ts'
import type { AddDiskWish, GrowDiskWish } from '../domain/plan-disk.ts'
import type { MoveWish } from '../domain/plan-move-vm.ts'
import type { CloneWish } from '../domain/plan-clone-vm.ts'
import type { SetWish } from '../domain/plan-set-vm.ts'
import type { SnapshotWish } from '../domain/plan-snapshot.ts'
import type { StopWish } from '../domain/plan-stop-vm.ts'
import type { SwitchWish } from '../domain/plan-switch-branch.ts'
import type { DiscardWish, TryWish } from '../domain/plan-try.ts'
import type { Problem } from '../domain/problem.ts'
import type { History } from '../domain/snapshot.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { BinEntry } from '../host/store-host.ts'
import type { Inventory, LiveEvent } from '../live/live.ts'
import type { ProblemSchema } from './schemas/common.ts'
import type { AcceleratorSchema, BinEntrySchema, DoctorSchema, HostSchema } from './schemas/host.ts'
import type { ImageBuildSchema, ImageImportSchema, ImagePullSchema, ImageSchema } from './schemas/image.ts'
import type { GuestLookSchema, SnapshotDiffSchema } from './schemas/guest-file.ts'
import type { EventSchema, InventorySchema } from './schemas/inventory.ts'
import type { JobLogSchema, JobSchema } from './schemas/job.ts'
import type { DriveSchema } from './schemas/drive.ts'
import type { PlanPreviewSchema } from './schemas/plan.ts'
import type { PoolGlanceSchema, PoolHealthSchema, PoolLayoutsSchema, PoolSchema } from './schemas/pool.ts'
import type {
  PoolAddSchema,
  PoolChangeKeySchema,
  PoolCreateSchema,
  PoolImportSchema,
} from './schemas/pool-wishes.ts'
import type {
  BranchSwitchSchema,
  GoBackSchema,
  HistorySchema,
  SnapshotCreateSchema,
  TrySchema,
} from './schemas/snapshot.ts'
import type {
  GuestAddressSchema,
  NicLinkSchema,
  PortForwardSchema,
  DiskAddSchema,
  DiskGrowSchema,
  VmCloneSchema,
  VmMoveSchema,
  VmCreateSchema,
  VmDetailsSchema,
  VmSchema,
  VmSetSchema,
  VmStopSchema,
} from './schemas/vm.ts'
import type { Wire } from './wire.ts'

// Checked by the compiler: a field added to one side and forgotten on the other fails `npm run types`.
type Sent<Schema extends TSchema> = Wire<Static<Schema>>

describe('what crosses HTTP says the same as the domain', () => {
  it('facts', () => {
    expectTypeOf<Sent<typeof VmSchema>>().toEqualTypeOf<Wire<VmFacts>>()
    expectTypeOf<Sent<typeof VmDetailsSchema>>().toEqualTypeOf<Wire<VmView>>()
    expectTypeOf<Sent<typeof NicLinkSchema>>().toEqualTypeOf<Wire<NicLink>>()
    expectTypeOf<Sent<typeof GuestAddressSchema>>().toEqualTypeOf<Wire<GuestAddress>>()
    expectTypeOf<Sent<typeof SnapshotDiffSchema>>().toEqualTypeOf<Wire<SnapshotDiff>>()
    expectTypeOf<Sent<typeof GuestLookSchema>>().toEqualTypeOf<Wire<GuestLook>>()
    expectTypeOf<Sent<typeof HistorySchema>>().toEqualTypeOf<Wire<History>>()
    expectTypeOf<Sent<typeof ImageSchema>>().toEqualTypeOf<Wire<Image>>()
    expectTypeOf<Sent<typeof BinEntrySchema>>().toEqualTypeOf<Wire<BinEntry>>()
    expectTypeOf<Sent<typeof AcceleratorSchema>['accelerator']>().toEqualTypeOf<
      AcceleratorVerdict['accelerator']
    >()
    expectTypeOf<Sent<typeof HostSchema>['libvirt']>().toEqualTypeOf<Wire<HostFacts>['libvirt']>()
    expectTypeOf<keyof Sent<typeof HostSchema>>().toEqualTypeOf<keyof HostFacts>()
    expectTypeOf<Sent<typeof DoctorSchema>>().toEqualTypeOf<Wire<DoctorReport>>()
    expectTypeOf<keyof Sent<typeof InventorySchema>>().toEqualTypeOf<keyof Inventory>()
    expectTypeOf<Sent<typeof EventSchema>['type']>().toEqualTypeOf<LiveEvent['type']>()
  })

  it('pools and drives', () => {
    expectTypeOf<Sent<typeof PoolGlanceSchema>>().toEqualTypeOf<Wire<PoolGlance>>()
    expectTypeOf<Sent<typeof PoolSchema>>().toEqualTypeOf<Wire<PoolView>>()
    expectTypeOf<Sent<typeof PoolHealthSchema>>().toEqualTypeOf<Wire<PoolHealthView>>()
    expectTypeOf<Sent<typeof PoolLayoutsSchema>>().toEqualTypeOf<Wire<LayoutsView>>()
    expectTypeOf<Sent<typeof DriveSchema>>().toEqualTypeOf<Wire<DriveView>>()
    expectTypeOf<Sent<typeof PoolCreateSchema>>().toEqualTypeOf<Wire<CreatePoolRequest>>()
    expectTypeOf<Sent<typeof PoolImportSchema>>().toEqualTypeOf<Wire<ImportRequest>>()
    expectTypeOf<Sent<typeof PoolAddSchema>>().toEqualTypeOf<Wire<AddWish>>()
    expectTypeOf<Sent<typeof PoolChangeKeySchema>>().toEqualTypeOf<Wire<ChangeKeyRequest>>()
  })

  it('problems, plans and jobs', () => {
    expectTypeOf<Sent<typeof ProblemSchema>>().toEqualTypeOf<Wire<Problem>>()
    expectTypeOf<Sent<typeof PlanPreviewSchema>>().toEqualTypeOf<Wire<PlanPreview>>()
    expectTypeOf<Sent<typeof JobSchema>>().toEqualTypeOf<Wire<Job>>()
    expectTypeOf<Sent<typeof JobLogSchema>['lines'][number]>().toEqualTypeOf<Wire<JobLogLine>>()
  })

  it('wishes', () => {
    expectTypeOf<Sent<typeof PortForwardSchema>>().toEqualTypeOf<Wire<PortForward>>()
    expectTypeOf<Sent<typeof VmCreateSchema>>().toEqualTypeOf<Wire<CreateRequest>>()
    expectTypeOf<Sent<typeof VmCloneSchema>>().toEqualTypeOf<Wire<CloneWish>>()
    expectTypeOf<Sent<typeof DiskAddSchema>>().toEqualTypeOf<Wire<AddDiskWish>>()
    expectTypeOf<Sent<typeof DiskGrowSchema>>().toEqualTypeOf<Wire<Omit<GrowDiskWish, 'disk'>>>()
    expectTypeOf<Sent<typeof VmMoveSchema>>().toEqualTypeOf<Wire<MoveWish>>()
    expectTypeOf<Sent<typeof VmSetSchema>>().toEqualTypeOf<Wire<SetWish>>()
    expectTypeOf<Sent<typeof VmStopSchema>>().toEqualTypeOf<Wire<StopWish>>()
    expectTypeOf<Sent<typeof SnapshotCreateSchema>>().toEqualTypeOf<
      Wire<SnapshotWish & { readonly vms: readonly string[] }>
    >()
    expectTypeOf<Sent<typeof GoBackSchema>>().toEqualTypeOf<Wire<DiscardWish>>()
    expectTypeOf<Sent<typeof BranchSwitchSchema>>().toEqualTypeOf<Wire<Omit<SwitchWish, 'branch'>>>()
    expectTypeOf<Sent<typeof TrySchema>>().toEqualTypeOf<Wire<TryWish>>()
    expectTypeOf<Sent<typeof ImagePullSchema>>().toEqualTypeOf<Wire<PullWish>>()
    expectTypeOf<Sent<typeof ImageBuildSchema>>().toEqualTypeOf<Wire<BuildWish>>()
    expectTypeOf<Sent<typeof ImageImportSchema>>().toEqualTypeOf<Wire<ImportWish>>()
  })
})
