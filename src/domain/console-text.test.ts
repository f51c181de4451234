import { expect, test } from 'vitest'
import { consoleLines } from './console-text.ts'

const esc = '\u001b'

test.each<{ what: string; said: string; lines: readonly string[] }>([
  { what: 'nothing', said: '', lines: [] },
  { what: 'ends of lines of all kinds', said: 'a\r\nb\nc\r\r\nd', lines: ['a', 'b', 'c', 'd'] },
  { what: 'empty lines between', said: 'a\r\n\r\nb\r\n', lines: ['a', '', 'b'] },
  {
    what: 'a line that is written again',
    said: 'loading 1%\rloading 2%\r\n',
    lines: ['loading 1%', 'loading 2%'],
  },
  { what: 'colours', said: `[${esc}[0;32m  OK  ${esc}[0m] Started x.\r\n`, lines: ['[  OK  ] Started x.'] },
  { what: 'a cleared screen', said: `${esc}[2J${esc}[01;01H${esc}[=3h${esc}(BGRUB`, lines: ['GRUB'] },
  { what: 'titles', said: `${esc}]0;root@web\u0007$ ${esc}]2;x${esc}\\ls`, lines: ['$ ls'] },
  { what: 'a sequence cut off at the end', said: `a${esc}[0`, lines: [`a${esc}[0`] },
])('$what', ({ said, lines }) => {
  expect(consoleLines(said)).toEqual(lines)
})
