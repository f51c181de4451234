import { expect, test } from 'vitest'
import { GiB } from './size.ts'
import { chooseStore, type StoreFacts } from './store.ts'

const store = (name: string, changes: Partial<StoreFacts> = {}): StoreFacts => ({
  name,
  kind: name === 'local' ? 'dir' : 'zfs',
  path: name,
  totalBytes: GiB,
  freeBytes: GiB,
  ...changes,
})

test('a store in a pool before the directory, the first by name', () => {
  expect(chooseStore(undefined, [store('local'), store('tank'), store('fast')])).toMatchObject({
    value: { name: 'fast' },
  })
  expect(chooseStore('local', [store('local'), store('tank')])).toMatchObject({ value: { name: 'local' } })
  expect(chooseStore('gone', [store('local')])).toMatchObject({ problems: [{ code: 'not_found' }] })
})

test('one that is locked is refused with both ways on, and not passed over', () => {
  const stores = [store('local'), store('tank', { lockedBy: 'tank' })]
  for (const wish of [undefined, 'tank'])
    expect(chooseStore(wish, stores)).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'key_needed',
          field: 'store',
          hint: 'Load it: kiste pool load-key tank; or take another: --store local',
        },
      ],
    })
})
