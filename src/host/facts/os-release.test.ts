import { expect, test } from 'vitest'
import { parseOsRelease } from './os-release.mjs'

test('os-release with all its ways of quoting', () => {
  const text = `# comment\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID='12'\nX="a \\"b\\" \\$c"\nbad line\nEMPTY=\n`
  expect(Object.fromEntries(parseOsRelease(text))).toEqual({
    PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)',
    ID: 'debian',
    VERSION_ID: '12',
    X: 'a "b" $c',
    EMPTY: '',
  })
})
