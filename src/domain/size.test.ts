import { describe, expect, test } from 'vitest'
import { formatBytes, parseSizeBytes } from './size.ts'

describe('sizes as people write them', () => {
  test.each([
    ['10G', 10 * 2 ** 30],
    ['10GiB', 10 * 2 ** 30],
    ['10gib', 10 * 2 ** 30],
    ['10GB', 10e9],
    ['1.5T', 1.5 * 2 ** 40],
    ['512 MiB', 512 * 2 ** 20],
    ['1b', 1],
  ])('%s', (text, bytes) => {
    expect(parseSizeBytes(text, 'disk')).toEqual({ ok: true, value: bytes })
  })

  test.each([
    '',
    '0G',
    '-1',
    '-1G',
    '1e30',
    '1e3G',
    '10GB ',
    ' 10G',
    '10',
    '10X',
    '1,5G',
    'NaN',
    '9999999P',
    '99999999T',
    '0x10G',
    '٣G',
  ])('%j is refused, naming the field and the remedy', (text) => {
    const parsed = parseSizeBytes(text, 'disk')
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.problems).toMatchObject([{ code: 'invalid_input', field: 'disk' }])
  })
})

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
  [200.4 * 2 ** 20, '200 MiB'],
  [3 * 2 ** 40, '3 TiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
