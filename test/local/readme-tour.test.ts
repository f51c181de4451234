import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, removeHome, startDaemon, type TestDaemon } from './support/daemon.ts'

// The README's tour, line by line as a newcomer types it, against the real daemon on the fake host.

const run = promisify(execFile)
const repo = new URL('../..', import.meta.url)
const tour =
  /```sh tour\n([\s\S]*?)```/
    .exec(readFileSync(new URL('README.md', repo), 'utf8'))?.[1]
    ?.trim()
    .split('\n') ?? []

let home = ''
let daemon: TestDaemon

beforeAll(async () => {
  home = await makeHome()
  daemon = await startDaemon({ home, fake: true, env: { KISTE_FAKE_HURRY: '1' } })
  // The demo house has a VM named web already, and newcomers have not.
  await daemon.client.submit('stopVm', { params: { vm: 'web' }, body: { force: 'now' } })
  await untilNoJobIsOpen()
  await daemon.client.submit('deleteVm', { params: { vm: 'web' }, query: { now: true } })
  await untilNoJobIsOpen()
})

afterAll(async () => {
  await daemon.stop()
  await removeHome(home)
})

async function untilNoJobIsOpen(): Promise<void> {
  while ((await daemon.client.call('listJobs', { query: { open: true } })).length > 0) await sleep(10)
}

test('the tour has commands, and all of them are kiste', () => {
  expect(tour.length).toBeGreaterThan(10)
  expect(tour.filter((line) => !line.startsWith('./kiste '))).toEqual([])
})

test('each line of the tour works as it stands', async () => {
  for (const line of tour) {
    const { stdout } = await run('bash', ['-c', `${line} </dev/null`], {
      cwd: repo,
      env: { ...process.env, KISTE_SOCKET: daemon.socketPath, HOME: home },
    }).catch((error: unknown) => expect.unreachable(`${line}: ${String(error)}`))
    if (line.includes('exec')) expect(stdout).toBe('web\n')
  }
  const vms = await daemon.client.call('listVms', {})
  expect(vms.filter((vm) => vm.name.startsWith('web')).map((vm) => `${vm.name} ${vm.status.state}`)).toEqual([
    'web running',
    'web-2 stopped',
  ])
})
