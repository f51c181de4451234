import type { Answer } from './answers.ts'
import { fromBase64url, toBase64url } from './base64url.ts'

// Browsers can read and write this JSON themselves (`parseCreationOptionsFromJSON`), but Safari only since 2025.

type Options = Answer<'beginPasskey'>
type Response = Readonly<Record<string, unknown>>

/** The extensions that the daemon asks for take no bytes. */
type Json<Options> = Omit<Options, 'extensions'>

interface NamedKey {
  readonly id: string
}

/** Has the device make a passkey. Rejects with a `DOMException` when it does not; `name` says why. */
export async function makePasskey(options: Options): Promise<Response> {
  const json = options as unknown as Json<PublicKeyCredentialCreationOptionsJSON>
  const made = await navigator.credentials.create({
    publicKey: {
      ...json,
      challenge: fromBase64url(json.challenge),
      user: { ...json.user, id: fromBase64url(json.user.id) },
      excludeCredentials: (json.excludeCredentials ?? []).map(withBytes),
    } as PublicKeyCredentialCreationOptions,
  })
  const credential = made as PublicKeyCredential
  const answer = credential.response as AuthenticatorAttestationResponse
  return {
    ...headOf(credential),
    response: {
      clientDataJSON: toBase64url(answer.clientDataJSON),
      attestationObject: toBase64url(answer.attestationObject),
      transports: answer.getTransports(),
    },
  }
}

/** Has the device sign with one of its passkeys. Rejects as `makePasskey` does. */
export async function signWithPasskey(options: Options): Promise<Response> {
  const json = options as unknown as Json<PublicKeyCredentialRequestOptionsJSON>
  const given = await navigator.credentials.get({
    publicKey: {
      ...json,
      challenge: fromBase64url(json.challenge),
      allowCredentials: (json.allowCredentials ?? []).map(withBytes),
    } as PublicKeyCredentialRequestOptions,
  })
  const credential = given as PublicKeyCredential
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse
  return {
    ...headOf(credential),
    response: {
      clientDataJSON: toBase64url(clientDataJSON),
      authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(signature),
      ...(userHandle === null ? {} : { userHandle: toBase64url(userHandle) }),
    },
  }
}

function withBytes<Key extends NamedKey>(key: Key) {
  return { ...key, id: fromBase64url(key.id) }
}

function headOf(credential: PublicKeyCredential) {
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  }
}
