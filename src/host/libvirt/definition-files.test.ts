import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDefinitionFiles } from './definition-files.ts'

let folder: string
const paths = () => ({ definitions: join(folder, 'qemu'), running: join(folder, 'run') })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'definition-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const domain = (name: string, device: string) => `<domain type='kvm'>
  <name>${name}</name>
  <uuid>6dd0c1c7-0c27-4f4b-9b13-6f1a3f5c9f01</uuid>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <disk type='block' device='disk'><source dev='${device}'/><target dev='vda' bus='virtio'/></disk>
  </devices>
</domain>`

describe('VMs by the files of libvirt', () => {
  test('are none where libvirt never was', async () => {
    expect(await readDefinitionFiles(paths())).toEqual([])
  })

  test('are those defined and those that run, with their disks', async () => {
    const { definitions, running } = paths()
    await mkdir(join(definitions, 'autostart'), { recursive: true })
    await mkdir(running)
    const note = '<!-- WARNING: THIS IS AN AUTO-GENERATED FILE. virsh edit web -->\n\n'
    await writeFile(join(definitions, 'web.xml'), note + domain('web', '/dev/sda'))
    await writeFile(
      join(running, 'web.xml'),
      `<domstatus state='running' reason='booted' pid='1'>\n<taint flag='high-privileges'/>\n${domain('web', '/dev/sdb')}\n</domstatus>`,
    )
    await writeFile(join(running, 'web.pid'), '1')
    const found = await readDefinitionFiles(paths())
    expect(found.map(({ name, disks }) => [name, disks[0]?.source?.path])).toEqual([
      ['web', '/dev/sda'],
      ['web', '/dev/sdb'],
    ])
  })

  test('are not guessed where a file says nothing', async () => {
    await mkdir(paths().definitions)
    await writeFile(join(paths().definitions, 'web.xml'), '')
    await expect(readDefinitionFiles(paths())).rejects.toThrow()
  })
})
