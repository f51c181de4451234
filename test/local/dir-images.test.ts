import { copyFile, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { dirImages, type ImageMakers, type MadeImage } from '../../src/host/dir/dir-images.ts'
import { openStore, storeHost } from '../../src/host/dir/open-dir-store.ts'
import { dirTools } from '../../src/host/dir-tools.ts'
import { here } from '../../src/host/exec.ts'
import type { DefinitionText, ImageHost, ImageWork } from '../../src/host/host.ts'
import { addImage, powerFor, scratchFolder, writeBytes } from './support/scratch-store.ts'

const MiB = 2 ** 20
const uuid = '11111111-0000-4000-8000-000000000001'
const signal = new AbortController().signal
const quiet: ImageWork = { signal, log: () => undefined, progress: () => undefined }
const code = (wanted: string) => ({ problems: [expect.objectContaining({ code: wanted })] })

describe('images in a dir store', () => {
  it('appear whole or not at all, wherever the power is cut', async () => {
    let cuts = 0
    for (;;) {
      const root = join(await scratchFolder(), 'store')
      const { images } = await openImages(root)
      const upload = await send(images, 'content')
      const power = powerFor(cuts)
      const source = { type: 'upload', upload, name: 'disk.img' } as const
      const cut = await openImages(root, power)
        .then((opened) => opened.images.import('mine', source, quiet))
        .then(
          () => false,
          () => true,
        )
      const { images: after } = await openImages(root)
      expect(await readdir(join(root, '.tmp'))).toEqual([])
      const listed = await after.list()
      expect(listed.length).toBe((await readdir(join(root, '.images'))).length)
      const image = await after.import('mine', source, quiet)
      expect(await readFile(join(root, '.images/mine/disk.qcow2'), 'utf8')).toBe('content')
      expect(await after.list()).toEqual([image])
      if (!cut) break
      cuts += 1
    }
    expect(cuts).toBeGreaterThan(3)
  })

  it('leave nothing when their making fails', async () => {
    const root = join(await scratchFolder(), 'store')
    const failing: Partial<ImageMakers> = {
      fetch: async (_url, _sha256, { folder }) => {
        await writeFile(join(folder, 'disk.qcow2'), 'half')
        throw new Error('the line went dead')
      },
    }
    const { images } = await openImages(root, {}, failing)
    const source = { type: 'url', url: 'https://example.org/x.qcow2' } as const
    await expect(images.import('x', source, quiet)).rejects.toThrow('the line went dead')
    expect(await readdir(join(root, '.images'))).toEqual([])
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  })

  it('are used by whoever stands on them through a shared base, in the bin, or with them in a drive', async () => {
    const root = join(await scratchFolder(), 'store')
    const { images, store } = await openImages(root)
    await addImage(root, 'debian-12', 16)
    await store.createPlace('web', uuid)
    await store.createDisk('web', {
      name: 'root',
      sizeBytes: 16 * MiB,
      from: { type: 'image', image: 'debian-12' },
    })
    await writeBytes(join(root, 'web/root.qcow2'), 0x77)
    const copy = '22222222-0000-4000-8000-000000000002'
    await store.createPlace('copy', copy)
    const from = { type: 'vm', vm: 'web', disk: 'root', how: 'linked' } as const
    await store.createDisk('copy', { name: 'root', sizeBytes: 16 * MiB, from })
    await store.removePlace('web', uuid)
    await store.moveToBin('copy', copy, {
      id: 'copy-1',
      deletedAt: '2026-01-01T00:00:00Z',
      keepUntil: '2026-01-02T00:00:00Z',
    })
    expect(await images.usedBy('debian-12')).toEqual(['copy-1'])
    await expect(images.remove('debian-12')).rejects.toMatchObject(code('in_use'))

    await store.createPlace('installer', uuid)
    await store.writeDefinition(
      'installer',
      uuid,
      `<source file='${images.mediumPath('cd')}'/>` as DefinitionText,
    )
    expect(await images.usedBy('cd')).toEqual(['installer'])

    await store.purge('copy-1')
    await images.remove('debian-12')
    expect(await readdir(join(root, '.images'))).toEqual([])
  })

  it('are not removed while a disk that cannot be read might stand on them', async () => {
    const root = join(await scratchFolder(), 'store')
    const { images, store } = await openImages(root)
    await addImage(root, 'debian-12', 16)
    await store.createPlace('web', uuid)
    await writeFile(join(root, 'web/root.qcow2'), 'damaged')
    await expect(images.remove('debian-12')).rejects.toMatchObject({
      problems: [
        { code: 'host_failed', message: expect.stringContaining(join(root, 'web/root.qcow2')) as string },
      ],
    })
    expect(await images.usedBy('debian-12')).toEqual([])
    expect(await images.get('debian-12')).toBeDefined()
  })

  it('do not take the place of what others left there', async () => {
    const root = join(await scratchFolder(), 'store')
    const { images } = await openImages(root)
    await mkdir(join(root, '.images/theirs'))
    const upload = await send(images, 'content')
    const source = { type: 'upload', upload, name: 'disk.img' } as const
    await expect(images.import('theirs', source, quiet)).rejects.toMatchObject(code('foreign_object'))
    await images.remove('theirs')
    expect(await readdir(join(root, '.images'))).toEqual(['theirs'])
    expect(await images.list()).toEqual([])
  })
})

describe('uploads', () => {
  it('leave nothing when the sender goes away', async () => {
    const root = join(await scratchFolder(), 'store')
    const { images } = await openImages(root)
    const broken = new Readable({
      read() {
        this.push(Buffer.alloc(1000))
        this.destroy(new Error('gone'))
      },
    })
    await expect(images.upload(broken, { name: 'disk.raw', signal })).rejects.toThrow('gone')
    expect(await readdir(join(root, '.uploads'))).toEqual([])
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  })

  it('that cannot fit are refused before a byte is read', async () => {
    const { images } = await openImages(join(await scratchFolder(), 'store'))
    const content = Readable.from([Buffer.from('x')])
    await expect(images.upload(content, { name: 'disk.raw', sizeBytes: 1e18, signal })).rejects.toMatchObject(
      code('no_space'),
    )
  })

  it('wait for a restart, however long it takes, and say since when', async () => {
    const root = join(await scratchFolder(), 'store')
    const upload = await send((await openImages(root)).images, 'content')
    const longAgo = new Date(Date.now() - 80 * 86_400_000)
    await utimes(join(root, '.uploads', upload), longAgo, longAgo)
    const { images } = await openImages(root)
    expect(await images.uploads()).toEqual([{ id: upload, sentAt: longAgo.toISOString() }])
    await images.import('x', { type: 'upload', upload, name: 'disk.raw' }, quiet)
    expect(await readdir(join(root, '.uploads'))).toEqual([])
  })

  it('are there whole or not at all, wherever the power is cut while one is dropped', async () => {
    for (let cuts = 0, cut = true; cut; cuts += 1) {
      const root = join(await scratchFolder(), 'store')
      const upload = await send((await openImages(root)).images, 'content')
      cut = await openImages(root, powerFor(cuts))
        .then(({ images }) => images.dropUpload(upload))
        .then(
          () => false,
          () => true,
        )
      const { images } = await openImages(root)
      expect(await readdir(join(root, '.tmp'))).toEqual([])
      for (const { id } of await images.uploads())
        await images.import('x', { type: 'upload', upload: id, name: 'disk.raw' }, quiet)
      expect(await readdir(join(root, '.uploads'))).toEqual([])
    }
  })

  it('leave alone what others put among them', async () => {
    const root = join(await scratchFolder(), 'store')
    const { images } = await openImages(root)
    await writeFile(join(root, '.uploads', 'notes.txt'), 'mine')
    expect(await images.uploads()).toEqual([])
    await expect(images.dropUpload('../.images')).rejects.toMatchObject(code('invalid_input'))
    expect(await readdir(join(root, '.uploads'))).toEqual(['notes.txt'])
  })
})

async function openImages(
  root: string,
  power: Partial<ReturnType<typeof powerFor>> = {},
  makers: Partial<ImageMakers> = {},
) {
  const store = await openStore({ root, runner: here, tools: dirTools(here), ...power })
  return { images: dirImages(store, { ...copyMakers, ...makers }), store: storeHost(store) }
}

function send(images: ImageHost, content: string): Promise<string> {
  return images.upload(Readable.from([Buffer.from(content)]), { name: 'disk.img', signal })
}

/** The simplest maker there is: takes a file as it came. */
const copyMakers: ImageMakers = {
  pull: () => Promise.reject(new Error('not used here')),
  build: () => Promise.reject(new Error('not used here')),
  fetch: () => Promise.reject(new Error('not used here')),
  take: async ({ path, name, sha256 }, { folder }): Promise<MadeImage> => {
    await copyFile(path, join(folder, 'disk.qcow2'))
    const { size } = await stat(path)
    return {
      title: name,
      arch: 'x86_64',
      kind: 'disk',
      virtualSizeBytes: size,
      fileSizeBytes: size,
      sha256,
      cloudInit: false,
    }
  },
}
