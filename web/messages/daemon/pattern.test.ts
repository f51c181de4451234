import { expect, test } from 'vitest'
import { parsePattern } from './pattern.ts'
import { matchVariant, variantsOf } from './variants.ts'

test('a pattern is words, holes and choices', () => {
  expect(parsePattern('{0} has {1:one|{2~} \\} more}')).toEqual([
    { kind: 'hole', number: 0, said: false },
    { kind: 'words', words: ' has ' },
    {
      kind: 'choice',
      number: 1,
      of: [
        [{ kind: 'words', words: 'one' }],
        [
          { kind: 'hole', number: 2, said: true },
          { kind: 'words', words: ' } more' },
        ],
      ],
    },
  ])
})

test.each(['{x}', 'a } {0', '{0:a|b', '{'])('%s is none', (text) => {
  expect(() => parsePattern(text)).toThrow(JSON.stringify(text))
})

test('each choice makes two of it', () => {
  const variants = variantsOf(parsePattern('{0:One VM|{1} VMs} {2:runs|run}.'))
  expect(variants.map(({ literals }) => literals.join('_'))).toEqual([
    'One VM runs.',
    'One VM run.',
    '_ VMs runs.',
    '_ VMs run.',
  ])
  expect(variants[3]).toEqual({
    literals: ['', ' VMs run.'],
    holes: [1],
    taken: new Map([
      [0, 1],
      [2, 1],
    ]),
  })
})

test.each([
  ['{0} is in {1}.', 'web is in tank.', ['web', 'tank']],
  ['{0} is in {1}.', ' is in .', ['', '']],
  ['{0} is in {1}.', 'a is in b is in c.', ['a', 'b is in c']],
  ['{0} is in {1}.', 'web is in tank', undefined],
  ['aba{0}ba', 'ababa', ['']],
  ['aba{0}ba', 'aba', undefined],
  ['It runs.', 'It runs.', []],
  ['It runs.', 'It runs. ', undefined],
])('%s in %s', (pattern, text, values) => {
  const [variant] = variantsOf(parsePattern(pattern))
  const found = variant && matchVariant(variant, text)
  expect(found && [...found.values()]).toEqual(values)
})
