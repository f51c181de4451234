import { describeDrive, driveId, driveRef, type Drive } from './drive.ts'
import { refused, valid, type Checked } from './problem.ts'

/**
 * The drive a person means: by its by-id path or the name below it, by any other path, by the kernel's name, serial or WWN.
 * @param field The field of the input that names it, for the problem.
 */
export function findDrive(drives: readonly Drive[], named: string, field: string): Checked<Drive> {
  const found = drives.filter((drive) => isNamed(drive, named))
  const [drive] = found
  if (drive !== undefined && found.length === 1) return valid(drive)
  if (drive !== undefined)
    return refused({
      code: 'invalid_input',
      field,
      object: driveRef(drive),
      message: `${JSON.stringify(named)} is the name of ${found.length} drives: ${found.map(driveId).join(', ')}.`,
      hint: 'Name the drive by its path below /dev/disk/by-id.',
    })
  const have = drives.map((one) => `${one.kernelName} is ${describeDrive(one)}`).join('; ')
  return refused({
    code: 'not_found',
    field,
    object: { type: 'drive', name: named },
    message: `This host has no drive ${JSON.stringify(named)}.`,
    hint: have === '' ? 'No drive was found at all.' : `There are: ${have}.`,
  })
}

function isNamed(drive: Drive, named: string): boolean {
  return (
    drive.kernelName === named ||
    drive.paths.some((path) => path === named || path === `/dev/disk/by-id/${named}`) ||
    (named !== '' && (drive.serial === named || drive.wwn === named))
  )
}
