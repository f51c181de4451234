import { describe, expect, test } from 'vitest'
import {
  firstWith,
  knownFaults,
  parseRelease,
  userlandIsNewer,
  zfsHas,
  type ZfsVersion,
} from './zfs-version.ts'

describe('how releases call themselves', () => {
  test.each([
    ['zfs-2.1.11-1+deb12u1', [2, 1, 11]],
    ['zfs-kmod-2.3.2-2~bpo12+2', [2, 3, 2]],
    ['2.2.2-0ubuntu9.1', [2, 2, 2]],
    ['zfs-2.3.0-rc3', [2, 3, 0]],
    ['zfs-2.4.99-123_gbe7657e3', [2, 4, 99]],
    ['zfs-10.20.30', [10, 20, 30]],
  ] as const)('%s', (text, numbers) => {
    const release = parseRelease(text)
    expect(release && [release.major, release.minor, release.patch]).toEqual(numbers)
    expect(release?.text).toBe(text.replace(/^zfs-(kmod-)?/, ''))
  })

  test.each(['', 'zfs', 'zfs-2.1', 'OpenZFS 2.1.0', 'v2.1.0'])('%j is none', (text) => {
    expect(parseRelease(text)).toBeUndefined()
  })
})

describe('what a release can', () => {
  test.each([
    ['2.1.11', '2.1.11', 'json', false],
    ['2.2.9', '2.2.9', 'json', false],
    ['2.3.0', '2.3.0', 'json', true],
    ['2.4.1', '2.4.1', 'json', true],
    ['3.0.0', '3.0.0', 'json', true],
    // Both halves have to.
    ['2.3.0', '2.2.9', 'json', false],
    ['2.1.11', '2.3.2', 'json', false],
    ['2.2.0', '2.2.0', 'holdTimes', true],
    ['2.3.3', '2.3.3', 'rewrite', false],
    ['2.3.4', '2.3.4', 'rewrite', true],
  ] as const)('userland %s, module %s: %s is %s', (userland, module, feature, can) => {
    expect(zfsHas(version(userland, module), feature)).toBe(can)
  })

  test('is told with the release it came with', () => {
    expect(firstWith('json')).toBe('2.3.0')
  })
})

describe('what is known to be wrong', () => {
  test.each([
    ['2.0.7', ['hole-in-dirty-file', 'ashift-receive', 'encrypted-plain-send']],
    ['2.1.13', ['hole-in-dirty-file', 'encrypted-plain-send']],
    ['2.1.14', ['encrypted-plain-send']],
    ['2.2.0', ['block-cloning-2.2.0', 'encrypted-plain-send', 'block-cloning-read']],
    ['2.2.1', ['block-cloning-2.2.0', 'encrypted-plain-send', 'block-cloning-read']],
    ['2.2.2', ['encrypted-plain-send', 'block-cloning-read']],
    ['2.2.8', ['block-cloning-read']],
    ['2.3.2', ['encrypted-plain-send', 'block-cloning-read']],
    ['2.3.3', ['block-cloning-read']],
    ['2.3.7', []],
    ['2.4.0', ['block-cloning-read']],
    ['2.4.2', []],
  ])('%s: %j', (module, ids) => {
    const faults = knownFaults(version('2.4.4', module))
    expect(faults.map(({ id }) => id)).toEqual(ids)
    for (const fault of faults) {
      expect(fault.reason).toMatch(/\w/)
      expect(fault.remedy).toMatch(/\.$/)
    }
  })

  test('only the first releases with block cloning are refused outright', () => {
    const refused = knownFaults(version('2.2.1', '2.2.1')).filter(
      ({ weight, only }) => weight === 'refuse' && !only,
    )
    expect(refused.map(({ id }) => id)).toEqual(['block-cloning-2.2.0'])
  })
})

test.each([
  ['2.3.2', '2.2.7', true],
  ['3.0.0', '2.9.9', true],
  ['2.3.2', '2.3.1', false],
  ['2.2.2', '2.3.1', false],
  ['2.9.0', '3.0.0', false],
])('commands %s are of a newer series than module %s: %s', (userland, module, newer) => {
  expect(userlandIsNewer(version(userland, module))).toBe(newer)
})

function version(userland: string, module: string): ZfsVersion {
  return { userland: release(userland), module: release(module) }
}

function release(text: string) {
  const release = parseRelease(text)
  if (!release) throw new Error(`${text} is no release`)
  return release
}
