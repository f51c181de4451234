import type { ArcUse } from '../../domain/plan-arc.ts'
import { GiB } from '../../domain/size.ts'
import type { World } from './world.ts'

/** The fake host's cache of ZFS, which has grown as far as it may, or to 3 GiB. */
export function arcUse({ arcMaxBytes: setBytes = 0 }: Pick<World, 'arcMaxBytes'>): ArcUse {
  const hostBytes = 32 * GiB
  const maxBytes = setBytes === 0 ? hostBytes / 2 : setBytes
  return { sizeBytes: Math.min(maxBytes, 3 * GiB), maxBytes, setBytes, hostBytes }
}
