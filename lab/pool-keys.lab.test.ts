import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyInside } from './app-disk.ts'
import { pullDisk } from './disks.ts'
import { boot, cutPower } from './power.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000
const passphrase = 'a passphrase of the lab'
const storeFolder = '/var/lib/kiste/stores/tank'

interface ListedVm {
  readonly name: string
  readonly status: {
    readonly state: string
    readonly waitsFor?: { readonly root: string; readonly because: string }
  }
}

// One story: an encrypted pool as a home user has it, from its making over starts of the host to the day its disk is gone. Each test goes on
// with what the one before left. No guest is waited for, as each takes minutes in here.
onEachLab(
  'an encrypted pool, as people live with it',
  (lab) => {
    let kisted: KistedInside
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
    const sh = (script: string) => run('sh', '-ec', script)
    const kiste = (...argv: string[]) => kisted.kiste(...argv)
    const keyStatus = () => run('zfs', 'get', '-H', '-o', 'value', 'keystatus', 'tank')
    const mounted = async () =>
      (await sh('zfs list -H -o name,mounted -t filesystem -r tank'))
        .split('\n')
        .flatMap((line) => (line.endsWith('\tyes') ? [line.split('\t')[0]] : []))
    const statusOf = async (vm: string) =>
      ((await kisted.json('vm', 'list')) as ListedVm[]).find(({ name }) => name === vm)?.status
    const isRunning = async (vm: string) => (await run('virsh', 'domstate', vm)) === 'running'
    const untilRunning = (vm: string) =>
      until(`${vm} runs`, async () => ((await isRunning(vm)) ? true : undefined), {
        timeoutMs: 300_000,
      })
    const untilWaits = (vm: string) =>
      until(`${vm} waits`, async () => (await statusOf(vm))?.waitsFor, { timeoutMs: 180_000 })
    const reboot = async () => {
      await sh('sync; zpool sync tank')
      await cutPower(lab())
      await boot(lab())
      await kisted.restart()
    }
    const loadKey = async () => {
      const loaded = await kisted.typing(passphrase, 'pool', 'load-key', 'tank')
      expect(loaded).toMatchObject({ code: 0 })
      return loaded.stderr
    }

    beforeAll(async () => {
      await lab().runner.run(
        ['find', '/tank', storeFolder, '-xdev', '-depth', '-type', 'd', '-empty', '-delete'],
        {
          okCodes: [0, 1],
        },
      )
      kisted = await startKisted(lab())
    }, limitMs)
    afterAll(async () => {
      await sh('for vm in $(virsh list --name); do virsh destroy "$vm"; done')
      await kisted.stop()
    }, limitMs)

    test(
      'it is made, with a store, a VM that starts with the host, and something of its owner',
      async () => {
        const create = ['pool', 'create', 'tank', 'lab-disk-1', '--kind', 'single', '--encrypt', '-y']
        const made = await kisted.typing(passphrase, ...create)
        expect(made).toMatchObject({ code: 0 })
        // Kiste's pools are not mounted themselves; those that people make by hand are, and have more that can be in the way.
        await sh('zfs set canmount=on tank; zfs mount tank')
        await kiste('store', 'create', 'tank')
        await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
        await kiste('vm', 'create', 'web', ...tinyVm, '--autostart')
        await kiste('vm', 'create', 'idle', ...tinyVm, '--no-start')
        await kiste('snapshot', 'create', 'idle', '--name', 's1')
        await sh('zfs create tank/photos; echo mine >/tank/photos/one')
        expect(await run('zfs', 'get', '-H', '-o', 'value', 'encryptionroot', 'tank/kiste/web/root')).toBe(
          'tank',
        )
        expect(await isRunning('web')).toBe(true)
        const { said } = await kisted.refused('pool', 'unload-key', 'tank')
        expect(said).toContain('web runs on tank')
      },
      limitMs,
    )

    test(
      'after a start of the host it is locked, and says so everywhere; nothing hangs, nothing is made on the disk below',
      async () => {
        await reboot()
        expect(await keyStatus()).toBe('unavailable')
        expect(await untilWaits('web')).toMatchObject({ root: 'tank', because: 'autostart' })
        expect(await kiste('vm', 'list')).toMatch(/web .*waits for the key of tank/)
        expect(await statusOf('idle')).toEqual({ state: 'stopped' })
        expect(await kisted.json('store', 'list')).toContainEqual(
          expect.objectContaining({ name: 'tank', lockedBy: 'tank' }),
        )
        expect(await kiste('snapshot', 'list', 'idle')).toContain('s1')
        const doctor = await lab().runner.run(['kiste', '--socket', '/run/kiste/kiste.sock', 'doctor'], {
          okCodes: [0, 1],
          timeoutMs: limitMs,
        })
        expect(doctor.stdout).toContain('The key of tank is not loaded')
        for (const argv of [
          ['vm', 'start', 'idle'],
          ['adopt', 'tank'],
          ['snapshot', 'create', 'idle'],
          ['vm', 'create', 'new', '--store', 'tank'],
        ]) {
          const { said } = await kisted.refused(...argv)
          expect(said).toContain('in the pool tank, whose key is not loaded')
          expect(said).toContain('kiste pool load-key tank')
        }
        // Longer than it takes all that comes by itself to have looked.
        await sh('sleep 90')
        expect(await sh(`find /tank ${storeFolder} -xdev -mindepth 1`)).toBe('')
        expect(await mounted()).toEqual([])
        const log = await kisted.log()
        expect(log.split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([])
        expect(log.split('\n').filter((line) => line.includes('could not be mounted'))).toEqual([])
      },
      limitMs,
    )

    test(
      'who waits outlives the daemon, and a wrong passphrase changes nothing',
      async () => {
        await kiste('vm', 'start', 'idle', '--when-unlocked')
        await kisted.restart()
        expect(await untilWaits('web')).toMatchObject({ because: 'autostart' })
        expect(await statusOf('idle')).toMatchObject({ waitsFor: { because: 'asked' } })
        await kiste('vm', 'stop', 'idle')
        expect(await statusOf('idle')).toEqual({ state: 'stopped' })
        const wrong = await kisted.typing('something else entirely', 'pool', 'load-key', 'tank')
        expect(wrong.code).not.toBe(0)
        expect(wrong.stderr).toContain('the key is wrong')
        expect(await keyStatus()).toBe('unavailable')
      },
      limitMs,
    )

    test(
      'with its key all is mounted, and what waited starts; the daemon is the same',
      async () => {
        await loadKey()
        expect(await mounted()).toEqual(
          expect.arrayContaining(['tank', 'tank/photos', 'tank/kiste', 'tank/kiste/web', 'tank/kiste/idle']),
        )
        expect(await sh('cat /tank/photos/one')).toBe('mine')
        await untilRunning('web')
        expect(await isRunning('idle')).toBe(false)
        expect(await kisted.json('store', 'list')).not.toContainEqual(
          expect.objectContaining({ lockedBy: 'tank' }),
        )
        await kiste('vm', 'start', 'idle')
        await kiste('vm', 'stop', 'idle', '--force')
      },
      limitMs,
    )

    test(
      'its key stays while a VM or a program uses it, and who does is named',
      async () => {
        const vm = await kisted.refused('pool', 'unload-key', 'tank')
        expect(vm.said).toContain('web runs on tank')
        await kiste('vm', 'stop', 'web', '--force')
        await run(
          'systemd-run',
          '--unit=holds-photos',
          '--quiet',
          'sh',
          '-c',
          'exec sleep 3600 </tank/photos/one',
        )
        await until('it holds the file', async () => {
          const held = await sh('readlink /proc/$(systemctl show -p MainPID --value holds-photos)/fd/0')
          return held === '/tank/photos/one' ? true : undefined
        })
        const before = await mounted()
        const held = await kisted.refused('pool', 'unload-key', 'tank')
        expect(held.said).toMatch(/sleep \(process \d+\) has \/tank\/photos\/one/)
        expect(await mounted()).toEqual(before)
        expect(await keyStatus()).toBe('available')
        await run('systemctl', 'stop', 'holds-photos')
        // A volume that is open is one too.
        await run(
          'systemd-run',
          '--unit=holds-disk',
          '--quiet',
          'sh',
          '-c',
          'exec sleep 3601 </dev/zvol/tank/kiste/idle/root',
        )
        const open = await kisted.refused('pool', 'unload-key', 'tank')
        expect(open.said).toMatch(/sleep \(process \d+\) has the volume tank\/kiste\/idle\/root/)
        await run('systemctl', 'stop', 'holds-disk')
        await kiste('pool', 'unload-key', 'tank')
        expect(await keyStatus()).toBe('unavailable')
        expect(await mounted()).toEqual([])
        // It ran in this run of the host and was stopped by hand, so it does not wait.
        expect(await statusOf('web')).toEqual({ state: 'stopped' })
      },
      limitMs,
    )

    test(
      'nothing is mounted over what lies in its place; what is not in the way comes, and the rest when it can',
      async () => {
        await sh('echo stray >/tank/stray')
        const said = await loadKey()
        expect(said).toContain('The file system tank is not mounted: its place /tank is not empty')
        expect(said).toContain('tank/photos is not mounted')
        expect(await mounted()).toEqual(
          expect.arrayContaining(['tank/kiste', 'tank/kiste/web', 'tank/kiste/idle']),
        )
        expect(await sh('cat /tank/stray; ls /tank')).toBe('stray\nstray')
        await sh('rm /tank/stray')
        await kiste('pool', 'load-key', 'tank')
        expect(await mounted()).toEqual(expect.arrayContaining(['tank', 'tank/photos']))
        expect((await kisted.refused('pool', 'load-key', 'tank')).said).toContain('all in it is mounted')
      },
      limitMs,
    )

    test(
      'a key that others unload and load is seen, and the VM starts as ever',
      async () => {
        await sh('for fs in $(zfs mount | grep -o "^tank[^ ]*" | sort -r); do zfs unmount "$fs"; done')
        await run('zfs', 'unload-key', 'tank')
        expect((await kisted.refused('vm', 'start', 'idle')).said).toContain('kiste pool load-key tank')
        await lab().runner.run(['zfs', 'load-key', 'tank'], { input: `${passphrase}\n` })
        await kiste('vm', 'start', 'idle')
        expect(await isRunning('idle')).toBe(true)
        await kiste('vm', 'stop', 'idle', '--force')
        // What it did not need is mounted when somebody says so.
        await kiste('pool', 'load-key', 'tank')
        expect(await sh('cat /tank/photos/one')).toBe('mine')
      },
      limitMs,
    )

    test(
      'a key in a file is loaded at the next start, once the file is there, and the VM starts',
      async () => {
        await sh('mkdir -p /root/keys; head -c 32 /dev/urandom >/root/keys/tank; chmod 644 /root/keys/tank')
        const changed = await lab().runner.run(
          [
            'kiste',
            '--socket',
            '/run/kiste/kiste.sock',
            'pool',
            'change-key',
            'tank',
            '--key-file',
            '/root/keys/tank',
            '-y',
          ],
          { timeoutMs: limitMs },
        )
        expect(changed.stderr).toContain('chmod 600 /root/keys/tank')
        await sh('chmod 600 /root/keys/tank; mv /root/keys/tank /root/keys/away')
        await reboot()
        expect(await untilWaits('web')).toMatchObject({ root: 'tank' })
        expect((await kisted.refused('pool', 'load-key', 'tank')).said).toContain(
          'the file /root/keys/tank is not there',
        )
        await until('the daemon has told so', async () =>
          (await kisted.log()).includes('/root/keys/tank is not there') ? true : undefined,
        )
        await sh('mv /root/keys/away /root/keys/tank')
        await untilRunning('web')
        expect(await keyStatus()).toBe('available')
        expect(await sh('cat /tank/photos/one')).toBe('mine')
        // Said once, not at each look.
        const told = (await kisted.log())
          .split('\n')
          .filter((line) => line.includes('/root/keys/tank is not there'))
        expect(told.filter((line) => line.includes('"level":40')).length).toBeLessThanOrEqual(1)
      },
      limitMs,
    )

    test(
      'a disk that is gone while its pool is locked: loading the key is refused, and all else answers',
      async () => {
        await kiste('vm', 'stop', 'web', '--force')
        await kiste('pool', 'unload-key', 'tank')
        await pullDisk(lab(), 'lab-disk-1')
        // ZFS misses a disk only when it wants something of it; whoever asks for that waits for good.
        await run('systemd-run', '--quiet', '--no-block', 'zpool', 'scrub', 'tank')
        await until('the pool is lost', async () =>
          (await sh('cat /proc/spl/kstat/zfs/tank/state')) === 'ONLINE' ? undefined : true,
        )
        expect((await kisted.refused('pool', 'load-key', 'tank')).said).not.toBe('')
        expect(await kiste('vm', 'list')).toContain('web')
        expect(await kiste('store', 'list')).toContain('local')
      },
      limitMs,
    )
  },
  { only: ['zfs-2.3'] },
)
