import { createHash } from 'node:crypto'
import type { ShownPool } from '../../domain/libvirt-pool.ts'
import { attribute, buildXml, children, descend, parseXml, textOf, writeXml, xml } from './xml-dom.ts'

/** What a storage pool shows: a folder, or a dataset. */
export interface PoolSource {
  readonly type: ShownPool['type']
  readonly at: string
}

/**
 * The UUID of Kiste's pool for this source. It is made of the source, so that a pool says by itself that Kiste made it, and that nobody has
 * made it show something else since: libvirt has no place for metadata in pools, and keeps no element it does not know.
 */
export function poolUuid({ type, at }: PoolSource): string {
  const hash = createHash('sha256').update(`kiste storage pool ${type} ${at}`).digest()
  // RFC 9562: version 8, whose content is up to who makes it.
  hash[6] = (hash[6]! & 0x0f) | 0x80
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}

export function writePool(name: string, source: PoolSource): string {
  const { type, at } = source
  const where =
    type === 'dir'
      ? xml('target', {}, xml('path', {}, at))
      : // The path of its devices, /dev/zvol/…, libvirt makes of this, whatever is written (conf/storage_conf.c).
        xml('source', {}, xml('name', {}, at))
  return writeXml(
    buildXml(xml('pool', { type }, xml('name', {}, name), xml('uuid', {}, poolUuid(source)), where)),
  )
}

/** What a pool shows; undefined for types that Kiste does not make. */
export function readPool(text: string): PoolSource | undefined {
  const pool = parseXml(text, 'pool')
  const type = attribute(pool, 'type')
  if (type !== 'dir' && type !== 'zfs') return undefined
  const at = textOf(type === 'dir' ? descend(pool, 'target', 'path') : descend(pool, 'source', 'name'))
  return at === undefined ? undefined : { type, at }
}

/** Which of Kiste's types this libvirt has, by its `<storagepoolCapabilities>`. */
export function readPoolTypes(text: string): Readonly<Record<ShownPool['type'], boolean>> {
  const types = children(parseXml(text, 'storagepoolCapabilities'), 'pool')
  const has = (type: string) =>
    types.some((one) => attribute(one, 'type') === type && attribute(one, 'supported') === 'yes')
  return { dir: has('dir'), zfs: has('zfs') }
}
