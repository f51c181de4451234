import type { Picture } from '../../domain/picture.ts'
import { problemError } from '../../domain/problem.ts'
import { isSentinel } from './sentinels.ts'
import { nameOf } from './vm-life.ts'
import { wrongState } from './vm-problems.ts'
import type { FakeVm } from './world.ts'

const [widthPx, heightPx] = [720, 400]
const [letterPx, linePx] = [9, 16]

/** What a screen shows: lines as of a boot, other ones for each VM. */
export function takeFakeScreenshot(vm: FakeVm): Picture {
  const name = nameOf(vm)
  if (!vm.run || vm.run.state === 'crashed') throw wrongState(name, 'console', vm)
  if (isSentinel('no-screen', name))
    throw problemError({
      code: 'not_supported',
      message: `VM ${name} has no screen that a picture can be taken of: it has no video device.`,
      object: { type: 'vm', name },
    })
  const pixels = Buffer.alloc(widthPx * heightPx * 3)
  let chance = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 7)
  for (let line = 0; line < heightPx / linePx - 4; line += 1) {
    chance = (chance * 75 + 74) % 65_537
    const letters = 8 + (chance % 52)
    // The first word of a boot's lines is an "OK".
    for (let letter = 0; letter < letters; letter += 1)
      if ((letter * 7 + chance) % 6 > 0) drawLetter(pixels, letter, line, letter < 4 ? greenish : greyish)
  }
  return { widthPx, heightPx, rgb: pixels }
}

const greyish = [170, 170, 170]
const greenish = [90, 190, 110]

function drawLetter(pixels: Buffer, letter: number, line: number, colour: readonly number[]): void {
  for (let y = 4; y < linePx - 3; y += 1)
    for (let x = 1; x < letterPx - 1; x += 1)
      if ((x + y + letter) % 3 > 0)
        pixels.set(colour, ((line * linePx + y) * widthPx + letter * letterPx + x) * 3)
}
