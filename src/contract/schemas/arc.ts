import { Type } from 'typebox'
import { strict } from './common.ts'

export const ArcSchema = Type.Object({
  sizeBytes: Type.Number({ description: 'What it holds now' }),
  maxBytes: Type.Number({ description: 'What it may grow to' }),
  setBytes: Type.Number({ description: "What was set; 0 for ZFS's own choice" }),
  hostBytes: Type.Number({ description: 'The memory of the host' }),
  release: Type.String({ description: 'Of OpenZFS, as its module in the kernel calls itself' }),
})

export const ArcSetSchema = strict({
  maxBytes: Type.Integer({ minimum: 0, description: '0 leaves it to ZFS' }),
})
