import { describe, expect, test } from 'vitest'
import { diagnose, type DoctorFacts } from './doctor.ts'
import { poolsToShow } from './libvirt-pool.ts'
import { GiB, MiB } from './size.ts'

const healthy: DoctorFacts = {
  accelerator: { accelerator: 'kvm' },
  libvirt: {
    state: 'connected',
    uri: 'qemu:///session',
    libvirtVersion: '9.0.0',
    hypervisorVersion: '7.2.22',
  },
  missingPrograms: [],
  memoryTotalMiB: 8192,
  memoryAvailableMiB: 4096,
  store: { path: '/var/lib/kiste', totalBytes: 100 * GiB, freeBytes: 50 * GiB },
  stores: [],
  shown: { wanted: poolsToShow([]), found: { state: 'seen', types: { dir: true, zfs: true }, pools: [] } },
  user: { name: 'kiste', isRoot: false, hasSubordinateIds: true },
}

const shownBy = (found: DoctorFacts['shown']['found']) => ({ shown: { ...healthy.shown, found } })

const broken = {
  accelerator: 'tcg',
  because: 'no-device',
  sentence: 'KVM is not here.',
  remedy: 'Load the module.',
} as const

test('a healthy machine is said to be one', () => {
  const report = diagnose(healthy)
  expect(report.verdict).toBe('ok')
  expect(report.sentence).toBe('VMs run here at full speed, and nothing is missing.')
  expect(report.checks.map((check) => `${check.id} ${check.state}`)).toEqual([
    'accelerator ok',
    'libvirt ok',
    'programs ok',
    'memory ok',
    'disk ok',
    'stores ok',
    'libvirt-pools ok',
    'keys ok',
    'subordinate-ids ok',
  ])
})

test('that QEMU has not told its version yet changes nothing', () => {
  const report = diagnose({
    ...healthy,
    libvirt: { state: 'connected', uri: 'qemu:///session', libvirtVersion: '9.0.0' },
  })
  expect(report.verdict).toBe('ok')
  expect(report.checks[1]?.detail).toBe('libvirt 9.0.0 answers on qemu:///session.')
})

describe('each finding is judged alone, with a remedy', () => {
  test.each<{
    what: string
    facts: Partial<DoctorFacts>
    id: string
    state: 'warn' | 'fail'
    says: RegExp
    remedy: RegExp
  }>([
    {
      what: 'emulation',
      facts: { accelerator: broken },
      id: 'accelerator',
      state: 'warn',
      says: /KVM is not here/,
      remedy: /Load the module/,
    },
    {
      what: 'no libvirt',
      facts: { libvirt: { state: 'disconnected', uri: 'qemu:///session', because: 'no such socket' } },
      id: 'libvirt',
      state: 'fail',
      says: /does not answer on qemu:\/\/\/session: no such socket/,
      remedy: /virsh -c qemu:\/\/\/session list/,
    },
    {
      what: 'a required program missing',
      facts: {
        missingPrograms: [
          { program: 'swtpm', why: 'TPM', required: false, install: 'apt-get install swtpm' },
          { program: 'qemu-img', why: 'disks', required: true, install: 'apt-get install qemu-utils' },
        ],
      },
      id: 'programs',
      state: 'fail',
      says: /^Not installed: qemu-img \(disks\)\.$/,
      remedy: /apt-get install swtpm; apt-get install qemu-utils/,
    },
    {
      what: 'an optional program missing on an unknown distribution',
      facts: { missingPrograms: [{ program: 'swtpm', why: 'TPM', required: false }] },
      id: 'programs',
      state: 'warn',
      says: /swtpm \(TPM\)/,
      remedy: /package manager/,
    },
    {
      what: 'little memory',
      facts: { memoryAvailableMiB: 1023 },
      id: 'memory',
      state: 'warn',
      says: /1023 of 8192 MiB/,
      remedy: /Stop VMs/,
    },
    {
      what: 'a filling disk',
      facts: { store: { ...healthy.store, freeBytes: 10 * GiB - 1 } },
      id: 'disk',
      state: 'warn',
      says: /100 GiB are free in \/var\/lib\/kiste/,
      remedy: /kiste bin list/,
    },
    {
      what: 'a full disk',
      facts: { store: { ...healthy.store, freeBytes: 100 * MiB } },
      id: 'disk',
      state: 'fail',
      says: /^100 MiB of/,
      remedy: /kiste bin list/,
    },
    {
      what: 'no subordinate ids',
      facts: { user: { name: 'ada', isRoot: false, hasSubordinateIds: false } },
      id: 'subordinate-ids',
      state: 'warn',
      says: /ada has no ranges/,
      remedy: /usermod --add-subuids .* ada$/,
    },
    {
      what: 'no storage driver',
      facts: shownBy({ state: 'impossible', because: 'It has none.', hint: 'Install it.' }),
      id: 'libvirt-pools',
      state: 'warn',
      says: /do not show the disks of the stores as storage\. It has none\./,
      remedy: /Install it/,
    },
    {
      what: "a storage pool of others' with a name of Kiste's",
      facts: shownBy({
        state: 'seen',
        types: { dir: true, zfs: true },
        pools: [{ name: 'kiste-local', uuid: '', active: true, ours: false, volumes: [] }],
      }),
      id: 'libvirt-pools',
      state: 'warn',
      says: /kiste-local that is not Kiste's/,
      remedy: /virsh pool-undefine 'kiste-local'/,
    },
  ])('$what', ({ facts, id, state, says, remedy }) => {
    const report = diagnose({ ...healthy, ...facts })
    expect(report.verdict).toBe(state)
    const off = report.checks.filter((check) => check.state !== 'ok')
    expect(off.map((check) => [check.id, check.state])).toEqual([[id, state]])
    expect(off[0]?.detail).toMatch(says)
    expect(off[0]?.remedy).toMatch(remedy)
  })
})

