import { expect, test } from 'vitest'
import { receivedProperties } from './received-properties.ts'

const fresh = { as: 'new', properties: { 'kiste:copy-of': '1' } } as const

test('a copy is never mounted by itself, written to, or a device, and says whose it is', () => {
  expect(receivedProperties({ kind: 'filesystem', raw: false, how: fresh }).properties).toEqual({
    readonly: 'on',
    canmount: 'noauto',
    'kiste:copy-of': '1',
  })
  expect(receivedProperties({ kind: 'volume', raw: false, how: fresh }).properties).toMatchObject({
    readonly: 'on',
    volmode: 'none',
  })
})

test('what a stream says of mount points, sharing and space is left out, each time', () => {
  for (const how of [fresh, { as: 'more' } as const]) {
    const { exclude } = receivedProperties({ kind: 'filesystem', raw: false, how })
    expect(exclude).toEqual(
      expect.arrayContaining(['mountpoint', 'sharenfs', 'exec', 'quota', 'reservation']),
    )
  }
  // What was set by name before stays so.
  const { exclude } = receivedProperties({ kind: 'volume', raw: false, how: { as: 'more' } })
  expect(exclude).toEqual(expect.arrayContaining(['readonly', 'volmode', 'kiste:copy-of']))
})

test('no property is both set and left out, which ZFS refuses', () => {
  for (const kind of ['filesystem', 'volume'] as const)
    for (const raw of [true, false]) {
      const { properties, exclude } = receivedProperties({ kind, raw, how: fresh })
      expect(exclude.filter((name) => name in properties)).toEqual([])
    }
})

test('what is encrypted keeps its own key; all else is encrypted as what it comes below', () => {
  const excluded = (raw: boolean, origin?: string) =>
    receivedProperties({ kind: 'volume', raw, how: { ...fresh, origin } }).exclude.includes('encryption')
  expect(excluded(false)).toBe(true)
  expect(excluded(true)).toBe(false)
  expect(excluded(false, 'backup/i@a')).toBe(false)
})

test('the rest of a stream that broke off has none, and is asked nothing', () => {
  expect(receivedProperties({ kind: 'volume', raw: false, how: { as: 'resume' } })).toEqual({
    properties: {},
    exclude: [],
  })
})
