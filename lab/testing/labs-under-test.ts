import { readdir } from 'node:fs/promises'
import { flavourNamed, flavours, type Flavour } from '../build/flavours.ts'
import { openLab } from '../machine.ts'
import { machinesFolder } from '../places.ts'
import { down } from '../up.ts'

/** A machine that the tests of a run share. */
export interface LabUnderTest {
  readonly name: string
  readonly flavour: Flavour['name']
  /** Whether its guests run on a KVM of its own, emulated. */
  readonly kvm: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    labs: readonly LabUnderTest[]
  }
}

/**
 * Which machines a run tests on: those that run already, if `KISTE_LAB_ON` names any, which saves their boot while one writes a test; else
 * fresh ones of all flavours, or of those in `KISTE_LAB_FLAVOURS`, with a KVM of their own where `KISTE_LAB_KVM` is set.
 */
export async function pickLabs(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly labs: readonly LabUnderTest[]; readonly ours: boolean }> {
  const names = words(env['KISTE_LAB_ON'])
  if (names.length > 0) return { labs: await Promise.all(names.map(running)), ours: false }
  const wished = words(env['KISTE_LAB_FLAVOURS']).map(flavourNamed)
  const labs = (wished.length > 0 ? wished : flavours).map((flavour) => ({
    name: `test-${process.pid}-${flavour.name}`,
    flavour: flavour.name,
    kvm: (env['KISTE_LAB_KVM'] ?? '') !== '',
  }))
  return { labs, ours: true }
}

async function running(name: string): Promise<LabUnderTest> {
  const lab = await openLab(name)
  const { flavour, kvm } = await lab.record()
  await lab.close()
  return { name, flavour, kvm }
}

/** Removes machines of runs that are no more; their guards should have done so. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(machinesFolder()).catch(() => [])) {
    const pid = /^test-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await down(name)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter(Boolean)
}
