import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { taken } from '../app/testing/past.ts'
import { GiB } from '../domain/size.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
let folder: string

beforeAll(async () => {
  house = await serveHouse()
  const blank = { name: 'data', sizeBytes: GiB, from: { type: 'blank' } } as const
  await house.host.stores.get('local').createDisk('build', blank)
  await house.host.outside.hands.writeDisk('build', 'root', 'what a guest wrote')
  await taken(house.host, 'build', 's1')
})
afterAll(() => house.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-copy-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (...words: readonly string[]) => house.run(['snapshot', ...words])
const steady = (text: string) =>
  text
    .replaceAll(folder, 'HERE')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replaceAll(/ +$/gm, '')

describe('files in snapshots', () => {
  it('are listed, after the file systems that there are', async () => {
    const { code, stdout } = await run('files', 'build', 's1')
    expect(code).toBe(0)
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "FILE SYSTEM  KIND     IN THE GUEST AT
      root:1       ext4     /
      data         unknown  holds no files

      MODE        SIZE  CHANGED           NAME
      lrwxrwxrwx        TIME  bin -> usr/bin
      drwxr-xr-x        TIME  boot/
      drwxr-xr-x        TIME  dev/
      drwxr-xr-x        TIME  etc/
      drwxr-xr-x        TIME  home/
      drwxr-xr-x        TIME  proc/
      drwxr-xr-x        TIME  root/
      drwxr-xr-x        TIME  run/
      -rw-r--r--  18 B  TIME  text
      drwxr-xr-x        TIME  tmp/
      drwxr-xr-x        TIME  usr/
      drwxr-xr-x        TIME  var/
      "
    `)
  })

  it('of a folder, of a file and through a link', async () => {
    expect(steady((await run('files', 'build', 's1', '/etc')).stdout)).toMatchInlineSnapshot(`
      "MODE        SIZE  CHANGED           NAME
      -rw-r--r--  31 B  TIME  fstab
      -rw-r--r--   6 B  TIME  hostname
      lrwxrwxrwx        TIME  mtab -> /proc/mounts
      lrwxrwxrwx        TIME  os-release -> ../usr/lib/os-release
      -rw-r--r--  75 B  TIME  passwd
      drwxr-xr-x        TIME  ssh/
      "
    `)
    expect(steady((await run('files', 'build', 's1', '/etc/os-release')).stdout)).toMatchInlineSnapshot(`
      "MODE        SIZE  CHANGED           NAME
      lrwxrwxrwx        TIME  os-release -> ../usr/lib/os-release
      "
    `)
    expect((await run('files', 'build', 's1', '/tmp')).stderr).toBe('/tmp is empty.\n')
    const { entries } = JSON.parse((await run('files', 'build', 's1', '/home', '--json')).stdout) as {
      entries: unknown
    }
    expect(entries).toEqual([
      { name: 'debian', type: 'folder', sizeBytes: 0, modifiedAt: '2026-11-20T20:00:00.000Z', mode: 0o755 },
    ])
  })

  it.each([
    [['files', 'build', 's1', '/none'], 3, 'There is no /none in build@s1.'],
    [['files', 'build', 's9'], 3, 'build has no snapshot named "s9".'],
    [['files', 'none', 's1'], 3, 'There is no VM named "none".'],
    [['files', 'build', 's1', 'etc'], 2, '"etc" is no path in a guest'],
    [['files', 'build', 's1', '/a/../etc'], 2, 'it has .. in it'],
    [['files', 'build', 's1', '/', '--in', 'data'], 2, 'data in build@s1 holds no files'],
    [['files', 'build', 's1', '/', '--in', 'x:1'], 3, 'build@s1 has no file system "x:1"'],
    [['copy', 'build', 's1:/none', '.'], 3, 'There is no /none in build@s1.'],
    [['copy', 'build', '/etc/fstab', '.'], 2, 'does not say what to copy out of which snapshot'],
    [['copy', 'build', 's1:etc', '.'], 2, 'does not say what to copy out of which snapshot'],
    [['copy', 'build', 's1:/etc', '-'], 2, 'only the content of a file can go to standard output'],
    [['copy', 'build', 's1:/etc/mtab', '.'], 2, 'is a link that leads nowhere in the guest'],
    [['copy', 'build', 's1:/dev/null', '.'], 5, 'is a device, a socket or a pipe'],
  ] as const)('%j is refused', async (words, code, message) => {
    const ran = await run(...words)
    expect(ran.stderr).toContain(message)
    expect(ran.code).toBe(code)
  })

  it('a file is copied to a name, into a folder, and to standard output', async () => {
    expect(steady((await run('copy', 'build', 's1:/etc/fstab', join(folder, 'tab'))).stderr)).toBe(
      'build@s1:/etc/fstab → HERE/tab, 31 B\n',
    )
    await run('copy', 'build', 's1:/etc/os-release', folder)
    expect(await readFile(join(folder, 'os-release'), 'utf8')).toContain('ID=debian')
    expect((await run('copy', 'build', 's1:/text', '-')).stdout).toBe('what a guest wrote')
    expect((await readdir(folder)).toSorted()).toEqual(['os-release', 'tab'])
  })

  it('a folder is copied with all in it; links stay links, and devices stay behind', async () => {
    const ran = await run('copy', 'build', 's1:/', join(folder, 'all'))
    expect(ran.code, ran.stderr).toBe(0)
    expect(steady(ran.stderr)).toMatchInlineSnapshot(`
      "build@s1:/ → HERE/all: 9 files, 15 folders, 3 links, 293 B
      1 device, socket or pipe was left out.
      "
    `)
    expect(await readlink(join(folder, 'all/etc/mtab'))).toBe('/proc/mounts')
    expect(await readFile(join(folder, 'all/home/debian/.bashrc'), 'utf8')).toContain('alias')
    expect(await lstat(join(folder, 'all/dev/null')).catch(() => 'none')).toBe('none')
    expect(await readdir(folder)).toEqual(['all'])
    // Into a folder that is there, under its own name; and never over something.
    await run('copy', 'build', 's1:/etc/ssh', folder)
    expect(await readdir(join(folder, 'ssh'))).toEqual(['sshd_config'])
    await mkdir(join(folder, 'mine'))
    const again = await run('copy', 'build', 's1:/etc/ssh', folder)
    expect(again.stderr).toContain('is there already')
    expect(again.code).toBe(2)
  })

  it('what became of them from one snapshot to another, and to now', async () => {
    const { hands } = house.host.outside
    await hands.writeGuestFiles('build', 'root', { '/etc/fstab': 'another', '/srv/new': 'x'.repeat(2000) })
    await taken(house.host, 'build', 's2')
    expect(steady((await run('diff', 'build', 's1', 's2')).stdout)).toMatchInlineSnapshot(`
      "From s1 to s2, files that came: 2, went: 0, changed: 1.
        Disk data  nothing was written to it
        Disk root  at most 2 KiB of it differ
         WHAT           SIZE  FILE
      ~  content  31 B → 7 B  etc/fstab
      +                       srv/
      +                2 KiB  srv/new
      "
    `)
    expect(steady((await run('diff', 'build', 's2')).stdout)).toMatchInlineSnapshot(`
      "From s2 to now, no file came, went or changed.
        Disk data  nothing was written to it
        Disk root  nothing was written to it
      "
    `)
    await hands.writeGuestFiles('build', 'data', { '/late': 'x' })
    expect(steady((await run('diff', 'build', 's2', '--path', '/etc')).stdout)).toMatchInlineSnapshot(`
      "From s2 to now, no file came, went or changed.
        Disk data  at most 1 B of it differ
        Disk root  nothing was written to it
      "
    `)
    const json = JSON.parse(
      (await run('diff', 'build', 's2', 's1', '--path', '/srv', '--json')).stdout,
    ) as object
    expect(json).toMatchObject({
      added: 0,
      removed: 1,
      changed: 0,
      files: [{ change: 'removed', path: 'new' }],
    })
  })

  it.each([
    [['diff', 'build', 's1', 's9'], 3, 'build has no snapshot named "s9".'],
    [['diff', 'build', 's9'], 3, 'build has no snapshot named "s9".'],
    [['diff', 'build', 's1', 's1', '--path', '/etc/fstab'], 5, 'is not a folder'],
    [['diff', 'build', 's1', 's1', '--path', 'etc'], 2, 'is no path in a guest'],
  ] as const)('%j is refused', async (words, code, message) => {
    const ran = await run(...words)
    expect(ran.stderr).toContain(message)
    expect(ran.code).toBe(code)
  })
})
