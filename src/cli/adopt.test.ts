import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

it('shows what taking over a VM means before anything is done', async () => {
  const ran = await house.run(['adopt', 'vm', 'win-test', '--store', 'local', '--dry-run'])
  expect(ran.code).toBe(0)
  const said = ran.stdout + ran.stderr
  expect(said).toContain('Adopt VM win-test')
  expect(said).toMatch(/Its disk vda stays where it is: \/var\/lib\/libvirt\/images\/\S+\./)
  expect(ran.stdout).toContain('virsh define domain.xml')
})

it('takes over a VM that others made', async () => {
  const ran = await house.run(['adopt', 'vm', 'win-test', '--store', 'local'])
  expect(ran).toMatchObject({ code: 0 })
  expect(ran.stdout).toContain("win-test is in Kiste's care now.")
  const again = await house.run(['adopt', 'vm', 'win-test'])
  expect(again.code).not.toBe(0)
  expect(again.stderr).toContain("win-test is in Kiste's care already.")
})

it.each([
  [['adopt', 'tank', 'web'], 'A store: kiste adopt tank. A VM: kiste adopt vm web'],
  [['adopt', 'tank', '--store', 'local'], 'kiste adopt vm NAME'],
])('%j is refused with how it is meant', async (line, meant) => {
  const ran = await house.run(line)
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain(meant)
})
