import { Type } from 'typebox'
import type { EndpointSchemas } from './endpoints.ts'
import type { uploadRoutes } from './routes/uploads.ts'
import { strict } from './schemas/common.ts'
import { OpenUploadSchema, UploadBeginSchema, UploadSchema, WholeUploadSchema } from './schemas/upload.ts'

const upload = strict({ upload: Type.String() })

/** What crosses the endpoints of files that are sent in pieces. */
export const uploadEndpoints = {
  listUploads: { response: Type.Array(OpenUploadSchema) },
  beginUpload: { body: UploadBeginSchema, response: OpenUploadSchema },
  getUpload: { params: upload, response: UploadSchema },
  sendPiece: {
    params: upload,
    query: strict({
      offset: Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Where it begins, which is where the upload stands',
      }),
    }),
    response: OpenUploadSchema,
  },
  finishUpload: { params: upload, body: strict({}), response: WholeUploadSchema },
  discardUpload: { params: upload, response: Type.Object({ discarded: Type.String() }) },
} as const satisfies Record<keyof typeof uploadRoutes, EndpointSchemas>
