/** Why the daemon closes a console's websocket (RFC 6455, 7.4); a sentence comes with it. From 4000 on they are our own. */
export const consoleCloseCodes = {
  ended: 1000,
  goingAway: 1001,
  failed: 1011,
  /** Somebody else opened it; a serial console has one reader. */
  taken: 4000,
} as const
