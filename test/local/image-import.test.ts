import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../src/domain/problem.ts'
import { here } from '../../src/host/exec.ts'
import { importImage } from '../../src/host/images/import-image.ts'
import { createDisk, createOverlay, imageInfo } from '../../src/host/images/qemu-img.ts'
import { makeSeedIso } from '../../src/host/images/seed.ts'
import { recordedWork } from './support/image-work.ts'

const mib = 1024 ** 2

let given: string
let target: string
let raw: string
beforeAll(async () => {
  given = await mkdtemp(join(tmpdir(), 'kiste-given-'))
  raw = join(given, 'disk.raw')
  const file = await open(raw, 'w')
  await file.truncate(16 * mib)
  // Incompressible, spread out, and with a boot sector's mark.
  for (let at = mib; at < 16 * mib; at += 3 * mib)
    await file.write(createHash('sha512').update(String(at)).digest(), 0, 64, at)
  await file.write(Buffer.from([0x55, 0xaa]), 0, 2, 510)
  await file.close()
})
beforeEach(async () => {
  target = await mkdtemp(join(tmpdir(), 'kiste-target-'))
  return async () => rm(target, { recursive: true, force: true })
})
afterAll(async () => rm(given, { recursive: true, force: true }))

const take = (path: string, extra: { readonly sha256?: string } = {}, work = recordedWork()) =>
  importImage(here, { path, name: path.split('/').at(-1)!, ...extra }, target, work)

async function converted(format: string, ...options: string[]): Promise<string> {
  const path = join(given, `${[format, ...options].join(' ').replaceAll(/[=,]/g, '-')}.${format}`)
  await here.run(['qemu-img', 'convert', '-f', 'raw', '-O', format, ...options, '--', raw, path])
  return path
}

