import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { diskPath } from './disks.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { guestLimitMs, untilGuestUp } from './testing/guest-up.ts'
import { inGuest } from './testing/in-guest.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

// One story, and once: a guest on a volume, through the daemon and the CLI as people use them.
onEachLab(
  'a guest that boots from a store in a pool',
  (lab) => {
    let kisted: KistedInside
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
    const kiste = (...argv: string[]) => kisted.kiste(...argv)
    const inWeb = (script: string) => inGuest(kisted, 'web', script)
    const isUp = () => untilGuestUp(kisted, 'web')

    beforeAll(async () => {
      await run('zpool', 'create', '-f', 'tank', diskPath('lab-disk-1'))
      kisted = await startKisted(lab())
      await kiste('store', 'create', 'tank')
      await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
    }, guestLimitMs)
    afterAll(async () => {
      await run('sh', '-c', 'for vm in $(virsh list --name); do virsh destroy "$vm"; done')
      await kisted.stop()
    })

    test(
      'boots, writes, is taken while it runs, and writes on',
      async () => {
        await kiste('vm', 'create', 'web', ...tinyVm)
        await isUp()
        await inWeb('echo one >/data/text; sync')
        await kiste('snapshot', 'create', 'web', '--name', 's1')
        await inWeb('echo two >/data/text; sync')
        expect(await inWeb('cat /data/text')).toBe('two')
      },
      guestLimitMs,
    )

    test(
      'gets one more disk, and a larger one, while it runs',
      async () => {
        await kiste('disk', 'add', 'web', 'data', '--size', '64M')
        await guestSees(64)
        await kiste('disk', 'grow', 'web', 'data', '--size', '128M')
        await guestSees(128)
        await kiste('disk', 'remove', 'web', 'data', '--now', '-y')
        expect(await run('zfs', 'list', '-H', '-o', 'name', '-r', 'tank/kiste/web')).toBe(
          'tank/kiste/web\ntank/kiste/web/root',
        )
      },
      guestLimitMs,
    )

    test(
      'goes back, boots from what it was, and nothing newer is lost',
      async () => {
        await kiste('vm', 'stop', 'web', '--force')
        await kiste('snapshot', 'rollback', 'web', 's1', '--branch', 'again', '--start')
        await isUp()
        expect(await inWeb('cat /data/text')).toBe('one')
        await kiste('vm', 'stop', 'web', '--force')
        await kiste('branch', 'switch', 'web', 'main', '--start')
        await isUp()
        expect(await inWeb('cat /data/text')).toBe('two')
      },
      2 * guestLimitMs,
    )

    /** A kernel takes its time over a disk that comes or grows under it. */
    async function guestSees(sizeMiB: number): Promise<void> {
      let seen = ''
      await until(
        `web sees its second disk with ${sizeMiB} MiB`,
        async () => {
          seen = await inWeb('cat /sys/block/vdb/size || true')
          return seen === `${sizeMiB * 2048}` ? true : undefined
        },
        { lastSeen: () => seen },
      )
    }
  },
  { only: ['zfs-2.3'] },
)
