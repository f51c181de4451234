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
    expect(await run('disk remove web none -y')).toMatchObject({ code: 3 })
    expect(await run('disk add win-test data --size 1G')).toMatchObject({ code: 5 })
  })
})
