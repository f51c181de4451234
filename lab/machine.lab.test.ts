import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { flavourNamed } from './build/flavours.ts'
import { diskPath } from './disks.ts'
import { onEachLab } from './testing/on-each-lab.ts'

onEachLab('a machine of the lab', (lab, flavour) => {
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()

  test('has booted, and nothing failed', async () => {
    expect(await run('systemctl', '--failed', '--no-legend', '--plain')).toBe('')
    expect(await run('systemctl', 'is-system-running')).toBe('running')
    expect(await run('whoami')).toBe('root')
  })

  test('has OpenZFS of its series, the same in the kernel', async () => {
    const series = flavourNamed(flavour).zfsSeries
    const [userland, kernel] = (await run('zfs', 'version')).split('\n')
    expect(userland?.startsWith(`zfs-${series}.`)).toBe(true)
    expect(kernel).toBe(userland?.replace('zfs-', 'zfs-kmod-'))
    expect(await run('systemctl', 'is-active', 'zfs-zed')).toBe('active')
    expect(await run('zpool', 'list', '-H')).toBe('')
  })

  test('has a system libvirt that runs no VM yet', async () => {
    expect(await run('virsh', '-c', 'qemu:///system', 'uri')).toBe('qemu:///system')
    expect(await run('virsh', 'list', '--all', '--name')).toBe('')
    expect(await run('virsh', 'net-list', '--all', '--name')).toBe('default')
    expect(await run('virsh', 'domcapabilities', '--virttype', 'qemu')).toContain('<domain>qemu</domain>')
  })

  test('has its disks under their serials, blank and as large as asked for', async () => {
    const { disks } = await lab().record()
    expect(disks.length).toBe(6)
    for (const { serial, sizeMiB, sectorBytes } of disks) {
      const columns = 'TYPE,SERIAL,SIZE,LOG-SEC,FSTYPE,PTTYPE'
      const seen = await run('lsblk', '--json', '--bytes', '--nodeps', '--output', columns, diskPath(serial))
      expect(JSON.parse(seen)).toEqual({
        blockdevices: [
          {
            type: 'disk',
            serial,
            size: sizeMiB * 1024 * 1024,
            'log-sec': sectorBytes,
            fstype: null,
            pttype: null,
          },
        ],
      })
    }
  })

  test('has the project inside, on the very Node of this run, and it runs', async () => {
    expect(await run('/opt/kiste/bin/node', '--version')).toBe(process.version)
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    expect((await run('kiste', '--version')).split('\n')[0]).toBe(`kiste ${version}`)
    expect(await run('cat', '/opt/kiste/dist/.build')).toBe((await readFile('dist/.build', 'utf8')).trim())
    const written = lab().runner.run(['touch', '/opt/kiste/x'])
    await expect(written).rejects.toMatchObject({ stderr: expect.stringContaining('Read-only') as string })
  })

  test('is a host of its own to ZFS and to systemd', async () => {
    const record = await lab().record()
    const hostId = await run('cat', '/sys/module/spl/parameters/spl_hostid')
    expect(Number(hostId).toString(16).padStart(8, '0')).toBe(record.hostId)
    expect(await run('cat', '/etc/machine-id')).toBe(record.machineId)
  })

  test('has all tools that tests and benchmarks call', async () => {
    const tools =
      'sgdisk parted lsblk wipefs blkdiscard mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.ntfs pvcreate mdadm smartctl fio zstd sanoid syncoid ' +
      'virt-install swtpm xorriso qemu-img qemu-system-x86_64 dnsmasq nft iptables zinject zdb'
    const script = 'for tool; do command -v "$tool" > /dev/null || echo "$tool"; done'
    expect(await run('sh', '-c', script, 'sh', ...tools.split(' '))).toBe('')
  })

  test('reaches nothing outside of itself', async () => {
    // A listener here, where QEMU's user network would lead to unless told not to.
    const server = createServer((socket) => socket.end('reached'))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const client = `
      const socket = require('node:net').connect(${port}, '10.0.2.2')
      socket.on('data', (data) => { process.stdout.write(data); process.exit(0) })
      for (const event of ['error', 'close', 'timeout']) socket.on(event, () => process.exit(7))
      socket.setTimeout(5000)`
    const ended = await lab().runner.run(['/opt/kiste/bin/node', '-e', client], { okCodes: [0, 7] })
    server.close()
    expect(ended).toMatchObject({ code: 7, stdout: '' })
  })
})
