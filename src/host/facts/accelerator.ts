import { constants } from 'node:fs'
import { access, open, readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { acceleratorObstacles, type AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { Arch } from '../../domain/vm.ts'
import type { Runner } from '../exec.ts'
import { judgeAccelerator, type AcceleratorFacts } from './judge-accelerator.ts'
import { parseCpuinfo } from './proc-files.ts'
import { tryKvm } from './try-kvm.ts'

export interface AcceleratorOptions {
  readonly runner: Runner
  readonly arch: Arch
  /** How long the probe guest may take on a host that is not slow itself. Default: 2,000. */
  readonly limitMs?: number | undefined
  /**
   * A verdict that root left behind (set-up does), as JSON. Root keeps a user out of the device when KVM does not work, and then
   * the true reason is there and not in the missing permission.
   */
  readonly verdictOfRootPath?: string | undefined
  /** Where the machine's files are seen. Default: `/`. */
  readonly root?: string | undefined
}

/** Finds out whether guests can run on the CPU here, for this very user. Takes little more than the limit, on a host that is not slow itself. */
export async function probeAccelerator(options: AcceleratorOptions): Promise<AcceleratorVerdict> {
  const verdict = judgeAccelerator(await gatherAcceleratorFacts(options))
  if (options.verdictOfRootPath === undefined) return verdict
  return hearRoot(verdict, await textOf(options.verdictOfRootPath))
}

export async function gatherAcceleratorFacts(options: AcceleratorOptions): Promise<AcceleratorFacts> {
  const root = options.root ?? '/'
  const path = (name: string) => `${root.replace(/\/$/, '')}${name}`
  const device = await tryDevice(path('/dev/kvm'))
  const cpu = parseCpuinfo(await textOf(path('/proc/cpuinfo')))
  const containerMarks = ['/.dockerenv', '/run/.containerenv', '/run/systemd/container'].map((mark) =>
    exists(path(mark)),
  )
  return {
    arch: options.arch,
    device,
    cpuFlag: cpu.flags.has('vmx') ? 'vmx' : cpu.flags.has('svm') ? 'svm' : 'none',
    insideContainer: (await Promise.all(containerMarks)).includes(true),
    insideVm: await vmMaker(path('/sys/class/dmi/id'), cpu.flags.has('hypervisor')),
    user: userInfo().username,
    deviceGroup: await groupOf(path('/dev/kvm'), path('/etc/group')),
    probe:
      device === 'opens'
        ? await tryKvm(options.runner, { arch: options.arch, limitMs: options.limitMs })
        : undefined,
  }
}

/** The verdict of root, as it was left behind, where the user's own is only that the device is out of reach. */
export function hearRoot(verdict: AcceleratorVerdict, left: string): AcceleratorVerdict {
  if (verdict.accelerator !== 'tcg' || verdict.because !== 'no-permission') return verdict
  const { accelerator, because, sentence, remedy } = parseObject(left)
  const obstacle = acceleratorObstacles.find((one) => one === because)
  if (accelerator !== 'tcg' || !obstacle || typeof sentence !== 'string' || typeof remedy !== 'string')
    return verdict
  return { accelerator, because: obstacle, sentence, remedy }
}

/** A file that is missing or not ours to understand says nothing. */
function parseObject(text: string): Partial<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Record<string, unknown>>
  } catch {
    return {}
  }
}

async function tryDevice(path: string): Promise<AcceleratorFacts['device']> {
  try {
    const file = await open(path, constants.O_RDWR)
    await file.close()
    return 'opens'
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code ?? '') {
      case 'ENOENT':
        return 'absent'
      case 'EACCES':
      case 'EPERM':
        return 'forbidden'
      default:
        return 'dead'
    }
  }
}

/** x86 CPUs in a VM carry a flag; what the firmware calls itself tells whose VM it is. */
async function vmMaker(dmi: string, flagged: boolean): Promise<AcceleratorFacts['insideVm']> {
  const names = await Promise.all(['sys_vendor', 'product_name'].map((name) => textOf(`${dmi}/${name}`)))
  const by = [...new Set(names.map((name) => name.trim()).filter(Boolean))].join(' ')
  const known =
    /qemu|kvm|vmware|virtualbox|innotek|xen|bochs|parallels|amazon ec2|google compute|hyper-v|virtual machine/i
  if (!flagged && !known.test(by)) return undefined
  return { by: by === '' ? 'of unknown make' : by }
}

/** The name of the device's group, if the group may read and write it. */
async function groupOf(device: string, groupFile: string): Promise<string | undefined> {
  const facts = await stat(device).catch(() => undefined)
  if (!facts || (facts.mode & 0o060) !== 0o060) return undefined
  const line = (await textOf(groupFile)).split('\n').find((one) => one.split(':')[2] === String(facts.gid))
  return line?.split(':')[0]
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
