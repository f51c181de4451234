import { expect, test } from 'vitest'
import { passkeyRefusal, whyNoPasskey } from './passkey-trouble.ts'

test.each([
  [{ hasApi: true, isSecure: true, hostname: 'woodbox.local' }, undefined],
  [{ hasApi: true, isSecure: true, hostname: 'localhost' }, undefined],
  [{ hasApi: true, isSecure: true, hostname: '192.168.1.10' }, 'passkeys.whyNot.number'],
  [{ hasApi: true, isSecure: true, hostname: '[fd00::7]' }, 'passkeys.whyNot.number'],
  [{ hasApi: false, isSecure: false, hostname: 'woodbox.local' }, 'passkeys.whyNot.insecure'],
  [{ hasApi: false, isSecure: true, hostname: 'woodbox.local' }, 'passkeys.whyNot.browser'],
])('%j', (surroundings, why) => {
  expect(whyNoPasskey(surroundings)).toBe(why)
})

test.each([
  [new DOMException('timed out', 'NotAllowedError'), 'passkeys.refused.cancelled'],
  [
    new DOMException('WebAuthn is not supported on sites with TLS certificate errors.', 'NotAllowedError'),
    'passkeys.refused.certificate',
  ],
  [new DOMException('', 'InvalidStateError'), 'passkeys.refused.known'],
  [new DOMException('', 'SomethingNewError'), 'passkeys.refused.unable'],
  [new Error('of ours'), undefined],
])('%s', (error, said) => {
  expect(passkeyRefusal(error)).toBe(said)
})
