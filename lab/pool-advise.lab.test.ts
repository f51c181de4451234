import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CompressionReport, DedupReport } from '../src/domain/pool-advice-report.ts'
import { createVolume } from '../src/host/zfs/create-dataset.ts'
import { openZfs } from '../src/host/zfs/zfs.ts'
import { activateZvol } from '../src/host/zfs/zvol-device.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { createPool } from './testing/make-pool.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { dataset, pool, single } from './testing/zfs-names.ts'

const patienceMs = 900_000
const KiB = 2 ** 10
const MiB = 2 ** 20

// What lies in a pool is known to the block here, so what is said of it can be held against that: text and noise in files, a volume whose
// second half repeats its first, its clone, and what is locked.
onEachLab('advice on what lies in a pool', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) =>
    (await lab().runner.run(argv, { timeoutMs: patienceMs })).stdout.trim()
  const sh = (script: string) => run('sh', '-ec', script)
  const advise = async (question: 'dedup' | 'compression') =>
    (await kisted.json('pool', 'advise', 'tank', question)) as {
      readonly state: string
      readonly result: unknown
    }

  beforeAll(async () => {
    const zfs = await openZfs(lab().runner)
    await createPool(zfs, {
      name: pool('tank'),
      layout: { ashift: 12, groups: [single(1), single(2)] },
      rootProperties: { mountpoint: '/tank', compression: 'off', atime: 'on' },
    })
    await run('zfs', 'create', '--', 'tank/-docs of old')
    await run('zfs', 'create', '-o', 'compression=lz4', '--', 'tank/noise')
    // Text in files of several blocks, and one whose name is an option and one whose name has a line end.
    await sh(`cd '/tank/-docs of old'; for n in 1 2 3 4 5 6 7 8; do seq "$n"00000 "$n"99999 > "part $n"; done
      seq 1 2000 > ./--checkpoint=1; seq 1 3000 > "$(printf 'two\\nlines')"`)
    await run('dd', 'if=/dev/urandom', 'of=/tank/noise/film', 'bs=1M', 'count=64', 'status=none')
    const disk = dataset('tank/disk')
    await createVolume(zfs, {
      name: disk,
      sizeBytes: 256 * MiB,
      blockBytes: 16 * KiB,
      sparse: true,
      properties: { volmode: 'dev' },
    })
    const device = await activateZvol(zfs, disk, { limitMs: 120_000 })
    await run('dd', 'if=/dev/urandom', 'of=/root/half', 'bs=1M', 'count=32', 'status=none')
    for (const seek of [0, 128])
      await run('dd', 'if=/root/half', `of=${device}`, 'bs=1M', `seek=${seek}`, 'conv=fsync', 'status=none')
    await run('rm', '/root/half')
    await run('zfs', 'snapshot', 'tank/disk@made')
    await run('zfs', 'clone', '-o', 'volmode=dev', 'tank/disk@made', 'tank/clone')
    await sh(`head -c 32 /dev/urandom > /root/key
      zfs create -o encryption=on -o keyformat=raw -o keylocation=file:///root/key tank/secret
      dd if=/dev/urandom of=/tank/secret/x bs=1M count=4 status=none
      zfs unmount tank/secret; zfs unload-key tank/secret; rm /root/key`)
    // Times of access that a look would change.
    await sh(
      `find /tank -xdev -exec touch -a -d 2020-01-01 {} +; find '/tank/-docs of old' /tank/noise -exec touch -a -d 2020-01-01 {} +`,
    )
    await run('zpool', 'sync', 'tank')
    await run('zfs', 'snapshot', '-r', 'tank@before')
    kisted = await startKisted(lab())
  }, patienceMs)
  afterAll(() => kisted.stop(), patienceMs)

  const nothingWritten = async () => {
    await run('zpool', 'sync', 'tank')
    const rows = await run(
      'zfs',
      'get',
      '-H',
      '-p',
      '-r',
      '-t',
      'filesystem,volume',
      '-o',
      'name,value',
      'written',
      'tank',
    )
    expect(rows.split('\n').filter((row) => !row.endsWith('\t0'))).toEqual([])
    expect(await run('find', '/dev/shm', '-name', 'kiste-advise.*')).toBe('')
  }

  test(
    'dedup: repeats are found, what a clone shares is none, and what is locked is named',
    async () => {
      const job = await advise('dedup')
      const result = job.result as DedupReport
      expect(job.state).toBe('done')
      expect(result.leftOut).toEqual([
        { dataset: 'tank/secret', because: 'it is encrypted, and its key is not loaded' },
      ])
      expect(result.readShare).toBe(1)
      // 64 MiB of noise and about 5 MiB of text once, 32 MiB twice, and the clone's 64 MiB not at all.
      expect(result.ratio).toBeGreaterThan(1.2)
      expect(result.ratio).toBeLessThan(1.45)
      expect(result.savedBytes / MiB).toBeGreaterThan(28)
      expect(result.savedBytes / MiB).toBeLessThan(36)
      expect(result.notes.join(' ')).toContain('Clones share what they have in common already')
      await nothingWritten()
    },
    patienceMs,
  )

  test(
    'compression: text shrinks, noise does not, and what lies there is told from what a change brings',
    async () => {
      const job = await advise('compression')
      const result = job.result as CompressionReport
      expect(job.state).toBe('done')
      const of = (name: string) => result.datasets.find((one) => one.dataset === name)
      const docs = of('tank/-docs of old')
      expect(docs).toMatchObject({ compression: 'off', storedNow: 1 })
      expect(docs?.stored.lz4).toBeLessThan(0.8)
      expect(docs?.stored.zstd).toBeLessThan(docs?.stored.lz4 ?? 0)
      expect(of('tank/noise')).toMatchObject({
        compression: 'lz4',
        advice: 'no',
        stored: { lz4: 1, zstd: 1 },
      })
      expect(of('tank/disk')).toMatchObject({ blockBytes: 16_384, stored: { lz4: 1, zstd: 1 } })
      expect(of('tank/secret')).toBe(undefined)
      await nothingWritten()
    },
    patienceMs,
  )

  test(
    'what zstd is said to bring is what it brings',
    async () => {
      const result = (await advise('compression')).result as CompressionReport
      const said = result.datasets.find((one) => one.dataset === 'tank/-docs of old')
      for (const algorithm of ['lz4', 'zstd'] as const) {
        await run('zfs', 'create', '-o', `compression=${algorithm}`, '--', `tank/${algorithm}`)
        // cp and cat would clone the blocks as they are.
        await sh(
          `cd '/tank/-docs of old'; for f in part*; do dd "if=$f" "of=/tank/${algorithm}/$f" bs=128k status=none; done`,
        )
        await run('zpool', 'sync', 'tank')
        const ratio = Number(
          await run('zfs', 'get', '-H', '-p', '-o', 'value', 'refcompressratio', `tank/${algorithm}`),
        )
        expect(Math.abs((said?.stored[algorithm] ?? 0) - 1 / ratio)).toBeLessThan(0.06)
      }
    },
    patienceMs,
  )

  test(
    'a look is called off',
    async () => {
      const id = await kisted.kiste('pool', 'advise', 'tank', 'dedup', '--no-wait')
      await lab().runner.run(['kiste', '--socket', '/run/kiste/kiste.sock', 'job', 'cancel', id], {
        // It may have ended meanwhile.
        okCodes: [0, 5],
        timeoutMs: patienceMs,
      })
      expect(await run('zpool', 'list', '-H', '-o', 'health', 'tank')).toBe('ONLINE')
      expect(await run('find', '/dev/shm', '-name', 'kiste-advise.*')).toBe('')
    },
    patienceMs,
  )
})
