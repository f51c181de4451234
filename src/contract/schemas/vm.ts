import { Type, type Static } from 'typebox'
import { diskKinds } from '../../domain/disk.ts'
import { memoryWishes } from '../../domain/start-memory.ts'
import { strict, timestamp } from './common.ts'

export const PortForwardSchema = strict({
  protocol: Type.Enum(['tcp', 'udp']),
  hostAddress: Type.String({ maxLength: 64 }),
  hostPort: Type.Integer({ minimum: 1, maximum: 65535 }),
  guestPort: Type.Integer({ minimum: 1, maximum: 65535 }),
})

export const NicLinkSchema = Type.Union([
  Type.Object({ type: Type.Literal('user'), forwards: Type.Array(PortForwardSchema) }),
  Type.Object({ type: Type.Literal('network'), network: Type.String() }),
  Type.Object({ type: Type.Literal('bridge'), bridge: Type.String() }),
  Type.Object({ type: Type.Literal('other'), kind: Type.String() }),
])

export const NicSchema = Type.Object({ mac: Type.String(), model: Type.String(), link: NicLinkSchema })

export const DiskSchema = Type.Object({
  target: Type.String(),
  device: Type.Enum(['disk', 'cdrom']),
  bus: Type.String(),
  format: Type.String(),
  source: Type.Optional(
    Type.Union([
      Type.Object({ type: Type.Literal('file'), path: Type.String() }),
      Type.Object({ type: Type.Literal('block'), path: Type.String() }),
    ]),
  ),
  readOnly: Type.Boolean(),
  serial: Type.Optional(Type.String()),
})

export const GuestAddressSchema = Type.Object({
  mac: Type.Optional(Type.String()),
  interfaceName: Type.Optional(Type.String()),
  address: Type.String(),
  prefix: Type.Integer(),
  from: Type.Enum(['agent', 'lease']),
})

const pending = Type.Object({ cpus: Type.Optional(Type.Integer()), memoryMiB: Type.Optional(Type.Integer()) })

const KeyWaitSchema = Type.Object(
  {
    root: Type.String({
      description: 'The dataset whose key it is; that of a pool has the name of the pool',
    }),
    because: Type.Enum(['autostart', 'asked']),
    since: timestamp,
  },
  { description: 'It is started by itself once this key is loaded' },
)

export const VmStatusSchema = Type.Union([
  Type.Object({ state: Type.Literal('stopped'), waitsFor: Type.Optional(KeyWaitSchema) }),
  Type.Object({
    state: Type.Literal('running'),
    agent: Type.Enum(['connected', 'disconnected', 'no-channel']),
    pending: Type.Optional(pending),
  }),
  Type.Object({
    state: Type.Literal('paused'),
    because: Type.Enum(['user', 'no-space', 'io-error', 'starting', 'saving', 'other']),
  }),
  Type.Object({ state: Type.Literal('stopping') }),
  Type.Object({ state: Type.Literal('sleeping') }),
  Type.Object({ state: Type.Literal('crashed') }),
])

export const VmMadeSchema = Type.Object({
  at: timestamp,
  image: Type.Optional(Type.String()),
  clonedFrom: Type.Optional(Type.String()),
  user: Type.Optional(Type.String()),
})

export const VmSchema = Type.Object({
  uuid: Type.String(),
  name: Type.String(),
  managed: Type.Boolean({ description: 'Made or adopted by Kiste; others are listed and never touched' }),
  arch: Type.String(),
  machine: Type.String(),
  accelerator: Type.Enum(['kvm', 'tcg']),
  firmware: Type.Enum(['uefi', 'bios']),
  cpus: Type.Integer(),
  memoryMiB: Type.Integer(),
  autostart: Type.Boolean(),
  disks: Type.Array(DiskSchema),
  nics: Type.Array(NicSchema),
  vncSocketPath: Type.Optional(Type.String()),
  notes: Type.Optional(
    Type.String({ description: "What somebody wrote about it, as plain text: the definition's description" }),
  ),
  made: Type.Optional(VmMadeSchema),
  status: VmStatusSchema,
})
export type Vm = Static<typeof VmSchema>

const stale = {
  stale: Type.Optional(
    Type.Object(
      { because: Type.String() },
      { description: 'Shown as it was seen last, because libvirt does not answer' },
    ),
  ),
}

/** One of the list: as it is now, or as it was seen last. */
export const VmListedSchema = Type.Intersect([VmSchema, Type.Object(stale)])
export type VmListed = Static<typeof VmListedSchema>

/** One VM as `vm show` shows it: what costs a look at the guest and the disks is only here. */
export const VmDetailsSchema = Type.Intersect([
  VmSchema,
  Type.Object({
    store: Type.Optional(Type.String({ description: 'Where its place is' })),
    lockedBy: Type.Optional(
      Type.String({ description: 'The dataset whose key is not loaded: it cannot start until it is' }),
    ),
    ...stale,
    addresses: Type.Array(GuestAddressSchema),
    diskSizes: Type.Array(
      Type.Object({
        target: Type.String(),
        virtualSizeBytes: Type.Optional(
          Type.Integer({ description: 'Unknown of a raw file in a pool whose key is not loaded' }),
        ),
        allocatedBytes: Type.Integer(),
      }),
    ),
  }),
])
export type VmDetails = Static<typeof VmDetailsSchema>

