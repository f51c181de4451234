import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VmDisks } from '../../domain/vm.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'
import { parseDomain } from './parse-domain.ts'

/**
 * All VMs with their disks, as libvirt's files have them: those defined, and those that run, whose disks may have changed since. For while
 * libvirt does not answer. Rejects where a file cannot be read, as what is in it is then not known.
 */
export async function readDefinitionFiles(
  paths: Pick<LibvirtPaths, 'definitions' | 'running'>,
): Promise<readonly VmDisks[]> {
  const found = await Promise.all([paths.definitions, paths.running].map(readFolder))
  return found.flat()
}

async function readFolder(folder: string): Promise<readonly VmDisks[]> {
  const names = (await ifThere(readdir(folder))) ?? []
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.xml'))
      // A VM may end, or be forgotten, in between.
      .map((name) => ifThere(readFile(join(folder, name), 'utf8'))),
  )
  return texts.flatMap((text) => {
    if (text === undefined) return []
    const { name, disks } = parseDomain(domainIn(text))
    return [{ name, disks }]
  })
}

/** The file of a VM that runs has its domain within a `<domstatus>` (virDomainObjFormat in src/conf/domain_conf.c). */
function domainIn(text: string): string {
  const end = '</domain>'
  const begin = text.search(/<domain[\s>]/)
  return begin < 0 ? text : text.slice(begin, text.lastIndexOf(end) + end.length)
}

async function ifThere<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
