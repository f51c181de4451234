import { problemError, type ProblemError } from '../domain/problem.ts'
import { snapshotRef } from '../domain/snapshot-rules.ts'
import type { ImageReader } from './snapshot-host.ts'

/** Who reads the disks of which snapshots now, in one store. It is kept in memory, as readers end with the daemon. */
export interface ImageReaders {
  /** Notes a reader; returns the way to take it off again. Rejects with `in_use` while the files it would read change. */
  add(vm: string, uuid: string, snapshot: string, reader: ImageReader): () => void
  /** Changes files that readers of this VM would have open; not at all while there is one. */
  unlessRead(uuid: string, change: () => Promise<void>): Promise<void>
  /** Has all readers of this VM, or of one of its snapshots, let go. Rejects with `in_use` if one cannot. */
  dismiss(vm: string, uuid: string, snapshot?: string): Promise<void>
}

export function imageReaders(): ImageReaders {
  const readers = new Set<{
    readonly uuid: string
    readonly snapshot: string
    readonly reader: ImageReader
  }>()
  const changing = new Set<string>()
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
    dismiss: async (vm, uuid, snapshot) => {
      for (const each of readers) {
        if (each.uuid !== uuid || (snapshot !== undefined && each.snapshot !== snapshot)) continue
        if (!(await each.reader.letGo())) throw isRead(vm, each.snapshot)
      }
    },
  }
}

function isRead(vm: string, snapshot: string): ProblemError {
  return problemError({
    code: 'in_use',
    object: snapshotRef(vm, snapshot),
    message: `Files of snapshot ${snapshot} of ${vm} are being read.`,
    hint: 'Try again when that is through.',
  })
}

function layersChange(vm: string, snapshot: string): ProblemError {
  return problemError({
    code: 'in_use',
    object: snapshotRef(vm, snapshot),
    message: `Layers below the disks of ${vm} are being put together, so snapshot ${snapshot} cannot be read now.`,
    hint: 'Try again when that is through: kiste job list',
  })
}
