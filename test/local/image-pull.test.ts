import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  findEntry,
  officialCatalogue,
  servedFrom,
  type CatalogueEntry,
} from '../../src/domain/image-catalogue.ts'
import type { ProblemCode } from '../../src/domain/problem.ts'
import { here } from '../../src/host/exec.ts'
import { imageMakers, type Folders } from '../../src/host/images/image-makers.ts'
import { createDisk } from '../../src/host/images/qemu-img.ts'
import { recordedWork } from './support/image-work.ts'

let root: string
let server: Server
let base: string
let disk: Buffer
/** What the server has, by path; its tag changes with its content. */
const served = new Map<string, Buffer>()
const asked: string[] = []

interface Signer {
  readonly keyring: string
  readonly armoured: string
  readonly fingerprint: string
  clearsign(text: string): Promise<Buffer>
  detach(text: string): Promise<Buffer>
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-pull-'))
  await createDisk(here, join(root, 'disk.qcow2'), 'qcow2', 4 * 1024 ** 2)
  disk = await readFile(join(root, 'disk.qcow2'))
  server = createServer((request, response) => {
    asked.push(request.url!)
    const body = served.get(request.url!)
    if (body) response.writeHead(200, { etag: `"${digest('sha256', body)}"` }).end(body)
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<!DOCTYPE html><h1>Not found</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(root, { recursive: true, force: true })
})

let folders: Folders
let keyrings: string
beforeEach(async () => {
  served.clear()
  asked.length = 0
  const own = await mkdtemp(join(root, 'run-'))
  folders = { folder: join(own, 'image'), downloads: join(own, 'downloads') }
  keyrings = join(own, 'keyrings')
  for (const folder of [folders.folder, folders.downloads, keyrings]) await mkdir(folder)
})

const digest = (algorithm: 'sha256' | 'sha512', bytes: Buffer) =>
  createHash(algorithm).update(bytes).digest('hex')
const entryOf = (id: string) => findEntry(servedFrom(officialCatalogue, base), id, 'x86_64')
const pathOf = (url: string) => url.slice(base.length)
const nameOf = (entry: CatalogueEntry) => entry.url.split('/').at(-1)!

const pull = (entry: CatalogueEntry, work = recordedWork()) =>
  imageMakers({ runner: here, arch: 'x86_64', buildCache: root, keyrings }).pull(entry, folders, work)

function publish(entry: CatalogueEntry, sums: string | Buffer, image = disk): void {
  served.set(pathOf(entry.url), image)
  served.set(pathOf(entry.checksums.url), Buffer.from(sums))
}

async function signer(name: string): Promise<Signer> {
  const home = join(root, name)
  await mkdir(home, { mode: 0o700, recursive: true })
  const gpg = async (...argv: string[]) => {
    await here.run([
      'gpg',
      '--homedir',
      home,
      '--batch',
      '--quiet',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...argv,
    ])
  }
  await gpg('--quick-gen-key', `${name} images <${name}@example.org>`, 'ed25519', 'sign', 'never')
  const keyring = join(home, 'public.gpg')
  await gpg('--output', keyring, '--export')
  await gpg('--armor', '--output', `${keyring}.asc`, '--export')
  const { stdout } = await here.run(['gpg', '--homedir', home, '--batch', '--with-colons', '--list-keys'])
  const sign = async (text: string, ...how: string[]) => {
    const [from, to] = [join(home, 'text'), join(home, 'signed')]
    await writeFile(from, text)
    await gpg('--yes', '--output', to, ...how, from)
    return readFile(to)
  }
  return {
    keyring,
    armoured: `${keyring}.asc`,
    fingerprint: /^fpr:+([0-9A-F]+):/m.exec(stdout)![1]!,
    clearsign: async (text) => sign(text, '--clearsign'),
    detach: async (text) => sign(text, '--detach-sign'),
  }
}

async function expectRefused(entry: CatalogueEntry, code: ProblemCode, message: RegExp): Promise<void> {
  await expect(pull(entry)).rejects.toMatchObject({
    problems: [{ code, message: expect.stringMatching(message) as string }],
  })
  expect(await readdir(folders.folder)).toEqual([])
  expect(await readdir(folders.downloads)).toEqual([])
}

describe('an image of the catalogue is pulled', () => {
  it('with the checksum that the distribution publishes, unsigned', async () => {
    const entry = entryOf('debian-12')
    publish(entry, `${'0'.repeat(128)}  other.qcow2\n${digest('sha512', disk)}  ${nameOf(entry)}\n`)
    const work = recordedWork()
    const image = await pull(entry, work)
    expect(image).toMatchObject({
      kind: 'disk',
      title: 'Debian 12 (bookworm)',
      arch: 'x86_64',
      defaultUser: 'debian',
      cloudInit: true,
      virtualSizeBytes: 4 * 1024 ** 2,
      origin: { type: 'catalogue', entry: 'debian-12', signature: { state: 'none-published' } },
    })
    expect(await readdir(folders.folder)).toEqual(['disk.qcow2'])
    expect(await readdir(folders.downloads)).toEqual([])
    expect(work.steps.filter((step) => step.unit === 'bytes').at(-1)).toMatchObject({
      done: disk.length,
      total: disk.length,
    })
  })

  it('with a checksum file of its own, as Alpine does', async () => {
    const entry = entryOf('alpine-3.23')
    publish(entry, digest('sha512', disk))
    expect(await pull(entry)).toMatchObject({ defaultUser: 'alpine' })
  })

  it('with a detached signature, as Ubuntu does', async () => {
    const [entry, ubuntu] = [entryOf('ubuntu-24.04'), await signer('ubuntu')]
    const sums = `${digest('sha256', disk)} *${nameOf(entry)}\n`
    publish(entry, sums)
    served.set(`${pathOf(entry.checksums.url)}.gpg`, await ubuntu.detach(sums))
    await writeFile(join(keyrings, 'ubuntu-cloudimage.gpg'), await readFile(ubuntu.keyring))
    expect((await pull(entry)).origin).toMatchObject({
      signature: { state: 'good', by: `ubuntu images <ubuntu@example.org> (${ubuntu.fingerprint})` },
    })
  })

  it('with a signed message and a keyring written as text, as Fedora does', async () => {
    const [entry, fedora] = [entryOf('fedora-44'), await signer('fedora')]
    publish(
      entry,
      await fedora.clearsign(
        `# ${nameOf(entry)}: 1 byte\nSHA256 (${nameOf(entry)}) = ${digest('sha256', disk)}\n`,
      ),
    )
    await writeFile(join(keyrings, 'fedora-44.asc'), await readFile(fedora.armoured))
    expect((await pull(entry)).origin).toMatchObject({ signature: { state: 'good' } })
  })

  it('without checking the signature where the keyring is not on the machine, and says so', async () => {
    const entry = entryOf('fedora-44')
    const fedora = await signer('elsewhere')
    publish(entry, await fedora.clearsign(`SHA256 (${nameOf(entry)}) = ${digest('sha256', disk)}\n`))
    const work = recordedWork()
    expect((await pull(entry, work)).origin).toMatchObject({
      signature: { state: 'not-checked', because: 'the keyring fedora-44 is not on this machine' },
    })
    expect(work.lines).toContain('Signature not checked: the keyring fedora-44 is not on this machine')
  })
})

describe('an image of the catalogue is refused, and nothing of it kept,', () => {
  it('when its content is not what was published', async () => {
    const entry = entryOf('debian-12')
    publish(entry, `${'0'.repeat(128)}  ${nameOf(entry)}\n`)
    await expectRefused(entry, 'checksum_mismatch', /debian-12-genericcloud-amd64\.qcow2 has the SHA-512/)
  })

  it('when nothing was published about it', async () => {
    const entry = entryOf('debian-12')
    publish(entry, `${digest('sha512', disk)}  something-else.qcow2\n`)
    await expectRefused(
      entry,
      'untrusted_image',
      /SHA512SUMS says nothing about debian-12-genericcloud-amd64\.qcow2/,
    )
    expect(asked).toEqual([pathOf(entry.checksums.url)])
  })

  it('when the checksums cannot be fetched', async () => {
    await expectRefused(entryOf('debian-12'), 'download_failed', /SHA512SUMS: the server answered 404/)
  })

  it('when the checksums were changed after they were signed', async () => {
    const [entry, ubuntu] = [entryOf('ubuntu-24.04'), await signer('changed')]
    publish(entry, `${digest('sha256', disk)} *${nameOf(entry)}\n`)
    served.set(`${pathOf(entry.checksums.url)}.gpg`, await ubuntu.detach('something else\n'))
    await writeFile(join(keyrings, 'ubuntu-cloudimage.gpg'), await readFile(ubuntu.keyring))
    await expectRefused(
      entry,
      'untrusted_image',
      /signature of .*SHA256SUMS is not good: it does not fit the text/,
    )
  })

  it('when somebody else signed the checksums', async () => {
    const [entry, fedora, other] = [entryOf('fedora-44'), await signer('real'), await signer('other')]
    publish(entry, await other.clearsign(`SHA256 (${nameOf(entry)}) = ${digest('sha256', disk)}\n`))
    await writeFile(join(keyrings, 'fedora-44.gpg'), await readFile(fedora.keyring))
    await expectRefused(
      entry,
      'untrusted_image',
      /by the key [0-9A-F]+, which is not in the keyring fedora-44/,
    )
  })

  it('when a checksum stands beside the signed part', async () => {
    const [entry, fedora] = [entryOf('fedora-44'), await signer('beside')]
    const signed = await fedora.clearsign('SHA256 (another.qcow2) = '.padEnd(100, '0'))
    publish(entry, `SHA256 (${nameOf(entry)}) = ${digest('sha256', disk)}\n${signed.toString()}`)
    await writeFile(join(keyrings, 'fedora-44.gpg'), await readFile(fedora.keyring))
    await expectRefused(entry, 'untrusted_image', /says nothing about|not good/)
  })

  it('when there is no signature where there should be one', async () => {
    const [entry, ubuntu] = [entryOf('ubuntu-24.04'), await signer('missing')]
    publish(entry, `${digest('sha256', disk)} *${nameOf(entry)}\n`)
    await writeFile(join(keyrings, 'ubuntu-cloudimage.gpg'), await readFile(ubuntu.keyring))
    await expectRefused(entry, 'download_failed', /SHA256SUMS\.gpg: the server answered 404/)
  })

  it('when the right checksum is of something that is no disk', async () => {
    const entry = entryOf('debian-12')
    const page = Buffer.from('<!DOCTYPE html><p>moved</p>')
    publish(entry, `${digest('sha512', page)}  ${nameOf(entry)}\n`, page)
    await expectRefused(entry, 'untrusted_image', /it is a web page/)
  })
})

it('an address is fetched with and without a checksum', async () => {
  served.set('/my%20disk.qcow2', disk)
  const makers = imageMakers({ runner: here, arch: 'x86_64', buildCache: root, keyrings })
  const image = await makers.fetch(`${base}/my%20disk.qcow2`, digest('sha256', disk), folders, recordedWork())
  expect(image).toMatchObject({ kind: 'disk', title: 'my disk.qcow2', virtualSizeBytes: 4 * 1024 ** 2 })
  await rm(join(folders.folder, 'disk.qcow2'))
  await expect(
    makers.fetch(`${base}/my%20disk.qcow2`, '0'.repeat(64), folders, recordedWork()),
  ).rejects.toMatchObject({
    problems: [{ code: 'checksum_mismatch' }],
  })
  expect(await readdir(folders.downloads)).toEqual([])
})
