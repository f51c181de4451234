import { describe, expect, it } from 'vitest'
import { parseAcmeOptions } from './acme-options.ts'
import { ProblemError } from './domain/problem.ts'

const hook = 'dns: { kind: hook, command: [/etc/kiste/dns, -v] }'
const common = { resolvers: [], waitSeconds: 300, checkNameServers: true }

describe('what stands in the file', () => {
  it('is Let’s Encrypt where nobody says anything else', () => {
    expect(parseAcmeOptions('f', `names: [Kiste.Example.org]\n${hook}`)).toEqual({
      directory: 'https://acme-v02.api.letsencrypt.org/directory',
      staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      names: ['kiste.example.org'],
      dns: { ...common, kind: 'hook', command: ['/etc/kiste/dns', '-v'], timeoutSeconds: 120 },
    })
  })

  it('is an authority of one’s own', () => {
    const text = `
directory: https://ca.lan/acme/directory
staging: https://ca.lan/test/directory
authority: /etc/kiste/ca.pem
names: ['*.example.org', Bücher.example]
contact: anna@example.org
agreeTo: https://ca.lan/terms
dns: { kind: rfc2136, server: ns1.example.org., port: 5353, zone: example.org, keyFile: /etc/kiste/key, waitSeconds: 60 }`
    expect(parseAcmeOptions('f', text)).toEqual({
      directory: 'https://ca.lan/acme/directory',
      staging: 'https://ca.lan/test/directory',
      authority: '/etc/kiste/ca.pem',
      names: ['*.example.org', 'xn--bcher-kva.example'],
      contact: 'anna@example.org',
      agreeTo: 'https://ca.lan/terms',
      dns: {
        ...common,
        waitSeconds: 60,
        kind: 'rfc2136',
        server: 'ns1.example.org',
        port: 5_353,
        zone: 'example.org',
        keyFile: '/etc/kiste/key',
      },
    })
  })

  it.each(['desec', 'cloudflare'])('is %s, which has a token', (kind) => {
    const text = `directory: letsencrypt-staging\nnames: a.example.org\ndns: { kind: ${kind}, tokenFile: /t, resolvers: [9.9.9.9, '2620:fe::fe'], checkNameServers: false }`
    const { dns, staging } = parseAcmeOptions('f', text)
    expect(dns).toEqual({
      ...common,
      resolvers: ['9.9.9.9', '2620:fe::fe'],
      checkNameServers: false,
      kind,
      tokenFile: '/t',
    })
    expect(staging).toBeUndefined()
  })
})

describe('refused, all at once', () => {
  it.each<[string, string[]]>([
    ['', ['the file', 'dns', 'dns.kind', 'names']],
    ['[]', ['the file', 'dns', 'dns.kind', 'names']],
    [`names: []\n${hook}`, ['names']],
    [`names: [a.example.org]`, ['dns', 'dns.kind']],
    [`names: [a.example.org]\ndns: { kind: route53 }`, ['dns.kind']],
    [
      `names: [woodbox, 10.0.0.1, 'a b.example', '*.*.example.org', 'x.example.org/../']\n${hook}`,
      ['names', 'names', 'names', 'names', 'names', 'names'],
    ],
    [`names: [a.example.org]\ndirectory: http://ca.lan/\n${hook}`, ['directory']],
    [`names: [a.example.org]\ndirectory: toString\n${hook}`, ['directory']],
    [
      `names: [a.example.org]\ncontact: 'a@b,c@d'\nagreeTo: yes\nauthority: ca.pem\n${hook}`,
      ['authority', 'contact', 'agreeTo'],
    ],
    [`names: [a.example.org]\nemail: a@b\n${hook}`, ['email']],
    [`names: [a.example.org]\ndns: { kind: hook, command: dns.sh }`, ['dns.command']],
    [
      `names: [a.example.org]\ndns: { kind: hook, command: [/a, 7], timeoutSeconds: 0 }`,
      ['dns.command', 'dns.timeoutSeconds'],
    ],
    [`names: [a.example.org]\ndns: { kind: hook, command: [/a], tokenFile: /b }`, ['dns.tokenFile']],
    [
      `names: [a.example.org]\ndns: { kind: rfc2136, server: 'ns1 evil', port: 70000 }`,
      ['dns.server', 'dns.port', 'dns.keyFile'],
    ],
    [
      `names: [a.example.org]\ndns: { kind: desec, tokenFile: token, resolvers: [dns.google], waitSeconds: soon, checkNameServers: 1 }`,
      ['dns.resolvers', 'dns.waitSeconds', 'dns.checkNameServers', 'dns.tokenFile'],
    ],
    [`names: [a.example.org\n`, ['--web-acme']],
    ['a: &a [x]\nb: *a', ['--web-acme']],
  ])('%s', (text, fields) => {
    let found: (string | undefined)[] = []
    try {
      parseAcmeOptions('/etc/kiste/acme.yaml', text)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      found = error.problems.map(({ field }) => field)
      for (const { message } of error.problems) expect(message).toContain('/etc/kiste/acme.yaml')
    }
    expect(found).toEqual(fields)
  })
})
