import { expect, test } from 'vitest'
import { inFolder, wayTo } from './guest-folder.ts'

test.each([
  ['/', 'etc', '/etc'],
  ['/etc', 'fstab', '/etc/fstab'],
  ['/home/me/', 'a\\\\b', '/home/me/a\\\\b'],
])('in %s, %s is %s', (folder, name, path) => {
  expect(inFolder(folder, name)).toBe(path)
})

test('the way to a folder', () => {
  expect(wayTo('/')).toEqual([{ name: '/', path: '/' }])
  expect(wayTo('/etc/ssh').map(({ path }) => path)).toEqual(['/', '/etc', '/etc/ssh'])
})
