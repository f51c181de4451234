import { expect, test } from 'vitest'
import { recordedRunner } from '../testing/recorded-runner.ts'
import { listFiles, readLine } from './list-files.ts'

test.each([
  ['-rw-r--r-- 0/0           70000 2026-11-26 15:53 ./e/name', { path: './e/name', sizeBytes: 70_000 }],
  [
    String.raw`-rw-r--r-- 1000/100 1 2026-11-26 15:53 ./we ird\nü\\x`,
    { path: './we ird\nü\\x', sizeBytes: 1 },
  ],
  [String.raw`-rw-r--r-- 0/0 1 2026-11-26 15:53 ./\303\244\t`, { path: './ä\t', sizeBytes: 1 }],
  ['-rw-r--r-- 0/0 5 2026-11-26 15:53 ./--checkpoint=1', { path: './--checkpoint=1', sizeBytes: 5 }],
  // Bytes that are no text, nothing in it, no file.
  [String.raw`-rw-r--r-- 0/0 1 2026-11-26 15:53 ./\377`, undefined],
  ['-rw-r--r-- 0/0 0 2026-11-26 15:53 ./empty', undefined],
  ['drwxr-xr-x 0/0 0 2026-11-26 15:53 ./e/', undefined],
  ['lrwxrwxrwx 0/0 0 2026-11-26 15:53 ./link -> a', undefined],
  ['hrw-r--r-- 0/0 0 2026-11-26 15:53 ./a link to ./hard', undefined],
  ['tar: ./socket: socket ignored', undefined],
])('%s', (line, file) => {
  expect(readLine(line)).toEqual(file)
})

test('of too many files every second is kept, again and again', async () => {
  const lines = Array.from({ length: 100 }, (_, index) => `-rw-r--r-- 0/0 1 2026-11-26 15:53 ./${index}`)
  const runner = recordedRunner([
    {
      argv: [
        'tar',
        '--create',
        '--file=/dev/null',
        '--verbose',
        '--verbose',
        '--numeric-owner',
        '--one-file-system',
        '--atime-preserve=system',
        '--quoting-style=escape',
        '--exclude=./.zfs',
        '--directory=/tank/-rf',
        '.',
      ],
      stdout: lines.join('\n'),
    },
  ])
  const { signal } = new AbortController()
  const files = await listFiles(runner, '/tank/-rf', { signal, most: 10 })
  expect(files.map((file) => file.path)).toEqual(['./0', './16', './32', './48', './64', './80', './96'])
})
