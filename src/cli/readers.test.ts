import { describe, expect, it } from 'vitest'
import { readForward } from '../domain/read-forward.ts'
import { readMiB, readNumber } from './readers.ts'

describe('port forwards', () => {
  it.each([
    ['2222:22', { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 }],
    ['53:53/udp', { protocol: 'udp', hostAddress: '127.0.0.1', hostPort: 53, guestPort: 53 }],
    ['0.0.0.0:80:8080', { protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 80, guestPort: 8080 }],
    ['[::1]:80:8080/tcp', { protocol: 'tcp', hostAddress: '::1', hostPort: 80, guestPort: 8080 }],
  ])('%s', (text, value) => {
    expect(readForward(text, '--publish')).toEqual({ ok: true, value })
  })

  it.each([
    '',
    '22',
    ':22',
    '22:',
    'a:b',
    '1:2:3:4',
    '::1:80:80',
    '2222:22/icmp',
    '-1:22',
    '123456:1',
    '2222:22 ',
  ])('not %j', (text) => {
    expect(readForward(text, '--publish')).toMatchObject({
      ok: false,
      problems: [{ code: 'invalid_input', field: '--publish' }],
    })
  })
})

describe('numbers and sizes', () => {
  it.each([
    ['2', 2],
    ['0.5', 0.5],
    ['-1', -1],
  ])('%s', (text, value) => {
    expect(readNumber(text, '--cpus')).toEqual({ ok: true, value })
  })

  it.each(['', ' 2', '2 ', '1e30', '0x10', 'two', 'NaN', 'Infinity', '9'.repeat(30)])('not %j', (text) => {
    expect(readNumber(text, '--cpus').ok).toBe(false)
  })

  it('reads memory in MiB', () => {
    expect(readMiB('2G', '--memory')).toEqual({ ok: true, value: 2048 })
    for (const text of ['0G', '-1G', '1e30', '10GB ', '10', 'G'])
      expect(readMiB(text, '--memory').ok).toBe(false)
  })
})
