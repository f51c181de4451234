import { here } from '../../exec.ts'
import { sshArgv, type SshPlace } from '../../ssh-runner.ts'
import type { AskKeeper } from './remote-target.ts'
import { wordOfRequest } from './request-word.ts'

/**
 * Asks the keeper of another host's copies through ssh, each time with a connection of its own, as streams that share one stand in each
 * other's way. The key may run nothing there but that keeper.
 */
export function askOverSsh(place: SshPlace): AskKeeper {
  return async (request, input, signal) => {
    const options = signal === undefined ? { input } : { input, signal }
    const { stdout } = await here.run([...sshArgv(place), wordOfRequest(request)], options)
    return stdout
  }
}
