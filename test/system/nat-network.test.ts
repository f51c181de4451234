import { beforeAll, describe, expect, test } from 'vitest'
import { openLibvirtHost, type LibvirtHost } from '../../src/host/libvirt/open-libvirt-host.ts'
import { eventually, tinyVm } from '../local/support/booted-vm.ts'
import { exampleVm } from '../local/support/example-vm.ts'
import { startSystemLibvirt, type SystemLibvirt } from './support/system-libvirt.ts'

describe('the system libvirt', () => {
  let libvirt: SystemLibvirt
  let host: LibvirtHost
  const networkState = async () => {
    const line = (await libvirt.inside(['virsh', '-q', '-c', 'qemu:///system', 'net-list', '--all'])).trim()
    return line.split(/\s+/)[1]
  }

  beforeAll(async () => {
    libvirt = await startSystemLibvirt()
    host = openLibvirtHost({ uri: libvirt.uri })
    return async () => {
      await host.close()
      await libvirt.stop()
    }
  })

  test('plugs new VMs into its NAT network, though that is not started yet', async () => {
    const verdict = { accelerator: 'tcg', because: 'no-device', sentence: '', remedy: '' } as const
    expect(await host.defaults(verdict)).toMatchObject({
      machine: expect.stringMatching(/^pc-q35-\d/) as string,
      link: { type: 'network', network: 'default' },
    })
    expect(await networkState()).toBe('inactive')
  })

  test('starts the network with the first VM, which gets an address that is shown', async () => {
    const mac = '52:54:00:5a:00:01'
    const vm = await tinyVm(libvirt, { nics: [{ mac, link: { type: 'network', network: 'default' } }] })
    await host.vms.define(vm)
    await host.vms.start(vm.uuid)
    expect(await networkState()).toBe('active')

    const lease = await eventually('there is a lease or the agent tells', async () => {
      const addresses = await host.vms.addresses(vm.uuid)
      return addresses.find(({ address }) => address.startsWith('192.168.122.'))
    })
    expect(lease).toMatchObject({ mac, prefix: 24 })
    const fetchIt =
      'fetch(process.argv[1]).then((page) => page.text()).then((text) => process.stdout.write(text))'
    const page = await eventually('the guest serves', () =>
      libvirt.inside([process.execPath, '-e', fetchIt, `http://${lease.address}/`]),
    )
    expect(page).toContain('tiny')

    await eventually('the agent answers', () => host.guests.ping(vm.uuid, 2000).then(() => true))
    const fromAgent = await eventually('the agent tells too', async () => {
      const addresses = await host.vms.addresses(vm.uuid)
      return addresses.find(({ address, from }) => from === 'agent' && address === lease.address)
    })
    expect(fromAgent.mac).toBe(mac)
    await host.vms.powerOff(vm.uuid)
    await host.vms.undefine(vm.uuid)
  })

  test('names the network that is not there', async () => {
    const vm = exampleVm(libvirt, {
      nics: [{ mac: '52:54:00:5a:00:02', link: { type: 'network', network: 'nowhere' } }],
    })
    await host.vms.define(vm)
    await expect(host.vms.start(vm.uuid)).rejects.toMatchObject({
      problems: [
        { object: { type: 'vm', name: vm.name }, message: expect.stringContaining('nowhere') as string },
      ],
    })
    await host.vms.undefine(vm.uuid)
  })
})
