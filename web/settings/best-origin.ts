/** Where another device finds this page: as it is open here, unless that means this very machine, or else the best the daemon knows. */
export function bestOrigin(here: string, known: readonly string[]): string {
  const { hostname } = new URL(here)
  const isThisMachine = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]'
  return isThisMachine ? (known[0] ?? here) : here
}
