import type { LibvirtFacts } from '../../domain/host-facts.ts'
import type { LibvirtClient, LibvirtState } from './client.ts'

/**
 * What answers, and in which version. QEMU's version is asked for once a connection and in the background: cold, libvirt starts
 * every emulator there is before it tells.
 */
export function createLibvirtFacts(libvirt: LibvirtClient): {
  facts(): Promise<LibvirtFacts>
  /** Asks for a sign of life first: a daemon that hangs is else noticed only after some seconds. */
  examine(): Promise<LibvirtFacts>
} {
  const { uri } = libvirt
  let hypervisorVersion: string | undefined
  let asked: Promise<void> | undefined
  let askedIn = 0

  function ask(generation: number): Promise<void> {
    if (asked !== undefined && askedIn === generation) return asked
    askedIn = generation
    asked = libvirt
      .withConnection((own) => own.call('connectGetVersion'))
      .then(
        (version) => void (hypervisorVersion = showVersion(Number(version))),
        // Lost or refused: the next question asks again.
        () => void (asked = undefined),
      )
    return asked
  }

  async function facts(): Promise<LibvirtFacts> {
    const state = await triedOnce(libvirt)
    if (state.state !== 'connected') {
      const error = state.state === 'connecting' ? state.lastError : undefined
      return { state: 'disconnected', uri, because: error?.message ?? 'it does not answer' }
    }
    await Promise.race([ask(state.generation), afterMs(patienceMs)])
    return { state: 'connected', uri, libvirtVersion: showVersion(state.libvirtVersion), hypervisorVersion }
  }

  return {
    facts,
    async examine() {
      const found = await facts()
      if (found.state === 'disconnected' || (await libvirt.answers(lifeSignMs))) return found
      return { state: 'disconnected', uri, because: 'it is still connected but gives no sign of life' }
    },
  }
}

/** The state as it is, but not before the first try has ended: a session's daemon is started by it, which takes seconds. */
async function triedOnce(libvirt: LibvirtClient): Promise<LibvirtState> {
  const state = libvirt.state()
  if (state.state !== 'connecting' || state.lastError !== undefined) return state
  let stop = () => {}
  const tried = new Promise<void>((resolve) => (stop = libvirt.onState(() => resolve())))
  const giveUp = libvirt.ready().catch(() => undefined)
  await Promise.race([tried, giveUp])
  stop()
  return libvirt.state()
}

const patienceMs = 1000
const lifeSignMs = 5000

/** libvirt counts 1,000,000 × major + 1,000 × minor + release. */
export function showVersion(version: number): string {
  return [Math.floor(version / 1e6), Math.floor(version / 1e3) % 1e3, version % 1e3].join('.')
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
