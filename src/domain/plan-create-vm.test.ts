import { describe, expect, test } from 'vitest'
import { catalogueFor, imageToBe, officialCatalogue } from './image-catalogue.ts'
import { planCreateVm, type CreateFacts, type CreateWish } from './plan-create-vm.ts'
import { GiB, TiB } from './size.ts'
import { someCreateFacts, someImage, someVm } from './testing/facts.ts'

function plan(wish: Partial<CreateWish> = {}, facts: Partial<CreateFacts> = {}) {
  return planCreateVm({ name: 'web', image: 'debian-12', ...wish }, someCreateFacts(facts))
}

function problemsOf(wish: Partial<CreateWish>, facts: Partial<CreateFacts> = {}): string[] {
  const planned = plan(wish, facts)
  return planned.ok ? [] : planned.problems.map((problem) => `${problem.code} ${problem.field ?? '-'}`)
}

test('what is left out gets a default that suits the host', () => {
  const planned = plan()
  expect(planned.ok).toBe(true)
  if (!planned.ok) return
  expect(planned.value.definition).toMatchObject({
    cpus: 2,
    memoryMiB: 2048,
    machine: 'pc-q35-7.2',
    firmware: { type: 'uefi', secureBoot: false, nvramPath: '/store/web/nvram.fd' },
    made: { image: 'debian-12', user: 'debian' },
    nics: [{ mac: '52:54:00:aa:bb:cc', link: { type: 'user', forwards: [] } }],
  })
  expect(planned.value.rootDisk).toEqual({
    name: 'root',
    sizeBytes: 20 * GiB,
    from: { type: 'image', image: 'debian-12' },
  })
  expect(planned.value.start).toBe(true)
  expect(planned.value.seed?.metaData).toContain('local-hostname: web')
})

test('an image that is to be fetched is fetched first', () => {
  const entry = catalogueFor(officialCatalogue, 'x86_64').find(({ id }) => id === 'debian-13')
  if (!entry) throw new Error('the catalogue has no debian-13')
  const planned = plan({ image: 'debian-13', pull: true }, { image: imageToBe(entry, ''), fetch: entry })
  expect(planned).toMatchObject({
    ok: true,
    value: { fetch: entry, rootDisk: { from: { type: 'image', image: 'debian-13' }, sizeBytes: 20 * GiB } },
  })
  expect(problemsOf({ diskBytes: GiB }, { image: imageToBe(entry, ''), fetch: entry })).toEqual([
    'invalid_input diskBytes',
  ])
})

test('its disk may have all of its room at once, if there is so much', () => {
  const stores = [
    { name: 'tank', kind: 'zfs', path: 'tank/kiste', totalBytes: TiB, freeBytes: 30 * GiB },
  ] as const
  expect(plan({ thick: true, diskBytes: 30 * GiB }, { stores })).toMatchObject({
    ok: true,
    value: { rootDisk: { from: { type: 'image', image: 'debian-12', thick: true } } },
  })
  expect(plan({ thick: true, image: undefined }, { stores, image: undefined })).toMatchObject({
    ok: true,
    value: { rootDisk: { from: { type: 'blank', thick: true } } },
  })
  expect(plan({ thick: true, diskBytes: 31 * GiB }, { stores })).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'no_space',
        field: 'diskBytes',
        message: expect.stringMatching(/31 GiB.*30 GiB free/) as string,
      },
    ],
  })
})

test('a small host gets a small VM', () => {
  const { defaults } = someCreateFacts()
  const planned = plan(
    {},
    {
      defaults: { ...defaults, memoryTotalMiB: 3000, cpuThreads: 1 },
      stores: [{ name: 'local', kind: 'dir', path: '/store', totalBytes: 10 * GiB, freeBytes: GiB }],
    },
  )
  expect(planned).toMatchObject({
    ok: true,
    value: { definition: { cpus: 1, memoryMiB: 512 }, rootDisk: { sizeBytes: 5 * GiB } },
  })
})

