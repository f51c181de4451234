import { expect, test } from 'vitest'
import { imageIdFor } from './image-id.ts'

test.each([
  ['Debian 12.qcow2', 'debian-12'],
  ['debian-12.5.0-amd64-netinst.iso', 'debian-12.5.0-amd64-netinst'],
  ['disk.img.xz', 'disk'],
  ['Größe (neu).raw', 'gr-e-neu'],
  ['...', ''],
  ['.iso', ''],
])('%s → %s', (file, id) => expect(imageIdFor(file)).toBe(id))
