import { expect, test } from 'vitest'
import { emptyKey, keyFileWords, newKeyOf } from './new-key.ts'

test.each([
  [{}, undefined],
  [{ first: 'three blue lamps' }, undefined],
  [{ first: 'three blue lamps', again: 'three blue lumps' }, undefined],
  [
    { first: 'three blue lamps', again: 'three blue lamps' },
    { key: 'prompt', passphrase: 'three blue lamps' },
  ],
  [{ by: 'file', first: 'x', again: 'x' }, undefined],
  [
    { by: 'file', path: '/etc/zfs/tank' },
    { key: 'file', path: '/etc/zfs/tank', format: 'raw' },
  ],
] as const)('%j is %j', (changes, key) => {
  expect(newKeyOf({ ...emptyKey, ...changes })).toEqual(key)
})

test('the command line names a file, and never a passphrase', () => {
  expect(keyFileWords({ key: 'prompt', passphrase: 'three blue lamps' })).toEqual([])
  expect(keyFileWords({ key: 'file', path: '/etc/my key', format: 'raw' })).toEqual([
    '--key-file',
    "'/etc/my key'",
  ])
  expect(keyFileWords({ key: 'file', path: '/key', format: 'hex' })).toEqual([
    '--key-file',
    '/key',
    '--key-format',
    'hex',
  ])
})
