import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, member } from './testing/visitor.ts'

let house: House
beforeAll(async () => {
  house = await buildHouse()
})
afterAll(() => house.close())

describe('GET /v1/vms/:vm/screenshot', () => {
  it('is a PNG of the screen, as narrow as one asks, and for no cache', async () => {
    const whole = await house.http.inject('/v1/vms/web/screenshot')
    expect(whole.statusCode, whole.body).toBe(200)
    expect(whole.headers['content-type']).toBe('image/png')
    expect(whole.rawPayload.readUInt32BE(16)).toBe(720)
    const small = await house.http.inject('/v1/vms/web/screenshot?widthPx=320')
    expect(small.rawPayload.readUInt32BE(16)).toBe(320)
    expect(small.rawPayload.readUInt32BE(20)).toBe(178)
    expect(small.rawPayload.length).toBeLessThan(60_000)
    const admin = await administrator(house)
    const overNet = await admin.ask('GET', '/v1/vms/web/screenshot')
    expect(overNet.headers['cache-control']).toBe('no-store')
    expect(overNet.headers['x-content-type-options']).toBe('nosniff')
  })

  it('is refused with what can be done', async () => {
    const refusal = async (path: string) => {
      const answer = await house.http.inject(`/v1/vms/${path}`)
      return [answer.statusCode, answer.json<{ problems: { code: string }[] }>().problems[0]?.code]
    }
    expect(await refusal('build/screenshot')).toEqual([409, 'wrong_state'])
    expect(await refusal('nobody/screenshot')).toEqual([404, 'not_found'])
    expect(await refusal('web/screenshot?widthPx=5')).toEqual([400, 'invalid_input'])
    expect(await refusal('web/screenshot?widthPx=100000')).toEqual([400, 'invalid_input'])
    expect(await refusal('web/screenshot?width=320')).toEqual([400, 'invalid_input'])
  })

  it('is for those who may see the screen', async () => {
    const viewer = await member(house, { name: 'vera', role: 'viewer' })
    const operator = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
    const status = async (who: typeof viewer, vm: string) =>
      (await who.ask('GET', `/v1/vms/${vm}/screenshot`)).statusCode
    expect(await status(viewer, 'web')).toBe(403)
    expect(await status(operator, 'web')).toBe(200)
    expect(await status(operator, 'photos')).toBe(404)
  })
})
