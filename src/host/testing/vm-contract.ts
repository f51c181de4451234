import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { HostHint } from '../host.ts'
import { fresh, freshMac, problem, vmsFor, type HostUnderTest } from './host-under-test.ts'

/** What holds for definitions and for VMs coming and going, on every host. */
export function vmContract(on: () => HostUnderTest): void {
  const { make, alsoDrop, vms } = vmsFor(on)

  describe('definitions', () => {
    it('say what was wished, and the list says the same', async () => {
      const vm = await make('wished', { uefi: true })
      const { definition } = vm
      const facts = await vm.facts()
      expect(facts).toMatchObject({
        uuid: vm.uuid,
        name: vm.name,
        managed: true,
        arch: definition.arch,
        machine: definition.machine,
        accelerator: definition.accelerator,
        firmware: 'uefi',
        cpus: 1,
        memoryMiB: 128,
        autostart: false,
        nics: [{ mac: definition.nics[0]?.mac, model: 'virtio', link: { type: 'user', forwards: [] } }],
        made: definition.made,
        status: { state: 'stopped' },
      })
      expect(facts.disks).toMatchObject([
        {
          target: 'vda',
          device: 'disk',
          format: 'qcow2',
          source: definition.disks[0]?.source,
          readOnly: false,
        },
      ])
      expect((await vms().list()).find((other) => other.uuid === vm.uuid)).toEqual(facts)
      expect(await vms().listDisks()).toContainEqual(
        expect.objectContaining({ name: vm.name, disks: facts.disks }),
      )
    })

    it('are replaced when made again', async () => {
      const vm = await make('again')
      await vms().define(vm.definition)
      await vms().define({ ...vm.definition, cpus: 2 })
      expect((await vms().list()).filter((other) => other.name === vm.name)).toHaveLength(1)
      expect(await vm.facts()).toMatchObject({ cpus: 2 })
    })

    it('keep a name to one VM', async () => {
      const vm = await make('taken')
      const refused = vms().define({ ...vm.definition, uuid: randomUUID(), cpus: 2 })
      await expect(refused).rejects.toMatchObject(problem('already_exists'))
      expect(await vm.facts()).toMatchObject({ cpus: 1 })
    })

    it('read by description as they are', async () => {
      const vm = await make('described')
      expect(vms().describe(await vms().definition(vm.uuid))).toEqual(await vm.facts())
    })

    it('change only what is named and keep parts nobody knows', async () => {
      const vm = await make('kept')
      const { unknownPart } = on()
      const text = unknownPart.add(await vms().definition(vm.uuid))
      await vms().defineFrom(text, { cpus: 3, memoryMiB: 192 })
      expect(await vm.facts()).toMatchObject({
        name: vm.name,
        cpus: 3,
        memoryMiB: 192,
        made: vm.definition.made,
      })
      await vms().setConfig(vm.uuid, { cpus: 2 })
      expect(await vm.facts()).toMatchObject({ cpus: 2, memoryMiB: 192 })
      expect(unknownPart.isIn(await vms().definition(vm.uuid))).toBe(true)
    })

    it('keep a password, and never show it', async () => {
      const vm = await make('secret')
      const text = on().withPassword(await vms().definition(vm.uuid), 'sesame')
      await vms().defineFrom(text, {})
      await vms().setConfig(vm.uuid, { cpus: 2 })
      expect(await vms().definition(vm.uuid)).toContain('sesame')
      const shown = await vms().definitionToShow(vm.uuid)
      expect(shown).toContain(vm.name)
      expect(shown).not.toContain('sesame')
    })

    it('make another VM with an identity of its own', async () => {
      const forward = { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 45_022, guestPort: 22 } as const
      const vm = await make('source', {
        change: (plain) => ({
          ...plain,
          nics: [{ mac: freshMac(), link: { type: 'user', forwards: [forward] } }],
        }),
      })
      const copy = fresh('copy')
      alsoDrop(copy)
      const store = on().host.stores.get('local')
      const mac = freshMac()
      await vms().defineFrom(await vms().definition(vm.uuid), {
        ...copy,
        macs: [mac],
        forwards: [],
        movePaths: [{ from: store.place(vm.name).path, to: store.place(copy.name).path }],
        made: { at: '2026-02-02T00:00:00.000Z', clonedFrom: vm.name },
      })
      expect(await vms().get(copy.uuid)).toMatchObject({
        ...copy,
        nics: [{ mac, link: { type: 'user', forwards: [] } }],
        disks: [{ source: { path: store.place(copy.name).disk('root', 'file').source.path } }],
        made: { clonedFrom: vm.name },
      })
      expect(await vm.facts()).toMatchObject({
        nics: [{ mac: vm.definition.nics[0]?.mac, link: { type: 'user', forwards: [forward] } }],
      })
    })

    it('go and come back under another name with their place', async () => {
      const vm = await make('old')
      const store = on().host.stores.get('local')
      const { name } = fresh('new')
      const text = await vms().definition(vm.uuid)
      await vms().undefine(vm.uuid)
      await store.renamePlace(vm.name, name, vm.uuid)
      alsoDrop({ name, uuid: vm.uuid })
      const [from, to] = [store.place(vm.name).path, store.place(name).path]
      await vms().defineFrom(text, { name, movePaths: [{ from, to }] })
      expect(await vm.facts()).toMatchObject({ name, disks: [{ source: { path: `${to}/root.qcow2` } }] })
      await vms().start(vm.uuid)
    })

    it('are forgotten once and for all', async () => {
      const vm = await make('forgotten')
      await vms().undefine(vm.uuid)
      await vms().undefine(vm.uuid)
      expect(await vms().get(vm.uuid)).toBeUndefined()
      expect(await on().host.stores.get('local').diskSize(vm.name, 'root')).toBeDefined()
    })

    it('autostart is a switch', async () => {
      const vm = await make('autostart')
      for (const on of [true, true, false]) {
        await vms().setAutostart(vm.uuid, on)
        expect(await vm.facts()).toMatchObject({ autostart: on })
      }
      await vms().define({ ...vm.definition, autostart: true })
      expect(await vm.facts()).toMatchObject({ autostart: true })
      const text = await vms().definition(vm.uuid)
      expect(vms().describe(text)).toMatchObject({ autostart: true })
      await vms().undefine(vm.uuid)
      await vms().defineFrom(text, {})
      expect(await vm.facts()).toMatchObject({ autostart: true })
    })

    it('have notes of any text, which stay with the definition', async () => {
      const vm = await make('noted')
      const notes = `# <b>Web</b> & "co" ]]> <!-- -->\n\n\t- Grüße, 日本語 🏠\n${'long '.repeat(80)}\u2028end`
      for (const text of ['short', notes, notes]) {
        await vms().setNotes(vm.uuid, text)
        expect((await vm.facts()).notes).toBe(text)
      }
      await vms().setConfig(vm.uuid, { cpus: 2 })
      const kept = await vms().definition(vm.uuid)
      expect(vms().describe(kept)).toMatchObject({ notes, cpus: 2 })
      await vms().undefine(vm.uuid)
      await vms().defineFrom(kept, {})
      expect((await vms().list()).find(({ uuid }) => uuid === vm.uuid)).toMatchObject({ notes })
      await vms().setNotes(vm.uuid, '')
      expect(await vm.facts()).not.toHaveProperty('notes')
      expect(await vms().definition(vm.uuid)).not.toContain('Grüße')
    })

    it('name paths in their notes that stay as they are when disks move', async () => {
      const vm = await make('paths')
      const from = on().host.stores.get('local').place(vm.name).path
      const notes = `${from}/README`
      await vms().setNotes(vm.uuid, notes)
      const text = await vms().definition(vm.uuid)
      await vms().defineFrom(text, { movePaths: [{ from, to: '/elsewhere' }] })
      expect(await vm.facts()).toMatchObject({
        notes,
        disks: [{ source: { path: '/elsewhere/root.qcow2' } }],
      })
      await vms().defineFrom(text, {})
    })

    it('of VMs that are not there are not found', async () => {
      const nobody = randomUUID()
      expect(await vms().get(nobody)).toBeUndefined()
      await expect(vms().definitionToShow(nobody)).rejects.toMatchObject(problem('not_found'))
      await expect(vms().definition(nobody)).rejects.toMatchObject(problem('not_found'))
      await expect(vms().start(nobody)).rejects.toMatchObject(problem('not_found'))
      await expect(vms().pause(nobody)).rejects.toMatchObject(problem('not_found'))
      await expect(vms().setConfig(nobody, { cpus: 2 })).rejects.toMatchObject(problem('not_found'))
      await expect(vms().setNotes(nobody, 'x')).rejects.toMatchObject(problem('not_found'))
      await expect(vms().setAutostart(nobody, true)).rejects.toMatchObject(problem('not_found'))
      await expect(vms().openConsole(nobody)).rejects.toMatchObject(problem('not_found'))
      await vms().powerOff(nobody)
      await vms().undefine(nobody)
    })
  })

  describe('hints', () => {
    it('come within a second of a VM being defined, started, ended and forgotten', async () => {
      const hints: HostHint[] = []
      const stop = on().host.onHint((hint) => hints.push(hint))
      const vm = await make('hinted')
      const saw = (event: string) =>
        expect
          .poll(
            () => hints.some((hint) => hint.what === 'vm' && hint.uuid === vm.uuid && hint.event === event),
            {
              timeout: 1000,
            },
          )
          .toBe(true)
      await saw('defined')
      hints.splice(0)
      await vms().start(vm.uuid)
      await saw('state')
      hints.splice(0)
      await vms().powerOff(vm.uuid)
      await saw('state')
      await vms().undefine(vm.uuid)
      await saw('undefined')
      stop()
      const before = hints.length
      await vms().define(vm.definition)
      await on().until('the VM is defined', async () => (await vms().get(vm.uuid)) !== undefined)
      expect(hints.length).toBe(before)
    })
  })
}
