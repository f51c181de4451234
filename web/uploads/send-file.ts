import type { ApiProblem, OpenUpload, WholeUpload } from '../api/answers.ts'
import { ApiError, isAway, problemsOf } from '../api/api-error.ts'
import { firstPieceBytes, nextPieceBytes } from './piece-size.ts'

/** How a file that is being sent stands. */
export type SendState =
  | { readonly at: 'sending'; readonly sentBytes: number; readonly bytesPerSecond: number | undefined }
  /** The line is broken; it is tried again by itself. */
  | { readonly at: 'waiting'; readonly sentBytes: number }
  | { readonly at: 'paused'; readonly sentBytes: number; readonly because: 'asked' | 'taken' }
  /** All is there, and the daemon looks at it as a whole. */
  | { readonly at: 'checking' }
  | { readonly at: 'whole'; readonly upload: WholeUpload }
  | { readonly at: 'failed'; readonly problems: readonly ApiProblem[] }

/** What of a browser's file is needed. */
export interface SentFile {
  readonly name: string
  readonly size: number
  slice(from: number, to: number): Blob
}

export interface UploadApi {
  get(id: string): Promise<OpenUpload | WholeUpload>
  put(id: string, offset: number, piece: Blob, signal: AbortSignal): Promise<OpenUpload>
  finish(id: string): Promise<WholeUpload>
}

export interface SendDeps {
  readonly api: UploadApi
  readonly nowMs: () => number
  /** Waits so long, or until the network is back or it is to stop. */
  rest(ms: number, signal: AbortSignal): Promise<void>
  show(state: SendState): void
}

const restsMs = [1_000, 2_000, 5_000, 10_000]
/** So often in a row it may go wrong in ways that asking where it stands should mend. */
const confusedTimes = 5

/**
 * Sends a file from where it stands to its end, piece by piece. A line that breaks is waited for; what came is asked of the daemon, as it may
 * have kept more than it could say.
 */
export async function sendFile(
  file: SentFile,
  begun: OpenUpload,
  { api, nowMs, rest, show }: SendDeps,
  signal: AbortSignal,
): Promise<void> {
  const { id } = begun
  let sentBytes = begun.receivedBytes
  let pieceBytes = firstPieceBytes
  let bytesPerSecond: number | undefined
  let broken = 0
  let confused = 0

  /** Goes on from where the daemon says that it stands; whole already where its last answer was lost. */
  const lookAgain = async (): Promise<WholeUpload | undefined> => {
    const stands = await api.get(id)
    if (stands.state === 'whole') return stands
    sentBytes = stands.receivedBytes
    return undefined
  }
  const step = async (): Promise<WholeUpload | undefined> => {
    if (broken > 0 || confused > 0) {
      const whole = await lookAgain()
      if (whole) return whole
    }
    if (sentBytes >= file.size) {
      show({ at: 'checking' })
      return api.finish(id)
    }
    show({ at: 'sending', sentBytes, bytesPerSecond })
    const beganMs = nowMs()
    const piece = file.slice(sentBytes, Math.min(file.size, sentBytes + pieceBytes))
    const { receivedBytes } = await api.put(id, sentBytes, piece, signal)
    const [cameBytes, tookMs] = [receivedBytes - sentBytes, nowMs() - beganMs]
    bytesPerSecond = (cameBytes / Math.max(1, tookMs)) * 1_000
    pieceBytes = nextPieceBytes(cameBytes, tookMs)
    sentBytes = receivedBytes
    broken = confused = 0
    return undefined
  }

  while (!signal.aborted) {
    try {
      const upload = await step()
      if (!upload) continue
      show({ at: 'whole', upload })
      return
    } catch (error) {
      if (signal.aborted) break
      const code = error instanceof ApiError ? error.problems[0]?.code : undefined
      if (code === 'in_use') {
        show({ at: 'paused', sentBytes, because: 'taken' })
        return
      }
      if (isAway(error)) {
        show({ at: 'waiting', sentBytes })
        await rest(restsMs[Math.min(broken++, restsMs.length - 1)] ?? 10_000, signal)
      } else if ((code === 'wrong_state' || code === 'cancelled') && confused < confusedTimes) {
        confused += 1
      } else {
        show({ at: 'failed', problems: problemsOf(error) })
        return
      }
    }
  }
  show({ at: 'paused', sentBytes, because: 'asked' })
}
