import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../src/cli/client.ts'
import { CliError } from '../../src/cli/cli-error.ts'
import { freePort } from './support/booted-vm.ts'
import type { TestDaemon } from './support/daemon.ts'
import { endOf, mustBeDone, problemsOf } from './support/job-end.ts'
import { sendRaw } from './support/raw-request.ts'
import { openHouse, type RealHouse, type Remains } from './support/real-house.ts'
import { smallVm } from './support/small-vm.ts'

// What nobody should send, sent to the real daemon on real libvirt: refused with the field it is about, and nothing comes of it.

let house: RealHouse
let daemon: TestDaemon
let client: Client
let before: Remains

beforeAll(async () => {
  house = await openHouse()
  daemon = await house.start()
  client = daemon.client
  await mustBeDone(client, client.submit('createVm', smallVm('web')))
  await mustBeDone(client, client.submit('createVm', smallVm('old')))
  await mustBeDone(client, client.submit('deleteVm', { params: { vm: 'old' } }))
  before = await house.remains()
})
afterAll(() => house.stop())

const send = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  sendRaw(daemon.socketPath, method, path, body)

/** How a request was refused, after looking that it was in words and that nothing came of it. */
async function refusal(answer: ReturnType<typeof send>): Promise<string> {
  const { status, problems } = await answer
  expect(problems[0]?.message).toMatch(/\w.*\.$/s)
  expect(await client.call('listJobs', { query: { open: true } })).toEqual([])
  expect(await house.remains()).toEqual(before)
  return [status, ...problems.map(({ field }) => field)].join(' ')
}

const hostileNames = [
  '-rf',
  'a/../b',
  '../../etc',
  'a;id',
  '$(id)',
  '"><x/>',
  'x'.repeat(300),
  'a\0b',
  'a\nb',
  '💾',
  '',
  '.',
  '..',
  '.images',
  ' web',
  'a b',
]

describe.each(hostileNames)('%j as a name', (name) => {
  test('is refused for whatever would get it', async () => {
    expect(await refusal(send('POST', '/v1/vms', { ...smallVm('x').body, name }))).toBe('400 name')
    expect(await refusal(send('POST', '/v1/vms/web/rename', { name }))).toBe('400 name')
    expect(await refusal(send('POST', '/v1/vms/web/clone', { name }))).toBe('400 name')
    expect(await refusal(send('POST', '/v1/bin/old/restore', { name }))).toBe('400 name')
  })
})

test('a name of nothing is not found, whatever it is made of', async () => {
  for (const name of hostileNames.filter((one) => one !== '' && one !== '.' && one !== '..')) {
    const { status, problems } = await send('GET', `/v1/vms/${encodeURIComponent(name)}`)
    expect({ status, object: problems[0]?.object }, name).toEqual({
      status: 404,
      object: { type: 'vm', name },
    })
  }
})

test.each([
  ['diskBytes', 0],
  ['diskBytes', -1],
  ['diskBytes', 1e30],
  ['diskBytes', 1.5 * 2 ** 20 + 0.5],
  ['diskBytes', '10GB '],
  ['diskBytes', null],
  ['memoryMiB', 0],
  ['memoryMiB', -1],
  ['memoryMiB', 1e30],
  ['memoryMiB', 64.5],
  ['memoryMiB', '1G'],
  ['cpus', 0],
  ['cpus', -1],
  ['cpus', 1e30],
  ['cpus', 1.5],
  ['cpus', 256],
  ['cpus', [2]],
  ['firmware', 'coreboot'],
  ['network', '"/><x'],
  ['sshKeys', ['not a key']],
  ['userData', 'a: [b'],
  ['userData', '- not\n- a mapping'],
])('%s: %j is refused', async (field, value) => {
  const answer = send('POST', '/v1/vms', { ...smallVm('new').body, [field]: value })
  const { status, problems } = await answer
  expect({ status, field: problems[0]?.field?.replace(/[[.].*/, '') }).toEqual({ status: 400, field })
  expect(await house.remains()).toEqual(before)
})

test('a disk larger than all there is is refused, with what there is', async () => {
  const [store] = await client.call('listStores', {})
  const { status, problems } = await send(
    'POST',
    '/v1/vms',
    smallVm('new', { diskBytes: (store?.totalBytes ?? 0) + 512 }).body,
  )
  expect({ status, field: problems[0]?.field }).toEqual({ status: 400, field: 'diskBytes' })
  expect(problems[0]?.hint).toMatch(/holds .* in all/)
  expect(await house.remains()).toEqual(before)
})

test('all that is wrong is told at once', async () => {
  const { status, problems } = await send('POST', '/v1/vms', {
    name: '-rf',
    image: 'none',
    cpus: 0,
    memoryMiB: 1,
    diskBytes: 1,
  })
  expect(status).toBe(400)
  expect(problems.map(({ code, field }) => `${code} ${field ?? ''}`).toSorted()).toEqual([
    'invalid_input cpus',
    'invalid_input diskBytes',
    'invalid_input memoryMiB',
    'invalid_input name',
    'not_found image',
  ])
})

test('an unknown image is named, with those there are', async () => {
  expect(await refusal(send('POST', '/v1/vms', { ...smallVm('new').body, image: 'debain-12' }))).toBe(
    '404 image',
  )
})

test('a port that another program has is not promised', async () => {
  const port = await freePort()
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve))
  const publish = [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: port, guestPort: 22 } as const]
  try {
    expect(await refusal(send('POST', '/v1/vms', smallVm('new', { publish }).body))).toBe('409 publish[0]')
  } finally {
    await new Promise((resolve) => squatter.close(resolve))
  }
})

test('of many who want one name at once, one gets it, and the others spoil nothing', async () => {
  const tries = [64, 65, 66].map((sizeMiB) =>
    client.submit('createVm', smallVm('wanted', { diskBytes: sizeMiB * 2 ** 20, start: true })),
  )
  // The name is promised from the first of them on.
  await Promise.any(tries)
  const clone = client.submit('cloneVm', { params: { vm: 'web' }, body: { name: 'wanted' } })
  const rename = client.submit('renameVm', { params: { vm: 'web' }, body: { name: 'wanted' } })
  const ends = await Promise.all(
    [...tries, clone, rename].map(async (submitted) => {
      try {
        const ended = await endOf(client, await submitted)
        return ended.state === 'done' ? ended : problemsOf(ended)
      } catch (error) {
        if (error instanceof CliError) return error.problems
        throw error
      }
    }),
  )
  const winners = ends.flatMap((end) => ('id' in end ? [end] : []))
  expect(winners).toHaveLength(1)
  for (const end of ends) {
    if (!('id' in end)) expect(end).toMatchObject([{ code: 'already_exists' }])
  }
  const wanted = await client.call('getVm', { params: { vm: 'wanted' } })
  expect(winners[0]?.kind).toBe('vm.create')
  expect(wanted.status.state).toBe('running')
  expect(winners[0]).toMatchObject({ result: { uuid: wanted.uuid } })
  const mine = (file: string) => file.startsWith('wanted/')
  const after = await house.remains()
  expect(after.files.filter(mine)).toEqual([
    'wanted/console.log',
    'wanted/domain.xml',
    'wanted/kiste.json',
    'wanted/root.qcow2',
  ])
  expect(after.files.filter((file) => !mine(file))).toEqual(before.files)
  expect(after.processes).toEqual(['wanted'])
})
