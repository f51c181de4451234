import { expect, test } from 'vitest'
import { isCommand, sayFigures, splitList, splitSentences } from './phrases.ts'

test.each([
  ['1.5 GiB', '1,5 GiB'],
  ['16 GiB', '16 GiB'],
  ['7', '7'],
  ['62 %', '62 %'],
  ['2026-12-27', '27.12.2026'],
  ['2026-12-27T10:00:00Z', undefined],
  ['1.2.3', undefined],
  ['-1 GiB', undefined],
  ['web', undefined],
])('the figure %s', (text, german) => {
  expect(sayFigures(text)).toBe(german)
})

test.each([
  ['kiste vm start web', true],
  ['zpool status tank; zpool list', true],
  ['kiste vm list shows all.', false],
  ['Kiste is stopping', false],
])('%s as a command', (text, is) => {
  expect(isCommand(text)).toBe(is)
})

test('sentences end where the next begins', () => {
  expect(splitSentences('It is 1.5 GiB. It grows: see below. So')).toEqual([
    'It is 1.5 GiB.',
    'It grows:',
    'see below.',
    'So',
  ])
  expect(splitSentences('')).toEqual([''])
  expect(splitSentences('a. '.repeat(40))).toEqual([])
})

test('a list is said when each of it is known or a name', () => {
  const say = (text: string) =>
    text === 'the disk' || text === 'one, or none' ? { text: `<${text}>`, unknown: 0 } : undefined
  const said = (text: string) => splitList(text, say)?.text
  expect(said('web, dns and nas')).toBe('web, dns und nas')
  expect(said('the disk; web or dns')).toBe('<the disk>; web oder dns')
  expect(said('fio (the disk), dns')).toBe('fio (<the disk>), dns')
  expect(said('web, one, or none')).toBe('web, <one, or none>')
  expect(said('the disk and what it holds')).toBeUndefined()
  expect(said('a, '.repeat(300))).toBeUndefined()
})
