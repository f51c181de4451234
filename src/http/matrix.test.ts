import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permissions } from '../contract/permissions.ts'
import type { Route } from '../contract/route.ts'
import { routes } from '../contract/routes.ts'
import { levels, type Level } from '../domain/rights.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, member, visitor, type Visitor } from './testing/visitor.ts'

// Each route of the contract by everybody who may come. A field that no endpoint knows is sent along: whoever is let through is told
// so (400), and nothing is done; the permission is looked at before.
type Answer = 400 | 401 | 403 | 404

/** What somebody may do: with the VM the request is about, and with the house. */
interface Holds {
  readonly known: boolean
  readonly vm: Level | 'unseen'
  readonly house: Level | 'none'
}

const everybody = {
  anonymous: { known: false, vm: 'unseen', house: 'none' },
  viewer: { known: true, vm: 'view', house: 'view' },
  'operator of this VM': { known: true, vm: 'operate', house: 'none' },
  'operator of another': { known: true, vm: 'unseen', house: 'none' },
  admin: { known: true, vm: 'admin', house: 'admin' },
  'token that may all': { known: true, vm: 'admin', house: 'admin' },
  'token to look': { known: true, vm: 'view', house: 'view' },
  'token for this VM': { known: true, vm: 'operate', house: 'none' },
  'token for another VM': { known: true, vm: 'unseen', house: 'none' },
  'token to operate of a viewer': { known: true, vm: 'view', house: 'view' },
  'expired token': { known: false, vm: 'unseen', house: 'none' },
  'token of somebody disabled': { known: false, vm: 'unseen', house: 'none' },
  'somebody disabled': { known: false, vm: 'unseen', house: 'none' },
  'ended session': { known: false, vm: 'unseen', house: 'none' },
} as const satisfies Record<string, Holds>
type Who = keyof typeof everybody

function expected({ permission, only }: Route, { known, vm, house }: Holds): Answer {
  const need = permissions[permission]
  if (only === 'socket') return 403
  if (need.for === 'everybody') return 400
  if (!known) return 401
  if (need.for === 'oneself') return 400
  const has = (level: Level | 'none' | 'unseen') =>
    level !== 'none' && level !== 'unseen' && levels.indexOf(level) >= levels.indexOf(need.level)
  switch (need.about) {
    case 'vm':
    case 'vms':
    case 'job':
      if (vm === 'unseen') return 404
      return has(vm) ? 400 : 403
    case 'house':
      return has(house) ? 400 : 403
    case 'seen':
      return 400
  }
}

let house: House
let job: string
const visitors = new Map<Who, Visitor>()
let now = new Date('2027-01-01T12:00:00Z')

beforeAll(async () => {
  house = await buildHouse({ accessNow: () => now })
  const admin = await administrator(house)
  const viewer = await member(house, { name: 'vera', role: 'viewer' })
  const operator = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
  const other = await member(house, { name: 'olga', role: 'operator', vms: ['build'] })
  const gone = await member(house, { name: 'dora', role: 'admin' })
  const ended = await member(house, { name: 'emil', role: 'admin' })
  const token = async (owner: Visitor, wish: object) => {
    const answer = await owner.ask('POST', '/v1/tokens', {
      name: `t${Math.random()}`.replace('.', ''),
      ...wish,
    })
    expect(answer.statusCode, answer.body).toBe(200)
    return visitor(house, { authorization: `Bearer ${answer.json<{ secret: string }>().secret}` })
  }
  visitors
    .set('anonymous', visitor(house))
    .set('viewer', viewer)
    .set('operator of this VM', operator)
    .set('operator of another', other)
    .set('admin', admin)
    .set('token that may all', await token(admin, { level: 'admin' }))
    .set('token to look', await token(admin, { level: 'view' }))
    .set('token for this VM', await token(admin, { level: 'operate', vms: ['web'] }))
    .set('token for another VM', await token(admin, { level: 'admin', vms: ['build'] }))
    .set('token to operate of a viewer', await token(viewer, { level: 'operate' }))
    .set('expired token', await token(admin, { level: 'admin', expiresAt: '2027-01-01T12:30:00Z' }))
    .set('token of somebody disabled', await token(gone, { level: 'admin' }))
    .set('somebody disabled', gone)
    .set('ended session', ended)
  await admin.ask('PATCH', '/v1/users/dora', { disabled: true })
  const { userId } = { userId: house.access.users.list().find(({ name }) => name === 'emil')?.id }
  const sessions = (await admin.ask('GET', '/v1/sessions')).json<{ id: string; userId: string }[]>()
  for (const session of sessions)
    if (session.userId === userId) await admin.ask('DELETE', `/v1/sessions/${session.id}`)
  now = new Date('2027-01-01T13:00:00Z')
  job = (await house.http.inject({ method: 'POST', url: '/v1/vms/web/pause' })).json<{ id: string }>().id
  await house.engine.wait(job)
})
afterAll(() => house.close())

const all = Object.entries(routes) as [string, Route][]
const callers = Object.keys(everybody) as Who[]

describe.each(callers)('%s', (who) => {
  it.each(all)('%s', async (_name, route) => {
    const path = route.path.replace(':vm', 'web').replace(':job', job).replaceAll(/:\w+/g, 'x')
    const payload = route.takes === 'json' ? { vms: ['web'], nonsense: 1 } : undefined
    const answer = await visitors.get(who)?.ask(route.method, `${path}?nonsense=1`, payload)
    const isExpired = who === 'expired token' || who === 'token of somebody disabled'
    // A token that is no good is refused as such, also where nobody needs to be known.
    const wanted = isExpired ? 401 : expected(route, everybody[who])
    expect(answer?.statusCode, answer?.body).toBe(wanted)
  })
})

it('nothing was done by any of it', async () => {
  expect(house.engine.list().map(({ id }) => id)).toEqual([job])
})
