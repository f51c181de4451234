import { afterAll, beforeAll, expect, test } from 'vitest'
import { tankWords } from './store-inside/tank-under-test.ts'
import { startKisted, type KistedInside } from './testing/kisted-inside.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'

const limitMs = 1_200_000
const hook = '/etc/libvirt/hooks/qemu.d/kiste'

// VMs that virsh starts, and libvirt when the host comes up, past Kiste. No guest has to boot.
onEachLab('a VM on volumes that is started past Kiste', (lab) => {
  let kisted: KistedInside
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const sh = (script: string) => run('sh', '-c', script)
  const kiste = (...argv: string[]) => kisted.kiste(...argv)
  const size = ['--cpus', '1', '--memory', '128M', '--firmware', 'bios', '--no-start', '--disk', '64M']
  const link = (vm: string) => `/dev/zvol/tank/kiste/${vm}/root`
  const state = (vm: string) => run('virsh', 'domstate', vm)
  const mendLinks = () => sh('udevadm trigger --subsystem-match=block; udevadm settle')
  /** As a link that was left behind. udev first ends with what a VM that went off has left it to do, and that is to set the links right. */
  const misleadLink = () => sh(`udevadm settle; ln -sfn "$(readlink -f ${link('db')})" ${link('web')}`)

  beforeAll(async () => {
    await run('rm', '-f', '--', hook)
    // Debian defines it without starting it; Kiste does where it starts a VM, and here others do.
    await sh('virsh net-start default || virsh net-info default')
    await run(...tankWords)
    kisted = await startKisted(lab())
    await kiste('store', 'create', 'tank')
    for (const vm of ['web', 'db']) await kiste('vm', 'create', vm, '--store', 'tank', ...size)
  }, limitMs)
  afterAll(async () => {
    await sh('for vm in $(virsh list --name); do virsh destroy "$vm"; done')
    await kisted.stop()
    await run('rm', '-f', '--', hook)
    await sh('systemctl reload libvirtd')
  }, limitMs)

  test(
    'starts on its own disks, and libvirt has looked',
    async () => {
      await until('the hook is there', async () => (await sh(`test -x ${hook} && echo yes; :`)) || undefined)
      await run('virsh', 'start', 'web')
      expect(await state('web')).toBe('running')
      await run('virsh', 'destroy', 'web')
    },
    limitMs,
  )

  test(
    'does not start on the disk of another one, and that is said by virsh',
    async () => {
      await misleadLink()
      await expect(run('virsh', 'start', 'web')).rejects.toThrow(/that is the volume tank\/kiste\/db\/root/)
      expect(await state('web')).toBe('shut off')
      await mendLinks()
      await run('virsh', 'start', 'web')
      await run('virsh', 'destroy', 'web')
    },
    limitMs,
  )

  test(
    'nor when libvirt starts it with the host, as it does its network',
    async () => {
      await run('virsh', 'net-autostart', '--disable', 'default')
      for (const vm of ['web', 'db']) await kiste('vm', 'set', vm, '--autostart')
      expect(await run('virsh', 'net-info', 'default')).toMatch(/^Autostart:\s+yes$/m)
      await kisted.stop()
      await misleadLink()
      // libvirt starts VMs with the host only once in each run of it, of which it keeps a mark.
      await sh('systemctl stop libvirtd && rm -f /run/libvirt/qemu/autostarted && systemctl start libvirtd')
      await until('the other one runs', async () => (await state('db')) === 'running' || undefined)
      expect(await state('web')).toBe('shut off')
      await mendLinks()
    },
    limitMs,
  )
})
