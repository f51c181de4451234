import { describe, expect, test } from 'vitest'
import { ConnectFailed } from './error.ts'
import { sshArgv } from './ssh.ts'
import { parseLibvirtUri } from './uri.ts'

const ssh = { host: 'box', user: undefined, port: undefined, mode: 'system', socketPath: undefined }

describe('URIs', () => {
  test.each<[string, object]>([
    ['qemu:///session', { via: 'session', name: 'qemu:///session' }],
    ['qemu:///system', { via: 'system', name: 'qemu:///system' }],
    ['test:///default', { via: 'session', name: 'test:///default' }],
    ['qemu+unix:///session?socket=/tmp/s', { via: 'socket', name: 'qemu:///session', path: '/tmp/s' }],
    ['test+unix:///default?socket=/tmp/s', { via: 'socket', name: 'test:///default', path: '/tmp/s' }],
    ['qemu+ssh://box/system', { via: 'ssh', name: 'qemu:///system', ssh }],
    ['qemu+ssh://me@box:2222/session', { ssh: { ...ssh, user: 'me', port: 2222, mode: 'session' } }],
    ['qemu+ssh://[fe80::1]/system', { ssh: { ...ssh, host: 'fe80::1' } }],
    ['qemu+ssh://box/system?socket=/run/x-sock', { ssh: { ...ssh, socketPath: '/run/x-sock' } }],
  ])('%s', (uri, expected) => expect(parseLibvirtUri(uri)).toMatchObject({ uri, ...expected }))

  test.each([
    '',
    'session',
    'xen:///system',
    'qemu:///elsewhere',
    'qemu://host/system',
    'qemu+tls://host/system',
    'qemu+ssh:///system',
    'qemu+ssh://-oProxyCommand=touch%20x/system',
    'qemu+ssh://-oProxyCommand=x@box/system',
    'qemu+ssh://%2DoX@box/system',
    'qemu+ssh://a%0Ab@box/system',
    'qemu+ssh://a;id@box/system',
    'qemu+ssh://$(id)/system',
    'qemu+ssh://me:secret@box/system',
    "qemu+ssh://box/system?socket=/x';id;'",
    'qemu+ssh://box/system?socket=relative',
    'qemu+ssh://box/system?command=/bin/sh',
    'qemu+ssh://%zz/system',
    'qemu:///session?no_verify=1',
  ])('%s is refused', (uri) => expect(() => parseLibvirtUri(uri)).toThrow(ConnectFailed))
})

describe('the ssh command', () => {
  const argvOf = (uri: string) => {
    const target = parseLibvirtUri(uri)
    if (target.via !== 'ssh') return expect.fail('no ssh target')
    return sshArgv(target.ssh)
  }

  test('host and user stand where ssh takes no options', () => {
    const argv = argvOf('qemu+ssh://me@box:2222/system')
    expect(argv.slice(0, -1).join(' ')).toBe('ssh -T -e none -o BatchMode=yes -p 2222 -l me -- box')
  })

  test('the other side runs libvirt’s helper, or netcat where there is none', () => {
    const script = argvOf('qemu+ssh://box/session').at(-1)
    expect(script).toMatch(/^sh -c '[^']*'$/)
    expect(script).toContain('exec virt-ssh-helper qemu:///session')
    expect(script).toContain('nc $Q -U "$S"')
  })

  test('a socket of one’s own is reached by netcat', () => {
    expect(argvOf('qemu+ssh://box/system?socket=/run/x-sock').at(-1)).toContain('S="/run/x-sock"')
  })
})
