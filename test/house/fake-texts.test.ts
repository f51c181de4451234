import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { germanTexts } from '../../web/messages/daemon/german.ts'
import { createTranslate } from '../../web/messages/daemon/translate.ts'
import { findTexts, type FoundText } from './texts/find-texts.ts'

// The fake host has no German of its own: it refuses in the words of the hosts that it stands for, or the page it is tried out on shows English.

const folder = 'src/host/fake'
const root = resolve(import.meta.dirname, '../..')
const translate = createTranslate(germanTexts)

test('what the fake host refuses with is said in German', async () => {
  const files = (await readdir(join(root, folder), { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const texts = await Promise.all(
    files.map(async (file) =>
      findTexts(`${folder}/${file}`, await readFile(join(root, folder, file), 'utf8')),
    ),
  )
  const sentences = texts.flat().filter(({ key }) => /^[A-Z{].*\.$/.test(key))
  expect(sentences.length).toBeGreaterThan(20)
  const english = sentences.filter((text) => translate(filledIn(text)).lang === 'en')
  expect(english.map(({ file, line, key }) => `${file}:${line}: ${key}`)).toEqual([])
})

/** With a name in each hole, and the first of each choice. */
function filledIn({ key }: FoundText): string {
  return key.replaceAll(
    /\{(\d+)(?::([^}|]*)\|[^}]*)?\}/g,
    (_, hole: string, choice?: string) => choice ?? `x${hole}`,
  )
}
