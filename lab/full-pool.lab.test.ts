import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000

// One story: a pool in which nothing is free any more. What makes more of it is refused and leaves nothing behind, what frees some works.
onEachLab('a pool that is full', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const kiste = (...argv: string[]) => kisted.kiste(...argv)
  const names = async (...types: string[]) =>
    (await run('zfs', 'list', '-H', '-o', 'name', '-t', types.join(','), '-r', 'small/kiste')).split('\n')
  const reserveBytes = async () =>
    Number(await run('zfs', 'get', '-Hp', '-o', 'value', 'refreservation', 'small/kiste/.reserve'))
  const freeBytes = async () =>
    Number(await run('zfs', 'get', '-Hp', '-o', 'value', 'available', 'small/kiste'))

  beforeAll(async () => {
    // A root disk has 1 GiB, and must fit by its size.
    await sh('truncate -s 1600M /root/small.raw && zpool create -o ashift=12 small /root/small.raw')
    kisted = await startKisted(lab())
    await kiste('store', 'create', 'small')
    await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
    for (const vm of ['web', 'old'])
      await kiste('vm', 'create', vm, '--store', 'small', '--no-start', ...tinyVm)
    await kiste('snapshot', 'create', 'web', '--name', 'before')
    await sh(
      'zfs create -o compression=off small/fill; dd if=/dev/zero of=/small/fill/all bs=1M status=none || true; zpool sync small',
    )
    await until('nothing is free', async () => ((await freeBytes()) === 0 ? true : undefined))
  }, limitMs)
  afterAll(async () => {
    await kisted.stop()
    await sh('zpool destroy -f small; rm -f /root/small.raw')
  }, limitMs)

  test(
    'it is told, with what to do',
    async () => {
      const { checks } = (await kisted.json('doctor')) as { checks: { state: string; summary: string }[] }
      expect(JSON.stringify(checks)).toContain('The store small is 100 % full')
      expect((await kisted.doctor('small')).verdict).not.toBe('ok')
    },
    limitMs,
  )

  test(
    'a new VM is refused, and nothing of it stays',
    async () => {
      const [before, defined] = [
        await names('filesystem', 'volume'),
        await run('virsh', 'list', '--all', '--name'),
      ]
      const { said } = await kisted.refused(
        'vm',
        'create',
        'more',
        '--store',
        'small',
        '--no-start',
        ...tinyVm,
      )
      expect(said).toMatch(/can be at most|space|full/)
      expect(await names('filesystem', 'volume')).toEqual(before)
      expect(await run('virsh', 'list', '--all', '--name')).toBe(defined)
    },
    limitMs,
  )

  test(
    'a snapshot is taken of all of a VM or of nothing of it',
    async () => {
      const taken = await kisted.kiste('snapshot', 'create', 'web', '--name', 'late').then(
        () => true,
        (error: unknown) => {
          expect(String(error)).toMatch(/space|full/)
          return false
        },
      )
      const late = (await names('snapshot')).filter((name) => name.endsWith('@late'))
      expect(late.toSorted()).toEqual(taken ? ['small/kiste/web/root@late', 'small/kiste/web@late'] : [])
    },
    limitMs,
  )

  test(
    'what is in it is deleted, brought back, and removed for good',
    async () => {
      await kiste('vm', 'delete', 'old', '-y')
      await kiste('bin', 'restore', 'old')
      await kiste('vm', 'delete', 'old', '-y')
      await kiste('bin', 'purge', 'old', '-y')
      await kiste('snapshot', 'remove', 'web', 'before', '-y')
      const left = await names('filesystem', 'volume', 'snapshot')
      expect(left.filter((name) => /\/old\b|@before$/.test(name))).toEqual([])
    },
    limitMs,
  )

  test(
    'with room again all goes on, and what is set aside is set aside',
    async () => {
      await sh('rm /small/fill/all; zpool sync small')
      await until('there is room', async () => ((await freeBytes()) > 2 ** 28 ? true : undefined))
      await kiste('vm', 'create', 'more', '--store', 'small', '--no-start', ...tinyVm)
      await kiste('snapshot', 'create', 'web', '--name', 'after')
      await kiste('vm', 'delete', 'web', '--now', '-y')
      expect(await reserveBytes()).toBeGreaterThanOrEqual(32 * 2 ** 20)
    },
    limitMs,
  )
})
