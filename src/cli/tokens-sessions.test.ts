import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { administrator, goodPassword, member, visitor } from '../http/testing/visitor.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
  await administrator(house)
  await member(house, { name: 'olga', role: 'operator', vms: ['web', 'build'] })
})
afterAll(() => house.close())

const json = async (...words: readonly string[]) =>
  JSON.parse((await house.run([...words, '--json'])).stdout) as Record<string, unknown>[]

describe('tokens', () => {
  it('speak for the user that is named, and are shown once', async () => {
    expect((await house.run(['token', 'list'])).stderr).toContain('kiste token create')
    const made = await house.run([
      'token',
      'create',
      'backup',
      '--user',
      'OLGA',
      '--level',
      'operate',
      '--vm',
      'web',
    ])
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^kiste_[\w-]{43}\n$/) as string,
      stderr: expect.stringContaining('olga/backup is made.') as string,
    })
    const program = visitor(house, { authorization: `Bearer ${made.stdout.trim()}` })
    expect((await program.ask('GET', '/v1/vms')).json()).toMatchObject([{ name: 'web' }])
    expect((await program.ask('GET', '/v1/session')).json()).toMatchObject({
      name: 'olga (backup)',
      via: 'token',
    })
    const listed = await house.run(['token', 'list', '--user', 'olga'])
    expect(listed.stdout).toMatch(
      /^TOKEN +MAY +VMS +ENDS +LAST USED\nolga\/backup +operate +web +\d{4}-\S+ \S+ +\d{4}-/,
    )
    expect(listed.stdout).not.toContain(made.stdout.trim())
    expect(await json('token', 'list', '--user', 'anna')).toEqual([])
  })

  it('end when it is said', async () => {
    const end = async (name: string, ...words: readonly string[]) =>
      JSON.parse(
        (await house.run(['token', 'create', name, '--user', 'anna', ...words, '--json'])).stdout,
      ) as {
        readonly secret: string
        readonly token: { readonly expiresAt?: string }
      }
    const daysFromNow = ({ token }: Awaited<ReturnType<typeof end>>) =>
      Math.round((Date.parse(token.expiresAt ?? '') - Date.now()) / 86_400_000)
    expect(daysFromNow(await end('a'))).toBe(90)
    expect(daysFromNow(await end('b', '--expires', '7d'))).toBe(7)
    expect((await end('c', '--expires', 'never')).token.expiresAt).toBeUndefined()
    expect((await house.run(['token', 'list', '--user', 'anna'])).stdout).toMatch(
      /anna\/c +see +all of its user +never +never/,
    )
    expect(
      await house.run(['token', 'create', 'd', '--user', 'anna', '--expires', '2020-01-01']),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ended before it begins') as string,
    })
    expect(await house.run(['token', 'create', 'd', '--user', 'anna', '--expires', 'soon'])).toMatchObject({
      code: 2,
    })
  })

  it.each<[string, readonly string[], number, string]>([
    ['without a user', ['create', 'x'], 2, '--user'],
    ['for nobody', ['create', 'x', '--user', 'nobody'], 3, 'There is no user nobody.'],
    [
      'with a name that is taken',
      ['create', 'backup', '--user', 'olga'],
      5,
      'already a token of olga named backup',
    ],
    ['for a VM that is none', ['create', 'x', '--user', 'olga', '--vm', 'nope'], 3, 'There is no VM nope.'],
    ['named badly', ['create', 'a/b', '--user', 'olga'], 2, 'cannot be the name of a token'],
    ['of nobody', ['list', '--user', 'nobody'], 3, 'There is no user nobody.'],
    ['that are none', ['revoke', 'olga/backup', 'olga/a', 'x', '-y'], 3, 'There is no token x.'],
    ['that are not named', ['revoke', '-y'], 2, 'No token was named.'],
    ['named twice over', ['revoke', 'olga/backup', '--user', 'olga', '-y'], 2, 'exclude each other'],
    ['without a yes', ['revoke', 'olga/backup'], 2, 'needs a yes'],
  ])('%s are refused', async (_how, words, code, text) => {
    const before = await json('token', 'list')
    const ran = await house.run(['token', ...words])
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toContain(text)
    expect(await json('token', 'list')).toEqual(before)
  })

  it('are taken back by name, by id, or all of somebody', async () => {
    const secret = (await house.run(['token', 'create', 'y', '--user', 'olga'])).stdout.trim()
    expect(await house.run(['token', 'revoke', 'Olga/Y', '-y'])).toMatchObject({
      code: 0,
      stdout: 'olga/y is taken back.\n',
    })
    const program = visitor(house, { authorization: `Bearer ${secret}` })
    expect((await program.ask('GET', '/v1/vms')).statusCode).toBe(401)
    const [first] = await json('token', 'list', '--user', 'olga')
    expect(await json('token', 'rm', String(first?.['id']), '-y')).toMatchObject([{ name: 'backup' }])
    expect((await house.run(['token', 'revoke', '--user', 'anna', '-y'])).stdout).toBe(
      'anna/a is taken back.\nanna/b is taken back.\nanna/c is taken back.\n',
    )
    expect(await house.run(['token', 'revoke', '--user', 'anna', '-y'])).toMatchObject({
      code: 0,
      stderr: 'anna has no tokens.\n',
    })
    expect(await json('token', 'list')).toEqual([])
  })
})

