import { anything, assert, constantFrom, dictionary, oneof, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRequest } from './read-request.ts'

const below = 'tank/kiste-copies/box'
const root = `${below}/tank`
const web = `${root}/web`
const read = (asked: unknown, store: unknown = 'tank') =>
  readRequest(below, JSON.stringify(typeof asked === 'object' ? { store, ...asked } : asked))
const change = (step: Record<string, unknown>) => ({ do: 'change', step })
const fresh = { as: 'new', properties: { 'kiste:copy-of': '1' } }
const receive = (more: Record<string, unknown> = {}) => ({
  do: 'receive',
  stream: { target: web, kind: 'volume', raw: false, how: fresh, ...more },
})

describe('what a sender may ask', () => {
  test.each<[what: string, asked: Record<string, unknown>]>([
    ['a place for a store', { do: 'prepare', of: '18446744073709551615' }],
    ['what is there', { do: 'look' }],
    ['when it was taken', { do: 'times', snapshots: [`${web}@a`] }],
    ['to give up what broke off', change({ do: 'drop-partial', dataset: web })],
    ['a place', change({ do: 'create', dataset: web, properties: { canmount: 'off' } })],
    ['another name', change({ do: 'rename', from: web, to: `${root}/.tmp/1` })],
    ['a promotion', change({ do: 'promote', dataset: web })],
    ['a clone', change({ do: 'clone', snapshot: `${web}@a`, dataset: `${root}/b`, properties: {} })],
    ['another label', change({ do: 'rename-snapshot', dataset: web, label: 'a', to: 'a-1' })],
    ['marks', change({ do: 'set', dataset: web, properties: { 'kiste:vm': 'u' } })],
    [
      'marks of a snapshot',
      change({ do: 'mark-snapshot', snapshot: `${web}@a`, marks: { 'kiste:by': 'user' } }),
    ],
    ['no mark', change({ do: 'inherit', dataset: web, property: 'kiste:copy-resumed' })],
    ['a stream', receive()],
    ['a clone in a stream', receive({ how: { ...fresh, origin: `${root}/i@a` } })],
    ['more of it', receive({ how: { as: 'more' } })],
    ['the rest of it', receive({ how: { as: 'resume' } })],
  ])('%s', (_, asked) => {
    expect(read(asked)).toEqual({ ok: true, value: { root, request: asked } })
  })
})

describe('what it may not', () => {
  const elsewhere = ['tank', 'tank/other', root, `${root}x/web`, `${root}/../web`, `${root}//web`, '-F']
  test.each<[what: string, asked: unknown]>([
    ...elsewhere.flatMap((name): [string, unknown][] => [
      [`to receive into ${name}`, receive({ target: name })],
      [`to rename ${name}`, change({ do: 'rename', from: name, to: web })],
      [`to rename to ${name}`, change({ do: 'rename', from: web, to: name })],
      [`to promote ${name}`, change({ do: 'promote', dataset: name })],
      [`to clone ${name}`, change({ do: 'clone', snapshot: `${name}@a`, dataset: web, properties: {} })],
    ]),
    ['to destroy', change({ do: 'destroy', dataset: web, guid: '1' })],
    ['to destroy snapshots', change({ do: 'destroy-snapshots', dataset: web, snapshots: [] })],
    ['to snapshot as it likes', change({ do: 'snapshot', snapshots: [`${web}@a`], properties: {} })],
    ['to mount', change({ do: 'set', dataset: web, properties: { mountpoint: '/etc' } })],
    ['a mark that is none', change({ do: 'set', dataset: web, properties: { 'kiste:copies': '1' } })],
    ['a long mark', change({ do: 'set', dataset: web, properties: { 'kiste:vm': 'x'.repeat(5_000) } })],
    ['a label that is an option', change({ do: 'rename-snapshot', dataset: web, label: 'a', to: 'b@c' })],
    ['a new copy that is shared', receive({ how: { as: 'new', properties: { sharenfs: 'on' } } })],
    ['an origin elsewhere', receive({ how: { ...fresh, origin: 'tank/secret@a' } })],
    ['a kind that is none', receive({ kind: 'pool' })],
    ['a store that is none', { do: 'prepare', of: '-1' }],
    ['when something elsewhere was taken', { do: 'times', snapshots: [`${web}@a`, 'tank/secret@a'] }],
    ['nothing', undefined],
    ['a list', []],
  ])('%s', (_, asked) => {
    expect(read(asked)).toMatchObject({ ok: false, problems: [{ code: 'forbidden' }] })
  })

  test.each([null, '', '..', '.', 'a/b', '-F', 5, 'x@y'])('to work for the store %s', (store) => {
    expect(read({ do: 'look' }, store).ok).toBe(false)
  })

  test('properties of a place are not the sender’s to choose', () => {
    const asked = change({ do: 'create', dataset: web, properties: { mountpoint: '/etc' } })
    expect(read(asked)).toMatchObject({ value: { request: { step: { properties: { canmount: 'off' } } } } })
  })

  test('whatever is asked, no name is outside, and no word is unknown', () => {
    const name = oneof(constantFrom(web, root, 'tank', `${root}/../x`, '-F', '/etc'), string())
    const asked = record(
      {
        do: constantFrom('look', 'change', 'receive'),
        dataset: name,
        step: record(
          {
            do: constantFrom(
              'create',
              'rename',
              'clone',
              'promote',
              'set',
              'inherit',
              'mark-snapshot',
              'destroy',
            ),
            dataset: name,
            from: name,
            to: name,
            snapshot: name.map((of) => `${of}@a`),
            properties: dictionary(constantFrom('kiste:vm', 'mountpoint', 'exec'), string()),
            marks: oneof(dictionary(string(), string()), anything()),
          },
          { requiredKeys: [] },
        ),
        stream: oneof(
          record({ target: name, kind: constantFrom('volume'), raw: constantFrom(true), how: anything() }),
          anything(),
        ),
      },
      { requiredKeys: [] },
    )
    assert(
      property(asked, (given) => {
        const checked = read(given)
        if (!checked.ok) return
        for (const text of stringsIn(checked.value.request))
          expect(text.startsWith(`${root}/`) || !/[/]/.test(text) || isMarkValue(given, text)).toBe(true)
      }),
    )
  })
})

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** What a mark says may be anything. */
function isMarkValue(given: unknown, text: string): boolean {
  return (
    JSON.stringify(given).includes(JSON.stringify(text)) &&
    !text.startsWith('tank') &&
    !text.startsWith('/etc')
  )
}
