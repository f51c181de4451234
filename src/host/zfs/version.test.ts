import { expect, test } from 'vitest'
import { ZfsOutputError } from './output-error.ts'
import { recorded } from './testing/fixtures.ts'
import { parseVersionJson, parseVersionText } from './version.ts'

test('OpenZFS 2.3.2, JSON', () => {
  expect(parseVersionJson(recorded('2.3.2', 'version').stdout)).toMatchObject({
    userland: { major: 2, minor: 3, patch: 2, text: '2.3.2-2~bpo12+2' },
    module: { major: 2, minor: 3, patch: 2, text: '2.3.2-2~bpo12+2' },
  })
})

test('text, as all releases have it', () => {
  expect(parseVersionText('zfs-2.2.7-1\nzfs-kmod-2.1.11-1+deb12u1\n')).toMatchObject({
    userland: { text: '2.2.7-1' },
    module: { text: '2.1.11-1+deb12u1' },
  })
})

test.each(['', 'zfs-2.1.11-1\n', 'zfs-kmod-2.1.11\n', 'zfs-one\nzfs-kmod-two\n'])(
  '%j is no answer',
  (text) => {
    expect(() => parseVersionText(text)).toThrow(ZfsOutputError)
  },
)
