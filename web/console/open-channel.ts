import { routes } from '../../src/contract/routes.ts'
import { requestPath } from '../api/request-path.ts'
import type { Channel } from './console-link.ts'

/** The screens of a VM: `serial` is text, `vnc` a picture. */
export type ScreenKind = 'serial' | 'vnc'

export interface SocketChannel extends Channel {
  readonly socket: WebSocket
}

/** Opens the websocket of a screen; the browser says by itself who asks. */
export function openChannel(vm: string, screen: ScreenKind, ticket: string): SocketChannel {
  const route = screen === 'serial' ? routes.openVmConsole : routes.openVmScreen
  const url = new URL(requestPath(route, { params: { vm }, query: { ticket } }), window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  return {
    socket,
    onOpen: (act) => socket.addEventListener('open', act),
    onClosed: (act) => socket.addEventListener('close', ({ code }) => act(code)),
    close: () => socket.close(),
  }
}
