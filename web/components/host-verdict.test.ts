import { expect, test } from 'vitest'
import type { Doctor, Host } from '../api/answers.ts'
import { hostVerdict } from './host-verdict.ts'
import { sayVerdict } from './testing/say-verdict.ts'

const connected: Pick<Host, 'libvirt'> = {
  libvirt: { state: 'connected', uri: 'x', libvirtVersion: '11', hypervisorVersion: '10' },
}
const away: Pick<Host, 'libvirt'> = { libvirt: { state: 'disconnected', uri: 'x', because: 'y' } }
const doctor = (...states: Doctor['verdict'][]): Doctor => ({
  verdict: 'ok',
  sentence: '',
  checks: states.map((state, index) => ({ id: `${index}`, title: '', state, detail: '' })),
})

test.each([
  [connected, doctor('ok'), 'ok', 'The host is well.'],
  [
    connected,
    doctor('ok', 'warn'),
    'look',
    'One thing on the host wants a look. What to do about it stands below.',
  ],
  [
    connected,
    doctor('warn', 'fail', 'fail'),
    'broken',
    '2 things on the host are broken. What to do about it stands below.',
  ],
  [away, doctor('ok'), 'broken', 'libvirt does not answer.'],
] as const)('%#', (host, found, tone, en) => {
  const said = sayVerdict(hostVerdict(host, found))
  expect(said.tone).toBe(tone)
  expect(said.en).toMatch(new RegExp(`^${en}`))
})
