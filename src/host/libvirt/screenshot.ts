import { decodePpm } from '../../domain/decode-ppm.ts'
import { maxPicturePixels, type Decoded, type Picture } from '../../domain/picture.ts'
import { problemError, type ProblemError } from '../../domain/problem.ts'
import type { Connection } from './connection.ts'
import { LibvirtError } from './error.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { readPng } from './read-png.ts'
import type { VmAccess } from './vm-access.ts'
import { notWhile } from './vm-refusals.ts'

/** QEMU writes a picture at once; one that does not within so long is busy with something else. */
const patienceMs = 10_000
const mostBytes = maxPicturePixels * 3 + 2 ** 16
const firstScreen = 0

const readers: Readonly<Record<string, (bytes: Uint8Array) => Decoded | Promise<Decoded>>> = {
  'image/png': readPng,
  'image/x-portable-pixmap': decodePpm,
}

/**
 * What a running VM's first screen shows. libvirt has QEMU write it into a file, as PNG where it can and as PPM else, and sends that as a
 * stream, for which there is a connection of its own.
 */
export function takeScreenshot(vms: VmAccess, uuid: string, longestMs = patienceMs): Promise<Picture> {
  return vms.look(uuid, 'looked at', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) throw notWhile(dom.name, 'shown on its screen', 'off')
    const signal = AbortSignal.timeout(longestMs)
    try {
      const { mime, bytes } = await vms.libvirt.withConnection((own) => download(own, dom), { signal })
      return await read(dom.name, mime, bytes)
    } catch (error) {
      if (signal.aborted) throw tooSlow(dom.name, longestMs, error)
      throw hasNoScreen(error) ? noScreen(dom.name, error) : error
    }
  })
}

async function download(
  own: Connection,
  dom: DomainRef,
): Promise<{ readonly mime: string; readonly bytes: Uint8Array }> {
  const { result: mime, stream } = await own.openStream('domainScreenshot', {
    dom,
    screen: firstScreen,
    flags: 0,
  })
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > mostBytes) throw tooLarge(dom.name)
    chunks.push(chunk)
  }
  return { mime: mime ?? 'application/octet-stream', bytes: Buffer.concat(chunks) }
}

async function read(vm: string, mime: string, bytes: Uint8Array): Promise<Picture> {
  const decoded = await (readers[mime]?.(bytes) ?? {
    wrong: `is of a kind that Kiste does not read, ${mime}`,
  })
  if ('picture' in decoded) return decoded.picture
  throw problemError({
    code: 'host_failed',
    object: { type: 'vm', name: vm },
    message: `The screen of VM ${vm} cannot be shown as a picture: what libvirt sent ${decoded.wrong}.`,
    hint: 'Try again, as the guest may just have changed the size of its screen.',
  })
}

/** libvirt says so where a VM has no video device, and QEMU where the device shows nothing that could be written. */
function hasNoScreen(error: unknown): error is LibvirtError {
  return error instanceof LibvirtError && /no screens? to|no console to/i.test(error.libvirtMessage)
}

function noScreen(vm: string, cause: LibvirtError): ProblemError {
  return problemError(
    {
      code: 'not_supported',
      object: { type: 'vm', name: vm },
      message: `VM ${vm} has no screen that a picture can be taken of: it has no video device.`,
      hint: `Its serial console may work: kiste vm console ${vm}. Or: virsh edit ${vm}, and have <video><model type='virtio'/></video>`,
    },
    cause,
  )
}

function tooSlow(vm: string, longestMs: number, cause: unknown): ProblemError {
  return problemError(
    {
      code: 'in_use',
      object: { type: 'vm', name: vm },
      message: `No picture of the screen of VM ${vm} came within ${longestMs / 1_000} s: libvirt or QEMU is busy with it.`,
      hint: `Try again in a while; virsh domjobinfo ${vm} shows what goes on.`,
    },
    cause,
  )
}

function tooLarge(vm: string): ProblemError {
  return problemError({
    code: 'not_supported',
    object: { type: 'vm', name: vm },
    message: `The screen of VM ${vm} is too large for a picture of it.`,
    hint: 'Choose a smaller size in the guest.',
  })
}
