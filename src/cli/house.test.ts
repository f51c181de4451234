import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
let folder: string

beforeAll(async () => {
  house = await serveHouse()
  folder = await mkdtemp(join(tmpdir(), 'kiste-files-'))
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

describe('images', () => {
  it('are listed and shown', async () => {
    expect((await house.run(['image', 'list'])).stdout).toMatchInlineSnapshot(`
      "IMAGE        KIND  ARCH       SIZE  FROM        TITLE
      debian-12    disk  x86_64  480 MiB  built here  Debian 12, built here
      alpine-3.22  disk  x86_64  180 MiB  imported    Alpine Linux 3.22
      "
    `)
    const shown = await house.run(['image', 'show', 'debian-12'])
    expect(shown.stdout).toMatch(/^debian-12: Debian 12, built here\. Used by .*photos/)
    expect(shown.stdout).toMatch(/Next: kiste vm create NAME --image debian-12\n$/)
    expect((await house.run(['image', 'show', 'nope'])).code).toBe(3)
    expect((await house.run(['image', 'catalogue'])).stdout).toMatch(/^debian-13 +\S+ +- +Debian 13/m)
  })

  it('are pulled, built and removed', async () => {
    const pulled = await house.run(['image', 'pull', 'debian-13'])
    expect(pulled).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The image debian-13 is ready.\n'),
    })
    const built = await house.run(['image', 'build', 'debian', '--id', 'mine', '--json'])
    expect(JSON.parse(built.stdout)).toMatchObject({ state: 'done', object: { type: 'image', name: 'mine' } })
    expect(await house.run(['image', 'build', 'debian', '--id', 'mine'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('Error: --id: There is already an image named mine.'),
    })
    expect(await house.run(['image', 'rm', 'mine', '-y'])).toMatchObject({
      code: 0,
      stdout: 'The image mine is removed.\n',
    })
    expect(await house.run(['image', 'remove', 'debian-12', '-y'])).toMatchObject({ code: 5 })
    expect(await house.run(['image', 'remove', 'debian-13'])).toMatchObject({ code: 2 })
  })

  it('are imported: a file is sent, named after it, and its plan sends nothing', async () => {
    const file = join(folder, 'My Disk.qcow2')
    await writeFile(file, Buffer.alloc(3_000_000, 'QFI\u00fb'))
    const plan = await house.run(['image', 'import', file, '--dry-run'])
    const ran = await house.run(['image', 'import', file])
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('The image my-disk is ready.\n') })
    expect(plan.stdout + plan.stderr).toContain('my-disk')
    expect(await house.run(['image', 'import', join(folder, 'nothing.iso')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read: it is not there'),
    })
    expect(await house.run(['image', 'import', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read: it is no file'),
    })
  })

  it('that the host has no room for are refused with the reason, in the middle of the upload', async () => {
    const file = join(folder, 'huge.img')
    await writeFile(file, Buffer.alloc(60_000_000, 1))
    house.host.failNext('images.upload', { code: 'no_space', message: 'There is no room for huge.img.' })
    const ran = await house.run(['image', 'import', file])
    expect(ran).toMatchObject({ code: 1, stdout: '' })
    expect(ran.stderr).toContain('Error: There is no room for huge.img.\n')
  })

  it('show how far an upload is on a terminal', async () => {
    const file = join(folder, 'big.img')
    await writeFile(file, Buffer.alloc(80_000_000, 1))
    const ran = await house.run(['image', 'import', file], {
      tty: { columns: 80, rows: 24 },
      env: { NO_COLOR: '1' },
    })
    expect(ran.code).toBe(0)
    expect(ran.stderr).toContain('✓ Take it, check it and convert it')
  })
})

describe('the host', () => {
  it('is described, verdict first', async () => {
    const { stdout } = await house.run(['host', 'show'])
    expect(stdout).toMatch(/^● \S+ runs VMs on its CPU \(KVM\)\.\n {2}System /)
    expect(stdout).toMatch(/Next: kiste doctor\n$/)
  })

  it('is examined', async () => {
    const ran = await house.run(['doctor'])
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(
      /^● VMs run here at full speed, and nothing is missing\.\n {2}● fine {2}Virtualisation: /,
    )
    expect(JSON.parse((await house.run(['doctor', '--json'])).stdout)).toMatchObject({ verdict: 'ok' })
  })

  it('that emulates, or has no libvirt, says so with the remedy', async () => {
    const slow = await serveHouse({
      host: {
        accelerator: {
          accelerator: 'tcg',
          because: 'no-device',
          sentence: 'There is no /dev/kvm.',
          remedy: 'Switch virtualisation on in the firmware.',
        },
      },
    })
    const shown = await slow.run(['host', 'show'])
    expect(shown.stdout).toMatch(/^▲ \S+ runs VMs slowly, by emulation\. There is no \/dev\/kvm\.\n/)
    const examined = await slow.run(['doctor'])
    expect(examined.code).toBe(0)
    expect(examined.stdout).toMatch(/^▲ /)
    expect(examined.stdout).toContain('      To do: Switch virtualisation on in the firmware.\n')
    await slow.close()
  })

  it('has one inventory, and events from its sequence number on', async () => {
    const inventory = JSON.parse((await house.run(['inventory'])).stdout) as { seq: number; vms: unknown[] }
    expect(inventory.vms.length).toBeGreaterThan(3)
    const followed = await house.run(['events', '--after', String(inventory.seq)], {
      during: async ({ interrupt, stdout }) => {
        await house.run(['vm', 'set', 'build', '--memory', '3G'])
        await expect.poll(stdout).toContain('"type":"vm"')
        interrupt()
      },
    })
    expect(followed.code).toBe(130)
    const lines = followed.stdout.trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as { seq: number })
    expect(events.every((event) => event.seq > inventory.seq)).toBe(true)
  })

  it('tells versions', async () => {
    expect((await house.run(['version'])).stdout).toMatch(
      /^kiste \d+\.\d+\.\d+\ndaemon 0\.0\.0-test, process \d+, on the fake host\n$/,
    )
  })
})

