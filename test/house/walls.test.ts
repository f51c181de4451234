import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The walls of the house are lint rules. A lint configuration can be silently ignored (a glob that matches nothing, a rule
// renamed upstream), so this runs the linter with our configuration over a small house built to break it.

interface Offence {
  /** Where the offending file would stand. */
  readonly file: string
  readonly code: string
  /** The rule that must speak. */
  readonly rule: string
}

const wall = 'eslint(no-restricted-imports)'
const importing = (file: string, from: string): Offence => ({
  file,
  code: `import { x } from '${from}'\nx()\n`,
  rule: wall,
})

const offences: readonly Offence[] = [
  ...[
    'contract/a.ts',
    'host/host.ts',
    'db/a.ts',
    'jobs/a.ts',
    'live/a.ts',
    'app/a.ts',
    'http/a.ts',
    'cli/a.ts',
    'daemon.ts',
  ].map((to) => importing('src/domain/rule.ts', `../${to}`)),
  importing('src/domain/deep/rule.ts', '../../app/a.ts'),
  importing('src/domain/rule.ts', 'node:fs'),
  importing('src/domain/rule.ts', 'fs'),
  importing('src/domain/rule.ts', 'typebox'),
  ...['host/host.ts', 'db/a.ts', 'jobs/a.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts', 'cli/a.ts'].map((to) =>
    importing('src/contract/schema.ts', `../${to}`),
  ),
  importing('src/contract/schema.ts', 'node:fs'),
  importing('src/contract/schema.ts', 'fastify'),
  importing('src/host/host.ts', './libvirt/a.ts'),
  importing('src/host/host.ts', './exec.ts'),
  importing('src/host/host.ts', 'node:fs'),
  importing('src/host/host.ts', '../app/a.ts'),
  ...['contract/a.ts', 'db/a.ts', 'jobs/a.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts', 'cli/a.ts'].map((to) =>
    importing('src/host/dir/disks.ts', `../../${to}`),
  ),
  importing('src/host/dir/disks.ts', '../libvirt/a.ts'),
  importing('src/host/libvirt/connection.ts', '../fake/a.ts'),
  importing('src/host/dir/disks.ts', '../acme/a.ts'),
  importing('src/host/acme/session.ts', '../zfs/a.ts'),
  importing('src/host/exec.ts', '../app/a.ts'),
  ...['contract/a.ts', 'host/host.ts', 'jobs/a.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts', 'cli/a.ts'].map(
    (to) => importing('src/db/table.ts', `../${to}`),
  ),
  importing('src/db/open-db.ts', '../jobs/a.ts'),
  ...['contract/a.ts', 'host/host.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts', 'cli/a.ts'].map((to) =>
    importing('src/jobs/engine.ts', `../${to}`),
  ),
  ...[
    'contract/a.ts',
    'host/libvirt/a.ts',
    'host/exec.ts',
    'db/a.ts',
    'jobs/a.ts',
    'app/a.ts',
    'http/a.ts',
    'cli/a.ts',
  ].map((to) => importing('src/live/inventory.ts', `../${to}`)),
  ...['host/libvirt/a.ts', 'host/fake/a.ts', 'host/exec.ts', 'http/a.ts', 'cli/a.ts', 'daemon.ts'].map((to) =>
    importing('src/app/create-vm.ts', `../${to}`),
  ),
  ...['host/host.ts', 'host/libvirt/a.ts', 'db/a.ts', 'cli/a.ts', 'daemon.ts'].map((to) =>
    importing('src/http/build.ts', `../${to}`),
  ),
  ...['host/host.ts', 'db/a.ts', 'jobs/a.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts', 'daemon.ts'].map((to) =>
    importing('src/cli/commands/vm.ts', `../../${to}`),
  ),
  ...[
    'src/host/dir/disks.ts',
    'src/db/table.ts',
    'src/jobs/engine.ts',
    'src/live/a.ts',
    'src/app/a.ts',
    'src/http/a.ts',
    'src/cli/a.ts',
    'src/daemon.ts',
  ].flatMap((file) => [
    importing(file, 'node:child_process'),
    importing(file, 'child_process'),
    importing(file, 'better-sqlite3'),
  ]),
  importing('src/db/open-db.ts', 'node:child_process'),
  importing('src/host/exec.ts', 'better-sqlite3'),
  // The lab is no part of the product.
  importing('src/daemon.ts', '../lab/machine.ts'),
  ...['domain/rule.ts', 'contract/a.ts', 'db/a.ts', 'jobs/a.ts', 'live/a.ts', 'app/a.ts', 'http/a.ts'].map(
    (file) => importing(`src/${file}`, '../../lab/machine.ts'),
  ),
  importing('src/host/zfs/pools.ts', '../../../lab/machine.ts'),
  importing('src/cli/commands/vm.ts', '../../../lab/machine.ts'),
  ...[
    'host/host.ts',
    'db/a.ts',
    'jobs/a.ts',
    'live/a.ts',
    'app/a.ts',
    'http/a.ts',
    'cli/a.ts',
    'daemon.ts',
  ].map((to) => importing('web/pages/page.ts', `../../src/${to}`)),
  ...['node:fs', 'typebox', 'fastify', '../../lab/machine.ts', '../../setup/build.mjs'].map((to) =>
    importing('web/components/part.ts', to),
  ),
  // Of the schemas the page takes the types only.
  importing('web/api/client.ts', '../../src/contract/endpoints.ts'),
  importing('web/api/client.ts', '../../src/contract/schemas/vm.ts'),
  ...[
    'wouter',
    '@tanstack/react-query',
    '../api/a.ts',
    '../pages/a.ts',
    '../components/a.ts',
    '../forms/a.ts',
    '../messages/a.ts',
    '../../src/domain/a.ts',
  ].map((to) => importing('web/ui/button.ts', to)),
  // The ways round a plain import.
  { file: 'src/domain/rule.ts', code: `export type { X } from '../app/a.ts'\n`, rule: wall },
  { file: 'src/domain/rule.ts', code: `export * from '../app/a.ts'\n`, rule: wall },
  {
    file: 'src/domain/rule.ts',
    code: `import type { X } from '../app/a.ts'\nexport type Y = X\n`,
    rule: wall,
  },
  { file: 'src/domain/rule.ts', code: `export const later = import('../app/a.ts')\n`, rule: wall },
  {
    file: 'src/domain/rule.ts',
    code: `export type X = import('../app/a.ts').X\n`,
    rule: 'typescript(consistent-type-imports)',
  },
  {
    file: 'src/cli/a.ts',
    code: `export const x: unknown = require('../app/a.ts')\n`,
    rule: 'typescript(no-require-imports)',
  },
  // Domain has no clock, randomness or I/O.
  {
    file: 'src/domain/rule.ts',
    code: 'export const now = Date.now()\n',
    rule: 'eslint(no-restricted-properties)',
  },
  {
    file: 'src/domain/rule.ts',
    code: 'export const dice = Math.random()\n',
    rule: 'eslint(no-restricted-properties)',
  },
  ...[
    'process.env',
    'setTimeout',
    'performance.now()',
    'crypto.randomUUID()',
    'fetch',
    'Buffer.alloc(1)',
    'console.log',
  ].map((use) => ({
    file: 'src/domain/rule.ts',
    code: `export const x = ${use}\n`,
    rule: 'eslint(no-restricted-globals)',
  })),
  // Habits of the house.
  { file: 'src/app/a.ts', code: 'async function f() {}\nf()\n', rule: 'typescript(no-floating-promises)' },
  {
    file: 'src/app/a.ts',
    code: 'export const x = [1].filter(async () => true)\n',
    rule: 'typescript(no-misused-promises)',
  },
  {
    file: 'src/app/a.ts',
    code: 'export async function f() { await 1 }\n',
    rule: 'typescript(await-thenable)',
  },
  {
    file: 'src/app/a.ts',
    code: `export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1\n  }\n  return 2\n}\n`,
    rule: 'typescript(switch-exhaustiveness-check)',
  },
  { file: 'src/app/a.ts', code: 'export const x: any = 1\n', rule: 'typescript(no-explicit-any)' },
  {
    file: 'src/app/a.ts',
    code: '// @ts-ignore\nexport const x: string = 1\n',
    rule: 'typescript(ban-ts-comment)',
  },
  { file: 'src/app/a.ts', code: 'export default 1\n', rule: 'import(no-default-export)' },
  { file: 'src/app/a.ts', code: `export * from './b.ts'\n`, rule: 'oxc(no-barrel-file)' },
  {
    file: 'src/app/a.ts',
    code: 'export function f() {\n  try {\n    f()\n  } catch {}\n}\n',
    rule: 'eslint(no-empty)',
  },
  { file: 'src/app/Camel.ts', code: 'export const x = 1\n', rule: 'unicorn(filename-case)' },
  {
    file: 'src/app/a.ts',
    code: `export const x = ''\n`.repeat(1) + '\n'.repeat(301),
    rule: 'eslint(max-lines)',
  },
  {
    file: 'src/app/a.test.ts',
    code: `import { test } from 'vitest'\ntest.skip('later', () => {})\n`,
    rule: 'vitest(no-disabled-tests)',
  },
  {
    file: 'src/app/a.test.ts',
    code: `import { test } from 'vitest'\ntest.only('me', () => {})\n`,
    rule: 'vitest(no-focused-tests)',
  },
  {
    file: 'src/app/a.test.ts',
    code: `import { test } from 'vitest'\ntest('nothing', () => {})\n`,
    rule: 'vitest(expect-expect)',
  },
  {
    file: 'test/local/a.test.ts',
    code: `import { vi } from 'vitest'\nvi.mock('./x.ts')\n`,
    rule: 'vitest(no-restricted-vi-methods)',
  },
]

/** What the walls must let through: a rule that forbids everything proves nothing. */
const allowed: ReadonlyMap<string, readonly string[]> = new Map([
  ['src/domain/ok.ts', ['./other.ts']],
  ['src/domain/deep/ok.ts', ['../other.ts']],
  ['src/contract/ok.ts', ['../domain/other.ts', './other.ts', 'typebox', 'typebox/value']],
  ['src/host/host.ts', ['../domain/other.ts', 'node:stream']],
  [
    'src/host/dir/ok.ts',
    ['../../domain/other.ts', '../host.ts', '../exec.ts', './other.ts', 'node:fs/promises'],
  ],
  ['src/host/exec.ts', ['node:child_process']],
  ['src/host/libvirt/transport.ts', ['node:child_process', '../exec.ts', './other.ts']],
  ['src/db/open-db.ts', ['better-sqlite3']],
  ['src/db/ok.ts', ['./open-db.ts', '../domain/other.ts']],
  ['src/jobs/ok.ts', ['../db/ok.ts', '../domain/other.ts', 'node:crypto']],
  ['src/live/ok.ts', ['../host/host.ts', '../domain/other.ts']],
  [
    'src/app/ok.ts',
    [
      '../host/host.ts',
      '../domain/other.ts',
      '../jobs/ok.ts',
      '../db/ok.ts',
      '../live/ok.ts',
      '../contract/ok.ts',
    ],
  ],
  [
    'src/http/ok.ts',
    ['../contract/ok.ts', '../app/ok.ts', '../live/ok.ts', '../jobs/ok.ts', '../domain/other.ts', 'fastify'],
  ],
  ['src/cli/commands/ok.ts', ['../../contract/ok.ts', '../../domain/other.ts', '../client.ts', 'commander']],
  [
    'web/pages/ok.ts',
    [
      'react',
      'wouter',
      '../api/ok.ts',
      '../ui/ok.ts',
      '../../src/domain/ok.ts',
      '../../src/contract/routes.ts',
    ],
  ],
  ['web/ui/ok.ts', ['react', '@base-ui/react/dialog', './other.ts']],
  ['src/daemon.ts', ['./app/ok.ts', './host/libvirt/ok.ts', './host/fake/ok.ts', './http/ok.ts']],
  ['lab/ok.ts', ['node:child_process', '../src/host/zfs/ok.ts', '../src/app/ok.ts', '../test/local/ok.ts']],
  ['test/local/ok.ts', ['node:child_process', '../../src/host/libvirt/ok.ts', '../../src/app/ok.ts']],
])

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly message: string
  readonly help?: string
}

