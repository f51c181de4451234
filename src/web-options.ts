import { isIP } from 'node:net'
import { throwIfProblems, type Problem } from './domain/problem.ts'

export interface WebOptions {
  /** `::` is every address of the host. */
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
  /** Without TLS, which is for this machine alone. */
  readonly plain: boolean
  /** Names and addresses of the host that it does not know of itself. */
  readonly names: readonly string[]
  /** A certificate and key to be shown instead of Kiste's own. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined
  /** The file that says which certificate is to be had of an authority, by ACME. */
  readonly acme?: string | undefined
  /** Addresses whose word on who they ask for is taken: a proxy before Kiste. */
  readonly proxies: readonly string[]
}

export interface WebWords {
  readonly web?: string | undefined
  readonly 'web-plain'?: string | undefined
  readonly 'web-name'?: string[] | undefined
  readonly 'web-cert'?: string | undefined
  readonly 'web-key'?: string | undefined
  readonly 'web-acme'?: string | undefined
  readonly 'web-proxy'?: string[] | undefined
}

/** Reads where and how the page is to be served; throws with everything that is wrong. */
export function readWebOptions(words: WebWords): WebOptions | undefined {
  const { web, 'web-plain': plain, 'web-cert': cert, 'web-key': key } = words
  const acme = words['web-acme']
  const text = web ?? plain
  if (text === undefined) return refuseUseless(words)
  const names = words['web-name'] ?? []
  const proxies = words['web-proxy'] ?? []
  const option = web === undefined ? '--web-plain' : '--web'
  const place = readPlace(text, web === undefined ? '127.0.0.1' : '::')
  throwIfProblems([
    ...problem(
      web !== undefined && plain !== undefined,
      '--web-plain',
      'there is --web already, and one of both is served',
    ),
    ...problem(place === undefined, option, `${JSON.stringify(text)} is no [ADDRESS:]PORT`),
    ...problem(
      web === undefined && place !== undefined && !isLoopback(place.address),
      option,
      `${place?.address} can be reached from elsewhere, and passwords would be read on their way`,
      '--web serves it with TLS.',
    ),
    ...problem(
      (cert === undefined) !== (key === undefined),
      '--web-cert',
      'it comes with --web-key, and neither alone',
    ),
    ...problem(
      acme !== undefined && (cert !== undefined || key !== undefined),
      '--web-acme',
      'there is a certificate with --web-cert already, and one of both is shown',
    ),
    ...problem(
      acme !== undefined && web === undefined,
      '--web-acme',
      'without TLS no certificate is shown',
      'Serve the page with --web PORT.',
    ),
    ...names.flatMap((name) =>
      problem(!isHostName(name), '--web-name', `${JSON.stringify(name)} is no name of a host`),
    ),
    ...proxies.flatMap((proxy) =>
      problem(isIP(proxy) === 0, '--web-proxy', `${JSON.stringify(proxy)} is no address`),
    ),
  ])
  if (place === undefined) return undefined
  return {
    ...place,
    plain: web === undefined,
    names,
    certificate: cert === undefined || key === undefined ? undefined : { cert, key },
    acme,
    proxies,
  }
}

/** Words about a page that is not served are a mistake. */
function refuseUseless(words: WebWords): undefined {
  throwIfProblems(
    (Object.keys(words) as (keyof WebWords)[]).flatMap((word) =>
      problem(
        word.startsWith('web-') && words[word] !== undefined,
        `--${word}`,
        'no page is served',
        'Add --web PORT.',
      ),
    ),
  )
}

function problem(is: boolean, field: string, message: string, hint?: string): Problem[] {
  if (!is) return []
  return [
    {
      code: 'invalid_input',
      field,
      message: `${field}: ${message}.`,
      ...(hint === undefined ? {} : { hint }),
    },
  ]
}

/** `5478`, `192.168.1.10:5478`, `[::1]:5478`. */
function readPlace(
  text: string,
  otherwise: string,
): { readonly address: string; readonly port: number } | undefined {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text)
  if (match === null) return undefined
  const [, six, four, port] = match
  const address = six ?? four ?? otherwise
  if (isIP(address) === 0 || Number(port) > 65_535) return undefined
  return { address, port: Number(port) }
}

function isHostName(text: string): boolean {
  return isIP(text) !== 0 || /^[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)*$/.test(text)
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
