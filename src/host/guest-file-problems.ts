import type { GuestFileSystem } from '../domain/guest-file.ts'
import { problemError, type ObjectRef, type ProblemError } from '../domain/problem.ts'

// What is said where files of a guest cannot be had: one wording and one code for the fake and for the real. `title` is the snapshot as
// people see it, `web@before-13`.

/** What a point in time is called in messages. */
export function pointTitle(vm: string, snapshot: string | undefined): string {
  return snapshot === undefined ? `${vm} as it is now` : `${vm}@${snapshot}`
}

const snapshotRef = (title: string): ObjectRef => ({ type: 'snapshot', name: title })
const fileRef = (title: string, path: string): ObjectRef => ({ type: 'file', name: `${title}:${path}` })

export function noGuestFile(title: string, path: string, cause?: unknown): ProblemError {
  return problemError(
    {
      code: 'not_found',
      field: 'path',
      object: fileRef(title, path),
      message: `There is no ${path} in ${title}.`,
      hint: 'See what there is: kiste snapshot files',
    },
    cause,
  )
}

export function isAFolder(title: string, path: string): ProblemError {
  return problemError({
    code: 'wrong_state',
    field: 'path',
    object: fileRef(title, path),
    message: `${path} in ${title} is a folder, and has no content of its own.`,
    hint: 'Copy it as a folder.',
  })
}

export function notAFolder(title: string, path: string): ProblemError {
  return problemError({
    code: 'wrong_state',
    field: 'path',
    object: fileRef(title, path),
    message: `${path} in ${title} is not a folder.`,
  })
}

export function notAFile(title: string, path: string): ProblemError {
  return problemError({
    code: 'wrong_state',
    field: 'path',
    object: fileRef(title, path),
    message: `${path} in ${title} is a device, a socket or a pipe, and has no content to copy.`,
  })
}

export function noTree(title: string, fileSystems: readonly GuestFileSystem[]): ProblemError {
  const readable = fileSystems.filter(({ content }) => content === 'files')
  if (readable.length > 0)
    return problemError({
      code: 'invalid_input',
      field: 'fileSystem',
      object: snapshotRef(title),
      message: `${title} holds several file systems, and none of them is surely the one the guest starts from.`,
      hint: `Say which: --in ${readable.map(({ id }) => id).join(', --in ')}`,
    })
  const locked = fileSystems.find(({ content }) => content === 'encrypted')
  if (locked) return unreadable(title, locked)
  return problemError({
    code: 'not_supported',
    object: snapshotRef(title),
    message: `No file system was found on the disks of ${title}.`,
    hint: 'They may be blank, or hold something that is read without one, such as a database.',
  })
}

export function unknownFileSystem(
  title: string,
  id: string,
  fileSystems: readonly GuestFileSystem[],
): ProblemError {
  const ids = fileSystems.map((each) => each.id)
  return problemError({
    code: 'not_found',
    field: 'fileSystem',
    object: snapshotRef(title),
    message: `${title} has no file system ${JSON.stringify(id)}.`,
    hint: ids.length === 0 ? 'It has none at all.' : `There is: ${ids.join(', ')}.`,
  })
}

/** It is there, and holds no files to be had. */
export function unreadable(title: string, { id, kind, content }: GuestFileSystem): ProblemError {
  const isLocked = content === 'encrypted'
  return problemError({
    code: isLocked ? 'not_supported' : 'invalid_input',
    field: 'fileSystem',
    object: snapshotRef(title),
    message: isLocked
      ? `${id} in ${title} is encrypted (${kind}), and only its guest has the key.`
      : `${id} in ${title} holds no files: it is ${kind === 'unknown' ? 'blank, or of an unknown kind' : kind}.`,
    hint: isLocked
      ? 'Make a clone of the VM from this snapshot, start it, and look from within.'
      : 'Choose another one: kiste snapshot files shows which there are.',
  })
}

/** The guest's file system is damaged, or of a kind that cannot be read here. */
export function damagedFiles(title: string, path: string, because: string, cause?: unknown): ProblemError {
  return problemError(
    {
      code: 'host_failed',
      object: fileRef(title, path),
      message: `${path} in ${title} cannot be read: ${because}.`,
      hint: 'The file system may be damaged: going back to this snapshot would bring the damage back too.',
    },
    cause,
  )
}

/** What is on the disks of a VM that runs is not at rest. */
export function isRunning(vm: string): ProblemError {
  return problemError({
    code: 'wrong_state',
    object: { type: 'vm', name: vm },
    message: `${vm} runs, and what is on its disks changes while it is read.`,
    hint: `Take a snapshot, and look at that: kiste snapshot create ${vm}`,
  })
}

/** What reads the disks broke down. */
export function applianceGone(title: string, because: string, cause?: unknown): ProblemError {
  return problemError(
    {
      code: 'host_failed',
      object: snapshotRef(title),
      message: `The VM that reads the disks of ${title} ended: ${because}.`,
      hint: 'Nothing was changed. Try again; the disks are then opened anew.',
    },
    cause,
  )
}

export function tooManyOpen(title: string, most: number): ProblemError {
  return problemError({
    code: 'in_use',
    object: snapshotRef(title),
    message: `Files are being read from ${most} snapshots already, and ${title} would be one more.`,
    hint: 'Try again when one of them is through.',
  })
}
