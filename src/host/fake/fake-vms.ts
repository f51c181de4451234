import { consoleLines } from '../../domain/console-text.ts'
import { isAllowed, type VmFacts, type VmStatus } from '../../domain/vm.ts'
import type { VmHost } from '../host.ts'
import {
  asDefinitionText,
  changeDefinition,
  describeDefinition,
  noteAutostart,
  readDefinition,
  withoutSecrets,
  writeDefinition,
  writeNotes,
} from './definition-text.ts'
import type { Fake } from './fake.ts'
import { openFakeConsole } from './fake-console.ts'
import { openFakeScreen } from './fake-screen.ts'
import { takeFakeScreenshot } from './fake-screenshot.ts'
import { fakeRam } from './fake-ram.ts'
import { fakeVmDisks } from './fake-vm-disks.ts'
import { isSentinel } from './sentinels.ts'
import { nameTaken, noVm, refused, wrongState } from './vm-problems.ts'
import { awaitPowerOff, changedState, endRun, nameOf, startRun } from './vm-life.ts'
import type { FakeRun, FakeVm } from './world.ts'

export function fakeVms(fake: Fake): VmHost {
  const { world, verb } = fake

  function defineText(text: string, autostart: 'as noted' | 'as it is'): void {
    const { uuid, name, autostart: noted = false } = readDefinition(text)
    const vm = world.vms[uuid]
    if (isSentinel('fail-define', name))
      throw refused(name, 'libvirt does not take its definition (it has a bad name)')
    for (const [otherUuid, other] of Object.entries(world.vms)) {
      if (otherUuid !== uuid && nameOf(other) === name) throw nameTaken(name)
    }
    if (vm?.run && nameOf(vm) !== name) throw wrongState(nameOf(vm), 'rename', vm)
    const flag = vm && autostart === 'as it is' ? vm.autostart : noted
    world.vms[uuid] = { ...vm, text: noteAutostart(text, flag), autostart: flag }
    fake.hint({ what: 'vm', uuid, name, event: 'defined' })
  }

  const known = (uuid: string): FakeVm => {
    const vm = world.vms[uuid]
    if (!vm) throw noVm(uuid)
    return vm
  }

  const setState = (
    uuid: string,
    action: 'pause' | 'resume',
    from: FakeRun['state'][],
    to: FakeRun['state'],
  ) => {
    const vm = known(uuid)
    if (vm.run?.state === to) return
    if (!vm.run || !from.includes(vm.run.state)) throw wrongState(nameOf(vm), action, vm)
    vm.run.state = to
    delete vm.run.pausedBecause
    changedState(fake, uuid, nameOf(vm))
  }

  const definitionOf = (uuid: string): string => {
    const vm = known(uuid)
    return noteAutostart(vm.text ?? vm.run?.text ?? '', vm.autostart)
  }

  return {
    list: verb('vms.list', () => Object.values(world.vms).map(vmFacts)),
    listDisks: () => Promise.resolve(Object.values(world.vms).map(vmFacts)),
    get: verb('vms.get', (uuid) => {
      const vm = world.vms[uuid]
      return vm && vmFacts(vm)
    }),
    define: verb('vms.define', (definition) => defineText(writeDefinition(definition), 'as noted')),
    defineFrom: verb('vms.defineFrom', (text, changes) =>
      defineText(changeDefinition(text, changes), 'as it is'),
    ),
    definition: verb('vms.definition', (uuid) => asDefinitionText(definitionOf(uuid))),
    definitionToShow: verb('vms.definitionToShow', (uuid) => withoutSecrets(definitionOf(uuid))),
    describe: describeDefinition,
    undefine: verb('vms.undefine', (uuid) => {
      const vm = world.vms[uuid]
      if (!vm) return
      if (vm.run && vm.run.state !== 'crashed') throw wrongState(nameOf(vm), 'undefine', vm)
      const name = nameOf(vm)
      delete world.vms[uuid]
      fake.hint({ what: 'vm', uuid, name, event: 'undefined' })
    }),
    start: verb('vms.start', (uuid) => {
      const vm = known(uuid)
      if (vm.run?.state === 'running') return
      if ((vm.run && vm.run.state !== 'crashed') || vm.text === undefined)
        throw wrongState(nameOf(vm), 'start', vm)
      startRun(fake, uuid, vm, vm.text)
      delete vm.keepsRam
    }),
    askToPowerOff: verb('vms.askToPowerOff', (uuid) => {
      const vm = known(uuid)
      if (!vm.run || vm.run.state === 'stopping') return
      if (!isAllowed('shutdown', vm.run.state)) throw wrongState(nameOf(vm), 'shutdown', vm)
      if (isSentinel('no-stop', nameOf(vm))) return
      vm.run.state = 'stopping'
      vm.run.agent = 'disconnected'
      changedState(fake, uuid, nameOf(vm))
      awaitPowerOff(fake, uuid)
    }),
    powerOff: verb('vms.powerOff', (uuid) => endRun(fake, uuid)),
    ...fakeRam(fake, known),
    ...fakeVmDisks(fake, known),
    pivotDisks: verb('vms.pivotDisks', (uuid) => {
      const vm = known(uuid)
      if (!vm.run) throw wrongState(nameOf(vm), 'snapshot', vm)
    }),
    pause: verb('vms.pause', (uuid) => setState(uuid, 'pause', ['running'], 'paused')),
    resume: verb('vms.resume', (uuid) => setState(uuid, 'resume', ['paused', 'sleeping'], 'running')),
    setConfig: verb('vms.setConfig', (uuid, change) => {
      const vm = known(uuid)
      if (vm.text === undefined) throw wrongState(nameOf(vm), 'set', vm)
      defineText(changeDefinition(vm.text, { cpus: change.cpus, memoryMiB: change.memoryMiB }), 'as it is')
    }),
    setLive: verb('vms.setLive', (uuid, change) => {
      const vm = known(uuid)
      if (!vm.run || vm.run.state === 'crashed') throw wrongState(nameOf(vm), 'set', vm)
      return { waiting: setLive(vm.run, change) }
    }),
    setNotes: verb('vms.setNotes', (uuid, notes) => {
      const vm = known(uuid)
      if (vm.text === undefined) throw wrongState(nameOf(vm), 'set', vm)
      defineText(writeNotes(vm.text, notes), 'as it is')
    }),
    setAutostart: verb('vms.setAutostart', (uuid, on) => {
      known(uuid).autostart = on
    }),
    openScreen: verb('vms.openScreen', (uuid) => openFakeScreen(fake, uuid, known(uuid))),
    screenshot: verb('vms.screenshot', (uuid) => takeFakeScreenshot(known(uuid))),
    openConsole: verb('vms.openConsole', (uuid) => openFakeConsole(fake, uuid, known(uuid))),
    addresses: verb('vms.addresses', (uuid) => {
      const { run } = known(uuid)
      if (run?.agent !== 'connected') return []
      return describeDefinition(run.text).nics.map((nic, index) => ({
        mac: nic.mac,
        interfaceName: `enp${index + 1}s0`,
        address: nic.link.type === 'user' ? '10.0.2.15' : `192.168.122.${10 + (run.id % 200)}`,
        prefix: 24,
        from: 'agent' as const,
      }))
    }),
    log: verb('vms.log', (name, maxLines) => (world.logs[name] ?? []).slice(-maxLines)),
    removeLog: verb('vms.removeLog', (name) => {
      delete world.logs[name]
    }),
    moveLog: verb('vms.moveLog', (from, to) => {
      const log = world.logs[from]
      if (log === undefined || world.logs[to] !== undefined) return
      world.logs[to] = log
      delete world.logs[from]
    }),
    consoleLog: verb('vms.consoleLog', (uuid, maxLines) => {
      const vm = known(uuid)
      if (readDefinition(vm.run?.text ?? vm.text ?? '').consoleLogPath === undefined) return undefined
      return consoleLines(world.serial?.[uuid] ?? '').slice(-maxLines)
    }),
  }
}

