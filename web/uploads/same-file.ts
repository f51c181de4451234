import { MiB } from '../../src/domain/size.ts'
import type { OpenUpload } from '../api/answers.ts'

const headBytes = MiB

/** By which a file is known again when it is chosen anew: a hash of its head. Without a secure address browsers have none, and its date has to do. */
export async function fingerprintOf(file: Pick<File, 'slice' | 'lastModified'>): Promise<string> {
  // Not there where the page comes without TLS, whatever the types say.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto }
  if (!subtle) return `modified ${file.lastModified}`
  const sum = await subtle.digest('SHA-256', await file.slice(0, headBytes).arrayBuffer())
  return `head ${Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** The upload that this file was begun with. One that promises another sum is another file. */
export function uploadOf(
  file: {
    readonly name: string
    readonly sizeBytes: number
    readonly fingerprint: string
    readonly sha256: string | undefined
  },
  open: readonly OpenUpload[],
): OpenUpload | undefined {
  return open.find(
    ({ name, sizeBytes, fingerprint, sha256 }) =>
      name === file.name &&
      sizeBytes === file.sizeBytes &&
      fingerprint === file.fingerprint &&
      sha256 === file.sha256?.toLowerCase(),
  )
}
