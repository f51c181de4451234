import { chmod, lstat, mkdir, readdir, readFile, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDirStore } from '../../src/host/dir/open-dir-store.ts'
import { here, type Runner } from '../../src/host/exec.ts'
import { dirTools } from '../../src/host/dir-tools.ts'
import { realFiles, type StoreFiles } from '../../src/host/store-files.ts'
import type { DefinitionText } from '../../src/host/host.ts'
import type { StoreHost } from '../../src/host/store-host.ts'
import {
  addImage,
  holdsBytes,
  openAsVm,
  powerFor,
  scratchFolder,
  scratchStore,
  writeBytes,
} from './support/scratch-store.ts'
import { asOrdinaryUser } from './support/ordinary-user.ts'

const MiB = 2 ** 20
const webUuid = '11111111-0000-4000-8000-000000000001'
const copyUuid = '22222222-0000-4000-8000-000000000002'
const code = (wanted: string) => ({ problems: [expect.objectContaining({ code: wanted })] })

describe('disks', () => {
  it('stand on their image with an absolute path and grow to the wish', async () => {
    const { root, store } = await scratchStore()
    const image = await addImage(root, 'debian-12', 16)
    await store.createPlace('web', webUuid)
    const source = await store.createDisk('web', {
      name: 'root',
      sizeBytes: 64 * MiB,
      from: { type: 'image', image: 'debian-12' },
    })
    expect(source).toEqual({ type: 'file', path: join(root, 'web/root.qcow2') })
    const info = await qemuImgInfo(source.path)
    expect(info).toMatchObject({
      'virtual-size': 64 * MiB,
      'backing-filename': image,
      'backing-filename-format': 'qcow2',
    })
    expect(await holdsBytes(source.path, 0x42)).toBe(true)
    expect(await store.diskSize('web', 'root')).toMatchObject({ virtualSizeBytes: 64 * MiB })
  })

  it('grow, never shrink, and not while a VM has them open', async () => {
    const { store, path } = await storeWithDisk()
    await store.growDisk('web', 'root', 32 * MiB)
    await store.growDisk('web', 'root', 32 * MiB)
    expect(await store.diskSize('web', 'root')).toMatchObject({ virtualSizeBytes: 32 * MiB })
    await expect(store.growDisk('web', 'root', MiB)).rejects.toMatchObject(code('invalid_input'))
    await openAsVm(path)
    await expect(store.growDisk('web', 'root', 64 * MiB)).rejects.toMatchObject(code('in_use'))
    expect(await store.diskSize('web', 'root')).toMatchObject({ virtualSizeBytes: 32 * MiB })
  })

  it('are refused with sizes that are none', async () => {
    const { store } = await storeWithDisk()
    for (const sizeBytes of [0, -1, 1e30, Number.NaN, 1.5])
      await expect(
        store.createDisk('web', { name: 'x', sizeBytes, from: { type: 'blank' } }),
      ).rejects.toMatchObject(code('invalid_input'))
  })

  it('a full copy stands alone and is told step by step', async () => {
    const { root, store, path } = await storeWithDisk()
    await store.createPlace('copy', copyUuid)
    const told: number[] = []
    const copy = await store.createDisk(
      'copy',
      { name: 'root', sizeBytes: 32 * MiB, from: { type: 'vm', vm: 'web', disk: 'root', how: 'full' } },
      { onProgress: (done, total) => told.push(done / total) },
    )
    expect(await qemuImgInfo(copy.path)).not.toHaveProperty('backing-filename')
    expect(told.at(-1)).toBe(1)
    await writeBytes(path, 0x99)
    expect(await holdsBytes(copy.path, 0x11)).toBe(true)
    expect(await readdir(join(root, '.bases'))).toEqual([])
  })

  it('leave nothing when a copy is cancelled', async () => {
    const { root, store } = await storeWithDisk()
    await store.createPlace('copy', copyUuid)
    const work = store.createDisk(
      'copy',
      { name: 'root', sizeBytes: 16 * MiB, from: { type: 'vm', vm: 'web', disk: 'root', how: 'full' } },
      { signal: AbortSignal.abort() },
    )
    await expect(work).rejects.toMatchObject(code('cancelled'))
    expect(await readdir(join(root, 'copy'))).toEqual(['kiste.json'])
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  })
})

