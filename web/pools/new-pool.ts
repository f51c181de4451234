import { shellWord } from '../components/shell-word.ts'
import { vdevWords, type GroupWish, type PoolToMake } from './pool-change.ts'
import type { PoolLayouts } from '../api/answers.ts'

export type Layout = PoolLayouts['layouts'][number]

/** What a person says of a new pool beside its layout. */
export interface NewPoolOptions {
  readonly name: string
  readonly erase: boolean
  /** That a part of the larger drives stays unused is meant. */
  readonly acceptWaste: boolean
  readonly compression: NonNullable<PoolToMake['compression']>
  /** Empty for a pool that is not encrypted. */
  readonly passphrase: string
  /** Empty for the place that it gets by itself. */
  readonly mountpoint: string
}

/** The chosen layout group by group, so that just what was shown is made. */
export function poolToMake(layout: Layout, options: NewPoolOptions): PoolToMake {
  return {
    name: options.name,
    groups: layout.groups.map(groupWish),
    ...(options.erase ? { erase: true } : {}),
    ...(options.acceptWaste ? { acceptWaste: true } : {}),
    ...(options.compression === 'lz4' ? {} : { compression: options.compression }),
    ...(options.passphrase === ''
      ? {}
      : { encryption: { key: 'prompt', passphrase: options.passphrase } as const }),
    ...(options.mountpoint === '' ? {} : { mountpoint: options.mountpoint }),
  }
}

export function newPoolCommand(layout: Layout | undefined, options: NewPoolOptions): string {
  return [
    'kiste pool create',
    shellWord(options.name === '' ? 'NAME' : options.name),
    ...(layout ? layoutWords(layout.groups.map(groupWish)) : []),
    ...(options.erase ? ['--erase'] : []),
    ...(options.acceptWaste ? ['--accept-waste'] : []),
    ...(options.compression === 'lz4' ? [] : ['--compression', options.compression]),
    ...(options.passphrase === '' ? [] : ['--encrypt']),
    ...(options.mountpoint === '' ? [] : ['--mountpoint', shellWord(options.mountpoint)]),
  ].join(' ')
}

/** On the command line the parts of a dRAID cannot be said, but its kind, of which that layout is the best. */
function layoutWords(groups: readonly GroupWish[]): readonly string[] {
  const draid = groups.find(({ draid }) => draid !== undefined)
  if (draid) return [...draid.drives.map(shellWord), '--kind', draid.kind]
  return groups.flatMap((group) => ['--vdev', shellWord(vdevWords(group))])
}

function groupWish({ class: use, shape, drives }: Layout['groups'][number]): GroupWish {
  const [, kind, data, spares] = /^(draid[123]):(\d+)d:\d+c:(\d+)s$/.exec(shape) ?? []
  return {
    ...(use === 'normal' ? {} : { class: use }),
    kind: (kind ?? shape) as GroupWish['kind'],
    drives: [...drives],
    ...(kind === undefined ? {} : { draid: { data: Number(data), spares: Number(spares) } }),
  }
}
