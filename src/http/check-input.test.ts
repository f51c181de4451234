import { describe, expect, it } from 'vitest'
import { checkInput, type RawInput } from './check-input.ts'

const raw = (part: Partial<RawInput>): RawInput => ({ params: {}, query: {}, body: undefined, ...part })
const create = (body: unknown) => checkInput('createVm', raw({ body }))
const sentences = ({ problems }: ReturnType<typeof checkInput>) => problems.map(({ message }) => message)

describe('a body', () => {
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['nothing at all', undefined, ['name is missing.']],
    ['a list', [], ['The body must be an object, not a list.']],
    ['a text', 'web', ['The body must be an object, not "web".']],
    ['null counts as nothing', null, ['name is missing.']],
    ['a number as name', { name: 5 }, ['name must be a text, not 5.']],
    [
      'a size as text is not guessed at',
      { name: 'a', diskBytes: '10GB ' },
      ['diskBytes must be a number, not "10GB ".'],
    ],
    [
      'a number as text is not turned into one',
      { name: 'a', cpus: '2' },
      ['cpus must be a number, not "2".'],
    ],
    [
      'a number beyond all bounds',
      JSON.parse('{"name":"a","memoryMiB":1e999}'),
      ['memoryMiB must be a number, not a number beyond all bounds.'],
    ],
    ['a wrong choice', { name: 'a', firmware: 'efi' }, ['firmware must be one of uefi, bios, not "efi".']],
    ['an unknown field', { name: 'a', memory: 5 }, ['memory is not a known field.']],
    [
      'inside a list',
      { name: 'a', publish: [{ protocol: 'tcp', hostAddress: '::1', hostPort: 0, guestPort: 22, via: 1 }] },
      ['publish[0].via is not a known field.', 'publish[0].hostPort must be at least 1, not 0.'],
    ],
    [
      'a list of the wrong things',
      { name: 'a', sshKeys: ['k', 1, null] },
      ['sshKeys[1] must be a text, not 1.', 'sshKeys[2] must be a text, not null.'],
    ],
    ['an empty password', { name: 'a', password: '' }, ['password must have at least 1 character.']],
    [
      'a password that would take minutes to hash',
      { name: 'a', password: 'x'.repeat(256) },
      ['password must have at most 255 characters.'],
    ],
    [
      'a long value is cut',
      { name: 'a', cpus: 'x'.repeat(10_000) },
      [`cpus must be a number, not "${'x'.repeat(60)}…".`],
    ],
  ]
  it.each(cases)('%s', (_title, body, expected) => {
    expect(sentences(create(body))).toEqual(expected)
  })

  it('all problems come at once, each with its field', () => {
    const { problems } = create({
      cpus: 'x',
      diskBytes: true,
      foo: 1,
      bar: 2,
      start: 'no',
      sshKeys: 'k',
      packages: {},
      autostart: 1,
      user: [],
      image: 0,
    })
    expect(problems.map(({ field }) => field ?? '').toSorted()).toEqual([
      'autostart',
      'bar',
      'cpus',
      'diskBytes',
      'foo',
      'image',
      'name',
      'packages',
      'sshKeys',
      'start',
      'user',
    ])
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['invalid_input']))
  })

  it('problems are bounded however many mistakes there are', () => {
    const { problems } = create({ name: 'a', sshKeys: Array.from({ length: 50_000 }, () => 1) })
    expect(problems.length).toBeGreaterThan(50)
    expect(problems.length).toBeLessThanOrEqual(200)
  })

  it('where none is taken, one is refused', () => {
    expect(sentences(checkInput('getVm', raw({ params: { vm: 'a' }, body: { a: 1 } })))).toEqual([
      'This address takes no body.',
    ])
  })

  it('a field called __proto__ or constructor is just an unknown field', () => {
    const body: unknown = JSON.parse('{"name":"a","__proto__":{"x":1},"constructor":1}')
    expect(sentences(create(body))).toEqual([
      '__proto__ is not a known field.',
      'constructor is not a known field.',
    ])
  })
})

describe('names and sizes pass as they are: whether they will do is for the planner to say', () => {
  const names = [
    '-rf',
    'a/../b',
    'a;id',
    '"><x/>',
    'x'.repeat(300),
    'a\0b',
    '🧨',
    '',
    ' ',
    '../../etc/passwd',
  ]
  it.each(names)('%j', (name) => {
    expect(create({ name, diskBytes: 0, memoryMiB: -1, cpus: 1e30 })).toMatchObject({
      body: { name },
      problems: [],
    })
  })
})

describe('a query', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['true', true],
    ['1', true],
    ['', true],
    ['false', false],
    ['0', false],
  ]
  it.each(values)('dryRun=%s is %s', (text, value) => {
    const input = checkInput('deleteVm', raw({ params: { vm: 'a' }, query: { dryRun: text } }))
    expect(input).toMatchObject({ query: { dryRun: value }, problems: [] })
  })

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['no number', { limit: 'x' }, 'limit must be a whole number, not "x".'],
    ['a fraction', { limit: '1.5' }, 'limit must be a whole number, not "1.5".'],
    ['hexadecimal', { limit: '0x10' }, 'limit must be a whole number, not "0x10".'],
    ['too small', { limit: '0' }, 'limit must be at least 1, not 0.'],
    ['too large', { limit: '99999' }, 'limit must be at most 1000, not 99999.'],
    ['twice', { limit: ['1', '2'] }, 'limit must be a whole number, not a list.'],
    ['neither true nor false', { open: 'yes' }, 'open must be true or false, not "yes".'],
    ['unknown', { foo: '1' }, 'foo is not a known field.'],
    ['a field every object has', { toString: '1' }, 'toString is not a known field.'],
  ]
  it.each(wrong)('%s', (_title, query, sentence) => {
    expect(sentences(checkInput('listJobs', raw({ query })))).toEqual([sentence])
  })

  it('where none is taken, one is refused by name', () => {
    expect(checkInput('listVms', raw({ query: { all: '1' } })).problems).toEqual([
      {
        code: 'invalid_input',
        field: 'all',
        message: 'all is not a known field.',
        hint: 'This address takes no query.',
      },
    ])
  })

  it('problems of the address, the query and the body come together', () => {
    const input = checkInput('setVm', raw({ params: { vm: 5 }, query: { dry: '1' }, body: { cpus: 'x' } }))
    expect(input.problems.map(({ field }) => field)).toEqual(['vm', 'dry', 'cpus'])
  })
})
