import { expect, test } from 'vitest'
import { readDaemonOptions } from './daemon-options.ts'

test('an ordinary user’s state is in their data folder, the socket in their runtime folder', () => {
  expect(readDaemonOptions([], { HOME: '/home/me', XDG_RUNTIME_DIR: '/run/user/1000' })).toMatchObject({
    fake: false,
    stateDir: '/home/me/.local/share/kiste',
    runtimeDir: '/run/user/1000/kiste',
    uri: 'qemu:///session',
  })
  expect(readDaemonOptions([], { HOME: '/var/lib/x' })).toMatchObject({
    runtimeDir: '/var/lib/x/.cache/kiste',
  })
})

test('the fake host keeps its state apart', () => {
  expect(readDaemonOptions(['--fake'], { HOME: '/home/me' })).toMatchObject({
    fake: true,
    stateDir: '/home/me/.local/share/kiste-fake',
  })
})

test('what is named wins', () => {
  const options = readDaemonOptions(
    ['--state-dir', '/s', '--runtime-dir=/r', '--connect', 'qemu:///system'],
    { HOME: '/h' },
  )
  expect(options).toMatchObject({ stateDir: '/s', runtimeDir: '/r', uri: 'qemu:///system' })
})

test.each(['x', 'vm.create:a:after-run', 'vm.create:1:sometime'])(
  'a fault point %s that is none is refused',
  (text) => {
    expect(() => readDaemonOptions([], { HOME: '/h', KISTE_FAULT: text })).toThrow('KIND:STEP:MOMENT')
  },
)

test.each([
  [['--connect', 'http://example.org'], {}, '--connect: cannot reach libvirt at http://example.org'],
  [['--connect='], {}, '--connect: cannot reach libvirt at : '],
  [[], { KISTE_CONNECT: 'qemu:///sesion' }, 'KISTE_CONNECT: cannot reach libvirt at qemu:///sesion'],
])('an address that is none is refused: %j %j', (argv, env, said) => {
  expect(() => readDaemonOptions(argv, { HOME: '/h', ...env })).toThrow(said)
})

test('unknown options are refused', () => {
  expect(() => readDaemonOptions(['--bogus'], { HOME: '/h' })).toThrow('--bogus')
})