describe('linked clones', () => {
  it('share what both have and diverge from there', async () => {
    const { root, store, path } = await storeWithDisk()
    const clone = await linkClone(store)
    expect(await holdsBytes(path, 0x11)).toBe(true)
    expect(await holdsBytes(clone, 0x11)).toBe(true)
    await writeBytes(path, 0x33)
    await writeBytes(clone, 0x44)
    expect(await holdsBytes(path, 0x33)).toBe(true)
    expect(await holdsBytes(clone, 0x44)).toBe(true)
    expect(await readdir(join(root, '.bases'))).toHaveLength(1)
  })

  it('add no layer while the source was not started in between', async () => {
    const { root, store } = await storeWithDisk()
    await linkClone(store)
    await linkClone(store, 'second', '33333333-0000-4000-8000-000000000003')
    expect(await readdir(join(root, '.bases'))).toHaveLength(1)
    await writeBytes(join(root, 'web/root.qcow2'), 0x55, '2M')
    const third = await linkClone(store, 'third', '44444444-0000-4000-8000-000000000004')
    expect(await readdir(join(root, '.bases'))).toHaveLength(2)
    expect(await holdsBytes(third, 0x11)).toBe(true)
    expect(await holdsBytes(third, 0x55, '2M')).toBe(true)
  })

  it('keep the base as long as a disk stands on it, in the bin too', async () => {
    const { root, store } = await storeWithDisk()
    await linkClone(store)
    await store.moveToBin('copy', copyUuid, binEntry('copy-1'))
    await store.removePlace('web', webUuid)
    expect(await readdir(join(root, '.bases'))).toHaveLength(1)
    await store.restoreFromBin('copy-1', 'copy')
    expect(await holdsBytes(join(root, 'copy/root.qcow2'), 0x11)).toBe(true)
    await store.removePlace('copy', copyUuid)
    expect(await readdir(join(root, '.bases'))).toEqual([])
  })

  it('are refused when the source stands on too many layers already', async () => {
    const { root, store, path } = await storeWithDisk()
    for (let layer = 1; layer < 50; layer += 1) {
      const base = join(root, '.bases', `layer-${layer}.qcow2`)
      await rename(path, base)
      await dirTools(here).createOverlay(path, { path: base, format: 'qcow2' }, 16 * MiB)
    }
    await writeBytes(path, 0x66)
    await expect(linkClone(store)).rejects.toMatchObject(code('not_supported'))
    expect(await holdsBytes(path, 0x66)).toBe(true)
    expect(await readdir(join(root, '.bases'))).toHaveLength(49)
  })

  it('are refused while the source runs', async () => {
    const { root, store, path } = await storeWithDisk()
    await openAsVm(path)
    await expect(linkClone(store)).rejects.toMatchObject(code('in_use'))
    expect(await readdir(join(root, '.bases'))).toEqual([])
  })

  it.each(['forward', 'back'])(
    'survive a power cut between any two steps, and go %s from there',
    async (way) => {
      let cuts = 0
      for (;;) {
        const root = join(await scratchFolder(), 'store')
        const { path } = await storeWithDisk(root)
        const power = powerFor(cuts)
        const cut = await fails(
          openDirStore({ root, runner: here, ...power }).then((store) => linkClone(store)),
        )
        // Whatever was cut, the source is there, whole and writable.
        expect(await holdsBytes(path, 0x11)).toBe(true)

        const { store } = await scratchStore({ root })
        expect(await readdir(join(root, '.tmp'))).toEqual([])
        if (way === 'forward') {
          const clone = await linkClone(store)
          await writeBytes(path, 0x33)
          expect(await holdsBytes(clone, 0x11)).toBe(true)
          expect(await readdir(join(root, '.bases'))).toHaveLength(1)
        }
        await store.removePlace('copy', copyUuid)
        expect(await holdsBytes(path, way === 'forward' ? 0x33 : 0x11)).toBe(true)
        await store.removePlace('web', webUuid)
        expect(await readdir(join(root, '.bases'))).toEqual([])
        if (!cut) break
        cuts += 1
      }
      expect(cuts).toBeGreaterThan(10)
    },
  )
})

