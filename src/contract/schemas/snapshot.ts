import { Type, type Static } from 'typebox'
import { consistencies, snapshotAuthors } from '../../domain/snapshot.ts'
import { ProblemSchema, strict, timestamp } from './common.ts'
import { VmStopSchema } from './vm.ts'

export const SnapshotSchema = Type.Object({
  id: Type.String({ description: 'Unique in its VM; those taken together have the same' }),
  createdAt: timestamp,
  consistency: Type.Enum([...consistencies], {
    description:
      'What a guest finds that comes back here. off: the VM was not running; ram: it goes on in the middle; filesystem: its file systems were frozen clean; crash: as after a power cut',
  }),
  by: Type.Enum([...snapshotAuthors], {
    description: 'Who wanted it; leaving was taken when the VM left this branch',
  }),
  note: Type.Optional(Type.String()),
  branch: Type.String(),
  parent: Type.Optional(Type.String({ description: 'The snapshot before it on the way to the first' })),
  uniqueBytes: Type.Integer({ description: 'What would become free if it alone were removed' }),
  holds: Type.Array(Type.String(), { description: 'Reasons why it must stay' }),
  dependents: Type.Array(Type.String(), {
    description: 'What stands on it: branches that fork here, and clones',
  }),
})

export const BranchSchema = Type.Object({
  id: Type.String(),
  current: Type.Boolean({ description: 'The one the VM lives on; exactly one is' }),
  forkedAt: Type.Optional(Type.String({ description: 'The snapshot at which it left another branch' })),
  leftAt: Type.Optional(timestamp),
})

export const HistorySchema = Type.Object({
  branches: Type.Array(BranchSchema),
  snapshots: Type.Array(SnapshotSchema, { description: 'In the order in which they were taken' }),
})
export type HistoryAnswer = Static<typeof HistorySchema>

const place = { store: Type.String(), vm: Type.String(), uuid: Type.String() }

/** All VMs that have a place, also while libvirt is away. */
export const HistoriesSchema = Type.Array(
  Type.Union([
    Type.Object({ ...place, history: HistorySchema }),
    Type.Object(
      { ...place, problems: Type.Array(ProblemSchema, { minItems: 1 }) },
      { description: 'One that cannot be read, and why' },
    ),
  ]),
)
export type HistoriesAnswer = Static<typeof HistoriesSchema>

const wish = {
  note: Type.Optional(Type.String()),
  crash: Type.Optional(Type.Boolean({ description: 'As it is, without asking the guest for anything' })),
  ram: Type.Optional(Type.Boolean({ description: 'With RAM: the VM stands still while that is written' })),
}

export const SnapshotCreateSchema = strict({
  vms: Type.Array(Type.String(), { maxItems: 1000, description: 'Names or UUIDs' }),
  name: Type.Optional(Type.String({ description: 'Default the time in UTC' })),
  ...wish,
})

export const HoldSchema = strict({ hold: Type.String({ description: 'Why it must stay, as a name' }) })

const goingBack = {
  stop: Type.Optional(VmStopSchema),
  start: Type.Optional(Type.Boolean({ description: 'Whether it runs afterwards; default as before' })),
}
const branch = Type.Optional(
  Type.String({ description: 'What the new branch is called; default main-2 and so on' }),
)

export const GoBackSchema = strict({ branch, ...goingBack })

export const BranchSwitchSchema = strict(goingBack)

export const TrySchema = strict(wish)
