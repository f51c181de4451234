import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

it('where no page is served, the first link is none, and that is said', async () => {
  expect(await house.run(['setup'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('This daemon serves no page.') as string,
  })
  const { stdout } = await house.run(['setup', '--json'])
  expect(JSON.parse(stdout)).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) as string })
})

it('users are invited, changed, reset and taken out', async () => {
  expect((await house.run(['user', 'list'])).stderr).toContain('Nobody may come in over the net yet.')
  const added = await house.run(['user', 'add', 'olga', '--role', 'operator', '--vm', 'web', '--vm', 'build'])
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/) as string })
  expect((await house.run(['user', 'list'])).stdout).toMatchInlineSnapshot(`
    "USER  ROLE      VMS         SECOND FACTOR  STATE
    olga  operator  web, build  none           invited
    "
  `)
  expect(await house.run(['user', 'set', 'olga', '--disabled'])).toMatchObject({
    code: 0,
    stdout: 'olga is changed.\n',
  })
  expect((await house.run(['user', 'list'])).stdout).toContain('kept out')
  const reset = await house.run(['user', 'reset', 'OLGA', '--json'])
  expect(JSON.parse(reset.stdout)).toMatchObject({ user: { name: 'olga', disabled: false } })
  expect(await house.run(['user', 'remove', 'olga'])).toMatchObject({ code: 2 })
  expect(await house.run(['user', 'rm', 'olga', '-y'])).toMatchObject({
    code: 0,
    stdout: 'olga may not come in any more.\n',
  })
  expect(await house.run(['user', 'rm', 'olga', '-y'])).toMatchObject({ code: 3 })
})

it('what is wrong with a user is said, all of it', async () => {
  const ran = await house.run(['user', 'add', 'a b', '--role', 'operator', '--vm', 'nope'])
  expect(ran.code).toBe(2)
  expect(await house.run(['user', 'add', 'x', '--role', 'root'])).toMatchObject({ code: 2 })
  expect(await house.run(['user', 'add', 'x', '--role', 'operator', '--vm', 'nope'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('There is no VM nope.') as string,
  })
})

it('who changed what is told', async () => {
  await house.run(['vm', 'pause', 'web'])
  const { stdout } = await house.run(['audit', '--limit', '1'])
  expect(stdout.split('\n')[1]).toMatch(/^\d{4}-\S+ \S+ +local +this host +Hold a running VM +web +job \S+/)
})
