import { expect, test } from 'vitest'
import { proposeName } from './propose-name.ts'

test.each([
  ['debian-12', [], 'debian'],
  ['ubuntu-24.04', ['debian'], 'ubuntu'],
  ['debian-12', ['Debian', 'debian-2', 'web'], 'debian-3'],
  [undefined, [], 'vm'],
  ['2026-iso', ['vm'], 'vm-2'],
])('from %s beside %j: %s', (image, taken, name) => expect(proposeName(image, taken)).toBe(name))
