import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
beforeAll(async () => {
  house = await serveHouse()
})
afterAll(() => house.close())

const policy = (...words: readonly string[]) => house.run(['policy', ...words])

describe('policies', () => {
  it('are said to be none until one is wished', async () => {
    expect((await policy('list')).stderr).toContain('No policy is wished')
    expect((await policy('show', 'web')).stdout).toContain('web is not snapshotted by itself.')
  })

  it('are set, shown and taken back', async () => {
    const rules = 'every 15 min, keep 8; daily at 03:00, keep 14'
    const ran = await policy('set', 'web', '--rules', rules, '--zone', 'Europe/Berlin')
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.stdout).toContain('The policy of web is set.')
    const shown = (await policy('show', 'web')).stdout
    expect(shown).toContain('web is snapshotted by itself, of its own.')
    expect(shown).toContain('Europe/Berlin')
    expect(shown).toMatch(/every 15 min, keep 8 +672 /)
    expect(shown).toMatch(/daily at 03:00, keep 14 +7 /)
    expect((await policy('list')).stdout).toMatch(
      /VM +web +every 15 min, keep 8; daily at 03:00, keep 14 +Europe\/Berlin/,
    )
    const clear = await policy('clear', 'web', '--dry-run')
    expect(clear.stdout).toContain('From then on: no snapshots are taken by themselves.')
    expect((await policy('clear', 'web')).stdout).toContain('The policy of web is taken back.')
    expect((await policy('show', 'web')).stdout).toContain('web is not snapshotted by itself.')
  })

  it('count from the nearest: VM, store, host', async () => {
    await policy('set', '--host', '--rules', 'daily, keep 3', '--zone', 'UTC')
    await policy('set', '--store', 'local', '--rules', 'hourly, keep 24', '--zone', 'UTC')
    await policy('set', 'build', '--none')
    expect((await policy('show', 'web')).stdout).toContain(
      'web is snapshotted by itself, as wished of its store.',
    )
    expect((await policy('show', 'build')).stdout).toContain('its policy is none')
    expect((await policy('clear', '--store', 'local', '--dry-run')).stdout).toContain(
      'From then on: what is wished of this host: daily at 00:00, keep 3.',
    )
    await policy('clear', '--store', 'local')
    expect((await policy('show', 'web')).stdout).toContain('as wished of the host')
    for (const whose of [['build'], ['--host']]) await policy('clear', ...whose)
  })

  it.each([
    [['set', 'web'], 'It was not said what the policy is.'],
    [['set', 'web', '--rules', 'daily, keep 1', '--none'], 'It was not said what the policy is.'],
    [['set', '--rules', 'daily, keep 1'], 'Exactly one thing has a policy set'],
    [['set', 'web', '--host', '--rules', 'daily, keep 1'], 'Exactly one thing has a policy set'],
    [['set', 'web', '--rules', '*/5 * * * *'], '“*/5 * * * *” cannot be read.'],
    [['set', 'web', '--rules', 'daily, keep 1', '--zone', 'Mars'], '"Mars" is no time zone.'],
    [['set', 'web', '--none', '--zone', 'UTC'], 'A time zone belongs to rules'],
    [['set', 'nothing', '--rules', 'daily, keep 1'], 'nothing'],
    [['set', '--store', '../etc', '--rules', 'daily, keep 1'], '../etc'],
    [['set', 'win-test', '--rules', 'daily, keep 1'], 'win-test'],
  ])('%j is refused', async (words, said) => {
    const ran = await policy(...words)
    expect(ran.code).not.toBe(0)
    expect(ran.stderr).toContain(said)
  })

  it('say beforehand what would go', async () => {
    const found = JSON.parse(
      (await policy('set', '--host', '--rules', 'yearly on 1 jan, keep 1', '--dry-run', '--json')).stdout,
    ) as {
      readonly notes: readonly string[]
    }
    expect(found.notes.join(' ')).toMatch(/\d+ snapshots? of \d+ VMs? would go soon after, for good\./)
  })
})
