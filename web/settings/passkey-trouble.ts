import type { MessageKey } from '../messages/message.ts'

/** What tells whether a browser can do passkeys, at the address it has open. */
export interface PasskeySurroundings {
  readonly hasApi: boolean
  readonly isSecure: boolean
  readonly hostname: string
}

export function passkeySurroundings(): PasskeySurroundings {
  return {
    hasApi: 'PublicKeyCredential' in window,
    isSecure: window.isSecureContext,
    hostname: window.location.hostname,
  }
}

/** Why no passkey can be made or used here; undefined where one can. */
export function whyNoPasskey({ hasApi, isSecure, hostname }: PasskeySurroundings): MessageKey | undefined {
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return 'passkeys.whyNot.number'
  if (!isSecure) return 'passkeys.whyNot.insecure'
  return hasApi ? undefined : 'passkeys.whyNot.browser'
}

/** What a device's refusal means; its own words are for programmers. */
const refusals: Readonly<Record<string, MessageKey>> = {
  NotAllowedError: 'passkeys.refused.cancelled',
  AbortError: 'passkeys.refused.cancelled',
  InvalidStateError: 'passkeys.refused.known',
  // What Chromium says where it does not trust the certificate.
  SecurityError: 'passkeys.refused.certificate',
  NotSupportedError: 'passkeys.refused.unable',
  ConstraintError: 'passkeys.refused.unable',
}

/** What to say of what WebAuthn rejected with; undefined for what is no refusal of a device. */
export function passkeyRefusal(error: unknown): MessageKey | undefined {
  if (!(error instanceof DOMException)) return undefined
  const { name, message } = error
  if (/certificate/i.test(message)) return 'passkeys.refused.certificate'
  return refusals[name] ?? 'passkeys.refused.unable'
}
