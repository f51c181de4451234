import type { FakeHost } from '../../host/fake/fake-host.ts'

/** Runs a command on the fake host, as somebody else would. */
export const run =
  (...argv: readonly [string, ...string[]]) =>
  (host: FakeHost) =>
    host.pools.run(argv, { pool: 'tank', done: 'prepared' })

export const id = (name: string) => `/dev/disk/by-id/ata-HDD-4000_FAKE-${name.toUpperCase()}`

/** An encrypted pool, crypt, whose key is in a file. */
export const encrypted = run(
  'zpool',
  'create',
  '-O',
  'encryption=on',
  '-O',
  'keylocation=file:///k',
  '--',
  'crypt',
  id('sde'),
)
