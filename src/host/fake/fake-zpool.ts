import { featuresIn } from '../../domain/pool-settings.ts'
import { flattenVdevs, type Pool, type Vdev, type VdevTrim } from '../../domain/pool.ts'
import type { Fake } from './fake.ts'
import { vdevsOf } from './fake-layout.ts'
import { changed, groupOf, isNamed, leafOn, replacing, settled } from './fake-vdevs.ts'
import { change, drivesOf, freeDrive, poolOn, poolProblem, poolsOf, thePool } from './fake-pool-world.ts'
import { keyCommand } from './fake-pool-keys.ts'
import { leaving } from './fake-pool-leaving.ts'
import { makePool } from './fake-pool-made.ts'
import { inheritSetting, putSetting } from './fake-pool-settings.ts'
import type { World } from './world.ts'

/** What a command gets: the words before `--`, and those after it. */
export interface Words {
  readonly options: readonly string[]
  readonly operands: readonly string[]
  readonly secret?: string | undefined
}

export type Verb = (fake: Fake, words: Words) => void

/** What each command of a plan does to the fake world. Refusals are those ZFS gives most. */
const verbs: Readonly<Record<string, Verb>> = {
  ...leaving,
  create: makePool,
  add({ world }, { operands: [name = '', ...layout] }) {
    const kept = thePool(world, name)
    const vdevs = vdevsOf(world, name, layout, kept.pool.vdevs.length)
    change(kept, { vdevs: [...kept.pool.vdevs, ...vdevs] })
  },
  attach(fake, { operands: [name = '', to = '', path = ''] }) {
    const kept = thePool(fake.world, name)
    const target = theVdev(kept.pool, to)
    const fresh = leafOn(freeDrive(fake.world, path, name), name, target.class)
    if ('children' in target && target.kind === 'raidz') {
      const vdevs = changed(kept.pool.vdevs, is(target), () => [
        { ...target, children: [...target.children, fresh] },
      ])
      const totalBytes = kept.pool.allocatedBytes
      const expansion = {
        state: 'running',
        vdev: target.name,
        doneBytes: 0,
        totalBytes,
        startedAt: at(fake),
      } as const
      return change(kept, { vdevs, expansion })
    }
    const above = flattenVdevs(kept.pool.vdevs).find(
      (vdev) => 'children' in vdev && vdev.kind === 'mirror' && vdev.children.includes(target),
    )
    const index = kept.pool.vdevs.findIndex((vdev) => vdev === target || vdev === above)
    const mirror =
      above !== undefined && 'children' in above
        ? { ...above, children: [...above.children, fresh] }
        : groupOf('mirror', [target, fresh], target.class, index, name)
    change(kept, {
      vdevs: changed(kept.pool.vdevs, is(above ?? target), () => [mirror]),
      scan: rebuilding(fake, kept.pool),
    })
  },
  replace(fake, { operands: [name = '', old = '', path = ''] }) {
    const kept = thePool(fake.world, name)
    const target = theVdev(kept.pool, old)
    const spare = kept.pool.vdevs.find((vdev) => vdev.class === 'spare' && isNamed(vdev, path))
    if (spare) change(kept, { vdevs: kept.pool.vdevs.filter((vdev) => vdev !== spare) })
    const fresh = leafOn(freeDrive(fake.world, path, name), name, target.class)
    const vdevs = changed(kept.pool.vdevs, is(target), () => [replacing(target, fresh, name)])
    change(kept, { vdevs, scan: rebuilding(fake, kept.pool) })
  },
  detach(fake, { operands: [name = '', device = ''] }) {
    const kept = thePool(fake.world, name)
    const target = theVdev(kept.pool, device)
    const vdevs = changed(kept.pool.vdevs, is(target), () => [])
    if (vdevs.length < kept.pool.vdevs.length)
      throw poolProblem(
        'in_use',
        name,
        `Pool ${name} could not be changed: without this device data would be lost.`,
      )
    const running = kept.pool.scan.state === 'running' && kept.pool.scan.what === 'resilver'
    const rebuilds = flattenVdevs(vdevs).some((vdev) => vdev.kind === 'replacing')
    change(kept, {
      vdevs,
      ...(running && !rebuilds ? { scan: { state: 'cancelled', what: 'resilver', endedAt: at(fake) } } : {}),
    })
  },
  offline: ({ world }, { operands: [name = '', device = ''] }) => setState(world, name, device, 'offline'),
  online({ world }, { options, operands: [name = '', device = ''] }) {
    const kept = thePool(world, name)
    const target = theVdev(kept.pool, device)
    const drive = drivesOf(world).find(
      (one) => 'path' in target && target.path.startsWith(`${one.byIdPath ?? ' '}-`),
    )
    if (!drive)
      throw poolProblem(
        'not_found',
        name,
        `Pool ${name} could not be changed: a device is not there (${device}: No such file or directory).`,
      )
    const size = options.includes('-e') ? { sizeBytes: leafOn(drive, name, target.class).sizeBytes } : {}
    const vdevs = changed(kept.pool.vdevs, is(target), (vdev) => [{ ...vdev, ...size, state: 'online' }])
    change(kept, { vdevs })
  },
  scrub(fake, { options: [option], operands: [name = ''] }) {
    const kept = thePool(fake.world, name)
    const { scan, allocatedBytes } = kept.pool
    const runs = scan.state === 'running' && scan.what === 'scrub'
    if (option === '-p' && runs) return change(kept, { scan: { ...scan, paused: true } })
    if (option === '-s' && runs)
      return change(kept, { scan: { state: 'cancelled', what: 'scrub', endedAt: at(fake) } })
    if (option !== undefined)
      throw poolProblem(
        'wrong_state',
        name,
        `Pool ${name} could not be changed: there is nothing of the kind going on.`,
      )
    if (runs && !scan.paused)
      throw poolProblem(
        'wrong_state',
        name,
        `Pool ${name} could not be scrubbed: something else goes on in the pool (currently scrubbing).`,
      )
    change(kept, {
      scan: runs ? { ...scan, paused: false } : { ...working(fake, allocatedBytes), what: 'scrub' },
    })
  },
  trim({ world }, { options: [option], operands: [name = ''] }) {
    const kept = thePool(world, name)
    const vdevs = changed(
      kept.pool.vdevs,
      (vdev) => 'trim' in vdev && vdev.trim?.state !== 'unsupported',
      (vdev) => [{ ...vdev, trim: trimAfter(option, vdev) } as Vdev],
    )
    change(kept, { vdevs })
  },
  clear({ world }, { operands: [name = ''] }) {
    const kept = thePool(world, name)
    const errors = { read: 0, write: 0, checksum: 0 }
    const vdevs = changed(
      kept.pool.vdevs,
      (vdev) => 'path' in vdev,
      (vdev) => [{ ...vdev, errors }],
    )
    change(kept, { vdevs, state: 'online' })
  },
  checkpoint(fake, { options, operands: [name = ''] }) {
    const checkpoint = options.includes('-d')
      ? ({ state: 'none' } as const)
      : ({ state: 'exists', createdAt: at(fake), sizeBytes: 65_536 } as const)
    change(thePool(fake.world, name), { checkpoint })
  },
  upgrade({ world }, { operands: [name = ''] }) {
    const kept = thePool(world, name)
    for (const [feature, state] of Object.entries(featuresIn(kept.settings)))
      if (state === 'disabled') kept.settings.pool[`feature@${feature}`] = { value: 'enabled', local: true }
  },
  labelclear({ world }, { operands: [path = ''] }) {
    const drive = drivesOf(world).find((one) => path.startsWith(one.byIdPath ?? ' '))
    const user = drive && poolOn(world, drive)
    if (user && !user.imported) delete poolsOf(world)[user.pool.guid]
  },
}

