import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFilesystem } from '../src/host/zfs/create-dataset.ts'
import { createPool } from './testing/make-pool.ts'
import { bookmark as makeBookmark, takeSnapshots } from '../src/host/zfs/dataset-verbs.ts'
import { destroySnapshots } from '../src/host/zfs/destroy-snapshots.ts'
import { getDataset } from '../src/host/zfs/list-datasets.ts'
import { listSnapshots } from '../src/host/zfs/list-snapshots.ts'
import { abortReceive, receive, resumeTokenOf } from '../src/host/zfs/receive.ts'
import { decodeResumeToken } from '../src/host/zfs/resume-token.ts'
import { estimateSend, send } from '../src/host/zfs/send.ts'
import { transfer } from '../src/host/zfs/transfer.ts'
import { zfsErrorKind } from '../src/host/zfs/zfs-error.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { bookmark, dataset, pool, single, snapshot } from './testing/zfs-names.ts'

onEachLab('streams', (lab) => {
  let zfs: Zfs
  let folder: string
  const form = { raw: false, largeBlocks: true, compressed: true, embedded: false }
  const sh = (script: string) => lab().runner.run(['sh', '-ec', script])
  const kindOf = (error: unknown) => zfsErrorKind(error)
  const snapshotsOf = async (name: string) =>
    (await listSnapshots(zfs, dataset(name))).map((entry) => entry.name)
  const guids = async (name: string) => (await listSnapshots(zfs, dataset(name))).map(({ guid }) => guid)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kiste-streams-'))
    zfs = await openZfs(lab().runner)
    await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
    await createPool(zfs, { name: pool('bk'), layout: { ashift: 12, groups: [single(2)] } })
    // Larger blocks than the usual, so that the streams have some.
    await createFilesystem(zfs, { name: dataset('tank/a b'), properties: { recordsize: '1M' } })
    for (const [nth, mib] of [8, 2, 2].entries()) {
      await sh(`dd if=/dev/urandom of="/tank/a b/f${nth}" bs=1M count=${mib} status=none`)
      await takeSnapshots(zfs, [snapshot(`tank/a b@s${nth + 1}`)])
    }
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('are measured before', async () => {
    const { totalBytes, parts } = await estimateSend(zfs, { snapshot: snapshot('tank/a b@s1'), form })
    expect(totalBytes).toBeGreaterThan(8 * 2 ** 20)
    expect(parts).toMatchObject([{ snapshot: 'tank/a b@s1' }])
    const all = { snapshot: snapshot('tank/a b@s3'), from: snapshot('tank/a b@s1'), all: true, form }
    expect((await estimateSend(zfs, all)).parts.map((part) => part.snapshot)).toEqual([
      'tank/a b@s2',
      'tank/a b@s3',
    ])
  })

  test('go whole, then in increments, and arrive with their guids', async () => {
    const target = dataset('bk/copy')
    const where = { target, properties: { readonly: 'on' }, exclude: ['mountpoint'] }
    await transfer({ zfs, what: { snapshot: snapshot('tank/a b@s1'), form } }, { zfs, where })
    await transfer(
      { zfs, what: { snapshot: snapshot('tank/a b@s3'), from: snapshot('tank/a b@s1'), all: true, form } },
      { zfs, where: { target } },
    )
    expect(await snapshotsOf('bk/copy')).toEqual(['bk/copy@s1', 'bk/copy@s2', 'bk/copy@s3'])
    expect(await guids('bk/copy')).toEqual(await guids('tank/a b'))
    const copy = await getDataset(zfs, target, ['readonly', 'mounted'])
    expect(copy?.properties.get('readonly')?.value).toBe('on')
    expect(copy?.properties.get('mounted')?.value).toBe('no')
  })

  test('go on from a bookmark after their base is gone', async () => {
    await makeBookmark(zfs, snapshot('tank/a b@s3'), bookmark('tank/a b#sent'))
    const s3 = (await listSnapshots(zfs, dataset('tank/a b'))).filter(({ name }) => name.endsWith('@s3'))
    await destroySnapshots(zfs, dataset('tank/a b'), s3)
    await sh('echo later > "/tank/a b/later"')
    await takeSnapshots(zfs, [snapshot('tank/a b@s4')])
    const what = { snapshot: snapshot('tank/a b@s4'), from: bookmark('tank/a b#sent'), form }
    await transfer({ zfs, what }, { zfs, where: { target: dataset('bk/copy') } })
    expect((await snapshotsOf('bk/copy')).at(-1)).toBe('bk/copy@s4')
  })

  describe('that break off', () => {
    const target = dataset('bk/resumed')
    const file = () => join(folder, 'stream')

    test('leave a token on the target, with all there is to check before it is used', async () => {
      const output = createWriteStream(file())
      const seen: number[] = []
      const what = { snapshot: snapshot('tank/a b@s1'), form }
      await send(zfs, what, output, { onBytes: (bytes) => seen.push(bytes) })
      output.end()
      await finished(output)
      const { size } = await stat(file())
      expect(size).toBeGreaterThan(8 * 2 ** 20)
      for (const bytes of seen) expect(bytes).toBeLessThanOrEqual(size)

      await truncate(file(), Math.floor(size / 2))
      const cut: unknown = await receive(zfs, { target }, createReadStream(file())).catch(
        (error: unknown) => error,
      )
      expect(kindOf(cut)).toBe('partial-saved')
      const token = await resumeTokenOf(zfs, target)
      const decoded = await decodeResumeToken(zfs, token ?? '', pool('tank'))
      expect(decoded).toMatchObject({
        snapshot: 'tank/a b@s1',
        guid: (await guids('tank/a b'))[0],
        raw: false,
        compressed: true,
        largeBlocks: true,
      })
      expect(decoded.receivedBytes).toBeGreaterThan(0)
      expect(decoded.receivedBytes).toBeLessThan(size)
    })

    test('go on where they were', async () => {
      const token = (await resumeTokenOf(zfs, target)) ?? ''
      const what = { token, snapshot: snapshot('tank/a b@s1') }
      expect((await estimateSend(zfs, what)).totalBytes).toBeLessThan(6 * 2 ** 20)
      await transfer({ zfs, what }, { zfs, where: { target } })
      expect(await snapshotsOf('bk/resumed')).toEqual(['bk/resumed@s1'])
      expect(await resumeTokenOf(zfs, target)).toBeUndefined()
    })

    test('or are given up, and then nothing of them is left', async () => {
      const other = dataset('bk/given-up')
      await receive(zfs, { target: other }, createReadStream(file())).catch(() => undefined)
      expect(await resumeTokenOf(zfs, other)).toMatch(/^1-/)
      await abortReceive(zfs, other)
      await abortReceive(zfs, other)
      expect(await getDataset(zfs, other)).toBeUndefined()
    })

    test('because somebody called them off end on both sides', async () => {
      const controller = new AbortController()
      const what = { snapshot: snapshot('tank/a b@s1'), form }
      const going = transfer({ zfs, what }, { zfs, where: { target: dataset('bk/called-off') } }, controller)
      setTimeout(() => controller.abort(), 1_500)
      const error: unknown = await going.catch((error: unknown) => error)
      // On a fast machine it may have been over already.
      expect([undefined, 'cancelled']).toContain(kindOf(error))
      const { stdout } = await sh('pgrep -a zfs || true')
      expect(stdout).not.toMatch(/zfs (?:send|receive)/)
    })
  })

  test('are refused, never forced, where the target has its own', async () => {
    const what = { snapshot: snapshot('tank/a b@s1'), form }
    const again: unknown = await transfer(
      { zfs, what },
      { zfs, where: { target: dataset('bk/copy') } },
    ).catch((error: unknown) => error)
    expect(kindOf(again)).toBe('target-exists')
    expect(await snapshotsOf('bk/copy')).toHaveLength(4)
  })
})
