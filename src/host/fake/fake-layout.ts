import type { Vdev, VdevClass } from '../../domain/pool.ts'
import { freeDrive } from './fake-pool-world.ts'
import { groupOf, leafOn } from './fake-vdevs.ts'
import type { World } from './world.ts'

/** The vdevs that words such as `mirror A B log C` stand for. */
export function vdevsOf(
  world: World,
  pool: string,
  words: readonly string[],
  first: number,
): readonly Vdev[] {
  const classes: Readonly<Record<string, VdevClass>> = {
    special: 'special',
    dedup: 'dedup',
    log: 'log',
    cache: 'l2cache',
    spare: 'spare',
  }
  const made: Vdev[] = []
  let vdevClass: VdevClass = 'normal'
  let group: { readonly word: string; readonly members: Vdev[] } | undefined
  const close = () => {
    if (group) made.push(groupOf(group.word, group.members, vdevClass, first + made.length, pool))
    group = undefined
  }
  for (const word of words) {
    const next = classes[word]
    if (word.startsWith('/')) {
      const leaf = leafOn(freeDrive(world, word, pool), pool, vdevClass)
      if (group) group.members.push(leaf)
      else made.push(leaf)
    } else {
      close()
      if (next) vdevClass = next
      else group = { word, members: [] }
    }
  }
  close()
  return made
}
