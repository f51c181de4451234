import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { here } from '../../src/host/exec.ts'

const mib = 1024 ** 2
const modules = join(import.meta.dirname, '../../src/host')
const checkout = join(import.meta.dirname, '../..')

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-full-'))
  await mkdir(join(root, 'small'))
  await writeFile(join(root, 'disk.raw'), randomBytes(24 * mib))
  await truncate(join(root, 'disk.raw'), 32 * mib)
  await here.run(['gzip', '-1kf', join(root, 'disk.raw')])
})
afterAll(async () => rm(root, { recursive: true, force: true }))

/** Runs the body in a process that sees a file system of 16 MiB at `small`; needs no root, thanks to a namespace of its own. */
async function onSmallDisk(
  body: string,
): Promise<{ readonly error: string; readonly code: string; readonly left: string[] }> {
  const script = join(root, 'script.mts')
  await writeFile(
    script,
    `import { readdir } from 'node:fs/promises'
import { here } from ${JSON.stringify(join(modules, 'exec.ts'))}
import { importImage } from ${JSON.stringify(join(modules, 'images/import-image.ts'))}
import { download } from ${JSON.stringify(join(modules, 'images/download.ts'))}
import { convert } from ${JSON.stringify(join(modules, 'images/qemu-img.ts'))}
import { makeSeedIso } from ${JSON.stringify(join(modules, 'images/seed.ts'))}
const [root, small] = [${JSON.stringify(root)}, ${JSON.stringify(join(root, 'small'))}]
const signal = new AbortController().signal
const work = { signal, log: () => undefined, progress: () => undefined }
const result = await (async () => { ${body} })().then(() => ({ error: '', code: '' }), (error) => ({ error: error.message, code: error.problems?.[0]?.code }))
console.log(JSON.stringify({ ...result, left: await readdir(small) }))
`,
  )
  const mounted = 'mount -t tmpfs -o size=16m tmpfs "$1" && exec "$2" --import tsx "$3"'
  const { stdout } = await here.run(
    [
      'unshare',
      '--user',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      mounted,
      'sh',
      join(root, 'small'),
      process.execPath,
      script,
    ],
    // Inside it is root by name only, and tsx's cache may be another root's.
    { timeoutMs: 60_000, cwd: checkout, env: { TSX_DISABLE_CACHE: '1' } },
  )
  return JSON.parse(stdout) as { error: string; code: string; left: string[] }
}

it('an image that does not fit is refused before anything is written', async () => {
  expect(
    await onSmallDisk(`await importImage(here, { path: root + '/disk.raw', name: 'disk.raw' }, small, work)`),
  ).toEqual({
    code: 'no_space',
    error: expect.stringMatching(/^The image needs .* MiB, and .*small has .* MiB free\.$/) as string,
    left: [],
  })
})

it('an image that unpacks to more than there is room for is stopped, and what was unpacked is gone', async () => {
  const result = await onSmallDisk(
    `await importImage(here, { path: root + '/disk.raw.gz', name: 'disk.raw.gz' }, small, work)`,
  )
  expect(result).toMatchObject({ code: 'untrusted_image', left: [] })
  expect(result.error).toContain('unpacked it takes more than')
})

it('a disk that fills up in the middle of a conversion is said to be full', async () => {
  const result = await onSmallDisk(
    `await convert(here, { from: root + '/disk.raw', fromFormat: 'raw', to: small + '/half.qcow2', toFormat: 'qcow2' }, signal)`,
  )
  expect(result).toMatchObject({ code: 'no_space' })
  expect(result.error).toMatch(/^Could not convert the disk .*disk\.raw: the disk is full/)
})

it('a seed that does not fit leaves the older one', async () => {
  const result = await onSmallDisk(
    `await makeSeedIso(here, { metaData: 'older', userData: '' }, small + '/seed.iso')
     await makeSeedIso(here, { metaData: 'newer', userData: 'x'.repeat(20_000_000) }, small + '/seed.iso')`,
  )
  expect(result).toMatchObject({ code: 'no_space', left: ['seed.iso'] })
})

it('a download that fills the disk, its length not promised, is stopped and removed', async () => {
  const server = createServer((_request, response) => response.writeHead(200).end(randomBytes(24 * mib)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/disk`
    const result = await onSmallDisk(
      `await download({ url: ${JSON.stringify(url)}, path: small + '/disk' }, signal, () => undefined)`,
    )
    expect(result).toEqual({
      code: 'no_space',
      error: expect.stringContaining('the disk is full') as string,
      left: [],
    })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
