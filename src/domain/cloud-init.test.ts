import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { seedForClone, seedForNewVm, type GuestWish } from './cloud-init.ts'

const wish: GuestWish = {
  hostname: 'web',
  instanceId: 'id-1',
  user: 'me',
  shell: '/bin/bash',
  sshKeys: ['ssh-ed25519 AAAA me@home'],
  packages: ['vim'],
  hasAgent: true,
  macs: ['52:54:00:00:00:01'],
}

function userData(changes: Partial<GuestWish> = {}): string {
  const seed = seedForNewVm({ ...wish, ...changes })
  if (!seed.ok) throw new Error(JSON.stringify(seed.problems))
  return seed.value.userData
}

test('a new guest gets its name, an account with keys, and its packages', () => {
  expect(parse(userData())).toMatchObject({
    hostname: 'web',
    packages: ['vim'],
    users: [{ name: 'me', lock_passwd: true, ssh_authorized_keys: ['ssh-ed25519 AAAA me@home'] }],
  })
  expect(userData().startsWith('#cloud-config\n')).toBe(true)
})

test('an image without the agent gets it', () => {
  expect(parse(userData({ hasAgent: false })).packages).toEqual(['qemu-guest-agent', 'vim'])
})

test('a password goes in as a hash only', () => {
  const config = parse(userData({ passwordHash: '$6$salt$hash' }))
  expect(config.users[0]).toMatchObject({ lock_passwd: false, passwd: '$6$salt$hash' })
})

describe('the user’s own user-data', () => {
  test('wins over ours, and adds to lists', () => {
    const config = parse(userData({ userData: 'hostname: mine\npackages: [curl]\nusers: [{name: other}]\n' }))
    expect(config.hostname).toBe('mine')
    expect(config.packages).toEqual(['vim', 'curl'])
    expect(config.users.map((user: { name: string }) => user.name)).toEqual(['me', 'other'])
  })

  test('may be a script, beside ours', () => {
    const text = userData({ userData: '#!/bin/sh\necho kiste-part\n' })
    expect(text).toMatch(/^Content-Type: multipart\/mixed; boundary="kiste-part-x"/)
    expect(text).toContain('text/cloud-config')
    expect(text).toContain('#!/bin/sh\necho kiste-part\n')
  })

  test.each(['- a\n- b\n', 'words', 'a: [', 'a: b: c', '\u0000'])('%j is refused', (text) => {
    expect(seedForNewVm({ ...wish, userData: text })).toMatchObject({
      ok: false,
      problems: [{ code: 'invalid_input', field: 'userData' }],
    })
  })
})

test('a clone renews its machine id and makes no accounts', () => {
  const seed = seedForClone({ hostname: 'web-2', instanceId: 'id-2', macs: ['52:54:00:00:00:02'] })
  const config = parse(seed.userData)
  expect(config).toMatchObject({ hostname: 'web-2', users: [], ssh_deletekeys: true })
  expect(config.bootcmd[0].at(-1)).toContain('systemd-machine-id-setup')
  expect(parse(seed.metaData)).toEqual({ 'instance-id': 'id-2', 'local-hostname': 'web-2' })
  expect(parse(seed.networkConfig).ethernets.nic0.match.macaddress).toBe('52:54:00:00:00:02')
})
