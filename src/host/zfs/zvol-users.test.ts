import { describe, expect, test } from 'vitest'
import { isUsedByKernel, isZvolInUse } from './zvol-users.ts'
import { recordedRunner, type Reply } from './testing/recorded-runner.ts'

const node = '/dev/zd16'
// prettier-ignore
const find = [
  'find', '/proc', '-mindepth', '2', '-maxdepth', '3', '-regextype', 'posix-extended',
  '-regex', '/proc/[0-9]+/(cwd|root|exe|fd/[0-9]+|map_files/.+)', '-type', 'l',
  '(', '-lname', node, '-o', '-lname', `${node}p*`, ')', '-printf', String.raw`%p\t%l\n`,
]
const lsblk = ['lsblk', '--noheadings', '--raw', '--output', 'TYPE,MOUNTPOINT', node]

describe('the node of a volume is in use', () => {
  test.each<[what: string, links: Partial<Reply>, devices: string, used: boolean]>([
    ['by nobody', {}, 'disk \n', false],
    ['by nobody, with partitions', {}, 'disk \npart \npart \n', false],
    ['by a process', { stdout: '/proc/12/fd/3\t/dev/zd16\n' }, 'disk \n', true],
    ['by a mount of a partition', {}, 'disk \npart /mnt/web\n', true],
    ['by nobody that is still there', { code: 1 }, 'disk \n', false],
  ])('%s', async (_, links, devices, used) => {
    const runner = recordedRunner([
      { argv: find, ...links },
      { argv: lsblk, stdout: devices },
    ])
    expect(await isZvolInUse(runner, node)).toBe(used)
  })

  test.each(['lvm', 'crypt', 'raid1', 'mpath', 'disk /srv', 'disk [SWAP]'])('by the kernel: %s', (line) => {
    expect(isUsedByKernel(`disk \npart \n${line}\n`)).toBe(true)
  })
})
