import { problemError } from '../../domain/problem.ts'
import { checkStart } from './start-checks.ts'
import { describeDefinition, readDefinition, type FakeDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'
import { setUpGuest } from './guest-disk.ts'
import { isSentinel } from './sentinels.ts'
import type { FakeRun, FakeVm } from './world.ts'

/** How VMs of the fake host go from state to state, by a verb or by themselves. */

export function nameOf(vm: FakeVm): string {
  return describeDefinition(vm.text ?? vm.run?.text ?? '').name
}

export function startRun(
  fake: Fake,
  uuid: string,
  vm: FakeVm,
  text: string,
  from?: { readonly boot: string; readonly state: 'running' | 'paused' },
): void {
  const definition = readDefinition(text)
  if (isSentinel('fail-start', definition.name))
    throw problemError({
      code: 'host_failed',
      message: `VM ${definition.name} could not be started: exit code 1.`,
      object: { type: 'vm', name: definition.name },
      hint: `See what QEMU said: kiste vm log ${definition.name}`,
    })
  checkStart(fake.world, definition)
  setUpGuest(fake.world, definition)
  const id = (fake.world.events += 1)
  vm.run = {
    id,
    boot: from?.boot ?? `boot ${id}`,
    text,
    state: from?.state ?? 'running',
    agent: 'disconnected',
    cpus: definition.cpus,
    memoryMiB: definition.memoryMiB,
  }
  const log = (fake.world.logs[definition.name] ??= [])
  log.push(
    `${fake.time.now().toISOString()}: starting up`,
    `qemu-system-${definition.arch} -name ${definition.name}`,
  )
  saySerial(fake, uuid, definition, `\r\n[    0.000000] Linux of ${definition.name}\r\n`)
  changedState(fake, uuid, definition.name)
  awaitAgent(fake, uuid)
}

/** The guest says something on its serial console; it is kept if the definition has it so. */
export function saySerial({ world }: Fake, uuid: string, definition: FakeDefinition, text: string): void {
  if (definition.consoleLogPath === undefined) return
  const said = (world.serial ??= {})
  said[uuid] = `${said[uuid] ?? ''}${text}`.slice(-64 * 1024)
}

/** Lets the agent of a running VM connect, or the guest crash, a moment from now. */
export function awaitAgent(fake: Fake, uuid: string): void {
  whileRunning(fake, uuid, fake.delays.agentMs, (vm, run) => {
    const name = nameOf(vm)
    if (isSentinel('crash-soon', name)) {
      run.state = 'crashed'
      run.agent = 'disconnected'
      changedState(fake, uuid, name)
    } else if (!isSentinel('no-agent', name) && run.state !== 'crashed') {
      run.agent = 'connected'
      fake.hint({ what: 'vm', uuid, name, event: 'agent' })
    }
  })
}

/** Lets a guest that was asked power off, a moment from now. */
export function awaitPowerOff(fake: Fake, uuid: string): void {
  const vm = fake.world.vms[uuid]
  const slow = vm && isSentinel('slow-stop', nameOf(vm)) ? 10 : 1
  whileRunning(fake, uuid, fake.delays.powerOffMs * slow, (_, run) => {
    if (run.state === 'stopping') endRun(fake, uuid)
  })
}

export function endRun(fake: Fake, uuid: string): void {
  const vm = fake.world.vms[uuid]
  if (!vm?.run) return
  const name = nameOf(vm)
  fake.world.logs[name]?.push(`${fake.time.now().toISOString()}: shutting down`)
  delete vm.run
  fake.consoles.get(uuid)?.()
  for (const [close, owner] of fake.screens) if (owner === uuid) close()
  if (vm.text === undefined) delete fake.world.vms[uuid]
  changedState(fake, uuid, name)
}

export function changedState(fake: Fake, uuid: string, name: string): void {
  fake.hint({ what: 'vm', uuid, name, event: 'state' })
}

function whileRunning(
  fake: Fake,
  uuid: string,
  delayMs: number,
  act: (vm: FakeVm, run: FakeRun) => void,
): void {
  const id = fake.world.vms[uuid]?.run?.id
  fake.time.later(delayMs, () => {
    const vm = fake.world.vms[uuid]
    // What was planned for one run must not befall the next.
    if (!vm?.run || vm.run.id !== id) return
    act(vm, vm.run)
    fake.changed()
  })
}
