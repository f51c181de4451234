import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { problem } from '../testing/host-under-test.ts'
import type { ImageReader, SnapshotAt } from '../snapshot-host.ts'
import type { Appliance } from './appliance.ts'
import { shelfOf } from './shelf.ts'

const at = (snapshot: string | undefined): SnapshotAt => ({ store: 'local', vm: 'web', uuid: 'u', snapshot })
const root = { path: '/' }

/** Disks that note what happens to them. */
function tried(options: { readonly idleMs?: number; readonly failing?: true } = {}) {
  const log: string[] = []
  const readers = new Map<string, ImageReader>()
  const streams: PassThrough[] = []
  let died = false
  const shelf = shelfOf({
    idleMs: options.idleMs ?? 60_000,
    images: async ({ snapshot = 'now' }, reader) => {
      log.push(`images of ${snapshot}`)
      readers.set(snapshot, reader)
      return {
        disks: [{ name: 'root', path: '/x', format: 'qcow2' }],
        close: async () => void log.push(`no images of ${snapshot}`),
      }
    },
    open: async (_, { snapshot = 'now' }) => {
      if (options.failing) throw new Error('it does not start')
      log.push(`open ${snapshot}`)
      const appliance: Appliance = {
        look: async () => ({ fileSystems: [], entries: [], total: 0 }),
        read: async () => {
          const content = new PassThrough()
          streams.push(content)
          return { content, sizeBytes: 1 }
        },
        readFolder: async () => new PassThrough(),
        walk: async () => {
          if (died) throw new Error('it died')
          return []
        },
        hasEnded: () => died,
        end: async () => void log.push(`end ${snapshot}`),
      }
      return appliance
    },
  })
  return { shelf, log, readers, streams, die: () => (died = true) }
}

describe('disks that are open', () => {
  it('answer one question after the other, and are closed after a while without any', async () => {
    const { shelf, log } = tried({ idleMs: 20 })
    await shelf.look(at('s1'), root)
    await shelf.walk(at('s1'), root)
    expect(log).toEqual(['images of s1', 'open s1'])
    await sleep(60)
    expect(log).toEqual(['images of s1', 'open s1', 'end s1', 'no images of s1'])
    await shelf.look(at('s1'), root)
    expect(log.slice(4)).toEqual(['images of s1', 'open s1'])
  })

  it('questions at once open them once', async () => {
    const { shelf, log } = tried()
    await Promise.all([shelf.look(at('s1'), root), shelf.look(at('s1'), root)])
    expect(log).toEqual(['images of s1', 'open s1'])
  })

  it('let go when nobody waits for an answer, and not while somebody reads', async () => {
    const { shelf, log, readers, streams } = tried()
    await shelf.read(at('s1'), root)
    expect(await readers.get('s1')?.letGo()).toBe(false)
    streams[0]?.destroy()
    await sleep(5)
    expect(await readers.get('s1')?.letGo()).toBe(true)
    expect(log.slice(2)).toEqual(['end s1', 'no images of s1'])
  })

  it('of a third snapshot take the place of those that were not needed for the longest time', async () => {
    const { shelf, log } = tried()
    for (const id of ['s1', 's2', 's1', 's3']) {
      await shelf.look(at(id), root)
      await sleep(2)
    }
    expect(log.filter((line) => line.startsWith('end'))).toEqual(['end s2'])
  })

  it('of a third snapshot are refused while the two others are read', async () => {
    const { shelf, streams } = tried()
    await shelf.read(at('s1'), root)
    await shelf.read(at('s2'), root)
    await expect(shelf.look(at('s3'), root)).rejects.toMatchObject(problem('in_use'))
    streams[0]?.destroy()
    await sleep(5)
    await shelf.look(at('s3'), root)
  })

  it('of what a VM is now are closed after each answer', async () => {
    const { shelf, log } = tried()
    await shelf.walk(at(undefined), root)
    await sleep(5)
    expect(log).toEqual(['images of now', 'open now', 'end now', 'no images of now'])
  })

  it('that could not be opened leave nothing, and are tried anew', async () => {
    const { shelf, log } = tried({ failing: true })
    for (const _ of [1, 2]) {
      await expect(shelf.look(at('s1'), root)).rejects.toThrow('does not start')
      await sleep(5)
    }
    expect(log).toEqual(['images of s1', 'no images of s1', 'images of s1', 'no images of s1'])
  })

  it('whose VM died are opened anew for the next question', async () => {
    const { shelf, log, die } = tried()
    await shelf.look(at('s1'), root)
    die()
    await expect(shelf.walk(at('s1'), root)).rejects.toThrow('it died')
    await sleep(5)
    expect(log.slice(2)).toEqual(['end s1', 'no images of s1'])
  })

  it('are all closed in the end', async () => {
    const { shelf, log } = tried()
    await shelf.read(at('s1'), root)
    await shelf.look(at('s2'), root)
    await shelf.close()
    expect(log.filter((line) => line.startsWith('no images'))).toHaveLength(2)
  })
})
