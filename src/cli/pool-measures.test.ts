import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

// The verbs that look into pools and measure them, on the demo house: tank holds films, documents, disks of two VMs, and something locked.

let house: ServedHouse
beforeEach(async () => {
  house = await serveHouse({ host: { delays: { poolMs: 20, verbMs: 0 } } })
})
afterEach(() => house.close())

const run = (line: string) => house.run(line.split(' '))

describe('advise', () => {
  test('dedup: the verdict first, then figures, what was left out, and what else to know', async () => {
    const { code, stdout } = await run('pool advise tank dedup')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^No: it would save at least 0 B \(1\.00 to 1\) and take .* of memory for good; too little repeats\.\n/,
    )
    expect(stdout).toMatch(/Looked at +64 GiB, 3 % of what is there\n/)
    expect(stdout).toContain('Left out: tank/private: it is encrypted, and its key is not loaded.\n')
    expect(stdout).toContain('Clones share what they have in common already')
    expect(stdout).toContain('3 % of the data was read.')
  })

  test('compression: a row for each dataset, and the command for what pays', async () => {
    const { code, stdout } = await run('pool advise tank compression')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Another compression would pay for tank\/documents\.\n/)
    expect(stdout).toMatch(/tank\/films +lz4 +100 % +100 % +100 % +256 +leave it\n/)
    expect(stdout).toMatch(/tank\/documents +off +100 % +63 % +41 % +256 +set zstd\n/)
    expect(stdout).toContain('nothing that lies there is written anew by it')
    expect(stdout).toContain('Next: kiste pool set tank compression=zstd --dataset tank/documents\n')
  })

  test('as JSON it is the job, with the report as its result', async () => {
    const { code, stdout } = await run('pool advise tank compression --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'pool.advise',
      state: 'done',
      result: {
        question: 'compression',
        pool: 'tank',
        leftOut: [{ dataset: 'tank/private' }],
        datasets: [{ dataset: 'tank/films', advice: 'no' }, { change: 'zstd', storedNow: 1 }, {}, {}],
      },
    })
  })

  test('beforehand it says what would be read', async () => {
    const { stdout } = await run('pool advise tank dedup --dry-run --read 1G --seconds 60')
    expect(stdout).toMatch(/Reads up to 1 GiB of 1\.8 TiB, for up to 60 s\./)
    expect(stdout).toContain('Nothing is written.')
  })

  test('refusals say what to do', async () => {
    expect(await run('pool advise tank speed')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Ask for dedup or compression.'),
    })
    expect(await run('pool advise nowhere dedup')).toMatchObject({ code: 3 })
    expect(await run('pool advise fast dedup')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('There is nothing in fast yet'),
    })
    house.host.outside.pools.removeTool('lz4')
    expect(await run('pool advise tank compression')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('apt install lz4'),
    })
    expect(await run('pool advise tank dedup')).toMatchObject({ code: 0 })
    house.host.outside.pools.suspend('tank')
    expect((await run('pool advise tank dedup')).stderr).toContain('suspended')
  })
})

describe('bench', () => {
  test('the verdict, volume beside file, and nothing left', async () => {
    const { code, stdout } = await run('pool bench tank')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^On this pool, volumes are the faster ones: in 1 of 5, and never slower\.\n/)
    expect(stdout).toMatch(/read in one go, 1 MiB +320 MiB\/s +320 MiB\/s +×1\.00 /)
    expect(stdout).toMatch(/write here and there, 4 KiB +1350\/s +900\/s +×1\.50 /)
    expect(stdout).toContain('Writing here and there: the volume is 1.5 times as fast as the file.\n')
    expect(await house.host.pools.benches('tank')).toEqual([])
  })

  test('as JSON, with every figure', async () => {
    const { stdout } = await run('pool bench tank --size 1G --seconds 1 --json')
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'pool.bench',
      result: {
        pool: 'tank',
        sizeBytes: 2 ** 30,
        blockBytes: 16_384,
        rows: [
          { pattern: 'sequential-write', volume: { perSecond: 180 }, file: { perSecond: 180 }, ratio: 1 },
          {},
          {},
          { pattern: 'random-write', ratio: 1.5 },
          {},
        ],
      },
    })
  })

  test('the plan names the dataset it makes', async () => {
    const { stdout } = await run('pool bench tank --dry-run')
    expect(stdout).toMatch(/zfs create tank\/kiste-bench-[0-9a-f]{8}\n/)
    expect(stdout).toContain('removes both whatever happens')
    expect(await house.host.pools.benches('tank')).toEqual([])
  })

  test('what a lost measurement left goes with the next', async () => {
    house.host.outside.pools.leaveBench({
      pool: 'tank',
      id: '0badcafe',
      sizeBytes: 2 ** 30,
      blockBytes: 16_384,
    })
    expect((await run('pool bench tank --dry-run')).stdout).toContain(
      'Remove both, and what earlier ones left',
    )
    expect(await run('pool bench tank')).toMatchObject({ code: 0 })
    expect(await house.host.pools.benches('tank')).toEqual([])
  })

  test('refusals say what to do', async () => {
    expect(await run('pool bench tank --size 1M')).toMatchObject({ code: 2 })
    expect(await run('pool bench tank --seconds 9999')).toMatchObject({ code: 2 })
    house.host.outside.pools.removeTool('fio')
    expect(await run('pool bench tank')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('apt install fio'),
    })
    expect(await house.host.pools.benches('tank')).toEqual([])
  })
})
