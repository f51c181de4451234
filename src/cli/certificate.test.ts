import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  askedFor,
  failure,
  fakeServedWeb,
  goodCertificate,
  type FakeServedWeb,
} from '../http/testing/fake-served-web.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
let web: FakeServedWeb
const begunAt = '2027-01-01T12:00:00.000Z'
const failed = { begunAt, result: 'failed', problems: [failure] } as const

beforeEach(async () => {
  web = fakeServedWeb()
  house = await serveHouse({ http: { web: () => web } })
})
afterEach(() => house.close())

describe('show', () => {
  it('says of whom it is and until when', async () => {
    web.known = { ...askedFor, certificate: goodCertificate, last: { begunAt, result: 'done', problems: [] } }
    const { stdout, code } = await house.run(['certificate', 'show'])
    expect(code).toBe(0)
    expect(stdout).toContain("kiste.example.org is shown with a certificate of Let's Encrypt.")
    expect(stdout).toMatch(/Signed by +Let's Encrypt E7\n/)
    expect(stdout).toMatch(/Good until +2027-12-01 /)
    expect(stdout).toMatch(/Last try +2027-01-01 \d\d:00, a certificate came\n/)
  })
  it('says why there is none, and what to do', async () => {
    web.known = { ...askedFor, last: failed }
    const { stdout } = await house.run(['certificate', 'show'])
    expect(stdout).toContain('There is no certificate of Let')
    expect(stdout).toContain('Error: The record _acme-challenge.kiste.example.org could not be set')
    expect(stdout).toContain('Try the hook by hand: /etc/kiste/dns-hook')
  })
  it('says that the house has its own', async () => {
    web.known = undefined
    expect((await house.run(['certificate', 'show'])).stdout).toContain('authority of the house')
    expect(JSON.parse((await house.run(['certificate', 'show', '--json'])).stdout)).toMatchObject({
      state: 'tls',
    })
  })
})

describe('try', () => {
  /** Goes through its steps once somebody has asked, and ends so. */
  function goes(end: Partial<typeof askedFor>) {
    web.onTry = () => {
      const since = begunAt
      const steps = (['directory', 'records', 'certificate'] as const).values()
      const goOn = () => {
        const { value: step } = steps.next()
        web.known =
          step === undefined
            ? { ...askedFor, ...end }
            : { ...askedFor, going: { since, step, rehearsal: false } }
        house.live.certificateChanged()
      }
      goOn()
      // Each step is looked at before the next one comes.
      const { facts } = web
      web.facts = () => {
        const seen = facts()
        if (web.known?.going !== undefined) setImmediate(goOn)
        return seen
      }
    }
  }
  it('follows it to its end', async () => {
    goes({ certificate: goodCertificate, last: { begunAt, result: 'done', problems: [] } })
    const ran = await house.run(['certificate', 'try', '--agree-to', 'https://ca.example/terms'])
    expect(ran).toMatchObject({ code: 0, stdout: 'A certificate came, and is shown from now on.\n' })
    expect(ran.stderr).toContain('… setting the record in the DNS\n')
    expect(web.tried).toEqual([{ agreeTo: 'https://ca.example/terms' }])
  })
  it('says what it failed with', async () => {
    goes({ last: failed })
    const ran = await house.run(['certificate', 'try'])
    expect(ran).toMatchObject({ code: 1, stdout: '' })
    expect(ran.stderr).toContain('could not be set: the hook failed.')
  })
  it('says that it was cut off', async () => {
    goes({ last: { begunAt, result: 'cut-off', problems: [] } })
    const ran = await house.run(['certificate', 'try'])
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('it goes on by itself') as string })
  })
  it('rehearses, and says so', async () => {
    goes({ last: failed, rehearsal: { begunAt, result: 'done', problems: [] } })
    const ran = await house.run(['certificate', 'try', '--rehearsal'])
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('It works') as string })
    expect(web.tried).toEqual([{ rehearsal: true }])
  })
  it('is left alone by whoever leaves', async () => {
    web.onTry = () => {
      web.known = { ...askedFor, going: { since: begunAt, step: 'order', rehearsal: false } }
    }
    const ran = await house.run(['certificate', 'try'], {
      during: ({ interrupt }) => void setTimeout(interrupt, 300),
    })
    expect(ran).toMatchObject({ code: 130, stderr: expect.stringContaining('goes on without you') as string })
  })
  it('is refused where none is asked for', async () => {
    web.known = undefined
    expect(await house.run(['certificate', 'try'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('None is asked for') as string,
    })
  })
})
