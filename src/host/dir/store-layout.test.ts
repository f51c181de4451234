import { describe, expect, it } from 'vitest'
import { storeLayout } from './store-layout.ts'

const layout = storeLayout('/srv/kiste')
const long = 'x'.repeat(300)
const bad = [
  '',
  '.',
  '..',
  '.hidden',
  '-rf',
  'a/../b',
  '../up',
  '/etc',
  'a\0b',
  'a\nb',
  long,
  '😀'.repeat(60),
]

describe('paths in a store', () => {
  it('are below the root', () => {
    const place = layout.place('web')
    expect(place.disk('root', 'file').source.path).toBe('/srv/kiste/web/root.qcow2')
    expect(place.nvramPath).toBe('/srv/kiste/web/nvram.fd')
    expect(layout.binPlace('web-1').path).toBe('/srv/kiste/.bin/web-1')
  })

  it.each(bad)('are not made of %j', (name) => {
    const refusal = { problems: [expect.objectContaining({ code: 'invalid_input' })] }
    expect(() => layout.place(name)).toThrow(expect.objectContaining(refusal))
    expect(() => layout.binPlace(name)).toThrow(expect.objectContaining(refusal))
    expect(() => layout.base(name)).toThrow(expect.objectContaining(refusal))
    expect(() => layout.place('web').disk(name, 'file')).toThrow(expect.objectContaining(refusal))
  })
})
