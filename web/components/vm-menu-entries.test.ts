import { expect, test } from 'vitest'
import { reaches, type Level } from '../../src/domain/rights.ts'
import en from '../messages/en.json'
import { createWords } from '../messages/translator.ts'
import { vmMenuEntries } from './vm-menu-entries.ts'
import type { Vm } from '../api/answers.ts'

const words = createWords('en', en, [])
const may = (has: Level) => (level: Level) => reaches({ level: has, reach: { of: 'house' } }, level)
const vm: Vm = {
  uuid: 'u',
  name: 'web',
  managed: true,
  arch: 'x86_64',
  machine: 'pc-q35-7.2',
  accelerator: 'kvm',
  firmware: 'uefi',
  cpus: 1,
  memoryMiB: 512,
  autostart: false,
  disks: [],
  nics: [],
  status: { state: 'stopped' },
}

const power = ['start', 'shutdown', 'restart', 'pause', 'resume', 'powerOff']

test.each<[string, Vm, Level, string[]]>([
  ['an administrator', vm, 'admin', [...power, 'snapshot', 'clone', 'rename', 'move', 'delete']],
  ['an operator', vm, 'operate', [...power, 'snapshot']],
  ['a viewer', vm, 'view', []],
  ['an administrator, of a VM of others', { ...vm, managed: false }, 'admin', [...power, 'adopt']],
])('%s is offered what they may', (_, of, level, ids) => {
  expect(vmMenuEntries(words, of, may(level), () => undefined).map(({ id }) => id)).toEqual(ids)
})

test('what cannot be done now says why', () => {
  const running: Vm = { ...vm, status: { state: 'running', agent: 'connected' } }
  const entry = vmMenuEntries(words, running, may('admin'), () => undefined).find(({ id }) => id === 'delete')
  expect(entry?.whyNot).toBe('It is running; this works while it is off or crashed.')
})
