import { afterEach, expect, it } from 'vitest'
import { askedFor, failure, fakeServedWeb, goodCertificate } from './testing/fake-served-web.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, member } from './testing/visitor.ts'

let house: House
afterEach(() => house.close())

it('is asked for by an administrator, with what they agree to; it is written down who did', async () => {
  const web = fakeServedWeb()
  house = await buildHouse({ http: { web: () => web } })
  const admin = await administrator(house)
  const body = { agreeTo: 'https://ca.example/terms', rehearsal: true }
  const answer = await admin.ask('POST', '/v1/web/certificate/try', body)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.json()).toEqual(askedFor)
  expect(web.tried).toEqual([body])
  const log = (await admin.ask('GET', '/v1/audit')).json<{ what: string; who: string }[]>()
  expect(log[0]).toMatchObject({ who: 'anna', what: 'Try for a certificate of the authority now' })
  const viewer = await member(house, { name: 'vera', role: 'viewer' })
  expect((await viewer.ask('POST', '/v1/web/certificate/try', {})).statusCode).toBe(403)
  expect((await viewer.ask('GET', '/v1/web')).json()).toMatchObject({
    public: { names: ['kiste.example.org'] },
  })
  expect(web.tried).toHaveLength(1)
})

it('is not, where none is: and it is said what is missing', async () => {
  house = await buildHouse()
  const answer = await house.http.inject({ method: 'POST', url: '/v1/web/certificate/try', payload: {} })
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({
    problems: [{ code: 'not_supported', hint: expect.stringContaining('--web-acme') as string }],
  })
  expect((await house.http.inject('/v1/doctor')).body).not.toContain('Certificate')
})

it.each([
  ['that is good', { ...askedFor, certificate: goodCertificate }, 'ok'],
  [
    'that is not to be had',
    {
      ...askedFor,
      last: { begunAt: '2027-01-01T00:00:00.000Z', result: 'failed' as const, problems: [failure] },
    },
    'warn',
  ],
])('one %s is looked at by the doctor', async (_, known, state) => {
  house = await buildHouse({ http: { web: () => fakeServedWeb(known) } })
  const report = (await house.http.inject('/v1/doctor')).json<{ checks: { id: string; state: string }[] }>()
  expect(report.checks.find(({ id }) => id === 'certificate')).toMatchObject({ state })
})
