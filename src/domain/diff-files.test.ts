import { describe, expect, it } from 'vitest'
import { diffFiles, longestDiff, type WalkedFile } from './diff-files.ts'

const file = (path: string, rest: Partial<WalkedFile> = {}): WalkedFile => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes: 5,
  modifiedNs: 1_700_000_000_000_000_001n,
  ...rest,
})

const diff = (before: readonly WalkedFile[], after: readonly WalkedFile[]) => diffFiles(before, after)

describe('what became of files', () => {
  it('nothing, where nothing did', () => {
    const all = [file('a'), file('b', { type: 'folder' })]
    expect(diff(all, all.toReversed())).toEqual({ added: 0, removed: 0, changed: 0, files: [] })
  })

  it('those that came and went, by path', () => {
    expect(diff([file('b'), file('c')], [file('c'), file('a', { sizeBytes: 7 })])).toEqual({
      added: 1,
      removed: 1,
      changed: 0,
      files: [
        { change: 'added', path: 'a', type: 'file', sizeBytes: 7 },
        { change: 'removed', path: 'b', type: 'file', sizeBytes: 5 },
      ],
    })
  })

  it.each([
    ['size', { sizeBytes: 6 }, ['content']],
    ['time, by a nanosecond', { modifiedNs: 1_700_000_000_000_000_002n }, ['content']],
    ['permissions', { mode: 0o600 }, ['mode']],
    ['owner', { uid: 7 }, ['owner']],
    ['group', { gid: 7 }, ['owner']],
    ['all of it', { sizeBytes: 6, mode: 0o600, gid: 7 }, ['content', 'mode', 'owner']],
    ['kind', { type: 'link', mode: 0o777 }, ['type']],
  ] as const)('those that changed: %s', (_, change, what) => {
    expect(diff([file('a')], [file('a', change)])).toMatchObject({
      changed: 1,
      files: [{ change: 'changed', path: 'a', what, sizeBytesBefore: 5 }],
    })
  })

  it('a folder in which something changed is not told as well', () => {
    const folder = { type: 'folder', sizeBytes: 4096 } as const
    expect(
      diff([file('a', folder)], [file('a', { ...folder, sizeBytes: 8192, modifiedNs: 5n })]).changed,
    ).toBe(0)
    expect(diff([file('a', folder)], [file('a', { ...folder, mode: 0o700 })]).changed).toBe(1)
  })

  it('counts all, and names so many', () => {
    const many = Array.from({ length: longestDiff + 5 }, (_, index) => file(`file-${index}`))
    const { added, files } = diff([], many)
    expect([added, files.length]).toEqual([longestDiff + 5, longestDiff])
  })
})
