/** Something that goes up and down around a mean, by the day, the hour and the minute, as its name has it. */
export interface Wave {
  readonly name: string
  readonly mean: number
}

/** Periods in seconds, and how much of the mean each moves; together less than all of it, so that nothing runs backwards. */
const parts = [
  [86_400, 0.45],
  [9_417, 0.2],
  [613, 0.12],
  [83, 0.08],
] as const

/** How high it is at this time, in seconds. */
export function average({ name, mean }: Wave, at: number): number {
  return parts.reduce(
    (sum, [period, share], index) => sum + mean * share * Math.sin(angle(name, index, period, at)),
    mean,
  )
}

/** All that came together until this time: the exact sum of what it was at each instant. */
export function counted({ name, mean }: Wave, at: number): number {
  return parts.reduce((sum, [period, share], index) => {
    const turn = period / (2 * Math.PI)
    const [begin, end] = [angle(name, index, period, 0), angle(name, index, period, at)]
    return sum + mean * share * turn * (Math.cos(begin) - Math.cos(end))
  }, mean * at)
}

function angle(name: string, index: number, period: number, at: number): number {
  return (2 * Math.PI * at) / period + phase(`${name} ${index}`)
}

/** FNV-1a, as an angle. */
function phase(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return (hash / 2 ** 32) * 2 * Math.PI
}
