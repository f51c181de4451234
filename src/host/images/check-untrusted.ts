import { open } from 'node:fs/promises'
import { formatBytes } from '../../domain/size.ts'
import { untrusted } from './image-problems.ts'
import { readQcow2, readVdi, readVmdk, type HeaderFinding } from './foreign-headers.ts'
import { readIso, readPartitions } from './foreign-tables.ts'
import { handling, readHead, sniff, type FileKind } from './sniff.ts'

/** What a stranger's file is once it is known to be harmless. */
export type CheckedFile =
  | {
      readonly type: 'disk'
      readonly format: 'qcow2' | 'vmdk' | 'vdi' | 'raw'
      readonly virtualSizeBytes: number
    }
  | { readonly type: 'iso'; readonly sizeBytes: number }

export interface ImageLimits {
  /** The largest disk a file may claim to hold. */
  readonly maxVirtualBytes: number
}

export const defaultLimits: ImageLimits = { maxVirtualBytes: 64 * 1024 ** 4 }

/**
 * Reads a file from a stranger and refuses what must never reach QEMU: references to other files, encryption, absurd sizes, what is no
 * disk, what was cut short. QEMU itself is not asked: already by opening such a file it may open others (CVE-2024-4467).
 * `name` is what messages call the file.
 */
export async function checkUntrusted(
  path: string,
  name: string,
  limits: ImageLimits = defaultLimits,
): Promise<CheckedFile> {
  const { head, sizeBytes } = await readHead(path)
  const kind = sniff(head)
  const how = handling[kind]
  if (how.type === 'refused') throw untrusted(name, how.why, how.hint)
  if (how.type === 'compressed') throw untrusted(name, `it is still compressed (${kind})`)
  const finding = await readKind(path, kind, head, sizeBytes)
  if ('refuse' in finding) throw untrusted(name, finding.refuse, finding.hint)
  if (finding.neededBytes > sizeBytes)
    throw untrusted(
      name,
      `it was cut short: it should have ${formatBytes(finding.neededBytes)} at least, and has ${formatBytes(sizeBytes)}`,
      'Fetch it again.',
    )
  if (how.type === 'iso') return { type: 'iso', sizeBytes }
  const { virtualSizeBytes } = finding
  if (virtualSizeBytes > limits.maxVirtualBytes)
    throw untrusted(
      name,
      `it claims to hold ${formatBytes(virtualSizeBytes)}; more than ${formatBytes(limits.maxVirtualBytes)} is not taken`,
    )
  if (virtualSizeBytes === 0) throw untrusted(name, 'it is a disk of size 0')
  return { type: 'disk', format: how.format, virtualSizeBytes }
}

async function readKind(
  path: string,
  kind: FileKind,
  head: Buffer,
  sizeBytes: number,
): Promise<HeaderFinding> {
  if (kind === 'qcow2') return readQcow2(head)
  if (kind === 'vdi') return readVdi(head)
  if (kind === 'vmdk') return readVmdk(head, await readTail(path, sizeBytes))
  if (kind === 'iso9660') return readIso(head)
  return readPartitions(kind, head, sizeBytes)
}

async function readTail(path: string, sizeBytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const tail = Buffer.alloc(Math.min(1024, sizeBytes))
    await file.read(tail, 0, tail.length, sizeBytes - tail.length)
    return tail
  } finally {
    await file.close()
  }
}
