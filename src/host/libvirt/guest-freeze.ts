import { agentFailed, agentProblem, callAgent } from './agent.ts'
import type { Connection } from './connection.ts'
import type { DomainRef } from './objects.ts'

/** Time for libvirt to answer beyond what the agent was given. */
const libvirtMarginMs = 5000
/** virDomainAgentResponseTimeoutValues: wait for ever, as libvirt does unless told. */
const AGENT_TIMEOUT_NONE = -2

/** Holds the guest's file systems. Believes the agent only if it names some, and says afterwards that they are held. */
export async function freezeGuest(
  own: Connection,
  dom: DomainRef,
  timeoutMs: number,
): Promise<{ readonly fileSystems: number }> {
  const fileSystems = await withTimeout(own, dom, 'domainFsFreeze', 'guest-fsfreeze-freeze', timeoutMs)
  const timeoutSeconds = timeoutMs / 1000
  const status = await callAgent(own, dom, 'guest-fsfreeze-status', {}, { timeoutSeconds })
  if (fileSystems > 0 && status === 'frozen') return { fileSystems }
  await thawGuest(own, dom, timeoutMs)
  throw agentFailed(
    dom.name,
    fileSystems === 0
      ? `The guest agent of VM ${dom.name} found no file system that it can freeze.`
      : `The guest agent of VM ${dom.name} says that it froze ${fileSystems} file systems, and that they are ${String(status)}.`,
  )
}

export async function thawGuest(own: Connection, dom: DomainRef, timeoutMs: number): Promise<void> {
  await withTimeout(own, dom, 'domainFsThaw', 'guest-fsfreeze-thaw', timeoutMs)
}

/**
 * libvirt waits for the agent as long as it is told to beforehand, and else for ever; whoever asks meanwhile waits behind it. So it is
 * told, and the connection gives up a little later whatever happens.
 */
async function withTimeout(
  own: Connection,
  dom: DomainRef,
  procedure: 'domainFsFreeze' | 'domainFsThaw',
  command: string,
  timeoutMs: number,
): Promise<number> {
  const wait = (timeoutSeconds: number) =>
    own.call('domainAgentSetResponseTimeout', { dom, timeoutSeconds, flags: 0 })
  try {
    await wait(Math.max(1, Math.ceil(timeoutMs / 1000)))
    const answer = await own.call(
      procedure,
      { dom, mountpoints: [], flags: 0 },
      { timeoutMs: timeoutMs + libvirtMarginMs },
    )
    await wait(AGENT_TIMEOUT_NONE)
    return answer
  } catch (error) {
    throw agentProblem(error, dom.name, command)
  }
}
