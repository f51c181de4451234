import { Type, type Static } from 'typebox'
import { timestamp } from './common.ts'

export const AcceleratorSchema = Type.Union([
  Type.Object({ accelerator: Type.Literal('kvm') }),
  Type.Object({
    accelerator: Type.Literal('tcg'),
    because: Type.String(),
    sentence: Type.String(),
    remedy: Type.String(),
  }),
])

const locked = 'The dataset whose key is not loaded: nothing in it can be read or made until it is'

export const StoreSchema = Type.Object({
  name: Type.String(),
  kind: Type.Enum(['dir', 'zfs']),
  path: Type.String({ description: 'The directory, or the dataset' }),
  totalBytes: Type.Number(),
  freeBytes: Type.Number(),
  lockedBy: Type.Optional(Type.String({ description: locked })),
})

export const HostSchema = Type.Object({
  hostname: Type.String(),
  os: Type.String(),
  kernel: Type.String(),
  arch: Type.Enum(['x86_64', 'aarch64']),
  cpuModel: Type.String(),
  cpuThreads: Type.Integer(),
  memoryTotalMiB: Type.Integer(),
  memoryAvailableMiB: Type.Integer(),
  uptimeSeconds: Type.Number(),
  accelerator: AcceleratorSchema,
  libvirt: Type.Union([
    Type.Object({
      state: Type.Literal('connected'),
      uri: Type.String(),
      libvirtVersion: Type.String(),
      hypervisorVersion: Type.Optional(Type.String()),
    }),
    Type.Object({ state: Type.Literal('disconnected'), uri: Type.String(), because: Type.String() }),
  ]),
  stores: Type.Array(StoreSchema),
})
export type HostAnswer = Static<typeof HostSchema>

export const DoctorSchema = Type.Object({
  verdict: Type.Enum(['ok', 'warn', 'fail']),
  sentence: Type.String(),
  checks: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      state: Type.Enum(['ok', 'warn', 'fail']),
      detail: Type.String(),
      remedy: Type.Optional(Type.String()),
    }),
  ),
})
export type DoctorAnswer = Static<typeof DoctorSchema>

export const HealthSchema = Type.Object({
  ok: Type.Literal(true),
  version: Type.String(),
  pid: Type.Integer(),
  startedAt: timestamp,
  fake: Type.Boolean({ description: 'Runs on the fake host' }),
})

export const BinEntrySchema = Type.Object({
  store: Type.String(),
  id: Type.String(),
  vm: Type.String(),
  uuid: Type.String(),
  deletedAt: timestamp,
  keepUntil: timestamp,
  sizeBytes: Type.Number(),
  lockedBy: Type.Optional(Type.String({ description: locked })),
})
export type BinAnswer = Static<typeof BinEntrySchema>
