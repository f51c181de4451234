import { layoutKinds, type LayoutKind } from '../domain/pool-layout.ts'
import { refused, valid, type Checked } from '../domain/problem.ts'

/** A vdev as it crosses HTTP. */
export interface VdevWish {
  class?: 'special' | 'dedup' | 'log' | 'l2cache' | 'spare'
  kind: LayoutKind
  drives: string[]
}

const classes: Readonly<Record<string, VdevWish['class']>> = {
  special: 'special',
  dedup: 'dedup',
  log: 'log',
  cache: 'l2cache',
  spare: 'spare',
}

/** Reads `[CLASS] [KIND] DRIVE…`, as zpool writes it: `mirror sdb sdc`, `log nvme1n1`, `special mirror sdd sde`. */
export function readVdev(raw: string, field: string): Checked<VdevWish> {
  const words = raw.split(/\s+/).filter((word) => word !== '')
  const vdevClass = classes[words[0] ?? '']
  const rest = vdevClass === undefined ? words : words.slice(1)
  const kind = layoutKinds.find((one) => one === rest[0])
  const drives = kind === undefined ? rest : rest.slice(1)
  if (drives.length === 0)
    return refused({
      code: 'invalid_input',
      field,
      message: `${JSON.stringify(raw)} names no drive.`,
      hint: 'Write a kind and drives, such as "mirror sdb sdc"; or a class before them: "log nvme1n1".',
    })
  if (kind === undefined && drives.length > 1 && (vdevClass === undefined || vdevClass === 'special'))
    return refused({
      code: 'invalid_input',
      field,
      message: `${JSON.stringify(raw)} names several drives and not how they share data.`,
      hint: `Put one of these before them: ${layoutKinds.join(', ')}.`,
    })
  return valid({
    ...(vdevClass === undefined ? {} : { class: vdevClass }),
    kind: kind ?? (drives.length === 1 ? 'single' : 'stripe'),
    drives,
  })
}
