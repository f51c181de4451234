import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { VmDefinition } from '../../src/domain/vm-definition.ts'
import { changeDomain } from '../../src/host/libvirt/change-domain.ts'
import { toDomainXml } from '../../src/host/libvirt/domain-xml.ts'
import { exampleDefinition } from '../../src/host/libvirt/testing/example-definition.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'kx-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** libvirt's own schema, by its driver for tests, which takes every architecture and starts nothing. */
async function libvirtSays(xml: string): Promise<string> {
  const file = join(folder, 'domain.xml')
  writeFileSync(file, xml)
  const virsh = promisify(execFile)('virsh', ['-q', '-c', 'test:///default', 'define', '--validate', file])
  return virsh.then(
    () => 'valid',
    (error: unknown) => String(error),
  )
}

const forwards = [{ protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 5353, guestPort: 53 }] as const
const nics: VmDefinition['nics'] = [
  { mac: '52:54:00:01:02:03', link: { type: 'user', forwards } },
  { mac: '52:54:00:01:02:04', link: { type: 'bridge', bridge: 'br0' } },
  { mac: '52:54:00:01:02:05', link: { type: 'network', network: 'default' } },
]
const arm = { arch: 'aarch64', machine: 'virt-7.2' } as const
const zvol = { type: 'block', path: '/dev/zvol/tank/kiste/web/root' } as const

const definitions: readonly (readonly [string, Partial<VmDefinition>])[] = [
  ['as the planner makes it', {}],
  ['under emulation', { accelerator: 'tcg' }],
  ['with BIOS', { firmware: { type: 'bios' } }],
  ['with Secure Boot', { firmware: { type: 'uefi', secureBoot: true, nvramPath: '/store/web/nvram.fd' } }],
  ['with every kind of NIC', { nics }],
  ['with a kept console', { consoleLogPath: '/store/web/console.log' }],
  ['on block devices', { disks: exampleDefinition().disks.map((disk) => ({ ...disk, source: zvol })) }],
  ['for ARM', arm],
  ['for ARM under emulation', { ...arm, accelerator: 'tcg' }],
  ['for ARM without UEFI', { ...arm, firmware: { type: 'bios' } }],
]

test.each(definitions)('libvirt takes a definition %s, and what becomes of it', async (_, changes) => {
  const text = toDomainXml(exampleDefinition(changes), { maxCpus: 8 })
  expect(await libvirtSays(text)).toBe('valid')
  const changed = changeDomain(text, {
    uuid: '99999999-2222-4333-8444-555555555555',
    name: 'copy',
    cpus: 12,
    memoryMiB: 4096,
    movePaths: [{ from: '/store/web', to: '/store/copy' }],
    made: { at: '2026-01-01T00:00:00Z', clonedFrom: 'web' },
  })
  expect(await libvirtSays(changed)).toBe('valid')
})

test('the schema is really asked', async () => {
  const text = toDomainXml(exampleDefinition(), { maxCpus: 8 })
  expect(await libvirtSays(text.replace('<memory ', '<bogus/><memory '))).toContain('validate')
})
