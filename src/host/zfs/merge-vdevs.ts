import type { Vdev } from '../../domain/pool.ts'
import { ZfsOutputError } from './output-error.ts'

/**
 * The names of one look and the guids and states of another, for vdevs that ZFS does not find by their names: of a dRAID it then
 * tells neither guid nor state (zfs#18431). Asked for by guid, it does.
 */
export function mergedByPlace(named: readonly Vdev[], byGuid: readonly Vdev[]): readonly Vdev[] {
  if (named.length !== byGuid.length)
    throw new ZfsOutputError('the pool changed between two looks at it: its devices are not the same')
  return named.map((vdev, nth) => {
    const other = byGuid[nth]
    const children = 'children' in vdev ? vdev.children : []
    const others = other !== undefined && 'children' in other ? other.children : []
    const head = vdev.guid === '' && other !== undefined ? { guid: other.guid, state: other.state } : {}
    return 'children' in vdev
      ? { ...vdev, ...head, children: mergedByPlace(children, others) }
      : { ...vdev, ...head }
  })
}
