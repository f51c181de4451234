import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { MiB } from '../../domain/size.ts'
import type { ImageWork } from '../host.ts'
import { bytesOf, fresh, problem, type HostUnderTest } from './host-under-test.ts'

/** What holds for images and for what is known about the host, everywhere. */
export function imageContract(on: () => HostUnderTest): void {
  const images = () => on().host.images
  const upload = (content: Buffer, name: string, sizeBytes?: number) =>
    images().upload(Readable.from([content]), { name, sizeBytes, signal: new AbortController().signal })

  describe('images', () => {
    it('are listed and found', async () => {
      const { image } = on()
      const found = await images().get(image)
      expect(found).toMatchObject({ id: image, kind: 'disk' })
      expect(await images().list()).toContainEqual(found)
      expect(await images().get('no-such-image')).toBeUndefined()
      expect(images().mediumPath('cd')).toMatch(/^\/.*\/cd\/.*\.iso$/)
    })

    it('stay while a disk stands on them', async () => {
      const { host, image } = on()
      const vm = fresh('stands')
      await host.stores.get('local').createPlace(vm.name, vm.uuid)
      const sizeBytes = (await images().get(image))?.virtualSizeBytes ?? 0
      await host.stores
        .get('local')
        .createDisk(vm.name, { name: 'root', sizeBytes, from: { type: 'image', image } })
      expect(await images().usedBy(image)).toContain(vm.name)
      await expect(images().remove(image)).rejects.toMatchObject({
        problems: [{ code: 'in_use', message: expect.stringContaining(vm.name) as string }],
      })
      const entry = {
        id: `${vm.name}-1`,
        deletedAt: '2026-01-01T00:00:00Z',
        keepUntil: '2026-01-31T00:00:00Z',
      }
      await host.stores.get('local').moveToBin(vm.name, vm.uuid, entry)
      expect(await images().usedBy(image)).toContain(entry.id)
      await expect(images().remove(image)).rejects.toMatchObject(problem('in_use'))
      await host.stores.get('local').purge(entry.id)
      expect(await images().usedBy(image)).not.toContain(entry.id)
    })

    it('are imported from an upload, once, and removed, once', async () => {
      const id = fresh('imported').name
      const content = bytesOf(MiB)
      const source = {
        type: 'upload',
        upload: await upload(content, 'disk.raw', content.length),
        name: 'disk.raw',
      } as const
      const told = work()
      const image = await images().import(id, source, told)
      expect(image).toMatchObject({ id, kind: 'disk', virtualSizeBytes: expect.any(Number) as number })
      expect(image.virtualSizeBytes).toBeGreaterThanOrEqual(MiB)
      expect(await images().import(id, source, work())).toEqual(image)
      expect(await images().list()).toContainEqual(image)
      expect(told.parts.length).toBeGreaterThan(0)
      await images().remove(id)
      await images().remove(id)
      expect(await images().get(id)).toBeUndefined()
      await expect(images().import(id, source, work())).rejects.toMatchObject(problem('not_found'))
    })

    it('of another origin keep their name', async () => {
      const id = fresh('origin').name
      await images().import(
        id,
        { type: 'upload', upload: await upload(bytesOf(MiB), 'one.raw'), name: 'one.raw' },
        work(),
      )
      const two = { type: 'upload', upload: await upload(bytesOf(MiB), 'two.raw'), name: 'two.raw' } as const
      await expect(images().import(id, two, work())).rejects.toMatchObject(problem('already_exists'))
      await images().remove(id)
      await images().import(id, two, work())
      await images().remove(id)
    })

    it('leave nothing when they are not what was promised', async () => {
      const id = fresh('broken').name
      const page = {
        type: 'upload',
        upload: await upload(Buffer.from('<!doctype html><p>404'), 'd.qcow2'),
        name: 'd.qcow2',
      } as const
      await expect(images().import(id, page, work())).rejects.toMatchObject(problem('untrusted_image'))
      const other = {
        type: 'upload',
        upload: await upload(bytesOf(MiB), 'disk.raw'),
        name: 'disk.raw',
        sha256: '0'.repeat(64),
      } as const
      await expect(images().import(id, other, work())).rejects.toMatchObject(problem('checksum_mismatch'))
      expect(await images().get(id)).toBeUndefined()
    })

    it('an upload is kept until an image was made of it, or it is dropped', async () => {
      const id = fresh('kept').name
      const ids = async () => (await images().uploads()).map((one) => one.id)
      const source = {
        type: 'upload',
        upload: await upload(bytesOf(MiB), 'disk.raw'),
        name: 'disk.raw',
      } as const
      const sent = (await images().uploads()).find((one) => one.id === source.upload)
      expect(sent?.sentAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
      const wrong = { ...source, sha256: '0'.repeat(64) }
      await expect(images().import(id, wrong, work())).rejects.toMatchObject(problem('checksum_mismatch'))
      expect(await ids()).toContain(source.upload)
      await images().import(id, source, work())
      expect(await ids()).not.toContain(source.upload)
      await images().remove(id)

      const other = { ...source, upload: await upload(bytesOf(MiB), 'disk.raw') }
      for (let times = 0; times < 2; times++) await images().dropUpload(other.upload)
      expect(await ids()).not.toContain(other.upload)
      await expect(images().import(id, other, work())).rejects.toMatchObject(problem('not_found'))
    })

    it('are not made once cancelled', async () => {
      const id = fresh('cancelled').name
      const source = {
        type: 'upload',
        upload: await upload(bytesOf(MiB), 'disk.raw'),
        name: 'disk.raw',
      } as const
      const cancelled = { ...work(), signal: AbortSignal.abort() }
      await expect(images().import(id, source, cancelled)).rejects.toMatchObject(problem('cancelled'))
      expect(await images().get(id)).toBeUndefined()
    })

    it('announced with another size than came are refused', async () => {
      await expect(upload(bytesOf(1000), 'short.raw', 2000)).rejects.toMatchObject(problem('invalid_input'))
    })
  })

  describe('the host', () => {
    it('says what it is, and what new VMs get', async () => {
      const { facts, stores } = on().host
      const host = await facts.host()
      expect(host).toMatchObject({ libvirt: { state: 'connected' }, stores: await stores.list() })
      expect(host.cpuThreads).toBeGreaterThan(0)
      expect(host.memoryTotalMiB).toBeGreaterThan(host.memoryAvailableMiB)
      const defaults = await facts.defaults()
      expect(defaults).toMatchObject({ accelerator: host.accelerator.accelerator, arch: host.arch })
      expect(defaults.machine).toMatch(/-\d/)
      expect(await facts.doctor()).toMatchObject({ libvirt: host.libvirt, accelerator: host.accelerator })
    })

    it('has a clock of the wall and one that only goes on, of one start of the host', async () => {
      const { facts } = on().host
      const [first, boot] = [await facts.clock(), await facts.bootId()]
      const later = await facts.clock()
      expect(first).toMatchObject({ boot })
      expect(later.boot).toBe(boot)
      expect(later.upMs).toBeGreaterThanOrEqual(first.upMs)
      expect(Math.abs(later.wallMs - first.wallMs - (later.upMs - first.upMs))).toBeLessThan(60_000)
    })
  })
}

function work(): ImageWork & { readonly parts: number[] } {
  const parts: number[] = []
  return {
    parts,
    signal: new AbortController().signal,
    log: () => undefined,
    progress: (done, total) => void parts.push(done / total),
  }
}