describe('places', () => {
  it('are made whole or not at all, wherever the power is cut', async () => {
    for (let actions = 0; ; actions += 1) {
      const { root } = await scratchStore()
      const power = powerFor(actions)
      const cut = await fails(
        openDirStore({ root, runner: here, ...power }).then((store) => store.createPlace('web', webUuid)),
      )
      const { store } = await scratchStore({ root })
      expect((await store.places()).length).toBe(
        (await readdir(root)).filter((name) => !name.startsWith('.')).length,
      )
      await store.createPlace('web', webUuid)
      expect(await store.places()).toEqual([
        { store: 'local', vm: 'web', uuid: webUuid, path: join(root, 'web') },
      ])
      if (!cut) break
    }
  })

  it('move to the bin and back wherever the power is cut', async () => {
    for (let actions = 0; ; actions += 1) {
      const { root } = await storeWithDisk()
      const power = powerFor(actions)
      const cut = await fails(
        openDirStore({ root, runner: here, ...power }).then((store) =>
          store.moveToBin('web', webUuid, binEntry('web-1')),
        ),
      )
      const { store } = await scratchStore({ root })
      expect([await store.places(), await store.bin()].flat()).toHaveLength(1)
      if (actions % 2 === 0) await store.moveToBin('web', webUuid, binEntry('web-1'))
      await store.restoreFromBin('web-1', 'web')
      expect(await readdir(join(root, 'web'))).toEqual(['kiste.json', 'root.qcow2'])
      if (!cut) break
    }
  })

  it('of others are neither taken nor touched', async () => {
    const { root, store } = await scratchStore()
    await mkdir(join(root, 'theirs'))
    await writeFile(join(root, 'theirs/notes.txt'), 'mine')
    await writeFile(join(root, 'file'), 'mine')
    for (const name of ['theirs', 'file']) {
      await expect(store.createPlace(name, webUuid)).rejects.toMatchObject(code('foreign_object'))
      await expect(store.moveToBin(name, webUuid, binEntry('x'))).rejects.toMatchObject(
        code('foreign_object'),
      )
      await store.removePlace(name, webUuid)
    }
    expect(await readFile(join(root, 'theirs/notes.txt'), 'utf8')).toBe('mine')
    expect(await store.places()).toEqual([])
  })

  it('are not looked for behind a symbolic link', async () => {
    const { root, store } = await storeWithDisk()
    const elsewhere = await scratchFolder()
    await rename(join(root, 'web'), join(elsewhere, 'web'))
    await symlink(join(elsewhere, 'web'), join(root, 'web'))
    await expect(store.createPlace('web', webUuid)).rejects.toMatchObject(code('foreign_object'))
    await store.removePlace('web', webUuid)
    expect(await readdir(join(elsewhere, 'web'))).toContain('root.qcow2')
    expect(await store.places()).toEqual([])
  })

  it('do not follow a link planted under a file', async () => {
    const { root, store } = await storeWithDisk()
    const secret = join(await scratchFolder(), 'secret')
    await writeFile(secret, 'secret')
    await unlink(join(root, 'web/root.qcow2'))
    for (const name of ['root.qcow2', 'domain.xml', 'seed.iso', 'nvram.fd'])
      await symlink(secret, join(root, 'web', name))
    expect(await store.readDefinition('web')).toBeUndefined()
    expect(await store.diskSize('web', 'root')).toBeUndefined()
    await expect(store.growDisk('web', 'root', 64 * MiB)).rejects.toMatchObject(code('not_found'))
    await store.writeDefinition('web', webUuid, '<domain/>' as DefinitionText)
    await store.writeSeed('web', { metaData: 'a: 1\n', userData: '#cloud-config\n' })
    await store.createPlace('copy', copyUuid)
    await store.copyNvram('web', 'copy')
    expect(await readdir(join(root, 'copy'))).toEqual(['kiste.json'])
    expect(await readFile(secret, 'utf8')).toBe('secret')
    expect(await store.readDefinition('web')).toBe('<domain/>')
    await store.removePlace('web', webUuid)
    expect(await readFile(secret, 'utf8')).toBe('secret')
  })

  it('give QEMU a way through, and nobody else a look at secrets, whatever the umask', async () => {
    const umask = process.umask(0o077)
    try {
      const { root, store } = await storeWithDisk()
      await store.writeSeed('web', { metaData: 'a: 1\n', userData: '#cloud-config\n' })
      await store.writeDefinition('web', webUuid, '<domain/>' as DefinitionText)
      const modes = async (...names: string[]) =>
        Promise.all(names.map(async (name) => (await lstat(join(root, name))).mode & 0o777))
      expect(await modes('', '.images', '.bases', 'web')).toEqual([0o711, 0o711, 0o711, 0o711])
      expect(await modes('web/root.qcow2', 'web/seed.iso', 'web/domain.xml')).toEqual([0o600, 0o600, 0o600])
    } finally {
      process.umask(umask)
    }
  })

  it('hand their firmware variables on', async () => {
    const { root, store } = await storeWithDisk()
    await store.createPlace('copy', copyUuid)
    for (const variables of ['first', 'second']) {
      await writeFile(store.place('web').nvramPath, variables)
      await store.copyNvram('web', 'copy')
      expect(await readFile(join(root, 'copy/nvram.fd'), 'utf8')).toBe(variables)
    }
  })

  it('stay where they are while a VM has a disk open', async () => {
    const { root, store, path } = await storeWithDisk()
    await openAsVm(path)
    await expect(store.removePlace('web', webUuid)).rejects.toMatchObject(code('in_use'))
    await expect(store.moveToBin('web', webUuid, binEntry('web-1'))).rejects.toMatchObject(code('in_use'))
    await expect(store.renamePlace('web', 'new', webUuid)).rejects.toMatchObject(code('in_use'))
    await expect(store.removeDisk('web', 'root')).rejects.toMatchObject(code('in_use'))
    expect(await readdir(join(root, 'web'))).toContain('root.qcow2')
  })
})

