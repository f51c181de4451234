import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { Arch } from '../../domain/vm.ts'
import type { ProbeResult } from './run-probe.ts'

/** What can be seen of KVM on a machine, before and after the probe guest. */
export interface AcceleratorFacts {
  readonly arch: Arch
  /** What came of opening /dev/kvm for reading and writing. */
  readonly device: 'opens' | 'absent' | 'forbidden' | 'dead'
  /** `vmx` (Intel) or `svm` (AMD) as the kernel lists it; ARM lists none. */
  readonly cpuFlag: 'vmx' | 'svm' | 'none'
  readonly insideContainer: boolean
  /** The machine is itself a VM; `by` is what its firmware says, as in `QEMU`. */
  readonly insideVm: { readonly by: string } | undefined
  readonly user: string
  /** The group /dev/kvm belongs to, when its members may open it. */
  readonly deviceGroup: string | undefined
  /** Only a device that opens is probed. */
  readonly probe: ProbeResult | undefined
}

/** Decides whether KVM is there, and if not, the likeliest reason and what to do about it. */
export function judgeAccelerator(facts: AcceleratorFacts): AcceleratorVerdict {
  switch (facts.device) {
    case 'absent':
    case 'dead':
      return judgeMissingDevice(facts)
    case 'forbidden':
      return judgeForbiddenDevice(facts)
    case 'opens':
      return judgeProbe(facts)
  }
}

function judgeMissingDevice(facts: AcceleratorFacts): AcceleratorVerdict {
  const lacksFlag = facts.arch === 'x86_64' && facts.cpuFlag === 'none'
  if (lacksFlag && facts.insideVm)
    return emulate(
      'no-cpu-support',
      `This machine is itself a VM (${facts.insideVm.by}) and its host does not pass virtualisation on to it.`,
      nestedRemedy,
    )
  // The kernel hides the flag when the firmware has locked the feature off, so the two cannot be told apart from here.
  if (lacksFlag)
    return emulate(
      'disabled-in-firmware',
      'The CPU offers no virtualisation, most often because it is switched off in the firmware setup.',
      'Switch on "Intel VT-x", "Virtualization Technology" or "SVM Mode" in the firmware setup (BIOS) and restart.',
    )
  if (facts.insideContainer)
    return emulate(
      'no-device',
      'This is a container without /dev/kvm.',
      'Start the container with the device, for example `--device /dev/kvm`.',
    )
  if (facts.arch === 'aarch64')
    return emulate(
      'no-device',
      'There is no usable /dev/kvm: the kernel has no KVM, or was started by the firmware without the right to use it (EL2).',
      'Use a kernel with CONFIG_KVM that is started at EL2.',
    )
  const module = facts.cpuFlag === 'svm' ? 'kvm_amd' : 'kvm_intel'
  return emulate(
    'no-device',
    `The CPU can virtualise, but the kernel module ${module} is not at work, so there is no usable /dev/kvm.`,
    `Run \`modprobe ${module}\` as root; if it says "not supported", switch virtualisation on in the firmware setup.`,
  )
}

function judgeForbiddenDevice({ user, deviceGroup }: AcceleratorFacts): AcceleratorVerdict {
  const sentence = `The user ${user} may not open /dev/kvm.`
  return deviceGroup === undefined
    ? emulate(
        'no-permission',
        sentence,
        'Give /dev/kvm to a group: `chgrp kvm /dev/kvm && chmod 660 /dev/kvm` as root.',
      )
    : emulate(
        'no-permission',
        sentence,
        `Run \`usermod --append --groups ${deviceGroup} ${user}\` as root and log in anew.`,
      )
}

function judgeProbe({ probe, insideVm }: AcceleratorFacts): AcceleratorVerdict {
  const remedy = insideVm
    ? nestedRemedy
    : 'Look for KVM errors in `dmesg`, and update the firmware and the kernel.'
  const where = insideVm
    ? ` This machine is itself a VM (${insideVm.by}), whose nested virtualisation is the likely cause.`
    : ''
  switch (probe?.ended) {
    case 'ran':
      return { accelerator: 'kvm' }
    case 'qemu-missing':
      return emulate(
        'qemu-missing',
        `KVM cannot be tried because ${probe.program} is not installed.`,
        'Run `npm start`, which installs it.',
      )
    case 'too-slow':
      return emulate(
        'guest-does-not-run',
        `/dev/kvm opens, but a test guest did not get through a few instructions within ${probe.limitMs / 1000} s.${where}`,
        remedy,
      )
    case 'refused':
      return emulate(
        'qemu-refuses',
        `/dev/kvm opens, but QEMU could not run a test guest with it (${probe.message}).${where}`,
        remedy,
      )
    case undefined:
      return emulate('guest-does-not-run', `/dev/kvm opens, but no test guest was run.${where}`, remedy)
  }
}

const nestedRemedy =
  'Switch nested virtualisation on where this VM is defined (in libvirt: CPU mode host-passthrough), or use a physical machine.'

type Emulation = Extract<AcceleratorVerdict, { accelerator: 'tcg' }>

function emulate(because: Emulation['because'], sentence: string, remedy: string): AcceleratorVerdict {
  return {
    accelerator: 'tcg',
    because,
    sentence: `${sentence} Guests are emulated, which is many times slower.`,
    remedy,
  }
}
