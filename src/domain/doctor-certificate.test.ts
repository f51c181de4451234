import { expect, it } from 'vitest'
import { withCertificate, type CertificateLook } from './doctor-certificate.ts'
import { reportOf } from './doctor.ts'

const nowMs = Date.parse('2027-03-01T00:00:00Z')
const look: CertificateLook = { authority: "Let's Encrypt", names: ['kiste.example.org'] }
const certificate = { expiresAt: '2027-05-01T10:00:00.000Z', renewsAt: '2027-04-01T10:00:00.000Z' }
const failed = {
  result: 'failed',
  problems: [{ message: 'The hook failed.', hint: 'Try it by hand.' }],
} as const
const report = reportOf([])

it('says nothing where none is asked for', () => {
  expect(withCertificate(report, undefined, nowMs)).toBe(report)
})

it.each<[string, CertificateLook, object]>([
  [
    'good',
    { ...look, certificate },
    {
      state: 'ok',
      detail: "The certificate for kiste.example.org is of Let's Encrypt and good until 2027-05-01.",
    },
  ],
  ['not there yet', look, { state: 'ok', detail: expect.stringContaining('until then') as string }],
  [
    'not to be had',
    { ...look, last: failed },
    {
      state: 'warn',
      detail: 'There is no certificate for kiste.example.org. The hook failed.',
      remedy: 'Try it by hand.',
    },
  ],
  [
    'not renewed',
    { ...look, certificate, last: failed },
    {
      state: 'warn',
      detail: 'The certificate for kiste.example.org ends on 2027-05-01 and is not renewed. The hook failed.',
    },
  ],
  [
    'late without a word',
    { ...look, certificate: { ...certificate, renewsAt: '2027-02-01T00:00:00.000Z' } },
    { state: 'warn', remedy: 'kiste certificate try' },
  ],
  ['cut off', { ...look, certificate, last: { result: 'cut-off', problems: [] } }, { state: 'ok' }],
])('a certificate that is %s', (_, facts, says) => {
  const judged = withCertificate(report, facts, nowMs)
  expect(judged.checks).toMatchObject([{ id: 'certificate', ...says }])
  expect(judged.verdict).toBe((says as { state: string }).state)
})
