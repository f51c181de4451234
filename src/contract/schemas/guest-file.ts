import { Type } from 'typebox'
import { diskChanges, fileChanges } from '../../domain/diff-files.ts'
import { guestFileTypes } from '../../domain/guest-file.ts'
import { timestamp } from './common.ts'

export const GuestFileSystemSchema = Type.Object({
  id: Type.String({ description: 'The disk and its partition, as in root:1, or the volume, as in vg/home' }),
  kind: Type.String({ description: 'What it says it is: ext4, xfs, crypto_LUKS, swap, unknown' }),
  content: Type.Enum(['files', 'encrypted', 'none']),
  mountedAt: Type.Optional(Type.String({ description: "Where it lies in the guest's own tree" })),
})

const entry = {
  name: Type.String({
    description: 'A backslash is written \\\\; a byte that is no character, or cannot be seen, \\xHH',
  }),
  type: Type.Enum([...guestFileTypes], { description: 'other: a device, socket or pipe' }),
  sizeBytes: Type.Integer(),
  modifiedAt: timestamp,
  mode: Type.Integer({ description: 'Permissions' }),
  target: Type.Optional(Type.String({ description: 'Where a link leads, as it says itself' })),
}
export const GuestFileEntrySchema = Type.Object(entry)

export const GuestFileAskedSchema = Type.Object({
  ...entry,
  leadsTo: Type.Optional(
    Type.Enum([...guestFileTypes], { description: 'What a link leads to; absent where that is nothing' }),
  ),
})

export const GuestLookSchema = Type.Object({
  fileSystems: Type.Array(GuestFileSystemSchema),
  entry: Type.Optional(GuestFileAskedSchema),
  entries: Type.Array(GuestFileEntrySchema, { description: 'What is in a folder; at most 10,000' }),
  total: Type.Integer({ description: 'How many there are' }),
})

const difference = {
  path: Type.String({ description: 'From the folder on' }),
  type: Type.Enum([...guestFileTypes]),
  sizeBytes: Type.Integer(),
}
export const SnapshotDiffSchema = Type.Object({
  disks: Type.Array(
    Type.Object({
      disk: Type.String(),
      change: Type.Enum([...diskChanges]),
      writtenBytes: Type.Optional(Type.Integer({ description: 'At most so much of it differs' })),
    }),
  ),
  added: Type.Integer(),
  removed: Type.Integer(),
  changed: Type.Integer(),
  files: Type.Array(
    Type.Union([
      Type.Object({ change: Type.Enum(['added', 'removed']), ...difference }),
      Type.Object({
        change: Type.Literal('changed'),
        ...difference,
        sizeBytesBefore: Type.Integer(),
        what: Type.Array(Type.Enum([...fileChanges]), {
          description: 'content: its size or its time is another; content itself is not compared',
        }),
      }),
    ]),
    { description: 'By path; at most 10,000' },
  ),
})
