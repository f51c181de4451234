import { Type } from 'typebox'
import { compressions } from '../../domain/pool-create-argv.ts'
import { adviceQuestions } from '../../domain/plan-pool-advice.ts'
import { strict } from './common.ts'
import { layoutKind, vdevClassSchema } from './pool.ts'

const drives = Type.Array(Type.String(), { maxItems: 255, description: 'By any name of theirs' })
const erase = Type.Optional(Type.Boolean({ description: 'What is on the drives may be lost' }))
const acceptWaste = Type.Optional(Type.Boolean({ description: 'Sizes that differ widely are meant' }))
const acceptNoRedundancy = Type.Optional(
  Type.Boolean({ description: 'That no second copy is left is meant' }),
)

const groups = Type.Array(
  strict({
    class: Type.Optional(vdevClassSchema),
    kind: layoutKind,
    drives,
    draid: Type.Optional(
      strict({ data: Type.Optional(Type.Integer()), spares: Type.Optional(Type.Integer()) }),
    ),
  }),
  { maxItems: 255 },
)

const keyFile = strict({
  key: Type.Literal('file'),
  path: Type.String({ description: 'On the host; read at boot' }),
  format: Type.Enum(['raw', 'hex', 'passphrase']),
})

export const PoolCreateSchema = strict({
  name: Type.String(),
  drives: Type.Optional(drives),
  kind: Type.Optional(layoutKind),
  groups: Type.Optional(groups),
  erase,
  acceptWaste,
  compression: Type.Optional(Type.Enum([...compressions])),
  encryption: Type.Optional(
    Type.Union([strict({ key: Type.Literal('prompt'), passphrase: Type.String() }), keyFile]),
  ),
  compatibility: Type.Optional(Type.String()),
  mountpoint: Type.Optional(Type.String({ description: 'Default /NAME; none for nowhere' })),
})

export const PoolLayoutsWishSchema = strict({
  drives: Type.Optional(drives),
  kind: Type.Optional(layoutKind),
  volblocksizeBytes: Type.Optional(Type.Integer({ minimum: 512 })),
})

export const PoolImportSchema = strict({
  as: Type.Optional(Type.String({ description: 'Another name, for good' })),
  look: Type.Optional(Type.Boolean({ description: 'Read-only, nothing mounted' })),
  mount: Type.Optional(Type.Boolean()),
  force: Type.Optional(Type.Boolean({ description: 'That another host had it last is known' })),
  dropLog: Type.Optional(Type.Boolean({ description: 'What a missing log held may be lost' })),
  rewind: Type.Optional(
    Type.Boolean({
      description: 'As it was at its checkpoint; all that is newer is lost, unless it is a look',
    }),
  ),
})

export const PoolScrubSchema = strict({
  action: Type.Optional(Type.Enum(['start', 'pause', 'stop'])),
})

export const PoolAddSchema = strict({ groups, erase, acceptWaste })
export const PoolAttachSchema = strict({
  to: Type.String({ description: 'A device, or a group such as raidz1-0' }),
  new: Type.String(),
  erase,
})
export const PoolDetachSchema = strict({ device: Type.String(), acceptNoRedundancy })
export const PoolReplaceSchema = strict({ old: Type.String(), new: Type.String(), erase })
export const PoolOfflineSchema = strict({
  device: Type.String(),
  temporary: Type.Optional(Type.Boolean({ description: 'Only until the host starts again' })),
})
export const PoolOnlineSchema = strict({ device: Type.String() })
export const PoolRemoveSchema = strict({
  vdev: Type.String({ description: 'A group such as mirror-1, or a device that stands alone' }),
})
export const PoolSplitSchema = strict({ name: Type.String(), acceptNoRedundancy })
export const PoolCheckpointWishSchema = strict({
  action: Type.Optional(Type.Enum(['make', 'discard'])),
})
export const PoolLoadKeySchema = strict({
  passphrase: Type.Optional(
    Type.String({ description: 'Kept in memory until it was used, and nowhere else' }),
  ),
})
export const PoolChangeKeySchema = Type.Union([
  strict({ key: Type.Literal('passphrase'), passphrase: Type.String() }),
  keyFile,
])
export const PoolSetSchema = strict({
  settings: Type.Record(Type.String(), Type.String(), { description: 'Values by property' }),
  dataset: Type.Optional(
    Type.String({ description: 'One in the pool, such as tank/films; default its root dataset' }),
  ),
})

export const PoolAdviseSchema = strict({
  question: Type.Enum([...adviceQuestions]),
  seconds: Type.Optional(Type.Integer({ minimum: 1, description: 'How long to read at most; default 300' })),
  maxBytes: Type.Optional(
    Type.Integer({ minimum: 1, description: 'How much to read at most; default 64 GiB' }),
  ),
})

export const PoolBenchSchema = strict({
  sizeBytes: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Of the volume, and of the file; default by the free space, at most 4 GiB',
    }),
  ),
  seconds: Type.Optional(Type.Integer({ minimum: 1, description: 'Of each measurement; default 5' })),
})
