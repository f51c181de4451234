import { expect, test } from 'vitest'
import { copiesInForce, type CopyEntry } from './copies-in-force.ts'

const host: CopyEntry = { of: 'host', name: 'box', to: ['usb'] }
const store: CopyEntry = { of: 'store', name: 'tank', to: ['attic'] }
const vm: CopyEntry = { of: 'vm', name: 'web', to: [] }

test.each<[string, readonly CopyEntry[], CopyEntry | undefined]>([
  ['its own', [host, store, vm], vm],
  ['that of its store', [host, store, { ...vm, name: 'other' }], store],
  ['that of the host', [host, { ...store, name: 'other' }], host],
  ['nothing', [{ ...vm, name: 'tank' }], undefined],
])('%s', (_, wishes, entry) => {
  expect(copiesInForce(wishes, { vm: 'web', store: 'tank' })).toBe(entry)
})