describe('every problem is reported, each with its field', () => {
  test.each<[Partial<CreateWish>, string[]]>([
    [{ name: '-rf' }, ['invalid_input name']],
    [{ cpus: 0 }, ['invalid_input cpus']],
    [{ cpus: -1 }, ['invalid_input cpus']],
    [{ cpus: 1.5 }, ['invalid_input cpus']],
    [{ cpus: 1e30 }, ['invalid_input cpus']],
    [{ cpus: Number.NaN }, ['invalid_input cpus']],
    [{ memoryMiB: 0 }, ['invalid_input memoryMiB']],
    [{ memoryMiB: 1e30 }, ['invalid_input memoryMiB']],
    [{ memoryMiB: 16_385 }, ['invalid_input memoryMiB']],
    [{ diskBytes: 0 }, ['invalid_input diskBytes']],
    [{ diskBytes: -1 }, ['invalid_input diskBytes']],
    [{ diskBytes: 1e30 }, ['invalid_input diskBytes']],
    [{ diskBytes: GiB }, ['invalid_input diskBytes']],
    [{ diskBytes: TiB }, ['invalid_input diskBytes']],
    [{ image: 'nope' }, ['not_found image']],
    [{ user: 'Root;rm' }, ['invalid_input user']],
    [{ sshKeys: ['-oProxyCommand=id'] }, ['invalid_input sshKeys[0]']],
    [{ packages: ['vim', '--force-yes', 'a b'] }, ['invalid_input packages[1]', 'invalid_input packages[2]']],
    [{ userData: 'a: [b' }, ['invalid_input userData']],
    [{ userData: 'just words' }, ['invalid_input userData']],
    [{ network: '--x' }, ['invalid_input network']],
    [{ network: 'bridge:a b' }, ['invalid_input network']],
    [
      { name: '', cpus: 0, memoryMiB: 0, userData: ': :' },
      ['invalid_input name', 'invalid_input cpus', 'invalid_input memoryMiB', 'invalid_input userData'],
    ],
  ])('%j', (wish, expected) => {
    expect(problemsOf(wish, wish.image === 'nope' ? { image: undefined } : {})).toEqual(expected)
  })

  test('a taken name, in whatever case, and a folder nobody knows', () => {
    const web = someVm({ name: 'WEB' })
    expect(problemsOf({}, { vms: [web] })).toEqual(['already_exists name'])
    expect(problemsOf({}, { placeNames: ['web'] })).toEqual(['already_exists name'])
  })

  test('an image of another architecture', () => {
    expect(problemsOf({}, { image: someImage({ arch: 'aarch64' }) })).toEqual(['not_supported image'])
  })

  test('cloud-init wishes that nobody would read', () => {
    const iso = someImage({ id: 'installer', kind: 'iso', cloudInit: false })
    expect(problemsOf({ image: 'installer', user: 'me', packages: ['vim'] }, { image: iso })).toEqual([
      'invalid_input user',
      'invalid_input packages',
    ])
  })
})

describe('published ports', () => {
  const forward = (hostPort: number, guestPort = 22) =>
    ({ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort, guestPort }) as const

  test('are free on the host, not another VM’s, and not named twice', () => {
    const db = someVm({
      name: 'db',
      nics: [{ mac: 'x', model: 'virtio', link: { type: 'user', forwards: [forward(5432)] } }],
    })
    expect(
      problemsOf(
        { publish: [forward(5432), forward(80), forward(2222), forward(2222)] },
        { vms: [db], busyPorts: ['tcp/80'] },
      ),
    ).toEqual(['in_use publish[0]', 'in_use publish[1]', 'in_use publish[3]'])
  })

  test('need the user network', () => {
    expect(problemsOf({ network: 'default', publish: [forward(2222)] })).toEqual(['invalid_input publish'])
  })

  test('have sound numbers and addresses', () => {
    expect(problemsOf({ publish: [{ ...forward(0, 70_000), hostAddress: 'localhost; id' }] })).toEqual([
      'invalid_input publish[0].hostPort',
      'invalid_input publish[0].guestPort',
      'invalid_input publish[0].hostAddress',
    ])
  })
})

test('an ISO becomes a CD beside an empty disk, and boots while that is empty', () => {
  const iso = someImage({ id: 'installer', kind: 'iso', cloudInit: false })
  const planned = plan({ image: 'installer' }, { image: iso })
  expect(planned).toMatchObject({
    ok: true,
    value: {
      rootDisk: { from: { type: 'blank' } },
      seed: null,
      definition: {
        disks: [
          { target: 'vda', bootOrder: 1 },
          { device: 'cdrom', source: { path: '/store/.images/installer/medium.iso' }, bootOrder: 2 },
        ],
      },
    },
  })
})

test('notes tell what does not stand in the way', () => {
  const { defaults } = someCreateFacts()
  const planned = plan({ cpus: 16, diskBytes: 300 * GiB }, { defaults: { ...defaults, accelerator: 'tcg' } })
  expect(planned.ok && planned.value.notes).toEqual([
    'KVM does not work on this host, so the VM is emulated and slow.',
    'It has more CPUs than the host has threads (8).',
    'The disk may grow beyond what is free in local now (200 GiB).',
    'No SSH key and no password were given: only the guest agent gets in (kiste vm exec).',
  ])
})
