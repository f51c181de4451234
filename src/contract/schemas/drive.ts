import { Type, type Static } from 'typebox'

const device = { device: Type.String() }

const DriveUseSchema = Type.Union([
  Type.Object({ what: Type.Literal('mounted'), ...device, mountpoint: Type.String() }),
  Type.Object({ what: Type.Literal('swap'), ...device }),
  Type.Object({
    what: Type.Literal('pool'),
    ...device,
    pool: Type.String(),
    guid: Type.Optional(Type.String()),
    imported: Type.Boolean(),
  }),
  Type.Object({ what: Type.Literal('holder'), ...device, holder: Type.String() }),
  Type.Object({ what: Type.Literal('unreadable'), ...device, because: Type.String() }),
  Type.Object({
    what: Type.Literal('content'),
    ...device,
    type: Type.String(),
    label: Type.Optional(Type.String()),
  }),
  Type.Object({ what: Type.Literal('partitions'), table: Type.String(), count: Type.Number() }),
  Type.Object({ what: Type.Literal('vm'), ...device, vm: Type.String() }),
])

const DriveHealthSchema = Type.Union([
  Type.Object({ known: Type.Literal(false), because: Type.String() }),
  Type.Object({
    known: Type.Literal(true),
    passed: Type.Optional(Type.Boolean({ description: "The drive's own verdict" })),
    temperatureCelsius: Type.Optional(Type.Number()),
    powerOnHours: Type.Optional(Type.Number()),
    reallocatedSectors: Type.Optional(Type.Number()),
    pendingSectors: Type.Optional(Type.Number()),
    uncorrectableErrors: Type.Optional(Type.Number()),
    interfaceErrors: Type.Optional(Type.Number({ description: 'Point at the cable, not at the drive' })),
    wearPercent: Type.Optional(Type.Number()),
  }),
])

export const DriveSchema = Type.Object({
  id: Type.String({ description: 'What it is called in commands: its lasting path' }),
  kernelName: Type.String({ description: 'May be another after the next boot' }),
  byIdPath: Type.Optional(Type.String()),
  paths: Type.Array(Type.String()),
  model: Type.String(),
  serial: Type.String(),
  wwn: Type.Optional(Type.String()),
  sizeBytes: Type.Number(),
  rotational: Type.Boolean(),
  transport: Type.Enum(['sata', 'sas', 'nvme', 'usb', 'virtio', 'other']),
  logicalSectorBytes: Type.Number(),
  physicalSectorBytes: Type.Number(),
  bay: Type.Optional(Type.String()),
  removable: Type.Boolean(),
  readOnly: Type.Boolean(),
  zoned: Type.Enum(['none', 'host-aware', 'host-managed']),
  supportsTrim: Type.Boolean(),
  uses: Type.Array(DriveUseSchema, { description: 'All that says it is not free; empty for a bare drive' }),
  smart: DriveHealthSchema,
})
export type DriveAnswer = Static<typeof DriveSchema>
