import type { Caller } from '../app/access/access.ts'
import { drawSecret } from '../app/access/secrets.ts'
import { problemError } from '../domain/problem.ts'

/** What a ticket lets its holder open: a screen of one VM. */
export interface Admission {
  readonly vm: string
  readonly screen: 'serial' | 'vnc'
}

export interface Tickets {
  /** For one opening by this caller, within 30 s. */
  issue(caller: Caller, admission: Admission): string
  /** Uses it up; throws `forbidden` for one that is none, used, too old, somebody else's or for something else. */
  take(ticket: string | undefined, caller: Caller, admission: Admission): void
}

export const ticketLifeMs = 30_000

interface Issued extends Admission {
  readonly holder: string
  readonly expiresAtMs: number
}

/**
 * Websockets take no header of one's own, and a cookie alone would let any page of this address open one. So whoever wants one asks
 * first, as for any change, and gets a ticket.
 */
export function createTickets(nowMs: () => number): Tickets {
  const issued = new Map<string, Issued>()
  const dropOld = () => {
    for (const [ticket, { expiresAtMs }] of issued) if (expiresAtMs <= nowMs()) issued.delete(ticket)
  }
  return {
    issue: (caller, admission) => {
      dropOld()
      const ticket = drawSecret()
      issued.set(ticket, { ...admission, holder: holderOf(caller), expiresAtMs: nowMs() + ticketLifeMs })
      return ticket
    },
    take: (ticket, caller, { vm, screen }) => {
      dropOld()
      const found = ticket === undefined ? undefined : issued.get(ticket)
      // Used up by whoever brings it, rightly or not.
      if (ticket !== undefined) issued.delete(ticket)
      if (found?.vm !== vm || found.screen !== screen || found.holder !== holderOf(caller)) throw noTicket()
    },
  }
}

function holderOf(caller: Caller): string {
  switch (caller.via) {
    case 'socket':
      return 'socket'
    case 'session':
      return `session ${caller.sessionId}`
    case 'token':
      return `token ${caller.tokenId}`
  }
}

function noTicket(): Error {
  return problemError({
    code: 'forbidden',
    message: 'A console is opened with a ticket, and this one is used, too old or for something else.',
    hint: 'Ask for one at POST /v1/vms/:vm/console/ticket and open the console within 30 seconds.',
  })
}
