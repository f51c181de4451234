import { problemError, throwIfProblems } from '../domain/problem.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { VmFacts, VmVerb } from '../domain/vm.ts'
import type { Guests } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'

/** What goes straight through to a guest. Not journaled: Kiste cannot undo what a guest did. */
export function createGuests({ host }: Pick<AppDeps, 'host'>): Guests {
  const reach = async (nameOrUuid: string, verb: VmVerb): Promise<VmFacts> => {
    const vm = await findVm(host.vms, nameOrUuid)
    throwIfProblems(whyNot(verb, vm))
    return vm
  }
  return {
    async exec(nameOrUuid, { argv, input, timeoutSeconds, signal }) {
      const vm = await reach(nameOrUuid, 'exec')
      const [program, ...args] = argv
      if (program === undefined || program === '')
        throw problemError({
          code: 'invalid_input',
          field: 'argv',
          message: `No command to run in ${vm.name} was given.`,
        })
      const result = await host.guests.exec(vm.uuid, {
        argv: [program, ...args],
        input,
        timeoutMs: timeoutSeconds * 1000,
        signal,
      })
      const { stdout, stderr, truncated } = result
      const code = result.ended === 'exit' ? result.exitCode : result.signal
      return { ended: result.ended, code, stdout, stderr, truncated }
    },
    async readFile(nameOrUuid, path, signal) {
      return host.guests.readFile((await reach(nameOrUuid, 'exec')).uuid, path, { signal })
    },
    async writeFile(nameOrUuid, path, content, signal) {
      return host.guests.writeFile((await reach(nameOrUuid, 'exec')).uuid, path, content, { signal })
    },
    async console(nameOrUuid) {
      return host.vms.openConsole((await reach(nameOrUuid, 'console')).uuid)
    },
    async screen(nameOrUuid) {
      return host.vms.openScreen((await reach(nameOrUuid, 'console')).uuid)
    },
  }
}
