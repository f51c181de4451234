import {
  afterGoingBack,
  noLines,
  withNote,
  withSnapshot,
  type Lines,
  type SnapshotNote,
} from '../../domain/history.ts'
import { tryHold } from '../../domain/snapshot-rules.ts'
import { base64 } from './guest-disk.ts'
import type { FakeContent, FakePlace } from './world.ts'

type At = (days: number) => string

/** A past with a branch that was left after an upgrade went wrong, and a point that is held. */
export function seedPast(place: FakePlace, at: At): void {
  const files = (name: string, text: string) => ({ [name]: text })
  const past = begin(place)
  past.write(files('/etc/forum.conf', 'version = 3.1\n'))
  past.take({
    id: 'installed',
    createdAt: at(290),
    note: 'Freshly installed',
    consistency: 'off',
    by: 'user',
  })
  past.take({ id: idAt(at(21)), createdAt: at(21), consistency: 'crash', by: 'policy' })
  past.take({
    id: 'before-upgrade',
    createdAt: at(14),
    note: 'Before the upgrade to 4.0',
    consistency: 'filesystem',
    by: 'user',
  })
  past.write(files('/etc/forum.conf', 'version = 4.0\nplugins = none\n'))
  past.write(files('/var/log/upgrade.log', 'table posts is corrupt\n'))
  past.take({ id: 'half-way', createdAt: at(14), note: 'Upgrade, half way', consistency: 'ram', by: 'user' })
  past.goBack('before-upgrade', at(13))
  past.take({ id: idAt(at(7)), createdAt: at(7), consistency: 'filesystem', by: 'policy' })
  past.take({ id: idAt(at(1)), createdAt: at(1), consistency: 'filesystem', by: 'policy' })
  past.hold('before-upgrade', 'audit')
  past.end()
}

/** Something is being tried out. */
export function seedTry(place: FakePlace, at: At): void {
  const past = begin(place)
  past.take({ id: idAt(at(5)), createdAt: at(5), consistency: 'filesystem', by: 'policy' })
  past.take({
    id: `try-${idAt(at(0.1))}`,
    createdAt: at(0.1),
    note: 'A new kernel',
    consistency: 'filesystem',
    by: 'user',
  })
  past.hold(`try-${idAt(at(0.1))}`, tryHold)
  past.end()
}

function begin(place: FakePlace) {
  const root = place.disks['root']
  const first = structuredClone(root?.files ?? {})
  let files: Record<string, string> = { ...first }
  let lines: Lines = noLines
  const kept: Record<string, FakeContent> = {}
  const keep = (id: string) => {
    const { history: _, uuid: __, ...content } = structuredClone(place)
    kept[id] = root ? { ...content, disks: { ...content.disks, root: { ...root, files } } } : content
  }
  return {
    write: (more: Readonly<Record<string, string>>) => {
      const encoded = Object.entries(more).map(([path, text]) => [path, base64(text)])
      files = { ...files, ...(Object.fromEntries(encoded) as Record<string, string>) }
    },
    take: (note: Omit<SnapshotNote, 'branch' | 'holds'>) => {
      keep(note.id)
      lines = withSnapshot<SnapshotNote>(lines, { ...note, holds: [] })
    },
    goBack: (snapshot: string, leftAt: string) => {
      const id = `left-${idAt(leftAt)}`
      keep(id)
      const note = { id, createdAt: leftAt, by: 'leaving', consistency: 'off', holds: [] } as const
      lines = afterGoingBack<SnapshotNote>(lines, { snapshot, branch: 'main-2' }, { note, at: leftAt })
      files = { ...kept[snapshot]?.disks['root']?.files }
    },
    hold: (id: string, hold: string) => {
      lines = withNote(lines, id, (note) => ({ ...note, holds: [hold] }))
    },
    end: () => {
      if (root) place.disks['root'] = { ...root, files }
      place.history = { lines, kept }
    },
  }
}

/** As a snapshot is called that nobody named. */
function idAt(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(':', '-')}Z`
}
