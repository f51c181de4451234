import { describe, expect, it } from 'vitest'
import { readFileSystems, readMounts, withMounts } from './file-systems.ts'

const disks = ['root', 'data']

describe('file systems as libguestfs lists them', () => {
  it.each([
    ['/dev/sda: ext4', 'root', 'ext4', 'files'],
    ['/dev/sda1: vfat', 'root:1', 'vfat', 'files'],
    ['/dev/sdb12: xfs', 'data:12', 'xfs', 'files'],
    ['/dev/sdc1: xfs', 'sdc1', 'xfs', 'files'],
    ['/dev/vg/home: ext4', 'vg/home', 'ext4', 'files'],
    ['/dev/md127: ext4', 'md127', 'ext4', 'files'],
    ['btrfsvol:/dev/sda2/home: btrfs', 'root:2/home', 'btrfs', 'files'],
    ['btrfsvol:/dev/sda/a: b: btrfs', 'root/a: b', 'btrfs', 'files'],
    ['/dev/sda3: swap', 'root:3', 'swap', 'none'],
    ['/dev/sdb: unknown', 'data', 'unknown', 'none'],
    ['/dev/sda5: crypto_LUKS', 'root:5', 'crypto_LUKS', 'encrypted'],
    ['/dev/sda5: linux_raid_member', 'root:5', 'linux_raid_member', 'none'],
  ])('%s', (line, id, kind, content) => {
    expect(readFileSystems(Buffer.from(`${line}\n`), disks)).toEqual([
      { id, kind, content, mountable: Buffer.from(line.slice(0, line.lastIndexOf(': '))) },
    ])
  })

  it('a name that breaks lines makes no more of them, and one that is no UTF-8 comes back', () => {
    const odd = Buffer.concat([
      Buffer.from('btrfsvol:/dev/sda/\nx'),
      Buffer.of(0xff),
      Buffer.from(': btrfs\n'),
    ])
    expect(readFileSystems(odd, disks)).toMatchObject([{ id: String.raw`x\xff` }])
  })

  it('the 27th disk is sdaa', () => {
    const many = Array.from({ length: 28 }, (_, index) => `disk-${index}`)
    expect(readFileSystems(Buffer.from('/dev/sdaa1: ext4\n/dev/sdab: ext4\n'), many)).toMatchObject([
      { id: 'disk-26:1' },
      { id: 'disk-27' },
    ])
  })

  it("a guest's tree is made from the top", () => {
    const mounts = readMounts(
      Buffer.from('/boot/efi: /dev/sda15\n/: /dev/sda1\n/boot: /dev/sda16\nswap: /dev/sda2\n'),
      new Map(),
    )
    expect(mounts.map(({ path }) => String(path))).toEqual(['/', '/boot', '/boot/efi'])
    const found = readFileSystems(Buffer.from('/dev/sda1: ext4\n/dev/sdb: xfs\n'), disks)
    expect(withMounts(found, mounts).map(({ mountedAt }) => mountedAt)).toEqual(['/', undefined])
  })
})
