import { flattenVdevs, type Vdev } from '../../domain/pool.ts'
import { freshPool } from './fake-pool-made.ts'
import { lock, mountEverything } from './fake-pool-mounts.ts'
import { change, importedPool, isEncrypted, poolProblem, poolsOf, thePool } from './fake-pool-world.ts'
import { isNamed } from './fake-vdevs.ts'
import type { Verb } from './fake-zpool.ts'

/** How vdevs leave pools, and pools leave the host and come back. */
export const leaving: Readonly<Record<string, Verb>> = {
  remove(fake, { options, operands: [name = '', named = ''] }) {
    const kept = thePool(fake.world, name)
    const at = fake.time.now().toISOString()
    if (options.includes('-s')) {
      const vdevs = kept.pool.vdevs.map(({ removing: _removing, ...vdev }) => vdev as Vdev)
      return change(kept, { vdevs, removal: { state: 'cancelled', endedAt: at } })
    }
    const target = kept.pool.vdevs.find((vdev) => isNamed(vdev, named))
    if (!target) throw poolProblem('not_found', name, `Pool ${name} has no device ${named}.`)
    const helper = target.class === 'log' || target.class === 'l2cache' || target.class === 'spare'
    if (helper) return change(kept, { vdevs: kept.pool.vdevs.filter((vdev) => vdev !== target) })
    change(kept, {
      vdevs: kept.pool.vdevs.map((vdev) => (vdev === target ? { ...vdev, removing: true } : vdev)),
      removal: {
        state: 'running',
        doneBytes: 0,
        totalBytes: target.space?.allocatedBytes ?? 0,
        startedAt: at,
      },
    })
  },
  split({ world }, { operands: [name = '', newName = ''] }) {
    const kept = thePool(world, name)
    const taken: Vdev[] = []
    const vdevs = kept.pool.vdevs.map((vdev) => {
      if (vdev.kind !== 'mirror') return vdev
      const last = vdev.children.at(-1)
      if (last) taken.push(last)
      const children = vdev.children.slice(0, -1)
      const [only] = children
      return children.length === 1 && only ? only : { ...vdev, children }
    })
    change(kept, { vdevs })
    const made = freshPool(newName, taken)
    poolsOf(world)[made.pool.guid] = { ...made, imported: false }
  },
  export({ world }, { operands: [name = ''] }) {
    const kept = thePool(world, name)
    const holder = kept.heldBy?.[0]
    if (holder) throw poolProblem('in_use', name, `Pool ${name} could not be exported: something uses it.`)
    kept.imported = false
    change(kept, { readOnly: false })
  },
  destroy({ world }, { operands: [name = ''] }) {
    const kept = thePool(world, name)
    // One that was made a moment ago and is taken back leaves nothing to find.
    if (
      kept.mark !== undefined &&
      flattenVdevs(kept.pool.vdevs).length > 0 &&
      kept.pool.allocatedBytes <= 524_288
    )
      delete poolsOf(world)[kept.pool.guid]
    else Object.assign(kept, { imported: false, destroyed: true })
  },
  import({ world }, { options, operands: [guid = '', newName] }) {
    const kept = poolsOf(world)[guid]
    if (!kept || kept.imported || (kept.destroyed === true) !== options.includes('-D'))
      throw poolProblem(
        'not_found',
        guid,
        `Pool ${guid} could not be imported: it does not exist (any more).`,
      )
    const name = newName ?? kept.pool.name
    if (importedPool(world, name))
      throw poolProblem(
        'already_exists',
        name,
        `Pool ${name} could not be imported: a pool of this name is imported.`,
      )
    if (kept.foreign && !options.includes('-f'))
      throw poolProblem(
        'in_use',
        name,
        `Pool ${name} could not be imported: pool was previously in use from another system.`,
      )
    const rewinds = options.includes('--rewind-to-checkpoint')
    const isLook = options.includes('readonly=on')
    if (rewinds && kept.pool.checkpoint.state !== 'exists')
      throw poolProblem('not_found', name, `Pool ${name} could not be imported: the pool has no checkpoint.`)
    // What the pool was at its checkpoint knows of none.
    if (rewinds && !isLook) change(kept, { checkpoint: { state: 'none' } })
    delete kept.destroyed
    kept.imported = true
    // What is encrypted comes without its key.
    if (isEncrypted(kept)) lock(kept)
    else mountEverything(kept)
    change(kept, { name, readOnly: isLook })
  },
}
