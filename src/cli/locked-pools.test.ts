import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLockedVm } from '../app/testing/locked-vm.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeEach(async () => {
  house = await serveHouse()
  await withLockedVm(house.host)
})
afterEach(() => house.close())

const run = (line: string) => house.run(line.split(' '))

describe('a pool whose key is not loaded', () => {
  beforeEach(() => house.host.outside.pools.lock('crypt'))

  test('its store is listed as locked, with what to do', async () => {
    const { stdout, stderr, code } = await run('store list')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^crypt +zfs .* locked +crypt\/kiste$/m)
    expect(stderr).toBe(
      'The store crypt is locked: it is in the pool crypt, whose key is not loaded.\n  Load it: kiste pool load-key crypt\n',
    )
  })

  test('a VM in it is shown as it is, not started, and can be made to wait', async () => {
    const shown = await run('vm show secret')
    expect(shown.stdout).toMatch(
      /^○ secret is off; the key of crypt, which it needs, is not loaded\.[^]*Next: kiste pool load-key crypt\n$/,
    )
    const refused = await run('vm start secret')
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain(
      'VM secret is not started: it is in the pool crypt, whose key is not loaded.',
    )
    expect(refused.stderr).toContain('kiste pool load-key crypt')

    const waits = await run('vm start secret --when-unlocked')
    expect(waits).toMatchObject({ code: 0, stdout: 'secret is started once its key is loaded.\n' })
    await expect
      .poll(async () => (await run('vm list')).stdout)
      .toMatch(/^secret +▲ off, waits for the key of crypt/m)
    expect((await run('vm show secret')).stdout).toMatch(
      /^▲ secret is off, and starts by itself once the key of crypt is loaded\.[^]*Waits +since .*, as somebody asked for it\n[^]*Next: kiste pool load-key crypt\n$/,
    )
    expect((await run('doctor')).stdout).toContain('secret starts once it is loaded.')

    const stopped = await run('vm stop secret')
    expect(stopped).toMatchObject({
      code: 0,
      stdout: 'secret is off, and is not started when the key is loaded.\n',
    })
    await expect.poll(async () => (await run('vm list')).stdout).toMatch(/^secret +○ off /m)
    expect((await run('vm stop secret')).code).not.toBe(0)
  })

  test('its VMs are not taken in before it is loaded', async () => {
    const { stderr, code } = await run('adopt crypt')
    expect(code).not.toBe(0)
    expect(stderr).toContain('The store crypt is locked')
    expect(stderr).toContain('kiste pool load-key crypt')
  })

  test('loading it says what stayed unmounted, and what else is amiss', async () => {
    const { pools } = house.host.outside
    pools.occupy('crypt', '/crypt')
    pools.keyFile('/k', { state: 'there', sizeBytes: 32, othersRead: true })
    expect((await run('pool load-key crypt --dry-run')).stdout).toContain('zfs mount -- crypt')
    const { stdout, stderr, code } = await run('pool load-key crypt')
    expect(code).toBe(0)
    expect(stdout).toContain('Load the key of crypt')
    expect(stderr).toContain('The file system crypt is not mounted: its place /crypt is not empty')
    expect(stderr).toContain('chmod 600 /k')
    pools.empty('crypt')
    // Loaded already: what was left is mounted.
    expect(await run('pool load-key crypt')).toMatchObject({ code: 0 })
    expect(
      (await house.host.pools.datasets('crypt')).filter((one) => one.mountsItself && !one.mounted),
    ).toEqual([])
    expect((await run('pool load-key crypt')).stderr).toContain('all in it is mounted')
  })

  test('a key file that is not there is named', async () => {
    house.host.outside.pools.keyFile('/k', { state: 'missing' })
    expect((await run('pool load-key crypt')).stderr).toContain('the file /k is not there')
  })

  test('a pool that is lost meanwhile takes nothing with it', async () => {
    house.host.outside.pools.suspend('crypt')
    expect((await run('pool load-key crypt')).stderr).toContain('suspended')
    expect((await run('vm list')).code).toBe(0)
    expect((await run('store list')).code).toBe(0)
  })
})

describe('unloading a key', () => {
  test('is refused while a VM runs on it, by its name', async () => {
    expect((await run('vm start secret')).code).toBe(0)
    const { stderr, code } = await run('pool unload-key crypt')
    expect(code).not.toBe(0)
    expect(stderr).toContain('secret runs on crypt.')
    expect(stderr).toContain('kiste vm stop secret')
  })

  test('is refused while a program has a file open, by its name, and all is mounted as before', async () => {
    house.host.outside.pools.hold('crypt', { name: 'smbd', process: 42, path: '/crypt/photos' })
    const { stderr, code } = await run('pool unload-key crypt')
    expect(code).not.toBe(0)
    expect(stderr).toContain('Held by: smbd (process 42) has /crypt/photos.')
    const datasets = await house.host.pools.datasets('crypt')
    expect(datasets.filter((one) => one.mountsItself && !one.mounted)).toEqual([])
    house.host.outside.pools.letGo('crypt')
    expect((await run('pool unload-key crypt')).code).toBe(0)
  })
})
