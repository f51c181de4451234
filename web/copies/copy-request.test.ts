import { describe, expect, test } from 'vitest'
import {
  copyCommand,
  copyKindsFor,
  copyWish,
  firstCopyFields,
  type CopiedTo,
  type CopyFields,
  type CopyOf,
} from './copy-request.ts'

const vm = { of: 'vm', name: 'web' } as const
const store = { of: 'store', name: 'tank' } as const
const host = { of: 'host' } as const
const to: CopyFields = { kind: 'to', to: ['usb', 'attic'] }

describe('what a dialog opens with', () => {
  test.each<[string, Parameters<typeof firstCopyFields>, CopyFields]>([
    ['the only target', [vm, undefined, undefined, ['usb']], { kind: 'to', to: ['usb'] }],
    ['none of several', [vm, undefined, undefined, ['usb', 'attic']], { kind: 'to', to: [] }],
    ['its own', [vm, ['attic'], ['attic'], ['usb', 'attic']], { kind: 'to', to: ['attic'] }],
    ['what is in force', [vm, undefined, ['attic'], ['usb', 'attic']], { kind: 'to', to: ['attic'] }],
    ['none of its own', [vm, [], [], ['usb']], { kind: 'none', to: ['usb'] }],
    ['none from farther out', [vm, undefined, [], ['usb']], { kind: 'to', to: ['usb'] }],
    ['none of the host', [host, [], undefined, ['usb']], { kind: 'clear', to: ['usb'] }],
  ])('%s', (_, given, fields) => {
    expect(firstCopyFields(...given)).toEqual(fields)
  })

  test.each<[CopyOf, CopiedTo | undefined, readonly string[]]>([
    [vm, undefined, ['to', 'none']],
    [store, [], ['to', 'none', 'clear']],
    [host, undefined, ['to']],
    [host, ['usb'], ['to', 'clear']],
  ])('%j, its own: %j', (of, own, kinds) => {
    expect(copyKindsFor(of, own)).toEqual(kinds)
  })
})

test.each<[CopyOf, CopyFields, unknown, string]>([
  [
    vm,
    to,
    { params: { vm: 'web' }, body: { to: ['usb', 'attic'] } },
    'kiste copy set web --to usb --to attic',
  ],
  [
    store,
    { ...to, kind: 'none' },
    { params: { store: 'tank' }, body: { to: [] } },
    'kiste copy set --store tank --none',
  ],
  [host, { ...to, kind: 'clear' }, { body: { to: null } }, 'kiste copy clear --host'],
  [vm, { ...to, kind: 'clear' }, { params: { vm: 'web' }, body: { to: null } }, 'kiste copy clear web'],
  [host, to, { body: { to: ['usb', 'attic'] } }, 'kiste copy set --host --to usb --to attic'],
])('%j %j is asked for, and typed', (of, fields, input, command) => {
  expect(copyWish(of, fields)?.key.at(-1)).toBe(JSON.stringify([input]))
  expect(copyCommand(of, fields)).toBe(command)
})

test('without a target nothing is asked for, as to nowhere is something else', () => {
  const none: CopyFields = { kind: 'to', to: [] }
  expect(copyWish(vm, none)).toBeUndefined()
  expect(copyCommand(vm, none)).toBe('kiste copy set web --to TARGET')
})
