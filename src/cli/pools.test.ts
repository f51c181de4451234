import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

// The verbs of pools and drives as they are typed, on the demo house: tank is two mirrors, sde to sdg are bare.

let house: ServedHouse
beforeEach(async () => {
  house = await serveHouse({ host: { delays: { poolMs: 20, verbMs: 0 } } })
})
afterEach(() => house.close())

const run = (line: string) => house.run(line.split(' '))
const tty = { columns: 200, rows: 40 }

test('drives say what they are used for', async () => {
  const { stdout, code } = await run('drive list')
  expect(code).toBe(0)
  expect(stdout).toMatch(/sda +3\.6 TiB +HDD +HDD-4000 +FAKE-SDA .*pool tank/)
  expect(stdout).toMatch(/sde .*nothing, it is free/)
  expect((await run('drive show FAKE-SDJ')).stdout).toContain('ext4 “photos”')
  expect(await run('drive show sdz')).toMatchObject({ code: 3, stdout: '' })
})

describe('a pool is made', () => {
  test('the layouts, the plan, and only then the pool', async () => {
    const layouts = await run('pool layouts sde sdf sdg')
    expect(layouts.stdout).toMatch(/^raidz1 of 3 drives: .* for VMs\./)
    expect(layouts.stdout).toMatch(/1 mirror of 3 drives +3\.5 TiB +2 /)
    const plan = await run('pool create vault sde sdf --dry-run')
    expect(plan.stdout).toContain('zpool create -o ashift=12')
    expect((await run('pool list')).stdout).not.toContain('vault')

    expect(await run('pool create vault sde sdf')).toMatchObject({ code: 2 })
    expect(await run('pool create vault sde sdf -y')).toMatchObject({ code: 0 })
    expect((await run('pool list')).stdout).toMatch(/vault +● online/)
    expect((await run('pool show vault')).stdout).toContain('ata-HDD-4000_FAKE-SDE')
  })

  test('drives in use are refused, and why', async () => {
    const { stderr, code } = await run('pool create vault sda sdj -y')
    expect(code).not.toBe(0)
    expect(stderr).toContain('sda, HDD-4000 (serial FAKE-SDA), is not free: it belongs to the pool tank')
    expect(stderr).toContain('ext4 "photos"')
  })

  test('what is lost is confirmed by the name of the pool', async () => {
    const line = 'pool create vault sdj --kind single --erase'.split(' ')
    const yes = await house.run(line, { tty, stdin: 'y\n' })
    expect(yes.code).toBe(1)
    expect(yes.stderr).toContain('Lost for good:')
    const named = await house.run(line, { tty, stdin: 'vault\n' })
    expect(named.code).toBe(0)
  })
})

test('a drive fails while libvirt is away: it is replaced all the same, and the pool is not let go', async () => {
  house.host.outside.pools.pullDrive('FAKE-SDA')
  house.host.outside.killLibvirt()
  const export_ = await run('pool export tank')
  expect(export_.code).not.toBe(0)
  expect(export_.stderr).toContain('libvirt')
  const ill = await run('pool doctor tank')
  const command = /kiste (pool replace tank \S+ \S+)/.exec(ill.stdout)?.[1] ?? 'no command'
  expect(await run(`${command} -y`)).toMatchObject({ code: 0 })
  expect((await run('pool list')).stdout).toMatch(/tank +● online/)
})

test('a drive is pulled: the doctor names it and gives the command, and that mends the pool', async () => {
  house.host.outside.pools.pullDrive('FAKE-SDA')
  const ill = await run('pool doctor tank')
  expect(ill.code).toBe(1)
  expect(ill.stdout).toContain('FAKE-SDA')
  const command = /kiste (pool replace tank \S+ \S+)/.exec(ill.stdout)?.[1] ?? 'no command'
  const mended = await run(`${command} -y`)
  expect(mended.code).toBe(0)
  expect(mended.stdout).toContain('Next: kiste pool doctor tank')
  const well = await run('pool doctor tank')
  expect(well).toMatchObject({ code: 0 })
  expect(well.stdout).toContain('tank is well; nothing is lost.')
})

test('work is started, paused and stopped', async () => {
  expect(await run('pool scrub tank')).toMatchObject({ code: 0 })
  expect((await run('pool show tank')).stdout).toMatch(/Last check +scrub on .*nothing wrong/)
  expect(await run('pool scrub tank --stop')).toMatchObject({ code: 5 })
  expect(await run('pool scrub tank --stop --pause')).toMatchObject({ code: 2 })
  expect(await run('pool trim fast')).toMatchObject({ code: 0 })
  const { stdout } = await run('job list --pool fast')
  expect(stdout).toContain('Trim fast')
  expect(stdout).not.toContain('tank')
})

test('a trim is told while it goes on, is paused, and gone on with', async () => {
  await house.close()
  house = await serveHouse({ host: { delays: { poolMs: 600_000, verbMs: 0 } } })
  const trim = async () => (await run('pool show fast')).stdout
  expect(await run('pool trim fast --pause')).toMatchObject({ code: 5 })
  expect(await run('pool trim fast --no-wait')).toMatchObject({ code: 0 })
  await expect.poll(trim).toMatch(/Going on +trim: \d+ %\n/)
  expect(await run('pool trim fast --pause')).toMatchObject({ code: 0 })
  expect(await trim()).toMatch(/Going on +trim: \d+ %, paused\n/)
  expect((await run('pool trim fast --dry-run')).stdout).toContain('Go on with the trim of fast')
  expect(await run('pool trim fast --stop')).toMatchObject({ code: 0 })
  expect(await trim()).not.toContain('trim:')
})

