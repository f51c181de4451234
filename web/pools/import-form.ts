import type { ImportablePool } from '../api/answers.ts'
import type { ImportOptions } from './pool-change.ts'

/** How a pool is to come to this host, as it is filled in. */
export interface ImportForm {
  /** Only to look at it. */
  readonly look: boolean
  readonly force: boolean
  /** Empty for the name it has. */
  readonly as: string
  /** By itself: only of a pool that this host had last. */
  readonly mount: 'usual' | 'all' | 'none'
  readonly dropLog: boolean
  readonly rewind: boolean
}

/** A foreign pool, and one as it was at its checkpoint, are looked at first. */
export function importForm({ otherHost }: Pick<ImportablePool, 'otherHost'>, rewind: boolean): ImportForm {
  const look = rewind || otherHost.use !== 'none'
  return { look, force: false, as: '', mount: 'usual', dropLog: false, rewind }
}

/** What was chosen; a look mounts nothing and changes no name. */
export function importOptions({ look, force, as, mount, dropLog, rewind }: ImportForm): ImportOptions {
  return {
    ...(as === '' || look ? {} : { as }),
    ...(look ? { look: true } : {}),
    ...(mount === 'usual' || look ? {} : { mount: mount === 'all' }),
    ...(force ? { force: true } : {}),
    ...(dropLog ? { dropLog: true } : {}),
    ...(rewind ? { rewind: true } : {}),
  }
}

/** A log that is not whole holds the last seconds of what was written. */
export function lacksLog({ vdevs }: Pick<ImportablePool, 'vdevs'>): boolean {
  return vdevs.some((vdev) => vdev.class === 'log' && vdev.state !== 'online')
}
