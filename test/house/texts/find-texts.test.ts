import { expect, test } from 'vitest'
import { findTexts } from './find-texts.ts'

function keys(source: string): string[] {
  return findTexts('src/domain/example.ts', source).map(({ key }) => key)
}

test.each([
  ['a sentence', "const message = 'It runs.'", ['It runs.']],
  ['what is filled in', '({ message: `The VM ${vm.name} is ${words[state]}.` })', ['The VM {0} is {1}.']],
  [
    'words that depend on something',
    "({ hint: `${count} VM${count === 1 ? '' : 's'} of ${all} run.` })",
    ['{0} VM{1:|s} of {2} run.'],
  ],
  [
    'choices in choices',
    "say(`It ${a ? 'runs' : b ? 'sleeps' : `is ${c}`} now.`)",
    ['It {0:runs|sleeps|is {1}} now.'],
  ],
  [
    'whole sentences to choose from',
    "const note = a ? 'It is on.' : `It is off, ${name}.`",
    ['It is on.', 'It is off, {0}.'],
  ],
  ['sentences put together', "({ message: 'It is ' + state + '.' })", ['It is {0}.']],
  [
    'sentences in what is filled in',
    'list(`There is ${names.map((one) => `the disk ${one}`).join()}.`)',
    ['There is {0}.', 'the disk {0}'],
  ],
  ['one word where it is a title', "({ title: 'Memory', id: 'memory' })", ['Memory']],
  ['titles that are made', '({ title: ({ name }) => `Start ${name}` })', ['Start {0}']],
  [
    'what looks like a hole',
    "const note = 'It says {0} and } and \\\\.'",
    [String.raw`It says \{0\} and \} and \\.`],
  ],
  [
    'what is said in backslashes',
    'const hint = String.raw`Write it as \\xHH in a name.`',
    [String.raw`Write it as \\xHH in a name.`],
  ],
])('finds %s', (_what, source, expected) => {
  expect(keys(source)).toEqual(expected)
})

test.each([
  ['names', "const kind = 'vm.start'"],
  ['commands', "({ hint: `kiste vm start ${name}`, command: 'do this and that' })"],
  ['logs', "log.warn('It did not go well.')"],
  ['errors that nobody foresees', "throw new Error('This cannot be so.')"],
  ['comparisons', "if (said === 'It is not so.') go()"],
  ['types', "type Said = 'It is so.' | 'It is not so.'"],
  ['SQL', "db.prepare('SELECT name FROM jobs WHERE id = ?')"],
  ['paths and options', "run(['/usr/bin/env', '--version of', '-o ro'])"],
])('leaves out %s', (_what, source) => {
  expect(keys(source)).toEqual([])
})

test('says where a text stands', () => {
  expect(findTexts('src/domain/a.ts', "\n\nconst message = 'It runs.'")).toMatchObject([
    { file: 'src/domain/a.ts', line: 3 },
  ])
})

test('sees what a refusal holds', () => {
  expect(keys("throw new ProblemError([{ code: 'no', message: 'There is no VM.' }])")).toEqual([
    'There is no VM.',
  ])
})
