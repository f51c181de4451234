import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTank, takenIn } from '../app/testing/done.ts'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
  await inTank(house.host)
})
afterAll(() => house.close())

const run = (line: string) => house.run(line.split(' '))

describe('targets and copies', () => {
  it('are said to be none until there are some', async () => {
    expect((await run('target list')).stderr).toContain('There is no target')
    expect((await run('copy list')).stderr).toContain('Nothing is wished to be copied elsewhere.')
    expect((await run('copy set web --to usb')).stderr).toContain('There is no target "usb".')
  })

  it('a VM is copied to a pool, and how that is can be seen', async () => {
    expect((await run('target create usb --pool fast')).stdout).toContain('usb is a target now.')
    expect((await run('target list')).stdout).toMatch(/usb +fast +fast\/kiste-copies\//)
    const set = await run('copy set new --to usb')
    expect(set.stdout).toContain('It is noted where new is copied to.')
    expect((await run('copy list')).stdout).toMatch(/new +usb +- +- +none yet/)
    expect((await run('copy run new --to usb')).stderr).toContain('VM new has no snapshot yet')
    await takenIn(house.host, 'tank', 'new', 's1')
    expect((await run('copy run new --to usb --dry-run')).stdout).toContain('zfs send')
    expect((await run('copy run new --to usb')).stdout).toContain('new is copied to usb.')
    expect((await run('copy list')).stdout).toMatch(/new +usb +s1 +\S.* up to date/)
  })

  it('what is not copied is said beforehand', async () => {
    const all = await run('copy set --host --to usb --dry-run')
    expect(all.stdout).toMatch(/Not copied, as their store is in no pool: .*web/)
    expect((await run('copy run web --to usb')).stderr).toContain('its store local is in no pool')
  })

  it('a target that something is copied to is not forgotten by mistake', async () => {
    expect((await run('target remove usb')).stderr).toContain('The target usb is still wished for')
    expect((await run('copy clear new')).code).toBe(0)
    const removed = await run('target remove usb')
    expect(removed.stdout).toContain('usb is forgotten as a target; what was copied stays there.')
    expect((await run('target list')).stderr).toContain('There is no target')
  })

  it.each([
    ['copy set --none', 'Exactly one thing is copied'],
    ['copy set web', 'It was not said where to copy to.'],
    ['copy set web --host --none', 'Exactly one thing is copied'],
    ['copy run web', 'It was not said where to copy to.'],
    ['target create usb', 'It was not said in which pool'],
    ['target create none --pool fast', 'cannot be called none'],
    ['target remove attic', 'There is no target "attic".'],
  ])('kiste %s is refused', async (line, because) => {
    const { code, stderr } = await run(line)
    expect(code).not.toBe(0)
    expect(stderr).toContain(because)
  })
})
