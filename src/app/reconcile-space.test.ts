import { expect, test } from 'vitest'
import type { StoreFacts } from '../domain/store.ts'
import type { Host } from '../host/host.ts'
import { reconcileSpace } from './reconcile-space.ts'

test('each watermark is told once, and again after there was room', async () => {
  const said: string[] = []
  const told = new Map()
  const look = async (...free: (number | undefined)[]) => {
    const list = free.flatMap((freeBytes, index): StoreFacts[] =>
      freeBytes === undefined
        ? []
        : [{ name: ['tank', 'fast'][index] ?? '', kind: 'zfs', path: '', totalBytes: 100, freeBytes }],
    )
    const stores = { list: () => Promise.resolve(list) } as unknown as Host['stores']
    await reconcileSpace({ stores }, told, ({ object, message }) =>
      said.push(`${object?.name} ${/\d+ %/.exec(message)?.[0]}`),
    )
    return said.splice(0)
  }
  expect(await look(50, 50)).toEqual([])
  expect(await look(15, 50)).toEqual(['tank 85 %'])
  expect(await look(14, 8)).toEqual(['fast 92 %'])
  expect(await look(3, 8)).toEqual(['tank 97 %'])
  expect(await look(15, 50)).toEqual([])
  expect(await look(9, undefined)).toEqual(['tank 91 %'])
  expect(await look(9, 19)).toEqual(['fast 81 %'])
})
