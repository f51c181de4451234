import { describe, expect, test } from 'vitest'
import { judgeAccelerator, type AcceleratorFacts } from './judge-accelerator.ts'

const fine: AcceleratorFacts = {
  arch: 'x86_64',
  device: 'opens',
  cpuFlag: 'vmx',
  insideContainer: false,
  insideVm: undefined,
  user: 'ada',
  deviceGroup: 'kvm',
  probe: { ended: 'ran' },
}

test('a guest that ran is KVM, whatever else looks odd', () => {
  expect(judgeAccelerator(fine)).toEqual({ accelerator: 'kvm' })
  expect(
    judgeAccelerator({ ...fine, cpuFlag: 'none', insideContainer: true, insideVm: { by: 'QEMU' } }),
  ).toEqual({
    accelerator: 'kvm',
  })
  expect(judgeAccelerator({ ...fine, arch: 'aarch64', cpuFlag: 'none' })).toEqual({ accelerator: 'kvm' })
})

describe('no KVM: the reason and the remedy', () => {
  test.each<{
    what: string
    facts: Partial<AcceleratorFacts>
    because: string
    says: RegExp
    remedy: RegExp
  }>([
    {
      what: 'a VM without nested virtualisation',
      facts: { device: 'absent', cpuFlag: 'none', insideVm: { by: 'VMware' } },
      because: 'no-cpu-support',
      says: /itself a VM \(VMware\) and its host does not pass/,
      remedy: /nested virtualisation/,
    },
    {
      what: 'a VM in a container without it, too',
      facts: { device: 'absent', cpuFlag: 'none', insideVm: { by: 'VMware' }, insideContainer: true },
      because: 'no-cpu-support',
      says: /VMware/,
      remedy: /nested/,
    },
    {
      what: 'switched off in the firmware',
      facts: { device: 'absent', cpuFlag: 'none' },
      because: 'disabled-in-firmware',
      says: /firmware setup/,
      remedy: /VT-x.*SVM/,
    },
    {
      what: 'Intel, module not loaded',
      facts: { device: 'absent' },
      because: 'no-device',
      says: /kvm_intel/,
      remedy: /modprobe kvm_intel/,
    },
    {
      what: 'AMD, device without a driver behind it',
      facts: { device: 'dead', cpuFlag: 'svm' },
      because: 'no-device',
      says: /kvm_amd/,
      remedy: /modprobe kvm_amd/,
    },
    {
      what: 'a container without the device',
      facts: { device: 'absent', insideContainer: true },
      because: 'no-device',
      says: /container without/,
      remedy: /--device \/dev\/kvm/,
    },
    {
      what: 'arm64 started at EL1',
      facts: { arch: 'aarch64', cpuFlag: 'none', device: 'absent' },
      because: 'no-device',
      says: /EL2/,
      remedy: /CONFIG_KVM/,
    },
    {
      what: 'not in the group',
      facts: { device: 'forbidden', probe: undefined },
      because: 'no-permission',
      says: /ada may not open/,
      remedy: /usermod --append --groups kvm ada/,
    },
    {
      what: 'a device for root alone',
      facts: { device: 'forbidden', deviceGroup: undefined, probe: undefined },
      because: 'no-permission',
      says: /ada may not open/,
      remedy: /chgrp kvm/,
    },
    {
      what: 'QEMU not installed',
      facts: { probe: { ended: 'qemu-missing', program: 'qemu-system-x86_64' } },
      because: 'qemu-missing',
      says: /qemu-system-x86_64 is not installed/,
      remedy: /npm start/,
    },
    {
      what: 'a guest that crawls on a physical machine',
      facts: { probe: { ended: 'too-slow', limitMs: 2000 } },
      because: 'guest-does-not-run',
      says: /within 2 s\. Guests/,
      remedy: /dmesg/,
    },
    {
      what: 'a guest that crawls in a VM',
      facts: { probe: { ended: 'too-slow', limitMs: 2000 }, insideVm: { by: 'QEMU' } },
      because: 'guest-does-not-run',
      says: /itself a VM \(QEMU\)/,
      remedy: /host-passthrough/,
    },
    {
      what: 'QEMU gives up',
      facts: { probe: { ended: 'refused', message: 'failed to set MSR 0x10a' } },
      because: 'qemu-refuses',
      says: /\(failed to set MSR 0x10a\)/,
      remedy: /dmesg/,
    },
    {
      what: 'never probed',
      facts: { probe: undefined },
      because: 'guest-does-not-run',
      says: /no test guest/,
      remedy: /dmesg/,
    },
  ])('$what', ({ facts, because, says, remedy }) => {
    const verdict = judgeAccelerator({ ...fine, ...facts })
    expect(verdict).toMatchObject({ accelerator: 'tcg', because })
    expect(verdict).toHaveProperty('sentence', expect.stringMatching(says))
    expect(verdict).toHaveProperty('sentence', expect.stringMatching(/Guests are emulated/))
    expect(verdict).toHaveProperty('remedy', expect.stringMatching(remedy))
  })
})
