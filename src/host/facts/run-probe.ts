import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Arch } from '../../domain/vm.ts'
import { CommandError, type Runner } from '../exec.ts'
import { arm64ProbeKernel, x86ExitPort, x86ProbeExitCode, x86ProbeRom } from './probe-rom.ts'

/** What became of the probe guest. */
export type ProbeResult =
  | { readonly ended: 'ran' }
  /** QEMU started it and it did not finish in time. */
  | { readonly ended: 'too-slow'; readonly limitMs: number }
  /** QEMU ended by itself, without the guest having finished. */
  | { readonly ended: 'refused'; readonly message: string }
  | { readonly ended: 'qemu-missing'; readonly program: string }

export interface ProbeOptions {
  readonly arch: Arch
  readonly accelerator: 'kvm' | 'tcg'
  /** How long the guest may take. Default: 2,000. */
  readonly limitMs?: number | undefined
}

/**
 * Runs the probe guest in QEMU. Never takes much longer than the limit, and never rejects for anything the guest or QEMU does:
 * QEMU is killed at the limit, and if even that hangs (a vCPU stuck in the kernel cannot die) it is left behind.
 */
export async function runProbe(runner: Runner, options: ProbeOptions): Promise<ProbeResult> {
  const limitMs = options.limitMs ?? 2_000
  const folder = await mkdtemp(join(tmpdir(), 'kiste-probe-'))
  try {
    const guest = join(folder, 'guest')
    await writeFile(guest, options.arch === 'x86_64' ? x86ProbeRom() : arm64ProbeKernel())
    const argv = probeCommand(options, guest)
    const tooSlow: ProbeResult = { ended: 'too-slow', limitMs }
    return await Promise.race([
      // SIGTERM would be no use: QEMU waits for its vCPUs before it obeys.
      runner
        .run(['timeout', '--signal=KILL', String(limitMs / 1000), ...argv], {
          okCodes: [exitCode(options.arch)],
        })
        .then(
          (): ProbeResult => ({ ended: 'ran' }),
          (error: unknown) => judgeEnd(error, argv[0], tooSlow),
        ),
      delay(limitMs + 1_000, tooSlow, { ref: false }),
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function probeCommand({ arch, accelerator }: ProbeOptions, guest: string): readonly [string, ...string[]] {
  // With KVM the CPU model our VMs get: some hosts run a plain one and refuse this.
  const common = [
    '-accel',
    accelerator,
    '-cpu',
    accelerator === 'kvm' ? 'host' : 'max',
    '-m',
    '64',
    '-no-reboot',
  ]
  const bare = ['-no-user-config', '-nodefaults', '-display', 'none']
  switch (arch) {
    case 'x86_64': {
      const exit = ['-device', `isa-debug-exit,iobase=${x86ExitPort},iosize=4`]
      return ['qemu-system-x86_64', '-machine', 'q35', ...common, ...bare, ...exit, '-bios', guest]
    }
    case 'aarch64':
      return ['qemu-system-aarch64', '-machine', 'virt,gic-version=max', ...common, ...bare, '-kernel', guest]
  }
}

function exitCode(arch: Arch): number {
  return arch === 'x86_64' ? x86ProbeExitCode : 0
}

function judgeEnd(error: unknown, program: string, tooSlow: ProbeResult): ProbeResult {
  if (!(error instanceof CommandError)) return { ended: 'refused', message: String(error) }
  const { end } = error
  // coreutils' timeout answers 127 for a command that is not there, and dies by SIGKILL itself after having sent it.
  if (end.why === 'exit' && end.code === 127) return { ended: 'qemu-missing', program }
  if (end.why === 'exit' && end.code === 137) return tooSlow
  if (end.why === 'signal' && end.signal === 'SIGKILL') return tooSlow
  const lines = error.stderr.split('\n').filter((line) => line.trim() !== '' && !line.includes('warning:'))
  return {
    ended: 'refused',
    message: (lines[0] ?? error.message).replace(/^(qemu-system-\w+: )?(error: )?/, '').slice(0, 300),
  }
}
