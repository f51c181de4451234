import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CommandError, here, type CommandEnd, type Runner } from '../exec.ts'
import { arm64ProbeKernel, pageTablesAt, x86ProbeRom } from './probe-rom.ts'
import { runProbe } from './run-probe.ts'

const failing = (end: CommandEnd, stderr = ''): Runner => ({
  place: 'here',
  run: (argv) => Promise.reject(new CommandError(argv, end, '', stderr)),
})

test('the guest really runs and reports back, here under emulation', async () => {
  expect(await runProbe(here, { arch: 'x86_64', accelerator: 'tcg', limitMs: 20_000 })).toEqual({
    ended: 'ran',
  })
})

test('a guest that needs longer than the limit is ended', async () => {
  // Forty million instructions in a millisecond is more than any CPU does.
  const started = performance.now()
  const result = await runProbe(here, { arch: 'x86_64', accelerator: 'tcg', limitMs: 1 })
  expect(result).toEqual({ ended: 'too-slow', limitMs: 1 })
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('a QEMU that cannot even be killed does not hold the answer up', async () => {
  const stuck: Runner = { place: 'here', run: () => new Promise(() => undefined) }
  expect(await runProbe(stuck, { arch: 'x86_64', accelerator: 'kvm', limitMs: 10 })).toEqual({
    ended: 'too-slow',
    limitMs: 10,
  })
})

describe('how QEMU can end', () => {
  test.each<{ what: string; end: CommandEnd; stderr?: string; result: object }>([
    {
      what: 'killed at the limit',
      end: { why: 'signal', signal: 'SIGKILL' },
      result: { ended: 'too-slow', limitMs: 2_000 },
    },
    {
      what: 'killed, as an exit code',
      end: { why: 'exit', code: 137 },
      result: { ended: 'too-slow', limitMs: 2_000 },
    },
    {
      what: 'not installed',
      end: { why: 'exit', code: 127 },
      result: { ended: 'qemu-missing', program: 'qemu-system-x86_64' },
    },
    {
      what: 'aborted on a register the host refuses',
      end: { why: 'signal', signal: 'SIGABRT' },
      stderr:
        `qemu-system-x86_64: warning: host doesn't support requested feature\n` +
        'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nqemu: Assertion failed\n',
      result: { ended: 'refused', message: 'failed to set MSR 0x10a to 0x69' },
    },
    {
      what: 'ended with another code and no word',
      end: { why: 'exit', code: 3 },
      result: { ended: 'refused', message: 'timeout failed with exit code 3' },
    },
  ])('$what', async ({ end, stderr, result }) => {
    expect(await runProbe(failing(end, stderr), { arch: 'x86_64', accelerator: 'kvm' })).toEqual(result)
  })
})

test('the ROM is 64 KiB, starts at the reset vector, and leaves its page tables to RAM', () => {
  const rom = x86ProbeRom()
  const view = new DataView(rom.buffer)
  expect(rom.length).toBe(0x1_0000)
  expect(rom[0xfff0]).toBe(0xe9)
  expect(0xfff3 + view.getInt16(0xfff1, true)).toBe(0xf000)
  const text = Buffer.from(rom).toString('hex')
  const cr3 = /b8([0-9a-f]{8})0f22d8/.exec(text)?.[1] ?? ''
  expect(Buffer.from(cr3, 'hex').readUInt32LE()).toBe(pageTablesAt)
  expect(pageTablesAt).toBeLessThan(64 * 1024 * 1024)
})

test('the arm64 kernel is the eight instructions it says', () => {
  const view = new DataView(arm64ProbeKernel().buffer)
  const words = Array.from({ length: 8 }, (_, nth) => view.getUint32(nth * 4, true).toString(16))
  expect(words).toEqual([
    '5285a001',
    '72a02621',
    '71000421',
    '54ffffe1',
    '52800100',
    '72b08000',
    'd4000002',
    '14000000',
  ])
})

describe('nothing stays behind', () => {
  let before = ''
  let folder = ''
  beforeAll(async () => {
    before = process.env['TMPDIR'] ?? ''
    folder = await mkdtemp(join(tmpdir(), 'kiste-probe-test-'))
    process.env['TMPDIR'] = folder
  })
  afterAll(async () => {
    if (before === '') delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    await rm(folder, { recursive: true, force: true })
  })
  test('in the temporary folder', async () => {
    await runProbe(failing({ why: 'exit', code: 1 }), { arch: 'x86_64', accelerator: 'kvm' })
    expect(await readdir(folder)).toEqual([])
  })
})
