import { createHash, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import type { AcmeAccount, AcmeKeep, AcmeOrder, IssuedCertificate } from '../../domain/acme.ts'
import { checkPrivateKey } from '../tls/check-key.ts'
import { privateFolder, readWholeJson, writeWhole } from '../tls/whole-files.ts'

/** What is kept of one authority: each in a file of its own that nobody else may read, there whole or as it was. */
export interface AuthorityFiles extends AcmeKeep {
  /** Where they are. */
  readonly folder: string
  certificate(): Promise<IssuedCertificate | undefined>
  saveCertificate(certificate: IssuedCertificate): Promise<void>
  agreedTo(): Promise<readonly string[]>
  agree(terms: string): Promise<void>
}

/** Throws `ProblemError` where the folder cannot be made. */
export async function authorityFiles(folder: string, directory: string): Promise<AuthorityFiles> {
  await privateFolder(folder)
  // An address is no name of a folder.
  const place = join(folder, createHash('sha256').update(directory).digest('hex').slice(0, 16))
  await privateFolder(place)
  const at = (name: string) => join(place, `${name}.json`)
  const read = <T>(name: string, isOne: (value: Partial<T>) => boolean) => readWholeJson<T>(at(name), isOne)
  const agreedTo = async () =>
    (await read<{ agreedTo: readonly string[] }>('terms', (value) => Array.isArray(value.agreedTo)))
      ?.agreedTo ?? []
  return {
    folder: place,
    account: () => read<AcmeAccount>('account', ({ key }) => isPem(key)),
    saveAccount: (account) => writeWhole(at('account'), JSON.stringify({ directory, ...account })),
    order: () =>
      read<AcmeOrder>(
        'order',
        ({ url, names, key, begunAtMs }) =>
          typeof url === 'string' && Array.isArray(names) && isPem(key) && Number.isFinite(begunAtMs),
      ),
    // There is no order in an empty object; a file that goes may come back with a power cut.
    saveOrder: (order) => writeWhole(at('order'), JSON.stringify(order ?? {})),
    certificate: () => read<IssuedCertificate>('certificate', isPair),
    saveCertificate: (certificate) => writeWhole(at('certificate'), JSON.stringify(certificate)),
    agreedTo,
    agree: async (terms) =>
      writeWhole(at('terms'), JSON.stringify({ agreedTo: [...new Set([...(await agreedTo()), terms])] })),
  }
}

function isPem(text: unknown): boolean {
  return typeof text === 'string' && text.startsWith('-----BEGIN PRIVATE KEY-----')
}

function isPair({ cert, key }: Partial<IssuedCertificate>): boolean {
  if (typeof cert !== 'string' || typeof key !== 'string') return false
  try {
    return !new X509Certificate(cert).ca && checkPrivateKey({ cert, key })
  } catch {
    // OpenSSL says in many ways that something is no certificate or no key.
    return false
  }
}
