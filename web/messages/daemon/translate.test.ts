import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { germanTexts } from './german.ts'
import { parsePattern } from './pattern.ts'
import { createTranslate } from './translate.ts'
import { variantsOf } from './variants.ts'

const small = createTranslate({
  templates: {
    '{0} is now {1}.': '{0} ist jetzt {1~}.',
    '{0} is {1}; {2} works while it is {3}.': '{0} ist {1~}; {2~} geht bei: {3~}.',
    'There {0:is one VM|are {1} VMs}: {2}.': 'Es gibt {0:eine VM|{1} VMs}: {2~}.',
    'The disk has {0}.': 'Die Platte hat {0~}.',
    'Load it: {0}': 'Lade ihn: {0}',
    '{0} and {1}': '{0~} und {1~}',
    'the key of {0}': 'den Schlüssel von {0}',
    'It goes on.': 'Es geht weiter.',
  },
  words: { running: 'in Betrieb', paused: 'angehalten', start: 'Starten' },
})

describe('a text of the daemon', () => {
  test.each([
    ['web is now paused.', 'web ist jetzt angehalten.'],
    [
      'web is paused; start works while it is running or paused.',
      'web ist angehalten; Starten geht bei: in Betrieb oder angehalten.',
    ],
    ['There is one VM: web.', 'Es gibt eine VM: web.'],
    ['There are 3 VMs: web, dns and nas.', 'Es gibt 3 VMs: web, dns und nas.'],
    ['The disk has 1.5 GiB.', 'Die Platte hat 1,5 GiB.'],
    ['The disk has the key of tank and 12 KiB.', 'Die Platte hat den Schlüssel von tank und 12 KiB.'],
    ['Load it: kiste pool load-key tank', 'Lade ihn: kiste pool load-key tank'],
    ['web is now paused. It goes on.', 'web ist jetzt angehalten. Es geht weiter.'],
  ])('%s', (english, german) => {
    expect(small(english)).toEqual({ text: german })
  })

  test('that no template fits stays as it is, and is marked', () => {
    expect(small('No such file or directory')).toEqual({ text: 'No such file or directory', lang: 'en' })
  })

  test('is not taken apart at words that stand everywhere', () => {
    expect(small('The disk has no such file and no room.').text).toBe(
      'Die Platte hat no such file and no room.',
    )
    expect(small('bread and butter')).toEqual({ text: 'bread and butter', lang: 'en' })
  })

  test('that is a command is the same in each language', () => {
    expect(small('kiste job show 12')).toEqual({ text: 'kiste job show 12' })
  })
})

describe('all texts of the daemon', () => {
  const translate = createTranslate(germanTexts)
  const forms = Object.keys(germanTexts.templates)
    // What it is that somebody may not do is left out in German.
    .filter((key) => !key.includes(' may not do this: '))
    .flatMap((key) => variantsOf(parsePattern(key)))

  // Of one word each, as names, paths, sizes and figures are. A text of several may be taken for a part of a sentence.
  const name = fc.oneof(
    fc.constantFrom(
      '<b>web</b>',
      '{0}',
      '{1~}',
      '“web”',
      '"a|b"',
      'a\\',
      '__proto__',
      'constructor',
      'web',
      '7',
      'is',
      'The',
      '.',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => text.replaceAll(/\s/g, '_')),
  )

  test('come back with what was filled in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.array(name, { minLength: 8, maxLength: 8 }),
        (variant, names) => {
          const values = new Map(
            variant.holes.map((hole, index) => [hole, `n${index}${names[index] ?? ''}n`]),
          )
          const english = variant.literals
            .map((literal, index) => literal + (values.get(variant.holes[index] ?? -1) ?? ''))
            .join('')
          const { text } = translate(english)
          for (const value of values.values()) expect(text).toContain(value)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('are said for whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(typeof translate(text).text).toBe('string')
      }),
    )
  })

  test.each([
    ['spaces', ' '.repeat(3_999)],
    ['sentences', 'It is. '.repeat(500)],
    ['lists', 'a, b and c; '.repeat(300)],
    ['words of templates', ' could not be '.repeat(280)],
    ['a megabyte', 'VM web could not be started: '.repeat(40_000)],
  ])('are not held up by %s', (_what, text) => {
    const before = performance.now()
    translate(text)
    // Some hundred times what it takes, so that a slow machine does not fail it.
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})
