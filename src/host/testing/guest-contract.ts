import { Readable, type Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  factsOf,
  fresh,
  freshMac,
  problem,
  seedFor,
  vmsFor,
  type GuestAbilities,
  type HostUnderTest,
} from './host-under-test.ts'

/** What holds for guests that boot, as far as they can do it, on every host. */
export function guestContract(on: () => HostUnderTest, abilities: GuestAbilities): void {
  const { make, started, vms } = vmsFor(on)

  describe('a guest', () => {
    it('answers at its console, which ends with it', async () => {
      const { console: expected, patienceMs } = on()
      const vm = await started('console', { guest: true })
      const console = await vms().openConsole(vm.uuid)
      const said = listen(console)
      await said.until(expected.ready, patienceMs, () => console.write('\r'))
      await said.until(expected.answer, patienceMs, () => console.write(expected.type))
      const ended = new Promise((resolve) => void console.once('close', resolve).once('end', resolve))
      await vms().powerOff(vm.uuid)
      await ended
      expect(await vm.facts()).toMatchObject({ status: { state: 'stopped' } })

      await on().until('all that was said is kept', async () => {
        const lines = (await vms().consoleLog(vm.uuid, 1000)) ?? []
        return expected.answer.test(['', ...lines, ''].join('\r\n'))
      })
      expect(await vms().consoleLog(vm.uuid, 1)).toHaveLength(1)
    })

    it('whose definition keeps nothing that the console says has no log of it', async () => {
      const vm = await make('silent', {
        change: (definition) => ({ ...definition, consoleLogPath: undefined }),
      })
      expect(await vms().consoleLog(vm.uuid, 10)).toBeUndefined()
      const kept = await make('kept')
      expect(await vms().consoleLog(kept.uuid, 10)).toEqual([])
    })
  })

  if (abilities.agent) agentContract(on)
  if (abilities.powersOff) powerOffContract(on)
}

const machineId = /^[0-9a-f]{32}$/

function agentContract(on: () => HostUnderTest): void {
  const { make, started, alsoDrop, vms } = vmsFor(on)

  describe('a guest with an agent', () => {
    it('does what its agent is told', async () => {
      const { guests } = on().host
      const vm = await started('agent', { guest: true })
      await agentAnswers(on(), vm)
      const run = (...argv: [string, ...string[]]) => guests.exec(vm.uuid, { argv, timeoutMs: 20_000 })
      const echoed = await run('/bin/echo', 'a  b', '$HOME')
      expect(echoed).toMatchObject({ ended: 'exit', exitCode: 0, truncated: false })
      expect(Buffer.from(echoed.stdout).toString()).toBe('a  b $HOME\n')
      expect(await run('/bin/sh', '-c', 'exit 3')).toMatchObject({ ended: 'exit', exitCode: 3 })
      expect(await run('/bin/sh', '-c', 'kill -9 $$')).toMatchObject({ ended: 'signal', signal: 9 })
      await expect(run('/bin/no-such-command')).rejects.toMatchObject(problem('agent_failed'))
      const input = Buffer.from('typed\n')
      const cat = await guests.exec(vm.uuid, { argv: ['/bin/cat'], input, timeoutMs: 20_000 })
      expect(Buffer.from(cat.stdout).toString()).toBe('typed\n')

      const content = bytesOf(150_000)
      expect(await guests.writeFile(vm.uuid, '/tmp/bytes', Readable.from([content]))).toBe(content.length)
      const back = await readAll(await guests.readFile(vm.uuid, '/tmp/bytes'))
      expect(back.equals(content)).toBe(true)
      await expect(guests.readFile(vm.uuid, '/tmp/none').then(readAll)).rejects.toMatchObject(
        problem('agent_failed'),
      )
    })

    it('has an identity of its own after a clone', async () => {
      const { guests, stores } = on().host
      const store = stores.get('local')
      const source = await make('origin', { guest: true })
      const copy = fresh('double')
      alsoDrop(copy)
      await store.createPlace(copy.name, copy.uuid)
      const sizeBytes = (await store.diskSize(source.name, 'root'))?.virtualSizeBytes ?? 0
      const from = { type: 'vm', vm: source.name, disk: 'root', how: 'linked' } as const
      await store.createDisk(copy.name, { name: 'root', sizeBytes, from })
      await store.writeSeed(copy.name, seedFor(copy.name, copy.uuid))
      await vms().defineFrom(await vms().definition(source.uuid), {
        ...copy,
        macs: [freshMac()],
        movePaths: [{ from: store.place(source.name).path, to: store.place(copy.name).path }],
      })
      const said: string[] = []
      for (const { uuid } of [source, copy]) await vms().start(uuid)
      for (const { name, uuid } of [source, copy]) {
        await agentAnswers(on(), { name, uuid })
        for (const argv of [['/bin/hostname'], ['/bin/cat', '/etc/machine-id']] as [string, ...string[]][]) {
          const { stdout } = await guests.exec(uuid, { argv, timeoutMs: 20_000 })
          said.push(Buffer.from(stdout).toString().trim())
        }
      }
      expect(said).toEqual([
        source.name,
        expect.stringMatching(machineId),
        copy.name,
        expect.stringMatching(machineId),
      ])
      expect(said[3]).not.toBe(said[1])
    })
  })
}

function powerOffContract(on: () => HostUnderTest): void {
  const { started, vms } = vmsFor(on)

  describe('a guest that listens', () => {
    it('powers off when it is asked', async () => {
      const vm = await started('asked', { guest: true })
      await on().until('the guest is off', async () => {
        const { state } = (await vm.facts()).status
        // A guest drops the button while it does not listen yet, so it is pressed again.
        if (state === 'running') await vms().askToPowerOff(vm.uuid)
        return state === 'stopped'
      })
      expect(await vm.facts()).toMatchObject({ status: { state: 'stopped' } })
    })
  })
}

export async function agentAnswers(
  on: HostUnderTest,
  { name, uuid }: { readonly name: string; readonly uuid: string },
) {
  await on.until(`the agent of ${name} answers`, () =>
    on.host.guests.ping(uuid, 1000).then(
      () => true,
      () => false,
    ),
  )
  await on.until(`the list says that the agent of ${name} is connected`, async () => {
    const { status } = await factsOf(on.host, uuid)
    return status.state === 'running' && status.agent === 'connected'
  })
}

// A guest that just came up may drop what is typed, so it is typed again.
const typeAgainMs = 1000

function listen(stream: Duplex) {
  let said = ''
  stream.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  return {
    async until(pattern: RegExp, timeoutMs: number, type: () => void) {
      let typedAt = 0
      await expect
        .poll(
          () => {
            if (Date.now() - typedAt > typeAgainMs) {
              typedAt = Date.now()
              type()
            }
            return pattern.test(said) ? 'said' : said
          },
          { timeout: timeoutMs, interval: 50 },
        )
        .toBe('said')
      said = ''
    },
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}
