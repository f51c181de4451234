import type { VmDefinition } from '../../domain/vm-definition.ts'
import { changeDefinition, readDefinition, writeDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { fakeHands, type FakeHands } from './fake-hands.ts'
import { fakeStoragePoolHands, type FakeStoragePoolHands } from './fake-libvirt-pools.ts'
import { fakePoolHands, type FakePoolHands } from './fake-pool-hands.ts'
import { lock } from './fake-pool-mounts.ts'
import { isEncrypted } from './fake-pool-world.ts'
import { changedState, endRun, nameOf, startRun } from './vm-life.ts'

/** What others do behind Kiste's back, with virsh or by accident. Unknown UUIDs are mistakes of the test and throw. */
export interface Outside {
  /** `virsh define` of a VM that Kiste did not make, unless `made` is given. */
  define(definition: Omit<VmDefinition, 'made'> & Partial<Pick<VmDefinition, 'made'>>): void
  /** `virsh undefine`: a running VM goes on, and is gone when it ends. */
  undefine(uuid: string): void
  /** `virsh domrename`. */
  rename(uuid: string, name: string): void
  /** `virsh setvcpus --config`. */
  setCpus(uuid: string, cpus: number): void
  /** `virsh edit`: adds or replaces a part that Kiste knows nothing of. */
  edit(uuid: string, part: string, value: unknown): void
  /** `virsh destroy`. */
  destroy(uuid: string): void
  /** QEMU dies, or the guest's kernel panics. */
  crash(uuid: string): void
  /** The guest powers itself off. */
  guestPowersOff(uuid: string): void
  /** The guest goes to sleep (S3). */
  guestSleeps(uuid: string): void
  /** The guest writes to a disk for which no room is left, and is held. */
  findsNoSpace(uuid: string): void
  /** libvirtd dies: nothing can be asked of it, VMs run on. */
  killLibvirt(because?: string): void
  startLibvirt(): void
  /** Removes a VM's folder with all in it, as `rm -r` does. */
  removePlace(vm: string): void
  /**
   * The host starts again, as after a power cut: no VM runs, keys of encrypted pools are not loaded, and libvirt has tried to start what
   * starts with the host.
   */
  reboot(): void
  /** `virsh managedsave`: off, with its RAM kept for the next start. */
  managedSave(uuid: string): void
  /** Reaches into places as guests and QEMU do. */
  readonly hands: FakeHands
  /** Reaches into the case. */
  readonly pools: FakePoolHands
  /** Uses libvirt's storage pools. */
  readonly storagePools: FakeStoragePoolHands
}

export function fakeOutside(fake: Fake): Outside {
  const { world } = fake

  const known = (uuid: string) => {
    const vm = world.vms[uuid]
    if (!vm) throw new Error(`the fake host has no VM ${uuid}`)
    return vm
  }
  const running = (uuid: string) => {
    const vm = known(uuid)
    if (!vm.run) throw new Error(`the fake VM ${nameOf(vm)} does not run`)
    return { vm, run: vm.run }
  }
  const change = (uuid: string, text: string) => {
    known(uuid).text = text
    fake.hint({ what: 'vm', uuid, name: readDefinition(text).name, event: 'defined' })
  }
  const persistent = (uuid: string) => known(uuid).text ?? ''

  const actions: Outside = {
    define(definition) {
      const text = writeDefinition(definition)
      world.vms[definition.uuid] = { autostart: false, ...world.vms[definition.uuid] }
      change(definition.uuid, text)
    },
    undefine(uuid) {
      const vm = known(uuid)
      const name = nameOf(vm)
      if (vm.run) delete vm.text
      else delete world.vms[uuid]
      fake.hint({ what: 'vm', uuid, name, event: 'undefined' })
    },
    rename: (uuid, name) => change(uuid, changeDefinition(persistent(uuid), { name })),
    setCpus: (uuid, cpus) => change(uuid, changeDefinition(persistent(uuid), { cpus })),
    edit(uuid, part, value) {
      change(uuid, JSON.stringify({ ...readDefinition(persistent(uuid)), [part]: value }, undefined, 1))
    },
    destroy(uuid) {
      known(uuid)
      endRun(fake, uuid)
    },
    crash(uuid) {
      const { vm, run } = running(uuid)
      run.state = 'crashed'
      run.agent = 'disconnected'
      changedState(fake, uuid, nameOf(vm))
    },
    guestPowersOff(uuid) {
      running(uuid)
      endRun(fake, uuid)
    },
    guestSleeps(uuid) {
      const { vm, run } = running(uuid)
      run.state = 'sleeping'
      changedState(fake, uuid, nameOf(vm))
    },
    findsNoSpace(uuid) {
      const { vm, run } = running(uuid)
      run.state = 'paused'
      run.pausedBecause = 'no-space'
      changedState(fake, uuid, nameOf(vm))
    },
    killLibvirt(because = 'the connection was closed') {
      world.libvirtDown = because
      for (const close of fake.consoles.values()) close()
      fake.hint({ what: 'disconnected', because })
    },
    startLibvirt() {
      delete world.libvirtDown
      fake.hint({ what: 'connected' })
    },
    removePlace(vm) {
      delete world.places[vm]
    },
    reboot() {
      world.boots = (world.boots ?? 1) + 1
      for (const [uuid, vm] of Object.entries(world.vms)) if (vm.run) endRun(fake, uuid)
      for (const kept of Object.values(world.pools ?? {})) if (kept.imported && isEncrypted(kept)) lock(kept)
      for (const [uuid, vm] of Object.entries(world.vms)) {
        if (!vm.autostart || vm.text === undefined) continue
        try {
          startRun(fake, uuid, vm, vm.text)
        } catch (error) {
          ;(world.logs[nameOf(vm)] ??= []).push(`autostart failed: ${String(error)}`)
        }
      }
    },
    managedSave(uuid) {
      const { vm } = running(uuid)
      vm.keepsRam = true
      endRun(fake, uuid)
    },
    hands: fakeHands(world),
    pools: fakePoolHands(fake),
    storagePools: fakeStoragePoolHands(fake),
  }
  return actions
}
