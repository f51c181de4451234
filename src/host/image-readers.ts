import { problemError, ProblemError, type ObjectRef, type Problem } from '../domain/problem.ts'
import { snapshotRef, type GoingTogether } from '../domain/snapshot-rules.ts'
import { pointTitle } from './guest-file-problems.ts'
import type { ImageReader } from './snapshot-host.ts'

/** Who reads the disks of which snapshots now, in one store. It is kept in memory, as readers end with the daemon. */
export interface ImageReaders {
  /** Notes a reader; returns the way to take it off again. Rejects with `in_use` while the files it would read change. */
  add(vm: string, uuid: string, snapshot: string | undefined, reader: ImageReader): () => void
  /** Changes files that readers of this VM would have open; not at all while there is one. */
  unlessRead(uuid: string, change: () => Promise<void>): Promise<void>
  /** Has readers let go: all of this VM, those of a snapshot, or those of what it is now. Rejects with `in_use` if one cannot. */
  dismiss(vm: string, uuid: string, which: 'all' | 'now' | { readonly snapshot: string }): Promise<void>
  /** Has readers of these snapshots let go; tells of which none reads any more, and why the others cannot go. */
  dismissMany(vm: string, uuid: string, snapshots: readonly string[]): Promise<GoingTogether>
}

export function imageReaders(): ImageReaders {
  const readers = new Set<{
    readonly uuid: string
    readonly snapshot: string | undefined
    readonly reader: ImageReader
  }>()
  const changing = new Set<string>()
  const dismiss: ImageReaders['dismiss'] = async (vm, uuid, which) => {
    for (const each of readers) {
      const wanted = which === 'now' ? undefined : which === 'all' ? each.snapshot : which.snapshot
      if (each.uuid !== uuid || each.snapshot !== wanted) continue
      if (!(await each.reader.letGo())) throw isRead(vm, each.snapshot)
    }
  }
  return {
    add: (vm, uuid, snapshot, reader) => {
      if (changing.has(uuid)) throw layersChange(vm, snapshot)
      const entry = { uuid, snapshot, reader }
      readers.add(entry)
      return () => void readers.delete(entry)
    },
    unlessRead: async (uuid, change) => {
      if ([...readers].some((each) => each.uuid === uuid)) return
      changing.add(uuid)
      try {
        await change()
      } finally {
        changing.delete(uuid)
      }
    },
    dismiss,
    dismissMany: async (vm, uuid, snapshots) => {
      const going: string[] = []
      const staying: Problem[] = []
      for (const snapshot of snapshots) {
        try {
          await dismiss(vm, uuid, { snapshot })
          going.push(snapshot)
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error
          staying.push(...error.problems)
        }
      }
      return { going, staying }
    },
  }
}

function isRead(vm: string, snapshot: string | undefined): ProblemError {
  return problemError({
    code: 'in_use',
    object: refOf(vm, snapshot),
    message: `Files of ${pointTitle(vm, snapshot)} are being read.`,
    hint: 'Try again when that is through.',
  })
}

function layersChange(vm: string, snapshot: string | undefined): ProblemError {
  return problemError({
    code: 'in_use',
    object: refOf(vm, snapshot),
    message: `Layers below the disks of ${vm} are being put together, so nothing can be read from them now.`,
    hint: 'Try again when that is through: kiste job list',
  })
}

function refOf(vm: string, snapshot: string | undefined): ObjectRef {
  return snapshot === undefined ? { type: 'vm', name: vm } : snapshotRef(vm, snapshot)
}
