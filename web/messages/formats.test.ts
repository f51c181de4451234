import { describe, expect, test } from 'vitest'
import { createFormats } from './formats.ts'

const de = createFormats('de', 'Europe/Berlin')
const en = createFormats('en', 'UTC')
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('figures', () => {
  test.each([
    [0, '0 B'],
    [1536, '1,5 KiB'],
    [16 * 2 ** 30, '16 GiB'],
    [10.84 * 2 ** 40, '10,8 TiB'],
    [480.4 * 2 ** 20, '480 MiB'],
  ])('%d bytes', (bytes, expected) => {
    expect(plain(de.bytes(bytes))).toBe(expected)
  })

  test('memory is in GiB', () => {
    expect(plain(en.memory(8192))).toBe('8 GiB')
    expect(plain(de.memory(1536))).toBe('1,5 GiB')
  })

  test('percentages', () => {
    expect(plain(de.percent(0.624))).toBe('62 %')
    expect(en.percent(0.624)).toBe('62%')
  })

  test('lists', () => {
    expect(de.list(['web', 'dns', 'nas'])).toBe('web, dns und nas')
    expect(en.list(['running', 'paused'], 'or')).toBe('running or paused')
  })
})

describe('times', () => {
  test.each([
    [0.42, '0,4 Sek.'],
    [42, '42 Sek.'],
    [185, '3 Min. 5 Sek.'],
    [7800, '2 Std. 10 Min.'],
    [86_400 * 12, '12 Tg.'],
  ])('%d seconds', (seconds, expected) => {
    expect(plain(de.duration(seconds))).toBe(expected)
  })

  test('in a sentence the largest unit is enough', () => {
    expect(plain(de.longDuration(41.4 * 86_400))).toBe('41 Tage')
    expect(plain(en.longDuration(3_700))).toBe('1 hour')
    expect(plain(en.longDuration(0))).toBe('0 seconds')
  })

  const nowMs = Date.parse('2026-03-01T12:00:00Z')
  test.each([
    ['2026-03-01T11:59:50Z', 'now', 'jetzt'],
    ['2026-03-01T12:00:03Z', 'now', 'jetzt'],
    ['2026-03-01T11:59:00Z', '1 minute ago', 'vor 1 Minute'],
    ['2026-03-01T08:50:00Z', '3 hours ago', 'vor 3 Stunden'],
    ['2026-02-28T11:00:00Z', 'yesterday', 'gestern'],
  ])('%s', (iso, english, german) => {
    expect(en.ago(iso, nowMs)).toBe(english)
    expect(de.ago(iso, nowMs)).toBe(german)
  })

  test('a moment is that of the reader', () => {
    expect(plain(de.dateTime('2026-03-01T12:00:00Z'))).toBe('01.03.2026, 13:00')
  })
})
