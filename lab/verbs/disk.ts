import { flavours } from '../build/flavours.ts'
import { failDisk, healDisk, slowDisk } from '../disk-faults.ts'
import { addDisk, corruptDisk, diskPath, growDisk, plugDisk, pullDisk, removeDisk } from '../disks.ts'
import { openLab, type Lab } from '../machine.ts'
import { parseWords, UsageError, wholeNumber, type Verb } from './verb.ts'

const mib = 1024 * 1024

interface Deed {
  /** What it takes after the serial. */
  readonly words: readonly string[]
  act(lab: Lab, serial: string, words: readonly string[]): Promise<unknown>
}

const number = (text: string | undefined, what: string) => wholeNumber(text ?? '', what, 0, 1024 * 1024)

const deeds: Readonly<Record<string, Deed>> = {
  pull: { words: [], act: pullDisk },
  plug: { words: [], act: plugDisk },
  add: {
    words: ['MiB'],
    act: (lab, serial, [size]) => addDisk(lab, { serial, sizeMiB: number(size, 'MiB') }),
  },
  remove: { words: [], act: removeDisk },
  grow: { words: ['MiB'], act: (lab, serial, [size]) => growDisk(lab, serial, number(size, 'MiB')) },
  slow: {
    words: ['MiB/s'],
    act: (lab, serial, [pace]) => slowDisk(lab, serial, { bytesPerSecond: number(pace, 'MiB/s') * mib }),
  },
  fail: {
    words: ['read|write|both'],
    act: (lab, serial, [what]) => failDisk(lab, serial, { on: kinds(what) }),
  },
  heal: { words: [], act: healDisk },
  corrupt: {
    words: ['at-MiB', 'MiB'],
    act: (lab, serial, [at, length]) =>
      corruptDisk(lab, serial, {
        offsetBytes: number(at, 'at-MiB') * mib,
        lengthBytes: number(length, 'MiB') * mib,
      }),
  },
}

export const disk: Verb = {
  name: 'disk',
  words: '[--name NAME] [DEED SERIAL …]',
  what: `shows a machine's disks, or does one of: ${Object.keys(deeds).join(', ')}`,
  async act(words) {
    const { values, positionals } = parseWords(
      words,
      { name: { type: 'string', default: flavours[0]!.name } },
      { positionals: 4 },
    )
    const [name, serial, ...rest] = positionals
    const deed = name === undefined ? undefined : deeds[name]
    if (name !== undefined && (!deed || serial === undefined || rest.length !== deed.words.length))
      throw new UsageError(deed ? `disk ${name} SERIAL ${deed.words.join(' ')}` : `There is no disk ${name}.`)
    const lab = await openLab(values.name)
    try {
      if (deed) await deed.act(lab, serial ?? '', rest)
      else
        for (const { serial, sizeMiB, plugged, path } of (await lab.record()).disks)
          console.log(`${diskPath(serial)}  ${sizeMiB} MiB  ${plugged ? 'in' : 'pulled'}  ${path}`)
    } finally {
      await lab.close()
    }
    return 0
  },
}

function kinds(what: string | undefined): readonly ('read' | 'write')[] {
  if (what === 'both') return ['read', 'write']
  if (what === 'read' || what === 'write') return [what]
  throw new UsageError(`disk fail SERIAL read|write|both, not ${what}`)
}
