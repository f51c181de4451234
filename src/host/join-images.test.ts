import { expect, test } from 'vitest'
import type { Image } from '../domain/image.ts'
import type { ImageHost } from './host.ts'
import { joinImages } from './join-images.ts'

function library() {
  const removed: string[] = []
  const images = {
    get: (id: string) => Promise.resolve(id === 'none' ? undefined : ({ id } as Image)),
    mediumPath: (id: string) => `/library/${id}/medium.iso`,
    usedBy: (id: string) => Promise.resolve(id === 'debian' ? ['web', 'db'] : []),
    remove: (id: string) => {
      removed.push(id)
      return Promise.resolve()
    },
  } as unknown as ImageHost
  const others = (id: string, medium: string) =>
    Promise.resolve(id === 'debian' || medium === '/library/cd/medium.iso' ? ['db', 'mail'] : [])
  return { joined: joinImages(images, others), removed }
}

test('an image is used wherever it is', async () => {
  const { joined } = library()
  expect(await joined.usedBy('debian')).toEqual(['web', 'db', 'mail'])
  expect(await joined.usedBy('alpine')).toEqual([])
})

test('it stays while another store needs it, on a disk or in a drive', async () => {
  const { joined, removed } = library()
  for (const id of ['debian', 'cd'])
    await expect(joined.remove(id)).rejects.toMatchObject({
      problems: [{ code: 'in_use', message: expect.stringContaining('db, mail') as string }],
    })
  await joined.remove('alpine')
  await joined.remove('none')
  expect(removed).toEqual(['alpine', 'none'])
})
