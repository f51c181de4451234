import type { App } from '../app/app.ts'
import type { uploadRoutes } from '../contract/routes/uploads.ts'
import type { Handlers } from './handler.ts'

type UploadHandlers = Pick<Handlers, keyof typeof uploadRoutes>

/** What the endpoints of files that are sent in pieces do. */
export function uploadHandlers({ uploads }: App): UploadHandlers {
  return {
    listUploads: () => uploads.list(),
    beginUpload: ({ body }) => uploads.begin(body),
    getUpload: ({ params }) => uploads.get(params.upload),
    sendPiece: ({ params, query, content }) =>
      uploads.receive(params.upload, {
        offset: query.offset,
        content: content.stream,
        sizeBytes: content.sizeBytes,
      }),
    finishUpload: ({ params }) => uploads.finish(params.upload),
    discardUpload: async ({ params }) => {
      await uploads.discard(params.upload)
      return { discarded: params.upload }
    },
  }
}