test('the cache is looked at and limited', async () => {
  expect((await run('pool arc')).stdout).toContain(
    'ZFS uses 3 GiB of 32 GiB of memory as its cache, and up to 16 GiB',
  )
  expect(await run('pool arc 4G')).toMatchObject({ code: 0 })
  expect((await run('pool arc')).stdout).toContain('up to 4 GiB, as was set')
  expect(await run('pool arc default')).toMatchObject({ code: 0 })
  expect(await run('pool arc 1M')).toMatchObject({ code: 2 })
  expect(await run('pool arc lots')).toMatchObject({ code: 2 })
})

test('a foreign pool is looked at first', async () => {
  expect((await run('pool import')).stdout).toMatch(/backup +\d+ +● online +another host/)
  expect((await run('pool import backup --look')).stderr).toContain('Two hosts on one pool destroy it')
  expect(await run('pool import backup --look --force')).toMatchObject({ code: 0 })
  expect((await run('pool list')).stdout).toContain('read-only')
  expect(await run('pool export backup')).toMatchObject({ code: 0 })
})

test('a checkpoint is looked at, and gone back to once its loss is confirmed', async () => {
  expect(await run('pool checkpoint fast')).toMatchObject({ code: 0 })
  expect(await run('pool export fast')).toMatchObject({ code: 0 })
  expect(await run('pool import fast --rewind --look')).toMatchObject({ code: 0 })
  expect((await run('pool show fast')).stdout).toContain('Checkpoint')
  expect(await run('pool export fast')).toMatchObject({ code: 0 })
  const unasked = await run('pool import fast --rewind')
  expect(unasked.code).not.toBe(0)
  expect((await run('pool import fast --rewind --dry-run')).stdout).toContain('after its checkpoint was made')
  expect(await run('pool import fast --rewind -y')).toMatchObject({ code: 0 })
  expect((await run('pool show fast')).stdout).not.toContain('Checkpoint')
  expect(await run('pool export fast')).toMatchObject({ code: 0 })
  expect((await run('pool import fast --rewind -y')).stderr).toContain('the pool has no checkpoint')
})

test('settings, and what is none', async () => {
  expect(await run('pool set tank compression=zstd autotrim=on')).toMatchObject({ code: 0 })
  const one = 'pool set tank --dataset tank/documents'
  expect((await run(`${one} compression=lz4 --dry-run`)).stdout).toContain(
    'zfs set compression=lz4 tank/documents',
  )
  expect(JSON.parse((await run(`${one} compression=lz4 --json`)).stdout)).toMatchObject({
    result: { pool: 'tank', set: [{ property: 'compression', value: 'lz4', dataset: 'tank/documents' }] },
  })
  expect(await run(`${one} atime=on`)).toMatchObject({ code: 2 })
  expect((await run('pool set tank --dataset fast/x compression=lz4')).stderr).toContain(
    'There is no dataset fast/x in tank.',
  )
  expect((await run('pool show tank')).stdout).toContain('compression=zstd')
  expect(await run('pool set tank nonsense')).toMatchObject({ code: 2 })
  expect((await run('pool set tank nonsense=1')).stderr).toContain('There are: ')
})

test('a machine without ZFS says so in one sentence with the remedy', async () => {
  house.host.outside.pools.removeZfs('it is not installed')
  const { code, stderr } = await run('pool list')
  expect(code).not.toBe(0)
  expect(stderr).toContain('apt install zfsutils-linux')
  // All else goes on.
  expect((await run('drive list')).code).toBe(0)
  expect((await run('vm list')).code).toBe(0)
})

test('a suspended pool is told of, and hangs nobody', async () => {
  house.host.outside.pools.suspend('tank')
  expect((await run('pool list')).stdout).toMatch(/tank +◆ suspended, does not answer/)
  expect((await run('pool doctor tank')).stdout).toContain('kiste pool clear tank')
  expect((await run('pool scrub tank')).stderr).toContain('suspended')
  expect(await run('pool create vault sde sdf -y')).toMatchObject({ code: 0 })
  expect(await run('pool clear tank')).toMatchObject({ code: 0 })
  expect((await run('pool list')).stdout).toMatch(/tank +● online/)
})

describe('an encrypted pool', () => {
  const make = (stdin: string) =>
    house.run('pool create vault sde sdf --encrypt -y'.split(' '), { stdin: `${stdin}\n` })

  test('its passphrase is typed, kept nowhere, and asked for again', async () => {
    expect(await make('quite a secret')).toMatchObject({ code: 0 })
    expect(JSON.stringify(house.engine.list())).not.toContain('quite a secret')
    expect(await run('pool unload-key vault')).toMatchObject({ code: 0 })
    expect((await run('pool show vault --json')).stdout).toContain('"unavailable"')

    const wrong = await house.run(['pool', 'load-key', 'vault'], { stdin: 'another secret\n' })
    expect(wrong.stderr).toContain('the key is wrong')
    expect(await house.run(['pool', 'load-key', 'vault'], { stdin: 'quite a secret\n' })).toMatchObject({
      code: 0,
    })
    expect((await run('pool show vault --json')).stdout).toContain('"available"')
  })

  test('a passphrase that is too short is refused before anything is done', async () => {
    expect((await make('short')).stderr).toContain('8 to 512 bytes')
    expect((await run('pool list')).stdout).not.toContain('vault')
  })

  test('the key can be changed, and what is not encrypted has none', async () => {
    await make('quite a secret')
    const changed = await house.run('pool change-key vault -y'.split(' '), { stdin: 'a new passphrase\n' })
    expect(changed.code).toBe(0)
    await run('pool unload-key vault')
    expect(await house.run(['pool', 'load-key', 'vault'], { stdin: 'a new passphrase\n' })).toMatchObject({
      code: 0,
    })
    expect((await run('pool unload-key tank')).stderr).toContain('tank is not encrypted')
  })
})