test('root needs no subordinate ids', () => {
  expect(
    diagnose({ ...healthy, user: { name: 'root', isRoot: true, hasSubordinateIds: false } }).verdict,
  ).toBe('ok')
})

test('the verdict leads with what fails, else names every remark', () => {
  const lowOnAll: DoctorFacts = { ...healthy, accelerator: broken, memoryAvailableMiB: 100 }
  expect(diagnose(lowOnAll).sentence).toBe(
    'VMs run here. KVM is not here. 100 of 8192 MiB of memory are free.',
  )
  const failing: DoctorFacts = { ...lowOnAll, store: { ...healthy.store, freeBytes: 0 } }
  expect(diagnose(failing).sentence).toMatch(/^VMs cannot run here yet\. 0 B of 100 GiB are free/)
})

test('stores in pools are judged by how full they are', () => {
  const store = (name: string, freeBytes: number) =>
    ({ name, kind: 'zfs', path: `${name}/kiste`, totalBytes: 100 * GiB, freeBytes }) as const
  const judged = (...stores: DoctorFacts['stores']) =>
    diagnose({ ...healthy, stores }).checks.find(({ id }) => id === 'stores')
  expect(judged()).toMatchObject({ state: 'ok' })
  expect(judged(store('tank', 50 * GiB))).toMatchObject({ state: 'ok', detail: 'Free: 50 GiB in tank.' })
  expect(judged(store('tank', 50 * GiB), store('fast', 4 * GiB))).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining('The store fast is 96 % full') as string,
    remedy: expect.stringContaining('kiste bin list') as string,
  })
  // A directory shares its disk with others, and is judged by what is left.
  const local = { ...store('local', GiB), kind: 'dir' } as const
  expect(judged(local)).toMatchObject({ state: 'ok' })
})

test('what libvirt shows is said, and that it is behind', () => {
  const judged = (facts: Partial<DoctorFacts>) =>
    diagnose({ ...healthy, ...facts }).checks.find(({ id }) => id === 'libvirt-pools')
  expect(judged({})).toMatchObject({
    state: 'ok',
    detail: expect.stringMatching(/in one storage pool.* One is behind/) as string,
  })
  const local = { name: 'kiste-local', uuid: '', active: true, ours: true, volumes: [] }
  expect(judged(shownBy({ state: 'seen', types: { dir: true, zfs: false }, pools: [local] }))).toMatchObject({
    state: 'ok',
    detail: 'virsh and virt-manager see the disks of the stores in one storage pool, named kiste-….',
  })
  expect(judged(shownBy({ state: 'away', because: 'it hangs' }))).toMatchObject({
    state: 'warn',
    detail: expect.stringContaining('is not known: it hangs.') as string,
  })
})

test('a key that is not loaded is told with what waits for it', () => {
  const store = { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: GiB, freeBytes: GiB } as const
  const report = diagnose({
    ...healthy,
    stores: [{ ...store, lockedBy: 'tank' }],
    waiting: [
      { name: 'web', root: 'tank' },
      { name: 'db', root: 'tank' },
    ],
  })
  expect(report.checks.find(({ id }) => id === 'keys')).toMatchObject({
    state: 'warn',
    detail: 'The key of tank is not loaded. Locked: the store tank. web, db start once it is loaded.',
    remedy: 'kiste pool load-key tank',
  })
})
