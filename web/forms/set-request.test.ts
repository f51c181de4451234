import { describe, expect, test } from 'vitest'
import { setBody, setCommand, unreadable, type SetFields } from './set-request.ts'

const vm = { cpus: 2, memoryMiB: 2048, autostart: false, status: { state: 'stopped' } } as const
const fields: SetFields = { cpus: '2', memory: '2G', autostart: false }

describe('what is asked for', () => {
  test.each<[Partial<SetFields>, unknown]>([
    [{}, undefined],
    [{ cpus: '4' }, { cpus: 4 }],
    [{ memory: '1,5 GiB' }, { memoryMiB: 1536 }],
    [
      { autostart: true, cpus: '3' },
      { cpus: 3, autostart: true },
    ],
    [{ memory: '2048' }, undefined],
    [{ cpus: 'two' }, undefined],
  ])('%j', (changes, body) => {
    expect(setBody({ ...fields, ...changes }, vm)).toEqual(body)
  })

  test('is what differs from what waits for the next start', () => {
    const waits = { ...vm, status: { state: 'running', agent: 'connected', pending: { cpus: 4 } } } as const
    expect(setBody(fields, waits)).toEqual({ cpus: 2 })
    expect(setBody({ ...fields, cpus: '4' }, waits)).toBeUndefined()
  })
})

test('what cannot be read is named', () => {
  expect(unreadable({ cpus: '', memory: '4', autostart: false })).toEqual(['cpus', 'memoryMiB'])
  expect(unreadable(fields)).toEqual([])
})

test('the command says the same', () => {
  expect(setCommand('web', { cpus: 4, memoryMiB: 1536, autostart: false })).toBe(
    'kiste vm set web --cpus 4 --memory 1536M --no-autostart',
  )
})
