import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
let folder: string

beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-screenshot-'))
})
afterEach(() => rm(folder, { recursive: true }))

const run = (...words: readonly string[]) => house.run(['vm', 'screenshot', ...words])
const widthOf = (png: Buffer) => {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return png.readUInt32BE(16)
}

describe('kiste vm screenshot', () => {
  it('writes a PNG file, called after the VM in a folder', async () => {
    const { code, stdout, stderr } = await run('web', '--output', folder)
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(stderr.replace(folder, 'HERE').replace(/[\d.]+ KiB/, 'SIZE')).toBe(
      'The screen of web → HERE/web.png, SIZE\n',
    )
    expect(widthOf(await readFile(join(folder, 'web.png')))).toBe(720)
  })

  it('has it as narrow as one likes', async () => {
    const file = join(folder, 'small.png')
    expect((await run('web', '-o', file, '--width', '320')).code).toBe(0)
    expect(widthOf(await readFile(file))).toBe(320)
  })

  it('overwrites nothing, unless it is told to', async () => {
    const file = join(folder, 'web.png')
    await writeFile(file, 'mine')
    const refused = await run('web', '--output', file)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/"[^"]+web\.png" is there already.*\n.*--force/)
    expect(await readFile(file, 'utf8')).toBe('mine')
    expect((await run('web', '--output', file, '--force')).code).toBe(0)
    expect(widthOf(await readFile(file))).toBe(720)
    expect(await readdir(folder)).toEqual(['web.png'])
  })

  it('goes into a pipe, and not onto a terminal', async () => {
    const piped = await run('web', '--output', '-')
    expect(piped.code).toBe(0)
    expect(piped.stdout.slice(1, 4)).toBe('PNG')
    expect(piped.stderr).toBe('')
    const shown = await house.run(['vm', 'screenshot', 'web', '-o', '-'], { tty: { columns: 80, rows: 24 } })
    expect(shown.code).toBe(2)
    expect(shown.stdout).toBe('')
    expect(shown.stderr).toContain('A picture cannot be shown on a terminal.')
  })

  it('says of a VM that is off, or is not there, what is to be done, and leaves no file', async () => {
    const off = await run('build', '--output', folder)
    expect(off.code).toBe(5)
    expect(off.stderr).toContain('kiste vm start build')
    expect((await run('nobody', '--output', folder)).code).toBe(3)
    expect((await run('web', '--output', join(folder, 'no', 'web.png'))).code).toBe(2)
    expect(await readdir(folder)).toEqual([])
  })
})
