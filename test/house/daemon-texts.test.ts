import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { germanTexts } from '../../web/messages/daemon/german.ts'
import { parsePattern, type Pattern } from '../../web/messages/daemon/pattern.ts'
import { variantsOf } from '../../web/messages/daemon/variants.ts'
import { compare, sayMissing } from './texts/catalogue.ts'

const root = resolve(import.meta.dirname, '../..')
const { missing, leftOver } = await compare(root)
// The summary of a route is English for the documentation; in German it is left out.
const leavesOut = ['{0} may not do this: {1}.']
const templates = Object.entries(germanTexts.templates)

describe('what the daemon says, and its German', () => {
  test('nothing is without German; `npm run texts -- --tidy` makes a place for it', () => {
    expect(missing.map(sayMissing)).toEqual([])
  })

  test('nothing is kept that nobody says', () => {
    expect(leftOver).toEqual([])
  })

  test('what is filled in, is filled in once', () => {
    const differ = templates.flatMap(([key, german]) => {
      const pattern = parsePattern(german)
      return variantsOf(parsePattern(key))
        .map(({ holes, taken }) => ({
          key,
          english: holes.toSorted((one, other) => one - other),
          german: holesIn(pattern, taken).toSorted((one, other) => one - other),
        }))
        .filter(({ key, english, german }) => !leavesOut.includes(key) && english.join() !== german.join())
    })
    expect(differ).toEqual([])
  })

  test('a template has few forms', () => {
    expect(templates.filter(([key]) => variantsOf(parsePattern(key)).length > 16)).toEqual([])
  })

  test('commands and options stay as they are', () => {
    const differ = templates.flatMap(([key, german]) =>
      [...key.matchAll(/(?:kiste|zpool|zfs|virsh) [a-z]+(?: [a-z]+\b(?= \{|\)|`|$))?|--[a-z-]+|`[^`]+`/g)]
        .map(([command]) => command)
        .filter(
          (command) => !/^\w+ (?:and|on|starts|try|commands)$/.test(command) && !german.includes(command),
        )
        .map((command) => ({ command, german })),
    )
    expect(differ).toEqual([])
  })
})

/** What is filled in where these alternatives are taken. */
function holesIn(pattern: Pattern, taken: ReadonlyMap<number, number>): number[] {
  return pattern.flatMap((part) =>
    part.kind === 'words'
      ? []
      : part.kind === 'hole'
        ? [part.number]
        : holesIn(part.of[taken.get(part.number) ?? -1] ?? [], taken),
  )
}
