import { problemError } from '../../domain/problem.ts'
import type { VmHost } from '../host.ts'
import type { Fake } from './fake.ts'
import { placeOfRam } from './fake-places.ts'
import { isSentinel } from './sentinels.ts'
import { endRun, nameOf, startRun } from './vm-life.ts'
import { wrongState } from './vm-problems.ts'
import type { FakeVm } from './world.ts'

/** What the fake keeps as RAM: enough to tell whose it is and which boot goes on. */
interface SavedRam {
  readonly name: string
  readonly uuid: string
  readonly boot: string
  readonly goesOn: 'on' | 'paused'
}

/** RAM of VMs in files of their places. */
export function fakeRam(
  fake: Fake,
  known: (uuid: string) => FakeVm,
): Pick<VmHost, 'saveRam' | 'restoreRam' | 'keepsRam'> {
  const { world, verb } = fake
  const savedAt = (path: string): SavedRam | undefined => {
    const text = placeOfRam(world, path).ram
    return text?.startsWith('{') ? (JSON.parse(text) as SavedRam) : undefined
  }
  return {
    saveRam: verb('vms.saveRam', (uuid, path, goesOn) => {
      const vm = known(uuid)
      const name = nameOf(vm)
      if (!vm.run) {
        if (savedAt(path)?.uuid === uuid) return
        throw wrongState(name, 'snapshot', vm)
      }
      if (isSentinel('full-disk', name))
        throw failed(name, 'saved with its RAM', 'the disk of the host is full')
      placeOfRam(world, path).ram = JSON.stringify({
        name,
        uuid,
        boot: vm.run.boot,
        goesOn,
      } satisfies SavedRam)
      endRun(fake, uuid)
    }),
    restoreRam: verb('vms.restoreRam', (uuid, path) => {
      const vm = known(uuid)
      if (vm.run || vm.text === undefined) return
      const saved = savedAt(path)
      const name = nameOf(vm)
      if (saved?.uuid !== uuid) throw failed(name, 'restored with its RAM', `${path} holds no RAM of it`)
      if (saved.name !== name) throw failed(name, 'restored with its RAM', `it was saved as ${saved.name}`)
      startRun(fake, uuid, vm, vm.text, {
        boot: saved.boot,
        state: saved.goesOn === 'on' ? 'running' : 'paused',
      })
    }),
    keepsRam: verb('vms.keepsRam', (uuid) => known(uuid).keepsRam === true),
  }
}

function failed(name: string, done: string, because: string) {
  return problemError({
    code: 'host_failed',
    object: { type: 'vm', name },
    message: `VM ${name} could not be ${done}: ${because}.`,
  })
}
