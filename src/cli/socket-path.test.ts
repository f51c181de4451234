import { expect, it } from 'vitest'
import { findSocketPath, unreachable } from './socket-path.ts'

const own = '/run/user/1000/kiste/kiste.sock'
const system = '/run/kiste/kiste.sock'
const io = { env: { XDG_RUNTIME_DIR: '/run/user/1000' }, homeDir: '/home/me' }

it.each([
  ['--socket first', '/a', { KISTE_SOCKET: '/b' }, [own], '/a'],
  ['then KISTE_SOCKET', undefined, { KISTE_SOCKET: '/b' }, [own], '/b'],
  ["then one's own", undefined, {}, [own, system], own],
  ["then the system's", undefined, {}, [system], system],
  ["the system's too if only its directory can be seen", undefined, {}, ['/run/kiste'], system],
  ["one's own with none there", undefined, {}, [], own],
])('%s', (_name, given, env, there, expected) => {
  expect(findSocketPath(given, { ...io, env: { ...io.env, ...env } }, (path) => there.includes(path))).toBe(
    expected,
  )
})

it('is in ~/.cache without a runtime directory', () => {
  expect(findSocketPath(undefined, { env: {}, homeDir: '/home/me' }, () => false)).toBe(
    '/home/me/.cache/kiste/kiste.sock',
  )
})

it('says whose socket it is that we may not open', () => {
  const refused = Object.assign(new Error('connect EACCES'), { code: 'EACCES' })
  const error = unreachable('/etc/kiste-is-not-here/kiste.sock', refused)
  expect(error.exitCode).toBe(7)
  expect(error.problems[0]).toMatchObject({
    message: 'You may not open /etc/kiste-is-not-here/kiste.sock: this socket belongs to user root.',
    hint: 'Run the command as root: sudo kiste …',
  })
})
