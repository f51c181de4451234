import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Picture } from '../../domain/picture.ts'
import { createFakeHost, type FakeHost } from '../../host/fake/fake-host.ts'
import { createScreenshots } from './create-screenshots.ts'

let host: FakeHost
let time = 0
/** Those that were asked of the host, each with what it answers. */
let asked: { readonly uuid: string; readonly answer: (picture: Picture | Error) => void }[]

beforeEach(() => {
  host = createFakeHost({ auto: true, seedData: 'demo', delays: { verbMs: 0 } })
  asked = []
})
afterEach(() => host.close())

const white: Picture = { widthPx: 4, heightPx: 2, rgb: new Uint8Array(24).fill(255) }
const widthOf = (png: Uint8Array) => Buffer.from(png).readUInt32BE(16)

function held() {
  const vms = {
    ...host.vms,
    screenshot: (uuid: string) =>
      new Promise<Picture>(
        (resolve, reject) =>
          void asked.push({
            uuid,
            answer: (picture) => (picture instanceof Error ? reject(picture) : resolve(picture)),
          }),
      ),
  }
  return createScreenshots({ vms }, () => time)
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('pictures of screens', () => {
  it('are taken once for all who ask meanwhile, whatever the width, and kept for three seconds', async () => {
    const screenshots = held()
    const seen = await host.vms.list()
    const all = [undefined, 2, 2, 4096].map((widthPx) => screenshots.take('web', seen, { widthPx }))
    await soon()
    expect(asked).toHaveLength(1)
    asked[0]?.answer(white)
    expect((await Promise.all(all)).map(widthOf)).toEqual([4, 2, 2, 4])
    time += 2_999
    expect(widthOf(await screenshots.take('web', seen, { widthPx: 2 }))).toBe(2)
    expect(asked).toHaveLength(1)
    time += 1
    const again = screenshots.take('web', seen, { widthPx: 2 })
    await soon()
    expect(asked).toHaveLength(2)
    asked[1]?.answer(white)
    await again
  })

  it('that failed are taken anew by whoever asks next', async () => {
    const screenshots = held()
    const seen = await host.vms.list()
    const first = screenshots.take('web', seen, {})
    await soon()
    asked[0]?.answer(new Error('QEMU is away'))
    await expect(first).rejects.toThrow('QEMU is away')
    const second = screenshots.take('web', seen, {})
    await soon()
    asked[1]?.answer(white)
    expect(widthOf(await second)).toBe(4)
  })

  it('are not taken of one that is off, or is not there', async () => {
    const screenshots = held()
    const seen = await host.vms.list()
    const off = seen.find(({ status }) => status.state === 'stopped')
    await expect(screenshots.take(off?.name ?? '', seen, {})).rejects.toMatchObject({
      problems: [{ code: 'wrong_state' }],
    })
    await expect(screenshots.take('nobody', seen, {})).rejects.toMatchObject({
      problems: [{ code: 'not_found' }],
    })
    expect(asked).toEqual([])
  })

  it('are found also of a VM that nobody has seen yet', async () => {
    const screenshots = createScreenshots(host, () => time)
    expect(widthOf(await screenshots.take('web', [], { widthPx: 320 }))).toBe(320)
  })
})
