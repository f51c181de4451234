import { Type, type Static, type TSchema } from 'typebox'
import { layoutKinds } from '../../domain/pool-layout.ts'
import { poolStateNames } from '../../domain/pool.ts'
import { timestamp } from './common.ts'

const poolState = Type.Enum([...poolStateNames])
const vdevState = Type.Enum([...poolStateNames, 'inuse', 'avail', 'unknown'])
const vdevClass = Type.Enum(['normal', 'special', 'dedup', 'log', 'l2cache', 'spare'])
const guid = Type.String({ description: '64 bits as digits, which a number would round' })
const bytes = Type.Number()

const numbers = {
  sizeBytes: Type.Number({ description: 'As zpool list counts: parity included' }),
  allocatedBytes: bytes,
  freeBytes: bytes,
  fragmentationPercent: Type.Number(),
  dedupRatio: Type.Number(),
  readOnly: Type.Boolean(),
}

export const PoolGlanceSchema = Type.Union([
  Type.Object({
    answers: Type.Literal(true),
    name: Type.String(),
    guid,
    state: poolState,
    ...numbers,
  }),
  Type.Object({ answers: Type.Literal(false), name: Type.String(), state: poolState }),
])
export type PoolGlanceAnswer = Static<typeof PoolGlanceSchema>

const what = Type.Enum(['scrub', 'resilver'])

const PoolScanSchema = Type.Union([
  Type.Object({ state: Type.Literal('none') }),
  Type.Object({
    state: Type.Literal('running'),
    what,
    startedAt: timestamp,
    paused: Type.Boolean(),
    doneBytes: bytes,
    totalBytes: bytes,
    bytesPerSecond: bytes,
    secondsLeft: Type.Union([Type.Number(), Type.Null()]),
    repairedBytes: bytes,
  }),
  Type.Object({
    state: Type.Literal('finished'),
    what,
    startedAt: timestamp,
    endedAt: timestamp,
    errors: Type.Number(),
    repairedBytes: bytes,
  }),
  Type.Object({ state: Type.Literal('cancelled'), what, endedAt: timestamp }),
])

const ended = { state: Type.Enum(['finished', 'cancelled']), endedAt: timestamp }
const goesOn = { doneBytes: bytes, totalBytes: bytes, startedAt: timestamp }

const PoolExpansionSchema = Type.Union([
  Type.Object({ state: Type.Literal('none') }),
  Type.Object({ state: Type.Enum(['running', 'paused']), vdev: Type.String(), ...goesOn }),
  Type.Object({ ...ended, vdev: Type.String() }),
])

const PoolRemovalSchema = Type.Union([
  Type.Object({ state: Type.Literal('none') }),
  Type.Object({ state: Type.Literal('running'), ...goesOn }),
  Type.Object(ended),
])

const PoolCheckpointSchema = Type.Union([
  Type.Object({ state: Type.Literal('none') }),
  Type.Object({ state: Type.Literal('exists'), createdAt: timestamp, sizeBytes: bytes }),
  Type.Object({ state: Type.Literal('discarding'), leftBytes: bytes }),
])

const DataErrorsSchema = Type.Union([
  Type.Object({ known: Type.Literal(true), count: Type.Number(), objects: Type.Array(Type.String()) }),
  Type.Object({ known: Type.Literal(false), because: Type.String() }),
])

const VdevTrimSchema = Type.Union([
  Type.Object({ state: Type.Enum(['unsupported', 'untrimmed']) }),
  Type.Object({ state: Type.Enum(['running', 'suspended', 'finished']), percent: Type.Number() }),
])

export const VdevSchema = Type.Object({
  guid,
  in: Type.Optional(Type.String({ description: 'The guid of the group it is in; absent at the top' })),
  name: Type.String(),
  kind: Type.Enum([
    'disk',
    'file',
    'draid-spare',
    'mirror',
    'raidz',
    'draid',
    'replacing',
    'sparing',
    'indirect',
    'hole',
  ]),
  class: vdevClass,
  state: vdevState,
  errors: Type.Object({ read: Type.Number(), write: Type.Number(), checksum: Type.Number() }),
  aux: Type.Optional(Type.String({ description: "Why it cannot be used as it should, in ZFS's word" })),
  sizeBytes: Type.Optional(bytes),
  allocatedBytes: Type.Optional(bytes),
  failuresLeft: Type.Optional(
    Type.Number({ description: 'Of a group: how many more of its devices may fail' }),
  ),
  removing: Type.Optional(Type.Literal(true)),
  scanning: Type.Optional(Type.Enum(['resilvering', 'repairing', 'awaiting-resilver'])),
  path: Type.Optional(Type.String()),
  trim: Type.Optional(VdevTrimSchema),
  drive: Type.Optional(
    Type.Object({
      kernelName: Type.String(),
      model: Type.String(),
      serial: Type.String(),
      bay: Type.Optional(Type.String()),
    }),
  ),
})

