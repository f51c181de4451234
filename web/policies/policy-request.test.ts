import { describe, expect, test } from 'vitest'
import { formatRules, parseRules } from '../../src/domain/policy-text.ts'
import { keepExamples, policyPresets, rhythmExamples } from './policy-presets.ts'
import {
  firstFields,
  kindsFor,
  policyBody,
  policyCommand,
  type PolicyFields,
  type PolicyOf,
} from './policy-request.ts'

const vm = { of: 'vm', name: 'web' } as const
const store = { of: 'store', name: 'tank' } as const
const host = { of: 'host' } as const
const own = { rules: 'daily at 03:00, keep 14', zone: 'Europe/Berlin' }
const none = { rules: 'none' }
const rules: PolicyFields = { kind: 'rules', rules: 'hourly, keep 24', zone: '' }

describe('what a dialog opens with', () => {
  test.each<[string, Parameters<typeof firstFields>, PolicyFields]>([
    [
      'nothing wished',
      [vm, undefined, undefined, 'daily, keep 1'],
      { kind: 'rules', rules: 'daily, keep 1', zone: '' },
    ],
    ['its own', [vm, own, own, ''], { kind: 'rules', ...own }],
    ['what is in force', [vm, undefined, own, ''], { kind: 'rules', ...own }],
    [
      'none of its own',
      [vm, none, none, 'daily, keep 1'],
      { kind: 'none', rules: 'daily, keep 1', zone: '' },
    ],
    [
      'none from farther out',
      [vm, undefined, none, 'daily, keep 1'],
      { kind: 'rules', rules: 'daily, keep 1', zone: '' },
    ],
    [
      'none of the host',
      [host, none, undefined, 'daily, keep 1'],
      { kind: 'clear', rules: 'daily, keep 1', zone: '' },
    ],
  ])('%s', (_, given, fields) => {
    expect(firstFields(...given)).toEqual(fields)
  })

  test.each<[PolicyOf, boolean, readonly string[]]>([
    [vm, false, ['rules', 'none']],
    [store, true, ['rules', 'none', 'clear']],
    [host, false, ['rules']],
    [host, true, ['rules', 'clear']],
  ])('%j, its own: %s', (target, hasOwn, kinds) => {
    expect(kindsFor(target, hasOwn ? own : undefined)).toEqual(kinds)
  })
})

test.each<[PolicyFields, object]>([
  [rules, { rules: 'hourly, keep 24' }],
  [
    { ...rules, zone: 'UTC' },
    { rules: 'hourly, keep 24', zone: 'UTC' },
  ],
  // As it is: not said once more.
  [{ ...rules, zone: 'Europe/Berlin' }, { rules: 'hourly, keep 24' }],
  [{ ...rules, kind: 'none', zone: 'UTC' }, { rules: 'none' }],
  [{ ...rules, kind: 'clear', zone: 'UTC' }, { rules: null }],
])('of %j it is asked for', (fields, body) => {
  expect(policyBody(fields, own)).toEqual(body)
})

test.each<[PolicyOf, PolicyFields, string]>([
  [vm, rules, "kiste policy set web --rules 'hourly, keep 24'"],
  [vm, { ...rules, zone: 'UTC' }, "kiste policy set web --rules 'hourly, keep 24' --zone UTC"],
  [store, { ...rules, kind: 'none' }, 'kiste policy set --store tank --none'],
  [host, rules, "kiste policy set --host --rules 'hourly, keep 24'"],
  [host, { ...rules, kind: 'clear' }, 'kiste policy clear --host'],
  [store, { ...rules, kind: 'clear' }, 'kiste policy clear --store tank'],
  [vm, { ...rules, kind: 'clear' }, 'kiste policy clear web'],
])('%j %j is typed', (target, fields, command) => {
  expect(policyCommand(target, fields, own)).toBe(command)
})

describe('what is proposed can be read', () => {
  test.each(policyPresets)('%s', (_, text) => {
    const read = parseRules(text)
    // As the daemon writes it back: then the button of what is in force is seen to be pressed.
    expect(read.ok && formatRules(read.value)).toBe(text)
  })

  test.each([
    ...rhythmExamples.map((text) => `${text}, keep 1`),
    ...keepExamples.map((text) => `daily, ${text}`),
  ])('%s', (text) => {
    expect(parseRules(text).ok).toBe(true)
  })
})