describe('sessions', () => {
  it('are listed, and ended one by one or all of somebody', async () => {
    const listed = (await house.run(['session', 'list'])).stdout
    expect(listed).toMatch(/^SESSION +USER +FROM +SINCE +LAST SEEN +BROWSER\n/)
    expect(listed.split('\n').length).toBe(4)
    const phone = visitor(house, { 'user-agent': 'phone\u001b[2J' })
    await phone.ask('POST', '/v1/session', { name: 'olga', password: goodPassword })
    expect((await house.run(['session', 'list'])).stdout).not.toContain('\u001b')
    const [newest] = (await json('session', 'list', '--user', 'olga')).filter(({ agent }) =>
      String(agent).startsWith('phone'),
    )
    expect(await house.run(['session', 'revoke', String(newest?.['id'])])).toMatchObject({
      code: 0,
      stdout: 'olga is signed out at 127.0.0.1.\n',
    })
    expect((await phone.ask('GET', '/v1/vms')).statusCode).toBe(401)
    expect(await house.run(['session', 'revoke', String(newest?.['id'])])).toMatchObject({ code: 3 })
    expect(await house.run(['session', 'revoke', '--user', 'nobody'])).toMatchObject({ code: 3 })
    expect((await house.run(['session', 'revoke', '--user', 'OLGA'])).code).toBe(0)
    expect(await house.run(['session', 'revoke', '--user', 'olga'])).toMatchObject({
      code: 0,
      stderr: 'olga is not signed in.\n',
    })
    expect(await json('session', 'list')).toMatchObject([{ user: 'anna' }])
  })
})

it('what can be taken back is offered as one types', async () => {
  await house.run(['token', 'create', 'z', '--user', 'anna'])
  const offered = async (...words: readonly string[]) =>
    (await house.run(['completion', '--words', '--', ...words])).stdout
      .split('\n')
      .filter((line) => line !== '')
  expect(await offered('token', 'revoke', '')).toEqual(['anna/z'])
  expect(await offered('token', 'create', 'x', '--user', '')).toEqual(['anna', 'olga'])
  expect(await offered('token', 'create', 'x', '--level', 'o')).toEqual(['operate'])
  expect(await offered('user', 'reset', 'o')).toEqual(['olga'])
  const [session] = await json('session', 'list')
  expect(await offered('session', 'end', '')).toEqual([session?.['id']])
})
