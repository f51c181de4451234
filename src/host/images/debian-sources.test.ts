import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { debianRelease } from './debian-recipe.ts'
import {
  arePublic,
  formatSources,
  parseDeb822,
  parseOneLine,
  readAptSources,
  sourcesFor,
} from './debian-sources.ts'

const trixie = debianRelease('13')

it('reads the one-line format', () => {
  const text = `# a comment
deb http://mirror.test/debian bookworm main contrib # more
deb-src http://mirror.test/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] https://other.test/repo stable main
`
  expect(parseOneLine(text)).toEqual([
    {
      uris: ['http://mirror.test/debian'],
      suites: ['bookworm'],
      components: ['main', 'contrib'],
      signedBy: undefined,
    },
    {
      uris: ['https://other.test/repo'],
      suites: ['stable'],
      components: ['main'],
      signedBy: '/usr/share/keyrings/x.gpg',
    },
  ])
})

it('reads the deb822 format with folded lines, comments and switched-off entries', () => {
  const text = `Types: deb deb-src
# commented
URIs: http://mirror.test/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://off.test/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://source.test/debian
Suites: bookworm
Components: main
`
  expect(parseDeb822(text)).toEqual([
    {
      uris: ['http://mirror.test/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main'],
      signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
    },
  ])
})

it('takes a key that stands in the file itself for none', () => {
  const text =
    'Types: deb\nURIs: http://m.test/debian\nSuites: x\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n'
  expect(parseDeb822(text)[0]?.signedBy).toBeUndefined()
})

it('reads both places of apt, and a machine without either', async () => {
  const apt = await mkdtemp(join(tmpdir(), 'kiste-apt-'))
  try {
    expect(await readAptSources(apt)).toEqual([])
    await mkdir(join(apt, 'sources.list.d'))
    await writeFile(join(apt, 'sources.list'), 'deb http://one.test/debian x main\n')
    await writeFile(join(apt, 'sources.list.d/b.list'), 'deb http://three.test/debian x main\n')
    await writeFile(
      join(apt, 'sources.list.d/a.sources'),
      'Types: deb\nURIs: http://two.test/debian\nSuites: x\n',
    )
    await writeFile(join(apt, 'sources.list.d/c.list.bak'), 'deb http://four.test/debian x main\n')
    const uris = (await readAptSources(apt)).flatMap((source) => source.uris)
    expect(uris).toEqual(['http://one.test/debian', 'http://two.test/debian', 'http://three.test/debian'])
  } finally {
    await rm(apt, { recursive: true })
  }
})

it('turns the archive entries to the wished release and leaves out third parties', () => {
  const machine = parseOneLine(`deb http://m.test/debian bookworm main
deb http://m.test/debian bookworm-updates main contrib
deb http://m.test/debian-security/ bookworm-security main
deb https://m.test/node_20.x nodistro main
deb cdrom:[Debian 12]/ bookworm main`)
  expect(sourcesFor(trixie, machine)).toEqual([
    {
      uris: ['http://m.test/debian'],
      suites: ['trixie', 'trixie-updates'],
      components: ['main'],
      signedBy: undefined,
    },
    {
      uris: ['http://m.test/debian-security/'],
      suites: ['trixie-security'],
      components: ['main'],
      signedBy: undefined,
    },
  ])
  expect(sourcesFor(trixie, [])).toEqual([])
})

it('writes what it reads', () => {
  const sources = parseDeb822(
    'Types: deb\nURIs: http://a.test/debian http://b.test/debian\nSuites: x y\nComponents: main\nSigned-By: /k.gpg\n',
  )
  expect(parseDeb822(formatSources(sources))).toEqual(sources)
})

describe('sources may travel in an image only if they mean the same elsewhere', () => {
  const isPublic = (uri: string) => arePublic([{ uris: [uri], suites: ['x'], components: ['main'] }])
  it.each(['https://ftp.example.org/debian', 'http://mirror.example.de:8080/debian'])('%s does', (uri) => {
    expect(isPublic(uri)).toBe(true)
  })
  it.each([
    'file:/srv/debian',
    'http://localhost:3142/debian',
    'http://192.168.1.2/debian',
    'http://10.1.2.3/debian',
    'http://172.20.0.1/debian',
    'http://[fd00::1]/debian',
    'http://cache/debian',
    'http://apt.lan/debian',
    'http://apt.home.arpa/debian',
    'https://user:secret@mirror.example.org/debian',
  ])('%s does not', (uri) => {
    expect(isPublic(uri)).toBe(false)
  })
})
