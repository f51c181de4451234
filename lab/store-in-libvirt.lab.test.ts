import { afterAll, beforeAll, expect, test } from 'vitest'
import { tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000
const MiB = 2 ** 20

// libvirt's storage pools beside a store in a ZFS pool, asked of by virsh as people do. One story: each test goes on with what the one before
// left. No VM runs.
onEachLab('a store in libvirt’s storage pools', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const virsh = (...argv: string[]) => run('virsh', '-q', ...argv)
  const kiste = (...argv: string[]) => kisted.kiste(...argv)
  const create = (name: string, ...more: string[]) =>
    kiste(
      'vm',
      'create',
      name,
      '--cpus',
      '1',
      '--memory',
      '128M',
      '--firmware',
      'bios',
      '--no-start',
      '--disk',
      '64M',
      ...more,
    )
  const namesOf = (text: string) => text.split('\n').flatMap((line) => line.trim() || [])
  const pools = async (...which: string[]) => namesOf(await virsh('pool-list', '--name', ...which)).toSorted()
  /** What `virsh vol-list` says: path by name. */
  const volumes = async (pool: string): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      namesOf(await virsh('vol-list', pool)).map((line) => {
        const at = line.indexOf(' /')
        return [line.slice(0, at).trim(), line.slice(at).trim()]
      }),
    )
  const sizeOf = async (pool: string, volume: string) => {
    const xml = await virsh('vol-dumpxml', volume, pool)
    return Number(/<capacity unit='bytes'>(\d+)</.exec(xml)?.[1])
  }
  /** What Kiste says of the disks of a VM: path and size by name. */
  const disksOf = async (vm: string) => {
    const shown = (await kisted.json('vm', 'show', vm)) as {
      disks: { target: string; device: string; source?: { path: string } }[]
      diskSizes: { target: string; virtualSizeBytes: number }[]
    }
    return shown.diskSizes.map(({ target, virtualSizeBytes }) => {
      const path = shown.disks.find((disk) => disk.target === target)?.source?.path ?? ''
      return { name: path.split('/').at(-1) ?? '', path, sizeBytes: virtualSizeBytes }
    })
  }
  /** libvirt lists what Kiste says that the VM has, and nothing else. */
  const agrees = (vm: string) =>
    until(
      `libvirt lists the disks of ${vm}`,
      async () => {
        const pool = `kiste-tank+${vm}`
        if (!(await pools()).includes(pool)) return undefined
        const [wanted, listed] = [await disksOf(vm), await volumes(pool)]
        // With a dot: a disk that was removed and that a snapshot needs.
        const names = Object.keys(listed).filter((name) => !name.startsWith('.'))
        if (names.length !== wanted.length) return undefined
        for (const { name, path, sizeBytes } of wanted)
          if (listed[name] !== path || (await sizeOf(pool, name)) !== sizeBytes) return undefined
        return true
      },
      { timeoutMs: limitMs },
    )
  const arePools = (expected: readonly string[]) =>
    until(
      `the storage pools are ${expected.join(', ')}`,
      async () => {
        // Theirs is active or not: at its own start libvirt takes every folder that is there for one that was started.
        const found = (await pools()).filter(
          (name) => name.startsWith('kiste-') && name !== 'kiste-tank+taken',
        )
        return JSON.stringify(found) === JSON.stringify(expected.toSorted()) ? true : undefined
      },
      { timeoutMs: limitMs },
    )
  /** All there is in the pool. What file systems use is left out: Kiste reads definitions there, which their times of access show. */
  const whole = () =>
    sh(
      'zfs list -H -p -t all -o name,guid,volsize,origin -r tank; zfs list -H -p -t volume -o name,used,referenced,written,refreservation -r tank; zfs get -H -r -s local,received all tank',
    )

  beforeAll(async () => {
    await run(...tankWords)
    await sh('zfs create tank/photos && echo mine >/tank/photos/one && zfs create -s -V 64M tank/own')
    // Somebody's own pools: one of the same ZFS pool, and one with a name that Kiste will need.
    await virsh('pool-define-as', 'mine', 'zfs', '--source-name', 'tank')
    await virsh('pool-start', 'mine')
    await sh('mkdir -p /srv/theirs && echo theirs >/srv/theirs/one.raw')
    await virsh('pool-define-as', 'kiste-tank+taken', 'dir', '--target', '/srv/theirs')
    kisted = await startKisted(lab())
  }, limitMs)
  afterAll(async () => {
    await kisted.stop()
    await sh(
      'for p in $(virsh -q pool-list --all --name); do virsh pool-destroy "$p"; virsh pool-undefine "$p"; done; rm -rf /srv/theirs',
    )
  })

  test(
    'the directory has one from the start on; a VM in a pool has one as soon as it is there',
    async () => {
      await arePools(['kiste-local'])
      await kiste('store', 'create', 'tank')
      await create('web', '--store', 'tank')
      await create('db', '--store', 'tank')
      await create('files', '--store', 'local')
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+web'])
      for (const vm of ['web', 'db']) await agrees(vm)
      expect(await volumes('kiste-tank+web')).toEqual({ root: '/dev/zvol/tank/kiste/web/root' })
      expect(await virsh('vol-pool', '/dev/zvol/tank/kiste/db/root')).toBe('kiste-tank+db')
      await until('the directory shows its VM', async () =>
        Object.keys(await volumes('kiste-local')).join() === 'files+root.qcow2' ? true : undefined,
      )
      expect(await sizeOf('kiste-local', 'files+root.qcow2')).toBe(64 * MiB)
    },
    limitMs,
  )

  test(
    'disks come, grow and go; VMs are renamed, moved, deleted and come back',
    async () => {
      await kiste('disk', 'add', 'web', 'data', '--size', '64M')
      await agrees('web')
      await kiste('disk', 'grow', 'web', 'data', '--size', '128M')
      await agrees('web')
      expect(await sizeOf('kiste-tank+web', 'data')).toBe(128 * MiB)
      await kiste('disk', 'remove', 'web', 'data', '-y')
      await until('the disk is no longer listed', async () =>
        'data' in (await volumes('kiste-tank+web')) ? undefined : true,
      )
      await kiste('vm', 'rename', 'web', 'www')
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+www'])
      await kiste('vm', 'move', 'files', '--store', 'tank', '--now')
      await agrees('files')
      await kiste('vm', 'delete', 'files', '-y')
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+www'])
      await kiste('bin', 'restore', 'files')
      await agrees('files')
    },
    limitMs,
  )

  test(
    'looking, stopping and undefining change nothing in the pool, and all comes back',
    async () => {
      await kiste('snapshot', 'create', 'db', '--name', 's1')
      await run('zpool', 'sync', 'tank')
      const before = await whole()
      for (let count = 0; count < 3; count++)
        for (const pool of ['kiste-tank+db', 'kiste-tank+www', 'kiste-local'])
          await virsh('pool-refresh', pool)
      await virsh('pool-destroy', 'kiste-tank+www')
      await virsh('pool-destroy', 'kiste-tank+db')
      await virsh('pool-undefine', 'kiste-tank+db')
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+files', 'kiste-tank+www'])
      await agrees('db')
      await sh('systemctl restart libvirtd')
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+files', 'kiste-tank+www'])
      await run('zpool', 'sync', 'tank')
      expect(await whole()).toBe(before)
    },
    limitMs,
  )

  test(
    'a name that somebody has is left to them, and told',
    async () => {
      const theirs = () => virsh('pool-dumpxml', '--inactive', 'kiste-tank+taken')
      const before = await theirs()
      await create('taken', '--store', 'tank')
      await until('it is told', async () =>
        (await kisted.log()).includes("kiste-tank+taken that is not Kiste's") ? true : undefined,
      )
      const doctor = (await kisted.json('doctor')) as { checks: { id: string; state: string }[] }
      expect(doctor.checks).toContainEqual(expect.objectContaining({ id: 'libvirt-pools', state: 'warn' }))
      expect(await theirs()).toBe(before)
      expect(await pools('--all')).toContain('kiste-tank+taken')
      expect(await run('cat', '/srv/theirs/one.raw')).toBe('theirs')
      await kiste('vm', 'delete', 'taken', '--now', '-y')
      expect(await theirs()).toBe(before)
    },
    limitMs,
  )

  test(
    'disks of one name in three VMs stay three disks, which one pool for all of them would not show',
    async () => {
      // As libvirt itself sees the whole, three disks being there: the reason why there is a pool a VM.
      await virsh('pool-refresh', 'mine')
      const lines = namesOf(await virsh('vol-list', 'mine'))
      expect(lines.filter((line) => /^root\s/.test(line))).toEqual([
        expect.stringMatching(/\s\/dev\/zvol\/tank\/root$/),
      ])
      for (const vm of ['db', 'www', 'files'])
        expect((await volumes(`kiste-tank+${vm}`))['root']).toBe(`/dev/zvol/tank/kiste/${vm}/root`)
    },
    limitMs,
  )

  test(
    'a pool that is exported takes them along; on a host that never knew it they are there with it',
    async () => {
      await run('zpool', 'export', 'tank')
      await arePools(['kiste-local'])
      await run('zpool', 'import', 'tank')
      for (const vm of ['db', 'www', 'files']) await sh(`virsh undefine ${vm}`)
      await kiste('adopt', 'tank')
      for (const vm of ['db', 'www', 'files']) await agrees(vm)
      await arePools(['kiste-local', 'kiste-tank+db', 'kiste-tank+files', 'kiste-tank+www'])
      expect(await volumes('kiste-tank+db')).toHaveProperty('root', '/dev/zvol/tank/kiste/db/root')
    },
    limitMs,
  )

  test(
    'others’ pools and datasets are as they were',
    async () => {
      expect(await pools('--all')).toEqual(expect.arrayContaining(['kiste-tank+taken', 'mine']))
      expect(await sh('cat /tank/photos/one; zfs list -H -o name tank/own')).toBe('mine\ntank/own')
      for (const vm of ['db', 'www', 'files']) await kiste('vm', 'delete', vm, '--now', '-y')
      await arePools(['kiste-local'])
      // A machine with much to do may be slow to answer; then it is told and tried again.
      expect(await kisted.log()).not.toMatch(
        /could not be (?:shown|hidden) in libvirt: (?!its storage driver did not answer)/,
      )
    },
    limitMs,
  )
})
