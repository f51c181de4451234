import { describe, expect, it } from 'vitest'
import { imageReaders } from './image-readers.ts'
import { problem } from './testing/host-under-test.ts'

const reader = (mayGo: boolean) => ({ letGo: () => Promise.resolve(mayGo) })

describe('who reads the disks of snapshots', () => {
  it('keeps what they read from changing, until they are gone', async () => {
    const readers = imageReaders()
    const takeOff = readers.add('web', 'u', 's1', reader(false))
    let changed = 0
    const change = async () => void (changed += 1)
    await readers.unlessRead('u', change)
    await readers.unlessRead('other', change)
    expect(changed).toBe(1)
    takeOff()
    await readers.unlessRead('u', change)
    expect(changed).toBe(2)
  })

  it('nobody begins to read while it changes', async () => {
    const readers = imageReaders()
    const add = () => readers.add('web', 'u', 's1', reader(true))
    await readers.unlessRead('u', async () => {
      expect(add).toThrow('being put together')
    })
    add()()
    await expect(readers.unlessRead('u', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    add()
  })

  it('is asked to go: those of a snapshot, those of now, all', async () => {
    const readers = imageReaders()
    readers.add('web', 'u', 's1', reader(false))
    readers.add('web', 'u', undefined, reader(true))
    await readers.dismiss('web', 'u', { snapshot: 's2' })
    await readers.dismiss('web', 'u', 'now')
    await readers.dismiss('web', 'other', 'all')
    await expect(readers.dismiss('web', 'u', { snapshot: 's1' })).rejects.toMatchObject(problem('in_use'))
    await expect(readers.dismiss('web', 'u', 'all')).rejects.toMatchObject(problem('in_use'))
    readers.add('web', 'u', undefined, reader(false))
    await expect(readers.dismiss('web', 'u', 'now')).rejects.toMatchObject(problem('in_use'))
  })
})
