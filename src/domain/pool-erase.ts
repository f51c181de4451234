import { type Drive, driveId, isErasable, sayDrive } from './drive.ts'
import type { PoolCondition } from './pool-condition.ts'
import type { PoolCommand } from './pool-plan.ts'

/**
 * The commands that make drives bare, by their lasting paths. First the labels of old pools, which `wipefs` leaves readable to
 * ZFS; then every magic number, in partitions before the table that leads to them. Both open the drive exclusively, so even a use
 * that nobody saw stops them ("Device or resource busy"). Once `then` holds the drives are in use again, and are left alone.
 */
export function eraseCommands(drives: readonly Drive[], then: PoolCondition): readonly PoolCommand[] {
  return drives.flatMap((drive): PoolCommand[] => {
    const content = drive.uses.filter(isErasable)
    if (content.length === 0) return []
    const name = sayDrive(drive)
    const labels = unique(
      content.flatMap((use) => (use.what === 'pool' ? [lastingPath(drive, use.device)] : [])),
    )
    const parts = unique(content.flatMap((use) => ('device' in use ? [lastingPath(drive, use.device)] : [])))
    return [
      ...labels.map((device): PoolCommand => ({
        title: `Remove the label of an old pool from ${name}`,
        argv: ['zpool', 'labelclear', '-f', device],
        until: orThen({ is: 'erased', drive: driveId(drive), of: 'pool-labels' }, then),
      })),
      {
        title: `Erase what is on ${name}`,
        argv: [
          'wipefs',
          '--all',
          '--quiet',
          ...parts.filter((part) => part !== driveId(drive)),
          driveId(drive),
        ],
        until: orThen({ is: 'erased', drive: driveId(drive), of: 'all' }, then),
      },
    ]
  })
}

function orThen(erased: PoolCondition, then: PoolCondition): PoolCondition {
  return { is: 'any', of: [then, erased] }
}

/** `/dev/sda1` → `…-part1`: the kernel may call the drive something else by the time this runs. */
function lastingPath(drive: Drive, device: string): string {
  const own = `/dev/${drive.kernelName}`
  const number = device.startsWith(own) ? /^p?(\d+)$/.exec(device.slice(own.length))?.[1] : undefined
  if (number !== undefined) return `${driveId(drive)}-part${number}`
  return drive.paths.includes(device) ? driveId(drive) : device
}

function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)]
}
