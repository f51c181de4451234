import type { DiskChange, FileChange, FileDifference } from '../domain/diff-files.ts'

/** What the CLI says about files in snapshots. */
export const snapshotFileWords = {
  opening: 'Opening the disks; the first time this takes some seconds.',
  columns: {
    id: 'FILE SYSTEM',
    kind: 'KIND',
    mountedAt: 'IN THE GUEST AT',
    mode: 'MODE',
    size: 'SIZE',
    changed: 'CHANGED',
    name: 'NAME',
  },
  encrypted: 'encrypted',
  noFiles: 'holds no files',
  empty: (path: string) => `${path} is empty.`,
  more: (shown: number, total: number) => `The first ${shown} of ${total}; --json has no more either.`,
  which: (vm: string, snapshot: string, id: string) =>
    `None of them is surely the one the guest starts from. Next: kiste snapshot files ${vm} ${snapshot} / --in ${id}`,
  noneFound: (vm: string, snapshot: string) => `No file system was found on the disks of ${vm}@${snapshot}.`,
  diff: {
    now: 'now',
    verdict: (
      from: string,
      to: string,
      counts: readonly [added: number, removed: number, changed: number],
    ) => {
      const [added, removed, changed] = counts
      if (added + removed + changed === 0) return `From ${from} to ${to}, no file came, went or changed.`
      return `From ${from} to ${to}, files that came: ${added}, went: ${removed}, changed: ${changed}.`
    },
    disk: {
      same: () => 'nothing was written to it',
      written: (size: string) => `at most ${size} of it differ`,
      unknown: () => 'how much of it differs is not known',
      added: () => 'came',
      removed: () => 'went',
    } satisfies Record<DiskChange['change'], (size: string) => string>,
    diskTitle: (disk: string) => `Disk ${disk}`,
    what: {
      content: 'content',
      type: 'kind',
      mode: 'permissions',
      owner: 'owner',
    } satisfies Record<FileChange, string>,
    columns: { path: 'FILE', what: 'WHAT', size: 'SIZE' },
    marks: { added: '+', removed: '-', changed: '~' } satisfies Record<FileDifference['change'], string>,
    more: (shown: number, total: number) =>
      `The first ${shown} of ${total}. --path narrows it down to a folder.`,
  },
  copySource: (text: string) => ({
    message: `${JSON.stringify(text)} does not say what to copy out of which snapshot.`,
    hint: 'Write SNAPSHOT:/path, as in before-upgrade:/etc/fstab.',
  }),
  folderToStdout: (path: string) => ({
    message: `${path} is a folder, and only the content of a file can go to standard output.`,
    hint: 'Name a folder to copy it to.',
  }),
  leadsNowhere: (path: string) => ({
    message: `${path} is a link that leads nowhere in the guest, so there is nothing to copy.`,
    hint: 'Copy the folder it lies in, and it is copied as a link.',
  }),
  taken: (path: string) => ({
    message: `${path} is there already, and a folder is only copied to where there is nothing.`,
    hint: 'Choose another name, or move it away.',
  }),
  badArchive: (because: string) => ({
    message: `What came is no archive that is safe to unpack: ${because}.`,
    hint: 'Nothing of it was kept.',
  }),
  copiedFolder: (from: string, to: string, counts: string, size: string) =>
    `${from} → ${to}: ${counts}, ${size}`,
  counts: (files: number, folders: number, links: number) =>
    [
      `${files} ${files === 1 ? 'file' : 'files'}`,
      ...(folders > 0 ? [`${folders} ${folders === 1 ? 'folder' : 'folders'}`] : []),
      ...(links > 0 ? [`${links} ${links === 1 ? 'link' : 'links'}`] : []),
    ].join(', '),
  leftOut: (count: number) =>
    `${count} ${count === 1 ? 'device, socket or pipe was' : 'devices, sockets and pipes were'} left out.`,
} as const
