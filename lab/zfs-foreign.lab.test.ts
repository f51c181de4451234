import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { ProblemError } from '../src/domain/problem.ts'
import { createPool } from './testing/make-pool.ts'
import { destroyDataset } from '../src/host/zfs/destroy-dataset.ts'
import { destroySnapshots } from '../src/host/zfs/destroy-snapshots.ts'
import { listHolds } from '../src/host/zfs/holds.ts'
import { listDatasets } from '../src/host/zfs/list-datasets.ts'
import { listSnapshots } from '../src/host/zfs/list-snapshots.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { dataset, pool, single } from './testing/zfs-names.ts'

/** A dataset of a random tree, whose it is, and its snapshots; a clone stands on a snapshot of an earlier one. */
interface Node {
  readonly below: number
  readonly ours: boolean
  readonly volume: boolean
  readonly cloneOf: number
  readonly snapshots: readonly { readonly ours: boolean; readonly held: boolean }[]
}

const node = fc.record<Node>({
  below: fc.nat(5),
  ours: fc.boolean(),
  volume: fc.boolean(),
  cloneOf: fc.nat(12),
  snapshots: fc.array(fc.record({ ours: fc.boolean(), held: fc.boolean() }), { maxLength: 3 }),
})

/** Names say whose it is; a blank in each keeps everybody honest. */
interface Planted {
  readonly name: string
  readonly ours: boolean
}

onEachLab('what is not ours', (lab) => {
  let zfs: Zfs
  let round = 0
  const sh = (script: string) => lab().runner.run(['sh', '-ec', script], { timeoutMs: 240_000 })

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await createPool(zfs, {
      name: pool('tank'),
      layout: { ashift: 12, groups: [single(1)] },
      rootProperties: { mountpoint: 'none' },
    })
  })

  test('stays, whatever is destroyed around it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(node, { minLength: 2, maxLength: 7 }), fc.nat(), async (nodes, order) => {
        const root = `tank/round ${round++}`
        const { script, planted } = plant(root, nodes)
        await sh(script)
        const before = await allBelow(zfs, root)
        const doomed = turned(
          before.filter(({ name }) => planted.some((one) => one.name === name && one.ours)),
          order,
        )
        for (const one of doomed) await tryToDestroy(zfs, one)
        const after = new Map((await allBelow(zfs, root)).map((one) => [one.name, one]))
        const foreign = before.filter(({ name }) => planted.some((one) => one.name === name && !one.ours))
        for (const one of foreign) expect(after.get(one.name)).toEqual(one)
        expect(after.get(root)).toEqual(before.find(({ name }) => name === root))
        await sh(
          `zfs list -Ho name -t snapshot -r '${root}' | while read -r s; do zfs release keep "$s" 2>/dev/null || true; done; zfs destroy -R '${root}'`,
        )
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })
})

/** The commands that make a tree, and what is in it. */
function plant(
  root: string,
  nodes: readonly Node[],
): { readonly script: string; readonly planted: readonly Planted[] } {
  const lines = [`zfs create '${root}'`]
  const planted: Planted[] = []
  const parents = [root]
  const points: string[] = []
  nodes.forEach((node, nth) => {
    const name = `${parents[node.below % parents.length] ?? root}/d ${nth}`
    const base = points[node.cloneOf]
    if (base !== undefined) lines.push(`zfs clone '${base}' '${name}'`)
    else if (node.volume) lines.push(`zfs create -s -V 16M -o volmode=none '${name}'`)
    else lines.push(`zfs create '${name}'`)
    planted.push({ name, ours: node.ours })
    if (base === undefined && !node.volume) parents.push(name)
    node.snapshots.forEach(({ ours, held }, which) => {
      const point = `${name}@s ${which}`
      lines.push(`zfs snapshot '${point}'`, ...(held ? [`zfs hold keep '${point}'`] : []))
      planted.push({ name: point, ours })
      points.push(point)
    })
  })
  return { script: lines.join('\n'), planted }
}

interface Found {
  readonly name: string
  readonly guid: string
  readonly origin: string
  readonly holds: readonly string[]
}

async function allBelow(zfs: Zfs, root: string): Promise<readonly Found[]> {
  const datasets = await listDatasets(zfs, { root: dataset(root), properties: ['origin'] })
  const snapshots = await listSnapshots(zfs, dataset(root), { below: true })
  const holds = await listHolds(
    zfs,
    snapshots.map(({ name }) => name),
  )
  return [
    ...datasets.map(({ name, guid, properties }) => ({
      name,
      guid,
      origin: properties.get('origin')?.value ?? '-',
      holds: [],
    })),
    ...snapshots.map(({ name, guid }) => ({
      name,
      guid,
      origin: '-',
      holds: holds.filter(({ snapshot }) => snapshot === name).map(({ tag }) => tag),
    })),
  ]
}

/** Refusals are fine here: something that is not ours, or not yet gone, is in the way. */
async function tryToDestroy(zfs: Zfs, { name, guid }: Found): Promise<void> {
  const [of = '', label] = name.split('@')
  try {
    if (label === undefined)
      await destroyDataset(zfs, { name: dataset(name), guid }, { sleep: () => Promise.resolve() })
    else {
      const own = (await listSnapshots(zfs, dataset(of))).filter(
        (one) => one.name === name && one.guid === guid,
      )
      await destroySnapshots(zfs, dataset(of), own)
    }
  } catch (error) {
    if (!(error instanceof ProblemError) || !['in_use', 'not_found'].includes(error.problems[0].code))
      throw error
  }
}

/** Another order for each number. */
function turned<T>(all: readonly T[], order: number): readonly T[] {
  return all
    .map((one, nth) => ({ one, at: (nth * 7919 + order) % (all.length + 1) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
