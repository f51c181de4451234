import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { setClock } from './power.ts'
import { tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000

interface Point {
  readonly id: string
  readonly by: string
}

// What policies ask for becomes true by itself: nobody takes or removes a snapshot in here but the daemon.
onEachLab('policies on a store in a pool', (lab) => {
  let kisted: KistedInside
  const sh = async (script: string) => (await lab().runner.run(['sh', '-c', script])).stdout.trim()
  const points = async (vm: string) => (await kisted.json('snapshot', 'list', vm)) as { snapshots: Point[] }
  const made = async (vm: string) => (await points(vm)).snapshots.filter(({ by }) => by === 'policy')

  beforeAll(async () => {
    await lab().runner.run(tankWords)
    kisted = await startKisted(lab())
    await kisted.kiste('store', 'create', 'tank')
    await kisted.kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
    for (const vm of ['web', 'db'])
      await kisted.kiste('vm', 'create', vm, ...tinyVm, '--store', 'tank', '--no-start')
  }, limitMs)
  afterAll(() => kisted.stop())

  test(
    'all VMs that are due are taken by one zfs snapshot',
    async () => {
      await kisted.kiste(
        'policy',
        'set',
        '--store',
        'tank',
        '--rules',
        'every 1 min, keep 2',
        '--zone',
        'UTC',
      )
      const [first, second] = await until('both have one', async () => {
        const found = await Promise.all([made('web'), made('db')])
        return found.every((list) => list.length > 0) ? found : undefined
      })
      expect(first?.[0]?.id).toBe(second?.[0]?.id)
      const taken = await sh('zpool history tank')
      const line = taken.split('\n').find((one) => one.includes(`@${first?.[0]?.id}`)) ?? taken
      expect(line).toContain('tank/kiste/web')
      expect(line).toContain('tank/kiste/db')
    },
    limitMs,
  )

  test(
    'what no rule keeps goes; what a person made or held stays',
    async () => {
      await kisted.kiste('snapshot', 'create', 'web', '--name', 'mine')
      const [held] = await made('web')
      await kisted.kiste('snapshot', 'hold', 'web', held?.id ?? '', 'audit')
      await until('the first of db has gone', async () =>
        (await made('db')).every(({ id }) => id !== held?.id) ? true : undefined,
      )
      const left = (await points('web')).snapshots.map(({ id }) => id)
      expect(left).toContain('mine')
      expect(left).toContain(held?.id)
      expect((await made('db')).length).toBeLessThanOrEqual(3)
    },
    limitMs,
  )

  test(
    'a clock that jumps a year ahead makes none of them go',
    async () => {
      const before = (await made('db')).map(({ id }) => id)
      await setClock(lab(), new Date(Date.now() + 366 * 86_400_000))
      await until('the doubt is said', async () => {
        const { doubt } = (await kisted.json('policy', 'show', 'db')) as { doubt?: { because: string } }
        return doubt?.because === 'ahead' ? true : undefined
      })
      await until('one more was taken', async () =>
        (await made('db')).length > before.length ? true : undefined,
      )
      expect((await made('db')).map(({ id }) => id)).toEqual(expect.arrayContaining(before))
      await setClock(lab(), new Date())
      await kisted.kiste('policy', 'clear', '--store', 'tank')
    },
    limitMs,
  )
})
