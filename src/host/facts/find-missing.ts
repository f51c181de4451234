import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { MissingProgram } from '../../domain/doctor.ts'
import type { Arch } from '../../domain/vm.ts'
import { needs } from './needs.mjs'
import { familyOf, installCommand, packagesOf, signsOf } from './package-rules.mjs'

export interface FindMissingOptions {
  readonly arch: Arch
  /** Where programs are looked for, in the way of PATH. */
  readonly path: string
  /** The system's os-release, parsed. */
  readonly osRelease: ReadonlyMap<string, string>
  /** Where the machine's files are seen. Default: none before their paths. */
  readonly root?: string | undefined
}

/** Which of the things VMs and images need are not installed here. */
export async function findMissing(options: FindMissingOptions): Promise<readonly MissingProgram[]> {
  const family = familyOf(options.osRelease.get('ID') ?? '', options.osRelease.get('ID_LIKE') ?? '')
  const wanted = needs.filter((need) => need.purpose === 'vms' || need.purpose === 'images')
  const found = await Promise.all(
    wanted.map(async (need) => {
      const signs = await Promise.all(signsOf(need, options.arch).map((sign) => isPresent(sign, options)))
      if (signs.includes(true)) return []
      const install = family && installCommand(family, packagesOf(need, options.arch, family)).join(' ')
      return [{ program: need.id, why: need.why, required: need.required && need.purpose === 'vms', install }]
    }),
  )
  return found.flat()
}

async function isPresent(sign: string, { path, root = '' }: FindMissingOptions): Promise<boolean> {
  const isPath = sign.startsWith('/')
  const places = isPath ? [sign] : path.split(':').map((folder) => join(folder, sign))
  const tries = places.map((place) =>
    access(`${root}${place}`, isPath ? constants.F_OK : constants.X_OK).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(tries)).includes(true)
}