/** Only what runs is paused, and goes on from there. */
function trimAfter(option: string | undefined, vdev: Vdev): VdevTrim {
  const trim = 'trim' in vdev ? vdev.trim : undefined
  const percent = trim?.state === 'running' || trim?.state === 'suspended' ? trim.percent : undefined
  if (option === '-c') return percent === undefined && trim !== undefined ? trim : { state: 'untrimmed' }
  if (option === '-s')
    return percent === undefined ? (trim ?? { state: 'untrimmed' }) : { state: 'suspended', percent }
  return { state: 'running', percent: percent ?? 0 }
}

/** Does what a command of a plan does. */
export function runCommand(fake: Fake, argv: readonly string[], secret?: string): void {
  const [program, verb = '', ...rest] = argv
  const { world } = fake
  if (program === 'wipefs') return wipe(world, argv.at(-1) ?? '')
  if (verb === 'set') return putSetting(world, program === 'zfs' ? 'dataset' : 'pool', rest)
  if (program === 'zfs' && verb === 'inherit') {
    const [property = '', name = ''] = rest
    return inheritSetting(world, property, name)
  }
  const end = rest.indexOf('--')
  if (program === 'zfs') return keyCommand(world, verb, rest.slice(0, end), rest.at(-1) ?? '', secret)
  const act = verbs[verb]
  if (!act || end < 0) throw new TypeError(`the fake host does not know: ${argv.join(' ')}`)
  act(fake, { options: rest.slice(0, end), operands: rest.slice(end + 1), secret })
}

function wipe(world: World, path: string): void {
  const drive = drivesOf(world).find((one) => one.paths.includes(path))
  if (!drive)
    throw poolProblem('not_found', path, `Drive ${path} could not be erased: it does not exist (any more).`)
  const user = poolOn(world, drive)
  if (user?.imported)
    throw poolProblem(
      'in_use',
      user.pool.name,
      `Drive ${path} could not be erased: a device is in use (it is part of active pool '${user.pool.name}').`,
    )
  if (user) delete poolsOf(world)[user.pool.guid]
  Object.assign(drive, { uses: [] })
}

function setState(world: World, name: string, device: string, state: Vdev['state']): void {
  const kept = thePool(world, name)
  const vdevs = changed(kept.pool.vdevs, is(theVdev(kept.pool, device)), (vdev) => [{ ...vdev, state }])
  const after = settled({ ...kept.pool, vdevs })
  if (after.state === 'suspended')
    throw poolProblem(
      'in_use',
      name,
      `Pool ${name} could not be changed: without this device data would be lost.`,
    )
  kept.pool = after
}

function theVdev(pool: Pool, named: string): Vdev {
  const found = flattenVdevs(pool.vdevs).find((vdev) => isNamed(vdev, named))
  if (found) return found
  throw poolProblem('not_found', pool.name, `Pool ${pool.name} has no device ${named}.`)
}

const is = (one: Vdev) => (other: Vdev) => other.guid === one.guid

function at(fake: Fake): string {
  return fake.time.now().toISOString()
}

function working(fake: Fake, totalBytes: number) {
  return {
    state: 'running',
    startedAt: at(fake),
    paused: false,
    doneBytes: 0,
    totalBytes,
    bytesPerSecond: 0,
    secondsLeft: null,
    repairedBytes: 0,
  } as const
}

function rebuilding(fake: Fake, pool: Pool) {
  return { ...working(fake, pool.allocatedBytes), what: 'resilver' } as const
}
