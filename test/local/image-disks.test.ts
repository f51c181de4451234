import { mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { here } from '../../src/host/exec.ts'
import {
  checkDisk,
  convert,
  createDisk,
  createOverlay,
  imageInfo,
  measure,
  rebaseUnsafe,
  resizeDisk,
} from '../../src/host/images/qemu-img.ts'

const mib = 1024 ** 2
const none = new AbortController().signal

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-disks-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

/** A fresh path whose name would trip a careless command line. */
const fresh = () => join(folder, `-o json:{"x"},${(count += 1)}:a b.img`)

async function patterned(sizeBytes: number): Promise<string> {
  const path = fresh()
  const file = await open(path, 'w')
  await file.truncate(sizeBytes)
  await file.write(Buffer.alloc(mib, 'kiste'), 0, mib, sizeBytes / 2)
  await file.close()
  return path
}

async function contentOf(path: string, format: 'qcow2' | 'raw'): Promise<Buffer> {
  const raw = fresh()
  await convert(here, { from: path, fromFormat: format, to: raw, toFormat: 'raw' }, none)
  return readFile(raw)
}

describe('disks', () => {
  it('are made blank and sparse', async () => {
    for (const format of ['qcow2', 'raw'] as const) {
      const path = fresh()
      await createDisk(here, path, format, 100 * 1024 * mib)
      const info = await imageInfo(here, path, format)
      expect(info).toMatchObject({ format, virtualSizeBytes: 100 * 1024 * mib, backingPath: undefined })
      expect(info.allocatedBytes).toBeLessThan(mib)
    }
  })

  it('may have all of their room from the beginning', async () => {
    const path = fresh()
    await createDisk(here, path, 'qcow2', 8 * mib, { thick: true })
    expect(await imageInfo(here, path, 'qcow2')).toMatchObject({ virtualSizeBytes: 8 * mib })
    expect((await stat(path)).blocks * 512).toBeGreaterThanOrEqual(8 * mib)
  })

  it('stand on others, grow, and are converted whole, with progress', async () => {
    const base = await patterned(8 * mib)
    const overlay = fresh()
    await createOverlay(here, overlay, { path: base, format: 'raw' }, 16 * mib)
    expect(await imageInfo(here, overlay, 'qcow2')).toMatchObject({
      virtualSizeBytes: 16 * mib,
      backingPath: base,
    })
    await resizeDisk(here, overlay, 'qcow2', 20 * mib)
    const percents: number[] = []
    const flat = fresh()
    await convert(
      here,
      { from: overlay, fromFormat: 'qcow2', to: flat, toFormat: 'qcow2' },
      none,
      (percent) => percents.push(percent),
    )
    expect(percents.at(-1)).toBe(100)
    expect((await imageInfo(here, flat, 'qcow2')).backingPath).toBeUndefined()
    const content = await contentOf(flat, 'qcow2')
    expect(content).toHaveLength(20 * mib)
    expect(content.subarray(0, 8 * mib).equals(await readFile(base))).toBe(true)
    expect(await checkDisk(here, flat)).toEqual({ corruptions: 0, leakedClusters: 0 })
  })

  it('are never shrunk', async () => {
    const path = fresh()
    await createDisk(here, path, 'qcow2', 8 * mib)
    await expect(resizeDisk(here, path, 'qcow2', 4 * mib)).rejects.toMatchObject({
      problems: [
        {
          code: 'invalid_input',
          object: { name: path },
          message: expect.stringContaining('would cut off data') as string,
        },
      ],
    })
    await resizeDisk(here, path, 'qcow2', 8 * mib)
    expect((await imageInfo(here, path, 'qcow2')).virtualSizeBytes).toBe(8 * mib)
  })

  it('follow a base that moved', async () => {
    const base = await patterned(4 * mib)
    const overlay = fresh()
    await createOverlay(here, overlay, { path: base, format: 'raw' })
    const moved = fresh()
    await rename(base, moved)
    await expect(contentOf(overlay, 'qcow2')).rejects.toMatchObject({ problems: [{ code: 'host_failed' }] })
    await rebaseUnsafe(here, overlay, { path: moved, format: 'raw' })
    expect((await contentOf(overlay, 'qcow2')).equals(await readFile(moved))).toBe(true)
  })

  it('that are damaged are told', async () => {
    const path = fresh()
    await convert(
      here,
      { from: await patterned(8 * mib), fromFormat: 'raw', to: path, toFormat: 'qcow2' },
      none,
    )
    await truncate(path, (await stat(path)).size - 512 * 1024)
    expect((await checkDisk(here, path)).corruptions).toBeGreaterThan(0)
  })

  it('are measured before they are copied', async () => {
    const needed = await measure(here, await patterned(8 * mib), 'raw')
    expect(needed).toBeGreaterThan(mib)
    expect(needed).toBeLessThan(3 * mib)
  })

  it('that are not there, or are no disk, are named in the error', async () => {
    const absent = fresh()
    await expect(imageInfo(here, absent, 'qcow2')).rejects.toMatchObject({
      problems: [
        {
          code: 'host_failed',
          object: { type: 'file', name: absent },
          message: expect.stringContaining(absent) as string,
        },
      ],
    })
    const text = fresh()
    await writeFile(text, 'no disk at all')
    await expect(imageInfo(here, text, 'qcow2')).rejects.toMatchObject({
      problems: [{ code: 'host_failed' }],
    })
    await expect(imageInfo(here, 'nbd:localhost:1', 'raw')).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining('not an absolute path') as string }],
    })
  })

  it('stop being converted when that is cancelled', async () => {
    const from = fresh()
    const file = await open(from, 'w')
    for (let index = 0; index < 256; index += 1) await file.write(Buffer.alloc(mib, index + 1))
    await file.close()
    const cancel = new AbortController()
    const work = convert(
      here,
      { from, fromFormat: 'raw', to: fresh(), toFormat: 'qcow2' },
      cancel.signal,
      () => cancel.abort(),
    )
    await expect(work).rejects.toMatchObject({ problems: [{ code: 'cancelled' }] })
  })
})