export const PoolSchema = Type.Object({
  name: Type.String(),
  guid,
  state: poolState,
  messageId: Type.Optional(Type.String({ description: "ZFS's code for what is wrong" })),
  statusText: Type.Optional(Type.String()),
  ...numbers,
  scan: PoolScanSchema,
  expansion: PoolExpansionSchema,
  removal: PoolRemovalSchema,
  checkpoint: PoolCheckpointSchema,
  vdevs: Type.Array(VdevSchema),
  dataErrors: DataErrorsSchema,
  vms: Type.Array(Type.String(), { description: 'VMs with a disk in it' }),
  settings: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        of: Type.Enum(['pool', 'dataset']),
        value: Type.String(),
        local: Type.Boolean({ description: 'It was set here, and is no default' }),
      }),
    ),
  ),
})
export type PoolAnswer = Static<typeof PoolSchema>

const FoundDeviceSchema = Type.Object({
  guid,
  device: Type.String({ description: 'What names it in commands' }),
  name: Type.String(),
  serial: Type.Optional(Type.String()),
  byIdPath: Type.Optional(Type.String()),
  bay: Type.Optional(Type.String()),
})

const RemedySchema = Type.Object({
  kind: Type.Enum([
    'replace',
    'online',
    'detach',
    'remove',
    'scrub',
    'clear',
    'upgrade',
    'discard-checkpoint',
    'show',
    'trim',
    'go-back',
    'by-hand',
  ]),
  text: Type.String({ description: 'The line to type, or what hands have to do' }),
  runnable: Type.Boolean({ description: 'Whether it can be typed as it stands' }),
  device: Type.Optional(Type.String({ description: 'What it is done to, as wishes name it' })),
  with: Type.Optional(Type.String({ description: 'The drive that is free to take its place' })),
  vm: Type.Optional(Type.String({ description: 'Of which an older snapshot may be whole' })),
})

export const PoolHealthSchema = Type.Object({
  pool: Type.String(),
  verdict: Type.Enum(['ok', 'warn', 'fail']),
  sentence: Type.String(),
  findings: Type.Array(
    Type.Object({
      rule: Type.String(),
      severity: Type.Enum(['info', 'warn', 'fail']),
      sentence: Type.String(),
      devices: Type.Array(FoundDeviceSchema),
      causes: Type.Array(Type.String()),
      remedies: Type.Array(RemedySchema),
    }),
  ),
  losses: Type.Object({
    state: Type.Enum(['none', 'some', 'unknown']),
    objects: Type.Array(Type.String()),
    more: Type.Number(),
  }),
  devices: Type.Array(FoundDeviceSchema),
  next: Type.Array(RemedySchema, { description: 'What to do, in this order' }),
  beware: Type.Array(Type.String(), { description: 'What not to do meanwhile' }),
})
export type PoolHealthAnswer = Static<typeof PoolHealthSchema>

// Five levels are more than ZFS ever nests.
const importableVdev = (children: TSchema) =>
  Type.Object({
    name: Type.String(),
    class: vdevClass,
    state: vdevState,
    aux: Type.Optional(Type.String()),
    children: Type.Array(children),
  })

export const ImportablePoolSchema = Type.Object({
  name: Type.String(),
  guid,
  state: vdevState,
  destroyed: Type.Boolean({ description: 'It was given up, and can still be brought back' }),
  messageId: Type.Optional(Type.String()),
  statusText: Type.Optional(Type.String()),
  actionText: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  otherHost: Type.Union([
    Type.Object({ use: Type.Literal('none') }),
    Type.Object({ use: Type.Literal('last') }),
    Type.Object({ use: Type.Literal('now'), host: Type.Optional(Type.String()) }),
    Type.Object({ use: Type.Literal('unknown') }),
  ]),
  vdevs: Type.Array(importableVdev(Type.Unknown())),
})
export type ImportablePoolAnswer = Static<typeof ImportablePoolSchema>

export const PoolLayoutsSchema = Type.Object({
  layouts: Type.Array(
    Type.Object({
      title: Type.String(),
      groups: Type.Array(
        Type.Object({ class: vdevClass, shape: Type.String(), drives: Type.Array(Type.String()) }),
      ),
      rawBytes: bytes,
      usableBytes: Type.Number({ description: 'What VM disks can fill' }),
      wastedBytes: Type.Number({ description: 'Of drives larger than the smallest in their group' }),
      failuresSurvived: Type.Number({ description: 'Any so many drives may fail' }),
      failuresAtBest: Type.Number(),
      survival: Type.String(),
      rebuild: Type.Optional(Type.String({ description: 'How long a failed drive takes to be rebuilt' })),
      blockCosts: Type.Array(Type.Object({ volblocksizeBytes: Type.Number(), inflation: Type.Number() }), {
        description: 'What a block of a VM disk takes, by its size; 1 is what it holds',
      }),
      volblocksizeBytes: Type.Number(),
      notes: Type.Array(Type.String()),
    }),
    { description: 'Best first' },
  ),
  recommended: Type.Boolean({ description: 'Whether the first is recommended' }),
  reason: Type.String(),
  unused: Type.Array(Type.Object({ drive: Type.String(), because: Type.String() })),
})
export type PoolLayoutsAnswer = Static<typeof PoolLayoutsSchema>

export const layoutKind = Type.Enum([...layoutKinds])
export const vdevClassSchema = vdevClass