/** The wish for a new VM. What is left out gets a default that suits the host. */
export const VmCreateSchema = strict({
  name: Type.String(),
  image: Type.Optional(Type.String({ description: 'Id of an image in the store' })),
  pull: Type.Optional(
    Type.Boolean({ description: 'If it is not there, fetch the entry of the catalogue with this id first' }),
  ),
  store: Type.Optional(Type.String({ description: 'Where its disks are made' })),
  cpus: Type.Optional(Type.Number()),
  memoryMiB: Type.Optional(Type.Number()),
  diskBytes: Type.Optional(Type.Number({ description: 'Size of the root disk; at least the image' })),
  thick: Type.Optional(
    Type.Boolean({ description: 'All of the room of the root disk is set aside at once' }),
  ),
  user: Type.Optional(Type.String({ description: 'Account that cloud-init makes' })),
  password: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'Password of that account, for the console' }),
  ),
  sshKeys: Type.Optional(Type.Array(Type.String())),
  packages: Type.Optional(Type.Array(Type.String())),
  userData: Type.Optional(Type.String({ description: 'cloud-config merged over what Kiste writes' })),
  publish: Type.Optional(Type.Array(PortForwardSchema)),
  network: Type.Optional(Type.String({ description: '`user`, a libvirt network, or `bridge:NAME`' })),
  firmware: Type.Optional(Type.Enum(['uefi', 'bios'])),
  autostart: Type.Optional(Type.Boolean()),
  start: Type.Optional(Type.Boolean({ description: 'Start it when made; default true' })),
})
export type VmCreate = Static<typeof VmCreateSchema>

export const VmStopSchema = strict({
  force: Type.Optional(
    Type.Enum(['never', 'after-timeout', 'now'], {
      description: 'Whether to pull the plug; default never',
    }),
  ),
  timeoutSeconds: Type.Optional(Type.Number({ description: 'How long the guest may take; default 120' })),
})
export type VmStop = Static<typeof VmStopSchema>

export const VmSetSchema = strict({
  cpus: Type.Optional(Type.Number()),
  memoryMiB: Type.Optional(Type.Number()),
  autostart: Type.Optional(Type.Boolean()),
  notes: Type.Optional(
    Type.String({
      maxLength: 65_536,
      description:
        'Instead of those there are; empty for none. At most 8 KiB of text, with tabs and line ends',
    }),
  ),
})
export type VmSet = Static<typeof VmSetSchema>

export const VmStartSchema = strict({
  whenUnlocked: Type.Optional(
    Type.Boolean({
      description:
        'If the key of what it lies on is not loaded: have it started once it is, instead of refusing',
    }),
  ),
  memory: Type.Optional(
    Type.Enum([...memoryWishes], {
      description:
        "What to do when it does not fit into memory: let ZFS's cache be smaller, or start it even so; default: refuse",
    }),
  ),
})

export const VmAdoptSchema = strict({
  store: Type.Optional(
    Type.String({ description: 'Where its definition is kept; default: a store in a pool, if there is one' }),
  ),
})

export const VmRenameSchema = strict({ name: Type.String() })

export const VmCloneSchema = strict({
  name: Type.String(),
  fromSnapshot: Type.Optional(
    Type.String({ description: 'As it was at this snapshot; default as it is now, while it is off' }),
  ),
  how: Type.Optional(Type.Enum(['linked', 'full'], { description: 'Default linked' })),
  publish: Type.Optional(Type.Array(PortForwardSchema)),
  start: Type.Optional(Type.Boolean({ description: 'Start it when made; default false' })),
})
export type VmClone = Static<typeof VmCloneSchema>

export const VmMoveSchema = strict({
  store: Type.String({ description: 'Where it is to live' }),
  now: Type.Optional(Type.Boolean({ description: 'What it leaves goes for good, not into the bin' })),
})
export type VmMove = Static<typeof VmMoveSchema>

export const DiskAddSchema = strict({
  name: Type.String({ description: 'The guest finds it under this serial number' }),
  sizeBytes: Type.Number(),
  thick: Type.Optional(Type.Boolean({ description: 'All of its room is set aside at once' })),
  kind: Type.Optional(
    Type.Enum([...diskKinds], {
      description: 'In a pool: a volume, or a raw file in a file system of its own; default volume',
    }),
  ),
})
export type DiskAdd = Static<typeof DiskAddSchema>

export const DiskGrowSchema = strict({ sizeBytes: Type.Number({ description: 'How large it is to be' }) })

export const VmExecSchema = strict({
  argv: Type.Array(Type.String({ maxLength: 131072 }), { minItems: 1, maxItems: 1024 }),
  /** Base64, since commands take bytes. */
  input: Type.Optional(Type.String({ description: 'Standard input, base64' })),
  timeoutSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 86400 })),
})

export const VmExecResultSchema = Type.Object({
  ended: Type.Enum(['exit', 'signal']),
  code: Type.Integer({ description: 'The exit code, or the signal' }),
  stdout: Type.String({ description: 'base64' }),
  stderr: Type.String({ description: 'base64' }),
  truncated: Type.Boolean(),
})
