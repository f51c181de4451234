import { describe, expect, test } from 'vitest'
import { needs } from '../src/host/facts/needs.mjs'
import { copiesToRemove } from './app-copy.mjs'
import { splitSources } from './build.mjs'
import { decideDaemon } from './daemon-process.mjs'
import { decideHost } from './embedded-host.mjs'
import { isNewEnough } from './node-version.mjs'
import { isPresent } from './files.mjs'
import { decideNpm } from './npm-packages.mjs'
import { userPlaces } from './places.mjs'
import { asUser, loginEnvironment } from './run-as.mjs'
import { decideInstall } from './system-packages.mjs'
import { countReport, formatResults, pickTiers, tiers } from './tiers.mjs'
import { findUser, freeRange } from './unprivileged-user.mjs'

describe('Node versions', () => {
  test.each([
    ['20.19.0', true],
    ['20.19.5', true],
    ['20.18.9', false],
    ['18.20.4', false],
    ['22.0.0', true],
    ['24.1.0', true],
  ])('%s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })
})

describe('npm packages', () => {
  const lock = JSON.stringify({
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b-mac': { version: '2.0.0', optional: true },
    },
  })
  const installed = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } })
  const older = JSON.stringify({ packages: { 'node_modules/a': { version: '0.9.0' } } })
  const abi = 'linux-x64-115'
  const { stamp } = decideNpm({ lock, installed: undefined, stamp: undefined, abi })

  test.each<{ what: string; installed?: string; stamp?: string; action: string }>([
    { what: 'a fresh clone', action: 'install' },
    { what: 'a stamp without packages', stamp, action: 'install' },
    { what: 'nothing changed', installed, stamp, action: 'none' },
    { what: 'installed by hand', installed, action: 'stamp' },
    { what: 'installed by hand, older', installed: older, action: 'install' },
    { what: 'the lock file changed', installed: older, stamp: `0000000000000000 ${abi}`, action: 'install' },
    {
      what: 'the lock file changed, and npm was run by hand',
      installed,
      stamp: `0000000000000000 ${abi}`,
      action: 'stamp',
    },
    { what: 'another Node', installed, stamp: `${stamp.split(' ')[0]} linux-x64-127`, action: 'install' },
  ])('$what: $action', ({ installed, stamp, action }) => {
    expect(decideNpm({ lock, installed, stamp, abi }).action).toBe(action)
  })
})

describe('system packages', () => {
  const everything = () => true
  const nothing = () => false
  const base = { purposes: ['vms', 'images'], arch: 'x86_64', family: 'debian', rights: 'root' } as const

  test('nothing is done when nothing is missing', () => {
    expect(decideInstall({ ...base, isPresent: everything })).toEqual({ act: 'none' })
  })

  test('root installs everything for the purposes, each package once', () => {
    const decision = decideInstall({ ...base, isPresent: nothing })
    if (decision.act !== 'install') throw new Error(`decided to ${decision.act}`)
    expect(decision.prefix).toEqual([])
    expect(new Set(decision.packages).size).toBe(decision.packages.length)
    expect(decision.packages).toEqual(
      expect.arrayContaining(['qemu-system-x86', 'libvirt-daemon', 'ovmf', 'mmdebstrap']),
    )
    expect(decision.packages).not.toContain('virtinst')
    // It would bring a system daemon that nobody asked for.
    expect(decision.packages).not.toContain('libvirt-daemon-system')
  })

  test('this machine is looked at', () => {
    const decision = decideInstall({ ...base, isPresent: (sign) => isPresent(sign) })
    expect(['none', 'install']).toContain(decision.act)
    expect(decideInstall({ ...base, isPresent })).toEqual(decision)
  })

  test('sudo is put before', () => {
    expect(decideInstall({ ...base, rights: 'sudo', isPresent: nothing })).toMatchObject({
      act: 'install',
      prefix: ['sudo', '-n', '--'],
    })
  })

  test('without rights the exact command is told', () => {
    const isPresent = (sign: string) => sign !== 'qemu-img' && sign !== 'mcopy'
    expect(decideInstall({ ...base, rights: 'none', isPresent })).toEqual({
      act: 'refuse',
      message:
        'Missing on this machine:\n  qemu-img: makes disks\n  mtools: writes boot partitions of images\n' +
        'Install them, then start again:\n\n  sudo apt-get install -y --no-install-recommends qemu-utils mtools\n',
    })
  })

  test('what can be done without is only noted', () => {
    const isPresent = (sign: string) => sign !== 'swtpm'
    expect(decideInstall({ ...base, rights: 'none', isPresent })).toMatchObject({ act: 'note' })
    expect(decideInstall({ ...base, family: undefined, isPresent })).toMatchObject({ act: 'note' })
  })

  test('an unknown distribution is told what, not how', () => {
    const decision = decideInstall({ ...base, family: undefined, isPresent: nothing })
    expect(decision).toMatchObject({ act: 'refuse', message: expect.stringContaining('QEMU: runs the VMs') })
  })

  test('every need can be met in both families and on both architectures', () => {
    for (const arch of ['x86_64', 'aarch64'] as const)
      for (const family of ['debian', 'fedora'] as const) {
        const purposes = ['vms', 'images', 'pools', 'native', 'networks', 'tests'] as const
        const decision = decideInstall({ purposes, arch, family, rights: 'root', isPresent: nothing })
        expect(decision).toMatchObject({ act: 'install', missing: needs })
      }
  })
})

