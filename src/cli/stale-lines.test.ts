import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from './testing/stand-in.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
  house.host.outside.killLibvirt('it hangs.')
  await until(() => house.live.inventory().host.libvirt.state === 'disconnected')
})
afterAll(() => house.close())

const said =
  'This is how it was seen last, and may have changed: libvirt does not answer (it hangs).\nNext: kiste doctor\n'

it('a list of what was seen last says so beside it, once', async () => {
  const ran = await house.run(['vm', 'list'])
  expect(ran).toMatchObject({ code: 0, stderr: said })
  expect(ran.stdout).toMatch(/^web +● running/m)
})

it('a VM that is shown as it was seen last says so, and proposes nothing that cannot be done', async () => {
  const ran = await house.run(['vm', 'show', 'web'])
  expect(ran).toMatchObject({ code: 0, stderr: said })
  expect(ran.stdout).toMatch(/^● web is running/)
  expect(ran.stdout).not.toContain('Next:')
})

it('each document carries the mark', async () => {
  const list = JSON.parse((await house.run(['vm', 'list', '--json'])).stdout) as object[]
  for (const vm of list) expect(vm).toMatchObject({ stale: { because: 'it hangs.' } })
  expect(JSON.parse((await house.run(['vm', 'show', 'web', '--json'])).stdout)).toMatchObject({
    stale: { because: 'it hangs.' },
  })
})