async function expectSameDisk(path: string): Promise<void> {
  const back = join(target, 'back.raw')
  await here.run(['qemu-img', 'convert', '-f', 'qcow2', '-O', 'raw', '--', path, back])
  expect((await readFile(back)).equals(await readFile(raw))).toBe(true)
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

describe('an image is taken as', () => {
  it.each<readonly [string, readonly string[]]>([
    ['qcow2', []],
    ['qcow2', ['-c']],
    ['qcow2', ['-o', 'compat=0.10']],
    ['vmdk', []],
    ['vmdk', ['-o', 'subformat=streamOptimized']],
    ['vdi', []],
    ['raw', []],
  ])('%s %j', async (format, options) => {
    const path = await converted(format, ...options)
    const before = await sha256(path)
    const work = recordedWork()
    const image = await take(path, { sha256: before.toUpperCase() }, work)
    expect(image).toMatchObject({
      kind: 'disk',
      path: join(target, 'disk.qcow2'),
      virtualSizeBytes: 16 * mib,
    })
    expect(image.sha256).toBe(await sha256(image.path))
    expect(image.fileSizeBytes).toBe((await stat(image.path)).size)
    expect(await readdir(target)).toEqual(['disk.qcow2'])
    expect(work.steps.at(-1)).toEqual({ done: 100, total: 100, unit: 'percent' })
    expect(await sha256(path)).toBe(before)
    await expectSameDisk(image.path)
  })

  it.each([
    ['gzip', ['gzip', '-kf']],
    ['xz', ['xz', '-kf']],
    ['zstd', ['zstd', '-qkf']],
  ] as const)('a disk packed with %s', async (_name, packer) => {
    await here.run([...packer, raw])
    const packed = join(
      given,
      (await readdir(given)).find((name) => /^disk\.raw\.(gz|xz|zst)$/.test(name))!,
    )
    const image = await take(packed)
    await rm(packed)
    expect(await readdir(target)).toEqual(['disk.qcow2'])
    await expectSameDisk(image.path)
  })

  it('an ISO, as it is', async () => {
    const iso = join(given, 'installer.iso')
    await makeSeedIso(here, { metaData: 'instance-id: x\n', userData: '' }, iso)
    const image = await take(iso)
    expect(image).toMatchObject({ kind: 'iso', path: join(target, 'medium.iso'), sha256: await sha256(iso) })
    expect(await readdir(target)).toEqual(['medium.iso'])
  })
})

/** Makes the bad file and returns its path. */
type Bad = () => Promise<string>

const written =
  (name: string, content: string | Buffer): Bad =>
  async () => {
    await writeFile(join(given, name), content)
    return join(given, name)
  }

const cut =
  (make: Bad, part: number): Bad =>
  async () => {
    const path = await make()
    await truncate(path, Math.floor((await stat(path)).size * part))
    return path
  }

const packedShort: Bad = async () => {
  await here.run(['gzip', '-kf', raw])
  await truncate(`${raw}.gz`, (await stat(`${raw}.gz`)).size - 20)
  return `${raw}.gz`
}

const onAnother: Bad = async () => {
  const path = join(given, 'overlay.qcow2')
  await createOverlay(here, path, { path: '/etc/hostname', format: 'raw' })
  return path
}

const huge: Bad = async () => {
  const path = join(given, 'huge.qcow2')
  await here.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-o', 'cluster_size=2M', '--', path, '1P'])
  return path
}

const elsewhere: Bad = async () => {
  const path = join(given, 'elsewhere.qcow2')
  await here.run([
    'qemu-img',
    'create',
    '-q',
    '-f',
    'qcow2',
    '-o',
    `data_file=${join(given, 'data')}`,
    '--',
    path,
    '16M',
  ])
  return path
}

// AES, since LUKS measures how fast the processor is before it makes a key, and gives up on one that others keep busy.
const encrypted: Bad = async () => {
  const path = join(given, 'encrypted.qcow2')
  const secret = ['--object', 'secret,id=s,data=geheim']
  const options = ['-o', 'encrypt.format=aes,encrypt.key-secret=s']
  await here.run(['qemu-img', 'create', '-q', ...secret, '-f', 'qcow2', ...options, '--', path, '16M'])
  return path
}

const inTwoFiles: Bad = async () => {
  await here.run([
    'qemu-img',
    'convert',
    '-O',
    'vmdk',
    '-o',
    'subformat=monolithicFlat',
    '-f',
    'raw',
    '--',
    raw,
    join(given, 'flat.vmdk'),
  ])
  return join(given, 'flat.vmdk')
}

describe('an image is refused, and nothing of it kept,', () => {
  it.each<readonly [string, Bad, ProblemCode, RegExp]>([
    [
      'when it is a web page',
      written('page.qcow2', '<!DOCTYPE html><title>Sign in</title>'),
      'untrusted_image',
      /^page\.qcow2 cannot be used: it is a web page/,
    ],
    ['when it is empty', written('empty.img', ''), 'untrusted_image', /it is empty/],
    [
      'when it is text',
      written('readme.qcow2', 'see the other file\n'),
      'untrusted_image',
      /it is a text file/,
    ],
    [
      'when it is an archive',
      written('x.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600)])),
      'untrusted_image',
      /ZIP archive/,
    ],
    [
      'when it is no whole number of sectors',
      written('odd.img', Buffer.alloc(1000)),
      'untrusted_image',
      /not a multiple of 512/,
    ],
    ['when it stands on a file of the host', onAnother, 'untrusted_image', /stands on another file/],
    ['when its data lies in another file', elsewhere, 'untrusted_image', /data lies in another file/],
    [
      'when it is a VMware disk of two files',
      inTwoFiles,
      'untrusted_image',
      /whose data lies in other files/,
    ],
    ['when it is encrypted', encrypted, 'untrusted_image', /encrypted/],
    ['when it claims a petabyte', huge, 'untrusted_image', /claims to hold 1024 TiB/],
    [
      'when qcow2 was cut short in its data',
      cut(async () => converted('qcow2', '-o', 'cluster_size=4k'), 0.6),
      'untrusted_image',
      /cut short/,
    ],
    [
      'when qcow2 was cut short in its header',
      cut(async () => converted('qcow2'), 0.0003),
      'untrusted_image',
      /cut short/,
    ],
    ['when vdi was cut short', cut(async () => converted('vdi'), 0.7), 'untrusted_image', /cut short/],
    [
      'when a streamed vmdk was cut short',
      cut(async () => converted('vmdk', '-o', 'subformat=streamOptimized'), 0.5),
      'untrusted_image',
      /cut short/,
    ],
    ['when its packing was cut short', packedShort, 'untrusted_image', /cannot be unpacked/],
  ])('%s', async (_name, make, code, message) => {
    const path = await make()
    await expect(take(path)).rejects.toMatchObject({
      problems: [
        {
          code,
          object: { type: 'file', name: path.split('/').at(-1) },
          message: expect.stringMatching(message) as string,
        },
      ],
    })
    expect(await readdir(target)).toEqual([])
  })

  it('when a GPT disk was cut short', async () => {
    const path = join(given, 'gpt.raw')
    await writeFile(path, '')
    await truncate(path, 16 * mib)
    await here.run(['sfdisk', '--quiet', '--no-reread', '--', path], { input: 'label: gpt\n' })
    expect((await take(path)).virtualSizeBytes).toBe(16 * mib)
    await rm(join(target, 'disk.qcow2'))
    await truncate(path, 15 * mib)
    await expect(take(path)).rejects.toMatchObject({
      problems: [
        { message: expect.stringContaining('it should have 16 MiB at least, and has 15 MiB') as string },
      ],
    })
    expect(await readdir(target)).toEqual([])
  })

  it('when its checksum is another', async () => {
    const real = await sha256(raw)
    await expect(take(raw, { sha256: '0'.repeat(64) })).rejects.toMatchObject({
      problems: [{ code: 'checksum_mismatch', message: expect.stringContaining(real) as string }],
    })
    expect(await readdir(target)).toEqual([])
  })

  it('when it is cancelled while being unpacked or converted', async () => {
    await here.run(['gzip', '-1kf', raw])
    for (const path of [`${raw}.gz`, raw]) {
      const cancel = new AbortController()
      const work = { ...recordedWork(cancel.signal), progress: () => cancel.abort() }
      await expect(importImage(here, { path, name: 'x' }, target, work)).rejects.toMatchObject({
        problems: [{ code: 'cancelled' }],
      })
      expect(await readdir(target)).toEqual([])
    }
  })
})

it('a disk whose folder has odd characters is imported too', async () => {
  const odd = join(given, '-rf "$(x)" json:{},')
  await mkdir(odd)
  await createDisk(here, join(odd, '--help'), 'qcow2', mib)
  const image = await importImage(here, { path: join(odd, '--help'), name: '--help' }, target, recordedWork())
  expect((await imageInfo(here, image.path, 'qcow2')).virtualSizeBytes).toBe(mib)
})
