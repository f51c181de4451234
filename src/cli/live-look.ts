import { Writable } from 'node:stream'
import {
  ListrDefaultRendererLogLevels as Level,
  ListrLogger,
  ProcessOutput,
  Spinner,
  type ListrDefaultRendererOptions,
} from 'listr2'
import type { Printer, Style } from './printer.ts'

const marks = [
  [Level.PENDING, '❯', '>', 'bold'],
  [Level.COMPLETED, '✓', 'v', 'green'],
  [Level.COMPLETED_WITH_FAILED_SUBTASKS, '✓', 'v', 'green'],
  [Level.COMPLETED_WITH_FAILED_SISTER_TASKS, '·', '.', 'dim'],
  [Level.WAITING, '·', '.', 'dim'],
  [Level.FAILED, '✗', 'x', 'red'],
  [Level.FAILED_WITH_FAILED_SUBTASKS, '✗', 'x', 'red'],
  [Level.ROLLING_BACK, '↶', '<', 'yellow'],
  [Level.ROLLED_BACK, '↶', '<', 'yellow'],
  [Level.OUTPUT_WITH_BOTTOMBAR, '›', '-', 'dim'],
] as const satisfies readonly (readonly [Level, unicode: string, ascii: string, Style])[]

/** How listr2 draws for a printer: on its stream and in its colours and characters, where listr2 would look at the process. */
export function liveLook(err: Printer): ListrDefaultRendererOptions {
  return {
    collapseSubtasks: false,
    icon: Object.fromEntries(marks.map(([level, unicode, ascii]) => [level, err.unicode ? unicode : ascii])),
    color: Object.fromEntries(
      marks.map(([level, , , style]) => [
        level,
        (text: string | undefined) => err.render([{ style, text: text ?? '' }]),
      ]),
    ),
    logger: new ListrLogger({ processOutput: new ProcessOutput(streamTo(err), streamTo(err)) }),
    ...(err.unicode ? {} : { spinner: Object.assign(new Spinner(), { spinner: ['|', '/', '-', '\\'] }) }),
  }
}

/** What listr2 takes for the terminal. */
function streamTo(err: Printer): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => {
      err.raw(chunk)
      done()
    },
  })
  // Of a terminal's stream no more than its size is asked for.
  return Object.assign(stream, {
    isTTY: true,
    columns: err.columns,
    rows: err.rows,
  }) as unknown as NodeJS.WriteStream
}