function vmFacts(vm: FakeVm): VmFacts {
  const { text, run, autostart } = vm
  const facts = describeDefinition(text ?? run?.text ?? '')
  if (!run) return { ...facts, autostart }
  return {
    ...facts,
    autostart,
    cpus: run.cpus,
    memoryMiB: run.memoryMiB,
    vncSocketPath: `/fake/run/${facts.uuid}/vnc.sock`,
    status: status(run, facts),
  }
}

function status(run: FakeRun, config: VmFacts): VmStatus {
  if (run.state === 'paused') return { state: 'paused', because: run.pausedBecause ?? 'user' }
  if (run.state !== 'running') return { state: run.state }
  const pending = {
    ...(config.cpus === run.cpus ? {} : { cpus: config.cpus }),
    ...(config.memoryMiB === run.memoryMiB ? {} : { memoryMiB: config.memoryMiB }),
  }
  return { state: 'running', agent: run.agent, ...(Object.keys(pending).length > 0 ? { pending } : {}) }
}

/** While it runs, up to four times the CPUs it was started with can be plugged in, and memory goes up to what it was started with. */
function setLive(run: FakeRun, change: { cpus?: number | undefined; memoryMiB?: number | undefined }) {
  const started = readDefinition(run.text)
  return (['cpus', 'memoryMiB'] as const).filter((what) => {
    const wish = change[what]
    if (wish === undefined) return false
    const most = what === 'cpus' ? started.cpus * 4 : started.memoryMiB
    if (wish > most || isSentinel('no-live', started.name)) return true
    run[what] = wish
    return false
  })
}
