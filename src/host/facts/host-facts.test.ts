import { totalmem, tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../domain/doctor.ts'
import { hostArch, readMachineFacts, readSpace, readSystemFacts } from './host-facts.ts'

test('this machine', async () => {
  const facts = await readSystemFacts()
  expect(facts.hostname).not.toBe('')
  expect(facts.os).not.toBe('')
  expect(facts.cpuThreads).toBeGreaterThan(0)
  expect(facts.memoryTotalMiB).toBe(Math.floor(totalmem() / 1024 / 1024))
  expect(facts.memoryAvailableMiB).toBeLessThanOrEqual(facts.memoryTotalMiB)
  expect(facts.memoryAvailableMiB).toBeGreaterThan(0)
})

test('space of a file system', async () => {
  const space = await readSpace(tmpdir())
  expect(space.totalBytes).toBeGreaterThanOrEqual(space.freeBytes)
  await expect(readSpace('/nowhere/at/all')).rejects.toThrow(/ENOENT/)
})

test('what the doctor needs can be judged', async () => {
  const facts = await readMachineFacts({ accelerator: { accelerator: 'kvm' }, storePath: tmpdir() })
  expect(facts.store.path).toBe(tmpdir())
  expect(facts.user.isRoot).toBe(process.getuid?.() === 0)
  const report = diagnose({
    ...facts,
    stores: [],
    shown: { wanted: [], found: { state: 'away', because: 'not asked' } },
    libvirt: { state: 'disconnected', uri: 'qemu:///session', because: 'not asked' },
  })
  expect(report.verdict).toBe('fail')
})

describe('architectures', () => {
  test.each([
    ['x64', 'x86_64'],
    ['arm64', 'aarch64'],
  ])('%s', (node, arch) => {
    expect(hostArch(node)).toBe(arch)
  })
  test('others are refused by name', () => {
    expect(() => hostArch('riscv64')).toThrow('this machine is riscv64')
  })
})
