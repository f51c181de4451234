import { problemError } from '../../domain/problem.ts'
import type { VmHost } from '../host.ts'
import { diskInUse, wouldShrink } from '../store-problems.ts'
import { readDefinition, writeDefinition, type FakeDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { isSentinel } from './sentinels.ts'
import { inStores } from './spots.ts'
import { nameOf } from './vm-life.ts'
import { wrongState } from './vm-problems.ts'
import type { FakeVm } from './world.ts'

/** Disks of VMs that are there: in the running one, and in its definition. */
export function fakeVmDisks(
  { world, verb, hint }: Fake,
  known: (uuid: string) => FakeVm,
): Pick<VmHost, 'attachDisk' | 'detachDisk' | 'resizeDisk'> {
  const change = (uuid: string, to: (disks: Disks) => Disks) => {
    const vm = known(uuid)
    const name = nameOf(vm)
    if (vm.text === undefined) throw wrongState(name, 'attach', vm)
    if (vm.run && vm.run.state !== 'crashed') vm.run = { ...vm.run, text: changed(vm.run.text, to) }
    vm.text = changed(vm.text, to)
    hint({ what: 'vm', uuid, name, event: 'defined' })
  }
  return {
    attachDisk: verb('vms.attachDisk', (uuid, disk) => {
      const has = (disks: Disks) => disks.some(({ source }) => source.path === disk.source.path)
      change(uuid, (disks) => {
        if (has(disks)) return disks
        if (disks.some(({ target }) => target === disk.target))
          throw diskInUse(nameOf(known(uuid)), disk.target)
        return [...disks, disk]
      })
    }),
    detachDisk: verb('vms.detachDisk', (uuid, path) => {
      const vm = known(uuid)
      const isHeld = vm.run?.state === 'paused' || (vm.run && isSentinel('no-live', nameOf(vm)))
      if (isHeld === true && disksOf(vm.run?.text).some(({ source }) => source.path === path))
        throw notReleased(nameOf(vm), path)
      change(uuid, (disks) => disks.filter(({ source }) => source.path !== path))
    }),
    resizeDisk: verb('vms.resizeDisk', (uuid, path, sizeBytes) => {
      const vm = known(uuid)
      if (!vm.run || !disksOf(vm.run.text).some(({ source }) => source.path === path)) return
      const found = inStores(world, path)
      const disk = found?.place?.disks[found.file.replace(/\.\w+$/, '')]
      if (!disk) return
      if (disk.virtualSizeBytes > sizeBytes)
        throw wouldShrink(nameOf(vm), found?.file ?? path, disk.virtualSizeBytes, sizeBytes)
      disk.virtualSizeBytes = sizeBytes
    }),
  }
}

type Disks = FakeDefinition['disks']

function disksOf(text: string | undefined): Disks {
  return text === undefined ? [] : readDefinition(text).disks
}

function changed(text: string, to: (disks: Disks) => Disks): string {
  const definition = readDefinition(text)
  return writeDefinition({ ...definition, disks: to(definition.disks) })
}

function notReleased(vm: string, path: string) {
  return problemError({
    code: 'wrong_state',
    object: { type: 'disk', name: `${vm}/${path}` },
    message: `The guest of ${vm} did not let the disk ${path} go within 30 s.`,
    hint: `Unmount it in the guest and try again, or stop ${vm} first: kiste vm stop ${vm}`,
  })
}
