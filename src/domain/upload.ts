import type { Problem } from './problem.ts'
import { formatBytes } from './size.ts'

/** A file that somebody wants to send in pieces. */
export interface UploadWish {
  /** What the sender calls it; never a path. */
  readonly name: string
  readonly sizeBytes: number
  /** What its SHA-256 must be, hex. */
  readonly sha256?: string | undefined
  /** By which its sender knows the same file again, such as a hash of its head. */
  readonly fingerprint?: string | undefined
}

/** How far a file is. */
export type Upload =
  | (UploadWish & {
      readonly id: string
      readonly state: 'open'
      /** So much is on stable storage; the next piece begins here. */
      readonly receivedBytes: number
      /** ISO 8601, UTC. */
      readonly startedAt: string
      readonly changedAt: string
    })
  | {
      readonly id: string
      readonly state: 'whole'
      readonly name: string
      readonly sizeBytes: number
      /** Of what came, hex. */
      readonly sha256: string
    }

export type OpenUpload = Extract<Upload, { state: 'open' }>
export type WholeUpload = Extract<Upload, { state: 'whole' }>

export interface UploadFacts {
  readonly open: readonly OpenUpload[]
  readonly freeBytes: number
}

/** Each holds some room and a little memory. */
export const openUploadsMax = 32
const nameMaxBytes = 255
const sha256Pattern = /^[0-9a-f]{64}$/i

/** Everything that stands in the way of a new upload. What others have announced and not sent yet is not free. */
export function checkUpload(wish: UploadWish, { open, freeBytes }: UploadFacts): readonly Problem[] {
  const promisedBytes = open.reduce((sum, { sizeBytes, receivedBytes }) => sum + sizeBytes - receivedBytes, 0)
  const roomBytes = Math.max(0, freeBytes - promisedBytes)
  const object = { type: 'upload', name: wish.name.slice(0, 80) } as const
  return [
    ...checkFileName(wish.name),
    ...(wish.sha256 === undefined || sha256Pattern.test(wish.sha256)
      ? []
      : [
          {
            code: 'invalid_input',
            field: 'sha256',
            message: 'A SHA-256 checksum has 64 hexadecimal digits.',
          } as const,
        ]),
    ...(open.length < openUploadsMax
      ? []
      : [
          {
            code: 'in_use',
            object,
            message: `There are ${open.length} uploads under way, and no more at once.`,
            hint: 'Finish or discard one of them first.',
          } as const,
        ]),
    ...(wish.sizeBytes <= roomBytes
      ? []
      : [
          {
            code: 'no_space',
            field: 'sizeBytes',
            object,
            message: `${JSON.stringify(shorten(wish.name))} takes ${formatBytes(wish.sizeBytes)}, and there are ${formatBytes(roomBytes)} free${promisedBytes > 0 ? `, ${formatBytes(promisedBytes)} being kept for other uploads` : ''}.`,
            hint: 'Free some space (kiste bin list, kiste image list), or send a smaller file.',
          } as const,
        ]),
  ]
}

/** Problems of what a sender calls a file. It is only ever shown, and even so no path has any business there. */
export function checkFileName(name: string): readonly Problem[] {
  const because = whyBadFileName(name)
  if (because === undefined) return []
  return [
    {
      code: 'invalid_input',
      field: 'name',
      message: `${JSON.stringify(shorten(name))} is no name of a file: ${because}.`,
      hint: 'Give its name alone, without folders.',
    },
  ]
}

function whyBadFileName(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name === '.' || name === '..') return 'it is a folder'
  if (/[/\\]/.test(name)) return 'it has folders in it'
  if (/\p{Cc}/u.test(name)) return 'it has control characters'
  if (new TextEncoder().encode(name).length > nameMaxBytes) return `it is longer than ${nameMaxBytes} bytes`
  return undefined
}

/** What stands in the way of a piece of so many bytes at this place; unknown how many, while it is still coming. */
export function checkPiece(
  upload: Upload,
  offset: number,
  sizeBytes: number | undefined,
): Problem | undefined {
  const object = { type: 'upload', name: upload.id } as const
  if (upload.state === 'whole')
    return { code: 'wrong_state', object, message: `${upload.name} is whole already: nothing is to come.` }
  const { receivedBytes } = upload
  if (offset !== receivedBytes)
    return {
      code: 'wrong_state',
      field: 'offset',
      object,
      message: `${upload.name} stands at byte ${receivedBytes}; a piece at byte ${offset} would ${offset > receivedBytes ? 'leave a gap' : 'overlap what is there'}.`,
      hint: `Send on from byte ${receivedBytes}.`,
    }
  if (sizeBytes !== undefined && offset + sizeBytes > upload.sizeBytes) return tooMuch(upload)
  return undefined
}

export function tooMuch({ id, name, sizeBytes }: Pick<OpenUpload, 'id' | 'name' | 'sizeBytes'>): Problem {
  return {
    code: 'invalid_input',
    object: { type: 'upload', name: id },
    message: `${name} was announced with ${sizeBytes} bytes, and more is being sent.`,
    hint: 'Begin again with the size that it has.',
  }
}

/** What stands in the way of calling it whole. */
export function checkWhole({ id, name, sizeBytes, receivedBytes }: OpenUpload): Problem | undefined {
  if (receivedBytes === sizeBytes) return undefined
  return {
    code: 'wrong_state',
    object: { type: 'upload', name: id },
    message: `${name} was announced with ${sizeBytes} bytes, and ${receivedBytes} have come.`,
    hint: `Send on from byte ${receivedBytes}, or discard it.`,
  }
}

/** The sum is another than was promised: both are told, and what came is not kept. */
export function otherSum(
  { id, name }: Pick<OpenUpload, 'id' | 'name'>,
  promised: string,
  came: string,
): Problem {
  return {
    code: 'checksum_mismatch',
    field: 'sha256',
    object: { type: 'upload', name: id },
    message: `${name} came with SHA-256 ${came}, and ${promised} was promised. It was not kept.`,
    hint: 'Send the file again, or ask where it came from for its checksum.',
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
