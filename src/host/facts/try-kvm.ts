import type { Arch } from '../../domain/vm.ts'
import type { Runner } from '../exec.ts'
import { runProbe, type ProbeResult } from './run-probe.ts'

export interface TryOptions {
  readonly arch: Arch
  /** How long a guest on KVM may take on a host that has little to do. Default: 2,000. */
  readonly limitMs?: number | undefined
}

/** Longer than this nobody waits for emulation. */
const emulatedLimitMs = 2_000
/** How many times emulation's time KVM may take. Where KVM is broken it takes a hundred times as long and more; both scatter on a busy host. */
const timesEmulated = 10

/**
 * Runs the probe guest on KVM. One that is not through at the limit is compared with emulation: a slow host, or one that has just been
 * switched on and has much to do, takes its time for both, and KVM is given some times as long as emulation took.
 */
export async function tryKvm(runner: Runner, { arch, limitMs = 2_000 }: TryOptions): Promise<ProbeResult> {
  const first = await runProbe(runner, { arch, accelerator: 'kvm', limitMs })
  if (first.ended !== 'too-slow') return first
  const started = performance.now()
  await runProbe(runner, { arch, accelerator: 'tcg', limitMs: emulatedLimitMs })
  const fairMs = Math.round((performance.now() - started) * timesEmulated)
  return fairMs <= limitMs ? first : runProbe(runner, { arch, accelerator: 'kvm', limitMs: fairMs })
}