describe('a disk that is full', () => {
  const wish = {
    name: 'root',
    sizeBytes: 16 * MiB,
    from: { type: 'vm', vm: 'web', disk: 'root', how: 'full' },
  } as const

  it('is told as such, for real: qemu-img may write no more than 200 KB', async () => {
    const limited: Runner = {
      place: 'here',
      run: (argv, options) => here.run(['prlimit', '--fsize=200000', '--', ...argv], options),
    }
    await expectNothingLeft(limited)
  })

  it('is told as such when qemu-img meets ENOSPC', async () => {
    const full: Runner = {
      place: 'here',
      run: (argv, options) =>
        argv[1] === 'convert'
          ? here.run(
              [
                'sh',
                '-c',
                'echo "qemu-img: error while writing at byte 0: No space left on device" >&2; exit 1',
              ],
              options,
            )
          : here.run(argv, options),
    }
    await expectNothingLeft(full)
  })

  it('is told before a full copy begins that cannot fit', async () => {
    const { root } = await storeWithDisk()
    const { store } = await scratchStore({
      root,
      space: () => Promise.resolve({ totalBytes: MiB, freeBytes: 1000 }),
    })
    await store.createPlace('copy', copyUuid)
    await expect(store.createDisk('copy', wish)).rejects.toMatchObject({
      problems: [{ code: 'no_space', message: expect.stringContaining('has 1000 B free') as string }],
    })
    expect(await readdir(join(root, 'copy'))).toEqual(['kiste.json'])
  })

  async function expectNothingLeft(runner: Runner) {
    const { root } = await storeWithDisk()
    const { store } = await scratchStore({ root, runner })
    await store.createPlace('copy', copyUuid)
    const path = join(root, 'copy/root.qcow2')
    await expect(store.createDisk('copy', wish)).rejects.toMatchObject({
      problems: [{ code: 'no_space', message: expect.stringContaining(path) as string }],
    })
    expect(await readdir(join(root, 'copy'))).toEqual(['kiste.json'])
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  }
})

