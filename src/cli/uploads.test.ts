import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createStandIn, jobs, json, problems, type StandIn } from './testing/stand-in.ts'

let standIn: StandIn | undefined
afterEach(async () => {
  await standIn?.close()
  standIn = undefined
})

async function standInFor(answers: Parameters<typeof createStandIn>[0]): Promise<StandIn> {
  standIn = await createStandIn(answers)
  return standIn
}

describe('an upload', () => {
  it('that is refused in its middle says why, not that the pipe broke', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
    const file = join(folder, 'big.img')
    await writeFile(file, Buffer.alloc(50_000_000, 1))
    const { run } = await standInFor({
      importImage: json({ title: 'Import', steps: [], notes: [] }),
      uploadImage: (request, response) => {
        const problem = { code: 'no_space', message: 'The disk is full.' } as const
        request.once('data', () => problems(507, problem)(request, response, ''))
      },
    })
    for (let time = 0; time < 5; time++) {
      const ran = await run(['image', 'import', file])
      expect(ran).toMatchObject({
        code: 1,
        stdout: '',
        stderr: 'Sending big.img\nError: The disk is full.\n',
      })
    }
    await rm(folder, { recursive: true })
  })

  it('is not begun for an import that would be refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
    const file = join(folder, 'disk.img')
    await writeFile(file, Buffer.alloc(1_000))
    const problem = { code: 'already_exists', message: 'There is an image named disk.' } as const
    const { run, asked } = await standInFor({ importImage: problems(409, problem) })
    expect(await run(['image', 'import', file])).toMatchObject({
      code: 5,
      stderr: 'Error: There is an image named disk.\n',
    })
    expect(asked).toEqual(['importImage'])
    await rm(folder, { recursive: true })
  })

  it('sends every byte, with its size before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kiste-cli-'))
    const file = join(folder, 'disk.img')
    await writeFile(file, Buffer.alloc(1_000_000, 1))
    let received = 0
    let announced = ''
    const { run } = await standInFor({
      uploadImage: (request, response) => {
        announced = request.headers['content-length'] ?? ''
        request.on('data', (chunk: Buffer) => (received += chunk.length))
        request.once('end', () => json({ upload: 'u1' })(request, response, ''))
      },
      importImage: json(jobs.done, 202),
    })
    expect((await run(['image', 'import', file])).code).toBe(0)
    expect({ received, announced }).toEqual({ received: 1_000_000, announced: '1000000' })
    await rm(folder, { recursive: true })
  })
})
