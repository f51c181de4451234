import { afterEach, expect, test } from 'vitest'
import { buildHouse, type House } from './testing/house.ts'

let house: House | undefined
afterEach(() => house?.close())

test('a VM is made with the medium of an ISO in its drive, and starts', async () => {
  house = await buildHouse()
  const { app, engine, host } = house
  const work = { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }
  await host.images.import('installer', { type: 'url', url: 'https://example.org/installer.iso' }, work)
  const made = await app.changes.createVm({ name: 'setup', image: 'installer' })
  expect((await engine.wait(made.submit('test').id)).state).toBe('done')
  expect(await host.images.usedBy('installer')).toEqual(['setup'])
  expect((await app.queries.vm('setup')).status).toMatchObject({ state: 'running' })
})
