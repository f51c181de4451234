import type { Route } from '../route.ts'

/** Files that are sent in pieces, to be imported as images. */
export const uploadRoutes = {
  listUploads: {
    method: 'GET',
    path: '/v1/uploads',
    permission: 'house:view',
    answers: 'json',
    summary: 'Uploads under way, and where each stands',
  },
  beginUpload: {
    method: 'POST',
    path: '/v1/uploads/begin',
    permission: 'house:admin',
    answers: 'json',
    takes: 'json',
    summary: 'Begin to send a file in pieces',
  },
  getUpload: {
    method: 'GET',
    path: '/v1/uploads/:upload',
    permission: 'house:view',
    answers: 'json',
    summary: 'Where an upload stands',
  },
  sendPiece: {
    method: 'PUT',
    path: '/v1/uploads/:upload/content',
    permission: 'house:admin',
    answers: 'json',
    takes: 'bytes',
    summary: 'Add a piece to an upload, at its end',
  },
  finishUpload: {
    method: 'POST',
    path: '/v1/uploads/:upload/finish',
    permission: 'house:admin',
    answers: 'json',
    takes: 'json',
    summary: 'Check an upload that has come whole',
  },
  discardUpload: {
    method: 'DELETE',
    path: '/v1/uploads/:upload',
    permission: 'house:admin',
    answers: 'json',
    summary: 'Discard an upload',
  },
} as const satisfies Record<string, Route>
