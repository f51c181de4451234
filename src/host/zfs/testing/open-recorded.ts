import { openZfs, type Zfs } from '../zfs.ts'
import { recordedRunner, type RecordedRunner, type Reply } from './recorded-runner.ts'

/** OpenZFS of a release that answers from recordings, its pools well. */
export async function openRecorded(
  release: '2.1.11' | '2.3.2',
  replies: readonly Reply[],
  pools: readonly string[] = ['tank'],
): Promise<{ readonly zfs: Zfs; readonly runner: RecordedRunner }> {
  const runner = recordedRunner([
    { argv: ['zfs', 'version'], stdout: `zfs-${release}-1\nzfs-kmod-${release}-1\n` },
    ...pools.map((pool) => ({
      argv: ['cat', `/proc/spl/kstat/zfs/${pool}/state`],
      stdout: 'ONLINE\n',
      times: Infinity,
    })),
    ...replies,
  ])
  return { zfs: await openZfs(runner), runner }
}

/** What ran of ZFS itself. */
export function commandsOf(runner: RecordedRunner): readonly (readonly string[])[] {
  return runner.ran
    .map(({ argv }) => argv)
    .filter(([name, verb]) => (name === 'zfs' && verb !== 'version') || name === 'zpool')
}
