import { expect, test } from 'vitest'
import { commandOf } from './command-of.ts'

test('what is not wished is not typed, and what a shell would take otherwise is quoted', () => {
  expect(
    commandOf('kiste snapshot create', 'web', ['--name', undefined], ['--note', "it's new"], false, '--ram'),
  ).toBe(`kiste snapshot create web --note 'it'\\''s new' --ram`)
})

test('a name cannot become an option of its own', () => {
  expect(commandOf('kiste vm clone', 'a b', '$(reboot)')).toBe(`kiste vm clone 'a b' '$(reboot)'`)
})
