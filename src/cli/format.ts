/** How times are written for people. Sizes are in `domain/size.ts`. */

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, seconds)
  if (whole < 9.95) return `${whole.toFixed(1)} s`
  const rounded = Math.round(whole)
  if (rounded < 60) return `${rounded} s`
  if (rounded < 3600) return pair(rounded, 60, 'min', 's')
  if (rounded < 86_400) return pair(Math.round(rounded / 60), 60, 'h', 'min')
  return pair(Math.round(rounded / 3600), 24, 'd', 'h')
}

function pair(value: number, base: number, big: string, small: string): string {
  const rest = value % base
  return rest === 0
    ? `${Math.floor(value / base)} ${big}`
    : `${Math.floor(value / base)} ${big} ${rest} ${small}`
}

/** An ISO 8601 time in the local zone, to the minute: `2026-03-01 14:05`. */
export function formatTime(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}