const root = resolve(import.meta.dirname, '../..')
const houses: string[] = []
let inBadHouse: readonly Diagnostic[] = []
let inGoodHouse: readonly Diagnostic[] = []

beforeAll(async () => {
  const bad = new Map<string, string>()
  offences.forEach((offence, nth) => {
    const place = placeOf(offence.file, nth)
    bad.set(place, (bad.get(place) ?? '') + offence.code.replaceAll(/\bx\b/g, `x${nth}`))
  })
  const good = new Map([...allowed].map(([file, imports]) => [file, imports.map(use).join('\n')]))
  ;[inBadHouse, inGoodHouse] = await Promise.all([build(bad).then(lint), build(good).then(lint)])
}, 60_000)

afterAll(() => Promise.all(houses.map((house) => rm(house, { recursive: true, force: true }))))

describe('the linter reports', () => {
  test.each(
    offences.map((offence, nth) => ({
      ...offence,
      nth,
      shown: offence.code.split('\n').find(Boolean) ?? '',
    })),
  )('$rule in $file: $shown (case $nth)', ({ file, code, rule, nth }) => {
    const specifier = /from ('[^']+')/.exec(code)?.[1] ?? ''
    const said = inBadHouse.filter(
      (diagnostic) => diagnostic.filename === placeOf(file, nth) && diagnostic.code === rule,
    )
    expect(rule === wall ? said.filter((one) => one.message.includes(specifier)) : said).not.toEqual([])
  })
})