test('the build leaves tests out and copies what the compiler does not know', () => {
  const files = ['a.ts', 'a.test.ts', 'testing/b.ts', 'x/testing/b.ts', 'db/1.sql', 'facts/needs.mjs']
  expect(splitSources(files)).toEqual({
    built: ['a.ts', 'db/1.sql', 'facts/needs.mjs'],
    copied: ['db/1.sql'],
  })
})

describe('users', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/bash\nkiste:x:998:997::/var/lib/kiste:/usr/sbin/nologin\nbroken\n'
  test('are found in passwd', () => {
    expect(findUser(passwd, 'kiste')).toEqual({ name: 'kiste', uid: 998, gid: 997, home: '/var/lib/kiste' })
    expect(findUser(passwd, 'kist')).toBeUndefined()
    expect(findUser(passwd, 'broken')).toBeUndefined()
  })
  test.each<[string, string[], number]>([
    ['none taken', ['', ''], 100_000],
    ['one taken', ['ada:100000:65536\n', 'ada:100000:65536\n'], 165_536],
    ['a gap that fits', ['a:100000:65536\nb:231072:65536\n'], 165_536],
    ['a gap that is too small', ['a:100000:65536\nb:200000:65536\n'], 265_536],
    ['different in both files', ['a:100000:65536\n', 'b:165536:65536\n'], 231_072],
    ['an odd start', ['a:90000:20000\n'], 110_000],
    ['lines that are none', ['# hello\na:b:c\n'], 100_000],
  ])('free subordinate ids: %s', (_, texts, first) => {
    expect(freeRange(texts)).toEqual({ first, last: first + 65_535 })
  })
  test('run things with their own groups and a clean environment', () => {
    const user = { name: 'kiste', uid: 998, gid: 997, home: '/var/lib/kiste' }
    expect(asUser(user, ['id', '-u'])).toEqual([
      'setpriv',
      '--reuid=998',
      '--regid=997',
      '--init-groups',
      '--',
      'id',
      '-u',
    ])
    const env = {
      LD_PRELOAD: 'x',
      HOME: '/root',
      XDG_RUNTIME_DIR: '/run/user/0',
      CI: 'true',
      https_proxy: 'http://p',
      TERM: 'vt',
    }
    const clean = loginEnvironment(user, env, () => undefined)
    expect(clean).toMatchObject({
      HOME: '/var/lib/kiste',
      USER: 'kiste',
      LC_ALL: 'C.UTF-8',
      CI: 'true',
      https_proxy: 'http://p',
    })
    expect(Object.keys(clean)).not.toContain('LD_PRELOAD')
    expect(Object.keys(clean)).not.toContain('XDG_RUNTIME_DIR')
    expect(loginEnvironment(user, env, () => 998)).toHaveProperty('XDG_RUNTIME_DIR', '/run/user/998')
    expect(loginEnvironment(user, env, () => 0)).not.toHaveProperty('XDG_RUNTIME_DIR')
  })
})

describe('places of a user', () => {
  test.each([
    [{ HOME: '/home/a' }, '/home/a/.local/share/kiste', '/home/a/.cache/kiste/kiste.sock'],
    [
      { HOME: '/home/a', XDG_RUNTIME_DIR: '/run/user/7' },
      '/home/a/.local/share/kiste',
      '/run/user/7/kiste/kiste.sock',
    ],
    [
      { HOME: '/home/a', XDG_DATA_HOME: '/d', XDG_RUNTIME_DIR: 'relative' },
      '/d/kiste',
      '/home/a/.cache/kiste/kiste.sock',
    ],
  ])('%j', (env, stateDir, socket) => {
    expect(userPlaces(env)).toMatchObject({ stateDir, socket })
  })
})

test('old copies go, the current one and the last before it stay', () => {
  const copies = ['a', 'b', 'c', 'd'].map((name, usedAt) => ({ name, usedAt }))
  expect(copiesToRemove(copies, 'd')).toEqual(['b', 'a'])
  expect(copiesToRemove(copies, 'a')).toEqual(['c', 'b'])
  expect(copiesToRemove([{ name: 'a', usedAt: 1 }], 'a')).toEqual([])
})

describe('which daemon', () => {
  test.each([
    [false, false, 'own-session'],
    [false, true, 'own-session'],
    [true, true, 'system'],
    [true, false, 'embedded'],
  ])('root %s, system libvirt %s: %s', (isRoot, systemLibvirt, host) => {
    expect(decideHost({ isRoot, systemLibvirt })).toBe(host)
  })
  test.each([
    ['up', true, 'keep'],
    ['up', false, 'replace'],
    ['absent', false, 'start'],
    ['stale', true, 'clear-and-start'],
    ['silent', true, 'refuse'],
    ['forbidden', true, 'refuse'],
  ] as const)('socket %s, same build %s: %s', (found, isSameBuild, action) => {
    expect(decideDaemon(found, isSameBuild)).toBe(action)
  })
})

