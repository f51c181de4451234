import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onGuestData } from './testing/guest-data.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000

// One story: a store in a pool, through the daemon and the CLI as people use them. Each test goes on with what the one before left. No guest
// is waited for, as each takes minutes in here: what a disk holds is written and read while its VM is off. store-guest.lab.test.ts boots one.
onEachLab(
  'a store in a pool, as people use it',
  (lab) => {
    let kisted: KistedInside
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
    const sh = (script: string) => run('sh', '-c', script)
    const kiste = (...argv: string[]) => kisted.kiste(...argv)
    const create = (name: string, ...more: string[]) => kiste('vm', 'create', name, ...tinyVm, ...more)
    const datasets = async () => (await sh('zfs list -H -o name -r tank/kiste')).split('\n')
    const originOf = (dataset: string) => run('zfs', 'get', '-H', '-o', 'value', 'origin', dataset)
    const branches = async (vm: string) =>
      ((await kisted.json('branch', 'list', vm)) as { id: string; current: boolean }[]).map(
        ({ id, current }) => `${current ? '*' : ''}${id}`,
      )

    beforeAll(async () => {
      await run(...tankWords)
      await run('zfs', 'create', 'tank/photos')
      await sh('echo mine >/tank/photos/one; zfs snapshot tank/photos@before')
      kisted = await startKisted(lab())
    }, limitMs)
    afterAll(async () => {
      await sh('for vm in $(virsh list --name); do virsh destroy "$vm"; done')
      await kisted.stop()
    })

    test('there is no store in a pool until one is made; making it twice is once', async () => {
      expect(await storeNames(kisted)).toEqual(['local'])
      expect(await kiste('store', 'create', 'tank', '--dry-run')).toContain('zfs create')
      expect(await datasets().catch(() => [])).toEqual([])
      await kiste('store', 'create', 'tank')
      const made = await sh(
        'zfs get -r -H -o name,property,value,source all tank/kiste | grep -w local | sort',
      )
      await kiste('store', 'create', 'tank')
      const now = await sh(
        'zfs get -r -H -o name,property,value,source all tank/kiste | grep -w local | sort',
      )
      expect(now).toBe(made)
      expect(await storeNames(kisted)).toEqual(['local', 'tank'])
      expect(await kisted.refused('store', 'create', 'nopool')).toMatchObject({ code: 3 })
    })

    test(
      'an image becomes a VM whose disk is a clone of it',
      async () => {
        await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
        await create('web', '--disk', '256M')
        expect(await run('virsh', 'domstate', 'web')).toBe('running')
        expect(await run('virsh', 'domblklist', 'web', '--details')).toContain(
          '/dev/zvol/tank/kiste/web/root',
        )
        expect(await originOf('tank/kiste/web/root')).toMatch(/^tank\/kiste\/\.images\/tiny-\w{12}@image$/)
        await kiste('vm', 'stop', 'web', '--force')
        await writeOn('web', 'one')
      },
      limitMs,
    )

    test(
      'a snapshot, and back to it: what is newer stays as a branch',
      async () => {
        await kiste('snapshot', 'create', 'web', '--name', 's1')
        await writeOn('web', 'two')
        await kiste('snapshot', 'rollback', 'web', 's1', '--branch', 'again', '--start')
        expect(await branches('web')).toEqual(['main', '*again'])
        expect(await run('virsh', 'domstate', 'web')).toBe('running')
        await kiste('vm', 'stop', 'web', '--force')
        expect(await textOn('web')).toBe('one')
      },
      limitMs,
    )

    test(
      'branches switch back and forth',
      async () => {
        await kiste('branch', 'switch', 'web', 'main')
        expect(await textOn('web')).toBe('two')
        await kiste('branch', 'switch', 'web', 'again')
        expect(await textOn('web')).toBe('one')
        await kiste('branch', 'switch', 'web', 'main')
        expect(await branches('web')).toEqual(['*main', 'again'])
      },
      limitMs,
    )

    test(
      'a linked clone stands on its source, a full one alone',
      async () => {
        await kiste('vm', 'clone', 'web', 'linked')
        await kiste('vm', 'clone', 'web', 'full', '--full')
        expect(await originOf('tank/kiste/linked/root')).toMatch(/^tank\/kiste\/web\/root@clone-/)
        expect(await originOf('tank/kiste/full/root')).toBe('-')
        expect([await textOn('linked'), await textOn('full')]).toEqual(['two', 'two'])
      },
      limitMs,
    )

    test(
      'a clone that runs leaves its source alone',
      async () => {
        await kiste('vm', 'start', 'linked')
        expect(await run('virsh', 'domstate', 'linked')).toBe('running')
        await kiste('vm', 'stop', 'linked', '--force')
        await writeOn('linked', 'three')
        expect(await textOn('web')).toBe('two')
      },
      limitMs,
    )

    test(
      'a link that leads to another disk and stays so keeps the VM from starting',
      async () => {
        const link = '/dev/zvol/tank/kiste/web/root'
        const other = await run('readlink', '-e', '/dev/zvol/tank/kiste/full/root')
        const udev = 'systemd-udevd-kernel.socket systemd-udevd-control.socket systemd-udevd.service'
        await sh(`systemctl stop ${udev}; ln -sfn ${other} ${link}`)
        try {
          const { said } = await kisted.refused('vm', 'start', 'web')
          expect(said).toContain(link)
          expect(await run('virsh', 'domstate', 'web')).toBe('shut off')
        } finally {
          await sh(`systemctl start ${udev}`)
        }
        await kiste('vm', 'start', 'web', '--no-wait')
        await until('it runs', async () =>
          (await run('virsh', 'domstate', 'web')) === 'running' ? true : undefined,
        )
        await kiste('vm', 'stop', 'web', '--force')
        expect(await run('readlink', '-e', link)).not.toBe(other)
      },
      limitMs,
    )

    test(
      'the bin keeps all of it, and a source may go before its clones',
      async () => {
        await kiste('vm', 'delete', 'web', '-y')
        expect(await datasets()).not.toContain('tank/kiste/web')
        await kiste('bin', 'restore', 'web')
        expect(await branches('web')).toEqual(['*main', 'again'])
        expect(await textOn('web')).toBe('two')
        await kiste('vm', 'delete', 'web', '--now', '-y')
        expect((await datasets()).filter((name) => name.includes('/web'))).toEqual([])
        expect(await textOn('linked')).toBe('three')
      },
      limitMs,
    )

    test(
      'what others do to it is seen and told',
      async () => {
        // Renamed: the path that the VM knows leads nowhere.
        await sh('zfs rename tank/kiste/full tank/kiste/moved')
        expect((await kisted.refused('vm', 'start', 'full')).said).not.toBe('')
        // A place is named after its VM again, as after virsh domrename.
        await until(
          'its place has its name again',
          async () => ((await datasets()).includes('tank/kiste/full/root') ? true : undefined),
          { timeoutMs: limitMs },
        )
        // Rolled back: the disk is as it was.
        await kiste('snapshot', 'create', 'full', '--name', 'f1')
        await writeOn('full', 'three')
        await sh('zfs rollback tank/kiste/full/root@f1')
        expect(await textOn('full')).toBe('two')
        expect(await kiste('snapshot', 'list', 'full')).toContain('f1')
        // Destroyed: the disk is not there, and no other is given.
        await sh('zfs destroy -r tank/kiste/full/root')
        const { said } = await kisted.refused('vm', 'start', 'full')
        expect(said).toContain('root')
        expect(await run('virsh', 'domstate', 'full')).toBe('shut off')
        await kiste('vm', 'delete', 'full', '--now', '-y')
      },
      limitMs,
    )

    test(
      'a daemon that starts again finds all of it, and so does a host that never knew it',
      async () => {
        await kisted.restart()
        expect(await storeNames(kisted)).toEqual(['local', 'tank'])
        await sh('virsh undefine linked')
        await sh('zpool export tank; zpool import tank')
        await kiste('adopt', 'tank')
        expect(await textOn('linked')).toBe('three')
        expect(((await kisted.json('vm', 'show', 'linked')) as { store: string }).store).toBe('tank')
        await kiste('vm', 'delete', 'linked', '--now', '-y')
      },
      limitMs,
    )

    test(
      'disks come and go, and a VM moves to the directory and back',
      async () => {
        const tooLarge = ['vm', 'create', 'large', ...tinyVm, '--disk', '1900M', '--thick', '--no-start']
        expect((await kisted.refused(...tooLarge)).said).toContain('set aside')
        await create('thick', '--disk', '256M', '--thick', '--no-start')
        expect(
          Number(await run('zfs', 'get', '-Hpo', 'value', 'refreservation', 'tank/kiste/thick/root')),
        ).toBeGreaterThan(256 * 2 ** 20)
        await kiste('vm', 'delete', 'thick', '--now', '-y')
        await create('small', '--no-start')
        await kiste('disk', 'add', 'small', 'data', '--size', '64M')
        await kiste('disk', 'grow', 'small', 'data', '--size', '128M')
        expect(await run('blockdev', '--getsize64', '/dev/zvol/tank/kiste/small/data')).toBe(
          `${128 * 2 ** 20}`,
        )
        await sh('echo kept >/dev/zvol/tank/kiste/small/data')
        await kiste('vm', 'move', 'small', '--store', 'local', '--now')
        expect((await datasets()).filter((name) => name.includes('small'))).toEqual([])
        expect(await run('virsh', 'domblklist', 'small', '--details')).toContain(
          '/var/lib/kiste/store/small/data.qcow2',
        )
        await kiste('vm', 'move', 'small', '--store', 'tank', '--now')
        expect(await run('head', '-c', '4', '/dev/zvol/tank/kiste/small/data')).toBe('kept')
        await kiste('vm', 'start', 'small')
        await kiste('vm', 'stop', 'small', '--force')
        await kiste('disk', 'remove', 'small', 'data', '-y')
        expect(await datasets()).not.toContain('tank/kiste/small/data')
        await kiste('vm', 'delete', 'small', '--now', '-y')
        expect((await datasets()).filter((name) => name.includes('small'))).toEqual([])
      },
      limitMs,
    )

    test('what was there before was not touched', async () => {
      expect(await sh('cat /tank/photos/one; zfs list -H -t all -o name -r tank/photos')).toBe(
        'mine\ntank/photos\ntank/photos@before',
      )
      expect((await datasets()).map((name) => name.replace('tank/kiste', ''))).toEqual([
        '',
        '/.bin',
        '/.branches',
        '/.images',
        expect.stringMatching(/^\/\.images\/tiny-/),
        '/.reserve',
        '/.tmp',
      ])
      await kiste('image', 'remove', 'tiny', '-y')
      expect(await kisted.log()).not.toMatch(/"level":[56]0/)
    })

    /** What a guest that is off has written. */
    async function textOn(vm: string): Promise<string> {
      return sh(onGuestData(vm, 'cat /mnt/text'))
    }
    async function writeOn(vm: string, text: string): Promise<void> {
      await sh(onGuestData(vm, `echo ${text} >/mnt/text`))
    }
  },
  { only: ['zfs-2.3'] },
)

async function storeNames(kisted: KistedInside): Promise<string[]> {
  return ((await kisted.json('store', 'list')) as { name: string }[]).map(({ name }) => name)
}
