import { afterAll, beforeAll, expect, test } from 'vitest'
import { pullDisk } from './disks.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'

const patienceMs = 900_000

// One story as people live it: four bare disks become a pool, one of them fails, the doctor says which and what to type, that is typed,
// and in the end all is well. Each test goes on with what the one before left.
onEachLab('a pool, from bare disks to a replaced one', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const kiste = (...argv: string[]) => kisted.kiste(...argv)
  const doctor = () => kisted.doctor('tank')

  beforeAll(async () => {
    kisted = await startKisted(lab())
  }, patienceMs)
  afterAll(async () => {
    await kisted.stop()
  }, patienceMs)

  test(
    'four bare disks are seen, and laid out',
    async () => {
      const drives = await kiste('drive', 'list')
      for (const number of [1, 2, 3, 4])
        expect(drives).toMatch(new RegExp(`lab-disk-${number} .*nothing, it is free`))
      const layouts = await kiste('pool', 'layouts', 'lab-disk-1', 'lab-disk-2', 'lab-disk-3', 'lab-disk-4')
      expect(layouts).toMatch(/^2 mirrors of 2 drives each: .* for VMs\./)
    },
    patienceMs,
  )

  test(
    'they become a pool, after its plan was looked at',
    async () => {
      const create = ['pool', 'create', 'tank', 'lab-disk-1', 'lab-disk-2', 'lab-disk-3', 'lab-disk-4']
      expect(await kiste(...create, '--dry-run')).toContain('zpool create -o ashift=12')
      expect(await run('zpool', 'list', '-H', '-o', 'name')).toBe('')
      expect(await kiste(...create, '-y')).toContain('The pool tank is there.')
      expect(await run('zpool', 'list', '-H', '-o', 'name,health')).toBe('tank\tONLINE')
      expect(await doctor()).toMatchObject({ verdict: 'ok', sentence: 'tank is well; nothing is lost.' })
      const { said } = await kisted.refused('pool', 'create', 'other', 'lab-disk-1', 'lab-disk-5', '-y')
      expect(said).toContain('it belongs to the pool tank')
    },
    patienceMs,
  )

  test(
    'a disk is pulled; the doctor names its serial and the command, and that mends the pool',
    async () => {
      await run('zfs', 'create', '-o', 'mountpoint=/tank/data', 'tank/data')
      await run('dd', 'if=/dev/urandom', 'of=/tank/data/file', 'bs=1M', 'count=64', 'conv=fsync')
      const written = await run('sha256sum', '/tank/data/file')
      await pullDisk(lab(), 'lab-disk-2')
      // The pool notices when it next has to write there.
      await run('dd', 'if=/dev/urandom', 'of=/tank/data/more', 'bs=1M', 'count=4', 'conv=fsync')
      const ill = await doctor()
      expect(ill.verdict).toBe('fail')
      expect(ill.devices.map((device) => device.serial)).toEqual(['lab-disk-2'])
      const replace = ill.next.find((remedy) => remedy.kind === 'replace')
      expect(replace?.runnable).toBe(true)
      const [program, ...words] = (replace?.text ?? '').split(' ')
      expect(program).toBe('kiste')
      // The job ends when the resilver has.
      expect(await kiste(...words, '-y')).toContain('Done: Replace')
      expect(await run('zpool', 'status', 'tank')).toMatch(/scan: resilvered .* with 0 errors/)
      expect(await run('sha256sum', '/tank/data/file')).toBe(written)
    },
    patienceMs,
  )

  test(
    'then it says that all is well',
    async () => {
      expect(await doctor()).toMatchObject({ verdict: 'ok', devices: [] })
      expect(await kiste('pool', 'show', 'tank')).not.toContain('lab-disk-2')
    },
    patienceMs,
  )

  test(
    'checked, let go, found again, and given up',
    async () => {
      await kiste('pool', 'scrub', 'tank')
      expect(await run('zpool', 'status', 'tank')).toMatch(/scan: scrub repaired 0B .* with 0 errors/)
      await kiste('pool', 'set', 'tank', 'compression=zstd', 'autotrim=on')
      expect(await run('zfs', 'get', '-H', '-o', 'value', 'compression', 'tank')).toBe('zstd')
      await kiste('pool', 'export', 'tank')
      expect(await kiste('pool', 'import')).toMatch(/tank +\d+ +\S+ online +exported/)
      await kiste('pool', 'import', 'tank')
      expect(await run('zpool', 'list', '-H', '-o', 'name,health')).toBe('tank\tONLINE')
      await kiste('pool', 'destroy', 'tank', '-y')
      expect(await run('zpool', 'list', '-H', '-o', 'name')).toBe('')
    },
    patienceMs,
  )
})
