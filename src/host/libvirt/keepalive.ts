import { XdrError } from './xdr.ts'

/** libvirt's keepalive program: two procedures without payload. */
const PING = 1
const PONG = 2
/** libvirt's own clients give up after as many unanswered pings (src/rpc/virkeepalive.c counts to five). */
export const MAX_UNANSWERED = 5

export interface Keepalive {
  /** Something arrived, so the other side lives. */
  heard(): void
  /** Pings now; resolves once anything is heard. */
  ask(): Promise<void>
  /** Handles a keepalive message. Throws XdrError on one that does not exist. */
  onMessage(procedure: number): void
  stop(): void
}

export interface KeepalivePort {
  send(procedure: number): void
  /** Nothing is read now, because a stream's reader is slow: silence then says nothing. */
  deaf(): boolean
  onDead(): void
}

/**
 * Answers the daemon's pings. With an interval it also pings when nothing was heard for that long, which notices a host that
 * vanished without closing its connection, and a daemon that hangs. Intervals are counted, not time: a machine that slept wakes up
 * with its connections.
 */
export function createKeepalive(
  intervalMs: number | undefined,
  maxUnanswered: number,
  port: KeepalivePort,
): Keepalive {
  let silentIntervals = 0
  let asking: (() => void)[] = []
  const timer = intervalMs === undefined ? undefined : setInterval(check, intervalMs).unref()

  function check(): void {
    if (port.deaf()) return
    if (silentIntervals > maxUnanswered) return port.onDead()
    if (silentIntervals > 0) port.send(PING)
    silentIntervals++
  }

  return {
    heard() {
      silentIntervals = 0
      const told = asking
      asking = []
      for (const tell of told) tell()
    },
    ask: () =>
      new Promise((resolve) => {
        asking.push(resolve)
        port.send(PING)
      }),
    onMessage(procedure) {
      if (procedure === PING) port.send(PONG)
      else if (procedure !== PONG) throw new XdrError(`keepalive procedure ${procedure}`)
    },
    stop: () => clearInterval(timer),
  }
}
