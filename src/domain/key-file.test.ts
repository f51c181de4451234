import { expect, test } from 'vitest'
import { keyPathOf, noteOnKeyFile, whyNotKeyFile, type KeyFile } from './key-file.ts'

const there = { state: 'there', sizeBytes: 32, othersRead: false } as const
const use = { pool: 'tank', path: '/keys/tank', format: 'raw', verb: 'load-key' } as const

test.each<[string, KeyFile, string, string | undefined]>([
  ['as it should be', there, 'raw', undefined],
  ['missing', { state: 'missing' }, 'raw', 'not_found'],
  ['a folder', { state: 'not-a-file' }, 'raw', 'invalid_input'],
  ['too short', { ...there, sizeBytes: 31 }, 'raw', 'invalid_input'],
  ['of a format whose length ZFS judges', { ...there, sizeBytes: 65 }, 'hex', undefined],
])('a key file that is %s', (_what, file, format, code) => {
  expect(whyNotKeyFile({ ...use, format }, file)[0]?.code).toBe(code)
})

test('what to do differs between loading the key and taking a new one', () => {
  const missing = { state: 'missing' } as const
  expect(whyNotKeyFile(use, missing)[0]?.hint).toContain('loaded by itself then')
  expect(whyNotKeyFile({ ...use, verb: 'change-key' }, missing)[0]).toMatchObject({
    message: 'The key of tank cannot be changed: the file /keys/tank is not there.',
    hint: expect.stringContaining('dd if=/dev/urandom') as string,
  })
})

test('one that everybody can read works, and is told', () => {
  expect(noteOnKeyFile('/k', there)).toEqual([])
  expect(noteOnKeyFile('/k', { ...there, othersRead: true })).toEqual([
    expect.stringContaining('chmod 600 /k'),
  ])
  expect(noteOnKeyFile('/k', { state: 'missing' })).toEqual([])
})

test('only a file has a path', () => {
  expect(keyPathOf('file:///k')).toBe('/k')
  for (const location of ['prompt', 'none', 'https://example.org/k', undefined])
    expect(keyPathOf(location)).toBe(undefined)
})
