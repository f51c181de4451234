import { expect, test } from 'vitest'
import { emptyGetImage, getImageCommand, getImageWish, type ImageSource } from './get-image.ts'

const debian: ImageSource = { from: 'catalogue', entry: 'debian-12', title: 'Debian 12' }
const sum = 'a'.repeat(64)

test.each([
  [debian, {}, 'kiste image pull debian-12'],
  [debian, { id: 'mine' }, 'kiste image pull debian-12 --id mine'],
  [{ from: 'build' }, {}, 'kiste image build debian'],
  [{ from: 'build' }, { release: '13', id: 'x y' }, "kiste image build debian --release 13 --id 'x y'"],
  [{ from: 'address' }, {}, 'kiste image import URL'],
  [
    { from: 'address' },
    { url: ' https://example.org/a.iso ', sha256: sum },
    `kiste image import https://example.org/a.iso --sha256 ${sum}`,
  ],
  [
    { from: 'upload', upload: 'u', fileName: 'My Disk.iso', id: 'my-disk' },
    {},
    "kiste image import 'My Disk.iso' --id my-disk",
  ],
] as const)('%j with %j: %s', (source, form, command) =>
  expect(getImageCommand(source, { ...emptyGetImage, ...form })).toBe(command),
)

test('nothing is asked before there is an address', () => {
  expect(getImageWish({ from: 'address' }, emptyGetImage)).toBeUndefined()
  const wish = getImageWish({ from: 'address' }, { ...emptyGetImage, url: 'https://example.org/a.iso?x=1' })
  expect(wish?.key.join()).toContain('"id":"a"')
})
