import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobAnswer } from '../contract/schemas/job.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'
import type { Ran } from './testing/run.ts'
import { toldTaken } from './verbs/snapshot.ts'

let house: ServedHouse

beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

/** What differs from run to run, named instead. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/g, 'NOW')
    .replaceAll(/\(job \w+\)/g, '(job ID)')
    .replaceAll(/, \d+\.\d s\n/g, ', SECONDS\n')
    .replaceAll(/ +$/gm, '')
}

async function done(line: string): Promise<Ran> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
  const ran = await house.run(words)
  expect(ran.stderr.split('\n').filter((said) => said.startsWith('Error'))).toEqual([])
  expect(ran.code).toBe(0)
  return ran
}

const says = async (line: string) => steady((await done(line)).stdout)

describe('snapshots', () => {
  it('are taken of several VMs, and each is told how it was kept', async () => {
    const ran = await done('snapshot create web build --name s1 --note "before the upgrade"')
    expect(steady(ran.stdout)).toMatchInlineSnapshot(`
      "Snapshot s1 of web, build is taken.
      web is kept with clean file systems.
      build was off.
      Next: kiste snapshot list web
      "
    `)
    expect(steady(ran.stderr)).toMatchInlineSnapshot(`
      "Take snapshot s1 of web, build (job ID)
      done: Take it: freeze web, all disks, firmware variables and the definition at one instant, let them go on, SECONDS
      "
    `)
  })

  it('are counted for all VMs', async () => {
    expect(await says('snapshot list')).toMatchInlineSnapshot(`
      "VM              BRANCH  SNAPSHOTS  LAST                      TAKEN
      build           main            1  s1                        TIME
      home-assistant  main            2  try-NOW  TIME
      old-forum       main-2          7  NOW      TIME
      photos          main            0  -                         -
      web             main            1  s1                        TIME
      "
    `)
    expect(await says('snapshot ls --json')).toContain('"history"')
  })

  it('show their plan: the commands, and what is worth knowing', async () => {
    expect(await says('snapshot create web photos --dry-run')).toMatchInlineSnapshot(`
      "Take snapshot NOW of web, photos
        1. Take it: freeze web, photos, hold web, photos, all disks, firmware variables and the definition at one instant, let them go on
           virsh domfsfreeze web; virsh domfsfreeze photos; virsh suspend web; virsh suspend photos; mv /fake/store/web/DISK.qcow2 LAYER; qemu-img create -f qcow2 -b LAYER -F qcow2 /fake/store/web/DISK.qcow2; mv /fake/store/photos/DISK.qcow2 LAYER; qemu-img create -f qcow2 -b LAYER -F qcow2 /fake/store/photos/DISK.qcow2; virsh resume web; virsh resume photos; virsh domfsthaw web; virsh domfsthaw photos
        Note: The file systems of web are frozen for a moment; if its agent cannot do that, it is kept as after a power cut.
        Note: The file systems of photos are frozen for a moment; if its agent cannot do that, it is kept as after a power cut.
        Note: web, photos are held for a moment, so that all are of one instant.
      "
    `)
    expect(await says('snapshot create photos --ram --dry-run')).toMatchInlineSnapshot(`
      "Take snapshot NOW of photos
        1. Save the RAM of photos; it stands still from here on
           virsh save photos /fake/store/photos/ram.save
        2. Take it: all disks, firmware variables and the definition at one instant
           mv /fake/store/photos/DISK.qcow2 LAYER; qemu-img create -f qcow2 -b LAYER -F qcow2 /fake/store/photos/DISK.qcow2
        3. Let photos go on from its RAM
           virsh restore /fake/store/photos/ram.save
        4. Remove the RAM of photos from its place; the snapshot keeps it
           rm /fake/store/photos/ram.save
        Note: photos stands still while its RAM (4 GiB) is written and read back: up to 82 s on a plain hard disk, less on an SSD or where much of it is unused.
      "
    `)
  })

  it('of a VM without any say how to take one', async () => {
    const ran = await done('snapshot list photos')
    expect(ran).toMatchObject({
      stdout: '',
      stderr: 'photos has no snapshots. Take one: kiste snapshot create photos\n',
    })
  })

  it('are drawn as a tree', async () => {
    await done('snapshot create build --name s2')
    await done('snapshot rollback build s1')
    await done('snapshot create build --name s3 --crash')
    await done('snapshot hold build s3 audit')
    expect(await says('snapshot list build')).toMatchInlineSnapshot(`
      "SNAPSHOT                      TAKEN             GUEST FINDS    ALONE  HELD BY  NOTE
      main
      ├─ s1                         TIME  was off      200 KiB           before the upgrade
      │  ╰─ main-2
      │     ├─ s3                   TIME  was off      200 KiB  audit
      │     ╰─ now
      ├─ s2                         TIME  was off      200 KiB
      ╰─ left-NOW  TIME  was off      200 KiB
      "
    `)
    const { stdout } = await house.run(['snapshot', 'ls', 'build'], { env: { LANG: 'C' } })
    expect(Buffer.from(stdout).every((byte) => byte < 0x80)).toBe(true)
    expect(await says('branch list build')).toMatchInlineSnapshot(`
      "BRANCH  BEGAN AT       SNAPSHOTS  LEFT
      main    the beginning          3  TIME
      main-2  s1                     1  current
      "
    `)
  })

  it('are shown one by one', async () => {
    expect(await says('snapshot show build s1')).toMatchInlineSnapshot(`
      "s1 is build while it was off.
        Taken      TIME
        By         hand
        Branch     main
        After      the beginning
        Alone      200 KiB become free if it is removed
        Needed by  main-2
        Note       before the upgrade
      Next: kiste snapshot rollback build s1
      "
    `)
    expect(await house.run(['snapshot', 'show', 'build', 'nope'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('build has no snapshot named "nope"') as string,
    })
  })

  it('are one JSON document', async () => {
    const history = JSON.parse((await done('snapshot list build --json')).stdout) as object
    expect(Object.keys(history)).toEqual(['branches', 'snapshots'])
    expect(JSON.parse((await done('branch list build --json')).stdout)).toHaveLength(2)
    expect(JSON.parse((await done('snapshot show build s1 --json')).stdout)).toMatchObject({ id: 's1' })
  })

  it('are gone back to and returned from', async () => {
    expect(await says('branch switch build main')).toMatchInlineSnapshot(`
      "build lives on the branch main.
      What it was before stays: kiste branch switch build main-2
      "
    `)
    expect(await says('snapshot rollback build s2 --branch again --start')).toMatchInlineSnapshot(`
      "build is as it was at s2, on the branch again.
      What it was before stays: kiste branch switch build main
      "
    `)
    expect(await house.run(['snapshot', 'rollback', 'build', 's1'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('or add --stop') as string,
    })
    expect(await says('snapshot rollback build s1 --force --no-start')).toContain('build is as it was at s1')
  })

  it('go when told so, and stay while they are held', async () => {
    const refused = await house.run(['snapshot', 'remove', 'build', 's3', '-y'])
    expect(refused).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('Let it go first: kiste snapshot release build s3 audit') as string,
    })
    expect(await says('snapshot release build s3 audit')).toBe('Snapshot s3 of build can be removed.\n')
    expect(await house.run(['snapshot', 'remove', 'build', 's3'])).toMatchObject({ code: 2 })
    expect(await says('snapshot remove build s3 -y')).toBe('Snapshot s3 of build is gone for good.\n')
    expect(await says('branch remove build main-2 -y')).toBe('The branch main-2 of build is gone for good.\n')
    expect(await house.run(['branch', 'remove', 'build', 'main-3', '-y'])).toMatchObject({ code: 5 })
  })

  it('ask on a terminal, with what goes', async () => {
    const ran = await house.run(['branch', 'remove', 'build', 'again'], {
      tty: { columns: 100, rows: 30 },
      during: async ({ stderr, type }) => {
        await expect.poll(stderr).toContain('Type y')
        type('n\n')
      },
    })
    expect(ran.code).toBe(1)
    expect(steady(ran.stderr)).toContain('With it goes the snapshot that only it has')
  })

  it('that could not be clean say so', () => {
    const result = { snapshot: 's1', vms: [{ vm: 'web', consistency: 'crash' }, { vm: 7 }] }
    const told = toldTaken({ ...jobHead, state: 'done', startedAt: at, finishedAt: at, result })
    expect(told.flat()).toEqual([
      'Snapshot s1 of web is taken.',
      'web is kept as after a power cut.',
      'Next: kiste snapshot list web',
    ])
    expect(toldTaken({ ...jobHead, state: 'done', startedAt: at, finishedAt: at, result: 7 })).toHaveLength(1)
  })
})

describe('trying something out', () => {
  it('keep', async () => {
    expect(await says('try start web --note "a new kernel"')).toMatchInlineSnapshot(`
      "Snapshot try-NOW of web is taken.
      web is kept with clean file systems.
      Go ahead: web can go back to this point.
      Next: kiste try keep web, or kiste try discard web
      "
    `)
    expect(await says('try keep web')).toBe('web stays as it is.\n')
  })

  it('discard', async () => {
    await done('try start web')
    expect(await says('try discard web --stop')).toMatchInlineSnapshot(`
      "web is as it was before.
      What was tried stays on the branch main; if it is not wanted any more: kiste branch remove web main
      "
    `)
  })
})

const at = '2026-01-02T03:04:05.678Z'
const jobHead: Omit<JobAnswer, 'state' | 'startedAt' | 'finishedAt'> = {
  id: 'j1',
  kind: 'snapshot.create',
  title: 'Take snapshot s1 of web',
  object: { type: 'snapshot', name: 'web@s1' },
  locks: [],
  createdAt: at,
  steps: [],
}
