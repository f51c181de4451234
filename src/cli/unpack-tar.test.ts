import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatTarHeader, tarBlockBytes, type TarEntry } from '../domain/tar-header.ts'
import { unpackTar } from './unpack-tar.ts'

type Wish = Partial<Omit<TarEntry, 'name' | 'linkName'>> & {
  readonly name: string
  readonly to?: string
  readonly content?: string
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-unpack-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const latin1 = (text: string) => Buffer.from(text, 'latin1')

function tar(wishes: readonly Wish[]): Buffer {
  const blocks = wishes.flatMap(({ name, to = '', content = '', ...rest }) => {
    const body = latin1(content)
    const padding = Buffer.alloc((tarBlockBytes - (body.length % tarBlockBytes)) % tarBlockBytes)
    const header = formatTarHeader({
      type: 'file',
      mode: 0o644,
      modifiedSeconds: 1_700_000_000,
      sizeBytes: body.length,
      name: latin1(name),
      linkName: latin1(to),
      ...rest,
    })
    return [Buffer.from(header), body, padding]
  })
  return Buffer.concat([...blocks, Buffer.alloc(2 * tarBlockBytes)])
}

/** Comes in pieces of so many bytes. */
async function* inPieces(bytes: Buffer, size = 100): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const unpack = (wishes: readonly Wish[]) =>
  unpackTar(inPieces(tar(wishes)), Buffer.from(join(folder, 'here')))
const here = (path: string) => join(folder, 'here', path)

describe('a folder out of an archive', () => {
  it('has files, folders and links as they were, without what gives rights', async () => {
    const came = await unpack([
      { name: './', type: 'folder', mode: 0o755 },
      { name: './a/', type: 'folder', mode: 0o555 },
      { name: './a/file', content: 'x'.repeat(1000), mode: 0o4755 },
      { name: './a/same', type: 'hardlink', to: './a/file' },
      { name: './a/empty', content: '' },
      { name: './out', type: 'link', to: '/etc/passwd' },
      { name: './out-too', type: 'hardlink', to: './out' },
      { name: './pipe', type: 'other' },
      { name: './pipe-too', type: 'hardlink', to: './pipe' },
    ])
    expect(came).toEqual({ files: 3, folders: 1, links: 2, leftOut: 2, contentBytes: 1000 })
    expect((await readFile(here('a/file'), 'latin1')).length).toBe(1000)
    expect((await stat(here('a/file'))).mode & 0o7777).toBe(0o755)
    expect((await stat(here('a/file'))).mtime.toISOString()).toBe('2023-11-14T22:13:20.000Z')
    expect((await stat(here('a'))).mode & 0o7777).toBe(0o555)
    expect((await stat(here('a/same'))).ino).toBe((await stat(here('a/file'))).ino)
    expect(await readlink(here('out'))).toBe('/etc/passwd')
    expect(await readdir(folder)).toEqual(['here'])
    expect((await readdir(here(''))).toSorted()).toEqual(['a', 'out', 'out-too'])
    // So that others than root can remove it.
    await chmod(here('a'), 0o755)
  })

  it('names stay the bytes they are', async () => {
    await unpack([{ name: './\xff\n-rf', content: 'x' }])
    expect(await readdir(Buffer.from(here('')), { encoding: 'buffer' })).toEqual([latin1('\xff\n-rf')])
  })

  const elsewhere: readonly (readonly [what: string, wishes: readonly Wish[]])[] = [
    ['a name that climbs', [{ name: '../outside', content: 'x' }]],
    [
      'a name that climbs later',
      [
        { name: './a/', type: 'folder' },
        { name: './a/../../outside', content: 'x' },
      ],
    ],
    ['an absolute name', [{ name: '/tmp/outside', content: 'x' }]],
    ['a file in a folder that did not come', [{ name: './a/file', content: 'x' }]],
    [
      'a file through a link',
      [
        { name: './a', type: 'link', to: '..' },
        { name: './a/outside', content: 'x' },
      ],
    ],
    [
      'a folder over a link, and a file in it',
      [
        { name: './a', type: 'link', to: '..' },
        { name: './a/', type: 'folder' },
        { name: './a/outside', content: 'x' },
      ],
    ],
    ['a hard link out of it', [{ name: './a', type: 'hardlink', to: '/etc/passwd' }]],
    ['a hard link that climbs', [{ name: './a', type: 'hardlink', to: '../outside' }]],
    [
      'a file twice',
      [
        { name: './a', content: 'x' },
        { name: './a', content: 'y' },
      ],
    ],
  ]
  it.each(elsewhere)('%s ends it, and nothing stays', async (_, wishes) => {
    await expect(unpack(wishes)).rejects.toThrow()
    expect(await readdir(folder)).toEqual([])
  })

  it('nothing that is there is written into', async () => {
    await writeFile(join(folder, 'outside'), 'mine')
    await mkdir(join(folder, 'here.kiste-part'))
    await symlink('../outside', join(folder, 'here.kiste-part', 'file'))
    await expect(unpack([{ name: './file', content: 'theirs' }])).rejects.toMatchObject({ code: 'EEXIST' })
    expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('mine')
    expect((await lstat(join(folder, 'here.kiste-part', 'file'))).isSymbolicLink()).toBe(true)
  })

  it('what is cut off, or no archive at all, leaves nothing', async () => {
    const whole = tar([
      { name: './a/', type: 'folder' },
      { name: './a/file', content: 'x'.repeat(3000) },
    ])
    for (const bytes of [
      whole.subarray(0, 700),
      whole.subarray(0, 2000),
      Buffer.alloc(0),
      Buffer.alloc(600, 'x'),
    ])
      await expect(unpackTar(inPieces(bytes), Buffer.from(here('')))).rejects.toMatchObject({
        name: 'BadArchive',
      })
    expect(await readdir(folder)).toEqual([])
  })

  it('names longer than a header has room for', async () => {
    const long = `./${'n'.repeat(200)}`
    const extension = (flag: string, text: string) => {
      const header = Buffer.from(tar([{ name: '././@LongLink', content: text }]).subarray(0, tarBlockBytes))
      header.write(flag, 156, 'latin1')
      const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
      return Buffer.concat([header, Buffer.from(text.padEnd(tarBlockBytes, '\0'), 'latin1')])
    }
    const pax = `path=./${'p'.repeat(150)}`
    const archive = Buffer.concat([
      extension('L', `${long}\0`),
      tar([{ name: './n', content: 'gnu' }]).subarray(0, 1024),
      extension('K', `${'t'.repeat(150)}\0`),
      tar([{ name: './l', type: 'link', to: 't' }]).subarray(0, 512),
      extension('x', `${pax.length + 5} ${pax}\n`),
      tar([{ name: './p', content: 'pax' }]),
    ])
    await unpackTar(inPieces(archive), Buffer.from(join(folder, 'here')))
    expect(await readFile(here('n'.repeat(200)), 'utf8')).toBe('gnu')
    expect(await readlink(here('l'))).toBe('t'.repeat(150))
    expect(await readFile(here('p'.repeat(150)), 'utf8')).toBe('pax')
  })
})
