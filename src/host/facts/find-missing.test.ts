import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findMissing } from './find-missing.ts'
import { needs } from './needs.mjs'
import { familyOf, installCommand, packagesOf, signsOf } from './package-rules.mjs'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-root-'))
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function install(sign: string, mode = 0o755): Promise<void> {
  const path = join(root, sign.startsWith('/') ? sign : join('/usr/bin', sign))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '')
  await chmod(path, mode)
}

const debian = new Map([['ID', 'debian']])

test('an empty machine misses everything VMs and images need, and nothing else', async () => {
  const missing = await findMissing({ arch: 'x86_64', path: '/usr/bin', osRelease: debian, root })
  expect(missing.map((one) => one.program)).toEqual(
    needs.filter((need) => ['vms', 'images'].includes(need.purpose)).map((need) => need.id),
  )
  expect(missing.find((one) => one.program === 'QEMU')).toEqual({
    program: 'QEMU',
    why: 'runs the VMs',
    required: true,
    install: 'apt-get install -y --no-install-recommends qemu-system-x86',
  })
  expect(missing.find((one) => one.program === 'mmdebstrap')?.required).toBe(false)
})

test('any sign is enough, and a machine with all of them misses nothing', async () => {
  for (const need of needs) await install(signsOf(need, 'aarch64').at(-1) ?? '')
  expect(await findMissing({ arch: 'aarch64', path: '/bin:/usr/bin', osRelease: debian, root })).toEqual([])
})

test('a program that may not be run is not there', async () => {
  for (const need of needs)
    await install(signsOf(need, 'x86_64')[0] ?? '', need.id === 'qemu-img' ? 0o644 : 0o755)
  const missing = await findMissing({ arch: 'x86_64', path: '/usr/bin', osRelease: new Map(), root })
  expect(missing).toEqual([{ program: 'qemu-img', why: 'makes disks', required: true, install: undefined }])
})

describe('the family of a distribution', () => {
  test.each([
    ['debian', '', 'debian'],
    ['ubuntu', 'debian', 'debian'],
    ['linuxmint', 'ubuntu debian', 'debian'],
    ['fedora', '', 'fedora'],
    ['rocky', 'rhel centos fedora', 'fedora'],
    ['alpine', '', undefined],
    ['', '', undefined],
  ])('%s (%s)', (id, like, family) => {
    expect(familyOf(id, like)).toBe(family)
  })
})

test('packages follow the architecture where they differ', () => {
  const qemu = needs.find((need) => need.id === 'QEMU')
  const passt = needs.find((need) => need.id === 'passt')
  if (!qemu || !passt) throw new Error('the table lost QEMU or passt')
  expect(packagesOf(qemu, 'aarch64', 'debian')).toEqual(['qemu-system-arm'])
  expect(packagesOf(qemu, 'x86_64', 'fedora')).toEqual(['qemu-system-x86-core'])
  expect(packagesOf(passt, 'aarch64', 'fedora')).toEqual(['passt'])
  expect(installCommand('fedora', ['a', 'b'])).toEqual([
    'dnf',
    'install',
    '-y',
    '--setopt=install_weak_deps=False',
    'a',
    'b',
  ])
})
