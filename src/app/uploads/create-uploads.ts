import type { Readable } from 'node:stream'
import { problemError, throwIfProblems } from '../../domain/problem.ts'
import {
  checkPiece,
  checkUpload,
  type OpenUpload,
  type Upload,
  type UploadWish,
  type WholeUpload,
} from '../../domain/upload.ts'
import type { Host } from '../../host/host.ts'
import { latestFirst } from './latest-first.ts'
import { paced, type Pace } from './paced.ts'

/** Files that people send in pieces, over a line that may break. */
export interface Uploads {
  /** Those under way. */
  list(): Promise<readonly OpenUpload[]>
  get(id: string): Promise<Upload>
  begin(wish: UploadWish): Promise<OpenUpload>
  /** Adds a piece at its end. Whoever sends last is heard: one who was still sending to the same upload is cut off. */
  receive(id: string, piece: Piece): Promise<OpenUpload>
  /** Says what it is, once all has come. */
  finish(id: string): Promise<WholeUpload>
  /** Removes it and what came of it. Absent is success. */
  discard(id: string): Promise<void>
}

export interface Piece {
  readonly offset: number
  readonly content: Readable
  /** What its sender says; unknown while it is still coming. */
  readonly sizeBytes: number | undefined
}

export interface UploadsDeps {
  readonly host: Pick<Host, 'uploads'>
  readonly randomUuid: () => string
  readonly pace?: Pace | undefined
}

const usualPace: Pace = { idleMs: 30_000, pieceMs: 600_000 }
const beginning = 'begin'

export function createUploads({ host, randomUuid, pace = usualPace }: UploadsDeps): Uploads {
  const { uploads } = host
  const turns = latestFirst()
  const known = async (id: string): Promise<Upload> => {
    const upload = await uploads.get(id)
    if (upload) return upload
    throw problemError({
      code: 'not_found',
      object: { type: 'upload', name: id },
      message: `There is no upload ${id}.`,
      hint: 'It was discarded, used up, or nobody came back to it for a week. Send the file again.',
    })
  }
  return {
    list: () => uploads.list(),
    get: known,
    // One after the other, so that two do not count on the same room.
    begin: (wish) =>
      turns.take(beginning, async () => {
        const [open, { freeBytes }] = await Promise.all([uploads.list(), uploads.space()])
        throwIfProblems(checkUpload(wish, { open, freeBytes }))
        return uploads.begin(randomUuid(), wish)
      }),
    receive: (id, { offset, content, sizeBytes }) =>
      turns.take(
        `upload ${id}`,
        async (signal) => {
          signal.throwIfAborted()
          const problem = checkPiece(await known(id), offset, sizeBytes)
          if (problem) throw problemError(problem)
          return uploads.append(id, offset, paced(content, pace, signal))
        },
        () => sentByAnother(id),
      ),
    finish: (id) =>
      turns.take(`upload ${id}`, async () => {
        await known(id)
        return uploads.finish(id)
      }),
    discard: (id) =>
      turns.take(
        `upload ${id}`,
        () => uploads.drop(id),
        () => discarded(id),
      ),
  }
}

function sentByAnother(id: string) {
  return problemError({
    code: 'in_use',
    object: { type: 'upload', name: id },
    message: 'Another one sends this file now. What came is kept.',
    hint: 'Leave it to the other, or send on from where it stands.',
  })
}

function discarded(id: string) {
  return problemError({
    code: 'cancelled',
    object: { type: 'upload', name: id },
    message: 'The upload was discarded.',
  })
}
