import { expect, test } from 'vitest'
import { readKeyFile } from './key-file.ts'
import { recordedRunner } from './testing/recorded-runner.ts'

const argv = (path: string) => ['find', '-H', path, '-maxdepth', '0', '-printf', String.raw`%y\t%m\t%s\n`]

test.each([
  ['f\t600\t32\n', { state: 'there', sizeBytes: 32, othersRead: false }],
  ['f\t640\t32\n', { state: 'there', sizeBytes: 32, othersRead: true }],
  ['f\t4604\t64\n', { state: 'there', sizeBytes: 64, othersRead: true }],
  ['b\t660\t0\n', { state: 'there', sizeBytes: 0, othersRead: true }],
  ['d\t700\t4096\n', { state: 'not-a-file' }],
  ['', { state: 'missing' }],
])('%j', async (stdout, file) => {
  const runner = recordedRunner([{ argv: argv('/k'), stdout, code: stdout === '' ? 1 : 0 }])
  expect(await readKeyFile(runner, '/k')).toEqual(file)
})
