import { parseRelease, type ZfsRelease, type ZfsVersion } from '../../domain/zfs-version.ts'
import { asObject, parseZfsJson, textAt } from './json.ts'
import { ZfsOutputError } from './output-error.ts'

/** Reads `zfs version`: the commands' release in one line, the module's in the next. */
export function parseVersionText(stdout: string): ZfsVersion {
  const lines = stdout.split('\n').filter((line) => line !== '')
  return {
    userland: release(lines.find((line) => !line.startsWith('zfs-kmod-'))),
    module: release(lines.find((line) => line.startsWith('zfs-kmod-'))),
  }
}

/** Reads `zfs version -j`. */
export function parseVersionJson(stdout: string): ZfsVersion {
  const document = parseZfsJson(stdout, 'zfs version')
  const version = asObject(document?.['zfs_version'], 'zfs_version')
  return { userland: release(textAt(version, 'userland')), module: release(textAt(version, 'kernel')) }
}

function release(text: string | undefined): ZfsRelease {
  const release = text === undefined ? undefined : parseRelease(text)
  if (release === undefined) throw new ZfsOutputError(`zfs version gives no release: ${text ?? ''}`)
  return release
}
