import { describe, expect, it } from 'vitest'
import { sniff, type FileKind } from './sniff.ts'

function bytes(parts: Readonly<Record<number, string>>, length = 34 * 1024): Buffer {
  const buffer = Buffer.alloc(length)
  for (const [at, text] of Object.entries(parts)) buffer.write(text, Number(at), 'latin1')
  return buffer
}

const kinds: readonly (readonly [string, Buffer, FileKind])[] = [
  ['nothing', Buffer.alloc(0), 'empty'],
  ['qcow2', bytes({ 0: 'QFI\xfb' }), 'qcow2'],
  ['a sparse vmdk', bytes({ 0: 'KDMV' }), 'vmdk'],
  ['a vmdk description', Buffer.from('# Disk DescriptorFile\nversion=1\n'), 'vmdk-descriptor'],
  ['vdi', bytes({ 0: '<<< Oracle VM VirtualBox Disk Image >>>\n', 64: '\x7f\x10\xda\xbe' }), 'vdi'],
  ['an ISO', bytes({ 32769: 'CD001' }), 'iso9660'],
  ['an ISO for USB sticks', bytes({ 510: '\x55\xaa', 512: 'EFI PART', 32769: 'CD001' }), 'iso9660'],
  ['a GPT disk', bytes({ 510: '\x55\xaa', 512: 'EFI PART' }), 'gpt'],
  ['an MBR disk', bytes({ 0: '\xeb\x63', 510: '\x55\xaa' }), 'mbr'],
  ['gzip', bytes({ 0: '\x1f\x8b\x08' }), 'gzip'],
  ['xz', bytes({ 0: '\xfd7zXZ\0' }), 'xz'],
  ['zstd', bytes({ 0: '\x28\xb5\x2f\xfd' }), 'zstd'],
  ['zip', bytes({ 0: 'PK\x03\x04' }), 'zip'],
  ['tar', bytes({ 0: 'disk.raw', 257: 'ustar\0' }), 'tar'],
  ['a web page', Buffer.from('<!DOCTYPE html>\n<html><title>404</title>'), 'html'],
  ['a web page after a comment', Buffer.from('\n <!-- hi -->\n<HTML lang="de">'), 'html'],
  ['a web page in XML', Buffer.from('<?xml version="1.0"?>\n<!doctype HTML>'), 'html'],
  ['text', Buffer.from('Not found\n'), 'text'],
  ['text in UTF-8', Buffer.from('Größe ✓\n'), 'text'],
  ['a blank disk', Buffer.alloc(34 * 1024), 'unknown'],
  ['qcow2 cut after its magic', Buffer.from('QFI\xfb', 'latin1'), 'qcow2'],
]

describe('a file is known by its content', () => {
  it.each(kinds)('%s', (_name, content, kind) => {
    expect(sniff(content)).toBe(kind)
  })
})