describe('a store that may not be written', () => {
  it('says so, names the path and keeps everything', async () => {
    await asOrdinaryUser(async () => {
      const { root, store } = await storeWithDisk()
      const folders = [join(root, '.tmp'), join(root, '.bin'), root]
      for (const folder of folders) await chmod(folder, 0o500)
      const place = join(root, 'new')
      await expect(store.createPlace('new', copyUuid)).rejects.toMatchObject({
        problems: [{ code: 'read_only', message: expect.stringContaining(place) as string }],
      })
      const { path } = store.place('web')
      const refusal = { problems: [{ code: 'read_only', message: expect.stringContaining(path) as string }] }
      await expect(store.renamePlace('web', 'other', webUuid)).rejects.toMatchObject(refusal)
      await expect(store.moveToBin('web', webUuid, binEntry('web-1'))).rejects.toMatchObject(refusal)
      await expect(store.removePlace('web', webUuid)).rejects.toMatchObject(refusal)
      await expect(store.writeSeed('web', { metaData: '', userData: '' })).rejects.toMatchObject(refusal)
      for (const folder of folders) await chmod(folder, 0o700)
      expect(await readdir(path)).toEqual(['kiste.json', 'root.qcow2'])
      expect(await holdsBytes(join(path, 'root.qcow2'), 0x11)).toBe(true)
    })
  })

  it('cannot be opened where no folder can be made', async () => {
    await asOrdinaryUser(async () => {
      const folder = await scratchFolder()
      await chmod(folder, 0o500)
      const root = join(folder, 'store')
      await expect(openDirStore({ root, runner: here, tools: dirTools(here) })).rejects.toMatchObject({
        problems: [{ code: 'read_only', message: expect.stringContaining(root) as string }],
      })
      await expect(lstat(root)).rejects.toThrow('ENOENT')
    })
  })
})

describe('done', () => {
  it('means on stable storage: whatever appears under its name was synced just before', async () => {
    const did: string[] = []
    const note = (what: string, path: string) => void did.push(`${what} ${path}`)
    const files: StoreFiles = {
      ...realFiles,
      finish: (path) => (note('finish', path), realFiles.finish(path)),
      move: (from, to) => (note('move', from), realFiles.move(from, to)),
    }
    const { store } = await scratchStore({ files })
    await store.createPlace('web', webUuid)
    await store.createDisk('web', { name: 'root', sizeBytes: MiB, from: { type: 'blank' } })
    await store.writeDefinition('web', webUuid, '<domain/>' as DefinitionText)
    await store.writeSeed('web', { metaData: 'a: 1\n', userData: '#cloud-config\n' })
    await linkClone(store)
    const moved = did.flatMap((line, index) => (line.startsWith('move ') ? [did[index - 1]] : []))
    expect(moved).toHaveLength(7)
    expect(moved).toEqual(did.filter((line) => line.startsWith('finish ')))
  })
})

describe('opening', () => {
  it('sweeps what was half-made and keeps what is whole', async () => {
    const { root } = await storeWithDisk()
    await writeFile(join(root, '.tmp/half.qcow2'), 'half')
    await writeFile(join(root, '.bases/lost.qcow2'), await readFile(join(root, 'web/root.qcow2')))
    await scratchStore({ root })
    expect(await readdir(join(root, '.tmp'))).toEqual([])
    expect(await readdir(join(root, '.bases'))).toEqual([])
    expect(await holdsBytes(join(root, 'web/root.qcow2'), 0x11)).toBe(true)
  })

  it('removes no base while a disk cannot be read: it might stand on it', async () => {
    const { root, store } = await storeWithDisk()
    await linkClone(store)
    await writeFile(join(root, 'copy/root.qcow2'), 'damaged')
    await writeFile(join(root, 'web/root.qcow2'), 'damaged')
    await scratchStore({ root })
    expect(await readdir(join(root, '.bases'))).toHaveLength(1)
  })
})

async function storeWithDisk(root?: string) {
  const opened = await scratchStore(root === undefined ? {} : { root })
  const { store } = opened
  await store.createPlace('web', webUuid)
  const { path } = await store.createDisk('web', {
    name: 'root',
    sizeBytes: 16 * MiB,
    from: { type: 'blank' },
  })
  await writeBytes(path, 0x11)
  return { ...opened, path }
}

async function linkClone(store: StoreHost, vm = 'copy', uuid = copyUuid): Promise<string> {
  await store.createPlace(vm, uuid)
  const from = { type: 'vm', vm: 'web', disk: 'root', how: 'linked' } as const
  return (await store.createDisk(vm, { name: 'root', sizeBytes: 16 * MiB, from })).path
}

/** Whether it ended before it was done. */
function fails(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  )
}

function binEntry(id: string) {
  return { id, deletedAt: '2026-01-01T00:00:00Z', keepUntil: '2026-01-31T00:00:00Z' }
}

async function qemuImgInfo(path: string): Promise<unknown> {
  const { stdout } = await here.run(['qemu-img', 'info', '--output=json', '-U', '-f', 'qcow2', '--', path])
  return JSON.parse(stdout)
}
