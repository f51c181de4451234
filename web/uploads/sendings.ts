import { useSyncExternalStore } from 'react'
import type { ApiProblem, OpenUpload } from '../api/answers.ts'
import { problemsOf } from '../api/api-error.ts'
import { call } from '../api/client.ts'
import { wishFor } from '../api/wish.ts'
import { watchJob } from '../components/watch-jobs.ts'
import { sendFile, type SendState } from './send-file.ts'
import { uploadApi } from './upload-api.ts'

/** A file that this tab sends, and what becomes of it. It goes on while other pages are looked at. */
export interface Sending {
  readonly upload: OpenUpload
  readonly file: File
  /** What the image is to be called. */
  readonly imageId: string
  readonly state: SendState
  readonly imported: Imported
}

export type Imported =
  | { readonly state: 'not-yet' }
  | { readonly state: 'begun'; readonly jobId: string }
  | { readonly state: 'refused'; readonly problems: readonly ApiProblem[] }

let sendings: readonly Sending[] = []
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

function change(next: readonly Sending[]): void {
  sendings = next
  for (const listener of listeners) listener()
}

function update(id: string, part: Partial<Pick<Sending, 'state' | 'imported'>>): void {
  change(sendings.map((one) => (one.upload.id === id ? { ...one, ...part } : one)))
}

export function useSendings(): readonly Sending[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => sendings,
  )
}

/** Sends a file to an upload from where it stands, and has an image made of it once it is there. */
export function startSending(upload: OpenUpload, file: File, imageId: string): void {
  stops.get(upload.id)?.abort()
  const state: SendState = { at: 'sending', sentBytes: upload.receivedBytes, bytesPerSecond: undefined }
  const sending: Sending = { upload, file, imageId, state, imported: { state: 'not-yet' } }
  change([...sendings.filter((one) => one.upload.id !== upload.id), sending])
  void run(sending)
}

export function pauseSending(id: string): void {
  stops.get(id)?.abort()
}

export async function resumeSending(id: string): Promise<void> {
  const sending = sendings.find((one) => one.upload.id === id)
  if (!sending) return
  try {
    const stands = await uploadApi.get(id)
    if (stands.state === 'open') return startSending(stands, sending.file, sending.imageId)
    update(id, { state: { at: 'whole', upload: stands } })
    await importIt(sending)
  } catch (error) {
    update(id, { state: { at: 'failed', problems: problemsOf(error) } })
  }
}

/** Removes it from here and from the daemon. */
export async function discardUpload(id: string): Promise<void> {
  stops.get(id)?.abort()
  change(sendings.filter((one) => one.upload.id !== id))
  await call('discardUpload', { params: { upload: id } })
}

/** What has ended, however, need not be seen any longer. */
export function forgetSending(id: string): void {
  change(sendings.filter((one) => one.upload.id !== id))
}

async function run(sending: Sending): Promise<void> {
  const { id } = sending.upload
  const stop = new AbortController()
  stops.set(id, stop)
  const isOurs = () => stops.get(id) === stop
  let last: SendState | undefined
  await sendFile(
    sending.file,
    sending.upload,
    {
      api: uploadApi,
      nowMs: () => performance.now(),
      rest: untilOnline,
      show: (state) => {
        last = state
        // One that was taken up anew has its own say.
        if (isOurs()) update(id, { state })
      },
    },
    stop.signal,
  )
  if (isOurs()) stops.delete(id)
  if (last?.at === 'whole') await importIt(sending)
}

async function importIt({ upload: { id }, file, imageId }: Sending): Promise<void> {
  try {
    const body = { id: imageId, upload: id, fileName: file.name }
    const job = await wishFor('importImage', { body }).submit()
    watchJob(job.id)
    update(id, { imported: { state: 'begun', jobId: job.id } })
  } catch (error) {
    update(id, { imported: { state: 'refused', problems: problemsOf(error) } })
  }
}

function untilOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    window.addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}
