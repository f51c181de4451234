import { Type, type Static } from 'typebox'
import { strict, timestamp } from './common.ts'

const arch = Type.Enum(['x86_64', 'aarch64'])

export const SignatureCheckSchema = Type.Union([
  Type.Object({ state: Type.Literal('good'), by: Type.String() }),
  Type.Object({ state: Type.Literal('none-published') }),
  Type.Object({ state: Type.Literal('not-checked'), because: Type.String() }),
])

export const ImageSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  arch,
  kind: Type.Enum(['disk', 'iso']),
  virtualSizeBytes: Type.Integer(),
  fileSizeBytes: Type.Integer(),
  sha256: Type.String(),
  addedAt: timestamp,
  origin: Type.Union([
    Type.Object({
      type: Type.Literal('catalogue'),
      entry: Type.String(),
      url: Type.String(),
      signature: SignatureCheckSchema,
    }),
    Type.Object({ type: Type.Literal('built'), recipe: Type.String(), digest: Type.String() }),
    Type.Object({ type: Type.Literal('imported'), from: Type.String() }),
  ]),
  defaultUser: Type.Optional(Type.String()),
  cloudInit: Type.Boolean(),
})
export type Image = Static<typeof ImageSchema>

export const ImageDetailsSchema = Type.Intersect([
  ImageSchema,
  Type.Object({ usedBy: Type.Array(Type.String()) }),
])

/** An entry of the catalogue as this host would pull it. */
export const CatalogueItemSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  arch,
  url: Type.String(),
  defaultUser: Type.String({ description: 'The account that cloud-init makes unless another is named' }),
  cloudInit: Type.Boolean(),
  minDiskMiB: Type.Integer({ description: 'How big a disk made from it is at least' }),
  present: Type.Boolean({ description: 'Already in the store' }),
})
export type CatalogueItem = Static<typeof CatalogueItemSchema>

export const ImagePullSchema = strict({
  entry: Type.String(),
  id: Type.Optional(Type.String({ description: 'Name in the store; default the name of the entry' })),
})
export type ImagePull = Static<typeof ImagePullSchema>

export const ImageBuildSchema = strict({
  distribution: Type.String({ description: 'debian' }),
  release: Type.Optional(Type.String({ description: 'Number or code name; default 12' })),
  id: Type.Optional(Type.String()),
})
export type ImageBuild = Static<typeof ImageBuildSchema>

export const ImageImportSchema = strict({
  id: Type.String(),
  url: Type.Optional(Type.String({ maxLength: 4096 })),
  upload: Type.Optional(Type.String({ description: 'Id that POST /v1/uploads answered' })),
  fileName: Type.Optional(Type.String({ description: 'What the uploaded file was called' })),
  sha256: Type.Optional(Type.String()),
})
export type ImageImport = Static<typeof ImageImportSchema>