describe('jobs', () => {
  it('are listed, shown, and tell what they wrote', async () => {
    const started = JSON.parse((await house.run(['vm', 'start', 'build', '--json'])).stdout) as { id: string }
    const list = await house.run(['job', 'list', '--limit', '1'])
    expect(list.stdout).toMatch(new RegExp(`^JOB .*\\n${started.id} +○ done .* Start build\\n$`))
    const shown = await house.run(['job', 'show', started.id])
    expect(shown.stdout).toMatch(
      /^○ Start build: done\. It took \d+\.\d s\.\n {2}Start it: done, \d+\.\d s\n/,
    )
    expect(shown.stdout).toContain('virsh start build')
    expect((await house.run(['job', 'log', started.id])).code).toBe(0)
    expect(await house.run(['job', 'list', '--open'])).toMatchObject({
      stdout: '',
      stderr: 'There are no jobs.\n',
    })
    expect((await house.run(['job', 'show', 'nope'])).code).toBe(3)
    expect((await house.run(['job', 'cancel', started.id])).code).toBe(5)
  })

  it('are cancelled and undone, and their followers told', async () => {
    const slow = await serveHouse({
      host: { delays: { imageMs: 60_000, verbMs: 0, agentMs: 0, powerOffMs: 0 } },
    })
    const { stdout } = await slow.run(['image', 'pull', 'debian-13', '--no-wait'])
    const id = stdout.trim()
    const [follower, canceller] = await Promise.all([
      slow.run(['job', 'follow', id]),
      slow.run(['job', 'cancel', id]),
    ])
    expect(canceller).toMatchObject({ code: 0 })
    expect(canceller.stdout).toMatch(/cancelled, and all that was done is undone\.\n$/)
    expect(follower).toMatchObject({ code: 1, stdout: '' })
    await slow.close()
  })

  it('that fail say where, why, and that all is undone', async () => {
    house.host.failNext('vms.start', {
      code: 'host_failed',
      message: 'QEMU ended at once.',
      hint: 'See kiste vm log web.',
    })
    await house.run(['vm', 'stop', 'web', '--force'])
    const ran = await house.run(['vm', 'start', 'web'])
    expect(ran).toMatchObject({ code: 1, stdout: '' })
    expect(ran.stderr).toContain(
      'Error: QEMU ended at once. It failed at "Start it"; all that was done is undone.\n       See kiste vm log web.\n',
    )
    const id = /\(job (\w+)\)/.exec(ran.stderr)?.[1] ?? ''
    expect((await house.run(['job', 'show', id])).stdout).toContain('QEMU ended at once.')
  })
})
