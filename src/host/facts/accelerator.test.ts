import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import { CommandError, here, type Runner } from '../exec.ts'
import { gatherAcceleratorFacts, hearRoot, probeAccelerator } from './accelerator.ts'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-root-'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

const qemu = (argvs: (readonly string[])[], ends: 'ran' | 'killed'): Runner => ({
  place: 'here',
  run: (argv) => {
    argvs.push(argv)
    return ends === 'ran'
      ? Promise.resolve({ stdout: '', stderr: '', code: 85 })
      : Promise.reject(new CommandError(argv, { why: 'signal', signal: 'SIGKILL' }, '', ''))
  },
})

async function put(name: string, content: string, mode = 0o644): Promise<void> {
  const path = join(root, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  await chmod(path, mode)
}

test('a machine where the guest runs', async () => {
  await put('dev/kvm', '', 0o660)
  await put('proc/cpuinfo', 'processor : 0\nflags : fpu svm\n')
  await put('etc/group', `root:x:0:\nvirtualisers:x:${userInfo().gid}:ada\n`)
  await put('sys/class/dmi/id/sys_vendor', 'ASUS\n')
  const argvs: (readonly string[])[] = []
  const facts = await gatherAcceleratorFacts({ runner: qemu(argvs, 'ran'), arch: 'x86_64', root })
  expect(facts).toEqual({
    arch: 'x86_64',
    device: 'opens',
    cpuFlag: 'svm',
    insideContainer: false,
    insideVm: undefined,
    user: userInfo().username,
    deviceGroup: userInfo().gid === 0 ? 'root' : 'virtualisers',
    probe: { ended: 'ran' },
  })
  expect(argvs).toHaveLength(1)
  expect(argvs[0]).toEqual(
    expect.arrayContaining(['timeout', '--signal=KILL', '2', 'qemu-system-x86_64', 'kvm', 'host']),
  )
})

test('a device that opens is not believed when the guest crawls', async () => {
  await put('dev/kvm', '')
  await put('proc/cpuinfo', 'processor : 0\nflags : fpu hypervisor\n')
  await put('sys/class/dmi/id/sys_vendor', 'QEMU\n')
  await put('sys/class/dmi/id/product_name', 'Standard PC\n')
  const verdict = await probeAccelerator({ runner: qemu([], 'killed'), arch: 'x86_64', root })
  expect(verdict).toMatchObject({ accelerator: 'tcg', because: 'guest-does-not-run' })
  expect(verdict).toHaveProperty('sentence', expect.stringContaining('itself a VM (QEMU Standard PC)'))
})

test('no device: QEMU is not even started', async () => {
  await put('proc/cpuinfo', 'processor : 0\nflags : fpu vmx\n')
  await put('.dockerenv', '')
  const argvs: (readonly string[])[] = []
  const facts = await gatherAcceleratorFacts({ runner: qemu(argvs, 'ran'), arch: 'x86_64', root })
  expect(facts).toMatchObject({
    device: 'absent',
    cpuFlag: 'vmx',
    insideContainer: true,
    deviceGroup: undefined,
  })
  expect(facts.probe).toBeUndefined()
  expect(argvs).toEqual([])
})

test('a device that is there and does not answer is dead', async () => {
  await mkdir(join(root, 'dev'))
  // Opening a link that points at itself fails as no missing or forbidden file does.
  await symlink('kvm', join(root, 'dev/kvm'))
  expect(await gatherAcceleratorFacts({ runner: qemu([], 'ran'), arch: 'x86_64', root })).toMatchObject({
    device: 'dead',
  })
})

describe('a user whom root keeps out of the device', () => {
  const ofRoot = {
    accelerator: 'tcg',
    because: 'qemu-refuses',
    sentence: 'KVM is broken.',
    remedy: 'Mend it.',
  } as const
  const own = {
    accelerator: 'tcg',
    because: 'no-permission',
    sentence: 'Forbidden.',
    remedy: 'Ask.',
  } as const
  const other = { ...own, because: 'no-device' } as const

  test.each<{ what: string; verdict: AcceleratorVerdict; left: string; heard: AcceleratorVerdict }>([
    { what: 'the true reason', verdict: own, left: JSON.stringify(ofRoot), heard: ofRoot },
    { what: 'nothing left', verdict: own, left: '', heard: own },
    { what: 'garbage', verdict: own, left: '{"accelerator', heard: own },
    { what: 'null', verdict: own, left: 'null', heard: own },
    { what: 'KVM that root may use', verdict: own, left: '{"accelerator":"kvm"}', heard: own },
    {
      what: 'an unknown reason',
      verdict: own,
      left: JSON.stringify({ ...ofRoot, because: 'x' }),
      heard: own,
    },
    { what: 'another obstacle of its own', verdict: other, left: JSON.stringify(ofRoot), heard: other },
    {
      what: 'KVM of its own',
      verdict: { accelerator: 'kvm' },
      left: JSON.stringify(ofRoot),
      heard: { accelerator: 'kvm' },
    },
  ])('$what', ({ verdict, left, heard }) => {
    expect(hearRoot(verdict, left)).toEqual(heard)
  })
})

test('this very machine gets a verdict in a few seconds', async () => {
  const started = performance.now()
  const verdict = await probeAccelerator({ runner: here, arch: 'x86_64' })
  expect(['kvm', 'tcg']).toContain(verdict.accelerator)
  expect(performance.now() - started).toBeLessThan(10_000)
})
