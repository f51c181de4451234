const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
  E: 2 ** 60,
}

/** Bytes of a size as ZFS shortens it: `17.1M`, `512B`, `0`. Good for three digits. Undefined for anything else. */
export function parseShortSize(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([BKMGTPE]?)$/.exec(text)
  const [, digits = '', unit = ''] = found ?? []
  const factor = units[unit]
  return found === null || factor === undefined ? undefined : Math.round(Number(digits) * factor)
}

/** A number that ZFS printed exactly; `-` and what is absent are undefined. */
export function parseCount(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  return Number(text)
}

/** Seconds of `00:01:02` and `3 days 00:01:02`. */
export function parseDuration(text: string): number | undefined {
  const found = /^(?:(\d+) days )?(\d+):(\d\d):(\d\d)$/.exec(text)
  if (!found) return undefined
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0))
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Seconds since 1970 of a C date, `Sun Nov 22 20:10:48 2026`; the command ran with TZ=UTC. */
export function parseCDate(text: string): number | undefined {
  const found = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d):(\d\d):(\d\d) (\d{4})$/.exec(text.trim())
  if (!found) return undefined
  const [, month = '', ...numbers] = found
  const [day = 0, hours = 0, minutes = 0, seconds = 0, year = 0] = numbers.map(Number)
  const at = months.indexOf(month)
  return at < 0 ? undefined : Date.UTC(year, at, day, hours, minutes, seconds) / 1_000
}

/** ISO 8601 of seconds since 1970. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
