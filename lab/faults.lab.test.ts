import { expect, test } from 'vitest'
import { failDisk, healDisk, slowDisk } from './disk-faults.ts'
import { addDisk, corruptDisk, diskPath, growDisk, plugDisk, pullDisk, removeDisk } from './disks.ts'
import type { Lab } from './machine.ts'
import { boot, cutPower, pause, resume, setClock } from './power.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { diskLine, poolStatus, untilStatus } from './testing/pool-text.ts'
import { until } from './testing/until.ts'

const mib = 1024 * 1024

// One flavour is enough: what is tried is QEMU, and what ZFS makes of it is the adapter's to test.
onEachLab('faults', faults, { only: ['zfs-2.3'] })

/** A raidz1 of the first three disks throughout, which each fault has to leave as good as it was. */
function faults(lab: () => Lab): void {
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const members = [1, 2, 3].map((number) => `lab-disk-${number}`)
  // zpool waits 30 s for the partition it made, which is not always enough for udev here.
  const replace = (old: string, fresh: string) => {
    const argv = ['zpool', 'replace', '-f', '-w', 'tank', diskPath(old), diskPath(fresh)]
    const tryOnce = async () => {
      const { code, stderr } = await lab().runner.run(argv, { okCodes: [0, 1, 255] })
      if (code !== 0) expect(stderr).toContain('failed to detect device partitions')
      return code === 0 ? true : undefined
    }
    return until('the disk is replaced', tryOnce, { timeoutMs: 280_000 })
  }
  const sumOfFile = () => run('sha256sum', '/tank/file')
  let sum = ''

  test('a pool is made of three disks and holds a file', async () => {
    await run('zpool', 'create', 'tank', 'raidz1', ...members.map(diskPath))
    await run('dd', 'if=/dev/urandom', 'of=/tank/file', 'bs=1M', 'count=80', 'conv=fsync', 'status=none')
    sum = await sumOfFile()
    expect(sum).toMatch(/^[0-9a-f]{64} /)
  })

  test('a pulled disk is gone to the guest and to ZFS, and is resilvered when it comes back', async () => {
    await pullDisk(lab(), 'lab-disk-2')
    await expect(run('test', '-e', diskPath('lab-disk-2'))).rejects.toThrow('exit code 1')
    await run('dd', 'if=/dev/urandom', 'of=/tank/missed', 'bs=1M', 'count=20', 'conv=fsync', 'status=none')
    const without = await untilStatus(lab(), 'tank', 'ZFS misses the disk', (status) =>
      /REMOVED|UNAVAIL|FAULTED/.test(diskLine(status, 'lab-disk-2')?.state ?? ''),
    )
    expect(without).toContain('state: DEGRADED')
    await expect(pullDisk(lab(), 'lab-disk-2')).rejects.toThrow('is out already')

    await plugDisk(lab(), 'lab-disk-2')
    await run('zpool', 'online', 'tank', diskPath('lab-disk-2'))
    const after = await untilStatus(lab(), 'tank', 'the disk is resilvered', (status) =>
      /state: ONLINE[^]*resilvered .* with 0 errors/.test(status),
    )
    expect(diskLine(after, 'lab-disk-2')).toEqual({ state: 'ONLINE', checksumErrors: 0 })
    expect(await sumOfFile()).toBe(sum)
  })

  test('overwritten bytes are found by a scrub and made good from the others', async () => {
    await sh('sync && zpool sync tank')
    // Past the labels and ZFS's own first metaslabs: where the file is.
    await corruptDisk(lab(), 'lab-disk-1', { offsetBytes: 8 * mib, lengthBytes: 50 * mib })
    await run('zpool', 'scrub', '-w', 'tank')
    const status = await poolStatus(lab(), 'tank')
    expect(diskLine(status, 'lab-disk-1')?.checksumErrors).toBeGreaterThan(0)
    expect(diskLine(status, 'lab-disk-3')).toEqual({ state: 'ONLINE', checksumErrors: 0 })
    expect(status).toContain('No known data errors')
    expect(await sumOfFile()).toBe(sum)
    await run('zpool', 'clear', 'tank')
  })

  test('a slow disk takes as long as it was told', async () => {
    const write = async () => {
      const disk = diskPath('lab-disk-4')
      const told = await sh(`dd if=/dev/zero of=${disk} bs=1M count=6 oflag=direct 2>&1`)
      return Number(/copied, ([\d.]+) s/.exec(told)?.[1])
    }
    await slowDisk(lab(), 'lab-disk-4', { bytesPerSecond: 2 * mib })
    // Not a measurement but the arithmetic of the limit: QEMU lets a tenth of a second's worth through at once.
    expect(await write()).toBeGreaterThan(1.5)
    await healDisk(lab(), 'lab-disk-4')
    expect(await write()).toBeLessThan(1.5)
  })

  test('a failing disk answers with I/O errors where it was told to, until it is healed', async () => {
    const disk = diskPath('lab-disk-5')
    const code = async (script: string) =>
      (await lab().runner.run(['sh', '-c', script], { okCodes: [0, 1] })).code
    const write = () => code(`dd if=/dev/zero of=${disk} bs=64k count=1 oflag=direct`)
    const readAt = (sector: number) =>
      code(`dd if=${disk} of=/dev/null bs=512 skip=${sector} count=1 iflag=direct`)
    await failDisk(lab(), 'lab-disk-5', { on: ['write'] })
    expect([await write(), await readAt(0)]).toEqual([1, 0])
    // Where udev, which looks at a disk whenever somebody has written to it, does not look.
    const sector = 1_000_000
    await failDisk(lab(), 'lab-disk-5', { on: ['read'], sector })
    expect([await write(), await readAt(0), await readAt(sector), await readAt(sector)]).toEqual([0, 0, 1, 1])
    await failDisk(lab(), 'lab-disk-5', { on: ['read'], sector, once: true })
    expect([await readAt(sector), await readAt(sector)]).toEqual([1, 0])
    await failDisk(lab(), 'lab-disk-5', { on: ['read', 'write'] })
    await healDisk(lab(), 'lab-disk-5')
    expect([await write(), await readAt(sector)]).toEqual([0, 0])
  })

  test('a failing disk can be pulled, and is sound when it comes back', async () => {
    await failDisk(lab(), 'lab-disk-5', { on: ['read', 'write'] })
    await pullDisk(lab(), 'lab-disk-5')
    await plugDisk(lab(), 'lab-disk-5')
    const read = ['dd', `if=${diskPath('lab-disk-5')}`, 'of=/dev/null', 'bs=64k', 'count=1', 'iflag=direct']
    expect(await lab().runner.run(read)).toMatchObject({ code: 0 })
  })

  test('a disk may have sectors of 4 KiB', async () => {
    await addDisk(lab(), { serial: 'big-sectors', sizeMiB: 256, sectorBytes: 4096 })
    expect(await run('blockdev', '--getss', diskPath('big-sectors'))).toBe('4096')
    await removeDisk(lab(), 'big-sectors')
  })

  test('a new disk takes the place of an old one, and can grow', async () => {
    await addDisk(lab(), { serial: 'NEW-1', sizeMiB: 2048 })
    await replace('lab-disk-3', 'NEW-1')
    expect(diskLine(await poolStatus(lab(), 'tank'), 'NEW-1')?.state).toBe('ONLINE')
    expect(await sumOfFile()).toBe(sum)
    await replace('NEW-1', 'lab-disk-3')
    await growDisk(lab(), 'NEW-1', 3072)
    const size = () => run('blockdev', '--getsize64', diskPath('NEW-1'))
    await until('the guest sees the disk grown', async () =>
      (await size()) === String(3072 * mib) ? true : undefined,
    )
    await removeDisk(lab(), 'NEW-1')
    await expect(removeDisk(lab(), 'NEW-1')).rejects.toThrow('has no disk NEW-1')
  })

  test('the clock can be set, and the machine held still', async () => {
    await setClock(lab(), new Date('2026-01-02T03:04:05Z'))
    expect(await run('date', '--utc', '+%F %H:%M')).toBe('2026-01-02 03:04')
    await setClock(lab(), new Date())
    const uptime = async () => Number((await run('cat', '/proc/uptime')).split(' ')[0])
    const before = await uptime()
    await pause(lab())
    // Told to stop, it cannot: nothing goes on in there.
    await expect(lab().runner.run(['true'], { timeoutMs: 2_000 })).rejects.toMatchObject({
      end: { why: 'abandoned', after: 'timeout' },
    })
    await resume(lab())
    expect(await uptime()).toBeGreaterThan(before)
  })

  test('a power cut keeps what was synced, and the pool is imported again at boot', async () => {
    await pullDisk(lab(), 'lab-disk-6')
    await sh('echo kept > /root/kept && sync')
    const bootId = () => run('cat', '/proc/sys/kernel/random/boot_id')
    const first = await bootId()
    await sh('dd if=/dev/urandom of=/tank/unfinished bs=1M count=100 status=none & echo lost > /root/lost')
    await cutPower(lab())
    await expect(run('true')).rejects.toMatchObject({ end: { why: 'unreachable' } })
    await boot(lab())
    expect(await bootId()).not.toBe(first)
    expect(await run('cat', '/root/kept')).toBe('kept')
    expect(await poolStatus(lab(), 'tank')).toContain('state: ONLINE')
    expect(await sumOfFile()).toBe(sum)
    // What was pulled does not come back by itself.
    await expect(run('test', '-e', diskPath('lab-disk-6'))).rejects.toThrow('exit code 1')
    await plugDisk(lab(), 'lab-disk-6')
  })
}