test('a wall says why it stands there', () => {
  const restrictions = inBadHouse.filter((diagnostic) => diagnostic.code === wall)
  expect(restrictions.length).toBeGreaterThan(50)
  expect(restrictions.filter((diagnostic) => (diagnostic.help ?? '').length < 30)).toEqual([])
})

test.each([...allowed.keys()])('%s may import what its room may', (file) => {
  expect(
    inGoodHouse.filter((diagnostic) => diagnostic.filename === file && diagnostic.code === wall),
  ).toEqual([])
})

/** Files whose very name matters to a wall keep it; all others get one of their own a case, so that one file breaks one rule. */
function placeOf(file: string, nth: number): string {
  const special = [
    'src/host/host.ts',
    'src/host/exec.ts',
    'src/db/open-db.ts',
    'src/daemon.ts',
    'src/app/Camel.ts',
  ]
  return special.includes(file) ? file : file.replace(/(\.test)?\.ts$/, `-${nth}$1.ts`)
}

function use(specifier: string, nth: number): string {
  return `import { x as x${nth} } from '${specifier}'\nexport const y${nth} = x${nth}`
}

async function build(files: ReadonlyMap<string, string>): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), 'kiste-walls-'))
  houses.push(house)
  await Promise.all(
    ['.oxlintrc.json', 'tsconfig.json'].map((name) => cp(join(root, name), join(house, name))),
  )
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'))
  for (const folder of ['test', 'lab', 'web']) await mkdir(join(house, folder), { recursive: true })
  for (const [file, code] of files) {
    await mkdir(dirname(join(house, file)), { recursive: true })
    await writeFile(join(house, file), code)
  }
  return house
}

/** Runs the linter as `npm run lint` does, in another house. It exits with 1 when it finds something, which it must here. */
async function lint(house: string): Promise<readonly Diagnostic[]> {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  const ran = promisify(execFile)(oxlint, ['--format', 'json', 'src', 'test', 'lab', 'web'], {
    cwd: house,
    maxBuffer: 64 * 1024 * 1024,
  })
  const { stdout } = await ran.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }))
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
}
