import type { PlotUnit } from './plots.ts'

/** From where to where a plot reaches upwards: the whole where there is one, else as far as anything goes and no less than says something. */
export function plotScale(
  unit: PlotUnit,
  least: number,
  most: number,
  wholeBytes?: number,
): readonly [number, number] {
  switch (unit) {
    case 'share':
      return [0, 1]
    case 'bytes':
      return [0, Math.max(wholeBytes ?? 0, most)]
    case 'bytesPerSecond':
      // Half as much as a power of two is far enough apart that the scale does not jump all the time.
      return [0, Math.max(64 * 1024, halfPowerAbove(most))]
    case 'celsius':
      return [Math.min(20, Math.floor(least / 10) * 10), Math.max(60, Math.ceil(most / 10) * 10)]
  }
}

function halfPowerAbove(value: number): number {
  const power = 2 ** Math.floor(Math.log2(Math.max(1, value)))
  return value <= power ? power : value <= power * 1.5 ? power * 1.5 : power * 2
}

/** How far apart the lines of a scale may be: round figures in the unit. */
export const plotSteps: Readonly<Record<PlotUnit, number[]>> = {
  share: [0.25, 0.5, 1],
  bytes: powersOfTwo(),
  bytesPerSecond: powersOfTwo(),
  celsius: [10, 20, 50],
}

function powersOfTwo(): number[] {
  return Array.from({ length: 54 }, (_, power) => 2 ** power)
}
