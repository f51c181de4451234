import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'
import type { Ran } from './testing/run.ts'

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

/** What differs from run to run, named instead. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/52:54:00(:[0-9a-f]{2}){3}/g, 'MAC')
    .replaceAll(/\(job \w+\)/g, '(job ID)')
    .replaceAll(/, \d+\.\d s\n/g, ', SECONDS\n')
}

async function done(argv: readonly string[], options?: Parameters<ServedHouse['run']>[1]): Promise<Ran> {
  const ran = await house.run(argv, options)
  expect(ran.stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([])
  expect(ran.code).toBe(0)
  return ran
}

describe('looking', () => {
  it('lists all VMs with shape, word and forwards, foreign ones marked', async () => {
    const { stdout, stderr } = await done(['vm', 'list'])
    expect(stderr).toBe('')
    expect(stdout).toMatchInlineSnapshot(`
      "NAME            STATE      CPUS  MEMORY  FORWARDS         IMAGE
      build           ○ off         6   8 GiB  -                debian-12
      home-assistant  ▲ paused      2   2 GiB  -                alpine-3.22
      old-forum       ◆ crashed     2   2 GiB  -                debian-12
      photos          ● running     4   4 GiB  -                debian-12
      web             ● running     2   2 GiB  8080:80 2222:22  debian-12
      win-test        ○ off         2   2 GiB  -                (foreign)
      "
    `)
  })

  it('says why a VM is held for want of room, and what to do', async () => {
    const uuid = (await house.host.vms.list()).find(({ name }) => name === 'photos')?.uuid ?? ''
    house.host.outside.findsNoSpace(uuid)
    await expect
      .poll(async () => (await done(['vm', 'list'])).stdout)
      .toMatch(/^photos +◆ no space left in the store/m)
    expect((await done(['vm', 'show', 'photos'])).stdout).toMatch(
      /^◆ photos is paused: no space is left in the store .*kiste bin list.*\n[^]*Next: kiste vm resume photos\n$/,
    )
    await done(['vm', 'resume', 'photos', '--wait'])
    expect((await done(['vm', 'list'])).stdout).toMatch(/^photos +● running/m)
  })

  it('says the same in ASCII where the locale has no UTF-8', async () => {
    const { stdout } = await done(['vm', 'ls'], { env: { LANG: 'C' } })
    expect(stdout).toMatch(/^old-forum +! crashed/m)
    expect(Buffer.from(stdout).every((byte) => byte < 0x80)).toBe(true)
  })

  it('paints on a terminal only, and not with NO_COLOR', async () => {
    const tty = { columns: 100, rows: 30 }
    expect((await done(['vm', 'list'], { tty })).stdout).toContain('\u001b[32m● running\u001b[39m')
    expect((await done(['vm', 'list'], { tty, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b')
    expect((await done(['vm', 'list'])).stdout).not.toContain('\u001b')
  })

  it('prints one JSON document with the types of the contract', async () => {
    const { stdout } = await done(['vm', 'list', '--json'])
    const vms = JSON.parse(stdout) as readonly { name: string }[]
    expect(vms.map((vm) => vm.name).toSorted()).toContain('photos')
  })

  it('shows one VM: a verdict, the figures, the next command', async () => {
    expect(steady((await done(['vm', 'show', 'photos'])).stdout)).toMatchInlineSnapshot(`
      "● photos is running.
        CPUs       4
        Memory     4 GiB
        Disk vda   200 GiB (36 GiB used), qcow2, /fake/store/photos/root.qcow2
        Store      local
        Network    user, MAC
        Address    10.0.2.15/24
        Image      debian-12
        User       debian
        Made       TIME
        Autostart  yes
        Machine    pc-q35-7.2, x86_64, UEFI, KVM
        UUID       UUID
      Next: kiste vm exec photos -- uptime
      "
    `)
  })

  it('finds a VM by its UUID', async () => {
    const { uuid } = JSON.parse((await done(['vm', 'show', 'photos', '--json'])).stdout) as { uuid: string }
    expect((await done(['vm', 'show', uuid])).stdout).toMatch(/^● photos is running/)
  })

  it('says what a paused VM is, and of a foreign one that Kiste leaves it alone', async () => {
    expect((await done(['vm', 'show', 'home-assistant'])).stdout).toMatch(/^▲ home-assistant /)
    expect((await done(['vm', 'show', 'win-test'])).stdout).toMatch(
      /^○ win-test is off\. Kiste did not make it and does not touch it\.\n/,
    )
  })

  it('shows what a guest said on its serial console, and says of whom nothing is kept', async () => {
    expect((await done(['vm', 'log', 'photos', '--serial'])).stdout).toBe('photos login:\n')
    expect((await done(['vm', 'log', 'build', '--serial'])).stdout).toBe('')
    const foreign = await house.run(['vm', 'log', 'win-test', '--serial'])
    expect(foreign).toMatchObject({ code: 1, stdout: '' })
    expect(foreign.stderr).toContain('What VM win-test says on its serial console is kept nowhere.')
    expect(foreign.stderr).toContain('virsh edit win-test')
  })

  it('shows addresses, the definition and the log', async () => {
    expect((await done(['vm', 'address', 'photos'])).stdout).toMatch(/^\d+\.\d+\.\d+\.\d+\n/)
    expect((await done(['vm', 'xml', 'photos'])).stdout).toContain('photos')
    expect((await done(['vm', 'log', 'photos', '--lines', '1'])).stdout.trim().split('\n')).toHaveLength(1)
  })
})

describe('making and running', () => {
  it('creates a VM, with one line a step on stderr and the result on stdout', async () => {
    const line =
      'vm create blog --image debian-12 --cpus 2 --memory 1G --disk 20G --no-ssh-key --publish 2299:22 --publish 0.0.0.0:5353:53/udp'
    const ran = await done(line.split(' '))
    expect(steady(ran.stderr)).toMatchInlineSnapshot(`
      "Create VM blog (job ID)
      done: Make its place in the store local, SECONDS
      done: Make a disk of 20 GiB on debian-12, SECONDS
      done: Write the cloud-init seed, SECONDS
      done: Define it: 2 CPUs, 1024 MiB, ports 127.0.0.1:2299:22/tcp, 0.0.0.0:5353:53/udp, SECONDS
      done: Keep the definition in its place, SECONDS
      done: Start it, SECONDS
      "
    `)
    expect(steady(ran.stdout)).toMatchInlineSnapshot(`
      "blog is made and running.
      Log in: ssh -p 2299 debian@127.0.0.1
      Next: kiste vm console blog
      "
    `)
  })

  it('takes the keys in ~/.ssh along and says so', async () => {
    await mkdir(join(folder, '.ssh'))
    await writeFile(join(folder, '.ssh/id_ed25519.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE me@desk\n')
    const ran = await done(['vm', 'create', 'keyed', '--image', 'debian-12', '--no-start', '--dry-run'], {
      homeDir: folder,
    })
    expect(ran.stderr).toBe(`Your public ssh keys go along: ${join(folder, '.ssh/id_ed25519.pub')}\n`)
    expect(ran.stdout).not.toContain('No SSH key')
  })

  it('asks for a password on a terminal without showing it, and takes it from a pipe', async () => {
    const argv = [
      'vm',
      'create',
      'secret',
      '--image',
      'debian-12',
      '--no-ssh-key',
      '--password-stdin',
      '--dry-run',
    ]
    const asked = await done(argv, {
      tty: { columns: 80, rows: 24 },
      during: async ({ stderr, rawMode, type }) => {
        await expect.poll(rawMode).toBe(true)
        expect(stderr()).toBe('Password: ')
        type('sesame\u007f\u007fme\r')
      },
    })
    expect(asked.raw).toBe(false)
    expect(asked.stdout + asked.stderr).not.toContain('ses')
    expect(asked.stdout).not.toContain('no password')
    const piped = await done(argv, { stdin: 'sesame\nmore' })
    expect(piped.stdout).not.toContain('no password')
    const left = await house.run(argv, {
      tty: { columns: 80, rows: 24 },
      during: async ({ rawMode, type }) => {
        await expect.poll(rawMode).toBe(true)
        type('ses\u0003')
      },
    })
    expect(left).toMatchObject({ code: 130, stdout: '', raw: false })
  })

  it('shows the plan with its commands and changes nothing', async () => {
    const before = house.host.snapshot()
    const ran = await done(['vm', 'create', 'later', '--image', 'debian-12', '--dry-run', '--no-ssh-key'])
    expect(ran.stdout).toMatchInlineSnapshot(`
      "Create VM later
        1. Make its place in the store local
           mkdir /fake/store/later
        2. Make a disk of 20 GiB on debian-12
           qemu-img create -f qcow2 -b IMAGE -F qcow2 /fake/store/later/root.qcow2 21474836480
        3. Write the cloud-init seed
        4. Define it: 2 CPUs, 2048 MiB
           virsh define domain.xml
        5. Keep the definition in its place
        6. Start it
           virsh start later
        Note: No SSH key and no password were given: only the guest agent gets in (kiste vm exec).
      "
    `)
    expect(house.host.snapshot()).toEqual(before)
    const plan = JSON.parse((await done(['vm', 'start', 'build', '--dry-run', '--json'])).stdout) as object
    expect(plan).toMatchObject({ title: 'Start build', object: { type: 'vm', name: 'build' } })
  })

  it('prints the finished job with --json, its id with --no-wait', async () => {
    const job = JSON.parse((await done(['vm', 'start', 'build', '--json'])).stdout) as object
    expect(job).toMatchObject({ state: 'done', title: 'Start build' })
    const { stdout } = await done(['vm', 'stop', 'build', '--force', '--no-wait'])
    expect(stdout).toMatch(/^[a-z0-9]{8}\n$/)
    const followed = await done(['job', 'follow', stdout.trim()])
    expect(followed.stdout).toBe('Stop build: done.\n')
  })

  it('stops, starts, pauses, resumes, restarts, several at once too', async () => {
    expect((await done(['vm', 'stop', 'blog', 'photos', '--timeout', '30', '--force-after'])).stdout).toBe(
      'blog is off.\nphotos is off.\n',
    )
    const started = JSON.parse((await done(['vm', 'start', 'blog', 'photos', '--json'])).stdout) as unknown[]
    expect(started).toHaveLength(2)
    expect((await done(['vm', 'pause', 'blog'])).stdout).toBe('blog is paused.\n')
    expect((await done(['vm', 'resume', 'blog'])).stdout).toBe('blog goes on.\n')
    expect((await done(['vm', 'restart', 'blog', '--force'])).stdout).toBe('blog is running again.\n')
  })

  it('ends with 6 when some of several failed, and with their own code when all did', async () => {
    const some = await house.run(['vm', 'stop', 'nope', 'blog', '--force'])
    expect(some).toMatchObject({ code: 6, stdout: 'blog is off.\n' })
    expect(some.stderr).toContain('Error: There is no VM named "nope".')
    expect(some.stderr).toContain('1 of 2 failed.\n')
    expect((await house.run(['vm', 'start', 'nope', 'nada'])).code).toBe(3)
  })

  it('changes, renames, clones', async () => {
    expect((await done(['vm', 'set', 'blog', '--memory', '2G', '--cpus', '4', '--autostart'])).stdout).toBe(
      'blog is changed.\n',
    )
    expect((await done(['vm', 'rename', 'blog', 'weblog'])).stdout).toBe('blog is now weblog.\n')
    expect((await done(['vm', 'clone', 'weblog', 'weblog2', '--publish', '2301:22'])).stdout).toBe(
      'weblog2 is made, a copy of weblog with an identity of its own.\nNext: kiste vm start weblog2\n',
    )
    const clone = await done(['vm', 'show', 'weblog2'])
    expect(clone.stdout).toMatch(/Forward +2301:22/)
    expect(clone.stdout).toMatch(/Memory +2 GiB/)
  })

  it('clones a VM as it was at a snapshot, while it runs', async () => {
    await done(['snapshot', 'create', 'web', '--name', 'before-upgrade'])
    await done(['vm', 'set', 'web', '--memory', '1G'])
    const cloning = ['vm', 'clone', 'web', 'web-then', '--from-snapshot', 'before-upgrade']
    const planned = await done([...cloning, '--dry-run'])
    expect(planned.stdout).toContain('qemu-img create -f qcow2 -b LAYER-OF-before-upgrade -F qcow2')
    expect((await done(cloning)).stdout).toBe(
      'web-then is made, a copy of web with an identity of its own.\nNext: kiste vm start web-then\n',
    )
    expect((await done(['vm', 'show', 'web-then'])).stdout).toMatch(/Memory +2 GiB/)
    const none = await house.run(['vm', 'clone', 'web', 'web-never', '--from-snapshot', 'nothing'])
    expect(none.code).toBe(3)
    expect(none.stderr).toContain('kiste snapshot list web')
    const running = await house.run(['vm', 'clone', 'web', 'web-now'])
    expect(running.code).toBe(5)
    await done(['vm', 'delete', 'web-then', '--now', '-y'])
    await done(['vm', 'set', 'web', '--memory', '2G'])
  })

  it('deletes into the bin and brings back', async () => {
    const deleted = await done(['vm', 'delete', 'weblog2', '-y'])
    expect(deleted.stdout).toBe('weblog2 is in the bin.\nNext: kiste bin list\n')
    expect((await done(['bin', 'list'])).stdout).toMatch(/^\S+ +weblog2 +\d{4}-/m)
    expect((await done(['bin', 'restore', 'weblog2', '--as', 'again'])).stdout).toBe(
      'again is back, and off.\nNext: kiste vm start again\n',
    )
    expect((await done(['vm', 'rm', 'again', '--now', '--yes'])).stdout).toBe('again is gone for good.\n')
    expect((await done(['bin', 'purge', 'playground', '-y'])).stdout).toBe('playground is gone for good.\n')
    expect(await house.run(['bin', 'restore', 'again'])).toMatchObject({ code: 3 })
  })
})

describe('asking before a delete', () => {
  it('refuses without a terminal and without -y', async () => {
    const ran = await house.run(['vm', 'delete', 'weblog'])
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatchInlineSnapshot(`
      "Error: kiste vm delete weblog needs a yes, and there is no terminal to ask on.
             Add -y to say yes beforehand.
      "
    `)
  })

  it('lists what goes, and does nothing on anything but yes', async () => {
    const ran = await house.run(['vm', 'delete', 'weblog'], {
      tty: { columns: 100, rows: 30 },
      during: async ({ stderr, type }) => {
        await expect.poll(stderr).toContain('Type y to go on: ')
        type('n\n')
      },
    })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toMatchInlineSnapshot(`
      "Delete weblog? It goes to the bin and can come back: kiste bin list
        weblog: vda, 200 KiB
      [1G[0JType y to go on: [18Gn
      Nothing was done.
      "
    `)
    expect((await house.run(['vm', 'show', 'weblog'])).code).toBe(0)
  })

  it('says what cannot be before it asks', async () => {
    const ran = await house.run(['vm', 'delete', 'photos'], { tty: { columns: 100, rows: 30 } })
    expect(ran.code).toBe(5)
    expect(ran.stderr).toContain('photos is running')
    expect(ran.stderr).not.toContain('Type y')
  })

  it('deletes on y', async () => {
    const ran = await house.run(['vm', 'delete', 'weblog'], {
      tty: { columns: 100, rows: 30 },
      during: async ({ stderr, type }) => {
        await expect.poll(stderr).toContain('Type y to go on: ')
        type('y\n')
      },
    })
    expect(ran).toMatchObject({ code: 0, stdout: 'weblog is in the bin.\nNext: kiste bin list\n' })
  })
})

describe('the guest', () => {
  it('runs a command: its output, its input, its exit code', async () => {
    expect((await done(['vm', 'exec', 'photos', '--', 'sh', '-c', 'echo hello'])).stdout).toBe('hello\n')
    expect((await done(['vm', 'exec', 'photos', '--', 'cat'], { stdin: 'from a pipe' })).stdout).toBe(
      'from a pipe',
    )
    expect((await house.run(['vm', 'exec', 'photos', '--', 'sh', '-c', 'exit 7'])).code).toBe(7)
    const json = JSON.parse(
      (await done(['vm', 'exec', 'photos', '--json', '--', 'sh', '-c', 'echo hi'])).stdout,
    ) as {
      stdout: string
    }
    expect(Buffer.from(json.stdout, 'base64').toString()).toBe('hi\n')
  })

  it('copies in and out, and leaves no half file', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
    const file = join(folder, 'data.bin')
    await writeFile(file, bytes)
    const into = await done(['vm', 'copy', file, 'photos:/root/'])
    expect(into.stderr).toBe(`${file} → photos:/root/data.bin, 97.7 KiB\n`)
    await done(['vm', 'copy', 'photos:/root/data.bin', join(folder, 'back.bin')])
    expect(await readFile(join(folder, 'back.bin'))).toEqual(bytes)
    await done(['vm', 'cp', '-', 'photos:/root/note'], { stdin: 'a note' })
    expect((await done(['vm', 'copy', 'photos:/root/note', '-'])).stdout).toBe('a note')
    expect((await house.run(['vm', 'copy', 'photos:/root/nothing', join(folder, 'nothing')])).code).not.toBe(
      0,
    )
    await expect(readFile(join(folder, 'nothing'))).rejects.toThrow('ENOENT')
  })

  it('opens the console in a pipe', async () => {
    const ran = await house.run(['vm', 'console', 'photos', '--idle', '0.3'], {
      stdin: 'echo from the console\n',
    })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('from the console')
  })

  it('opens the console on a terminal, raw, and leaves it with ^]', async () => {
    const ran = await house.run(['vm', 'console', 'photos'], {
      tty: { columns: 100, rows: 30 },
      during: async ({ stdout, rawMode, type }) => {
        await expect.poll(rawMode).toBe(true)
        type('echo typed\r')
        await expect.poll(stdout).toContain('typed')
        type('\u001d')
      },
    })
    expect(ran).toMatchObject({ code: 0, raw: false })
    expect(ran.stderr).toContain('Leave with ^]')
    expect(ran.stderr).toContain('stty rows 30 cols 100')
    expect(ran.stderr).toContain('Left the console of photos; it goes on.')
  })

  it('says why there is no console', async () => {
    expect(await house.run(['vm', 'console', 'win-test'])).toMatchObject({ code: 5, stdout: '' })
    expect(await house.run(['vm', 'console', 'nope'])).toMatchObject({ code: 3 })
  })
})
