import { expect, test } from 'vitest'
import { planArc, type ArcUse } from './plan-arc.ts'
import { GiB, MiB } from './size.ts'

const facts: ArcUse = { sizeBytes: 6 * GiB, maxBytes: 8 * GiB, setBytes: 0, hostBytes: 16 * GiB }

test('a limit, with what was set before', () => {
  expect(planArc(4 * GiB, facts)).toMatchObject({
    ok: true,
    value: { maxBytes: 4 * GiB, wasBytes: 0, title: 'Let ZFS use up to 4 GiB of memory as its cache' },
  })
  const shrinks = planArc(4 * GiB, facts)
  expect(shrinks.ok && shrinks.value.notes.join(' ')).toContain('shrinks')
})

test('0 is ZFS’s own choice', () => {
  expect(planArc(0, { ...facts, setBytes: GiB })).toMatchObject({ ok: true, value: { wasBytes: GiB } })
})

test.each([[32 * MiB], [15.5 * GiB]])('%d is none', (bytes) => {
  expect(planArc(bytes, facts)).toMatchObject({ ok: false, problems: [{ field: 'maxBytes' }] })
})
