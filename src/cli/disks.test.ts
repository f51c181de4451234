import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse

beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

/** The name of a snapshot is the time it is taken. */
const steady = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/g, 'NOW')
const run = (line: string) => house.run(line.split(' '))
const names = async (vm: string) => {
  const { stdout } = await run(`disk list ${vm} --json`)
  return (JSON.parse(stdout) as { name: string; virtualSizeBytes: number }[]).map(
    ({ name, virtualSizeBytes }) => `${name} ${virtualSizeBytes / 2 ** 30}`,
  )
}

describe('disks', () => {
  it('are listed', async () => {
    expect((await run('disk list build')).stdout).toMatchInlineSnapshot(`
      "DISK  TARGET  KIND    SIZE      USED  PATH
      root  vda     disk  60 GiB  10.8 GiB  /fake/store/build/root.qcow2
      "
    `)
  })

  it('are added, grow, and are removed with a way back', async () => {
    expect(await run('disk add web data --size 20G')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('web has the disk data now') as string,
    })
    expect(await names('web')).toEqual(['root 20', 'data 20'])
    expect((await run('disk grow web data --size 30G')).code).toBe(0)
    expect(await names('web')).toEqual(['root 20', 'data 30'])
    const removed = await run('disk remove web data -y')
    expect(removed.code).toBe(0)
    expect(await names('web')).toEqual(['root 20'])
    const [command = ''] = /kiste snapshot rollback .*/.exec(removed.stdout) ?? []
    expect((await run(`${command.slice('kiste '.length)} --force`)).code).toBe(0)
    expect(await names('web')).toEqual(['root 20', 'data 30'])
  })

  it('show what would be done', async () => {
    expect((await run('disk add web logs --size 1G --dry-run')).stdout).toMatchInlineSnapshot(`
      "Add the disk logs of 1 GiB to web
        1. Make an empty disk of 1 GiB in the store local
           qemu-img create -f qcow2 /fake/store/web/logs.qcow2 1073741824
        2. Give it to web as vdc, at once
           virsh attach-disk web /fake/store/web/logs.qcow2 vdc --persistent
        3. Keep the definition in its place
      "
    `)
    expect(steady((await run('disk remove build root --dry-run')).stdout)).toMatchInlineSnapshot(`
      "Remove the disk root of build
        1. Take it: all disks, firmware variables and the definition at one instant
           mv /fake/store/build/DISK.qcow2 LAYER; qemu-img create -f qcow2 -b LAYER -F qcow2 /fake/store/build/DISK.qcow2
        2. Take it from build
           virsh detach-disk build vda --config
        3. Keep the definition in its place
        4. Remove it from the store local
           rm /fake/store/build/root.qcow2
        Note: The snapshot NOW keeps it: kiste snapshot rollback build NOW
      "
    `)
  })

  it('are refused with the reason', async () => {
    expect(await run('disk add web data')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--size') as string,
    })
    expect(await run('disk grow web root --size 1G')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('can only grow') as string,
    })
    expect(await run('disk add web data --size 1G --kind qcow2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('volume, file') as string,
    })
    expect(await run('disk add web raw --size 1G --kind file')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The store local is a directory') as string,
    })
    expect(await run('disk remove web none -y')).toMatchObject({ code: 3 })
    expect(await run('disk add win-test data --size 1G')).toMatchObject({ code: 5 })
  })
})

describe('moving to another store', () => {
  const storeOf = async (vm: string) =>
    (JSON.parse((await run(`vm show ${vm} --json`)).stdout) as { store: string }).store

  it('takes along what the VM holds, and leaves the rest in the bin', async () => {
    expect((await run('store create tank')).stdout).toContain('The store tank is ready for VMs.')
    expect((await run('store list')).stdout).toMatch(/tank +zfs/)
    const plan = steady((await run('vm move build --store tank --dry-run')).stdout)
    expect(plan.replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE').replaceAll(/build\.\d{8}-\d{6}-\w{4}/g, 'build.ID'))
      .toMatchInlineSnapshot(`
      "Move build to the store tank
        1. Make its place in the store tank
           mkdir /fake/pools/tank/build
        2. Copy the disk root of 60 GiB
           qemu-img convert -f qcow2 -O qcow2 /fake/store/build/root.qcow2 /dev/zvol/tank/kiste/build/root
        3. Copy firmware variables, seed and what it said on its console
        4. Define it with its disks in tank
           virsh define domain.xml
        5. Keep the definition in its place
        6. Move what it leaves in local to the bin, kept until DATE
           mv /fake/store/build /fake/store/.bin/build.ID
        Note: What build leaves takes room in local until it goes: kiste bin list
      "
    `)
    expect(await run('vm move build --store tank')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('build lives in the store tank now.') as string,
    })
    expect(await storeOf('build')).toBe('tank')
    expect((await run('disk list build')).stdout).toContain('/dev/zvol/tank/kiste/build/root')
    expect((await run('bin list')).stdout).toContain('build')
    expect((await run('vm start build')).code).toBe(0)
    expect(await run('vm move build --store local')).toMatchObject({ code: 5 })
    expect((await run('vm stop build --force')).code).toBe(0)
    expect((await run('vm move build --store local --now')).code).toBe(0)
    expect(await storeOf('build')).toBe('local')
  })

  it('says what is missing', async () => {
    expect(await run('vm move build')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--store') as string,
    })
    expect(await run('vm move build --store none')).toMatchObject({ code: 3 })
    expect(await run('vm move build --store local')).toMatchObject({ code: 2 })
  })

  it('lives in a pool with disks that are volumes and such as are files', async () => {
    expect((await run('vm create files --store tank --disk 4G --no-start')).code).toBe(0)
    expect((await run('disk add files log --size 1G --kind file')).code).toBe(0)
    expect((await run('disk add files data --size 1G --kind volume')).code).toBe(0)
    expect((await run('disk list files')).stdout).toMatch(
      /log .*\/fake\/pools\/tank\/files\/log\/disk\.raw\ndata .*\/dev\/zvol\/tank\/kiste\/files\/data/,
    )
    expect((await run('disk grow files log --size 2G')).code).toBe(0)
    expect(await names('files')).toEqual(['root 4', 'log 2', 'data 1'])
    expect((await run('vm start files')).code).toBe(0)
    expect((await run('disk remove files log -y')).code).toBe(0)
    expect(await names('files')).toEqual(['root 4', 'data 1'])
  })
})
