import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { pullDisk } from './disks.ts'
import { replaceHost } from './replace-host.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { guestLimitMs, untilGuestUp } from './testing/guest-up.ts'
import { inGuest } from './testing/in-guest.ts'
import { onGuestData } from './testing/guest-data.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

// What Kiste is for, in one story: four bare disks become a pool, an image becomes a VM, the VM breaks and is back, a disk dies and the
// doctor says what to do, the host dies and another one takes over. All through the daemon and the CLI, as people do it. Each test goes
// on with what the one before left.
const policy = 'daily at 03:00, keep 14'

onEachLab(
  'from bare disks to another host',
  (lab) => {
    let kisted: KistedInside
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
    const kiste = (...argv: string[]) => kisted.kiste(...argv)
    const inWeb = (script: string) => inGuest(kisted, 'web', script)
    const untilUp = () => untilGuestUp(kisted, 'web')
    const branches = async () =>
      ((await kisted.json('branch', 'list', 'web')) as { id: string; current: boolean }[]).map(
        ({ id, current }) => `${current ? '*' : ''}${id}`,
      )

    beforeAll(async () => {
      kisted = await startKisted(lab())
    }, guestLimitMs)
    afterAll(async () => {
      await run('sh', '-c', 'for vm in $(virsh list --name); do virsh destroy "$vm"; done')
      await kisted.stop()
    }, guestLimitMs)

    test(
      'four bare disks become a pool, and the pool a store',
      async () => {
        const disks = [1, 2, 3, 4].map((number) => `lab-disk-${number}`)
        expect(await kiste('pool', 'create', 'tank', ...disks, '--dry-run')).toContain('zpool create')
        expect(await kiste('pool', 'create', 'tank', ...disks, '-y')).toContain('The pool tank is there.')
        await kiste('store', 'create', 'tank')
        expect(await run('zpool', 'list', '-H', '-o', 'name,health')).toBe('tank\tONLINE')
      },
      guestLimitMs,
    )

    test(
      'an image becomes a VM that boots from the pool',
      async () => {
        await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
        await kiste('vm', 'create', 'web', '--store', 'tank', ...tinyVm)
        await untilUp()
        expect(await inWeb('echo one >/data/text; sync; cat /data/text')).toBe('one')
      },
      guestLimitMs,
    )

    test(
      'with a policy, it is snapshotted by itself',
      async () => {
        await kiste('policy', 'set', 'web', '--rules', policy)
        const first = await until('the first snapshot of its policy', async () => {
          const { snapshots } = (await kisted.json('snapshot', 'list', 'web')) as {
            snapshots: readonly { by: string; consistency: string }[]
          }
          return snapshots.find(({ by }) => by === 'policy')
        })
        expect(['crash', 'filesystem']).toContain(first.consistency)
      },
      guestLimitMs,
    )

    test(
      'a plain snapshot, a change, a snapshot with RAM, and a change that breaks it all',
      async () => {
        await kiste('snapshot', 'create', 'web', '--name', 'plain')
        await inWeb('echo two >/data/text; sync; echo kept >/tmp/in-ram')
        await kiste('snapshot', 'create', 'web', '--ram', '--name', 'warm')
        await inWeb('echo broken >/data/text; sync; rm /tmp/in-ram')
        const list = await kiste('snapshot', 'list', 'web')
        expect(list).toContain('plain')
        expect(list).toContain('warm')
      },
      guestLimitMs,
    )

    test(
      'back into the middle of it: the RAM is what it was, and nothing has to boot',
      async () => {
        await kiste('snapshot', 'rollback', 'web', 'warm', '--branch', 'mended', '--force')
        expect(await inWeb('cat /data/text /tmp/in-ram')).toBe('two\nkept')
        expect(await branches()).toEqual(['main', '*mended'])
      },
      guestLimitMs,
    )

    test(
      'a disk is pulled; what the doctor says is typed, and mends the pool while the VM runs on',
      async () => {
        await pullDisk(lab(), 'lab-disk-3')
        await inWeb('dd if=/dev/zero of=/data/more bs=1M count=4; sync')
        const ill = await until('the doctor has seen it', async () => {
          const report = await kisted.doctor('tank')
          return report.verdict === 'fail' ? report : undefined
        })
        expect(ill.devices.map((device) => device.serial)).toEqual(['lab-disk-3'])
        const replace = ill.next.find((remedy) => remedy.kind === 'replace')
        const [program, ...words] = (replace?.text ?? '').split(' ')
        expect(program).toBe('kiste')
        expect(await kiste(...words, '-y')).toContain('Done: Replace')
        expect(await kisted.doctor('tank')).toMatchObject({ verdict: 'ok', devices: [] })
        expect(await inWeb('cat /data/text')).toBe('two')
      },
      guestLimitMs,
    )

    test(
      'to the branch that broke and back again: each is as it was left',
      async () => {
        await inWeb('echo mended >/data/text; sync')
        await kiste('branch', 'switch', 'web', 'main', '--force', '--no-start')
        expect(await textOnDisk()).toBe('broken')
        await kiste('branch', 'switch', 'web', 'mended')
        expect(await textOnDisk()).toBe('mended')
        await kiste('branch', 'switch', 'web', 'main')
        await kiste('branch', 'switch', 'web', 'mended')
        expect(await textOnDisk()).toBe('mended')
        expect(await branches()).toEqual(['main', '*mended'])
      },
      guestLimitMs,
    )

    test(
      'a single file is copied out of a snapshot',
      async () => {
        const { fileSystems } = (await kisted.json('snapshot', 'files', 'web', 'plain')) as FilesShown
        const data = fileSystems.find(({ kind }) => kind === 'ext4')
        expect(data).toBeDefined()
        const from = ['snapshot', 'copy', 'web', 'plain:/text', '-', '--in', data?.id ?? '']
        expect(await kiste(...from)).toBe('one')
      },
      guestLimitMs,
    )

    test(
      'the host is thrown away; a new one takes the pool in, and the VM is back with all its past',
      async () => {
        await replaceHost(lab())
        kisted = await startKisted(lab())
        expect(await kiste('vm', 'list')).not.toContain('web')
        expect(await kiste('pool', 'import')).toContain('tank')
        await kiste('pool', 'import', 'tank', '--force')
        await kiste('adopt', 'tank')
        expect(await branches()).toEqual(['main', '*mended'])
        const list = await kiste('snapshot', 'list', 'web')
        expect(list).toContain('plain')
        expect(list).toContain('warm')
        expect(await kiste('policy', 'show', 'web')).toContain(policy)
        await kiste('vm', 'start', 'web')
        await untilUp()
        expect(await inWeb('cat /data/text')).toBe('mended')
      },
      guestLimitMs,
    )

    /** What the guest, whose plug was pulled, has written; its journal is played back. */
    function textOnDisk(): Promise<string> {
      return run('sh', '-c', onGuestData('web', 'cat /mnt/text'))
    }
  },
  { only: ['zfs-2.3'] },
)

interface FilesShown {
  readonly fileSystems: readonly { readonly id: string; readonly kind: string }[]
}
