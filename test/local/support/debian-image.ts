import { join } from 'node:path'
import { here } from '../../../src/host/exec.ts'
import { buildDebianImage, type BuiltImage, type DebianBuild } from '../../../src/host/images/build-debian.ts'
import { recordedWork } from './image-work.ts'
import { testCache } from './tiny-guest.ts'

/** A build whose result all tests share: takes a minute or two once, and again when the archive has newer packages. */
export const debianBuild: DebianBuild = {
  release: '12',
  arch: 'x86_64',
  cacheFolder: join(testCache(), 'debian'),
  reuse: 'current',
}

/** A Debian 12 as Kiste builds it. Not to be written to. */
export function debianImage(): Promise<BuiltImage> {
  return buildDebianImage(here, debianBuild, recordedWork())
}
