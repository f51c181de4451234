import { describe, expect, test } from 'vitest'
import { GiB } from '../../src/domain/size.ts'
import { createCommand } from './create-command.ts'
import { emptyForm, readForm, type CreateFacts, type CreateForm } from './create-form.ts'

const facts: CreateFacts = {
  usual: { cpus: 2, memoryMiB: 2048, diskBytes: 20 * GiB },
  usualStore: 'local',
  isFetched: false,
  hasCloudInit: true,
}
const usual: CreateForm = {
  ...emptyForm,
  name: 'web',
  image: 'debian-12',
  cpus: '2',
  memory: '2 GiB',
  disk: '20 GiB',
  store: 'local',
}
const read = (change: Partial<CreateForm> = {}, other: Partial<CreateFacts> = {}) =>
  readForm({ ...usual, ...change }, { ...facts, ...other })

test('what is as it would be anyway is not asked for', () => {
  expect(read()).toEqual({ body: { name: 'web', image: 'debian-12' }, problems: {} })
  expect(read({ image: '' }).body).toEqual({ name: 'web' })
  expect(read({}, { isFetched: true }).body).toEqual({ name: 'web', image: 'debian-12', pull: true })
})

test('all that is filled in is asked for, and the command says the same', () => {
  const { body, problems } = read({
    cpus: '4',
    memory: '1,5 GiB',
    disk: '40G',
    store: 'tank',
    user: 'anna',
    password: 'geheim',
    sshKeys: 'ssh-ed25519 AAAA anna\n\n ssh-ed25519 BBBB ',
    network: 'bridge',
    bridge: 'br0',
    publish: '',
    packages: 'nginx, git',
    userData: 'hostname: x\n',
    firmware: 'bios',
    thick: true,
    autostart: true,
    start: false,
  })
  expect(problems).toEqual({})
  expect(body).toEqual({
    name: 'web',
    image: 'debian-12',
    cpus: 4,
    memoryMiB: 1536,
    diskBytes: 40 * GiB,
    store: 'tank',
    user: 'anna',
    password: 'geheim',
    sshKeys: ['ssh-ed25519 AAAA anna', 'ssh-ed25519 BBBB'],
    network: 'bridge:br0',
    packages: ['nginx', 'git'],
    userData: 'hostname: x\n',
    firmware: 'bios',
    thick: true,
    autostart: true,
    start: false,
  })
  expect(createCommand(body)).toBe(
    "kiste vm create web --image debian-12 --store tank --cpus 4 --memory 1536M --disk 40G --thick --user anna --password-stdin --ssh-key 'ssh-ed25519 AAAA anna' --ssh-key 'ssh-ed25519 BBBB' --package nginx --package git --user-data FILE --network bridge:br0 --firmware bios --autostart --no-start",
  )
})

test('ports are read as the command line reads them', () => {
  const { body } = read({ publish: '2222:22, 0.0.0.0:53:53/udp' })
  expect(body.publish).toEqual([
    { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 },
    { protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 53, guestPort: 53 },
  ])
  expect(createCommand(body)).toContain('--publish 127.0.0.1:2222:22/tcp --publish 0.0.0.0:53:53/udp')
})

test('where nothing reads them, an account and its keys are not asked for', () => {
  expect(
    read({ user: 'anna', password: 'x', sshKeys: 'k', packages: 'p' }, { hasCloudInit: false }).body,
  ).toEqual({
    name: 'web',
    image: 'debian-12',
  })
})

describe('what cannot be understood is said at its field, all at once', () => {
  test('and the rest is asked for', () => {
    const { body, problems } = read({
      cpus: 'two',
      memory: '2',
      disk: 'big',
      publish: 'x 1:2',
      autostart: true,
    })
    expect(Object.keys(problems).toSorted()).toEqual(['cpus', 'diskBytes', 'memoryMiB', 'publish'])
    expect(body).toMatchObject({ name: 'web', autostart: true })
  })
})

test('what would be something else to a shell is quoted', () => {
  expect(createCommand({ name: 'a; rm -rf /', image: "it's" })).toBe(
    `kiste vm create 'a; rm -rf /' --image 'it'\\''s' --no-ssh-key`,
  )
})
