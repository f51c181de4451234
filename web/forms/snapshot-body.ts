/** What a person may add to a snapshot; an empty text is none. */
export interface SnapshotOptions {
  readonly name: string
  readonly note: string
  readonly ram: boolean
  readonly crash: boolean
}

interface SnapshotBody {
  readonly name?: string
  readonly note?: string
  readonly ram?: true
  readonly crash?: true
}

export function snapshotBody({ name, note, ram, crash }: SnapshotOptions): SnapshotBody {
  return {
    ...(name === '' ? {} : { name }),
    ...(note === '' ? {} : { note }),
    ...(ram ? { ram } : {}),
    ...(crash ? { crash } : {}),
  }
}
