import { expect, test } from 'vitest'
import { diskPath } from './disks.ts'
import { nestedDomain } from './testing/nested-domain.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { until } from './testing/until.ts'

// A guest takes its time in an emulated machine, so once.
onEachLab(
  'a nested guest',
  (lab) => {
    const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()

    test('boots from the system libvirt with a zvol as its disk, and writes to it', async () => {
      await run('zpool', 'create', 'tank', diskPath('lab-disk-1'))
      await run('zfs', 'create', '-V', '64M', '-o', 'volmode=dev', 'tank/nested')
      // The link comes some time after the dataset, and while udev is at work it may be gone again for a moment.
      const hasNode = () => lab().runner.run(['test', '-b', '/dev/zvol/tank/nested'], { okCodes: [0, 1] })
      await until('the zvol has its node', async () => ((await hasNode()).code === 0 ? true : undefined))
      await run('udevadm', 'settle')
      // The guest keeps its identity on a file system of this label.
      await run('mke2fs', '-q', '-t', 'ext4', '-L', 'tiny-data', '/dev/zvol/tank/nested')
      await run('zfs', 'snapshot', 'tank/nested@before')

      const console = '/var/log/libvirt/qemu/nested-console.log'
      const input = nestedDomain({ name: 'nested', diskPath: '/dev/zvol/tank/nested', consolePath: console })
      await lab().runner.run(['virsh', 'create', '/dev/stdin'], { input })
      expect(await run('virsh', 'domstate', 'nested')).toBe('running')
      const said = await until(
        'the nested guest is up',
        async () => /tiny guest ready: \S+ (\w{32})/.exec(await run('cat', console)) ?? undefined,
        { timeoutMs: 570_000 },
      )

      await run('virsh', 'destroy', 'nested')
      expect(Number(await run('zfs', 'get', '-Hpo', 'value', 'written', 'tank/nested'))).toBeGreaterThan(0)
      await run('mount', '-o', 'ro', '/dev/zvol/tank/nested', '/mnt')
      expect(await run('cat', '/mnt/machine-id')).toBe(said[1])
      await run('umount', '/mnt')
    }, 600_000)
  },
  { only: ['zfs-2.3'] },
)
