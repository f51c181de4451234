import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTar } from '../../src/cli/read-tar.ts'
import { formatGuestName } from '../../src/domain/guest-path.ts'
import { here } from '../../src/host/exec.ts'
import { openAppliance, type Appliance } from '../../src/host/guest-files/appliance.ts'
import { applianceCache } from './support/appliance-cache.ts'
import { fileLine, luksDisk, nestedDisk, writeGuestDisks } from './support/guest-disks.ts'
import { processesWith } from './support/processes-with.ts'

const names = ['root', 'lvm', 'btrfs', 'ntfs', 'luks', 'blank', 'bad', 'nested'] as const
const sizesMiB: Readonly<Record<string, number>> = { lvm: 512, btrfs: 256 }
const title = 'web@s1'
/** Two small VMs are started one after the other, under emulation. */
const patienceMs = 900_000

/** What a guest may call a file, as guestfish reads it between double quotes, and as people see it. */
const hostile: readonly (readonly [written: string, seen: string])[] = [
  ['plain', 'plain'],
  [' a b ', ' a b '],
  ["it's", "it's"],
  [String.raw`\"`, '"'],
  [String.raw`'\"$(x)` + '`', `'"$(x)\``],
  [String.raw`a\nb`, String.raw`a\x0ab`],
  ['-rf', '-rf'],
  ['~', '~'],
  ['*', '*'],
  ['#', '#'],
  ['|', '|'],
  [String.raw`\\x41`, String.raw`\\x41`],
  [String.raw`\xff\xfe`, String.raw`\xff\xfe`],
  [String.raw`\x1b[2J`, String.raw`\x1b[2J`],
  ['漢字', '漢字'],
  ['n'.repeat(255), 'n'.repeat(255)],
]

