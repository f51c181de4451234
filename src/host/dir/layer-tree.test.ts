import { describe, expect, it } from 'vitest'
import type { DiskFileFacts } from './disk-files.ts'
import { chainOf, hiddenLayer, needers, uniqueLayerBytes, type LayerTree } from './layer-tree.ts'

/**
 * `web=c c<b b<a @s1=b`: the disk of web is an overlay on c, which stands on b, which stands on a; snapshot s1 of web is b. A snapshot of
 * another place is written `db@s1=b`.
 */
function tree(drawing: string): LayerTree {
  const files = new Map<string, DiskFileFacts>()
  const roots: LayerTree['roots'][number][] = []
  const put = (path: string, backing?: string) =>
    files.set(path, {
      path,
      format: 'qcow2',
      virtualSizeBytes: 1000,
      allocatedBytes: 10,
      ...(backing === undefined ? {} : { backing }),
    })
  for (const word of drawing.split(' ')) {
    const [, place = '', snapshot, path = ''] = /^(\w*)(?:@(\w+))?=(\w+)$/.exec(word) ?? []
    if (path === '') {
      const [name = '', backing] = word.split('<')
      put(name, backing)
    } else if (snapshot === undefined) {
      put(`${place}/root`, path)
      roots.push({ placePath: place, path: `${place}/root` })
    } else roots.push({ placePath: place === '' ? 'web' : place, snapshot, path })
  }
  return { files, roots, layers: [...files.keys()].filter((path) => !path.includes('/')) }
}

describe('layers', () => {
  it('are a chain, and a ring of them has an end', () => {
    expect(chainOf(tree('web=b b<a a'), 'web/root').map(({ path }) => path)).toEqual(['web/root', 'b', 'a'])
    expect(chainOf(tree('web=b b<a a<b'), 'web/root')).toHaveLength(3)
    expect(chainOf(tree('web=gone'), 'web/root')).toHaveLength(1)
  })

  it('are needed through others', () => {
    const needed = needers(tree('web=b b<a a lost<a @s1=a'))
    expect([...needed].map(([path, roots]) => [path, roots.size])).toEqual([
      ['b', 1],
      ['a', 2],
      ['lost', 0],
    ])
  })

  it.each([
    ['the disk stands on it', 'web=b b<a a @s1=b', 0],
    ['nothing else does', 'web=a a b<a @s1=b', 10],
    ['nor on what it stands on', 'web=a a c<b b<a @s1=c', 20],
    ['another snapshot is the same', 'web=a a b<a @s1=b @s2=b', 0],
    ['a clone stands on it', 'web=a a b<a @s1=b copy=b', 0],
    ['another place has a snapshot of that name', 'web=a a b<a db@s1=b', 0],
  ])('are one snapshot alone’s or not: %s', (_title, drawing, bytes) => {
    expect(uniqueLayerBytes(tree(drawing), 'web')('s1')).toBe(bytes)
  })

  it.each([
    ['a snapshot has it', 'web=a a @s1=a', undefined],
    ['only the disk stands on it', 'web=a a', { path: 'a', on: 'web/root' }],
    ['a layer that a snapshot has stands on it', 'web=b b<a a @s1=b', { path: 'a', on: 'b' }],
    ['two stand on it', 'web=a a b<a @s1=b', undefined],
    ['a clone needs it, too', 'web=b b<a a copy=b', undefined],
    ['only a clone needs it', 'web=b b copy=a a', { path: 'b', on: 'web/root' }],
    ['nothing needs it', 'web=b b a @s1=b', undefined],
  ])('are hidden or not: %s', (_title, drawing, hidden) => {
    expect(hiddenLayer(tree(drawing), 'web')).toEqual(hidden)
  })
})
