import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isAway, problemsOf } from '../api/api-error.ts'
import { call } from '../api/client.ts'
import { noteLostSession } from '../api/session.ts'
import { startLink, type Link, type LinkState } from './console-link.ts'
import { openChannel, type ScreenKind, type SocketChannel } from './open-channel.ts'

/** Keeps a screen open as long as it is looked at; `joined` gets each channel as it opens, and how to leave it for good. */
export function useLink(
  vm: string,
  screen: ScreenKind,
  joined: (channel: SocketChannel, leave: () => void) => void,
): { readonly link: LinkState; readonly again: () => void } {
  const queries = useQueryClient()
  const [link, setLink] = useState<LinkState>({ state: 'connecting' })
  const current = useRef<Link>(undefined)
  const onJoined = useEffectEvent(joined)
  useEffect(() => {
    const started = startLink<SocketChannel>({
      ticket: async (signal) =>
        (await call('ticketVmConsole', { params: { vm }, body: { screen } }, signal)).ticket,
      open: (ticket) => openChannel(vm, screen, ticket),
      problems(error) {
        noteLostSession(queries, error)
        return isAway(error) ? undefined : problemsOf(error)
      },
      joined: (channel) => onJoined(channel, () => started.stop()),
      later(act, delayMs) {
        const timer = setTimeout(act, delayMs)
        return () => clearTimeout(timer)
      },
      nowMs: () => Date.now(),
      show: setLink,
    })
    current.current = started
    // A network that is back is not waited for.
    window.addEventListener('online', started.again)
    return () => {
      window.removeEventListener('online', started.again)
      started.stop()
    }
  }, [vm, screen, queries])
  return { link, again: () => current.current?.again() }
}
