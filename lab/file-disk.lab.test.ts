import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MiB } from '../src/domain/size.ts'
import { problem } from '../src/host/testing/host-under-test.ts'
import { snapshotContract } from '../src/host/testing/snapshot-contract.ts'
import { newSnapshot } from '../src/host/testing/snapshot-hands.ts'
import { storeContract } from '../src/host/testing/store-contract.ts'
import { tinyInside } from './app-disk.ts'
import { labHands } from './store-inside/lab-hands.ts'
import { tankUnderTest, tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { tinyVm } from './testing/tiny-vm.ts'

const limitMs = 1_200_000

// All that holds for disks that are volumes (zfs-store.lab.test.ts) holds for raw files in file systems of their own, on real OpenZFS.
onEachLab('a store in a pool whose disks are raw files', (lab, flavour) => {
  const tank = tankUnderTest(lab, limitMs)
  const { store } = tank
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const valueOf = (property: string, dataset: string) =>
    run('zfs', 'get', '-H', '-p', '-o', 'value', property, dataset)

  storeContract(() => ({ ...tank.host(), diskKind: 'file' }))
  snapshotContract(() => ({ store: store(), kind: 'file', ...labHands(lab(), store(), 'file') }))

  describe('a disk that is a file', () => {
    const vm = 'web'
    const uuid = '0b1c0de5-0000-4000-8000-000000000003'
    const dataset = 'tank/kiste/web/log'
    const folder = '/var/lib/kiste/stores/tank/web/log'
    const wish = { name: 'log', sizeBytes: 64 * MiB, from: { type: 'blank', kind: 'file' } } as const

    test('is sparse, with records as blocks of volumes are, and nothing past the cache where that can be said', async () => {
      await store().createPlace(vm, uuid)
      await store().createDisk(vm, wish)
      await store().createDisk(vm, { name: 'root', sizeBytes: 64 * MiB, from: { type: 'blank' } })
      expect(await run('stat', '-c', '%s %a', `${folder}/disk.raw`)).toBe(`${64 * MiB} 600`)
      expect(Number(await run('stat', '-c', '%b', `${folder}/disk.raw`)) * 512).toBeLessThan(MiB)
      expect(await valueOf('recordsize', dataset)).toBe(await valueOf('volblocksize', 'tank/kiste/web/root'))
      if (flavour === 'zfs-2.3') expect(await valueOf('direct', dataset)).toBe('disabled')
      expect(await run('findmnt', '-n', '-o', 'SOURCE', folder)).toBe(dataset)
    })

    test('is mounted for a start, and never taken for a folder of its name', async () => {
      await run('zfs', 'unmount', dataset)
      await store().ready(vm, uuid)
      expect(await run('findmnt', '-n', '-o', 'SOURCE', folder)).toBe(dataset)
      await sh(`zfs unmount ${dataset}; echo mine >${folder}/disk.raw`)
      for (const attempt of [
        () => store().ready(vm, uuid),
        () => store().growDisk(vm, 'log', 128 * MiB),
        () => store().createDisk(vm, wish),
      ])
        await expect(attempt()).rejects.toMatchObject(problem('foreign_object'))
      expect(await sh(`cat ${folder}/disk.raw; rm ${folder}/disk.raw`)).toBe('mine')
      await store().ready(vm, uuid)
      // What was removed by others is not made anew.
      await sh(`mv ${folder}/disk.raw ${folder}/away`)
      await expect(store().ready(vm, uuid)).rejects.toMatchObject(problem('not_found'))
      expect(await sh(`ls ${folder}; mv ${folder}/away ${folder}/disk.raw`)).toBe('away')
      await store().ready(vm, uuid)
    })

    test.each([
      [
        'a process',
        `systemd-run --unit=holder --quiet sh -c 'exec 9<${folder}/disk.raw; sleep 1000'; sleep 1`,
        'systemctl stop holder',
      ],
      ['a loop device', `losetup -f ${folder}/disk.raw`, `losetup -D`],
    ])('that %s has open is neither moved nor removed', async (_, hold, letGo) => {
      await sh(hold)
      try {
        for (const attempt of [
          () => store().renamePlace(vm, 'www', uuid),
          () => store().removeDisk(vm, 'log'),
          () => store().removePlace(vm, uuid),
        ])
          await expect(attempt()).rejects.toMatchObject(problem('in_use'))
      } finally {
        await sh(letGo)
      }
      expect(await valueOf('type', dataset)).toBe('filesystem')
    })

    test(
      'that only snapshots need is not mounted, also on a line that was left, and comes back from there',
      async () => {
        const leaving = (snapshot: string) => ({ snapshot, at: '2026-01-02T03:04:05.000Z' })
        const take = (id: string) =>
          store().snapshots.create([{ vm, uuid, consistency: 'off' }], newSnapshot(id))
        const write = (text: string) =>
          sh(`printf ${text} | dd of=${folder}/disk.raw conv=notrunc status=none`)
        const read = () => sh(`head -c 3 ${folder}/disk.raw`)
        const goBack = (snapshot: string, branch: string) =>
          store().snapshots.goBack(vm, uuid, { snapshot, branch, leaving: leaving(`left-for-${branch}`) })
        await write('one')
        await take('s1')
        await goBack('s1', 'b')
        await store().ready(vm, uuid)
        await write('two')
        await take('s2')
        await store().removeDisk(vm, 'log')
        const kept = (await sh('zfs list -H -o name -r tank/kiste/web'))
          .split('\n')
          .find((name) => /\/\.log\./.test(name))
        expect(await valueOf('mounted', kept ?? '')).toBe('no')
        expect(await valueOf('canmount', kept ?? '')).toBe('noauto')
        // Its files can be read all the same, where nothing can be mounted in its place.
        await store().snapshots.switchBranch(vm, uuid, 'main', leaving('left-b'))
        await store().ready(vm, uuid)
        expect(await read()).toBe('one')
        // What starts with the host mounts all there is.
        await sh('zfs mount -a')
        await goBack('s2', 'c')
        await store().ready(vm, uuid)
        expect(await read()).toBe('two')
        await store().snapshots.removeBranch(vm, uuid, 'b')
        await store().snapshots.removeBranch(vm, uuid, 'main')
        await sh('zfs mount -a')
        await store().removePlace(vm, uuid)
        expect(await sh('zfs list -H -o name -r tank/kiste | grep -c web || true')).toBe('0')
      },
      limitMs,
    )
  })
})

// The same through the daemon, the CLI and the system libvirt; each test goes on with what the one before left.
onEachLab(
  'a disk that is a raw file, as people use it',
  (lab) => {
    let kisted: KistedInside
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
    const sh = (script: string) => run('sh', '-c', script)
    const kiste = (...argv: string[]) => kisted.kiste(...argv)
    const file = (vm: string) => `/var/lib/kiste/stores/tank/${vm}/log/disk.raw`
    const write = (vm: string, text: string) =>
      sh(`printf ${text} | dd of=${file(vm)} conv=notrunc status=none`)
    const read = (vm: string) => sh(`head -c 3 ${file(vm)}`)
    const stateOf = (vm: string) => run('virsh', 'domstate', vm)

    beforeAll(async () => {
      await run(...tankWords)
      kisted = await startKisted(lab())
      await kiste('store', 'create', 'tank')
      await kiste('image', 'import', `${tinyInside}/disk.qcow2`, '--id', 'tiny')
    }, limitMs)
    afterAll(async () => {
      await sh('for vm in $(virsh list --name); do virsh destroy "$vm"; done')
      await kisted.stop()
    })

    test(
      'comes to a VM that is off, and is opened through the page cache when it starts',
      async () => {
        await kiste('vm', 'create', 'web', ...tinyVm, '--disk', '256M', '--no-start')
        await kiste('disk', 'add', 'web', 'log', '--size', '64M', '--kind', 'file')
        expect(await kiste('disk', 'list', 'web')).toContain(file('web'))
        await kiste('vm', 'start', 'web')
        expect(await stateOf('web')).toBe('running')
        const drivers = (await sh("virsh dumpxml web | grep '<driver name=.qemu.'")).split('\n')
        expect(drivers.filter((line) => /cache=.writeback. .*io=.threads./.test(line))).toHaveLength(1)
        expect(await sh(`virsh vol-list kiste-tank+web | grep -c log || true`)).toBe('0')
      },
      limitMs,
    )

    test(
      'grows and is snapshotted while the VM runs, and another comes at once',
      async () => {
        await kiste('disk', 'grow', 'web', 'log', '--size', '128M')
        expect(await run('stat', '-c', '%s', file('web'))).toBe(`${128 * MiB}`)
        expect(await run('virsh', 'domblkinfo', 'web', file('web'))).toContain(`${128 * MiB}`)
        await kiste('snapshot', 'create', 'web', '--name', 's1')
        await kiste('disk', 'add', 'web', 'hot', '--size', '64M', '--kind', 'file')
        expect(await run('virsh', 'domblklist', 'web')).toContain('/web/hot/disk.raw')
        expect((await kisted.refused('vm', 'rename', 'web', 'www')).said).toContain('web')
        await kiste('vm', 'stop', 'web', '--force')
        await kiste('disk', 'remove', 'web', 'hot', '-y', '--now')
      },
      limitMs,
    )

    test(
      'goes back and returns, with its size',
      async () => {
        await write('web', 'one')
        await kiste('snapshot', 'create', 'web', '--name', 's2')
        await write('web', 'two')
        await kiste('disk', 'grow', 'web', 'log', '--size', '192M')
        await kiste('snapshot', 'rollback', 'web', 's2', '--branch', 'again', '--start')
        expect(await stateOf('web')).toBe('running')
        await kiste('vm', 'stop', 'web', '--force')
        expect([await read('web'), await run('stat', '-c', '%s', file('web'))]).toEqual([
          'one',
          `${128 * MiB}`,
        ])
        await kiste('branch', 'switch', 'web', 'main')
        expect([await read('web'), await run('stat', '-c', '%s', file('web'))]).toEqual([
          'two',
          `${192 * MiB}`,
        ])
      },
      limitMs,
    )

    test(
      'is cloned, linked and in full, renamed, and kept in the bin',
      async () => {
        await kiste('vm', 'clone', 'web', 'linked')
        await kiste('vm', 'clone', 'web', 'full', '--full')
        expect(await run('zfs', 'get', '-H', '-o', 'value', 'origin', 'tank/kiste/linked/log')).toMatch(
          /^tank\/kiste\/web\/log@clone-/,
        )
        expect(await run('zfs', 'get', '-H', '-o', 'value', 'origin,recordsize', 'tank/kiste/full/log')).toBe(
          '-\n16K',
        )
        await write('linked', 'own')
        expect([await read('web'), await read('linked'), await read('full')]).toEqual(['two', 'own', 'two'])
        await kiste('vm', 'rename', 'linked', 'other')
        await kiste('vm', 'start', 'other')
        expect(await stateOf('other')).toBe('running')
        await kiste('vm', 'stop', 'other', '--force')
        await kiste('vm', 'delete', 'web', '-y')
        await kiste('bin', 'restore', 'web')
        expect(await read('web')).toBe('two')
        await kiste('vm', 'start', 'web')
        await kiste('vm', 'stop', 'web', '--force')
        // A source may go before its clones.
        await kiste('vm', 'delete', 'web', '--now', '-y')
        expect(await read('other')).toBe('own')
      },
      limitMs,
    )

    test(
      'whose file system is not mounted is mounted for a start; a file in its folder is not taken for it',
      async () => {
        await run('zfs', 'unmount', 'tank/kiste/other/log')
        await kiste('vm', 'start', 'other')
        await kiste('vm', 'stop', 'other', '--force')
        await sh(`zfs unmount tank/kiste/other/log; truncate -s 1M ${file('other')}`)
        expect((await kisted.refused('vm', 'start', 'other')).said).toContain('tank/kiste/other/log')
        expect(await stateOf('other')).toBe('shut off')
        await sh(`rm ${file('other')}`)
        await kiste('vm', 'start', 'other')
        await kiste('vm', 'stop', 'other', '--force')
        expect(await read('other')).toBe('own')
      },
      limitMs,
    )

    test(
      'moves to a directory, and is gone with its VM',
      async () => {
        await kiste('vm', 'move', 'other', '--store', 'local', '--now')
        expect(await run('virsh', 'domblklist', 'other')).toContain('/var/lib/kiste/store/other/log.qcow2')
        await kiste('vm', 'start', 'other')
        await kiste('vm', 'stop', 'other', '--force')
        await kiste('vm', 'move', 'other', '--store', 'tank', '--now')
        expect(await run('head', '-c', '3', '/dev/zvol/tank/kiste/other/log')).toBe('own')
        for (const vm of ['other', 'full']) await kiste('vm', 'delete', vm, '--now', '-y')
        expect(
          await sh("zfs list -H -o name -r tank/kiste | grep -cE 'other|full|web|line|copy' || true"),
        ).toBe('0')
        expect(await sh('find /var/lib/kiste/stores/tank -xdev -name disk.raw')).toBe('')
        expect(await kisted.log()).not.toMatch(/"level":[56]0/)
      },
      limitMs,
    )
  },
  { only: ['zfs-2.3'] },
)
