import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { PlotColours } from './plot-colours.ts'

/** What a plot draws; each column has as many values as there are times. */
export interface PlotData {
  readonly atMs: readonly number[]
  readonly lines: readonly {
    readonly values: readonly (number | null)[]
    readonly isSecond: boolean
    /** The most there was in each step, where a value stands for one. */
    readonly max?: readonly (number | null)[] | undefined
  }[]
  readonly fromMs: number
  readonly toMs: number
  /** From where to where it reaches upwards. */
  readonly scale: readonly [number, number]
}

export interface PlotLooks {
  readonly colours: PlotColours
  readonly steps: number[]
  sayValue(value: number): string
  sayTime(atMs: number, stepMs: number): string
}

export interface DrawnPlot {
  show(data: PlotData): void
  /** Puts the cursor on a measurement, or takes it away. */
  point(index: number | undefined): void
  remove(): void
}

const heightPixels = 168
const font = '12px system-ui, sans-serif'

/** Draws a plot into an element and as wide as that. `onPoint` is told where the cursor is. */
export function drawPlot(
  into: HTMLElement,
  first: PlotData,
  looks: PlotLooks,
  onPoint: (index: number | undefined) => void,
): DrawnPlot {
  let data = first
  const plot = new uPlot(
    {
      width: Math.max(1, into.clientWidth),
      height: heightPixels,
      ms: 1,
      padding: [10, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 8 } },
      scales: {
        x: { range: () => [data.fromMs, data.toMs] },
        y: { range: () => [...data.scale] },
      },
      axes: axesOf(looks),
      series: [{}, ...first.lines.flatMap((line) => seriesOf(line, looks.colours))],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    },
    columnsOf(first),
    into,
  )
  const resized = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(1, into.clientWidth), height: heightPixels }),
  )
  resized.observe(into)
  const forget = followFingers(plot)
  return {
    show(next) {
      data = next
      plot.setData(columnsOf(next))
    },
    point(index) {
      const atMs = index === undefined ? undefined : data.atMs[index]
      plot.setCursor({
        left: atMs === undefined ? -10 : plot.valToPos(atMs, 'x'),
        top: atMs === undefined ? -10 : 0,
      })
    },
    remove() {
      forget()
      resized.disconnect()
      plot.destroy()
    },
  }
}

function columnsOf({ atMs, lines }: PlotData): uPlot.AlignedData {
  const columns = lines.flatMap(({ values, max }) => (max ? [values, max] : [values]))
  return [[...atMs], ...columns.map((values) => [...values])]
}

/** A line; thin and faint above it the most there was. The second is dashed. */
function seriesOf({ isSecond, max }: PlotData['lines'][number], colours: PlotColours): uPlot.Series[] {
  const stroke = isSecond ? colours.second : colours.first
  const looks = {
    stroke,
    ...(isSecond ? { dash: [6, 4] } : {}),
    points: { show: true, filter: alone, size: 4, fill: stroke },
  }
  const line = { ...looks, width: max ? 1.25 : 2 }
  return max ? [line, { ...looks, width: 1, alpha: 0.4 }] : [line]
}

/** A measurement between two gaps makes no line, and would not be seen. */
function alone(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? []
  const isGap = (index: number) => (values[index] ?? null) === null
  return Array.from(values, (_, index) => index).filter(
    (index) => !isGap(index) && isGap(index - 1) && isGap(index + 1),
  )
}

function axesOf({ colours, steps, sayValue, sayTime }: PlotLooks): uPlot.Axis[] {
  const common = {
    stroke: colours.soft,
    font,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...common,
      size: 28,
      gap: 6,
      space: 64,
      grid: { show: false },
      values: (_, splits, _axis, _space, stepMs) => splits.map((atMs) => sayTime(atMs, stepMs)),
    },
    {
      ...common,
      size: 78,
      gap: 8,
      space: 34,
      incrs: steps,
      values: (_, splits) => splits.map(sayValue),
    },
  ]
}

/** A finger that is moved along the plot moves the cursor; up and down it scrolls the page. */
function followFingers(plot: uPlot): () => void {
  const { over } = plot
  over.style.touchAction = 'pan-y'
  const follow = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') return
    plot.setCursor({ left: event.clientX - over.getBoundingClientRect().left, top: 0 })
  }
  over.addEventListener('pointerdown', follow)
  over.addEventListener('pointermove', follow)
  return () => {
    over.removeEventListener('pointerdown', follow)
    over.removeEventListener('pointermove', follow)
  }
}
