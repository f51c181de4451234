import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkName, toHostname } from './name.ts'

describe('names that become paths, options and XML', () => {
  test.each([
    ['', 'it is empty'],
    ['-rf', 'characters that are not allowed'],
    ['--help', 'characters that are not allowed'],
    ['a/../b', 'characters that are not allowed'],
    ['..', 'characters that are not allowed'],
    ['.hidden', 'characters that are not allowed'],
    ['a;id', 'characters that are not allowed'],
    ['$(id)', 'characters that are not allowed'],
    ['"><x/>', 'characters that are not allowed'],
    ['a\0b', 'characters that are not allowed'],
    ['a\nb', 'characters that are not allowed'],
    ['a b', 'characters that are not allowed'],
    ['tank@x', 'characters that are not allowed'],
    ['🦊', 'characters that are not allowed'],
    ['über', 'characters that are not allowed'],
    ['\u202eweb', 'characters that are not allowed'],
    ['x'.repeat(300), '300 characters'],
    ['web.', 'ends with "."'],
  ])('%j is refused: %s', (name, because) => {
    const checked = checkName(name, 'a VM')
    expect(checked.ok).toBe(false)
    if (checked.ok) return
    expect(checked.problems).toHaveLength(1)
    expect(checked.problems[0]).toMatchObject({ code: 'invalid_input', field: 'name' })
    expect(checked.problems[0]?.message).toContain(because)
  })

  test.each(['web', 'Web-2', 'a', '0', 'db_1.test', 'x'.repeat(63), 'con'])('%s is fine', (name) => {
    expect(checkName(name, 'a VM')).toEqual({ ok: true, value: name })
  })

  test('whatever passes is one path component and no option', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        if (!checkName(name, 'a VM').ok) return
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
        expect(['.', '..']).not.toContain(name)
      }),
    )
  })
})

describe('host names', () => {
  test.each([
    ['web', 'web'],
    ['Web_1', 'web-1'],
    ['a.b', 'a-b'],
    ['0', '0'],
    ['a-', 'a'],
  ])('%s becomes %s', (name, hostname) => {
    expect(toHostname(name)).toBe(hostname)
  })
})