describe('tiers', () => {
  const names = (choice: ReturnType<typeof pickTiers>) => ({
    picked: choice.picked.map((tier) => tier.name),
    leftOut: choice.leftOut.map((tier) => tier.name),
  })
  const all = tiers.map((tier) => tier.name)

  test('root runs all that take no half an hour, others of those all that are not for root', () => {
    const long = ['lab-all', 'lab-2.1', 'stories']
    const usual = all.filter((name) => !long.includes(name))
    expect(names(pickTiers([], true))).toEqual({ picked: usual, leftOut: long })
    expect(names(pickTiers([], false))).toEqual({
      picked: usual.filter((name) => name !== 'system'),
      leftOut: ['system', ...long],
    })
    expect(names(pickTiers(long, false))).toEqual({ picked: long, leftOut: [] })
  })

  test('are picked by name, in their own order', () => {
    expect(names(pickTiers(['system', 'unit'], true))).toEqual({ picked: ['unit', 'system'], leftOut: [] })
    expect(names(pickTiers(['unit'], false))).toEqual({ picked: ['unit'], leftOut: [] })
  })

  test('that are not there, or not for this user, are refused', () => {
    expect(() => pickTiers(['unit', 'x', 'y'], true)).toThrow(/no tier x, y\. There are: types, /)
    expect(() => pickTiers(['unit', 'system'], false)).toThrow(
      'Tier system needs root. As root, run: npm test -- unit system',
    )
  })
})

describe('counting', () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((status) => ({ status })),
  })
  const report = (...testResults: object[]) => JSON.stringify({ testResults })
  test.each<{ what: string; report: string | undefined; code: number; tally: number[] }>([
    { what: 'all well', report: report(file('passed', 'passed', 'passed')), code: 0, tally: [2, 0, 0] },
    { what: 'one failed', report: report(file('failed', 'passed', 'failed')), code: 1, tally: [1, 1, 0] },
    {
      what: 'a file that did not load',
      report: report(file('failed'), file('passed', 'passed')),
      code: 1,
      tally: [1, 1, 0],
    },
    {
      what: 'a hook that failed after its tests',
      report: report(file('failed', 'passed')),
      code: 1,
      tally: [1, 1, 0],
    },
    {
      what: 'skipped',
      report: report(file('passed', 'passed', 'pending', 'skipped')),
      code: 0,
      tally: [1, 0, 2],
    },
    { what: 'nothing ran', report: report(), code: 0, tally: [0, 1, 0] },
    {
      what: 'a bad end without a failure',
      report: report(file('passed', 'passed')),
      code: 1,
      tally: [1, 1, 0],
    },
    { what: 'no report', report: undefined, code: 0, tally: [0, 1, 0] },
  ])('$what', ({ report, code, tally }) => {
    const { passed, failed, skipped } = countReport(report, code)
    expect([passed, failed, skipped]).toEqual(tally)
  })
  test('what failed is told by name, with its first lines', () => {
    const long = ['Error: 1 is not 2', ...Array.from({ length: 40 }, (_, n) => `    at line ${n}`)].join('\n')
    const failing = {
      name: '/kiste/a.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'failed', fullName: 'sums one and one', failureMessages: [long] },
        { status: 'passed', fullName: 'knows two' },
      ],
    }
    const broken = {
      name: '/kiste/b.test.ts',
      status: 'failed',
      message: 'No such import',
      assertionResults: [],
    }
    const { failures } = countReport(report(failing, broken), 1)
    expect(failures).toHaveLength(2)
    expect(failures[0]).toMatch(/^\/kiste\/a\.test\.ts: sums one and one\n {4}Error: 1 is not 2\n/)
    expect(failures[0]?.split('\n').length).toBeLessThan(20)
    expect(failures[1]).toBe('/kiste/b.test.ts\n    No such import')
    expect(countReport(report(), 0).failures).toEqual(['No test ran.'])
    expect(countReport(report(file('passed', 'passed')), 1).failures[0]).toContain('ended with 1')
  })
  test('the closing line', () => {
    const tier = { name: 'unit', passed: 3, failed: 0, skipped: 0, failures: [], seconds: 1 }
    expect(formatResults([tier, { ...tier, name: 'lint', passed: 1 }])).toMatchObject({
      verdict: '4 passed, 0 failed',
      ok: true,
    })
    expect(formatResults([{ ...tier, failed: 1, skipped: 2 }])).toMatchObject({
      verdict: '3 passed, 1 failed, 2 skipped',
      ok: false,
    })
    expect(formatResults([{ ...tier, passed: 0 }]).ok).toBe(false)
    expect(formatResults([]).ok).toBe(false)
  })
})