describe('files of guests, read through libguestfs', () => {
  let scratch: string
  let appliance: Appliance
  const disk = (name: string) => join(scratch, `${name}.qcow2`)
  const open = async () =>
    openAppliance(
      names.map((name) => ({ name, path: disk(name), format: 'qcow2' })),
      { runner: here, scratch, cache: applianceCache(), emulated: true, title },
    )
  const look = (path: string, fileSystem?: string) => appliance.look({ path, fileSystem })
  const text = async (path: string, fileSystem?: string) =>
    (await buffer((await appliance.read({ path, fileSystem })).content)).toString()

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'kg-'))
    await writeGuestDisks(
      scratch,
      names.map((name) => ({ path: disk(name), sizeMiB: sizesMiB[name] ?? 64 })),
      [
        // A guest's system, with a partition of its own for /boot.
        'part-init /dev/sda gpt',
        'part-add /dev/sda p 2048 40959',
        'part-add /dev/sda p 40960 -2048',
        'mkfs ext4 /dev/sda1',
        'mkfs ext2 /dev/sda2',
        'mount /dev/sda1 /',
        'mkdir-p /etc',
        'mkdir /boot',
        'mkdir /names',
        ...fileLine(
          '/etc/fstab',
          String.raw`/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 /boot ext2 defaults 0 2\n`,
        ),
        ...fileLine('/etc/os-release', String.raw`ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian\"\n`),
        ...fileLine('/etc/debian_version', String.raw`12.0\n`),
        ...['/bin', '/usr', '/lib', '/tmp', '/var', '/sbin', '/root', '/home'].map((path) => `mkdir ${path}`),
        ...hostile.flatMap(([written]) => fileLine(`/names/${written}`, 'x')),
        'ln-s /etc/passwd /names/out',
        'ln-s ../../../../../etc/fstab /names/up',
        'ln-s /etc /names/folder',
        'ln-s nowhere /names/nowhere',
        'mkfifo 0644 /names/fifo',
        'mknod-c 0600 1 3 /names/null',
        'fill 7 3000000 /etc/big',
        'mount /dev/sda2 /boot',
        ...fileLine('/boot/vmlinuz', 'kernel'),
        'umount-all',
        // LVM on a partition, XFS in it.
        'part-disk /dev/sdb mbr',
        'pvcreate /dev/sdb1',
        'vgcreate vg /dev/sdb1',
        'lvcreate home vg 400',
        'mkfs xfs /dev/vg/home',
        'mount /dev/vg/home /',
        ...fileLine('/letter', 'in lvm'),
        'umount-all',
        'vg-activate-all false',
        'mkfs btrfs /dev/sdc',
        'mount /dev/sdc /',
        'btrfs-subvolume-create /sub',
        ...fileLine('/sub/letter', 'in btrfs'),
        'umount-all',
        'mkfs ntfs /dev/sdd',
        'mount /dev/sdd /',
        ...fileLine('/letter', 'in ntfs'),
        'umount-all',
        'mkfs ext4 /dev/sdg',
        'mount /dev/sdg /',
        ...fileLine('/letter', 'damaged'),
        'umount-all',
      ],
    )
    await luksDisk(scratch, disk('luks'))
    await nestedDisk(scratch, disk('nested'))
    // It still says what it is; where everything lies is lost.
    await here.run(['qemu-io', '-f', 'qcow2', '-c', 'write -P 0xa5 2048 2M', disk('bad')])
    appliance = await open()
  }, patienceMs)
  afterAll(async () => {
    await appliance?.end()
    expect(await readdir(scratch)).toEqual([...names.map((name) => `${name}.qcow2`), 'secret.raw'].toSorted())
    await rm(scratch, { recursive: true, force: true })
  })

  it('finds every file system, and the tree that the guest makes of them', async () => {
    const { fileSystems, entry, entries } = await look('/')
    expect(fileSystems).toEqual([
      { id: 'bad', kind: 'ext4', content: 'files' },
      { id: 'blank', kind: 'unknown', content: 'none' },
      { id: 'btrfs', kind: 'btrfs', content: 'files' },
      { id: 'btrfs/sub', kind: 'btrfs', content: 'files' },
      { id: 'luks', kind: 'crypto_LUKS', content: 'encrypted' },
      { id: 'nested', kind: 'unknown', content: 'none' },
      { id: 'ntfs', kind: 'ntfs', content: 'files' },
      { id: 'root:1', kind: 'ext4', content: 'files', mountedAt: '/' },
      { id: 'root:2', kind: 'ext2', content: 'files', mountedAt: '/boot' },
      { id: 'vg/home', kind: 'xfs', content: 'files' },
    ])
    expect(entry).toMatchObject({ name: '/', type: 'folder' })
    expect(entries.map(({ name }) => name)).toContain('etc')
    expect(await text('/boot/vmlinuz')).toBe('kernel')
  })

  it.each([
    ['vg/home', 'in lvm'],
    ['btrfs/sub', 'in btrfs'],
    ['ntfs', 'in ntfs'],
  ])('reads a file in %s', async (fileSystem, content) => {
    expect(await look('/', fileSystem)).toMatchObject({ total: expect.any(Number) as number })
    expect((await look('/letter', fileSystem)).entry).toMatchObject({
      name: 'letter',
      type: 'file',
      sizeBytes: content.length,
      modifiedAt: '2023-11-14T22:13:20.000Z',
    })
    expect(await text('/letter', fileSystem)).toBe(content)
  })

  it.each([
    ['luks', 'not_supported', 'is encrypted (crypto_LUKS)'],
    ['blank', 'invalid_input', 'is blank, or of an unknown kind'],
    ['bad', 'host_failed', 'cannot be read'],
    ['other', 'not_found', 'has no file system "other"'],
  ])('says what is the matter with %s', async (fileSystem, code, message) => {
    await expect(look('/', fileSystem)).rejects.toMatchObject({
      problems: [{ code, message: expect.stringContaining(message) as string }],
    })
    // The next question is answered all the same.
    expect(await text('/boot/vmlinuz')).toBe('kernel')
  })

  it('names of any bytes are listed, and the files read by them', async () => {
    const { entries, total } = await look('/names')
    const seen = entries.map(({ name }) => name)
    expect(total).toBe(hostile.length + 6)
    for (const [, name] of hostile) {
      expect(seen).toContain(name)
      expect(await text(`/names/${name}`)).toBe('x')
    }
    expect(entries.filter(({ type }) => type !== 'file')).toMatchObject([
      { name: 'fifo', type: 'other' },
      { name: 'folder', type: 'link', target: '/etc' },
      { name: 'nowhere', type: 'link', target: 'nowhere' },
      { name: 'null', type: 'other' },
      { name: 'out', type: 'link', target: '/etc/passwd' },
      { name: 'up', type: 'link', target: '../../../../../etc/fstab' },
    ])
  })

  it('links stay within the guest', async () => {
    // The host has this file, and this guest has not.
    await expect(text('/names/out')).rejects.toMatchObject({ problems: [{ code: 'not_found' }] })
    expect(await text('/names/up')).toContain('/boot ext2')
    expect((await look('/names/folder')).entries.map(({ name }) => name)).toContain('fstab')
    expect((await look('/names/nowhere')).entry).not.toHaveProperty('leadsTo')
  })

  it("a link from / on leads into the guest's tree, and not into that of the VM it is read in", async () => {
    const etc = ['big', 'debian_version', 'fstab', 'os-release']
    expect((await look('/names/folder')).entries.map(({ name }) => name)).toEqual(etc)
    expect((await appliance.walk({ path: '/names/folder' })).map(({ path }) => path).toSorted()).toEqual(etc)
    const archived: string[] = []
    for await (const { name } of readTar(await appliance.readFolder({ path: '/names/folder/.' })))
      archived.push(formatGuestName(name))
    expect(archived.toSorted()).toEqual(['./', ...etc.map((name) => `./${name}`)])
  })

  it.each([
    ['/names/fifo', 'wrong_state'],
    ['/names/null', 'wrong_state'],
    ['/etc', 'wrong_state'],
    ['/etc/none', 'not_found'],
    ['/etc/fstab/none', 'not_found'],
    ['etc', 'invalid_input'],
    ['/etc/../etc', 'invalid_input'],
    [`/${'n'.repeat(300)}`, 'not_found'],
  ])('refuses to read %s', async (path, code) => {
    await expect(text(path)).rejects.toMatchObject({ problems: [{ code }] })
  })

  it('a path as long as there can be is asked for all the same', async () => {
    await expect(text(`/${`${String.raw`\xff`.repeat(200)}/`.repeat(20)}`)).rejects.toMatchObject({
      problems: [{ code: 'not_found' }],
    })
  })

  it('a folder comes as tar with all in it', async () => {
    const entries: Record<string, string> = {}
    for await (const { name, type, content } of readTar(await appliance.readFolder({ path: '/names' })))
      entries[formatGuestName(name)] = `${type} ${(await buffer(content)).toString()}`.trim()
    for (const [, name] of hostile) expect(entries[`./${name}`]).toBe('file x')
    expect(entries).toMatchObject({
      './fifo': 'other',
      './null': 'other',
      './out': 'link',
      './folder': 'link',
    })
  })

  it('every file below a folder is found', async () => {
    const files = await appliance.walk({ path: '/' })
    const paths = files.map(({ path }) => path)
    for (const [, name] of hostile) expect(paths).toContain(`names/${name}`)
    expect(files.find(({ path }) => path === 'boot/vmlinuz')).toMatchObject({
      type: 'file',
      sizeBytes: 6,
      modifiedNs: 1_700_000_000_000_000_000n,
    })
  })

  it('goes on after a reader who wants no more', async () => {
    const { content, sizeBytes } = await appliance.read({ path: '/etc/big' })
    expect(sizeBytes).toBe(3_000_000)
    content.destroy()
    expect((await buffer((await appliance.read({ path: '/etc/big' })).content)).length).toBe(3_000_000)
  })

  it('says so when its VM is killed, and leaves nothing', async () => {
    // Stopped first, as on a fast machine the walk was over before the VM was found among the processes.
    const pids = await processesWith(`${scratch}/`, 'qemu-system')
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const reading = appliance.walk({ path: '/' })
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await expect(reading).rejects.toMatchObject({
      problems: [{ code: 'host_failed', message: expect.stringContaining('ended') as string }],
    })
    await expect(look('/')).rejects.toMatchObject({ problems: [{ code: 'host_failed' }] })
    await appliance.end()
    expect(await processesWith(`${scratch}/`)).toEqual([])
  })
})
