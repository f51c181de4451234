import { afterAll, beforeAll, expect, test } from 'vitest'
import { tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'

const limitMs = 600_000

// Ways of pools that only real OpenZFS shows, through the daemon and the CLI as people use them.
onEachLab('ways of pools, as people use them', (lab) => {
  let kisted: KistedInside
  const sh = async (script: string) => (await lab().runner.run(['sh', '-c', script])).stdout.trim()
  const kiste = (...argv: string[]) => kisted.kiste(...argv)

  beforeAll(async () => {
    await lab().runner.run(tankWords)
    await sh('zfs create tank/films')
    kisted = await startKisted(lab())
  }, limitMs)
  afterAll(() => kisted.stop())

  test(
    'one dataset of a pool is set, and the others are not',
    async () => {
      await kiste('pool', 'set', 'tank', 'compression=zstd', '--dataset', 'tank/films')
      expect(await sh('zfs get -H -o value compression tank/films')).toBe('zstd')
      expect(await sh('zfs get -H -o value compression tank')).not.toBe('zstd')
      expect(
        await kisted.refused('pool', 'set', 'tank', 'compression=zstd', '--dataset', 'tank/none'),
      ).toMatchObject({
        code: 3,
      })
    },
    limitMs,
  )

  test(
    'a pool goes back to its checkpoint as it is imported',
    async () => {
      await sh('echo before >/tank/films/one')
      await kiste('pool', 'checkpoint', 'tank')
      await sh('echo after >/tank/films/one; zfs create tank/later')
      await kiste('pool', 'export', 'tank')
      await kiste('pool', 'import', 'tank', '--rewind', '--look', '--yes')
      expect(await sh('zfs list -H -o name -r tank')).not.toContain('tank/later')
      await kiste('pool', 'export', 'tank')
      await kiste('pool', 'import', 'tank', '--rewind', '--mount', '--yes')
      expect(await sh('cat /tank/films/one')).toBe('before')
      expect(await sh('zfs list -H -o name -r tank')).not.toContain('tank/later')
    },
    limitMs,
  )

  test(
    'a mirror is split into two pools, and the new one can be imported at once',
    async () => {
      await kiste('pool', 'split', 'tank', 'twin', '--accept-no-redundancy', '--yes')
      await kiste('pool', 'import', 'twin')
      expect(await sh('zpool list -H -o name,health | sort')).toBe('tank\tONLINE\ntwin\tONLINE')
    },
    limitMs,
  )
})
