import { randomUUID } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { VmDefinition } from '../../../src/domain/vm-definition.ts'
import { exampleVm } from './example-vm.ts'
import type { PrivateLibvirt } from './private-libvirt.ts'
import { tinyDisk } from './tiny-guest.ts'

/** A VM that boots the tiny guest from a disk of its own. */
export async function tinyVm(
  libvirt: Pick<PrivateLibvirt, 'directory'>,
  changes: Partial<VmDefinition> = {},
): Promise<VmDefinition> {
  const uuid = randomUUID()
  const path = join(libvirt.directory, `${uuid}.qcow2`)
  await copyFile(await tinyDisk(), path)
  const plain = exampleVm(libvirt, { uuid, memoryMiB: 192, ...changes })
  return {
    ...plain,
    disks: plain.disks.map((disk) => ({ ...disk, format: 'qcow2', source: { type: 'file', path } })),
  }
}

/** Looks until it holds; the last failure says why it never did. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  limitMs = 180_000,
): Promise<T> {
  let last: unknown
  for (const giveUpAt = Date.now() + limitMs; Date.now() < giveUpAt; await sleep(50)) {
    try {
      const found = await look()
      if (found !== undefined && found !== false) return found
    } catch (error) {
      last = error
    }
  }
  throw new Error(`waited ${limitMs} ms in vain until ${what}`, { cause: last })
}

/** A port of the loopback address that nothing listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
