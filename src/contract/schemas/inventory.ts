import { Type, type Static } from 'typebox'
import { BinEntrySchema, HostSchema } from './host.ts'
import { ImageSchema } from './image.ts'
import { JobSchema } from './job.ts'
import { VmSchema } from './vm.ts'

/** Everything there is at one sequence number. Events after it bring a reader up to date. */
export const InventorySchema = Type.Object({
  seq: Type.Integer(),
  host: HostSchema,
  vms: Type.Array(VmSchema),
  images: Type.Array(ImageSchema),
  bin: Type.Array(BinEntrySchema),
  jobs: Type.Array(JobSchema, { description: 'Open jobs, and those that ended lately' }),
})

const seq = { seq: Type.Integer() }

/** One change. `reset`: the reader missed some, and reads the inventory again. */
export const EventSchema = Type.Union([
  Type.Object({ ...seq, type: Type.Literal('vm'), vm: VmSchema }),
  Type.Object({ ...seq, type: Type.Literal('vm-gone'), uuid: Type.String(), name: Type.String() }),
  Type.Object({ ...seq, type: Type.Literal('image'), image: ImageSchema }),
  Type.Object({ ...seq, type: Type.Literal('image-gone'), id: Type.String() }),
  Type.Object({ ...seq, type: Type.Literal('bin'), bin: Type.Array(BinEntrySchema) }),
  Type.Object({ ...seq, type: Type.Literal('job'), job: JobSchema }),
  Type.Object({ ...seq, type: Type.Literal('host'), host: HostSchema }),
  Type.Object(
    { ...seq, type: Type.Literal('history'), vm: Type.String() },
    { description: 'The snapshots or branches of this VM changed: read its history again' },
  ),
  Type.Object(
    { ...seq, type: Type.Literal('pool'), pool: Type.String() },
    { description: 'This pool came, went, or is no longer as it was: read it again' },
  ),
  Type.Object(
    { ...seq, type: Type.Literal('certificate') },
    { description: 'The certificate of the page, or the try for one, is no longer as it was: read it again' },
  ),
  Type.Object({ ...seq, type: Type.Literal('reset') }),
])
export type EventAnswer = Static<typeof EventSchema>
