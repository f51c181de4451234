import type { MessageKey } from '../messages/message.ts'
import { shellWord } from '../components/shell-word.ts'
import { keyFileWords, type NewKey } from './new-key.ts'
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
  /** Absent for a pool that is not encrypted. */
  readonly encryption?: NewKey | undefined
  /** Empty for the place that it gets by itself. */
  readonly mountpoint: string
  /** Empty for all features of this ZFS; else a set of those that others know, such as `openzfs-2.1-linux`. */
  readonly compatibility: string
}

/** A layout group by group, so that just what was shown is made. */
export function groupsOf(layout: Layout): readonly GroupWish[] {
  return layout.groups.map(groupWish)
}

export function poolToMake(groups: readonly GroupWish[], options: NewPoolOptions): PoolToMake {
  return {
    name: options.name,
    groups: [...groups],
    ...(options.erase ? { erase: true } : {}),
    ...(options.acceptWaste ? { acceptWaste: true } : {}),
    ...(options.compression === 'lz4' ? {} : { compression: options.compression }),
    ...(options.encryption === undefined ? {} : { encryption: options.encryption }),
    ...(options.mountpoint === '' ? {} : { mountpoint: options.mountpoint }),
    ...(options.compatibility === '' ? {} : { compatibility: options.compatibility }),
  }
}

export function newPoolCommand(groups: readonly GroupWish[], options: NewPoolOptions): string {
  return [
    'kiste pool create',
    shellWord(options.name === '' ? 'NAME' : options.name),
    ...layoutWords(groups),
    ...(options.erase ? ['--erase'] : []),
    ...(options.acceptWaste ? ['--accept-waste'] : []),
    ...(options.compression === 'lz4' ? [] : ['--compression', options.compression]),
    ...(options.encryption?.key === 'prompt' ? ['--encrypt'] : []),
    ...(options.encryption ? keyFileWords(options.encryption) : []),
    ...(options.mountpoint === '' ? [] : ['--mountpoint', shellWord(options.mountpoint)]),
    ...(options.compatibility === '' ? [] : ['--compatibility', shellWord(options.compatibility)]),
  ].join(' ')
}

/** What is missing before there can be a plan. */
export function whyNotMade({
  hasLayout,
  name,
  lacksKey,
}: {
  readonly hasLayout: boolean
  readonly name: string
  readonly lacksKey: boolean
}): MessageKey | undefined {
  if (!hasLayout) return 'newPool.whyNot.layout'
  if (name === '') return 'newPool.whyNot.name'
  return lacksKey ? 'newPool.whyNot.key' : undefined
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
