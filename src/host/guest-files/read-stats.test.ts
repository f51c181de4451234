import { describe, expect, it } from 'vitest'
import { readStats, timeOf } from './read-stats.ts'

const fields = (ino: number, mode: number, indent: string) =>
  [
    ['dev', 2048],
    ['ino', ino],
    ['mode', mode],
    ['nlink', 1],
    ['uid', 7],
    ['gid', 8],
    ['rdev', 0],
    ['size', 11],
    ['blksize', 4096],
    ['blocks', 8],
    ['atime_sec', 5],
    ['atime_nsec', 6],
    ['mtime_sec', 1_700_000_000],
    ['mtime_nsec', 112_000_162],
    ['ctime_sec', 1],
    ['ctime_nsec', 2],
    ['spare1', 0],
  ]
    .map(([name, value]) => `${indent}st_${name}: ${value}\n`)
    .join('')

describe("libguestfs' facts about files", () => {
  it('one', () => {
    expect(readStats(fields(13, 0o100_644, ''))).toEqual([
      {
        type: 'file',
        mode: 0o644,
        uid: 7,
        gid: 8,
        sizeBytes: 11,
        modifiedNs: 1_700_000_000_112_000_162n,
      },
    ])
  })

  it('a list, with one that is not there', () => {
    const list = [0o040_755, 0, 0o120_777, 0o020_600]
      .map((mode, index) => `[${index}] = {\n${fields(mode === 0 ? -1 : 5, mode, '  ')}}\n`)
      .join('')
    expect(readStats(list).map((stat) => stat?.type)).toEqual(['folder', undefined, 'link', 'other'])
  })

  it('one without what is needed is refused', () => {
    expect(() => readStats('st_dev: 1\nst_ino: 2\n')).toThrow('st_mode')
    expect(readStats('')).toEqual([])
  })

  it('any time a guest may set has a date', () => {
    expect(timeOf({ modifiedNs: 1_700_000_000_112_000_162n })).toBe('2023-11-14T22:13:20.112Z')
    expect(timeOf({ modifiedNs: -(2n ** 63n) * 1_000_000_000n })).toBe('0000-01-01T00:00:00.000Z')
    expect(timeOf({ modifiedNs: 2n ** 63n * 1_000_000_000n })).toBe('9999-12-31T23:59:59.999Z')
  })
})
