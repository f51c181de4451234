import { expect, it } from 'vitest'
import { CommandError } from '../exec.ts'
import { explainBootstrap } from './bootstrap-problem.ts'

const failed = (stderr: string) => new CommandError(['mmdebstrap'], { why: 'exit', code: 25 }, '', stderr)
const cleaningUp = 'I: removing tempdir /var/tmp/x...\nE: mmdebstrap failed to run\n'

it.each([
  [
    'download_failed',
    'E: Failed to fetch http://m.test/x  Could not connect\nE: Some index files failed\n',
    'Failed to fetch http://m.test/x Could not connect',
  ],
  [
    'untrusted_image',
    "W: GPG error\nE: The repository 'http://m.test bookworm InRelease' is not signed.\n",
    "The repository 'http://m.test bookworm InRelease' is not signed.",
  ],
  ['not_supported', 'E: invalid /etc/subuid: no entry for user\n', 'invalid /etc/subuid: no entry for user'],
  ['host_failed', 'E: something new\n', 'something new'],
])('%s is told by its first line', (code, said, line) => {
  expect(explainBootstrap('Debian 12', failed(said + cleaningUp))).toMatchObject({
    problems: [
      { code, message: `Could not build Debian 12: ${line}`, object: { type: 'image', name: 'Debian 12' } },
    ],
  })
})

it('leaves to others what is no failure of a build', () => {
  for (const error of [
    new Error('x'),
    new CommandError(['mmdebstrap'], { why: 'aborted' }, '', ''),
    failed('mke2fs: No space left on device\n'),
  ])
    expect(explainBootstrap('Debian 12', error)).toBe(error)
})
