import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAuthority, type FakeAuthority } from '../../src/host/acme/testing/fake-authority.ts'
import { makeIssuer } from '../../src/host/acme/testing/fake-issuer.ts'
import {
  expectSeen,
  findBarriers,
  openBench,
  overflowPixels,
  type Bench,
  type Visit,
  type VisitOptions,
} from './support/browse.ts'
import { everywhere } from './support/everywhere.ts'
import { leaveAfterEach } from './support/leave-after-each.ts'
import { administrator, personOf, setUpSecret, type Person } from './support/people.ts'
import { picture } from './support/pictures.ts'

// A real daemon, an authority as RFC 8555 has it, and a hook that writes into a file, which is the DNS here.

let folder: string
let authority: FakeAuthority
let bench: Bench
let admin: Person
const keep = leaveAfterEach()
const zone = () => join(folder, 'zone')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-certificate-'))
  const issuer = await makeIssuer()
  authority = await startAuthority(issuer)
  authority.look = () => readFileSync(zone(), 'utf8').split('\n')
  const [hook, root, config] = [join(folder, 'hook'), join(folder, 'root.pem'), join(folder, 'acme.yaml')]
  await writeFile(zone(), '')
  await writeFile(root, issuer.root)
  // The first time it fails, as new hooks do.
  await writeFile(
    hook,
    `#!/bin/sh\nif [ ! -e '${folder}/ready' ]; then echo 'the token is not good for this zone' >&2; exit 1; fi\nif [ "$1" = present ]; then echo "$3" > '${zone()}'; else : > '${zone()}'; fi\n`,
    { mode: 0o755 },
  )
  await writeFile(
    config,
    `directory: ${authority.directory}
staging: ${authority.directory}?test
authority: ${root}
names: [kiste.example.org]
dns: { kind: hook, command: ['${hook}'], checkNameServers: false, waitSeconds: 1 }
`,
  )
  bench = await openBench(3, { isSetUp: false, isEncrypted: true, acmeFile: config })
  admin = await setUpOverTls()
})
afterAll(async () => {
  await bench.close()
  await authority.close()
  await rm(folder, { recursive: true })
})

async function visit(options: VisitOptions = {}): Promise<Visit> {
  return keep(await bench.visit('/settings/house', { as: admin, waitFor: 'main section', ...options }))
}

async function expectFine(page: Page, name: string): Promise<void> {
  expect(await findBarriers(page)).toEqual([])
  expect(await overflowPixels(page)).toBe(0)
  await picture(page, name)
}

/** `fetch` takes no certificate that nobody vouches for. */
async function setUpOverTls(): Promise<Person> {
  const body = JSON.stringify({ secret: await setUpSecret(bench.daemon), ...administrator })
  const headers = { origin: bench.origin, 'content-type': 'application/json' }
  const cookies = await new Promise<readonly string[]>((resolve, reject) => {
    request(`${bench.origin}/v1/setup`, { method: 'POST', headers, rejectUnauthorized: false }, (answer) => {
      resolve(answer.headers['set-cookie'] ?? [])
      answer.resume()
    })
      .on('error', reject)
      .end(body)
  })
  return personOf(bench.origin, /=([^;]+)/.exec(cookies[0] ?? '')?.[1] ?? '')
}

/** Who signed what is shown to those who ask for a name. */
function signerOf(servername: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: '127.0.0.1', port: bench.daemon.port(), servername, rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerX509Certificate()?.issuer)
        socket.destroy()
      },
    ).on('error', reject)
  })
}

test('the terms are read and agreed to; what failed is said; then a certificate comes, and is shown at once', async () => {
  const { page, complaints } = await visit()
  await expectSeen(page.getByText(/has terms that nobody has agreed to yet/).first())
  await expectFine(page, 'certificate-terms')
  await page.getByRole('button', { name: 'Read the terms' }).click()
  const dialog = page.getByRole('dialog')
  await expectSeen(dialog.getByText('First agree to the terms of'))
  expect(await dialog.getByRole('button', { name: 'Try now' }).isDisabled()).toBe(true)
  expect(await dialog.getByRole('link').getAttribute('href')).toBe(authority.terms)
  await dialog.getByRole('checkbox').check()
  await expectSeen(dialog.getByText(`kiste certificate try --agree-to ${authority.terms}`))
  await expectFine(page, 'certificate-try')
  await dialog.getByRole('button', { name: 'Try now' }).click()
  await expectSeen(page.getByText('A try goes on.'))
  await expectSeen(page.getByText(/the token is not good for this zone/))
  await expectFine(page, 'certificate-failed')
  const { page: other } = await visit({ locale: 'de-DE', colorScheme: 'dark', size: 'phone' })
  await expectSeen(other.getByText(/konnte nicht gesetzt werden/))
  await expectFine(other, 'certificate-failed-de-phone')
  expect(await signerOf('kiste.example.org')).toMatch(/^CN=Kiste /)

  await writeFile(join(folder, 'ready'), '')
  await page.getByRole('button', { name: 'Try now' }).click()
  await dialog.getByRole('button', { name: 'Try now' }).click()
  await expectSeen(page.getByText('kiste.example.org is shown with a certificate of'))
  await expectSeen(page.getByText('Fake Encrypt F1'))
  expect(await signerOf('kiste.example.org')).toBe('O=Fake Encrypt\nCN=F1')
  expect(await signerOf('woodbox.local')).toMatch(/^CN=Kiste /)
  expect(await readFile(zone(), 'utf8')).toBe('')
  expect(complaints).toEqual([])
})

test.each(everywhere)(
  'a certificate that is good, in %s on a %s in %s',
  async (colorScheme, size, locale) => {
    const { page, complaints } = await visit({ colorScheme, size, locale })
    await expectFine(page, `certificate-good-${size}-${colorScheme}`)
    expect(complaints).toEqual([])
  },
)

test('a rehearsal leaves it as it is', async () => {
  const { page } = await visit({ locale: 'de-DE' })
  const signer = await signerOf('kiste.example.org')
  const issued = authority.issued()
  await page.getByRole('button', { name: 'Probelauf' }).click()
  await expectFine(page, 'certificate-rehearse')
  await page.getByRole('dialog').getByRole('button', { name: 'Probelauf' }).click()
  await expectSeen(page.getByText('Ein Probelauf läuft.'))
  await expectSeen(page.getByText('es würde klappen'))
  expect(authority.issued()).toBe(issued + 1)
  expect(await signerOf('kiste.example.org')).toBe(signer)
})
