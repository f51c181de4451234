import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { LibvirtFacts } from '../../domain/host-facts.ts'
import type { FactsHost, Host, VmDefaults } from '../host.ts'
import { poolsToShow } from '../../domain/libvirt-pool.ts'
import { localStore } from '../../domain/store.ts'
import { readDefinition } from './definition-text.ts'
import { memoryTotalMiB, systemMiB } from './fake-memory.ts'
import type { Fake } from './fake.ts'
import { hostPorts } from './start-checks.ts'
import { storeRoot } from './world.ts'

const cpuThreads = 8

export function fakeFacts(
  fake: Fake,
  { stores, libvirtPools }: Pick<Host, 'stores' | 'libvirtPools'>,
  options: { readonly accelerator: AcceleratorVerdict; readonly startedAt: Date },
): FactsHost {
  const { world, verb, time } = fake
  const { accelerator } = options

  const memoryAvailableMiB = () =>
    Object.values(world.vms).reduce(
      (free, { run }) => free - (run?.memoryMiB ?? 0),
      memoryTotalMiB - systemMiB,
    )
  const libvirt = (): LibvirtFacts =>
    world.libvirtDown === undefined
      ? { state: 'connected', uri: 'fake:///session', libvirtVersion: '9.0.0', hypervisorVersion: '7.2.0' }
      : { state: 'disconnected', uri: 'fake:///session', because: world.libvirtDown }

  const uptimeMs = () => time.now().getTime() - options.startedAt.getTime()
  const boot = () => `boot ${world.boots ?? 1}`

  return {
    host: verb('facts.host', async () => ({
      hostname: 'fake',
      os: 'Fake Linux 12',
      kernel: '6.1.0-fake',
      arch: 'x86_64',
      cpuModel: 'Imagined CPU at 2.4 GHz',
      cpuThreads,
      memoryTotalMiB,
      memoryAvailableMiB: memoryAvailableMiB(),
      uptimeSeconds: Math.round(uptimeMs() / 1000),
      accelerator,
      libvirt: libvirt(),
      stores: await stores.list(),
    })),
    doctor: verb('facts.doctor', async () => ({
      accelerator,
      libvirt: libvirt(),
      missingPrograms: [],
      memoryTotalMiB,
      memoryAvailableMiB: memoryAvailableMiB(),
      stores: await stores.list(),
      store: { path: storeRoot, ...(await stores.get(localStore).space()) },
      shown: { wanted: poolsToShow(await stores.disks()), found: await libvirtPools.look() },
      user: { name: 'fake', isRoot: false, hasSubordinateIds: true },
    })),
    bootId: verb('facts.bootId', boot),
    clock: verb('facts.clock', () => ({ wallMs: time.now().getTime(), upMs: uptimeMs(), boot: boot() })),
    defaults: verb('facts.defaults', () => vmDefaults(accelerator)),
    portIsFree: verb('facts.portIsFree', (protocol, address, port) => {
      const wish = `${protocol} ${address}:${port}`
      const taken = Object.values(world.vms).flatMap(({ run }) =>
        run ? hostPorts(readDefinition(run.text)) : [],
      )
      return !taken.includes(wish)
    }),
  }
}

function vmDefaults({ accelerator }: AcceleratorVerdict): VmDefaults {
  return {
    accelerator,
    arch: 'x86_64',
    machine: 'pc-q35-7.2',
    uefi: true,
    link: { type: 'user', forwards: [] },
    memoryTotalMiB,
    cpuThreads,
  }
}
