import { routes } from '../../src/contract/routes.ts'
import type { OpenUpload } from '../api/answers.ts'
import { ApiError, toApiError } from '../api/api-error.ts'
import { call } from '../api/client.ts'
import { requestPath } from '../api/request-path.ts'
import type { UploadApi } from './send-file.ts'

export const uploadApi: UploadApi = {
  get: (upload) => call('getUpload', { params: { upload } }),
  finish: (upload) => call('finishUpload', { params: { upload } }),
  async put(upload, offset, piece, signal) {
    let answer: Response
    try {
      answer = await fetch(requestPath(routes.sendPiece, { params: { upload }, query: { offset } }), {
        method: routes.sendPiece.method,
        headers: { 'content-type': 'application/octet-stream' },
        body: piece,
        signal,
      })
    } catch (error) {
      if (signal.aborted) throw error
      throw new ApiError([{ code: 'internal', message: 'The daemon does not answer.' }], 0)
    }
    const text = await answer.text()
    if (!answer.ok) throw toApiError(answer.status, text)
    return JSON.parse(text) as OpenUpload
  },
}
