import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import de from './de.json'
import en from './en.json'
import type { MessageKey } from './message.ts'
import { createWords } from './translator.ts'

const keys = Object.keys(en) as MessageKey[]

test('both languages say the same things', () => {
  expect(Object.keys(de)).toEqual(keys)
})

test('a message takes the same in both languages', () => {
  const differ = keys.filter((key) => placeholders(de[key]).join() !== placeholders(en[key]).join())
  expect(differ).toEqual([])
})

test('nothing is written that is never said', async () => {
  const source = await readSources(resolve(import.meta.dirname, '..'))
  expect(keys.filter((key) => !source.includes(`'${key}'`))).toEqual([])
})

describe('what is said', () => {
  const words = {
    en: createWords('en', en, []),
    de: createWords('de', de, []),
    pseudo: createWords('pseudo', en, []),
  }

  test.each([
    [0, 1, 'No VM runs, one is off.', 'Keine VM läuft, eine ist aus.'],
    [1, 0, 'One VM runs, none is off.', 'Eine VM läuft, keine ist aus.'],
    [1200, 12, '1,200 VMs run, 12 are off.', '1.200 VMs laufen, 12 sind aus.'],
  ])('%d run and %d are off', (running, off, english, german) => {
    expect(words.en.say('vms.verdict.counts', { running, off })).toBe(english)
    expect(words.de.say('vms.verdict.counts', { running, off })).toBe(german)
  })

  test('what is filled in stays as it is, also where it looks like markup', () => {
    expect(words.de.say('vm.verdict.running', { name: '<b>web</b>' })).toBe('<b>web</b> läuft.')
  })

  test('the pseudo language is longer by 40 %, in brackets, and leaves what is filled in alone', () => {
    const said = words.pseudo.say('vm.verdict.stopped', { name: 'caldav' })
    expect(said).toMatch(/^\[caldav ís óff\.~+\]$/)
    expect(words.pseudo.say('action.start.question', { count: 2, name: 'x' })).toMatch(
      /^\[Stárt .*2.*VMs\?~+\]$/,
    )
    const plain = words.en.say('history.noneMeans')
    expect(words.pseudo.say('history.noneMeans').length).toBeGreaterThan(plain.length * 1.3)
  })
})

function placeholders(message: string): string[] {
  const found = new Set<string>()
  const visit = (elements: readonly object[]) => {
    for (const element of elements) {
      const { type, value, options } = element as {
        readonly type: number
        readonly value?: string
        readonly options?: Readonly<Record<string, { readonly value: readonly object[] }>>
      }
      // 0 is text, 7 the number sign within a plural.
      if (type !== 0 && type !== 7 && value !== undefined) found.add(value)
      for (const option of Object.values(options ?? {})) visit(option.value)
    }
  }
  visit(IntlMessageFormat.__parse?.(message, { ignoreTag: true }) ?? [])
  return [...found].toSorted()
}

async function readSources(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'),
  )
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n')
}
