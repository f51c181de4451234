import { describe, expect, test } from 'vitest'
import { sayVerdict } from '../components/testing/say-verdict.ts'
import {
  isWebAddress,
  problemsOf,
  publicVerdict,
  tryBody,
  tryCommand,
  whyNoTry,
  type PublicCertificate,
} from './public-certificate.ts'

const at = '2027-01-01T12:00:00.000Z'
const terms = "https://ca.example/it's"
const known: PublicCertificate = {
  authority: "Let's Encrypt",
  directory: 'https://acme-v02.api.letsencrypt.org/directory',
  names: ['kiste.example.org'],
  canRehearse: true,
  nextTryAt: at,
}
const certificate = { issuer: 'E7', expiresAt: at, renewsAt: at, fingerprint: '' }
const failed = { begunAt: at, result: 'failed', problems: [] } as const
const going = { since: at, step: 'order', rehearsal: false } as const

describe('the certificate of an authority', () => {
  test.each<[Partial<PublicCertificate>, string, string, string]>([
    [
      { certificate },
      'ok',
      'kiste.example.org is shown with a certificate of Let',
      'kiste.example.org zeigt ein Zertifikat von Let',
    ],
    [{ certificate, last: failed }, 'look', 'The certificate of Let', 'Das Zertifikat von Let'],
    [{ certificate, last: failed, going }, 'ok', 'kiste.example.org is', 'kiste.example.org zeigt'],
    [{}, 'busy', 'A certificate of Let', 'Ein Zertifikat von Let'],
    [{ last: failed, going }, 'busy', 'A certificate of Let', 'Ein Zertifikat von Let'],
    [{ last: { ...failed, result: 'cut-off' } }, 'busy', 'A certificate of Let', 'Ein Zertifikat von Let'],
    [{ last: failed }, 'broken', 'There is no certificate', 'Es gibt noch kein Zertifikat'],
    [{ last: failed, termsToAgree: terms }, 'look', 'Let', 'Let'],
  ])('%j is %s', (more, tone, en, de) => {
    const said = sayVerdict(publicVerdict({ ...known, ...more }))
    expect(said.tone).toBe(tone)
    expect([said.en.startsWith(en), said.de.startsWith(de)], `${said.en} ${said.de}`).toEqual([true, true])
  })
})

const terribly = { code: 'dns_failed', message: 'The hook failed.' } as const
const notAgreed = { code: 'terms_not_agreed', message: 'Agree.' } as const

test.each<[Partial<PublicCertificate>, string[]]>([
  [{}, []],
  [{ last: { begunAt: at, result: 'done', problems: [] } }, []],
  [{ last: { begunAt: at, result: 'failed', problems: [terribly] } }, ['dns_failed']],
  [{ last: { begunAt: at, result: 'failed', problems: [terribly] }, going }, []],
  [{ last: { begunAt: at, result: 'failed', problems: [notAgreed] }, termsToAgree: terms }, []],
  [{ last: { begunAt: at, result: 'failed', problems: [notAgreed] } }, ['terms_not_agreed']],
])('of %j these are to be mended: %j', (more, codes) => {
  expect(problemsOf({ ...known, ...more }, more.last).map(({ code }) => code)).toEqual(codes)
})

const time = (iso: string) => iso

test.each<[Partial<PublicCertificate>, boolean, boolean, string | undefined]>([
  [{}, false, false, undefined],
  [{ going }, false, true, 'certificate.whyNot.going'],
  [{ byHandAt: at }, false, false, 'certificate.whyNot.tooOften'],
  [{ byHandAt: at }, true, false, undefined],
  [{ termsToAgree: terms }, false, false, 'certificate.whyNot.terms'],
  [{ termsToAgree: terms }, false, true, undefined],
])('%j, rehearsal: %s, agrees: %s: %s', (more, rehearsal, agrees, why) => {
  expect(whyNoTry({ ...known, ...more }, { rehearsal, agrees }, time)?.key).toBe(why)
})

test('what is sent is what one would type', () => {
  const asked = { ...known, termsToAgree: terms }
  expect(tryBody(asked, { rehearsal: true, agrees: true })).toEqual({ rehearsal: true, agreeTo: terms })
  expect(tryCommand(asked, { rehearsal: true, agrees: true })).toBe(
    String.raw`kiste certificate try --rehearsal --agree-to 'https://ca.example/it'\''s'`,
  )
  expect(tryBody(known, { rehearsal: false, agrees: true })).toEqual({})
  expect(tryCommand(known, { rehearsal: false, agrees: false })).toBe('kiste certificate try')
})

test.each([
  ['https://ca.example/terms', true],
  ['javascript:alert(1)', false],
  ['data:text/plain,x', false],
  ['http://ca.example', false],
  ['https://', false],
])('%s can be followed: %s', (text, can) => {
  expect(isWebAddress(text)).toBe(can)
})
