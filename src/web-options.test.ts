import { expect, it } from 'vitest'
import { ProblemError } from './domain/problem.ts'
import { readWebOptions, type WebWords } from './web-options.ts'

const served = { names: [], certificate: undefined, proxies: [] }

it.each<[WebWords, object | undefined]>([
  [{}, undefined],
  [{ web: '5478' }, { ...served, address: '::', port: 5478, plain: false }],
  [{ web: '192.168.1.10:443' }, { ...served, address: '192.168.1.10', port: 443, plain: false }],
  [{ web: '[fd00::1]:0' }, { ...served, address: 'fd00::1', port: 0, plain: false }],
  [{ 'web-plain': '8080' }, { ...served, address: '127.0.0.1', port: 8080, plain: true }],
  [{ 'web-plain': '[::1]:8080' }, { ...served, address: '::1', port: 8080, plain: true }],
  [
    { web: '1', 'web-cert': 'a', 'web-key': 'b', 'web-name': ['nas.example.org'], 'web-proxy': ['10.0.0.2'] },
    {
      address: '::',
      port: 1,
      plain: false,
      names: ['nas.example.org'],
      certificate: { cert: 'a', key: 'b' },
      proxies: ['10.0.0.2'],
    },
  ],
  [
    { web: '1', 'web-acme': '/etc/kiste/acme.yaml' },
    { ...served, address: '::', port: 1, plain: false, acme: '/etc/kiste/acme.yaml' },
  ],
])('%j', (words, options) => {
  expect(readWebOptions(words)).toEqual(options)
})

it.each<[WebWords, string[]]>([
  [{ web: '' }, ['--web']],
  [{ web: '99999' }, ['--web']],
  [{ web: 'woodbox:80' }, ['--web']],
  [{ web: '::1:80' }, ['--web']],
  [{ web: '80', 'web-plain': '81' }, ['--web-plain']],
  [{ 'web-plain': '0.0.0.0:80' }, ['--web-plain']],
  [{ 'web-plain': '192.168.1.10:80' }, ['--web-plain']],
  [{ 'web-name': ['a'] }, ['--web-name']],
  [{ 'web-acme': 'a' }, ['--web-acme']],
  [{ 'web-plain': '1', 'web-acme': 'a' }, ['--web-acme']],
  [{ web: '1', 'web-acme': 'a', 'web-cert': 'b', 'web-key': 'c' }, ['--web-acme']],
  [
    { web: 'x', 'web-cert': 'a', 'web-name': ['a b', '-', 'x;y'], 'web-proxy': ['all'] },
    ['--web', '--web-cert', '--web-name', '--web-name', '--web-name', '--web-proxy'],
  ],
])('%j is refused: %j', (words, fields) => {
  expect(fieldsOf(() => readWebOptions(words))).toEqual(fields)
})

function fieldsOf(run: () => unknown): (string | undefined)[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ field }) => field)
    throw error
  }
  return []
}
