import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

it('lists the networks, where each leads, and who has an address there', async () => {
  const made = await house.run([
    'vm',
    'create',
    'lodger',
    '--image',
    'debian-12',
    '--network',
    'default',
    '--no-ssh-key',
  ])
  expect(made.code).toBe(0)
  const { code, stdout } = await house.run(['network', 'list'])
  expect(code).toBe(0)
  const [titles, first, second] = stdout.split('\n').map((line) => line.split(/ {2,}/))
  expect(titles).toEqual(['NETWORK', 'STATE', 'MODE', 'DEVICE', 'SUBNET', 'ADDRESSES'])
  expect(first).toEqual(['default', 'on', 'nat', 'virbr0', '192.168.122.1/24', '192.168.122.100 (lodger)'])
  expect(second).toEqual(['lab', 'off', 'isolated', 'virbr1', '10.10.0.1/24', '-'])
})

it('makes a VM of an image that is fetched first', async () => {
  const ran = await house.run(['vm', 'create', 'fresh', '--image', 'alpine-3.23', '--pull', '--no-ssh-key'])
  expect(ran).toMatchObject({ code: 0 })
  expect((await house.run(['image', 'list'])).stdout).toContain('alpine-3.23')
})
